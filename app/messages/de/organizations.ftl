# Organisationen: ihre Seiten, der Baum, und was man mit ihnen tut.

nav-organizations = Organisationen
organizations-title = Organisationen
organizations-tree = Organisationen unter { $name }
organizations-search = Suche nach Name oder Nummer
organizations-more = { $count } weitere
organizations-none = Unter dieser Organisation gibt es noch nichts.
organizations-none-found = Nichts passt zur Suche.
organizations-help = Die Pfeiltasten bewegen und öffnen. Strg+X nimmt einen Kunden auf, Strg+V legt ihn unter den Partner, auf dem der Fokus steht. Oder ziehen Sie ihn dorthin.
organizations-taken = { $name } ist aufgenommen. Gehen Sie zu einem Partner und drücken Sie Strg+V; Esc lässt los.
organizations-let-go = { $name } bleibt, wo es ist.
organizations-children = { $count ->
    [one] { $count } Organisation darunter
   *[other] { $count } Organisationen darunter
 }
organizations-drag = Zu einem anderen Partner ziehen

organization-new-partner = Neuer Partner
organization-new-customer = Neuer Kunde
organization-below = unter { $name }
organization-create = Anlegen
organization-save = Änderungen speichern
organization-saved = { $name } ist gespeichert.
organization-created = { $name } ist angelegt.
organization-licenses = Lizenzen
organization-path = Übergeordnete Organisationen
organization-particulars = Angaben
organization-state = Zugang und Zuordnung
organization-running = { $count ->
    [one] { $count } Lizenz in Gebrauch
   *[other] { $count } Lizenzen in Gebrauch
 }
organization-reference-hint = Die Nummer, unter der Sie sie kennen.
organization-priority-hint = 1 kommt zuerst, wenn es nicht für alle reicht, 5 zuletzt.
organization-security-hint = Die eigenen Leute kümmern sich um Geräte und Profile.
organization-assistance-hint = Aus: Geräte, Profile und Personen sind für Sie verborgen. Die Lizenzen verwalten Sie weiter. Nur die Organisation selbst schaltet es wieder ein.
organization-assistance-own-hint = Aus: Ihr Partner sieht Ihre Geräte, Profile und Personen nicht. Ihre Lizenzen bleiben verwaltbar.
organization-assistance-locked = { $service } von { $name } braucht Unterstützung; sie bleibt eingeschaltet.
organization-purchase-hint = Aus: Gekauft wird nicht selbst, sondern über eine Anfrage an Sie.
organization-contacts-none = Noch keine Ansprechpartner.
organization-contact-add = Ansprechpartner hinzufügen
organization-contact-remove = { $name } entfernen
organization-contact-number = Ansprechpartner { $number }
organization-contact-name = Name
organization-contact-email = E-Mail
organization-contact-phone = Telefon
organization-contact-about = Zuständig für
about-general = Alles
about-technical = Technisches
about-billing = Rechnungen
about-renewals = Verlängerungen
sector-commercial = Gewerblich
sector-education = Bildung
sector-non-profit = Gemeinnützig
state-active = Aktiv
state-suspended = Gesperrt
state-closed = Geschlossen

organization-suspend = Sperren
organization-suspend-title = { $name } sperren?
organization-suspend-text = Die Personen werden binnen Sekunden abgemeldet und können sich nicht anmelden. Die Lizenzen laufen weiter. Sie können das zurücknehmen.
organization-suspend-below = Auch alle Organisationen darunter sperren
organization-reactivate = Entsperren
organization-suspended-note = Die Personen können sich nicht anmelden.
organization-suspended-with = Zusammen mit { $name } gesperrt. Wird mit ihr entsperrt.
organization-closed-note = Diese Organisation ist beendet. Was sie hatte, bleibt hier lesbar.
organization-close = Organisation schließen
organization-close-title = { $name } endgültig schließen?
organization-close-text = Die Personen können sich nicht mehr anmelden, und es kann ihr nichts mehr zugeteilt werden. Das lässt sich nicht rückgängig machen.
organization-close-type = Zur Bestätigung den Namen eingeben
organization-hindered = Das steht im Weg:
organization-move = Umziehen
organization-move-title = { $name } umziehen
organization-move-to = { $name } zu { $partner } umziehen?
organization-move-text = Personen, Lizenzen, Verlauf und Berechtigungen gehen mit. { $from } sieht davon nichts mehr.
organization-move-search = Partner, zu dem sie umzieht
organization-move-none = Kein anderer Partner heißt so.
organization-move-button = Umziehen
organization-moved = { $name } ist jetzt Kunde von { $partner }.
organization-changed-elsewhere = Jemand anderes hat das inzwischen geändert. Ihre Eingaben sind noch da; daneben stehen die neuen Werte.
organization-theirs = Jetzt: { $value }
organization-reload = Neue Werte übernehmen

view-suspended = Gesperrt
column-sector = Bereich
column-reference = Eigene Nummer
column-priority = Vorrang bei Verlängerung
column-own-security = Verwaltet die eigene Sicherheit
column-assistance = Der Partner kann bei der Sicherheitsverwaltung unterstützen
column-direct-purchase = Direkter Einkauf
column-contacts = Ansprechpartner
column-state = Zustand
column-parent = Unter
column-along = Mit ihr zusammen
action-organization-created = Neue Organisation
action-organization-changed = Organisation geändert
action-organization-suspended = Gesperrt
action-organization-reactivated = Entsperrt
action-organization-closed = Geschlossen
action-organization-moved = Umgezogen

