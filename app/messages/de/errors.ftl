# Was schiefging. Jeder Code eines Feldfehlers, einer Ablehnung oder einer gescheiterten
# Anfrage ist eine Meldung.

error-title = Das hat nicht geklappt
error-unknown = Etwas ist schiefgegangen. Versuchen Sie es erneut.
error-request-id = Anfrage { $id }

# Arten gescheiterter Anfragen.
error-unauthenticated = Ihre Sitzung ist zu Ende. Melden Sie sich erneut an.
error-forbidden = Ihre Rolle erlaubt das nicht.
error-not-found = Das gibt es nicht mehr, oder es ist nicht für Sie bestimmt.
error-conflict = Jemand anderes hat dies inzwischen geändert.
error-invalid = Etwas an der Eingabe passt nicht.
error-refused = Das ist hier nicht möglich.
error-rate-limited = Zu viele Versuche. Warten Sie einen Moment und versuchen Sie es erneut.
error-unavailable = Die Datenbank ist nicht erreichbar. Das gibt sich meist nach wenigen Augenblicken.
error-internal = Bei uns ist etwas schiefgegangen. Es wurde aufgezeichnet.
error-offline = Es gibt keine Verbindung zum Server.

# Felder.
error-note-too-long = Die Notiz hat { $length } Zeichen; möglich sind { $max }.
error-name-empty = Ein Name wird gebraucht.
error-name-too-long = Der Name hat { $length } Zeichen; möglich sind { $max }.
error-text-control = Zeichen { $position } ist unsichtbar und hier nicht erlaubt.
error-text-too-long = Der Text hat { $length } Zeichen; möglich sind { $max }.
error-email-taken = Diese Adresse hat schon ein Konto.
error-email-invalid = Das ist keine E-Mail-Adresse.
error-kind-invalid = Hier wird Distributor oder Partner gebraucht.
error-password-too-short = Ein Passwort hat mindestens { $min } Zeichen.
error-password-too-long = Ein Passwort hat höchstens { $max } Zeichen.
error-too-many = Höchstens { $max } Entscheidungen auf einmal.
error-column-unknown = Es gibt keine Spalte „{ $column }“.

