-- A license that was renewed into its own edition with other seats.
INSERT INTO order_line
    (root_id, id, tkey, order_id, revision, place, kind, vendor_id, product_id, edition_id, years,
     seats, count, unit_minor, net_minor, license_id, new_expires, old_anchor, at_version,
     old_edition, old_seats)
SELECT 1, '00000000-0000-7000-8000-000000000201', 1, '00000000-0000-7000-8000-000000000193', 1, 2,
       'migration', vendor_id, product_id, edition_id, 1, 14, 1, 1990, 27860, id, '2027-01-01', 1, 2,
       edition_id, 10
FROM license WHERE id = '00000000-0000-7000-8000-000000000004';
