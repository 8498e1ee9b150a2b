-- A price list, terms, a cart, and an order of two keys, one of them delivered.
INSERT INTO price_list
VALUES (1, '00000000-0000-7000-8000-000000000191', 1, '00000000-0000-7000-8000-000000000001',
        'Spring', 'EUR', '2026-01-01', '2026-06-30',
        '[{"edition": 1, "years": 1, "minor": 1990}]', 1, '2026-01-01Z');
INSERT INTO trade_terms
VALUES (1, '00000000-0000-7000-8000-000000000001', 1, 2000, 1900, 'EUR', 2500, 'DE1', 'Weg 1', 1);
INSERT INTO cart
VALUES (1, '00000000-0000-7000-8000-000000000192', 1, '00000000-0000-7000-8000-000000000001',
        '00000000-0000-7000-8000-000000000003', 'EUR', '[]', 1, '2026-01-01Z');
INSERT INTO purchase_order
    (root_id, id, tkey, org_id, number, number_fold, state, currency, tax, payment, person_id,
     person_name, person_fold, created_at, placed_at)
VALUES (1, '00000000-0000-7000-8000-000000000193', 1, '00000000-0000-7000-8000-000000000001',
        'O-000001', 'o-000001', 'fulfilled', 'EUR', 1900, 'account',
        '00000000-0000-7000-8000-000000000003', 'Ada', 'ada', '2026-01-01Z', '2026-01-01Z');
INSERT INTO order_line
    (root_id, id, tkey, order_id, revision, place, kind, vendor_id, product_id, edition_id, years,
     seats, count, wish, unit_minor, net_minor)
SELECT 1, '00000000-0000-7000-8000-000000000195', 1, '00000000-0000-7000-8000-000000000193', 1, 1,
       'bulk', vendor_id, product_id, edition_id, 1, 5, 2, 'Soon', 1990, 19900
FROM license WHERE id = '00000000-0000-7000-8000-000000000004';
INSERT INTO order_key
VALUES (1, '00000000-0000-7000-8000-000000000195', '00000000-0000-7000-8000-000000000005', 1);
