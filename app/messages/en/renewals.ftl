# Renewing: one license, a selection, into another edition, to a common end.

license-renew-grace = In grace until { $until }. The new term is counted from the old end.
license-renew-recent = It was renewed on { $when } (order { $number }).
license-renew-again = Renew it once more
license-renew-distributor = Your organization buys through its distributor. It is asked to renew this license, and does so when it says yes. A coupon can be used all the same, as it was paid for.
license-renew-ask = Ask the distributor
license-renew-asked = Your distributor has been asked to renew it ({ $number })
license-renew-net = Prices without tax.
license-renew-price-changed = You were shown a price of { $price }, which has changed since. Look at the new one before you renew.
bulk-price-new = The prices have changed since you were shown them. Look at the new ones before you renew.
license-renew-off = { $share } off
license-auto = Renew by itself for { $years } on the day it ends
license-auto-by = Set by { $person }
license-auto-on = { $name } renews by itself from now on
license-auto-off = { $name } does not renew by itself any more
license-renewal-undone-auto = The renewal of { $name } is undone. It ends now, so it does not renew by itself any more.
license-migrate = Renew and migrate …
license-migrate-to = Renew and migrate to { $edition }
license-migrate-seats = Seats from now on
license-migrate-confirm = Renew and migrate
license-migrate-back = Same edition
license-formula-none = No days are left to be carried over.
license-formula-left = { $seats ->
    [one] { $seats } seat
   *[other] { $seats } seats
 } × { $days ->
    [one] { $days } day left
   *[other] { $days } days left
 } = { $total } device-days
license-formula-days = { $total } / { $seats } = { $exact } → { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
license-formula-capped = { $days ->
    [one] At most the one day that is left is carried over.
   *[other] At most the { $days } days that are left are carried over.
 }
license-formula-back = { $total } / { $term } = { $exact } → { $seats ->
    [one] { $seats } seat comes back as an unused key
   *[other] { $seats } seats come back as an unused key
 }
license-formula-residue = { $days ->
    [one] One device-day is left over.
   *[other] { $days } device-days are left over.
 }
column-residue = Device-days left over
column-refusal = Why
column-auto-renewal = Renews by itself (years)

action-migrated = Renewed into another edition
action-co-termed = Put on a common end
action-seats-returned = Seats came back
action-auto-renewal-changed = Renewing by itself changed
action-auto-renewal-refused = Not renewed by itself

bulk-only-coupons = Only with coupons
bulk-preview-title = What will happen to each license
bulk-preview-said = { $bought } are bought, { $taken } use a coupon, { $refused } are left as they are.
bulk-preview-total = Total without tax: { $total }
bulk-preview-coupon = Coupon { $key }
bulk-preview-more = { $count ->
    [one] One more license is not listed here.
   *[other] { $count } more licenses are not listed here.
 }
bulk-recent = { $count ->
    [one] Also the one that was renewed within the last day
   *[other] Also the { $count } that were renewed within the last day
 }
bulk-old-end = Ends now
bulk-new-end = New end
bulk-price = Price

coterm-open = Common end …
coterm-title = One end for several licenses
coterm-text = The chosen licenses end on the same day. The days in between are bought.
coterm-date = Last day
coterm-lines = Licenses and prices
coterm-with = Take along
coterm-old-end = Ends now
coterm-price = Price
coterm-total = Total without tax: { $total }
coterm-empty = This customer has no license in use.
coterm-distributor = Your organization buys through its distributor. Ask your distributor to do this.
coterm-confirm = Buy the days
coterm-done = { $count ->
    [one] One license ends on { $date } (order { $numbers })
   *[other] { $count } licenses end on { $date } (order { $numbers })
 }
coterm-undone = The licenses end as before

error-renewed-recently = It was renewed within the last day. Say so if you want to renew it once more.
error-coterm-nothing = There is nothing to do: choose licenses that end on another day.
error-coterm-same = It ends on this day already.
error-coterm-too-many = At most { $max } licenses get a common end at once.
