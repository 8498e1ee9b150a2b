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

error-program-customer = Wählen Sie den Kunden, für den der Rabatt ist.
error-program-program = Wählen Sie das Programm.
error-program-many = { $max } Ihrer Anfragen warten schon auf Antwort. Warten Sie diese erst ab.
error-program-reason = Nennen Sie den Grund, damit der Partner nachbessern kann.

program-education = Bildungseinrichtung
program-non-profit = Gemeinnützige Organisation
program-charity = Hilfsorganisation
program-student = Studierende
program-teacher = Lehrkräfte

program-state-requested = Wartet auf Antwort
program-state-approved = Genehmigt
program-state-declined = Abgelehnt
program-state-withdrawn = Zurückgezogen
program-state-used = Verwendet
program-state-expired = Abgelaufen

discounts-title = Rabattprogramme
discounts-lead = Rabatte für Bildung, gemeinnützige und Hilfsorganisationen, Studierende und Lehrkräfte.
discounts-new = Rabatt anfragen
discounts-buy-hint = Schulen, gemeinnützige und Hilfsorganisationen, Studierende und Lehrkräfte bekommen Rabatt.
discounts-none = Noch wurde kein Rabatt angefragt
discounts-none-hint = Fragen Sie mit einem Nachweis an, wer der Kunde ist. Nach der Genehmigung bekommt der Kunde einen eigenen Link zum Kaufen.
discounts-none-hint-seller = Hier steht, worum Partner bitten, mit den Nachweisen.
discounts-more = Das sind die neuesten Anfragen. Ältere stehen in den Aktivitäten.
discounts-customer = Kunde
discounts-partner = Partner
discounts-program = Programm
discounts-state = Stand
discounts-asked = Angefragt
discounts-back = Alle Anfragen
discounts-of = Rabatt für { $name }

discounts-new-lead = Ihr Distributor sieht sich die Anfrage an. Nach der Genehmigung bekommt Ihr Kunde einen Link, mit dem er einmal kaufen kann.
discounts-other-customer = Anderen wählen
discounts-choose = Bitte wählen …
discounts-message = Nachricht
discounts-message-hint = Was Ihrem Distributor bei der Entscheidung hilft. Darf leer bleiben.
discounts-files = Nachweise
discounts-files-hint = PDF, PNG oder JPEG, bis zu { $max } Dateien mit je 10 MB: Anerkennungsbescheid, Satzung, Studierenden- oder Lehrerausweis.
discounts-add-files = Dateien hinzufügen
discounts-remove-file = { $name } herausnehmen
discounts-send = Anfrage senden
discounts-sending = Wird gesendet: { $percent } %
discounts-sent = Die Anfrage ist gesendet

discounts-person = Angefragt von
discounts-decided = Entschieden
discounts-decided-by = { $name }, { $date }
discounts-granted = Genehmigt
discounts-granted-terms = { $licenses ->
    [one] { $percent } auf { $licenses } Lizenz
   *[other] { $percent } auf bis zu { $licenses } Lizenzen
 }
discounts-until = Link gilt bis
discounts-ended = Beendet
discounts-order = Bestellung
discounts-to-order = Bestellung öffnen
discounts-reason = Grund
discounts-files-hidden = Wer kaufen oder Anfragen beantworten darf, kann die Dateien öffnen.

discounts-approve = Genehmigen
discounts-approve-title = Diesen Rabatt genehmigen?
discounts-approve-text = Kunde und Partner bekommen einen Link per Mail. Er gilt einmal und nur für diesen Kunden.
discounts-percent = Rabatt in Prozent
discounts-days = Tage, die der Link gilt
discounts-licenses = Höchstens so viele Lizenzen
discounts-number = Geben Sie eine ganze Zahl ein.
discounts-approved = Der Rabatt ist genehmigt
discounts-decline = Ablehnen
discounts-decline-title = Diese Anfrage ablehnen?
discounts-decline-text = Der Partner liest den Grund und kann neu anfragen.
discounts-declined = Die Anfrage ist abgelehnt
discounts-withdraw = Zurückziehen
discounts-withdraw-title = Diese Anfrage zurückziehen?
discounts-withdraw-text = Damit endet sie. Ein ausgegebener Link gilt nicht mehr.
discounts-withdrawn = Die Anfrage ist zurückgezogen
discounts-keep = So lassen
discounts-link = Link zum Kaufen
discounts-link-once = Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt. Er gilt einmal, für Personen von { $name } und für den Partner.
discounts-link-copy = Link kopieren
discounts-link-new = Neuen Link erstellen
discounts-link-new-title = Neuen Link erstellen?
discounts-link-new-text = Der vorher ausgegebene Link gilt dann nicht mehr.
discounts-link-made = Der neue Link ist da

