bulk-bar = Ausgewählte Lizenzen
bulk-note = Notiz schreiben
bulk-renew = Verlängern
bulk-assign = Kunden zuweisen
bulk-all = Alle { $count } auswählen
bulk-none = Auswahl aufheben
bulk-about = { $count ->
    [one] Eine Lizenz ist ausgewählt.
   *[other] { $count } Lizenzen sind ausgewählt.
 }
bulk-note-hint = Sie ersetzt die Notizen dieser Lizenzen. Ein leerer Text entfernt sie.
bulk-years = { $years ->
    [one] 1 Jahr
   *[other] { $years } Jahre
 }
bulk-years-legend = Wie lange
bulk-coupons = Zuerst passende Gutscheine verwenden
bulk-customer-search = Kunden suchen
bulk-no-customer = Kein Kunde dieses Namens.
bulk-running = { $seen } von { $total } …
bulk-done = { $done } geändert, { $same } schon wie gewünscht, { $refused } belassen.
bulk-undone = { $done } zurückgenommen, { $same } schon wie vorher, { $refused } belassen.
bulk-stopped = Angehalten nach { $seen } von { $total }. Geändertes bleibt.
bulk-interrupted = Unterbrochen nach { $seen } von { $total }. Geändertes bleibt; beginnen Sie für die übrigen noch einmal.
bulk-stop = Anhalten
bulk-refused-title = Belassene Lizenzen
bulk-more = { $count ->
    [one] Eine weitere Lizenz wurde belassen.
   *[other] { $count } weitere Lizenzen wurden belassen.
 }
bulk-reason = Warum
bulk-unknown = Eine Lizenz, die Sie nicht sehen
error-bulk-customer-missing = Wählen Sie einen Kunden.
