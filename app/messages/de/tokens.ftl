# API-Token.

tokens-title = API-Token
tokens-lead = Ein Programm weist ein Token vor, um für Sie zu handeln. Es darf nie mehr als Sie und verwaltet nie Personen, Token oder die Anmeldung.
tokens-none = Sie haben kein Token
tokens-none-hint = Legen Sie für jedes Programm eines an, dann können Sie jedes einzeln beenden.
tokens-new = Neues Token
tokens-name = Wofür es ist
tokens-days = Gültig für
tokens-days-count = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
 }
tokens-actions = Was es darf
tokens-create = Token anlegen
tokens-made-title = Kopieren Sie Ihr Token jetzt
tokens-made-text = Es wird nicht noch einmal angezeigt. Wer es hat, kann für Sie handeln; verwahren Sie es wie ein Passwort.
tokens-copy = Token kopieren
tokens-done = Fertig
tokens-revoke = Widerrufen
tokens-revoke-of = { $name } widerrufen
tokens-revoked = Token „{ $name }“ gilt nicht mehr
tokens-column-name = Name
tokens-column-created = Angelegt
tokens-column-expires = Gültig bis
tokens-column-used = Zuletzt benutzt
tokens-used-from = von { $address }
tokens-never = Nie

error-ambiguous = Mit derselben Anfrage kamen ein Token und eine Sitzung. Senden Sie eines von beiden.
error-token-empty = Wählen Sie mindestens etwas, das das Token darf.
error-token-beyond-own = Das Token dürfte mehr als Sie oder etwas, das nur Personen tun.
error-token-days = Ein Token gilt { $min } bis { $max } Tage.
error-token-too-many = Sie haben schon { $max } Token. Widerrufen Sie zuerst eines.
error-parameter-unknown = Es gibt keinen Parameter „{ $name }“.
