bulk-bar = Selected licenses
bulk-note = Write a note
bulk-renew = Renew
bulk-assign = Assign to a customer
bulk-all = Select all { $count }
bulk-none = Clear selection
bulk-about = { $count ->
    [one] One license is selected.
   *[other] { $count } licenses are selected.
 }
bulk-note-hint = It takes the place of the notes they have. An empty text removes them.
bulk-years = { $years ->
    [one] 1 year
   *[other] { $years } years
 }
bulk-years-legend = For how long
bulk-coupons = Use fitting coupons first
bulk-customer-search = Find a customer
bulk-no-customer = No customer of that name.
bulk-running = { $seen } of { $total } …
bulk-done = { $done } changed, { $same } as wanted already, { $refused } left as they are.
bulk-undone = { $done } taken back, { $same } as before already, { $refused } left as they are.
bulk-stopped = Stopped after { $seen } of { $total }. What was changed stays.
bulk-interrupted = Interrupted after { $seen } of { $total }. What was changed stays; start again for the others.
bulk-stop = Stop
bulk-refused-title = Licenses left as they are
bulk-more = { $count ->
    [one] One more license was left as it is.
   *[other] { $count } more licenses were left as they are.
 }
bulk-reason = Why
bulk-unknown = A license you cannot see
error-bulk-customer-missing = Choose a customer.
