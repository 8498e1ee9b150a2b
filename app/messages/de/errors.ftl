# Was schiefging. Jeder Code eines Feldfehlers, einer Ablehnung oder einer gescheiterten
# Anfrage ist eine Meldung.

error-title = Das hat nicht geklappt
error-unknown = Etwas ist schiefgegangen. Versuchen Sie es erneut.
error-request-id = Anfrage { $id }

# Arten gescheiterter Anfragen.
error-unauthenticated = Ihre Sitzung ist zu Ende. Melden Sie sich erneut an.
error-forbidden = Ihre Rolle erlaubt das nicht.
error-not-found = Das gibt es nicht mehr, oder es ist nicht für Sie bestimmt.
error-conflict = Jemand anderes hat dies inzwischen geändert.
error-invalid = Etwas an der Eingabe passt nicht.
error-refused = Das ist hier nicht möglich.
error-rate-limited = Zu viele Versuche. Warten Sie einen Moment und versuchen Sie es erneut.
error-unavailable = Die Datenbank ist nicht erreichbar. Das gibt sich meist nach wenigen Augenblicken.
error-internal = Bei uns ist etwas schiefgegangen. Es wurde aufgezeichnet.
error-offline = Es gibt keine Verbindung zum Server.

# Felder.
error-note-too-long = Die Notiz ist länger als { $max } Zeichen.
