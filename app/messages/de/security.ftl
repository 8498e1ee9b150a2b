# Zweite Faktoren, Passkeys, Sitzungen, Single Sign-on.

second-title = Noch ein Schritt
second-text = Ihr Konto verlangt einen zweiten Faktor.
second-code = Code
second-code-hint = Sechs Ziffern aus Ihrer Authenticator-App oder ein Wiederherstellungscode
second-recovery-hint = Einer Ihrer Wiederherstellungscodes
second-back = Von vorn beginnen
second-setup-title = Zweiten Faktor einrichten
second-setup-text = { $organization } verlangt von allen einen zweiten Faktor. Richten Sie eine Authenticator-App ein, um fortzufahren.
second-setup-hint = Sechs Ziffern, die Ihre Authenticator-App jetzt zeigt

setup-scan = Scannen Sie dies mit einer Authenticator-App auf Ihrem Telefon.
setup-qr = QR-Code für die Authenticator-App
setup-type = Oder geben Sie dieses Geheimnis in der App ein:
setup-copy-secret = Geheimnis kopieren
recovery-title = Wiederherstellungscodes
recovery-text = Mit jedem kommen Sie einmal ohne die App hinein. Bewahren Sie sie woanders auf; sie werden nicht noch einmal gezeigt.
recovery-copy = Wiederherstellungscodes kopieren
recovery-new = Neue Wiederherstellungscodes
recovery-renew = Neue Wiederherstellungscodes
recovery-left = { $count ->
    [0] Es sind keine Wiederherstellungscodes übrig.
    [one] Es ist { $count } Wiederherstellungscode übrig.
   *[other] Es sind { $count } Wiederherstellungscodes übrig.
 }

step-up-title = Sind Sie es?
step-up-text = Was Sie vorhaben, ist wichtig. Bitte weisen Sie sich noch einmal aus.
step-up-confirm = Bestätigen

security-title = Sicherheit
security-lead = Wie Sie sich anmelden und wo Sie angemeldet sind.
security-demanded = { $organization } verlangt einen zweiten Faktor; einer muss deshalb bleiben.
authenticator-title = Authenticator-App
authenticator-none = Sie haben keine Authenticator-App eingerichtet. Wer Ihr Passwort kennt, kann sich anmelden.
authenticator-since = Eingerichtet
authenticator-add = Authenticator-App einrichten
authenticator-replace = Andere App einrichten
authenticator-remove = Entfernen
authenticator-added = Die Authenticator-App ist eingerichtet
authenticator-removed = Die Authenticator-App wurde entfernt
passkeys-title = Passkeys
passkeys-none = Mit einem Passkey melden Sie sich mit Finger, Gesicht oder PIN an, ohne Passwort.
passkeys-text = Mit diesen melden Sie sich mit Finger, Gesicht oder PIN an, ohne Passwort.
passkeys-impossible = Dieser Browser hat für diese Adresse keine Passkeys. Sie brauchen https und einen Namen, keine Nummer.
passkey-add = Passkey hinzufügen
passkey-name = Name
passkey-name-hint = Damit Sie ihn wiedererkennen: „Laptop“, „Schlüsselbund“
passkey-rename = Umbenennen
passkey-rename-label = Passkey { $name } umbenennen
passkey-remove = Entfernen
passkey-remove-label = Passkey { $name } entfernen
passkey-added = Der Passkey wurde hinzugefügt
passkey-removed = Der Passkey wurde entfernt
passkey-added-at = Hinzugefügt
passkey-used-at = zuletzt benutzt
passkey-use = Passkey benutzen
passkey-sign-in = Mit Passkey anmelden
sessions-title = Sitzungen
sessions-text = Hier sind Sie angemeldet. Beenden Sie, was Sie nicht kennen.
sessions-end-others = Alle anderen beenden
sessions-ended = { $count ->
    [0] Es gab nichts zu beenden
    [one] Die Sitzung ist beendet
   *[other] { $count } Sitzungen sind beendet
 }
