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
