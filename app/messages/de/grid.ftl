# Jede Tabelle: gruppieren, sortieren, suchen, filtern, in der Zelle bearbeiten.

grid-none = (ohne)
grid-actions = Aktionen
grid-actions-for = Aktionen für { $name }
grid-group-by = Gruppieren nach
grid-group-hint = Spalte hierher ziehen, um zu gruppieren
grid-group-by-this = Nach dieser Spalte gruppieren
grid-group-by-year = Nach Jahr gruppieren
grid-group-by-month = Nach Monat gruppieren
grid-ungroup = Aus der Gruppierung entfernen
grid-sort-up = Aufsteigend sortieren
grid-sort-down = Absteigend sortieren
grid-sorted-up = aufsteigend
grid-sorted-down = absteigend
grid-hide-column = Diese Spalte ausblenden
grid-column-menu = Menü von { $column }
grid-pill-menu = Optionen für { $column }
grid-level = { $column }: { $bucket }
grid-level-more = Weiteres
grid-split = Weiter unterteilen: { $bucket }
grid-sort-groups = Gruppen sortieren
grid-sort-groups-by = Gruppen { $how } sortieren
grid-by-value = nach Wert
grid-by-count = nach Anzahl
grid-by-sum = nach „{ $sum }“
grid-direction = Richtung
grid-ascending = Aufsteigend
grid-descending = Absteigend
grid-quarter = Q{ $quarter } { $year }
grid-week = KW { $week } { $year }
grid-band = { $from }–{ $to }
grid-band-open = { $from }+
grid-columns = Spalten
grid-columns-reset = Übliche Spalten

level-value = genaue Werte
level-band = Bereiche
level-year = Jahr
level-quarter = Quartal
level-month = Monat
level-week = Woche
level-day = Tag
bucket-value = Genaue Werte
bucket-band = Bereiche
bucket-year = Jahr
bucket-quarter = Quartal
bucket-month = Monat
bucket-week = Woche
bucket-day = Tag

grid-search = Suchen
grid-search-in = { $columns } durchsuchen
grid-search-hint = Mehrere Wörter müssen alle vorkommen; * steht für Beliebiges
grid-filters = Filter
grid-filter-by = Nach { $column } filtern
grid-search-values = Werte von { $column } suchen
grid-no-values = Keine Werte
grid-clear-filter = Leeren
grid-clear-filters = Alle Filter entfernen
grid-remove-filter = Filter { $filter } entfernen
grid-chip = { $column }: { $value }
grid-values = { $count ->
    [one] { $count } Wert
   *[other] { $count } Werte
 }
grid-and-more = { $names } und { $count } weitere
grid-since = ab { $day }
grid-until = bis { $day }
grid-span-past = Vor heute
grid-span-next = Nächste { $days } Tage
grid-span-last = Letzte { $days } Tage
grid-span-today = Heute
grid-from = Von
grid-to = Bis

grid-said-rows = { $count ->
    [one] { $count } Zeile.
   *[other] { $count } Zeilen.
 }
grid-said-ungrouped = { $count ->
    [one] Nicht gruppiert. { $count } Zeile.
   *[other] Nicht gruppiert. { $count } Zeilen.
 }
grid-said-then = { $before }, dann { $next }
grid-said-grouped = { $groups ->
    [one] Gruppiert nach { $columns }. { $groups } Gruppe.
   *[other] Gruppiert nach { $columns }. { $groups } Gruppen.
 }

grid-empty = Hier ist noch nichts
grid-empty-hint = Sobald es etwas gibt, erscheint es hier von selbst.
grid-empty-narrowed = Nichts gefunden
grid-empty-narrowed-hint = Suche und Filter lassen nichts übrig.
grid-pages = Seiten
grid-page-before = Vorige Seite
grid-page-after = Nächste Seite
grid-page-of = Seite { $page } von { $pages }

grid-edit = { $column } bearbeiten
grid-edit-of = { $column } von { $name }
grid-characters = { $count } von { $limit }
grid-saving = Wird gespeichert …
grid-edit-saved = { $column } von { $name } gespeichert.
grid-saved = Gespeichert
grid-save-failed = Nicht gespeichert. Öffnen
grid-conflict = Jemand anderes hat das inzwischen geändert. Jetzt steht dort:
grid-keep-mine = Meins behalten
grid-take-theirs = Neues übernehmen
grid-sign-in-again = Neu anmelden

grid-problems = Teile dieser Adresse wurden ausgelassen:
grid-problem-unknown-filter = Es gibt keinen Filter „{ $name }“.
grid-problem-unknown-group = Es gibt keine Spalte „{ $name }“ zum Gruppieren.
grid-problem-unknown-sort = Es gibt keine Spalte „{ $name }“ zum Sortieren.
grid-problem-unknown-column = Es gibt keine Spalte „{ $name }“.
grid-problem-unknown-tab = Es gibt keinen Reiter „{ $name }“.
grid-problem-twice = „{ $name }“ steht doppelt da.
grid-problem-bad-value = „{ $name }“ ist kein Wert seiner Spalte.
grid-problem-bad-path = Die offene Gruppe „{ $name }“ passt nicht zur Gruppierung.
grid-problem-too-many = „{ $name }“ nennt mehr, als gezeigt werden kann.
grid-problem-too-long = Der Text von „{ $name }“ wurde gekürzt.
grid-stale = { $changes ->
    [one] Eine Änderung wird noch nicht gezeigt.
   *[other] { $changes } Änderungen werden noch nicht gezeigt.
  }
grid-refresh = Aktualisieren
grid-span-this-quarter = Dieses Quartal
grid-select = { $name } auswählen
grid-select-all = Alle auswählen
grid-selected = { $count ->
    [one] Eine ausgewählt.
   *[other] { $count } ausgewählt.
 }
grid-selected-none = Nichts ausgewählt.
grid-selected-too-many = Einzeln lassen sich höchstens { $count } auswählen. Wählen Sie stattdessen alle aus.
grid-copied = { $count ->
    [one] Eine Zeile kopiert.
   *[other] { $count } Zeilen kopiert.
 }
grid-copied-cell = Kopiert.
grid-copy-too-many = Höchstens { $count } Zeilen lassen sich kopieren. Exportieren Sie sie stattdessen.
grid-row-height = Zeilenhöhe
grid-rows-per-page = Zeilen pro Seite
grid-per-all = Alle, mit Bildlauf
grid-density-compact = Kompakt
grid-density-normal = Normal
grid-density-relaxed = Weit
grid-expand-all = Alle aufklappen
grid-collapse-all = Alle zuklappen
grid-expanded = { $count ->
    [one] Eine Gruppe aufgeklappt.
   *[other] { $count } Gruppen aufgeklappt.
 }
grid-expanded-first = Es sind viele Gruppen. Die ersten { $count } sind aufgeklappt.
grid-pin = Bis hierher fixieren
grid-unpin = Fixierung aufheben
