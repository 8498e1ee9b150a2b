# Filter der Listen, ein Editor für alle Spalten.

grid-add-filter = Filter hinzufügen
grid-filter-this = Filtern …
grid-filter-contains = Enthält
grid-filter-hint = * steht für Beliebiges
grid-filter-empty = Ist leer
grid-filter-filled = Ist nicht leer
grid-filter-presets = Übliches
grid-filter-apply = Anwenden

# Für Spalten, deren Tage vor heute ein eigenes Wort haben.
span-past-expires = Abgelaufen

error-range-reversed = Das liegt vor „Von“.
