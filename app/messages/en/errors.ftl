# What went wrong. Each code of a field error, a refusal or a failed request is one message.

error-title = That did not work
error-unknown = Something went wrong. Try again.
error-request-id = Request { $id }

# Kinds of failed requests.
error-unauthenticated = Your session has ended. Sign in again.
error-forbidden = Your role does not allow this.
error-not-found = This does not exist any more, or it is not yours to see.
error-conflict = Somebody else changed this meanwhile.
error-invalid = Something in the input does not fit.
error-refused = This is not possible here.
error-rate-limited = Too many tries. Wait a moment and try again.
error-unavailable = The database cannot be reached. This usually passes by itself within moments.
error-internal = Something went wrong on our side. It has been written down.
error-offline = There is no connection to the server.

# Fields.
error-note-too-long = The note has { $length } characters; { $max } are possible.
error-name-empty = A name is needed.
error-name-too-long = The name has { $length } characters; { $max } are possible.
error-text-control = Character { $position } is invisible and not allowed here.
error-text-too-long = The text has { $length } characters; { $max } are possible.
error-email-taken = This address has an account already.
error-email-invalid = This is no email address.
error-kind-invalid = Distributor or partner is needed here.
error-password-too-short = A password has at least { $min } characters.
error-password-too-long = A password has at most { $max } characters.
error-too-many = At most { $max } choices at once.
error-column-unknown = There is no column “{ $column }”.

# Renewals.
error-unlimited = The license has unlimited seats and is charged by usage; there is nothing to renew.
error-monthly = The license renews itself each month.
error-trial = A trial cannot be renewed.
error-redeemed-coupon = This coupon has been used.
error-unused-coupon = This license is not in use yet; its term begins with the first use.
error-no-end = The license has no end.
error-not-offered = The vendor does not offer renewals for this product.
error-years-not-offered = The vendor does not offer this term.
error-end-beyond-limit = The new end would be too far away.
error-coupon-unfit = This coupon does not fit any more. Somebody may have used it just now.
error-migration-not-offered = The vendor does not offer a change of edition with a renewal of this product.
error-family-held = The customer has another product of this family in use. Of a family there can be one.
error-not-an-upgrade = A renewal cannot change this edition to that one.
error-seats-out-of-range = A license has 1 to 1,000,000 seats.
error-seats-in-use = More seats are in use than the license would have. Free some first, or take more.
error-term-unknown = The length of the term is not known, so nothing can be given back for the days that are left.
error-price-beyond-limit = The price would be too high to be charged.
error-ends-later = The license ends after this day already. An end can only be moved to a later day.
error-target-out-of-range = The common end must be after today and within the next five years.
error-other-customer = The license belongs to another customer than the first one.
error-renewal-asked = Your distributor has been asked to renew this license already. You find the request among your orders.
error-renewal-buys = You can renew this license yourself, without asking anybody.
error-price-changed = The price has changed meanwhile. Look at the new one before you buy.
error-customer-suspended = Its customer is suspended, so nothing is charged for it. Reactivate the customer first.
error-customer-closed = Its customer is closed, so nothing is charged for it any more.
error-partner-suspended = The partner that holds it is suspended, so nothing is charged for it. Reactivate the partner first.
error-partner-closed = The partner that holds it is closed, so nothing is charged for it any more.
error-coupon-not-divisible = Keys of this product cannot be split or merged.
error-coupon-activated = This license is in use. Only unused keys can be split or merged.
error-coupon-lapsed = This key was not used in time, so it cannot be split or merged.
error-coupon-kind = Only keys with a term and a number of seats can be split or merged.
error-coupon-count = A key is split into 2 to 50 parts, and 2 to 50 keys are merged at once.
error-coupon-empty-part = Each part needs at least one seat.
error-coupon-sum = The parts must have as many seats together as the key has.
error-coupon-twice = The same key is named twice.
error-coupon-unlike = Only keys of one partner, edition and term can be merged.
error-coupon-notes = The keys have different notes, so they are reserved for different things. Make the notes the same first.
error-coupon-too-many-seats = Together the keys would have more than 1,000,000 seats.
error-already-undone = This has been undone already.
error-undo-too-late = It is too late to undo this.
error-undo-changed-since = The license was changed since, so this cannot be undone.
error-idempotency-mismatch = This request was sent before with other content.
error-export-too-many = That is more than one file can hold. Filter first.