discount-shop-title = Ihr Rabatt
discount-shop-lead = { $program }: { $percent } Rabatt, einmal, bis { $until }.
discount-shop-for = Für { $name }
discount-shop-from = Verkauft von { $name }
discount-shop-edition = Produkt
discount-shop-licenses = Lizenzen
discount-shop-licenses-hint = { $max ->
    [one] Mit diesem Rabatt können Sie eine Lizenz kaufen.
   *[other] Mit diesem Rabatt können Sie bis zu { $max } Lizenzen kaufen, alle auf einmal.
 }
discount-shop-asks = Der Distributor muss diese Bestellung bestätigen. Bis dahin ist nichts gekauft.
discount-shop-reference = Ihr Zeichen
discount-shop-reference-hint = Woran Sie diese Bestellung erkennen. Darf leer bleiben.
discount-shop-choose = Wählen Sie ein Produkt, um den Preis zu sehen.
discount-shop-net = Preis mit Rabatt, vor Steuer
discount-shop-tax = Steuer
discount-shop-buy = Für { $total } kaufen
discount-shop-ask = Für { $total } bestellen
discount-shop-agree = Ich stimme den Verkaufsbedingungen zu. Mit dieser Bestellung ist der Rabatt verbraucht.
discount-shop-bought = Vielen Dank: Bestellung { $number }
discount-shop-bought-text = Die Lizenzen sind da, und ihre Laufzeit beginnt heute.
discount-shop-asked-text = Der Distributor bestätigt die Bestellung. Sie müssen nichts weiter tun.
discount-shop-licenses-link = Zu den Lizenzen
discount-shop-over = Dieser Rabatt gilt nicht

column-program = Programm
column-percent = Prozent
column-files = Dateien
entity-discount = Rabatt
may-use-discount = Mit einem Rabatt-Link kaufen
action-discount-asked = Rabatt angefragt
action-discount-approved = Rabatt genehmigt
action-discount-declined = Rabatt abgelehnt
action-discount-withdrawn = Rabatt zurückgezogen
action-discount-link-renewed = Neuer Rabatt-Link
action-discount-used = Rabatt verwendet
action-discount-expired = Rabatt abgelaufen

mail-discount-asked-subject = { $name } fragt einen Rabatt für { $customer } an
mail-discount-asked-text = { $name } bittet um einen Rabatt für { $customer } ({ $program }). Die Nachweise sind im Portal.
mail-discount-approved-subject = Rabatt für { $customer } genehmigt
mail-discount-approved-text = Der Rabatt für { $customer } ist genehmigt: { $percent } Prozent ({ $program }). Dieser Link gilt einmal, für Personen des Kunden und für Sie, bis { $until }.
mail-discount-customer-subject = Ihr Rabatt: { $percent } Prozent
mail-discount-customer-text = { $name } hat Ihnen einen Rabatt von { $percent } Prozent verschafft ({ $program }). Dieser Link gilt einmal, für Personen von { $customer }, die sich anmelden, bis { $until }.
mail-discount-declined-subject = Rabatt für { $customer } abgelehnt
mail-discount-declined-text = Der Rabatt für { $customer } ({ $program }) wurde abgelehnt:
mail-discount-withdrawn-subject = Rabatt für { $customer } zurückgezogen
mail-discount-withdrawn-text = Der Rabatt für { $customer } ({ $program }) wurde zurückgezogen. Sein Link gilt nicht mehr.
mail-discount-link = Anfrage öffnen
mail-discount-buy = Mit Rabatt kaufen
home-discounts = { $count ->
    [one] { $count } Rabattanfrage wartet auf Ihre Entscheidung
   *[other] { $count } Rabattanfragen warten auf Ihre Entscheidung
 }
