# Lizenzen: Spalten, Zustände, Arten.

column-name = Name
column-key = Schlüssel
column-product = Produkt
column-edition = Edition
column-customer = Kunde
column-seats = Plätze
column-status = Status
column-purchased = Gekauft
column-expires = Läuft ab
column-note = Notiz
column-order = Bestellnummer
column-vendor = Hersteller
column-partner = Partner

status-expired = Abgelaufen
status-expires-soon = Läuft bald ab
status-active = Aktiv
status-unused = Ungenutzt
status-lapsed = Verfallen
status-redeemed = Eingelöst

kind-term = Laufzeit
kind-usage = Nach Nutzung
kind-monthly = Monatlich
kind-trial = Testlizenz
