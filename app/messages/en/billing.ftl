# Charging by the month.

error-month-invalid = This is no month. Write it as 2024-03.
error-plan-not-open = This license is not charged by the month, or it has ended already.
error-invoice-locked = This invoice is locked already.
error-invoice-month-running = The month of this invoice is not over yet.

action-plan-closed = Monthly plan closed
action-invoice-drafted = Months charged
action-invoice-changed = Draft invoice changed
action-invoice-adjusted = Month adjusted
action-invoice-locked = Invoice locked
entity-invoice = Invoice
column-month = Month
column-lines = Lines

# The statement's file: its headings, and what its rows are.
statement-row = Row
statement-number = Invoice
statement-month = Month
statement-customer = Customer
statement-license = License
statement-license-id = License id
statement-vendor = Vendor
statement-product = Product
statement-edition = Edition
statement-day = Day
statement-active = Active devices
statement-counted = Counted on that day
statement-devices = Devices charged
statement-unit = Price per device
statement-discount = Volume discount in percent
statement-floor = Minimum applied
statement-net = Net
statement-currency = Currency
statement-usage = Usage
statement-activation = Activation
statement-adjustment = Adjustment
statement-yes = Yes
statement-no = No
