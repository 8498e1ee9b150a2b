# Words used on every page.

product-name = Seatkeeper
skip-to-content = Skip to content
nav-main = Main
nav-licenses = Licenses
nav-import = Import

menu-person = Account of { $name }
menu-language = Language
menu-theme = Appearance
theme-system = System
theme-light = Light
theme-dark = Dark
language-en = English
language-de = Deutsch
sign-out = Sign out

live-on = Live
live-on-hint = Changes by others appear by themselves
live-reconnecting = Reconnecting …
live-ended = Signed out
live-off = Offline

colleague-name = Simulated colleague
colleague-hint = Lets a simulated colleague change licenses, so that you see live updates

action-cancel = Cancel
action-close = Close
action-copy = Copy
action-copied = Copied
action-copy-failed = The browser did not allow copying. Select the text and copy it yourself.
action-dismiss = Dismiss
action-reload = Reload
action-retry = Try again
action-save = Save
action-undo = Undo
loading = Loading …
notifications = Notifications

panic-title = Something broke on this page.
panic-text = What you saved is safe. Reload the page to go on.

not-found-title = Nothing here
not-found-text = This address does not exist, or it is not yours to see.
not-found-home = To the licenses

term-days-left = { $days ->
    [0] ends today
    [one] { $days } day left
   *[other] { $days } days left
 }
term-days-over = { $days ->
    [one] { $days } day ago
   *[other] { $days } days ago
 }
time-now = just now
time-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
 }
time-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
 }
time-utc = { $time } UTC
time-local = { $time } ({ $zone })

role-owner = Owner
role-license-admin = License and security admin
role-protection-manager = Protection manager
role-billing = Billing
role-read-only = Read-only
role-custom = Custom role
org-kind-distributor = Distributor
org-kind-partner = Partner
org-kind-customer = Customer
