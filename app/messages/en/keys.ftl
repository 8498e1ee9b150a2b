# Unused keys: splitting, merging, claiming.

coupon-split = Split …
coupon-split-of = Split { $name }
coupon-split-parts = Seats of each new key
coupon-split-hint = For example 3, 6, 1. The new keys keep the dates and the note.
coupon-split-left = { $left ->
    [0] All { $all } seats are given out.
    [one] { $left } of { $all } seats is left.
   *[other] { $left } of { $all } seats are left.
 }
coupon-split-over = { $over } more than the { $all } seats there are.
coupon-split-confirm = Split
coupon-split-done = { $name } is { $count } keys now
coupon-merge = Merge
coupon-merge-title = Merge unused keys
coupon-merge-into = { $count } keys become one of { $seats } seats: { $name }.
coupon-merge-lapses = It has to be used by { $day }, as the first of them.
coupon-merge-never = It does not lapse.
coupon-merge-confirm = Merge
coupon-merge-done = { $count } keys are one of { $seats } seats now
coupon-reserved = Reserved
coupon-assign = Assign to a customer …

claim-open = Assign key …
claim-title = Assign a key
claim-about = A key that you bought elsewhere and that is not among your licenses yet becomes one of them.
claim-key = License key
claim-confirm = Assign key
claim-done = The key is among your unused licenses now.
claim-known = You have this key already.
claim-show = Show the license

stray-open = Enter keys …
stray-title = Keys bought elsewhere
stray-about = Whoever holds one of these keys assigns it to itself on its page of licenses.
stray-lines = One key in each line
stray-hint = key; edition; seats; years – and, if it was not today, the day of purchase (2026-01-31) behind them.
stray-confirm = Enter keys
stray-done = { $count ->
    [one] One key waits to be assigned.
   *[other] { $count } keys wait to be assigned.
 }
stray-list = Entered so far
stray-none-yet = No key was entered yet.
stray-waits = waits
stray-claimed = assigned on { $when }
stray-line = { $key } · { $edition } · { $seats } seats · { $state }
stray-withdraw = Withdraw
stray-withdraw-sure = Really withdraw
stray-withdraw-of = Withdraw { $key }
stray-withdraw-sure-of = Really withdraw { $key }
stray-withdrawn = { $key } cannot be assigned any more.

may-enter-keys = Enter keys bought elsewhere
may-claim-key = Assign keys bought elsewhere

action-split = Split
action-merged = Merged
action-claimed = Key assigned
action-keys-entered = Keys entered
action-key-withdrawn = Entered key withdrawn
action-key-claimed = Key assigned by its partner

error-key-not-claimable = This key cannot be assigned. Check it for typing errors, or ask whoever sold it to you.
error-key-not-waiting = This key was assigned or withdrawn meanwhile.
error-key-claim-empty = Type the key as it was sold to you.
error-stray-none = There is no line.
error-stray-too-many = At most { $limit } keys at once.
error-stray-cells = Line { $line }: four parts with a semicolon between them are needed.
error-stray-key = Line { $line }: the key is missing or too long.
error-stray-edition-unknown = Line { $line }: there is no such edition.
error-stray-edition-ambiguous = Line { $line }: several editions are named so. Use the edition’s code.
error-stray-edition-term = Line { $line }: this edition is not sold by years.
error-stray-seats = Line { $line }: the seats are no whole number from 1 on.
error-stray-years = Line { $line }: the years are no whole number from 1 to 10.
error-stray-date = Line { $line }: the day of purchase is no day like 2026-01-31, lies ahead, or is so long ago that the key has lapsed.
error-stray-twice = Line { $line }: this key is in a line above.
error-stray-known = Line { $line }: this key is there already.

view-lapses-soon = Lapses soon
