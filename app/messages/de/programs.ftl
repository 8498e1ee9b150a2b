# Rabatte für Bildung, gemeinnützige Organisationen, Hilfsorganisationen, Studierende und Lehrende.

error-evidence-missing = Fügen Sie mindestens eine Datei bei, die zeigt, wer der Kunde ist.
error-evidence-too-many = Höchstens { $max } Dateien sind möglich.
error-evidence-type = Möglich sind nur Dateien im Format PDF, PNG oder JPEG.
error-evidence-mismatch = Die Datei ist etwas anderes, als ihr Name sagt.

error-program-percent = Der Rabatt liegt zwischen { $min } und { $max } Prozent.
error-program-days = Der Link gilt { $min } bis { $max } Tage.
error-program-licenses = Der Rabatt gilt für { $min } bis { $max } Lizenzen.

error-program-decided = Über diesen Antrag wurde schon entschieden.
error-program-ended = Dieser Antrag ist beendet.
error-program-not-approved = Dieser Rabatt ist nicht genehmigt.
error-program-used = Dieser Rabatt wurde eingelöst. Sein Link gilt einmal.
error-program-expired = Der Link ist abgelaufen. Beantragen Sie den Rabatt erneut.
error-program-other-customer = Dieser Rabatt ist für einen anderen Kunden.
error-program-nothing = Wählen Sie mindestens eine Lizenz.
error-program-too-many = Das sind mehr Lizenzen, als genehmigt wurden.