session-here = Diese
session-since = seit
session-seen = zuletzt benutzt
session-end = Beenden
session-end-label = Sitzung von { $browser } beenden
agent-unknown = Unbekannter Browser
sign-ins-title = Anmeldungen
sign-ins-when = Wann
sign-ins-what = Was
sign-ins-how = Wie
sign-ins-browser = Browser
sign-ins-address = Adresse

sign-in-method-password = Passwort
sign-in-method-password-code = Passwort und Code
sign-in-method-password-recovery = Passwort und Wiederherstellungscode
sign-in-method-passkey = Passkey
sign-in-method-sso = Single Sign-on
sign-in-method-sso-code = Single Sign-on und Code
sign-in-method-sso-recovery = Single Sign-on und Wiederherstellungscode
sign-in-method-sso-passkey = Single Sign-on und Passkey
sign-in-method-command = Befehlszeile
sign-in-refusal-password = Falsches Passwort
sign-in-refusal-code = Falscher Code
sign-in-refusal-code-used = Code schon benutzt
sign-in-refusal-recovery = Falscher Wiederherstellungscode
sign-in-refusal-passkey = Passkey nicht angenommen
sign-in-refusal-throttled = Zu viele Versuche
sign-in-refusal-passkey-unknown = Passkey, den es hier nicht gibt
sign-in-refusal-setup = Zweiter Faktor inzwischen anderswo eingerichtet
sign-in-refusal-inactive = Konto deaktiviert, oder Organisation gesperrt oder geschlossen
sign-in-refusal-token = API-Token, während die Organisation gesperrt oder geschlossen ist
sign-in-refusal-sso-only = Passwort oder Passkey, wo nur Single Sign-on erlaubt ist
sign-in-refusal-sso = Vom Single Sign-on abgelehnt
sign-in-refusal-sso-unknown = Single Sign-on ist ausgeschaltet
sign-in-refusal-sso-unreachable = Der Identitätsanbieter antwortet nicht
sign-in-refusal-sso-provider = Die Antwort des Identitätsanbieters passt nicht zu den Einstellungen
sign-in-refusal-sso-denied = Der Identitätsanbieter hat jemanden nicht eingelassen
sign-in-refusal-sso-token = Die Antwort des Identitätsanbieters ist ungültig
sign-in-refusal-sso-signature = Die Antwort des Identitätsanbieters ist nicht von ihm signiert
sign-in-refusal-sso-issuer = Die Antwort ist von einem anderen Identitätsanbieter
sign-in-refusal-sso-audience = Die Antwort des Identitätsanbieters ist für jemand anderen
sign-in-refusal-sso-nonce = Die Antwort des Identitätsanbieters gehört zu einer anderen Anmeldung
sign-in-refusal-sso-code = Der Code des Identitätsanbieters wurde schon benutzt oder gehört zu einer anderen Anmeldung
sign-in-refusal-sso-expired = Die Antwort des Identitätsanbieters ist abgelaufen
sign-in-refusal-sso-clock = Die Antwort des Identitätsanbieters ist aus der Zukunft: Eine Uhr geht falsch
sign-in-refusal-sso-email-missing = Der Identitätsanbieter nennt keine E-Mail-Adresse
sign-in-refusal-sso-email-unverified = Der Identitätsanbieter hat die E-Mail-Adresse nicht bestätigt
sign-in-refusal-sso-email-domain = E-Mail-Adresse einer Domain, die nicht eingelassen wird
sign-in-refusal-sso-no-account = Niemandes Konto, und es wird keines angelegt
sign-in-refusal-sso-other-account = E-Mail-Adresse eines Kontos einer anderen Organisation
sign-in-refusal-sso-no-role = Keine der Gruppen hat eine Rolle
sign-in-refusal-sso-over = Jemand kam zweimal zugleich

action-session-ended = Sitzung beendet
action-factor-added = Faktor hinzugefügt
action-factor-removed = Faktor entfernt
action-factor-renamed = Faktor umbenannt
action-recovery-renewed = Neue Wiederherstellungscodes
action-mfa-required-changed = Pflicht zum zweiten Faktor geändert
action-sso-changed = Single Sign-on geändert
action-person-joined = Durch Single Sign-on hinzugekommen
action-role-given = Rolle durch Single Sign-on vergeben

