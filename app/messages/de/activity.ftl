# Die Aktivität: was außer Änderungen an Lizenzen und Kunden festgehalten wird.

action-signed-in = Angemeldet
action-signed-out = Abgemeldet
action-sign-in-refused = Anmeldung abgelehnt
action-proved = Identität erneut nachgewiesen
action-refused = Verweigert
column-unlogged = Mal davor, nicht aufgeführt
column-endpoint = Wo
column-policy = Nötiges Recht
