# Benannte Ansichten von Listen.

views-menu = Ansichten
views-built-in = Vorgegebene Ansichten
views-mine = Meine Ansichten
views-shared = Geteilte Ansichten
views-more = Mehr
views-of = { $name } · { $owner }
views-is-default = { $name } (mein Standard)
views-save = Diese Ansicht speichern …
views-update = „{ $name }“ aktualisieren
views-edit = „{ $name }“ umbenennen oder teilen …
views-delete = „{ $name }“ löschen …
views-set-default = „{ $name }“ als meinen Standard verwenden
views-clear-default = Nicht mehr mit „{ $name }“ beginnen
views-save-title = Diese Ansicht speichern
views-edit-title = „{ $name }“ umbenennen oder teilen
views-delete-title = „{ $name }“ löschen?
views-delete-own = Die Ansicht geht endgültig verloren. Was sie zeigt, bleibt, wie es ist.
views-delete-shared = Die Ansicht geht endgültig verloren, für alle in Ihrer Organisation. Was sie zeigt, bleibt, wie es ist.
views-delete-confirm = Löschen
views-name = Name
views-share = Allen in meiner Organisation anbieten
views-saved = Ansicht „{ $name }“ ist gespeichert
views-deleted = Ansicht „{ $name }“ ist gelöscht
views-default-set = Ab jetzt beginnen Sie mit „{ $name }“
views-default-cleared = Ab jetzt beginnen Sie mit der einfachen Liste

view-expires-soon = Läuft bald ab
view-expired = Abgelaufen
view-unused = Ungenutzt

error-view-name-taken = Sie haben schon eine Ansicht mit diesem Namen.
error-view-name-shared = Eine geteilte Ansicht Ihrer Organisation heißt schon so.
error-view-too-many = Sie haben schon { $max } Ansichten. Löschen Sie zuerst eine.
error-view-too-long = Diese Ansicht enthält mehr, als gespeichert werden kann. Schließen Sie Gruppen oder wählen Sie weniger Werte.
error-view-unfit = „{ $part }“ passt nicht zu dieser Liste.