column-method = Wie
column-reason = Grund
column-address = Adresse
column-agent = Browser
column-factor = Zweiter Faktor
column-mfa = Zweiter Faktor verlangt
column-sessions = Sitzungen
column-slug = Anmeldename
column-issuer = Aussteller
column-client = Client-ID
column-domains = E-Mail-Domains
column-groups = Gruppen und Rollen
column-jit = Konten bei der ersten Anmeldung
column-only = Nur Single Sign-on
column-enabled = In Gebrauch
column-trusts-mfa = Anbieter fragt nach zweiten Faktoren
column-secret-set = Neues Client-Geheimnis

sign-in-settings-title = Anmelde-Einstellungen
sign-in-settings-lead = Wie sich die Personen Ihrer Organisation anmelden.
mfa-title = Zweite Faktoren
mfa-text = { $without ->
    [0] Alle { $people } Personen Ihrer Organisation und darunter haben einen zweiten Faktor.
    [one] Eine von { $people } Personen Ihrer Organisation und darunter hat keinen zweiten Faktor.
   *[other] { $without } von { $people } Personen Ihrer Organisation und darunter haben keinen zweiten Faktor.
 }
mfa-off = Ein zweiter Faktor ist die Wahl jeder Person.
mfa-on = Ein zweiter Faktor wird von allen verlangt. Wer keinen hat, richtet ihn bei der nächsten Anmeldung ein.
mfa-above = { $organization } verlangt ihn ohnehin von allen darunter.
mfa-demand = Von allen einen zweiten Faktor verlangen
mfa-stop = Nicht mehr verlangen
mfa-changed = Die Pflicht wurde geändert

sso-name = Anmeldename der Organisation
sso-name-hint = Für Single Sign-on; Ihre Verwaltung kennt ihn
sso-sign-in = Mit Single Sign-on anmelden
sso-title = Single Sign-on
sso-text = Ihre Personen melden sich mit Ihrem eigenen Identitätsanbieter an, über OpenID Connect.
sso-off = Single Sign-on ist nicht eingerichtet.
sso-address = Hier melden sich Ihre Personen an:
sso-redirect = Adresse, die beim Anbieter als Rücksprungadresse einzutragen ist:
sso-slug = Anmeldename
sso-slug-hint = Teil der Anmeldeadresse: Kleinbuchstaben, Ziffern und Bindestriche
sso-issuer = Aussteller
sso-issuer-hint = Die Adresse des Anbieters, etwa https://login.example.com/realm
sso-client-id = Client-ID
sso-client-secret = Client-Geheimnis
sso-client-secret-hint = Leer lassen, um das jetzige zu behalten
sso-domains = E-Mail-Domains
sso-domains-hint = Nur Adressen dieser Domains werden eingelassen; trennen Sie sie durch Leerzeichen
sso-groups-claim = Angabe mit den Gruppen
sso-groups-claim-hint = Leer, wenn Rollen hier und nicht vom Anbieter vergeben werden
sso-group-roles = Gruppen und Rollen
sso-group-roles-hint = Je Zeile eine: Gruppe = owner, license-admin, protection-manager, billing oder read-only
sso-default-role = Rolle derer ohne solche Gruppe
sso-default-none = Keine: sie werden abgewiesen
sso-jit = Für neue Personen bei ihrer ersten Anmeldung Konten anlegen
sso-only = Nur Single Sign-on erlauben; Inhaber behalten ihre Passwörter
sso-trusts-mfa = Der Anbieter fragt nach zweiten Faktoren, hier wird keiner verlangt
sso-enabled = Personen können sich damit anmelden
sso-test = Anbieter prüfen
sso-test-good = Der Anbieter antwortet, und was er sagt, passt.
sso-saved = Single Sign-on wurde gespeichert
sso-continue-title = Zu Ihrem Identitätsanbieter
sso-continue = Weiter zu Ihrem Identitätsanbieter

