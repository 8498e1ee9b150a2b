# Erinnerungen an das, was bald endet.

error-reminder-days-number = Schreiben Sie ganze Zahlen von Tagen mit Kommas dazwischen, etwa 60, 30, 7.
error-reminder-days-range = Erinnerungen kommen { $min } bis { $max } Tage vor dem Ende.
error-reminder-days-too-many = Höchstens { $max } Erinnerungen sind möglich.

action-reminders-sent = Erinnerungen verschickt
action-reminder-settings-changed = Erinnerungen eingestellt
action-calendar-made = Kalenderadresse angelegt
action-calendar-revoked = Kalenderadresse widerrufen
entity-reminder = Erinnerung
column-customer-licenses = Lizenzen, an die Kunden erinnert wurden
column-mails = Mails
column-reminders = Erinnerungen
column-days = Tage vor dem Ende
column-coupon-days = Tage vor dem Verfall eines Gutscheins
column-digest = Eine Mail am Tag
column-customers = Kunden werden erinnert

calendar-name = Verlängerungen von { $organization }
calendar-license = { $license } endet
calendar-trial = Testlizenz { $license } endet
calendar-coupon = Gutschein { $license } verfällt
calendar-of = { $license } von { $customer } endet
calendar-trial-of = Testlizenz { $license } von { $customer } endet
calendar-seats = { $count ->
    [one] { $count } Platz
   *[other] { $count } Plätze
 }
