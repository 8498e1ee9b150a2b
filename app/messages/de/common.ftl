# Wörter, die auf jeder Seite vorkommen.

product-name = Seatkeeper
skip-to-content = Zum Inhalt
nav-main = Hauptbereich
nav-licenses = Lizenzen
nav-import = Import

menu-person = Konto von { $name }
menu-language = Sprache
menu-theme = Darstellung
theme-system = System
theme-light = Hell
theme-dark = Dunkel
language-en = English
language-de = Deutsch
sign-out = Abmelden

live-on = Live
live-on-hint = Änderungen anderer erscheinen von selbst
live-reconnecting = Verbinde …
live-ended = Abgemeldet
live-off = Offline

colleague-name = Simulierte Kollegin
colleague-hint = Lässt eine simulierte Kollegin Lizenzen ändern, damit Sie Änderungen live sehen

action-cancel = Abbrechen
action-close = Schließen
action-copy = Kopieren
action-copied = Kopiert
action-copy-failed = Der Browser hat das Kopieren nicht erlaubt. Markieren Sie den Text und kopieren Sie ihn selbst.
action-dismiss = Ausblenden
action-reload = Neu laden
action-retry = Erneut versuchen
action-save = Speichern
action-undo = Rückgängig
loading = Lädt …
notifications = Meldungen

panic-title = Auf dieser Seite ist etwas schiefgegangen.
panic-text = Gespeichertes ist sicher. Laden Sie die Seite neu, um weiterzuarbeiten.

not-found-title = Hier ist nichts
not-found-text = Diese Adresse gibt es nicht, oder sie ist nicht für Sie bestimmt.
not-found-home = Zu den Lizenzen

term-days-left = { $days ->
    [0] endet heute
    [one] noch { $days } Tag
   *[other] noch { $days } Tage
 }
term-days-over = { $days ->
    [one] vor { $days } Tag
   *[other] vor { $days } Tagen
 }
time-now = gerade eben
time-minutes = { $count ->
    [one] vor { $count } Minute
   *[other] vor { $count } Minuten
 }
time-hours = { $count ->
    [one] vor { $count } Stunde
   *[other] vor { $count } Stunden
 }
time-utc = { $time } UTC
time-local = { $time } ({ $zone })

role-owner = Inhaber
role-license-admin = Lizenz- und Sicherheitsverwaltung
role-protection-manager = Schutzverwaltung
role-billing = Abrechnung
role-read-only = Nur lesen
role-custom = Eigene Rolle
org-kind-distributor = Distributor
org-kind-partner = Partner
org-kind-customer = Kunde
