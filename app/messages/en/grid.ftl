# Every grid: grouping, sorting, searching, filtering, editing in place.

grid-none = (none)
grid-actions = Actions
grid-actions-for = Actions for { $name }
grid-group-by = Group by
grid-group-hint = Drag a column here to group
grid-group-by-this = Group by this column
grid-group-by-year = Group by year
grid-group-by-month = Group by month
grid-ungroup = Remove from grouping
grid-sort-up = Sort ascending
grid-sort-down = Sort descending
grid-sorted-up = ascending
grid-sorted-down = descending
grid-hide-column = Hide this column
grid-column-menu = Menu of { $column }
grid-pill-menu = Options for { $column }
grid-level = { $column }: { $bucket }
grid-level-more = More
grid-split = Split further: { $bucket }
grid-sort-groups = Sort groups
grid-sort-groups-by = Sort groups { $how }
grid-by-value = by value
grid-by-count = by count
grid-by-sum = by { $sum }
grid-direction = Direction
grid-ascending = Ascending
grid-descending = Descending
grid-quarter = Q{ $quarter } { $year }
grid-week = Week { $week }, { $year }
grid-band = { $from }–{ $to }
grid-band-open = { $from }+
grid-columns = Columns
grid-columns-reset = Standard columns

level-value = exact values
level-band = bands
level-year = year
level-quarter = quarter
level-month = month
level-week = week
level-day = day
bucket-value = Exact values
bucket-band = Bands
bucket-year = Year
bucket-quarter = Quarter
bucket-month = Month
bucket-week = Week
bucket-day = Day

grid-search = Search
grid-search-in = Search { $columns }
grid-search-hint = Several words must all occur; * stands for anything
grid-filters = Filters
grid-filter-by = Filter by { $column }
grid-search-values = Search values of { $column }
grid-no-values = No values
grid-clear-filter = Clear
grid-clear-filters = Clear all filters
grid-remove-filter = Remove filter { $filter }
grid-chip = { $column }: { $value }
grid-values = { $count ->
    [one] { $count } value
   *[other] { $count } values
 }
grid-and-more = { $names } and { $count } more
grid-since = from { $day }
grid-until = until { $day }
grid-span-past = Before today
grid-span-next = Next { $days } days
grid-span-last = Last { $days } days
grid-span-today = Today
grid-from = From
grid-to = To

grid-said-rows = { $count ->
    [one] { $count } row.
   *[other] { $count } rows.
 }
grid-said-ungrouped = { $count ->
    [one] Not grouped. { $count } row.
   *[other] Not grouped. { $count } rows.
 }
grid-said-then = { $before }, then { $next }
grid-said-grouped = { $groups ->
    [one] Grouped by { $columns }. { $groups } group.
   *[other] Grouped by { $columns }. { $groups } groups.
 }

grid-empty = Nothing here yet
grid-empty-hint = As soon as there is something, it appears here by itself.
grid-empty-narrowed = Nothing matches
grid-empty-narrowed-hint = The search and filters leave nothing over.
grid-pages = Pages
grid-page-before = Previous page
grid-page-after = Next page
grid-page-of = Page { $page } of { $pages }

grid-edit = Edit { $column }
grid-edit-of = { $column } of { $name }
grid-characters = { $count } of { $limit }
grid-saving = Saving …
grid-edit-saved = { $column } of { $name } saved.
grid-saved = Saved
grid-save-failed = Not saved. Open
grid-conflict = Somebody else changed this meanwhile. Now it says:
grid-keep-mine = Keep mine
grid-take-theirs = Take theirs
grid-sign-in-again = Sign in again

grid-problems = Parts of this address were left out:
grid-problem-unknown-filter = There is no filter “{ $name }”.
grid-problem-unknown-group = There is no column “{ $name }” to group by.
grid-problem-unknown-sort = There is no column “{ $name }” to sort by.
grid-problem-unknown-column = There is no column “{ $name }”.
grid-problem-unknown-tab = There is no tab “{ $name }”.
grid-problem-twice = “{ $name }” stands there twice.
grid-problem-bad-value = “{ $name }” is not a value of its column.
grid-problem-bad-path = The open group “{ $name }” does not fit the grouping.
grid-problem-too-many = “{ $name }” names more than can be shown.
grid-problem-too-long = The text of “{ $name }” was cut.
grid-stale = { $changes ->
    [one] One change is not shown yet.
   *[other] { $changes } changes are not shown yet.
  }
grid-refresh = Refresh
grid-span-this-quarter = This quarter
grid-select = Select { $name }
grid-select-all = Select all
grid-selected = { $count ->
    [one] One selected.
   *[other] { $count } selected.
 }
grid-selected-none = Nothing selected.
grid-selected-too-many = No more than { $count } can be selected one by one. Select all instead.
grid-copied = { $count ->
    [one] One row copied.
   *[other] { $count } rows copied.
 }
grid-copied-cell = Copied.
grid-copy-too-many = No more than { $count } rows can be copied. Export them instead.
grid-row-height = Row height
grid-rows-per-page = Rows per page
grid-per-all = All, scrolling
grid-density-compact = Compact
grid-density-normal = Normal
grid-density-relaxed = Relaxed
grid-expand-all = Expand all
grid-collapse-all = Collapse all
grid-expanded = { $count ->
    [one] One group expanded.
   *[other] { $count } groups expanded.
 }
grid-expanded-first = There are many groups. The first { $count } are expanded.
grid-pin = Keep in place up to here
grid-unpin = Let columns scroll again
