# Reminders of what ends soon.

error-reminder-days-number = Write whole numbers of days with commas between them, such as 60, 30, 7.
error-reminder-days-range = Reminders come { $min } to { $max } days before the end.
error-reminder-days-too-many = At most { $max } reminders are possible.

action-reminders-sent = Reminders sent
action-reminder-settings-changed = Reminders set
action-calendar-made = Calendar address made
action-calendar-revoked = Calendar address revoked
entity-reminder = Reminder
column-customer-licenses = Licenses told to customers
column-mails = Mails
column-reminders = Reminders
column-days = Days before the end
column-coupon-days = Days before a coupon lapses
column-digest = One mail a day
column-customers = Customers are told

calendar-name = Renewals of { $organization }
calendar-license = { $license } ends
calendar-trial = Trial { $license } ends
calendar-coupon = Coupon { $license } lapses
calendar-of = { $license } of { $customer } ends
calendar-trial-of = Trial { $license } of { $customer } ends
calendar-seats = { $count ->
    [one] { $count } seat
   *[other] { $count } seats
 }
