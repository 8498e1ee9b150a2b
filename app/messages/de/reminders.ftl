# Erinnerungen an das, was bald endet.

error-reminder-days-number = Schreiben Sie ganze Zahlen von Tagen mit Kommas dazwischen, etwa 60, 30, 7.
error-reminder-days-range = Erinnerungen kommen { $min } bis { $max } Tage vor dem Ende.
error-reminder-days-too-many = Höchstens { $max } Erinnerungen sind möglich.
