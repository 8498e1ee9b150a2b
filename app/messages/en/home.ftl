# What needs doing now; the calendar of renewals; settings of reminders; invoices.

home-title = What needs doing
home-ways = More
home-nothing = Nothing needs doing
home-nothing-hint = No license ends within a year, no coupon is about to lapse, and no request waits for you.
home-months = Ending by month
home-as-table = As a table
home-month = Month
home-licenses = Licenses
home-value = Renewing for one year
home-bar = { $month }: { $count ->
    [one] { $shown } license ends
   *[other] { $shown } licenses end
 }
home-expired = Expired
home-expired-hint = Ended within the last { $days } days and were not renewed
home-lapsing = Coupons about to lapse
home-lapsing-hint = Within { $days } days
home-requests = Requests to answer
home-requests-hint = Orders that wait for you
home-requests-all = All orders that wait
home-risk = Value at risk
home-risk-hint = Renewing for one year what ends within { $soon } days or ended within the last { $past }

calendar-title = Renewal calendar
calendar-months = Months
calendar-previous = Previous month
calendar-next = Next month
calendar-subscribe = Subscribe
calendar-weekdays = Mon Tue Wed Thu Fri Sat Sun
calendar-total = Renewing all licenses of this month for the same time costs { $amount }.
calendar-licenses = { $count ->
    [one] { $count } license
   *[other] { $count } licenses
 }
calendar-coupons = { $count ->
    [one] { $count } coupon
   *[other] { $count } coupons
 }
calendar-on = { $what }, { $day }

reminders-title = Reminders
reminders-lead = What ends soon comes by mail, and into your calendar.
reminders-mails = Mails
reminders-enabled = Remind us and our customers of what ends
reminders-days-hint = Of licenses and trials, such as 60, 30, 14. Empty for none.
reminders-coupons-hint = Of coupons that nobody used yet. Empty for none.
reminders-digest = All reminders of a day in one mail
reminders-customers = Write to end customers, too, in the last three days
reminders-saved = The reminders are set
reminders-conflict = Somebody else has set the reminders meanwhile. What you typed is still here; save again to put it in place of theirs.
calendar-address = Your calendar’s address
calendar-text = Calendar programs that know this address show what ends in the next 400 days, and keep it up to date.
calendar-warning = Whoever knows the address reads your renewals without signing in. Give it to nobody, and renew it when somebody else may have it.
calendar-since = There is an address since { $moment }.
calendar-read = Last read { $moment }.
calendar-never-read = It was not read yet.
calendar-once = It is shown this once. The one before does not work any more.
calendar-copy = Copy the address
calendar-make = Make an address
calendar-renew = Renew the address
calendar-revoke = End the address
calendar-revoked = The address does not work any more

invoices-title = Invoices
invoices-lead = What is charged by the month. Each month is drafted on the 1st of the next; a locked one changes only by lines of a later month.
invoices-none = No invoices yet
invoices-none-hint = On the 1st, what is charged by the month becomes a draft.
invoices-number = Number
invoices-draft = Draft
invoices-locked = Locked
invoices-of = { $month }, { $partner }
invoices-back = All invoices
invoices-locked-at = Locked on
invoices-more = { $count ->
    [one] { $count } more line
   *[other] { $count } more lines
 }
invoices-csv = Statement with each day (CSV)
invoices-devices = Devices
invoices-peak = Most on
invoices-unit = Each
invoices-discount = Discount
invoices-floor = Minimum
invoices-activation = Activation
invoices-activation-ordered = Activation, paid with its order
invoices-adjustment = Adjustment
invoices-lock = Lock
invoices-lock-title = Lock this invoice?
invoices-lock-text = It gets its number, and its lines stay as they are. What turns out later becomes a line of a later month. This cannot be taken back.
invoices-was-locked = The invoice is locked

plan-end = End plan
plan-end-title = End this plan?
plan-end-text = Today is its last day. This month is charged like any other; nothing is owed after it.
plan-ended = The plan ends today
