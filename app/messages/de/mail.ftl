# Mails. Seiten tragen keine Meldungen, die mit mail- beginnen; was Seiten davon brauchen, heißt
# anders.

mail-greeting = Guten Tag { $name },
mail-footer = Seatkeeper schreibt Ihnen, weil Sie unter { $url } ein Konto haben oder bekommen. Antworten auf diese Mail liest niemand.

mail-footer-licenses = Seatkeeper unter { $url } schreibt Ihnen zu Lizenzen Ihrer Organisation. Antworten auf diese Mail liest niemand.

mail-renewal-digest-subject = { $count ->
    [one] { $count } Lizenz endet bald
   *[other] { $count } Lizenzen enden bald
 }
mail-renewal-digest-text = Diese Lizenzen von { $organization } enden bald und sind noch nicht verlängert:
mail-renewal-digest-more = { $count ->
    [one] … und eine weitere.
   *[other] … und { $count } weitere.
 }
mail-renewal-digest-link = Alle zeigen
mail-renewal-due-subject = { $license } endet am { $day }
mail-renewal-due-text = Eine Lizenz von { $organization } endet bald und ist noch nicht verlängert:
mail-renewal-due-link = Verlängern
mail-trial-due-text = Eine Testlizenz von { $organization } endet bald:
mail-trial-due-link = Zeigen
mail-coupon-lapse-subject = Gutschein { $license } verfällt am { $day }
mail-coupon-lapse-text = Eine Lizenz, die { $organization } gekauft hat und noch niemand nutzt, verfällt:
mail-coupon-lapse-link = Verwenden
mail-customer-expiry-subject = { $count ->
    [one] Eine Ihrer Lizenzen endet am { $day }
   *[other] Lizenzen von Ihnen enden ab { $day }
 }
mail-customer-expiry-text = Diese Lizenzen von { $organization } enden in den nächsten Tagen und sind noch nicht verlängert. Bitten Sie { $partner }, sie zu verlängern:
mail-customer-expiry-link = Zeigen
mail-ending-license = { $ends }: { $license } ({ $product })
mail-ending-license-of = { $ends }: { $license } ({ $product }), { $customer }
mail-ending-trial = { $ends }: Testlizenz { $license } ({ $product })
mail-ending-trial-of = { $ends }: Testlizenz { $license } ({ $product }), { $customer }
mail-ending-coupon = { $ends }: Gutschein { $license } ({ $product })

mail-invitation-subject = { $inviter } lädt Sie zu { $organization } ein
mail-invitation-text = { $inviter } lädt Sie ein, in Seatkeeper für { $organization } zu arbeiten. Ihre Rolle dort: { $role }.
mail-invitation-link = Einladung annehmen
mail-invitation-until = Der Link gilt einmal, bis { $until } UTC. Wenn Sie keine Einladung erwarten, brauchen Sie nichts zu tun.

mail-invitation-taken-text = { $inviter } lädt Sie ein, in Seatkeeper für { $organization } zu arbeiten. Diese Adresse hat aber schon ein Konto, und ein Konto gehört zu einer Organisation.
mail-invitation-taken-way-on = Wenn Sie annehmen möchten, bitten Sie um eine Einladung an eine andere Adresse. Wenn Sie sich an Ihrem bestehenden Konto nicht anmelden können, setzen Sie ein neues Passwort.

mail-password-reset-subject = Neues Passwort festlegen
mail-password-reset-text = Jemand hat für diese Adresse ein neues Passwort angefordert, hoffentlich Sie selbst.
mail-password-reset-link = Neues Passwort festlegen
mail-password-reset-until = Der Link gilt einmal, bis { $until } UTC. Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.

mail-password-changed-subject = Ihr Passwort wurde geändert
mail-password-changed-text = Das Passwort Ihres Kontos wurde am { $at } UTC geändert. Alle anderen Browser wurden abgemeldet.
mail-password-changed-warning = Wenn Sie es nicht waren, legen Sie jetzt ein neues Passwort fest und sagen Sie dem Inhaber Ihrer Organisation Bescheid.
mail-password-changed-link = Neues Passwort festlegen

mail-address-changed-subject = Sie melden sich jetzt mit einer anderen Adresse an
mail-address-changed-text = Seit { $at } UTC melden Sie sich mit { $address } an. Mails zu Ihrem Konto gehen ab jetzt dorthin.
mail-address-changed-warning = Wenn Sie es nicht waren, sagen Sie sofort dem Inhaber Ihrer Organisation Bescheid.

# Die Seite, die die Mails einer Vorführung zeigt.
mails-title = Mails
mails-heading = Mails dieser Vorführung
mails-text = Die Personen hier sind erfunden. Deshalb werden ihre Mails nicht verschickt, sondern hier gezeigt, die neuesten zuerst.
mails-none = Noch wurde keine Mail geschrieben.
mails-refresh = Neu lesen
mails-to = An
mails-menu = Mails der Vorführung

mail-order-quoted-subject = Angebot { $number }
mail-order-quoted-text = Das Angebot liegt bei. Seine Preise gelten bis zu dem Tag, der darauf steht.
mail-order-asked-subject = { $name } fragt { $number } an
mail-order-asked-text = { $name } bittet um Ihre Zustimmung zu einem Kauf.
mail-order-changed-subject = Antwort zu { $number }
mail-order-changed-text = { $name } hat Ihre Anfrage geändert. Sie haben das letzte Wort.
mail-order-declined-subject = { $number } wurde abgelehnt
mail-order-declined-text = { $name } hat Ihre Anfrage abgelehnt.
mail-order-placed-subject = Auftragsbestätigung { $number }
mail-order-placed-text = Vielen Dank für Ihre Bestellung. Die Bestätigung liegt bei, und die Lizenzen sind im Portal.
mail-order-accepted-subject = { $number } wurde gekauft
mail-order-accepted-text = { $name } hat gekauft, was Sie aus der Anfrage gemacht haben.
mail-order-withdrawn-subject = { $number } wurde zurückgenommen
mail-order-withdrawn-text = { $name } hat sie zurückgenommen.
mail-order-returned-subject = { $number } wurde zurückgenommen
mail-order-returned-text = Die Bestellung wurde zurückgenommen. Ihre Schlüssel gelten nicht mehr.
mail-order-lapsed-subject = { $number } ist abgelaufen
mail-order-lapsed-text = Niemand hat rechtzeitig zugestimmt, deshalb gelten ihre Preise nicht mehr. Bestellen Sie erneut, um die heutigen zu sehen.
mail-order-link = Bestellung öffnen

mail-renewals-subject = { $count ->
    [one] Eine Lizenz wurde verlängert
   *[other] { $count } Lizenzen wurden verlängert
}
mail-renewals-text = { $count ->
    [one] Die Verlängerung, die Sie begonnen haben, ist beendet. Sie ist als eine Bestellung verzeichnet.
   *[other] Die Verlängerung, die Sie begonnen haben, ist beendet. Sie ist als { $count } Bestellungen verzeichnet, eine je Lizenz.
}
mail-renewals-total = Summe ohne Steuer: { $total }
mail-renewals-coupons = Alles wurde mit Gutscheinen bezahlt.
mail-renewals-link = Bestellungen öffnen

mail-auto-refused-subject = { $license } hat sich am { $day } nicht selbst verlängert
mail-auto-refused-text = Diese Lizenz von { $organization } sollte sich selbst verlängern, konnte es aber nicht:
mail-auto-refused-person = Wer das eingestellt hat, darf keine Lizenzen mehr verlängern.
