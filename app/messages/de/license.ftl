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
column-auto = Verlängerung
column-kind = Art
column-used = Belegte Plätze
column-activated = Aktiviert
column-term = Laufzeit in Jahren
column-redeemed-by = Verwendet für

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

license-tabs = Welche Lizenzen
license-export = Export
license-export-csv = Als CSV exportieren
license-export-xlsx = Als Excel exportieren
license-tab-active = Aktiv
license-tab-unused = Ungenutzt
license-tab-all = Alle
license-title-active = Aktive Lizenzen
license-title-unused = Ungenutzte Lizenzen
license-title-all = Alle Lizenzen
license-count = { $count ->
    [one] { $count } Lizenz · { $seats } Plätze, { $used } belegt
   *[other] { $count } Lizenzen · { $seats } Plätze, { $used } belegt
 }
license-never-ends = nie
license-copy-key = Schlüssel kopieren
license-key-copied = Schlüssel von { $name } kopiert
license-open = Öffnen
license-history = Änderungsverlauf
license-history-of = Änderungsverlauf von { $name }
license-history-empty = Noch wurde nichts geändert
license-before = Vorher
license-after = Nachher
action-note-edited = Notiz geändert
action-renamed = Umbenannt
action-renewed = Verlängert
action-renewal-undone = Verlängerung zurückgenommen
action-coupon-redeemed = Gutschein verwendet
action-coupon-restored = Gutschein zurückgegeben
action-imported = Importiert
action-created = Neu
action-assigned = Anderem Kunden zugewiesen
action-assignment-undone = Zuweisung rückgängig gemacht
action-activated = In Betrieb genommen
action-recovered = Vom Kunden zurückgenommen
action-seats-changed = Plätze geändert
action-used-changed = Belegung geändert

license-renew = Verlängern
license-renew-coupon = Mit Gutschein verlängern
license-renew-of = { $name } verlängern
license-renew-now = Endet jetzt: { $end }
license-renew-confirm = Jetzt verlängern
license-renew-conflict = Jemand anderes war schneller. Die Lizenz endet jetzt: { $end }. Bitte vor dem Verlängern noch einmal ansehen.
license-years = { $years ->
    [one] { $years } Jahr
   *[other] { $years } Jahre
 }
license-new-end = bis { $end }
license-with-coupon = Gutschein { $key } ({ $years })
license-paid = bezahlt
license-renewed = { $name } ist bis { $end } verlängert (Bestellung { $number })
license-renewal-undone = Die Verlängerung von { $name } ist zurückgenommen

license-back = Alle Lizenzen
license-details = Einzelheiten

auto-off = Endet
auto-on = Von selbst
license-renews = Von selbst um { $years }
