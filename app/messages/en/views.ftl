# Named views of grids.

views-menu = Views
views-built-in = Built-in views
views-mine = My views
views-shared = Shared views
views-more = More
views-of = { $name } · { $owner }
views-is-default = { $name } (my default)
views-save = Save this view …
views-update = Update “{ $name }”
views-edit = Rename or share “{ $name }” …
views-delete = Delete “{ $name }” …
views-set-default = Use “{ $name }” as my default
views-clear-default = No longer begin with “{ $name }”
views-save-title = Save this view
views-edit-title = Rename or share “{ $name }”
views-delete-title = Delete “{ $name }”?
views-delete-own = The view goes for good. What it shows stays as it is.
views-delete-shared = The view goes for good, for everybody in your organization. What it shows stays as it is.
views-delete-confirm = Delete
views-name = Name
views-share = Offer it to everybody in my organization
views-saved = View “{ $name }” is saved
views-deleted = View “{ $name }” is deleted
views-default-set = From now on you begin with “{ $name }”
views-default-cleared = From now on you begin with the plain list

view-expires-soon = Expires soon
view-expired = Expired
view-unused = Unused

error-view-name-taken = You have a view of this name already.
error-view-name-shared = A shared view of your organization has this name already.
error-view-too-many = You have { $max } views already. Delete one first.
error-view-too-long = This view holds more than can be kept. Close groups or choose fewer values.
error-view-unfit = “{ $part }” does not fit this list.
