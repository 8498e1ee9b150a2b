# Wozu Organisationen berechtigt sind, und das Aktivieren von Lizenzen.

entitlements-title = Nutzungsrechte
entitlements-of = Nutzungsrechte von { $name }
entitlements-back = Zu { $name }
entitlements-none = Noch ist nichts aktiviert
entitlements-none-hint = Was hier aktiviert ist, steht auf dieser Seite, mit Plätzen und Zusatzmodulen.
entitlements-ended = Beendet ({ $count })
entitlements-held = Bestehende Nutzungsrechte

entitlement-seats-used = { $used } von { $seats } Plätzen belegt
entitlement-seats-granted = { $reserved } von { $seats } Plätzen weitergegeben, { $left } übrig
entitlement-unlimited-used = { $used } Plätze belegt, ohne Obergrenze
entitlement-unlimited-granted = { $reserved } Plätze weitergegeben, ohne Obergrenze
entitlement-extra = { $name }: { $seats }
entitlement-extra-granted = { $name }: { $seats }, davon { $reserved } weitergegeben
entitlement-seats = { $count ->
    [one] { $count } Platz
   *[other] { $count } Plätze
 }
entitlement-unlimited = unbegrenzt
entitlement-add-ons = Zusatzmodule
entitlement-services = Dienste
entitlement-since = Seit
entitlement-until = Letzter Tag
entitlement-ended-on = Beendet
entitlement-no-end = keiner
entitlement-renews = { $count ->
    [one] läuft um { $count } Monat weiter
   *[other] läuft um { $count } Monate weiter
 }
entitlement-resale = Weitergabe
entitlement-resale-yes = Darf weitergeben

entitlement-change = Ändern
entitlement-change-of = { $name } ändern
entitlement-save = Änderungen speichern
entitlement-saved = { $name } ist geändert
entitlement-changed-meanwhile = Jemand anders hat dies inzwischen geändert. Gezeigt wird der jetzige Stand; sehen Sie noch einmal nach, bevor Sie speichern.
entitlement-end = Beenden
entitlement-end-of = { $name } beenden?
entitlement-end-text = Es endet heute, und die Plätze sind sofort wieder frei. Das lässt sich nicht rückgängig machen; der Eintrag bleibt erhalten.
entitlement-end-confirm = Jetzt beenden
entitlement-was-ended = { $name } ist beendet

guide-open = Lizenz aktivieren
guide-title = Lizenz für { $name } aktivieren
guide-product = Produkttyp
guide-model = Schutzmodell
guide-model-none = { $product } hat keine Modelle zur Auswahl.
guide-add-ons = Zusatzmodule
guide-add-ons-none = Dazu gibt es keine Zusatzmodule.
guide-services = Dienste
guide-services-none = Dazu gibt es keine Dienste.
guide-terms = Plätze und Laufzeit
guide-included = Enthalten
guide-extra-seats = Plätze für { $name }
guide-extra-seats-hint = Leer: so viele wie das Produkt
guide-kind = Abrechnung
guide-years = Laufzeit
guide-years-count = { $count ->
    [one] { $count } Jahr
   *[other] { $count } Jahre
 }
guide-seats = Plätze
guide-unlimited = Ohne Obergrenze
guide-ends = Letzter Tag
guide-ends-hint = Leer: kein Ende
guide-renew = Läuft von selbst weiter, in Monaten
guide-renew-hint = Leer: es endet
guide-resale = Darf an eigene Kunden weitergeben
guide-trial = { $days ->
    [one] Ein Test dauert { $days } Tag und hat { $seats } Plätze. Von Ihren Plätzen nimmt er keine.
   *[other] Ein Test dauert { $days } Tage und hat { $seats } Plätze. Von Ihren Plätzen nimmt er keine.
 }
guide-summary = Zusammenfassung
guide-left = { $left } von { $seats } Plätzen übrig bei { $name }
guide-left-unlimited = Plätze ohne Obergrenze bei { $name }
guide-left-after = { $count ->
    [one] Danach ist { $count } Platz übrig
   *[other] Danach sind { $count } Plätze übrig
 }
guide-extra-left = { $left } übrig bei { $name }
guide-confirm = Aktivieren
guide-done = { $product } ist für { $name } aktiviert

entity-entitlement = Nutzungsrecht
action-entitlement-granted = Lizenz aktiviert
action-entitlement-changed = Nutzungsrecht geändert
action-entitlement-prolonged = Von selbst weitergelaufen
action-entitlement-ended = Nutzungsrecht beendet
column-extras = Zusatzmodule und Dienste
column-auto-renew = Läuft weiter um Monate
column-resale = Weitergabe

error-entitlement-org-closed = Die Organisation ist gesperrt oder geschlossen; für sie wird nichts mehr aktiviert.
error-entitlement-no-resale = { $parent } hat dies, darf es aber nicht weitergeben.
error-entitlement-not-held = { $parent } hat dies nicht.
error-entitlement-edition-not-held = { $parent } hat dieses Modell nicht, und auch keines, das es enthält.
error-entitlement-source-gone = Das, wovon dies Plätze bezieht, ist beendet.
error-entitlement-held-already = Von diesem Modell gibt es bereits eines. Ändern Sie stattdessen dessen Plätze.
error-entitlement-kind = Das Produkt wird nicht auf diese Weise verkauft.
error-entitlement-trial-customers = Testlizenzen sind für Kunden.
error-entitlement-family = Nicht neben { $product }: Ein Kunde hat ein Produkt dieser Familie. Ein Test darf daneben stehen.
error-entitlement-trial-runs = Ein Test läuft bis zum { $day }.
error-entitlement-trial-barred = Derselbe Test ist ab dem { $day } wieder möglich.
error-entitlement-extra-only-with = Nur mit { $editions }.
error-entitlement-extra-not-held = { $parent } hat dieses Zusatzmodul oder diesen Dienst nicht.
error-entitlement-extra-included = Das Modell enthält dies.
error-entitlement-assistance-off = Dies braucht die Unterstützung durch den Partner; sie ist ausgeschaltet bei { $names }.
error-entitlement-resale-customer = Dies lässt sich nicht weitergeben.
error-entitlement-children = Plätze davon sind weitergegeben: { $names }. Beenden Sie diese zuerst.
error-entitlement-children-end = Was weitergegeben wurde, liefe länger: { $names }.
error-entitlement-unknown = Das gibt es im Katalog nicht.
error-entitlement-trial-seats = Der Test hat { $seats } Plätze.
error-entitlement-seats-needed = Eine Anzahl von Plätzen wird gebraucht.
error-entitlement-seats-reserved = { $count } sind weitergegeben; weniger können es nicht werden.
error-entitlement-seats-left = { $count ->
    [0] { $parent } hat keine Plätze mehr übrig.
   *[other] Höchstens { $count }: Mehr hat { $parent } nicht übrig.
 }
error-entitlement-extra-seats = 1 bis { $max } Plätze: nicht mehr, als das Produkt hat.
error-entitlement-ends-after = { $parent } hat dies nur bis zum { $day }.
error-entitlement-ends-past = Der letzte Tag darf nicht in der Vergangenheit liegen.
error-entitlement-renew-needs-end = Nur was einen letzten Tag hat, läuft von selbst weiter.
error-entitlement-years = Der Hersteller bietet diese Laufzeit nicht an.
error-entitlement-ended = Dies ist bereits beendet.
error-move-entitlement = { $name } kann { $product } nicht übernehmen.
