# Ungenutzte Schlüssel: teilen, zusammenlegen, zuordnen.

coupon-split = Teilen …
coupon-split-of = { $name } teilen
coupon-split-parts = Plätze jedes neuen Schlüssels
coupon-split-hint = Zum Beispiel 3, 6, 1. Die neuen Schlüssel behalten Fristen und Notiz.
coupon-split-left = { $left ->
    [0] Alle { $all } Plätze sind verteilt.
    [one] { $left } von { $all } Plätzen ist übrig.
   *[other] { $left } von { $all } Plätzen sind übrig.
 }
coupon-split-over = { $over } mehr als die { $all } Plätze, die es gibt.
coupon-split-confirm = Teilen
coupon-split-done = { $name } besteht nun aus { $count } Schlüsseln
coupon-merge = Zusammenlegen
coupon-merge-title = Ungenutzte Schlüssel zusammenlegen
coupon-merge-into = Aus { $count } Schlüsseln wird einer mit { $seats } Plätzen: { $name }.
coupon-merge-lapses = Er muss bis { $day } benutzt werden, wie der erste von ihnen.
coupon-merge-never = Er verfällt nicht.
coupon-merge-confirm = Zusammenlegen
coupon-merge-done = { $count } Schlüssel sind nun einer mit { $seats } Plätzen
coupon-reserved = Reserviert
coupon-assign = Einem Kunden zuweisen …

claim-open = Schlüssel zuordnen …
claim-title = Schlüssel zuordnen
claim-about = Ein Schlüssel, den Sie anderswo gekauft haben und der noch nicht unter Ihren Lizenzen ist, wird eine von ihnen.
claim-key = Lizenzschlüssel
claim-confirm = Schlüssel zuordnen
claim-done = Der Schlüssel ist nun unter Ihren ungenutzten Lizenzen.
claim-known = Sie haben diesen Schlüssel bereits.
claim-show = Lizenz anzeigen

stray-open = Schlüssel eintragen …
stray-title = Anderswo gekaufte Schlüssel
stray-about = Wer einen dieser Schlüssel hat, ordnet ihn sich auf seiner Lizenzseite zu.
stray-lines = Ein Schlüssel je Zeile
stray-hint = Schlüssel; Edition; Plätze; Jahre – und dahinter, wenn er nicht heute gekauft wurde, der Kauftag (2026-01-31).
stray-confirm = Schlüssel eintragen
stray-done = { $count ->
    [one] Ein Schlüssel wartet auf Zuordnung.
   *[other] { $count } Schlüssel warten auf Zuordnung.
 }
stray-list = Bisher eingetragen
stray-none-yet = Es wurde noch kein Schlüssel eingetragen.
stray-waits = wartet
stray-claimed = zugeordnet am { $when }
stray-line = { $key } · { $edition } · { $seats } Plätze · { $state }
stray-withdraw = Zurückziehen
stray-withdraw-sure = Wirklich zurückziehen
stray-withdraw-of = { $key } zurückziehen
stray-withdraw-sure-of = { $key } wirklich zurückziehen
stray-withdrawn = { $key } kann nicht mehr zugeordnet werden.

may-enter-keys = Anderswo gekaufte Schlüssel eintragen
may-claim-key = Anderswo gekaufte Schlüssel zuordnen

action-split = Geteilt
action-merged = Zusammengelegt
action-claimed = Schlüssel zugeordnet
action-keys-entered = Schlüssel eingetragen
action-key-withdrawn = Eingetragenen Schlüssel zurückgezogen
action-key-claimed = Schlüssel vom Partner zugeordnet

error-key-not-claimable = Dieser Schlüssel kann nicht zugeordnet werden. Prüfen Sie ihn auf Tippfehler oder fragen Sie, wer ihn Ihnen verkauft hat.
error-key-not-waiting = Dieser Schlüssel wurde inzwischen zugeordnet oder zurückgezogen.
error-key-claim-empty = Geben Sie den Schlüssel ein, wie er Ihnen verkauft wurde.
error-stray-none = Es gibt keine Zeile.
error-stray-too-many = Höchstens { $limit } Schlüssel auf einmal.
error-stray-cells = Zeile { $line }: Nötig sind vier Teile mit Semikolon dazwischen.
error-stray-key = Zeile { $line }: Der Schlüssel fehlt oder ist zu lang.
error-stray-edition-unknown = Zeile { $line }: Diese Edition gibt es nicht.
error-stray-edition-ambiguous = Zeile { $line }: Mehrere Editionen heißen so. Nehmen Sie den Code der Edition.
error-stray-edition-term = Zeile { $line }: Diese Edition wird nicht nach Jahren verkauft.
error-stray-seats = Zeile { $line }: Die Plätze sind keine ganze Zahl ab 1.
error-stray-years = Zeile { $line }: Die Jahre sind keine ganze Zahl von 1 bis 10.
error-stray-date = Zeile { $line }: Der Kauftag ist kein Tag wie 2026-01-31, liegt in der Zukunft oder so lange zurück, dass der Schlüssel verfallen ist.
error-stray-twice = Zeile { $line }: Dieser Schlüssel steht schon in einer Zeile darüber.
error-stray-known = Zeile { $line }: Dieser Schlüssel ist schon da.

view-lapses-soon = Verfällt bald
