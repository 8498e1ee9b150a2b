-- A monthly plan, by its opening fee.
INSERT INTO order_line
    (root_id, id, tkey, order_id, revision, place, kind, vendor_id, product_id, edition_id, years,
     seats, count, unit_minor, net_minor, per_license)
SELECT 1, '00000000-0000-7000-8000-000000000261', 1, '00000000-0000-7000-8000-000000000193', 1, 3,
       'monthly', vendor_id, product_id, edition_id, 0, 14, 1, 1000, 1000, true
FROM license WHERE id = '00000000-0000-7000-8000-000000000004';
