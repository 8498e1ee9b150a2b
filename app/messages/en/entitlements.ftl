# What organizations are entitled to, and enabling licenses.

entitlements-title = Entitlements
entitlements-of = Entitlements of { $name }
entitlements-back = To { $name }
entitlements-none = Nothing is enabled yet
entitlements-none-hint = What is enabled here stands on this page, with its seats and add-ons.
entitlements-ended = Ended ({ $count })
entitlements-held = Active entitlements

entitlement-seats-used = { $used } of { $seats } seats in use
entitlement-seats-granted = { $reserved } of { $seats } seats granted on, { $left } left
entitlement-unlimited-used = { $used } seats in use, without a limit
entitlement-unlimited-granted = { $reserved } seats granted on, without a limit
entitlement-extra = { $name }: { $seats }
entitlement-extra-granted = { $name }: { $seats }, of which { $reserved } granted on
entitlement-seats = { $count ->
    [one] { $count } seat
   *[other] { $count } seats
 }
entitlement-unlimited = unlimited
entitlement-add-ons = Add-ons
entitlement-services = Services
entitlement-since = Since
entitlement-until = Last day
entitlement-ended-on = Ended
entitlement-no-end = none
entitlement-renews = { $count ->
    [one] goes on by { $count } month
   *[other] goes on by { $count } months
 }
entitlement-resale = Resale
entitlement-resale-yes = May grant further

entitlement-change = Change
entitlement-change-of = Change { $name }
entitlement-save = Save changes
entitlement-saved = { $name } is changed
entitlement-changed-meanwhile = Somebody else changed this meanwhile. What it is now is shown; look again before you save.
entitlement-end = End
entitlement-end-of = End { $name }?
entitlement-end-text = It ends today, and its seats are free again at once. This cannot be undone; it stays on record.
entitlement-end-confirm = End it
entitlement-was-ended = { $name } has ended

guide-open = Enable a license
guide-title = Enable a license for { $name }
guide-product = Product type
guide-model = Protection model
guide-model-none = { $product } has no models to choose from.
guide-add-ons = Add-ons
guide-add-ons-none = There are no add-ons for this.
guide-services = Services
guide-services-none = There are no services for this.
guide-terms = Seats and term
guide-included = Included
guide-extra-seats = Seats of { $name }
guide-extra-seats-hint = Empty: as many as the product's
guide-kind = How it is charged
guide-years = Term
guide-years-count = { $count ->
    [one] { $count } year
   *[other] { $count } years
 }
guide-seats = Seats
guide-unlimited = Without a limit
guide-ends = Last day
guide-ends-hint = Empty: no end
guide-renew = Goes on by itself, in months
guide-renew-hint = Empty: it ends
guide-resale = May grant further to its own customers
guide-trial = { $days ->
    [one] A trial lasts { $days } day and has { $seats } seats. It takes none of yours.
   *[other] A trial lasts { $days } days and has { $seats } seats. It takes none of yours.
 }
guide-summary = Summary
guide-left = { $left } of { $seats } seats left at { $name }
guide-left-unlimited = Seats without a limit at { $name }
guide-left-after = { $count ->
    [one] { $count } seat left afterwards
   *[other] { $count } seats left afterwards
 }
guide-extra-left = { $left } left at { $name }
guide-confirm = Enable
guide-done = { $product } is enabled for { $name }

entity-entitlement = Entitlement
action-entitlement-granted = License enabled
action-entitlement-changed = Entitlement changed
action-entitlement-prolonged = Went on by itself
action-entitlement-ended = Entitlement ended
column-extras = Add-ons and services
column-auto-renew = Goes on by months
column-resale = Resale

error-entitlement-org-closed = The organization is suspended or closed, so nothing more is enabled for it.
error-entitlement-no-resale = { $parent } has this, but not the right to resell it.
error-entitlement-not-held = { $parent } does not have this.
error-entitlement-edition-not-held = { $parent } does not have this model, nor one that contains it.
error-entitlement-source-gone = What this draws from has ended.
error-entitlement-held-already = There is one of this model already. Change its seats instead.
error-entitlement-kind = The product is not sold in this way.
error-entitlement-trial-customers = Trials are for customers.
error-entitlement-family = Not beside { $product }: a customer has one product of this family. A trial may stand beside it.
error-entitlement-trial-runs = A trial runs until { $day }.
error-entitlement-trial-barred = The same trial is possible again from { $day }.
error-entitlement-extra-only-with = Only with { $editions }.
error-entitlement-extra-not-held = { $parent } does not have this add-on or service.
error-entitlement-extra-included = The model includes this.
error-entitlement-assistance-off = This needs the partner's assistance, which is switched off for { $names }.
error-entitlement-resale-customer = This cannot be granted further.
error-entitlement-children = Seats of this are granted on: { $names }. End those first.
error-entitlement-children-end = What was granted on would last longer: { $names }.
error-entitlement-unknown = The catalog does not have this.
error-entitlement-trial-seats = The trial has { $seats } seats.
error-entitlement-seats-needed = A number of seats is needed.
error-entitlement-seats-reserved = { $count } are granted on; there cannot be fewer.
error-entitlement-seats-left = { $count ->
    [0] { $parent } has no seats left.
   *[other] At most { $count }: { $parent } has no more left.
 }
error-entitlement-extra-seats = 1 to { $max } seats: not more than the product has.
error-entitlement-ends-after = { $parent } has this until { $day } only.
error-entitlement-ends-past = The last day cannot lie in the past.
error-entitlement-renew-needs-end = Only what has a last day goes on by itself.
error-entitlement-years = The vendor does not offer this term.
error-entitlement-ended = This has ended already.
error-move-entitlement = { $name } cannot take over { $product }.
