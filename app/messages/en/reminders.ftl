# Reminders of what ends soon.

error-reminder-days-number = Write whole numbers of days with commas between them, such as 60, 30, 7.
error-reminder-days-range = Reminders come { $min } to { $max } days before the end.
error-reminder-days-too-many = At most { $max } reminders are possible.
