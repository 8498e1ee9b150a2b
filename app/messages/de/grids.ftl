# Die anderen Listen: Kunden und Aktivität.

nav-customers = Kunden
nav-activity = Aktivität
grid-count = { $count ->
    [one] { $count } Zeile
   *[other] { $count } Zeilen
 }
column-count = Anzahl

column-licenses = Lizenzen
column-soon = Laufen bald ab
column-expired = Abgelaufen
column-next = Nächstes Ende
column-created = Seit

column-at = Wann
column-actor = Wer
column-action = Was
column-entity = Art
column-subject = Woran
column-changes = Änderungen
column-language = Sprache
column-email = E-Mail
column-role = Rolle
column-organization = Organisation
action-customer-created = Neuer Kunde
action-owner-created = Neuer Inhaber
entity-license = Lizenz
entity-organization = Organisation
entity-person = Person
