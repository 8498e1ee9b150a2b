-- A price that was agreed to.
UPDATE bulk_outcome SET agreed = 1000, agreed_currency = 'EUR';
