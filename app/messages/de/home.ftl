# Was jetzt zu tun ist; der Kalender der Verlängerungen; Einstellungen der Erinnerungen; Rechnungen.

home-title = Was zu tun ist
home-ways = Mehr
home-nothing = Nichts zu tun
home-nothing-hint = Keine Lizenz endet innerhalb eines Jahres, kein Gutschein verfällt bald, und keine Anfrage wartet auf Sie.
home-months = Enden nach Monaten
home-as-table = Als Tabelle
home-month = Monat
home-licenses = Lizenzen
home-value = Verlängern um ein Jahr
home-bar = { $month }: { $count ->
    [one] { $shown } Lizenz endet
   *[other] { $shown } Lizenzen enden
 }
home-expired = Abgelaufen
home-expired-hint = In den letzten { $days } Tagen beendet und nicht verlängert
home-lapsing = Bald verfallende Gutscheine
home-lapsing-hint = Innerhalb von { $days } Tagen
home-requests = Zu beantworten
home-requests-hint = Bestellungen, die auf Sie warten
home-requests-all = Alle wartenden Bestellungen
home-risk = Gefährdeter Wert
home-risk-hint = Verlängern um ein Jahr: was innerhalb von { $soon } Tagen endet oder in den letzten { $past } geendet hat

calendar-title = Kalender der Verlängerungen
calendar-months = Monate
calendar-previous = Voriger Monat
calendar-next = Nächster Monat
calendar-subscribe = Abonnieren
calendar-weekdays = Mo Di Mi Do Fr Sa So
calendar-total = Alle Lizenzen dieses Monats um dieselbe Zeit zu verlängern kostet { $amount }.
calendar-licenses = { $count ->
    [one] { $count } Lizenz
   *[other] { $count } Lizenzen
 }
calendar-coupons = { $count ->
    [one] { $count } Gutschein
   *[other] { $count } Gutscheine
 }
calendar-on = { $what }, { $day }

reminders-title = Erinnerungen
reminders-lead = Was bald endet, kommt per Mail und in Ihren Kalender.
reminders-mails = Mails
reminders-enabled = Uns und unsere Kunden an das erinnern, was endet
reminders-days-hint = Bei Lizenzen und Testlizenzen, etwa 60, 30, 14. Leer für keine.
reminders-coupons-hint = Bei Gutscheinen, die noch niemand benutzt hat. Leer für keine.
reminders-digest = Alle Erinnerungen eines Tages in einer Mail
reminders-customers = In den letzten drei Tagen auch den Endkunden schreiben
reminders-saved = Die Erinnerungen sind eingestellt
reminders-conflict = Jemand anders hat die Erinnerungen inzwischen eingestellt. Ihre Eingaben stehen noch hier; speichern Sie erneut, um sie an die Stelle der anderen zu setzen.
calendar-address = Adresse Ihres Kalenders
calendar-text = Kalenderprogramme, die diese Adresse kennen, zeigen, was in den nächsten 400 Tagen endet, und halten es aktuell.
calendar-warning = Wer die Adresse kennt, liest Ihre Verlängerungen ohne Anmeldung. Geben Sie sie niemandem, und erneuern Sie sie, wenn jemand anders sie haben könnte.
calendar-since = Es gibt eine Adresse seit { $moment }.
calendar-read = Zuletzt gelesen { $moment }.
calendar-never-read = Sie wurde noch nicht gelesen.
calendar-once = Sie wird nur dieses eine Mal gezeigt. Die vorige gilt nicht mehr.
calendar-copy = Adresse kopieren
calendar-make = Adresse anlegen
calendar-renew = Adresse erneuern
calendar-revoke = Adresse beenden
calendar-revoked = Die Adresse gilt nicht mehr

invoices-title = Rechnungen
invoices-lead = Was nach Monaten berechnet wird. Jeder Monat wird am 1. des nächsten entworfen; ein gesperrter ändert sich nur durch Zeilen eines späteren Monats.
invoices-none = Noch keine Rechnungen
invoices-none-hint = Am 1. wird ein Entwurf aus dem, was nach Monaten berechnet wird.
invoices-number = Nummer
invoices-draft = Entwurf
invoices-locked = Gesperrt
invoices-of = { $month }, { $partner }
invoices-back = Alle Rechnungen
invoices-locked-at = Gesperrt am
invoices-more = { $count ->
    [one] { $count } weitere Zeile
   *[other] { $count } weitere Zeilen
 }
invoices-csv = Aufstellung mit jedem Tag (CSV)
invoices-devices = Geräte
invoices-peak = Die meisten am
invoices-unit = Je Gerät
invoices-discount = Rabatt
invoices-floor = Mindestbetrag
invoices-activation = Freischaltung
invoices-activation-ordered = Freischaltung, mit der Bestellung bezahlt
invoices-adjustment = Korrektur
invoices-lock = Sperren
invoices-lock-title = Diese Rechnung sperren?
invoices-lock-text = Sie bekommt ihre Nummer, und ihre Zeilen bleiben, wie sie sind. Was sich später zeigt, wird eine Zeile eines späteren Monats. Das lässt sich nicht zurücknehmen.
invoices-was-locked = Die Rechnung ist gesperrt

plan-end = Plan beenden
plan-end-title = Diesen Plan beenden?
plan-end-text = Heute ist sein letzter Tag. Dieser Monat wird wie jeder andere berechnet; danach ist nichts mehr fällig.
plan-ended = Der Plan endet heute