# Verlängerungen.
error-unlimited = Die Lizenz hat unbegrenzt viele Plätze und wird nach Nutzung berechnet; es gibt nichts zu verlängern.
error-monthly = Die Lizenz verlängert sich jeden Monat von selbst.
error-trial = Eine Testlizenz kann nicht verlängert werden.
error-redeemed-coupon = Dieser Gutschein wurde eingelöst.
error-unused-coupon = Diese Lizenz ist noch ungenutzt; ihre Laufzeit beginnt mit der ersten Nutzung.
error-no-end = Die Lizenz hat kein Ende.
error-not-offered = Der Hersteller bietet für dieses Produkt keine Verlängerung an.
error-years-not-offered = Der Hersteller bietet diese Laufzeit nicht an.
error-end-beyond-limit = Das neue Ende läge zu weit in der Zukunft.
error-coupon-unfit = Dieser Gutschein passt nicht mehr. Vielleicht hat ihn gerade jemand eingelöst.
error-migration-not-offered = Der Hersteller bietet für dieses Produkt keinen Wechsel der Edition bei der Verlängerung an.
error-family-held = Der Kunde nutzt ein anderes Produkt dieser Familie. Aus einer Familie kann es nur eines geben.
error-not-an-upgrade = Eine Verlängerung kann diese Edition nicht in jene ändern.
error-seats-out-of-range = Eine Lizenz hat 1 bis 1.000.000 Plätze.
error-seats-in-use = Es sind mehr Plätze belegt, als die Lizenz hätte. Geben Sie zuerst einige frei, oder nehmen Sie mehr.
error-term-unknown = Die Länge der Laufzeit ist nicht bekannt, daher lässt sich für die restlichen Tage nichts zurückgeben.
error-price-beyond-limit = Der Preis wäre zu hoch, um berechnet zu werden.
error-ends-later = Die Lizenz endet ohnehin nach diesem Tag. Ein Ende lässt sich nur auf einen späteren Tag legen.
error-target-out-of-range = Das gemeinsame Ende muss nach heute und innerhalb der nächsten fünf Jahre liegen.
error-other-customer = Die Lizenz gehört einem anderen Kunden als die erste.
error-renewal-asked = Ihr Distributor wurde bereits gebeten, diese Lizenz zu verlängern. Die Anfrage steht unter Ihren Bestellungen.
error-renewal-buys = Sie können diese Lizenz selbst verlängern, ohne jemanden zu fragen.
error-price-changed = Der Preis hat sich inzwischen geändert. Sehen Sie sich den neuen an, bevor Sie kaufen.
error-customer-suspended = Der Kunde ist gesperrt; für ihn wird nichts berechnet. Heben Sie zuerst die Sperre auf.
error-customer-closed = Der Kunde ist geschlossen; für ihn wird nichts mehr berechnet.
error-partner-suspended = Der Partner, dem die Lizenz gehört, ist gesperrt; für ihn wird nichts berechnet. Heben Sie zuerst die Sperre auf.
error-partner-closed = Der Partner, dem die Lizenz gehört, ist geschlossen; für ihn wird nichts mehr berechnet.
error-coupon-not-divisible = Schlüssel dieses Produkts lassen sich weder teilen noch zusammenlegen.
error-coupon-activated = Diese Lizenz ist in Gebrauch. Nur unbenutzte Schlüssel lassen sich teilen oder zusammenlegen.
error-coupon-lapsed = Dieser Schlüssel wurde nicht rechtzeitig verwendet und lässt sich daher weder teilen noch zusammenlegen.
error-coupon-kind = Nur Schlüssel mit einer Laufzeit und einer Anzahl von Plätzen lassen sich teilen oder zusammenlegen.
error-coupon-count = Ein Schlüssel wird in 2 bis 50 Teile geteilt, und 2 bis 50 Schlüssel werden auf einmal zusammengelegt.
error-coupon-empty-part = Jeder Teil braucht mindestens einen Platz.
error-coupon-sum = Die Teile müssen zusammen so viele Plätze haben wie der Schlüssel.
error-coupon-twice = Derselbe Schlüssel ist zweimal genannt.
error-coupon-unlike = Nur Schlüssel desselben Partners, derselben Edition und derselben Laufzeit lassen sich zusammenlegen.
error-coupon-notes = Die Schlüssel haben verschiedene Notizen, sind also für Verschiedenes reserviert. Gleichen Sie zuerst die Notizen an.
error-coupon-too-many-seats = Zusammen hätten die Schlüssel mehr als 1.000.000 Plätze.
error-already-undone = Das wurde schon rückgängig gemacht.
error-undo-too-late = Dafür ist es zu spät.
error-undo-changed-since = Die Lizenz wurde seitdem geändert, daher geht das nicht mehr.
error-idempotency-mismatch = Diese Anfrage wurde schon mit anderem Inhalt gesendet.
error-export-too-many = Das ist mehr, als eine Datei fasst. Filtern Sie zuerst.

# Änderungen vieler Lizenzen.
error-bulk-nothing = Es ist keine Lizenz ausgewählt.
error-bulk-busy = Drei Änderungen laufen schon. Warten Sie, bis eine davon beendet ist.
error-bulk-runs = Das läuft noch. Halten Sie es zuerst an.
error-bulk-not-undoable = Das lässt sich nicht als Ganzes zurücknehmen.
error-bulk-changed-since = Das hat jemand nach dem Start geändert; deshalb blieb es, wie es ist.
error-assign-other-partner = Der Kunde wird von einem anderen Partner betreut.
error-assign-kind = Nur eine Lizenz mit Laufzeit kann einem anderen Kunden gegeben werden.
error-assign-expired = Die Lizenz ist abgelaufen. Verlängern Sie sie zuerst.
error-assign-in-use = Einige ihrer Plätze sind belegt. Geben Sie sie zuerst frei.
error-assign-lapsed = Der Gutschein wurde nicht rechtzeitig verwendet.
error-assign-reserved = Eine Notiz reserviert diesen Gutschein. Wählen Sie ihn einzeln aus, um ihn zu vergeben.
error-assign-no-term = Der Gutschein hat keine Laufzeit, die beginnen könnte.

