# Filters of grids, one editor for all columns.

grid-add-filter = Add filter
grid-filter-this = Filter …
grid-filter-contains = Contains
grid-filter-hint = * stands for anything
grid-filter-empty = Is empty
grid-filter-filled = Is not empty
grid-filter-presets = Usual choices
grid-filter-apply = Apply

# Of columns whose days before today have a word of their own.
span-past-expires = Expired

error-range-reversed = This lies before “From”.
