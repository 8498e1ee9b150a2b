# Charging by the month.

error-month-invalid = This is no month. Write it as 2024-03.
