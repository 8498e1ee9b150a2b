-- A shared view, and its owner's default.
INSERT INTO saved_view
    (root_id, id, tkey, org_id, person_id, grid, name, name_fold, state, shared, created_at)
VALUES (1, '00000000-0000-7000-8000-000000000051', 1, '00000000-0000-7000-8000-000000000001',
        '00000000-0000-7000-8000-000000000003', 'licenses', 'Größte', 'grosste', 'sort=-seats',
        true, '2026-01-01Z');
INSERT INTO view_default (root_id, tkey, person_id, grid, view_id)
VALUES (1, 1, '00000000-0000-7000-8000-000000000003', 'licenses',
        '00000000-0000-7000-8000-000000000051');
