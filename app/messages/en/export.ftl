# Files that are made for download.

export-files = Files for download
export-running = { $count ->
    [0] { $file }: beginning …
    [one] { $file }: { $count } row so far …
   *[other] { $file }: { $count } rows so far …
 }
export-began = { $file } is being made.
export-ready = { $file } is ready for download.
export-download = Download { $file } ({ $size })
export-failed = { $file } could not be made. { $why }
export-stop = Stop
export-stop-of = Stop { $file }
export-remove = Remove
export-remove-of = Remove { $file }
error-export-busy = Three files are being made for you already. Wait for one of them, or stop it.
error-export-interrupted = The server that made it went away. Try again.
error-export-gone = It was kept for an hour only, or removed. Export it again.