# Changes of many licenses.
error-bulk-nothing = No license is selected.
error-bulk-busy = Three changes are under way already. Wait for one of them to end.
error-bulk-runs = This is still under way. Stop it first.
error-bulk-not-undoable = This cannot be undone as a whole.
error-bulk-changed-since = Somebody changed this after the start, so it was left as it is.
error-assign-other-partner = The customer is served by another partner.
error-assign-kind = Only a license with a term can be given to another customer.
error-assign-expired = The license has expired. Renew it first.
error-assign-in-use = Some of its seats are in use. Free them first.
error-assign-lapsed = The coupon was not used in time.
error-assign-reserved = A note reserves this coupon. Select it by itself to give it away.
error-assign-no-term = The coupon has no term that could begin.

# Files.
error-file-empty = The file is empty.
error-file-no-table = There is no table in the file: a line of headings and at least one line of values are needed.
error-file-too-big = The file is larger than { $max } MB.
error-file-too-many-columns = The table has more than { $max } columns.
error-file-too-many-rows = The table has more than { $max } lines. Split it into several files.
error-file-unknown = This is neither a CSV file nor an Excel workbook (xlsx).
error-xlsx-broken = The Excel workbook is damaged and cannot be read.
error-xlsx-none = The file is called xlsx but is no Excel workbook.
error-xlsx-old = This is an old Excel format (xls). Save it as xlsx or CSV.
error-xlsx-too-big = The Excel workbook is too large once unpacked.
error-cell-too-long = A cell in line { $line } has more than { $max } characters.
error-quote-open = A quotation mark (") opens in line { $line } and is not closed. Close it, or write it twice ("") if it belongs to the text.
error-import-cancelled = The import was stopped. Nothing was written.
error-import-interrupted = The server was restarted meanwhile. Nothing was written; start the import again.
error-import-check-again = Something changed since the check. Look at it again before you start.
error-import-ended = This import has ended already.
error-import-failed = The import failed on our side. Nothing was written.
error-import-file-gone = The file was kept for a day only. Upload it again.
error-import-not-checked = The file has not been checked yet.
error-import-nothing = There is nothing to import.
error-import-started = This import has been started already.

# Lines of an imported file.
error-value-missing = A value is needed here.
error-column-missing = The file has no column for this.
error-key-twice = The key stands in line { $line } already.
error-key-is-date = The key was turned into a date by the spreadsheet.
error-key-rounded = The spreadsheet has rounded the key. Format the column as text.
error-product-unknown = The catalog has no product of this name.
error-vendor-other = “{ $product }” is a product of { $vendor }.
error-edition-unknown = “{ $product }” has no edition of this name.
error-changed-meanwhile = Somebody changed this after the check, so it was not written. Check the file again.
error-customer-unknown = There is no customer of this name.
error-partner-other = These licenses would belong to { $partner }, whom you do not import for.
error-kind-unknown = This kind is not known: term, usage, monthly or trial.
error-kind-unsupported = “{ $product }” is not sold in this way.
error-number-invalid = This is no number.
error-number-fraction = A whole number is needed.
error-number-range = The number must lie between { $min } and { $max }.
error-used-over-seats = { $used } seats are used, but there are only { $seats }.
error-coupon-in-use = A license without a customer cannot have used seats.
error-date-invalid = This is no date.
error-date-range = The year must lie between { $first } and { $last }.
error-date-ambiguous = The day and the month can be read either way around.
error-expires-before-start = It ends before it starts ({ $start }).
error-end-required = A license of this kind needs an end.
error-license-expired = The license has expired; only a later end or a note can be imported.
error-license-redeemed = The coupon has been used; only a note can be imported.
