-- A month by the month: counted, on an invoice, and counted once more afterwards.
INSERT INTO usage_snapshot
VALUES (1, '00000000-0000-7000-8000-000000000004', '2026-01-31', 65537, 6);
INSERT INTO billing_head VALUES (1, '2026-01-01', '2026-01-01');
INSERT INTO usage_late VALUES (1, '00000000-0000-7000-8000-000000000004', '2026-01-01', 65537);
INSERT INTO invoice
    (root_id, id, tkey, org_id, month, currency, state, number, created_at, locked_at)
VALUES (1, '00000000-0000-7000-8000-000000000211', 1, '00000000-0000-7000-8000-000000000001',
        '2026-01-01', 'EUR', 'locked', 'M-000001', '2026-02-01Z', '2026-02-02Z');
INSERT INTO invoice_line
    (root_id, id, tkey, invoice_id, kind, month, license_id, license_name, customer_id,
     customer_name, customer_fold, vendor_id, product_id, edition_id, devices, peak_day,
     unit_minor, discount, floor_applied, net_minor, created_at)
SELECT 1, '00000000-0000-7000-8000-000000000212', 1, '00000000-0000-7000-8000-000000000211',
       'usage', '2026-01-01', id, name, customer_id, customer_name, customer_fold, vendor_id,
       product_id, edition_id, 6, '2026-01-31', 150, 0, false, 900, '2026-02-01Z'
FROM license WHERE id = '00000000-0000-7000-8000-000000000004';