error-step-up = Bitte weisen Sie sich noch einmal aus.
error-sign-in-over = Das hat zu lange gedauert, oder zu viele Codes waren falsch. Melden Sie sich noch einmal an.
error-code-refused = Der Code ist falsch oder veraltet. Falls das wieder geschieht, prüfen Sie, ob die Uhr Ihres Telefons stimmt.
error-code-late = Dieser Code war vor einigen Minuten richtig. Die Uhr Ihres Telefons geht nach, oder der Code wurde zu spät eingegeben.
error-code-used = Dieser Code wurde schon benutzt. Warten Sie auf den nächsten.
error-code-needed = Benutzen Sie einen Code Ihrer Authenticator-App.
error-recovery-refused = Das ist keiner Ihrer Wiederherstellungscodes, oder er wurde schon benutzt.
error-setup-over = Das hat zu lange gedauert. Beginnen Sie noch einmal.
error-factor-missing = Es gibt keinen zweiten Faktor, der wiederherzustellen wäre.
error-factor-demanded = Ihre Organisation verlangt einen zweiten Faktor. Fügen Sie zuerst einen anderen hinzu.
error-factor-own-first = Richten Sie zuerst für sich selbst einen zweiten Faktor ein.
error-passkey-no-domain = Passkeys brauchen eine Adresse mit einem Namen, keine Nummer.
error-passkey-refused = Der Passkey wurde nicht angenommen. Versuchen Sie es noch einmal.
error-passkey-over = Das hat zu lange gedauert. Versuchen Sie es noch einmal.
error-passkey-unknown = Dieser Passkey ist hier nicht mehr bekannt.
error-passkey-known = Dieser Passkey wird schon benutzt.
error-passkey-too-many = Mehr Passkeys sind nicht möglich. Entfernen Sie zuerst einen.
error-passkey-none = Der Browser hat keinen Passkey gegeben.
error-sso-unknown = Es gibt kein Single Sign-on dieses Namens.
error-sso-over = Diese Anmeldung hat zu lange gedauert, wurde schon benutzt oder in einem anderen Browser begonnen. Beginnen Sie noch einmal.
error-sso-unreachable = Der Identitätsanbieter antwortet nicht.
error-sso-provider = Die Antwort des Identitätsanbieters passt nicht zu dem, was hier eingerichtet ist.
error-sso-denied = Der Identitätsanbieter hat Sie nicht eingelassen.
error-sso-token = Die Antwort des Identitätsanbieters gilt nicht für diese Anmeldung.
error-sso-expired = Die Antwort des Identitätsanbieters ist abgelaufen.
error-sso-clock = Die Uhr des Identitätsanbieters oder dieses Servers geht falsch.
error-sso-email-missing = Der Identitätsanbieter nennt Ihre E-Mail-Adresse nicht.
error-sso-email-unverified = Der Identitätsanbieter hat Ihre E-Mail-Adresse nicht bestätigt.
error-sso-email-domain = Ihre E-Mail-Adresse ist keine, die diese Organisation einlässt.
error-sso-no-account = Sie haben hier noch kein Konto. Bitten Sie einen Inhaber Ihrer Organisation darum.
error-sso-other-account = Ihre Adresse hat ein Konto einer anderen Organisation.
error-sso-no-role = Keine Ihrer Gruppen hat hier eine Rolle.
error-sso-only = Ihre Organisation erlaubt nur Single Sign-on.
error-sso-slug-invalid = Möglich sind drei bis vierzig Kleinbuchstaben, Ziffern und Bindestriche.
error-sso-slug-taken = Dieser Anmeldename ist vergeben.
error-sso-issuer-invalid = Das ist keine Adresse eines Anbieters: sie beginnt mit https:// und hat kein Fragezeichen.
error-sso-issuer-local = Adressen des eigenen Netzes sind hier nicht möglich.
error-sso-client-missing = Diese Angabe wird gebraucht.
error-sso-domains-invalid = Das ist keine Liste von Domains.
error-sso-role-custom = Eine eigene Rolle kann Single Sign-on nicht geben.
error-sso-owner-needed = Single Sign-on ändert nur, wer Inhaber ernennen kann: Der Anbieter sagt, wer sich als wer anmeldet, auch als Inhaber.
error-sso-groups-invalid = Zeile { $line } ist nicht „Gruppe = Rolle“.
