# Vergessene und geänderte Passwörter.

password-forgotten = Passwort vergessen?
password-reset-title = Neues Passwort
password-reset-heading = Neues Passwort festlegen
password-reset-text = Geben Sie die Adresse ein, mit der Sie sich anmelden. Sie bekommen eine Mail mit einem Link.
password-reset-button = Link senden
password-reset-asked = Wenn es zu dieser Adresse ein Konto gibt, ist eine Mail mit einem Link unterwegs. Der Link gilt eine Stunde.
password-reset-asked-hint = Keine Mail? Sehen Sie im Ordner für unerwünschte Mails nach, und prüfen Sie die Adresse.
password-reset-demo = Zu den Mails dieser Vorführung
password-reset-back = Zurück zur Anmeldung
password-set-heading = Neues Passwort festlegen
password-set-button = Passwort festlegen
password-set-done = Ihr Passwort ist festgelegt, und Sie sind überall abgemeldet.
password-set-sign-in = Anmelden
password-set-again = Neuen Link anfordern
password-change-title = Passwort ändern
password-change-heading = Passwort ändern
password-change-text = Ihre anderen Browser werden abgemeldet.
password-change-button = Passwort ändern
password-change-done = Ihr Passwort ist geändert. Ihre anderen Browser sind abgemeldet.
password-field-current = Bisheriges Passwort
password-field-new = Neues Passwort
password-field-hint = Mindestens 12 Zeichen. Mehrere Wörter merkt man sich leicht, und sie sind schwer zu erraten.

action-password-changed = Passwort geändert
action-password-reset = Passwort per Mail festgelegt
action-password-reset-asked = Neues Passwort angefordert

error-email-too-long = Eine Adresse hat höchstens { $max } Zeichen.
error-email-look-alike = Diese Adresse mischt ähnlich aussehende Buchstaben verschiedener Alphabete. Geben Sie sie neu ein.
error-password-wrong = Das ist nicht Ihr bisheriges Passwort.
error-password-breached = Dieses Passwort oder das Wort, aus dem es besteht, steht auf Listen gestohlener Passwörter, die Angreifer zuerst probieren. Nehmen Sie mehrere Wörter, die nicht zusammengehören.
error-password-personal = Das Passwort enthält „{ $word }“, was sich bei Ihnen leicht erraten lässt. Lassen Sie es weg.
error-link-invalid = Dieser Link gilt nicht mehr: Er wurde schon verwendet, oder er ist zu alt. Fordern Sie einen neuen an.
error-mail-not-set-up = Dieses Portal kann keine Mails verschicken. Bitten Sie den Inhaber Ihrer Organisation um Hilfe.
