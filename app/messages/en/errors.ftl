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
error-note-too-long = The note is longer than { $max } characters.
