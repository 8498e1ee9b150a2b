# Licenses: columns, statuses, kinds.

column-name = Name
column-key = Key
column-product = Product
column-edition = Edition
column-customer = Customer
column-seats = Seats
column-status = Status
column-purchased = Purchased
column-expires = Expires
column-note = Note
column-order = Order number
column-vendor = Vendor
column-partner = Partner
column-auto = Renews
column-kind = Kind
column-used = Used seats
column-activated = Activated
column-term = Term in years
column-redeemed-by = Used for

status-expired = Expired
status-expires-soon = Expires soon
status-active = Active
status-unused = Unused
status-lapsed = Lapsed
status-redeemed = Redeemed

kind-term = Term
kind-usage = By usage
kind-monthly = Monthly
kind-trial = Trial

license-tabs = Which licenses
license-export = Export
license-export-csv = Export as CSV
license-export-xlsx = Export as Excel
license-tab-active = Active
license-tab-unused = Unused
license-tab-all = All
license-title-active = Active licenses
license-title-unused = Unused licenses
license-title-all = All licenses
license-count = { $count ->
    [one] { $count } license · { $seats } seats, { $used } used
   *[other] { $count } licenses · { $seats } seats, { $used } used
 }
license-never-ends = never
license-copy-key = Copy key
license-key-copied = Key of { $name } copied
license-open = Open
license-history = Change history
license-history-of = Change history of { $name }
license-history-empty = Nothing was changed yet
license-before = Before
license-after = After
action-note-edited = Note changed
action-renamed = Renamed
action-renewed = Renewed
action-renewal-undone = Renewal undone
action-coupon-redeemed = Coupon used
action-coupon-restored = Coupon given back
action-imported = Imported
action-created = New
action-assigned = Given to another customer
action-assignment-undone = Assignment undone
action-activated = Put to use
action-recovered = Taken back from the customer
action-seats-changed = Seats changed
action-used-changed = Use changed

license-renew = Renew
license-renew-coupon = Renew with coupon
license-renew-of = Renew { $name }
license-renew-now = Ends now: { $end }
license-renew-confirm = Renew now
license-renew-conflict = Somebody else was faster. The license now ends: { $end }. Look again before you renew it.
license-years = { $years ->
    [one] { $years } year
   *[other] { $years } years
 }
license-new-end = until { $end }
license-with-coupon = Coupon { $key } ({ $years })
license-paid = paid
license-renewed = { $name } is renewed until { $end } (order { $number })
license-renewal-undone = The renewal of { $name } is undone

license-back = All licenses
license-details = Details

auto-off = Ends
auto-on = By itself
license-renews = By itself for { $years }
