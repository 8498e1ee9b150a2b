-- A role of the organization's own, and somebody who has it.
INSERT INTO permission_set (root_id, id, tkey, org_id, name, name_fold, actions, created_at)
VALUES (1, '00000000-0000-7000-8000-000000000091', 1, '00000000-0000-7000-8000-000000000001',
        'Support', 'support', '{view-licenses,edit-note}', '2026-01-01Z');
INSERT INTO person (root_id, id, org_id, tkey, name, email, role, permission_set_id, created_at)
VALUES (1, '00000000-0000-7000-8000-000000000092', '00000000-0000-7000-8000-000000000001', 1,
        'Bea', 'bea@example.com', 'custom', '00000000-0000-7000-8000-000000000091', '2026-01-01Z');
