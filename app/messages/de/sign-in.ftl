# Anmelden.

sign-in-title = Anmelden
sign-in-heading = Bei Seatkeeper anmelden
sign-in-text = Lizenzen, Verlängerungen und Plätze an einem Ort.
sign-in-email = E-Mail
sign-in-password = Passwort
sign-in-button = Anmelden
sign-in-demo-title = Umsehen als
sign-in-demo-text = Diese Personen sind erfunden. Es gibt sie nur in dieser Vorführung.

error-sign-in-refused = E-Mail oder Passwort ist falsch.
