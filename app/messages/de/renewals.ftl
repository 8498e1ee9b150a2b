# Verlängern: eine Lizenz, eine Auswahl, in eine andere Edition, auf ein gemeinsames Ende.

license-renew-grace = In der Kulanzzeit bis { $until }. Die neue Laufzeit zählt vom alten Ende an.
license-renew-recent = Sie wurde am { $when } verlängert (Bestellung { $number }).
license-renew-again = Noch einmal verlängern
license-renew-distributor = Ihre Organisation kauft über ihren Distributor. Er wird gebeten, diese Lizenz zu verlängern, und tut es, sobald er zustimmt. Ein Gutschein lässt sich trotzdem verwenden, denn er ist bezahlt.
license-renew-ask = Distributor anfragen
license-renew-asked = Ihr Distributor wurde gebeten, sie zu verlängern ({ $number })
license-renew-net = Preise ohne Steuer.
license-renew-price-changed = Ihnen wurde ein Preis von { $price } gezeigt, der sich inzwischen geändert hat. Sehen Sie sich den neuen an, bevor Sie verlängern.
bulk-price-new = Die Preise haben sich geändert, seit sie Ihnen gezeigt wurden. Sehen Sie sich die neuen an, bevor Sie verlängern.
license-renew-off = { $share } Rabatt
license-auto = Am letzten Tag von selbst um { $years } verlängern
license-auto-by = Eingestellt von { $person }
license-auto-on = { $name } verlängert sich von nun an selbst
license-auto-off = { $name } verlängert sich nicht mehr selbst
license-renewal-undone-auto = Die Verlängerung von { $name } ist zurückgenommen. Da die Lizenz jetzt endet, verlängert sie sich nicht mehr selbst.
license-migrate = Verlängern und umstellen …
license-migrate-to = Verlängern und umstellen auf { $edition }
license-migrate-seats = Plätze von nun an
license-migrate-confirm = Verlängern und umstellen
license-migrate-back = Gleiche Edition
license-formula-none = Es sind keine Tage übrig, die mitgenommen werden könnten.
license-formula-left = { $seats ->
    [one] { $seats } Platz
   *[other] { $seats } Plätze
 } × { $days ->
    [one] { $days } verbleibender Tag
   *[other] { $days } verbleibende Tage
 } = { $total } Gerätetage
license-formula-days = { $total } / { $seats } = { $exact } → { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
 }
license-formula-capped = { $days ->
    [one] Höchstens der eine verbleibende Tag wird mitgenommen.
   *[other] Höchstens die { $days } verbleibenden Tage werden mitgenommen.
 }
license-formula-back = { $total } / { $term } = { $exact } → { $seats ->
    [one] { $seats } Platz kommt als ungenutzter Schlüssel zurück
   *[other] { $seats } Plätze kommen als ungenutzter Schlüssel zurück
 }
license-formula-residue = { $days ->
    [one] Ein Gerätetag bleibt übrig.
   *[other] { $days } Gerätetage bleiben übrig.
 }
column-residue = Übrige Gerätetage
column-refusal = Warum
column-auto-renewal = Verlängert sich selbst (Jahre)

action-migrated = In andere Edition verlängert
action-co-termed = Auf gemeinsames Ende gesetzt
action-seats-returned = Plätze zurückgekommen
action-auto-renewal-changed = Selbsttätige Verlängerung geändert
action-auto-renewal-refused = Nicht von selbst verlängert

bulk-only-coupons = Nur mit Gutscheinen
bulk-preview-title = Was mit jeder Lizenz geschieht
bulk-preview-said = { $bought } werden gekauft, { $taken } verwenden einen Gutschein, { $refused } bleiben, wie sie sind.
bulk-preview-total = Summe ohne Steuer: { $total }
bulk-preview-coupon = Gutschein { $key }
bulk-preview-more = { $count ->
    [one] Eine weitere Lizenz steht nicht in dieser Liste.
   *[other] { $count } weitere Lizenzen stehen nicht in dieser Liste.
 }
bulk-recent = { $count ->
    [one] Auch die eine, die innerhalb des letzten Tages verlängert wurde
   *[other] Auch die { $count }, die innerhalb des letzten Tages verlängert wurden
 }
bulk-old-end = Endet jetzt
bulk-new-end = Neues Ende
bulk-price = Preis

coterm-open = Gemeinsames Ende …
coterm-title = Ein Ende für mehrere Lizenzen
coterm-text = Die gewählten Lizenzen enden am selben Tag. Die Tage bis dahin werden gekauft.
coterm-date = Letzter Tag
coterm-lines = Lizenzen und Preise
coterm-with = Mitnehmen
coterm-old-end = Endet jetzt
coterm-price = Preis
coterm-total = Summe ohne Steuer: { $total }
coterm-empty = Dieser Kunde hat keine Lizenz in Betrieb.
coterm-distributor = Ihre Organisation kauft über ihren Distributor. Bitten Sie ihn darum.
coterm-confirm = Tage kaufen
coterm-done = { $count ->
    [one] Eine Lizenz endet am { $date } (Bestellung { $numbers })
   *[other] { $count } Lizenzen enden am { $date } (Bestellung { $numbers })
 }
coterm-undone = Die Lizenzen enden wie zuvor

error-renewed-recently = Sie wurde innerhalb des letzten Tages verlängert. Geben Sie an, wenn sie noch einmal verlängert werden soll.
error-coterm-nothing = Es gibt nichts zu tun: Wählen Sie Lizenzen, die an einem anderen Tag enden.
error-coterm-same = Sie endet schon an diesem Tag.
error-coterm-too-many = Höchstens { $max } Lizenzen erhalten auf einmal ein gemeinsames Ende.
