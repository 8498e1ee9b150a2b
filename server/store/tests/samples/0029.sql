-- A price that was agreed to, and what a license was renewed by.
UPDATE bulk_outcome SET agreed = 1000, agreed_currency = 'EUR';
UPDATE auto_renewal SET order_id = '00000000-0000-7000-8000-000000000290';
