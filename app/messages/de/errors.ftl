# Was schiefging. Jeder Code eines Feldfehlers oder einer gescheiterten Anfrage ist eine Meldung.

error-title = Das hat nicht geklappt
error-unknown = Etwas ist schiefgegangen. Versuchen Sie es erneut.
error-request-id = Anfrage { $id }
error-note-too-long = Die Notiz ist länger als { $max } Zeichen.