# Dateien.
error-file-empty = Die Datei ist leer.
error-file-no-table = In der Datei ist keine Tabelle: Eine Zeile mit Überschriften und mindestens eine mit Werten werden gebraucht.
error-file-too-big = Die Datei ist größer als { $max } MB.
error-file-too-many-columns = Die Tabelle hat mehr als { $max } Spalten.
error-file-too-many-rows = Die Tabelle hat mehr als { $max } Zeilen. Teilen Sie sie auf mehrere Dateien auf.
error-file-unknown = Das ist weder eine CSV-Datei noch eine Excel-Arbeitsmappe (xlsx).
error-xlsx-broken = Die Excel-Arbeitsmappe ist beschädigt und nicht lesbar.
error-xlsx-none = Die Datei heißt xlsx, ist aber keine Excel-Arbeitsmappe.
error-xlsx-old = Das ist ein altes Excel-Format (xls). Speichern Sie es als xlsx oder CSV.
error-xlsx-too-big = Die Excel-Arbeitsmappe ist entpackt zu groß.
error-cell-too-long = Eine Zelle in Zeile { $line } hat mehr als { $max } Zeichen.
error-quote-open = In Zeile { $line } beginnt ein Anführungszeichen ("), das nicht geschlossen wird. Schließen Sie es, oder schreiben Sie es doppelt (""), wenn es zum Text gehört.
error-import-cancelled = Der Import wurde angehalten. Nichts wurde geschrieben.
error-import-interrupted = Der Server wurde zwischendurch neu gestartet. Nichts wurde geschrieben; starten Sie den Import erneut.
error-import-check-again = Seit der Prüfung hat sich etwas geändert. Sehen Sie sie vor dem Start noch einmal an.
error-import-ended = Dieser Import ist schon zu Ende.
error-import-failed = Der Import ist bei uns fehlgeschlagen. Es wurde nichts geschrieben.
error-import-file-gone = Die Datei wurde nur einen Tag aufbewahrt. Laden Sie sie erneut hoch.
error-import-not-checked = Die Datei wurde noch nicht geprüft.
error-import-nothing = Es gibt nichts zu importieren.
error-import-started = Dieser Import wurde schon gestartet.

# Zeilen einer importierten Datei.
error-value-missing = Hier wird ein Wert gebraucht.
error-column-missing = Die Datei hat dafür keine Spalte.
error-key-twice = Der Schlüssel steht schon in Zeile { $line }.
error-key-is-date = Der Schlüssel wurde von der Tabellenkalkulation in ein Datum verwandelt.
error-key-rounded = Die Tabellenkalkulation hat den Schlüssel gerundet. Formatieren Sie die Spalte als Text.
error-product-unknown = Der Katalog hat kein Produkt dieses Namens.
error-vendor-other = „{ $product }“ ist ein Produkt von { $vendor }.
error-edition-unknown = „{ $product }“ hat keine Edition dieses Namens.
error-changed-meanwhile = Das hat jemand nach der Prüfung geändert; deshalb wurde es nicht geschrieben. Prüfen Sie die Datei noch einmal.
error-customer-unknown = Es gibt keinen Kunden dieses Namens.
error-partner-other = Diese Lizenzen würden { $partner } gehören; dafür importieren Sie nicht.
error-kind-unknown = Diese Art ist unbekannt: Laufzeit, Nutzung, monatlich oder Test.
error-kind-unsupported = „{ $product }“ wird so nicht verkauft.
error-number-invalid = Das ist keine Zahl.
error-number-fraction = Hier wird eine ganze Zahl gebraucht.
error-number-range = Die Zahl muss zwischen { $min } und { $max } liegen.
error-used-over-seats = { $used } Plätze sind belegt, es gibt aber nur { $seats }.
error-coupon-in-use = Eine Lizenz ohne Kunden kann keine belegten Plätze haben.
error-date-invalid = Das ist kein Datum.
error-date-range = Das Jahr muss zwischen { $first } und { $last } liegen.
error-date-ambiguous = Tag und Monat lassen sich in beiden Reihenfolgen lesen.
error-expires-before-start = Sie endet, bevor sie beginnt ({ $start }).
error-end-required = Eine Lizenz dieser Art braucht ein Ende.
error-license-expired = Die Lizenz ist abgelaufen; nur ein späteres Ende oder eine Notiz kann importiert werden.
error-license-redeemed = Der Gutschein ist eingelöst; nur eine Notiz kann importiert werden.
