# Discounts for education, non-profits, charities, students and teachers.

error-evidence-missing = Add at least one file that shows who the customer is.
error-evidence-too-many = At most { $max } files are possible.
error-evidence-type = Only PDF, PNG and JPEG files are possible.
error-evidence-mismatch = The file is something else than its name says.

error-program-percent = The discount lies between { $min } and { $max } percent.
error-program-days = The link works for { $min } to { $max } days.
error-program-licenses = The discount is for { $min } to { $max } licenses.

error-program-decided = This request has been decided already.
error-program-ended = This request has ended.
error-program-not-approved = This discount is not approved.
error-program-used = This discount has been used. Its link works once.
error-program-expired = The link has expired. Ask for the discount again.
error-program-other-customer = This discount is for another customer.
error-program-nothing = Choose at least one license.
error-program-too-many = These are more licenses than were approved.

error-program-customer = Choose the customer that the discount is for.
error-program-program = Choose the program.
error-program-many = { $max } of your requests wait for an answer already. Wait for those first.
error-program-reason = Say why, so that the partner can mend it.

program-education = Education
program-non-profit = Non-profit organization
program-charity = Charity
program-student = Student
program-teacher = Teacher

program-state-requested = Waiting for an answer
program-state-approved = Approved
program-state-declined = Declined
program-state-withdrawn = Withdrawn
program-state-used = Used
program-state-expired = Expired

discounts-title = Discount programs
discounts-lead = Discounts for education, non-profit organizations, charities, students and teachers.
discounts-new = Ask for a discount
discounts-buy-hint = Schools, non-profit organizations, charities, students and teachers get a discount.
discounts-none = No discount was asked for
discounts-none-hint = Ask for one with something that shows who the customer is. Approved, the customer gets a link of its own to buy with.
discounts-none-hint-seller = What partners ask for stands here, with what shows who the customer is.
discounts-more = These are the newest requests. Older ones are in the activity.
discounts-customer = Customer
discounts-partner = Partner
discounts-program = Program
discounts-state = State
discounts-asked = Asked
discounts-back = All requests
discounts-of = Discount for { $name }

discounts-new-lead = Your distributor looks at it. Approved, your customer gets a link to buy with once.
discounts-other-customer = Choose another
discounts-choose = Choose …
discounts-message = Message
discounts-message-hint = What helps your distributor to decide. May be empty.
discounts-files = Evidence
discounts-files-hint = PDF, PNG or JPEG, up to { $max } files of 10 MB each: a notice of approval, articles of association, a student or teacher card.
discounts-add-files = Add files
discounts-remove-file = Take out { $name }
discounts-send = Send the request
discounts-sending = Sending: { $percent }%
discounts-sent = The request was sent

discounts-person = Asked by
discounts-decided = Decided
discounts-decided-by = { $name }, { $date }
discounts-granted = Approved
discounts-granted-terms = { $licenses ->
    [one] { $percent } on { $licenses } license
   *[other] { $percent } on up to { $licenses } licenses
 }
discounts-until = Link works until
discounts-ended = Ended
discounts-order = Order
discounts-to-order = Open the order
discounts-reason = Reason
discounts-files-hidden = Who may buy or answer requests can open the files.

discounts-approve = Approve
discounts-approve-title = Approve this discount?
discounts-approve-text = The customer and the partner get a link by mail. It works once, for this customer alone.
discounts-percent = Discount in percent
discounts-days = Days that the link works
discounts-licenses = Licenses at most
discounts-number = Enter a whole number.
discounts-approved = The discount was approved
discounts-decline = Decline
discounts-decline-title = Decline this request?
discounts-decline-text = The partner reads the reason and may ask again.
discounts-declined = The request was declined
discounts-withdraw = Withdraw
discounts-withdraw-title = Withdraw this request?
discounts-withdraw-text = It ends. A link that was given out does not work any more.
discounts-withdrawn = The request was withdrawn
discounts-keep = Leave as it is
discounts-link = Purchase link
discounts-link-once = Copy it now: it is shown this once. It works once, for people of { $name } and for the partner.
discounts-link-copy = Copy the link
discounts-link-new = Make a new link
discounts-link-new-title = Make a new link?
discounts-link-new-text = The link that was given out before does not work any more.
discounts-link-made = The new link is there

discount-shop-title = Your discount
discount-shop-lead = { $program }: { $percent } off, once, until { $until }.
discount-shop-for = For { $name }
discount-shop-from = Sold by { $name }
discount-shop-edition = Product
discount-shop-licenses = Licenses
discount-shop-licenses-hint = { $max ->
    [one] One license can be bought with this discount.
   *[other] Up to { $max } licenses can be bought with this discount, all at once.
 }
discount-shop-asks = The distributor has to confirm this order. Nothing is bought until then.
discount-shop-reference = Your reference
discount-shop-reference-hint = What you know this order by. May be empty.
discount-shop-choose = Choose a product to see the price.
discount-shop-net = Price with the discount, before tax
discount-shop-tax = Tax
discount-shop-buy = Buy for { $total }
discount-shop-ask = Order for { $total }
discount-shop-agree = I agree to the terms of sale. The discount is used up with this order.
discount-shop-bought = Thank you: order { $number }
discount-shop-bought-text = The licenses are there, and their period begins today.
discount-shop-asked-text = The distributor confirms the order. You need to do nothing more.
discount-shop-licenses-link = To the licenses
discount-shop-over = This discount cannot be used

column-program = Program
column-percent = Percent
column-files = Files
entity-discount = Discount
may-use-discount = Buy with a discount link
action-discount-asked = Discount asked for
action-discount-approved = Discount approved
action-discount-declined = Discount declined
action-discount-withdrawn = Discount withdrawn
action-discount-link-renewed = New discount link
action-discount-used = Discount used
action-discount-expired = Discount expired

mail-discount-asked-subject = { $name } asks for a discount for { $customer }
mail-discount-asked-text = { $name } asks for a discount for { $customer } ({ $program }). What shows who the customer is, is in the portal.
mail-discount-approved-subject = Discount for { $customer } approved
mail-discount-approved-text = The discount for { $customer } is approved: { $percent } percent ({ $program }). This link works once, for people of the customer and for you, until { $until }.
mail-discount-customer-subject = Your discount: { $percent } percent
mail-discount-customer-text = { $name } got you a discount of { $percent } percent ({ $program }). This link works once, for people of { $customer } who sign in, until { $until }.
mail-discount-declined-subject = Discount for { $customer } declined
mail-discount-declined-text = The discount for { $customer } ({ $program }) was declined:
mail-discount-withdrawn-subject = Discount for { $customer } withdrawn
mail-discount-withdrawn-text = The discount for { $customer } ({ $program }) was withdrawn. Its link does not work any more.
mail-discount-link = Open the request
mail-discount-buy = Buy with the discount
home-discounts = { $count ->
    [one] { $count } request for a discount waits for your decision
   *[other] { $count } requests for discounts wait for your decision
 }
