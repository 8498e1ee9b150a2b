# Abrechnung nach Monaten.

error-month-invalid = Das ist kein Monat. Schreiben Sie ihn als 2024-03.
error-plan-not-open = Diese Lizenz wird nicht nach Monaten abgerechnet, oder sie ist schon beendet.
error-invoice-locked = Diese Rechnung ist schon festgeschrieben.
error-invoice-month-running = Der Monat dieser Rechnung ist noch nicht vorbei.

action-plan-closed = Monatsplan beendet
action-invoice-drafted = Monate abgerechnet
action-invoice-changed = Rechnungsentwurf geändert
action-invoice-adjusted = Monat berichtigt
action-invoice-locked = Rechnung festgeschrieben
entity-invoice = Rechnung
column-month = Monat
column-lines = Zeilen

# Die Datei der Abrechnung: ihre Überschriften, und was ihre Zeilen sind.
statement-row = Zeile
statement-number = Rechnung
statement-month = Monat
statement-customer = Kunde
statement-license = Lizenz
statement-license-id = Lizenz-ID
statement-vendor = Hersteller
statement-product = Produkt
statement-edition = Edition
statement-day = Tag
statement-active = Aktive Geräte
statement-counted = An dem Tag gezählt
statement-devices = Berechnete Geräte
statement-unit = Preis je Gerät
statement-discount = Mengenrabatt in Prozent
statement-floor = Mindestbetrag gilt
statement-net = Netto
statement-currency = Währung
statement-usage = Nutzung
statement-activation = Aktivierung
statement-adjustment = Berichtigung
statement-yes = Ja
statement-no = Nein
