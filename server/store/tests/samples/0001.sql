-- One row of every table, a coupon and a license among them.
INSERT INTO catalog_version VALUES ('acme', 1, 'digest', '2026-01-01Z');
INSERT INTO vendor VALUES (1, 'acme', 'Acme');
INSERT INTO product VALUES (11, 1, 'shield', 'Shield');
INSERT INTO edition VALUES (101, 11, 'pro', 'Pro');
INSERT INTO root (created_at) VALUES ('2026-01-01Z');
INSERT INTO organization
    (root_id, id, parent_id, kind, name, name_fold, lo, hi, tkey, next_lo, created_at)
VALUES
    (1, '00000000-0000-7000-8000-000000000001', NULL, 'partner', 'Öko', 'oko',
     1, 4611686018427387904, 1, 131073, '2026-01-01Z'),
    (1, '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001',
     'customer', 'TTT-Point AG', 'ttt-point ag', 65537, 131072, 65537, 65538, '2026-01-01Z');
INSERT INTO person (root_id, id, org_id, tkey, name, email, role, created_at)
VALUES (1, '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', 1,
        'Ada', 'ada@example.com', 'owner', '2026-01-01Z');
INSERT INTO account
VALUES ('00000000-0000-7000-8000-000000000003', 1, 'ada@example.com', 'ada@example.com', 'x', true);
INSERT INTO session
VALUES ('\x01', '00000000-0000-7000-8000-000000000003', 1, '2026-01-01Z', '2026-01-01Z',
        '2026-02-01Z', 'Firefox');
INSERT INTO license
    (root_id, id, tkey, partner_id, partner_name, partner_fold, customer_id, customer_name,
     customer_fold, vendor_id, product_id, edition_id, kind, name, name_fold, license_key,
     key_fold, seats, used, term_years, purchased, activated, expires, anchor_day, note,
     note_fold, redeemed_by, search_all, search_public)
VALUES
    (1, '00000000-0000-7000-8000-000000000004', 65537, '00000000-0000-7000-8000-000000000001',
     'Öko', 'oko', '00000000-0000-7000-8000-000000000002', 'TTT-Point AG', 'ttt-point ag', 1, 11,
     101, 'term', 'Office', 'office', 'KEY-1', 'key-1', 6, 6, 1, '2026-01-01', '2026-01-02',
     '2027-01-01', 1, 'Nötig', 'notig', NULL, E'office\nkey-1\nttt-point ag\nnotig',
     E'office\nkey-1\nttt-point ag'),
    (1, '00000000-0000-7000-8000-000000000005', 1, '00000000-0000-7000-8000-000000000001',
     'Öko', 'oko', NULL, NULL, NULL, 1, 11, 101, 'term', 'Coupon', 'coupon', 'KEY-2', 'key-2',
     6, 0, 1, '2026-01-01', NULL, '2027-01-01', 1, NULL, NULL,
     '00000000-0000-7000-8000-000000000004', E'coupon\nkey-2', E'coupon\nkey-2');
INSERT INTO counter VALUES (1, 1, 'order', 1);
INSERT INTO order_line
    (root_id, id, tkey, owner_tkey, number, kind, license_id, coupon_id, years, old_expires,
     new_expires, old_anchor, old_term, at_version, price_minor, currency, state, person_id,
     placed_at)
VALUES (1, '00000000-0000-7000-8000-000000000006', 65537, 1, 'R-000001', 'coupon-renewal',
        '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000005', 1,
        '2026-01-01', '2027-01-01', 1, 1, 2, 0, 'EUR', 'placed',
        '00000000-0000-7000-8000-000000000003', '2026-01-01Z');
INSERT INTO action_log
VALUES (1, '00000000-0000-7000-8000-000000000007', 65537, '2026-01-01Z',
        '00000000-0000-7000-8000-000000000003', 'Ada', 'renewed', 'license',
        '00000000-0000-7000-8000-000000000004', '{"expires": "2026-01-01"}',
        '{"expires": "2027-01-01"}');
INSERT INTO feed_head VALUES (1, 1);
INSERT INTO feed
VALUES (1, 1, 65537, 65537, '2026-01-01Z', 'renewed', 'license',
        '00000000-0000-7000-8000-000000000004', 2, '{}', '{}');
INSERT INTO idempotency
VALUES (1, 1, '00000000-0000-7000-8000-000000000003', '00000000-0000-4000-8000-000000000001',
        '\x01', '{}', '2026-01-01Z');
INSERT INTO import
    (root_id, id, tkey, person_id, file_name, file, state, settings, created_at, updated_at)
VALUES (1, '00000000-0000-7000-8000-000000000008', 1, '00000000-0000-7000-8000-000000000003',
        'licenses.csv', '\x01', 'checked', '{}', '2026-01-01Z', '2026-01-01Z');
