# Eine Tabelle importieren.

import-title = Lizenzen importieren
import-lead = Aus einer Tabelle, in drei Schritten. Nichts wird geschrieben, bevor Sie gesehen haben, was geschehen würde.
import-drop = Tabelle hier ablegen
import-drop-hint = CSV oder Excel (xlsx), bis 50 MB und 200.000 Zeilen
import-choose = Datei wählen
import-uploading = { $name } wird hochgeladen
import-percent = { $percent } %
import-send = Hochladen
import-recent = Frühere Importe
import-recent-none = Noch wurde nichts importiert.
import-another = Weitere Datei importieren
import-to-licenses = Zu den Lizenzen
import-discard = Verwerfen

import-column-file = Datei
import-column-state = Stand
import-column-when = Wann
import-column-written = Geschrieben
import-state-uploaded = Hochgeladen
import-state-checking = Wird geprüft
import-state-checked = Geprüft
import-state-running = Läuft
import-state-done = Fertig
import-state-failed = Angehalten

import-checking = Die Datei wird geprüft …
import-script = Die Datei wurde hochgeladen. Um sie zu prüfen und zu importieren, braucht es JavaScript, das in diesem Browser ausgeschaltet ist: Schalten Sie es ein und laden Sie die Seite neu.
import-columns = Spalten
import-columns-used = { $used } von { $all } benutzt
import-columns-hint = Was jede Spalte der Datei ist. Ändern Sie, was nicht erkannt wurde.
import-ignore = Nicht importieren
import-missing = { $lines ->
    [one] Die Spalte „{ $field }“ fehlt; { $lines } Zeile braucht sie.
   *[other] Die Spalte „{ $field }“ fehlt; { $lines } Zeilen brauchen sie.
 }
import-date-question = Was ist der Tag in „{ $value }“ ({ $heading })?
import-date-day-first = Tag zuerst: 31.12.
import-date-month-first = Monat zuerst: 12/31
import-customers = Unbekannte Kunden
import-customers-create = Anlegen
import-customers-known = Es ist einer von diesen
import-customers-search = Ihre Kunden durchsuchen
import-customers-found = { $count ->
    [0] Kein Kunde hat das im Namen.
    [one] { $count } Kunde steht unten zur Wahl.
   *[other] { $count } Kunden stehen unten zur Wahl.
 }
import-customers-first = Die ersten { $count } Kunden stehen unten zur Wahl; suchen Sie nach den anderen.
import-settled = Anders gemeint
import-settled-undo = Noch einmal nach { $name } fragen
import-customers-hint = { $count ->
    [one] { $count } Kunde der Datei ist noch nicht im Portal.
   *[other] { $count } Kunden der Datei sind noch nicht im Portal.
 }
import-products = Unbekannte Produkte
import-products-hint = Der Katalog hat keine Produkte dieser Namen. Sagen Sie, welche gemeint sind; sonst bleiben ihre Zeilen weg.
import-lines = { $count ->
    [one] { $count } Zeile
   *[other] { $count } Zeilen
 }
import-leave-out = Weglassen

import-result = Was geschehen würde
import-outcome-all = Alle
import-outcome-create = Neu
import-outcome-change = Geändert
import-outcome-same = Unverändert
import-outcome-refuse = Abgelehnt
import-line = Zeile
import-what = Was und warum
import-coupons = { $count ->
    [one] { $count } davon hat keinen Kunden und wird ein Gutschein.
   *[other] { $count } davon haben keinen Kunden und werden Gutscheine.
 }
import-no-lines = Keine Zeilen dieser Art
import-issue = { $heading }: „{ $value }“
import-set = { $field }: { $after }
import-changed = { $field }: { $before } → { $after }
import-nothing-value = (nichts)
import-page = Zeilen { $from } bis { $to } von { $count }
import-earlier = Frühere Zeilen
import-later = Spätere Zeilen
import-start = { $count ->
    [0] Nichts zu importieren
    [one] { $count } Lizenz importieren
   *[other] { $count } Lizenzen importieren
 }
import-refused-stay = { $count ->
    [one] { $count } abgelehnte Zeile bleibt weg.
   *[other] { $count } abgelehnte Zeilen bleiben weg.
 }

import-running = { $name } wird importiert
import-running-hint = Sie können diese Seite verlassen; der Import läuft von selbst weiter.
import-progress = { $done } von { $total }
import-stop = Anhalten
import-done = { $count ->
    [one] { $count } Lizenz importiert
   *[other] { $count } Lizenzen importiert
 }
import-done-text = { $created } neu, { $changed } geändert, { $same } unverändert, { $refused } abgelehnt.
import-done-customers = { $count ->
    [one] { $count } Kunde wurde angelegt.
   *[other] { $count } Kunden wurden angelegt.
 }
import-failed = Nichts wurde importiert
import-refused-lines = Abgelehnte Zeilen
import-meanwhile = Seit der Prüfung geändert

import-field-key = Lizenzschlüssel
import-field-name = Name
import-field-vendor = Hersteller
import-field-product = Produkt
import-field-edition = Edition
import-field-partner = Partner
import-field-customer = Kunde
import-field-kind = Art
import-field-seats = Plätze
import-field-used = Belegte Plätze
import-field-purchased = Gekauft
import-field-activated = Aktiviert
import-field-expires = Läuft ab
import-field-term = Laufzeit in Jahren
import-field-order = Bestellnummer
import-field-note = Notiz
