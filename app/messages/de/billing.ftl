# Abrechnung nach Monaten.

error-month-invalid = Das ist kein Monat. Schreiben Sie ihn als 2024-03.
