# The other grids: customers and activity.

nav-customers = Customers
nav-activity = Activity
grid-count = { $count ->
    [one] { $count } row
   *[other] { $count } rows
 }
column-count = Count

column-licenses = Licenses
column-soon = Expire soon
column-expired = Expired
column-next = Next to end
column-created = Since

column-at = When
column-actor = Who
column-action = What
column-entity = Kind of thing
column-subject = Of what
column-changes = Changes
column-language = Language
column-email = Email
column-role = Role
column-organization = Organization
action-customer-created = New customer
action-owner-created = New owner
entity-license = License
entity-organization = Organization
entity-person = Person
