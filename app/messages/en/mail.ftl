# Mails. Pages do not carry messages that begin with mail-, so what pages need of them is called
# otherwise.

mail-greeting = Hello { $name },
mail-footer = Seatkeeper writes to you because you have or get an account at { $url }. Nobody reads answers to this mail.

mail-footer-licenses = Seatkeeper at { $url } writes to you about licenses of your organization. Nobody reads answers to this mail.

mail-renewal-digest-subject = { $count ->
    [one] { $count } license ends soon
   *[other] { $count } licenses end soon
 }
mail-renewal-digest-text = These licenses of { $organization } end soon and were not renewed yet:
mail-renewal-digest-more = { $count ->
    [one] … and one more.
   *[other] … and { $count } more.
 }
mail-renewal-digest-link = Show all of them
mail-renewal-due-subject = { $license } ends on { $day }
mail-renewal-due-text = A license of { $organization } ends soon and was not renewed yet:
mail-renewal-due-link = Renew it
mail-trial-due-text = A trial of { $organization } ends soon:
mail-trial-due-link = Show it
mail-coupon-lapse-subject = Coupon { $license } lapses on { $day }
mail-coupon-lapse-text = A license that { $organization } bought and nobody uses yet lapses:
mail-coupon-lapse-link = Put it to use
mail-customer-expiry-subject = { $count ->
    [one] A license of yours ends on { $day }
   *[other] Licenses of yours end from { $day } on
 }
mail-customer-expiry-text = These licenses of { $organization } end within the next days and were not renewed yet. Please ask { $partner } to renew them:
mail-customer-expiry-link = Show them
mail-ending-license = { $ends }: { $license } ({ $product })
mail-ending-license-of = { $ends }: { $license } ({ $product }), { $customer }
mail-ending-trial = { $ends }: trial { $license } ({ $product })
mail-ending-trial-of = { $ends }: trial { $license } ({ $product }), { $customer }
mail-ending-coupon = { $ends }: coupon { $license } ({ $product })

mail-invitation-subject = { $inviter } invites you to { $organization }
mail-invitation-text = { $inviter } invites you to work for { $organization } in Seatkeeper. Your role there will be: { $role }.
mail-invitation-link = Accept the invitation
mail-invitation-until = The link works once, until { $until } UTC. If you do not expect an invitation, do nothing.

mail-invitation-taken-text = { $inviter } invites you to work for { $organization } in Seatkeeper, but this address has an account already, and an account belongs to one organization.
mail-invitation-taken-way-on = If you want to accept, ask for an invitation to another address. If you cannot sign in to the account that you have, set a new password.

mail-password-reset-subject = Set a new password
mail-password-reset-text = Somebody asked for a new password for this address, hopefully you.
mail-password-reset-link = Set a new password
mail-password-reset-until = The link works once, until { $until } UTC. If it was not you, do nothing: your password stays as it is.

mail-password-changed-subject = Your password was changed
mail-password-changed-text = The password of your account was changed on { $at } UTC. All other browsers were signed out.
mail-password-changed-warning = If it was not you, set a new password now and tell the owner of your organization.
mail-password-changed-link = Set a new password

mail-address-changed-subject = You sign in with another address now
mail-address-changed-text = Since { $at } UTC you sign in with { $address }. Mails about your account go there from now on.
mail-address-changed-warning = If it was not you, tell the owner of your organization at once.

# The page that shows a demonstration's mails.
mails-title = Mails
mails-heading = Mails of this demonstration
mails-text = The people here are made up, so their mails are not sent but shown, the newest first.
mails-none = No mail was written yet.
mails-refresh = Read again
mails-to = To
mails-menu = Mails of the demonstration

mail-order-quoted-subject = Quote { $number }
mail-order-quoted-text = The quote is enclosed. Its prices hold until the day that stands on it.
mail-order-asked-subject = { $name } asks for { $number }
mail-order-asked-text = { $name } asks you to approve what it wants to buy.
mail-order-changed-subject = Answer to { $number }
mail-order-changed-text = { $name } has changed your request. You have the last word.
mail-order-declined-subject = { $number } was declined
mail-order-declined-text = { $name } has declined your request.
mail-order-placed-subject = Order confirmation { $number }
mail-order-placed-text = Thank you for your order. The confirmation is enclosed, and the licenses are in the portal.
mail-order-accepted-subject = { $number } was bought
mail-order-accepted-text = { $name } has bought what you made of its request.
mail-order-withdrawn-subject = { $number } was taken back
mail-order-withdrawn-text = { $name } has taken it back.
mail-order-returned-subject = { $number } was taken back
mail-order-returned-text = The order was taken back. Its keys are void.
mail-order-lapsed-subject = { $number } has lapsed
mail-order-lapsed-text = Nobody said yes in time, so its prices do not hold any more. Order it again to see today’s.
mail-order-link = Open the order

mail-renewals-subject = { $count ->
    [one] One license was renewed
   *[other] { $count } licenses were renewed
}
mail-renewals-text = { $count ->
    [one] The renewal that you began has ended. It is on record as one order.
   *[other] The renewal that you began has ended. It is on record as { $count } orders, one for each license.
}
mail-renewals-total = Total without tax: { $total }
mail-renewals-coupons = Coupons paid for all of it.
mail-renewals-link = Open the orders

mail-auto-refused-subject = { $license } did not renew by itself on { $day }
mail-auto-refused-text = This license of { $organization } was to renew by itself, but it could not:
mail-auto-refused-person = Who asked for it must not renew licenses any more.
