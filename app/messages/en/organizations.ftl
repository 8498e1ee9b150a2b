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

# Partners who change their distributor.
handover-title = Change of distributor
handover-lead = Partners who want to come to you ask with your code. You take them over with their customers, people, licenses and everything that they have.
handover-partner-lead = Ask another distributor to take you over, with your customers, their people, licenses and everything that you have.
handover-distributor = Your distributor
handover-now = Now it is { $name }.
handover-now-none = You have no distributor.
handover-waits = You asked { $name }. There is no answer yet. Asked:
handover-withdraw = Withdraw the request
handover-withdrawn = The request is withdrawn.
handover-code = Code of the new distributor
handover-code-ask = The new distributor finds it on its page of the same name and tells you.
handover-message = Message
handover-ask-text = When it accepts, you change over at once. Your present distributor gets the seats back that you have from it, keeps what its activity says about you, and does not see anything of you any more.
handover-ask = Ask to change
handover-code-title = Your code
handover-code-text = Give it to partners who want to come. Who knows it can ask, and nothing more.
handover-code-copy = Copy the code
handover-code-renew = New code
handover-code-renewed = You have a new code. The old one is good for nothing any more.
handover-waiting = Waiting for your answer
handover-none = Nobody is asking
handover-none-hint = When a partner asks with your code, it stands here.
handover-from = { $name } is its distributor now. { $person } asked:
handover-accept = Take over
handover-accept-of = Take { $name } over
handover-accept-title = Take { $name } over?
handover-accept-text = It comes to you at once, with everything that it has. Its entitlements draw from yours from then on. Only another request of its own takes it away again.
handover-accepted = { $name } is your partner now.
handover-decline = Decline
handover-decline-of = Decline { $name }
handover-declined = The request is declined.
handover-past = Earlier requests
handover-state-asked = Asked
handover-state-accepted = Accepted
handover-state-declined = Declined
handover-state-withdrawn = Withdrawn
handover-link = Change of distributor

action-handover-asked = Change of distributor asked for
action-handover-withdrawn = Change of distributor withdrawn
action-handover-declined = Change of distributor declined
action-handover-accepted = Distributor changed
action-handover-left = Went to another distributor
action-handover-code-made = Code for partners made
action-handover-code-renewed = Code for partners renewed

error-handover-code = No distributor has this code. Ask for it again, and type it as it stands there.
error-handover-same = This is the code of your own distributor.
error-handover-none = You have no distributor that you could change.
error-handover-asked = You have asked somebody already. Withdraw that first.
error-handover-bulk = A change of many licenses of { $name } is under way. Wait until it ends.
error-handover-import = { $name } is importing a spreadsheet. Wait until that ends.
error-handover-set = { $name } has a permission set of an organization on the other side. Give another role first.
