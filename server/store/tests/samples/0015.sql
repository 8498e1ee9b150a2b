-- A partner's total, and what its customer draws from it.
INSERT INTO entitlement
    (root_id, id, tkey, org_id, parent_id, product_id, edition_id, kind, family, seats, reserved,
     starts, ends, anchor_day, auto_renew_months, resale, created_at)
VALUES
    (1, '00000000-0000-7000-8000-000000000151', 1, '00000000-0000-7000-8000-000000000001', NULL,
     11, 101, 'monthly', NULL, 200, 20, '2026-01-01', '2026-12-31', 31, 12, true, '2026-01-01Z'),
    (1, '00000000-0000-7000-8000-000000000152', 65537, '00000000-0000-7000-8000-000000000002',
     '00000000-0000-7000-8000-000000000151', 11, 101, 'monthly', 'shield', 20, 0, '2026-01-02',
     NULL, 2, NULL, false, '2026-01-02Z');
INSERT INTO entitlement_extra (root_id, entitlement_id, extra_id, tkey, seats, reserved)
VALUES (1, '00000000-0000-7000-8000-000000000151', 7, 1, 50, 0);
INSERT INTO entitlement_transfer (root_id, id, tkey, from_id, to_id, seats, person_id, at)
VALUES (1, '00000000-0000-7000-8000-000000000153', 1, '00000000-0000-7000-8000-000000000151',
        '00000000-0000-7000-8000-000000000152', 20, '00000000-0000-7000-8000-000000000003',
        '2026-01-02Z');
