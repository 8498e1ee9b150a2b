# Dateien, die zum Herunterladen entstehen.

export-files = Dateien zum Herunterladen
export-running = { $count ->
    [0] { $file }: beginnt …
    [one] { $file }: bisher { $count } Zeile …
   *[other] { $file }: bisher { $count } Zeilen …
 }
export-began = { $file } entsteht.
export-ready = { $file } steht zum Herunterladen bereit.
export-download = { $file } herunterladen ({ $size })
export-failed = { $file } konnte nicht erstellt werden. { $why }
export-stop = Anhalten
export-stop-of = { $file } anhalten
export-remove = Entfernen
export-remove-of = { $file } entfernen
error-export-busy = Für Sie entstehen schon drei Dateien. Warten Sie auf eine davon oder halten Sie eine an.
error-export-interrupted = Der Server, auf dem sie entstand, ist nicht mehr da. Versuchen Sie es noch einmal.
error-export-gone = Sie wurde nur eine Stunde aufbewahrt oder entfernt. Exportieren Sie noch einmal.