error-reference-too-long = Die Nummer hat höchstens { $max } Zeichen.
error-priority-invalid = Der Vorrang ist eine Zahl von 1 bis 5.
error-contacts-too-many = Höchstens { $max } Ansprechpartner.
error-phone-too-long = Eine Telefonnummer hat höchstens { $max } Zeichen.
error-organization-name-taken = Diesen Namen gibt es hier schon.
error-organization-not-yours = Darüber entscheiden nicht Sie.
error-organization-no-children = { $name } ist ein Kunde; unter Kunden gibt es nichts.
error-organization-active = { $name } ist nicht gesperrt.
error-organization-suspended = { $name } ist gesperrt.
error-organization-closed = { $name } ist geschlossen.
error-organization-suspended-above = { $name } wurde zusammen mit einer übergeordneten Organisation gesperrt und wird mit ihr entsperrt.
error-assistance-locked = { $service } von { $name } braucht die Unterstützung.
error-close-open-children = { $count ->
    [one] { $count } Organisation unter { $name } ist nicht geschlossen.
   *[other] { $count } Organisationen unter { $name } sind nicht geschlossen.
 }
error-close-running-licenses = { $count ->
    [one] { $count } Lizenz von { $name } läuft noch. Geben Sie sie einem anderen Kunden, oder warten Sie, bis sie abgelaufen ist.
   *[other] { $count } Lizenzen von { $name } laufen noch. Geben Sie sie einem anderen Kunden, oder warten Sie, bis sie abgelaufen sind.
 }
error-close-entitlements = { $count ->
    [one] { $count } Berechtigung von { $name } ist nicht beendet.
   *[other] { $count } Berechtigungen von { $name } sind nicht beendet.
 }
error-move-into-itself = { $name } ist die Organisation selbst oder liegt unter ihr.
error-move-unfit = Unter { $name } kann nichts dieser Art liegen. Kunden gehören unter Partner.
error-move-same = Sie liegt schon unter { $name }.
error-move-name-taken = { $name } hat schon einen Kunden namens { $subject }.
error-move-key-taken = { $name } hat schon eine Lizenz mit dem Schlüssel einer ihrer Lizenzen.

# Partner, die ihren Distributor wechseln.
handover-title = Wechsel des Distributors
handover-lead = Partner, die zu Ihnen kommen wollen, fragen mit Ihrem Code. Sie übernehmen sie mit ihren Kunden, Personen, Lizenzen und allem, was sie haben.
handover-partner-lead = Bitten Sie einen anderen Distributor, Sie zu übernehmen, mit Ihren Kunden, deren Personen, Lizenzen und allem, was Sie haben.
handover-distributor = Ihr Distributor
handover-now = Jetzt ist es { $name }.
handover-now-none = Sie haben keinen Distributor.
handover-waits = Sie haben { $name } gefragt. Noch gibt es keine Antwort. Gefragt:
handover-withdraw = Anfrage zurückziehen
handover-withdrawn = Die Anfrage ist zurückgezogen.
handover-code = Code des neuen Distributors
handover-code-ask = Der neue Distributor findet ihn auf seiner Seite gleichen Namens und nennt ihn Ihnen.
handover-message = Nachricht
handover-ask-text = Nimmt er an, wechseln Sie sofort. Ihr jetziger Distributor bekommt die Plätze zurück, die Sie von ihm haben, behält, was seine Aktivität über Sie sagt, und sieht sonst nichts mehr von Ihnen.
handover-ask = Wechsel anfragen
handover-code-title = Ihr Code
handover-code-text = Geben Sie ihn Partnern, die kommen wollen. Wer ihn kennt, kann fragen, und sonst nichts.
handover-code-copy = Code kopieren
handover-code-renew = Neuer Code
handover-code-renewed = Sie haben einen neuen Code. Der alte gilt nicht mehr.
handover-waiting = Wartet auf Ihre Antwort
handover-none = Niemand fragt
handover-none-hint = Fragt ein Partner mit Ihrem Code, steht er hier.
handover-from = Jetzt ist { $name } der Distributor. { $person } hat gefragt:
handover-accept = Übernehmen
handover-accept-of = { $name } übernehmen
handover-accept-title = { $name } übernehmen?
handover-accept-text = Der Partner kommt sofort zu Ihnen, mit allem, was er hat. Seine Berechtigungen zehren von da an von Ihren. Nur eine neue eigene Anfrage führt ihn wieder weg.
handover-accepted = { $name } ist jetzt Ihr Partner.
handover-decline = Ablehnen
handover-decline-of = { $name } ablehnen
handover-declined = Die Anfrage ist abgelehnt.
handover-past = Frühere Anfragen
handover-state-asked = Angefragt
handover-state-accepted = Angenommen
handover-state-declined = Abgelehnt
handover-state-withdrawn = Zurückgezogen
handover-link = Wechsel des Distributors

action-handover-asked = Wechsel des Distributors angefragt
action-handover-withdrawn = Wechsel des Distributors zurückgezogen
action-handover-declined = Wechsel des Distributors abgelehnt
action-handover-accepted = Distributor gewechselt
action-handover-left = Zu einem anderen Distributor gegangen
action-handover-code-made = Code für Partner gemacht
action-handover-code-renewed = Code für Partner erneuert

error-handover-code = Kein Distributor hat diesen Code. Fragen Sie noch einmal danach und geben Sie ihn ein, wie er dasteht.
error-handover-same = Das ist der Code Ihres eigenen Distributors.
error-handover-none = Sie haben keinen Distributor, den Sie wechseln könnten.
error-handover-asked = Sie haben schon jemanden gefragt. Ziehen Sie das erst zurück.
error-handover-bulk = Eine Änderung vieler Lizenzen von { $name } läuft noch. Warten Sie, bis sie endet.
error-handover-import = { $name } importiert gerade eine Tabelle. Warten Sie, bis das endet.
error-handover-set = { $name } hat einen Rechtesatz einer Organisation auf der anderen Seite. Geben Sie erst eine andere Rolle.
