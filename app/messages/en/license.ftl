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
