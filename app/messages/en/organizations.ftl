# Organizations: their pages, the tree, and what is done to them.

nav-organizations = Organizations
organizations-title = Organizations
organizations-tree = Organizations below { $name }
organizations-search = Search by name or number
organizations-more = { $count } more
organizations-none = Nothing is below this organization yet.
organizations-none-found = Nothing fits the search.
organizations-help = Arrow keys move and open. Ctrl+X takes a customer, Ctrl+V puts it below the partner that has the focus. Or drag it there.
organizations-taken = { $name } is taken. Go to a partner and press Ctrl+V; Esc lets it go.
organizations-let-go = { $name } stays where it is.
organizations-children = { $count ->
    [one] { $count } organization below
   *[other] { $count } organizations below
 }
organizations-drag = Drag to another partner

organization-new-partner = New partner
organization-new-customer = New customer
organization-below = below { $name }
organization-create = Create
organization-save = Save changes
organization-saved = { $name } is saved.
organization-created = { $name } is there now.
organization-licenses = Licenses
organization-path = Organizations above
organization-particulars = Particulars
organization-state = Access and place
organization-running = { $count ->
    [one] { $count } license in use
   *[other] { $count } licenses in use
 }
organization-reference-hint = The number that you know it by.
organization-priority-hint = 1 is served first when there is not enough for everybody, 5 last.
organization-security-hint = Its own people look after its devices and profiles.
organization-assistance-hint = Off: its devices, profiles and people are hidden from you. Its licenses stay yours to manage. Only the organization itself switches it on again.
organization-assistance-own-hint = Off: your partner does not see your devices, profiles and people. Your licenses stay manageable.
organization-assistance-locked = { $service } of { $name } needs assistance, so it stays on.
organization-purchase-hint = Off: it asks you instead of buying by itself.
organization-contacts-none = No contacts yet.
organization-contact-add = Add a contact
organization-contact-remove = Remove { $name }
organization-contact-number = Contact { $number }
organization-contact-name = Name
organization-contact-email = Email
organization-contact-phone = Phone
organization-contact-about = About
about-general = Anything
about-technical = Technical matters
about-billing = Invoices
about-renewals = Renewals
sector-commercial = Commercial
sector-education = Education
sector-non-profit = Non-profit
state-active = Active
state-suspended = Suspended
state-closed = Closed

organization-suspend = Suspend
organization-suspend-title = Suspend { $name }?
organization-suspend-text = Its people are signed out within seconds and cannot sign in. Licenses keep running. You can take this back.
organization-suspend-below = Suspend all organizations below it, too
organization-reactivate = Reactivate
organization-suspended-note = Its people cannot sign in.
organization-suspended-with = Suspended along with { $name }. It comes back with it.
organization-closed-note = This organization has ended. What it had stays here to read.
organization-close = Close organization
organization-close-title = Close { $name } for good?
organization-close-text = Its people cannot sign in any more, and nothing can be given to it. This cannot be undone.
organization-close-type = Type the name to confirm
organization-hindered = This is in the way:
organization-move = Move
organization-move-title = Move { $name }
organization-move-to = Move { $name } to { $partner }?
organization-move-text = Its people, licenses, history and entitlements go along. { $from } sees nothing of it any more.
organization-move-search = Partner to move it to
organization-move-none = No other partner has this name.
organization-move-button = Move it
organization-moved = { $name } is now a customer of { $partner }.
organization-changed-elsewhere = Somebody else changed this meanwhile. What you typed is still here; the values beside it are theirs.
organization-theirs = Now: { $value }
organization-reload = Take theirs

view-suspended = Suspended
column-sector = Sector
column-reference = Own number
column-priority = Renewal priority
column-own-security = Manages its own security
column-assistance = The company's partner can assist with security management
column-direct-purchase = Direct purchase
column-contacts = Contacts
column-state = State
column-parent = Below
column-along = Others along with it
action-organization-created = New organization
action-organization-changed = Organization changed
action-organization-suspended = Suspended
action-organization-reactivated = Reactivated
action-organization-closed = Closed
action-organization-moved = Moved

error-reference-too-long = The number has at most { $max } characters.
error-priority-invalid = The priority is a number from 1 to 5.
error-contacts-too-many = At most { $max } contacts.
error-phone-too-long = A phone number has at most { $max } characters.
error-organization-name-taken = There is one of this name already.
error-organization-not-yours = This is not yours to decide.
error-organization-no-children = { $name } is a customer; nothing is below customers.
error-organization-active = { $name } is not suspended.
error-organization-suspended = { $name } is suspended.
error-organization-closed = { $name } is closed.
error-organization-suspended-above = { $name } was suspended along with an organization above it, and comes back with that.
error-assistance-locked = { $service } of { $name } needs assistance.
error-close-open-children = { $count ->
    [one] { $count } organization below { $name } is not closed.
   *[other] { $count } organizations below { $name } are not closed.
 }
error-close-running-licenses = { $count ->
    [one] { $count } license of { $name } is still running. Give it to another customer, or wait until it has expired.
   *[other] { $count } licenses of { $name } are still running. Give them to another customer, or wait until they have expired.
 }
error-close-entitlements = { $count ->
    [one] { $count } entitlement of { $name } has not ended.
   *[other] { $count } entitlements of { $name } have not ended.
 }
error-move-into-itself = { $name } is the organization itself, or below it.
error-move-unfit = Nothing of this kind can be below { $name }. Customers belong below partners.
error-move-same = It is below { $name } already.
error-move-name-taken = { $name } has a customer named { $subject } already.
error-move-key-taken = { $name } has a license with the key of one of its licenses already.
