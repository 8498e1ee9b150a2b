# Die Aktivität: was außer Änderungen an Lizenzen und Kunden festgehalten wird.

action-signed-in = Angemeldet
action-signed-out = Abgemeldet
action-sign-in-refused = Anmeldung abgelehnt
action-refused = Verweigert
column-endpoint = Wo
column-policy = Nötiges Recht
