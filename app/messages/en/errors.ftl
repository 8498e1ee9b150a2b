# What went wrong. Each code of a field error or of a failed request is one message.

error-title = That did not work
error-unknown = Something went wrong. Try again.
error-request-id = Request { $id }
error-note-too-long = The note is longer than { $max } characters.
