# Importing a spreadsheet.

import-title = Import licenses
import-lead = From a spreadsheet, in three steps. Nothing is written before you have seen what would happen.
import-drop = Drop a spreadsheet here
import-drop-hint = CSV or Excel (xlsx), up to 50 MB and 200,000 lines
import-choose = Choose a file
import-uploading = Uploading { $name }
import-percent = { $percent } %
import-send = Upload
import-recent = Earlier imports
import-recent-none = Nothing has been imported yet.
import-another = Import another file
import-to-licenses = To the licenses
import-discard = Discard

import-column-file = File
import-column-state = State
import-column-when = When
import-column-written = Written
import-state-uploaded = Uploaded
import-state-checking = Being checked
import-state-checked = Checked
import-state-running = Running
import-state-done = Done
import-state-failed = Stopped

import-checking = Checking the file …
import-script = The file was uploaded. Checking and importing it needs JavaScript, which is off in this browser: turn it on and load this page again.
import-columns = Columns
import-columns-used = { $used } of { $all } used
import-columns-hint = What each column of the file is. Change what was not recognized.
import-ignore = Not imported
import-missing = { $lines ->
    [one] Column “{ $field }” is missing; { $lines } line needs it.
   *[other] Column “{ $field }” is missing; { $lines } lines need it.
 }
import-date-question = Which is the day in “{ $value }” ({ $heading })?
import-date-day-first = Day first: 31.12.
import-date-month-first = Month first: 12/31
import-customers = Unknown customers
import-customers-create = Create
import-customers-known = It is one of these
import-customers-search = Search your customers
import-customers-found = { $count ->
    [0] No customer has this in its name.
    [one] { $count } customer is offered below.
   *[other] { $count } customers are offered below.
 }
import-customers-first = The first { $count } customers are offered below; search for the others.
import-settled = Meant differently
import-settled-undo = Ask again about { $name }
import-customers-hint = { $count ->
    [one] { $count } customer of the file is not in the portal yet.
   *[other] { $count } customers of the file are not in the portal yet.
 }
import-products = Unknown products
import-products-hint = The catalog has no products of these names. Say which ones are meant, or their lines are left out.
import-lines = { $count ->
    [one] { $count } line
   *[other] { $count } lines
 }
import-leave-out = Leave out

import-result = What would happen
import-outcome-all = All
import-outcome-create = New
import-outcome-change = Changed
import-outcome-same = Unchanged
import-outcome-refuse = Refused
import-line = Line
import-what = What and why
import-coupons = { $count ->
    [one] { $count } of them has no customer and becomes a coupon.
   *[other] { $count } of them have no customer and become coupons.
 }
import-no-lines = No lines of this kind
import-issue = { $heading }: “{ $value }”
import-set = { $field }: { $after }
import-changed = { $field }: { $before } → { $after }
import-nothing-value = (none)
import-page = Lines { $from } to { $to } of { $count }
import-earlier = Earlier lines
import-later = Later lines
import-start = { $count ->
    [0] Nothing to import
    [one] Import { $count } license
   *[other] Import { $count } licenses
 }
import-refused-stay = { $count ->
    [one] { $count } refused line stays out.
   *[other] { $count } refused lines stay out.
 }

import-running = Importing { $name }
import-running-hint = You may leave this page; the import goes on by itself.
import-progress = { $done } of { $total }
import-stop = Stop
import-done = { $count ->
    [one] { $count } license imported
   *[other] { $count } licenses imported
 }
import-done-text = { $created } new, { $changed } changed, { $same } unchanged, { $refused } refused.
import-done-customers = { $count ->
    [one] { $count } customer was created.
   *[other] { $count } customers were created.
 }
import-failed = Nothing was imported
import-refused-lines = Refused lines
import-meanwhile = Changed since the check

import-field-key = License key
import-field-name = Name
import-field-vendor = Vendor
import-field-product = Product
import-field-edition = Edition
import-field-partner = Partner
import-field-customer = Customer
import-field-kind = Kind
import-field-seats = Seats
import-field-used = Used seats
import-field-purchased = Purchased
import-field-activated = Activated
import-field-expires = Expires
import-field-term = Term in years
import-field-order = Order number
import-field-note = Note
