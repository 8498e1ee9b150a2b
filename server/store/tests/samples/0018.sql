-- A partner that asked another distributor, and one that was taken over.
UPDATE root SET code = 'ABCD-EFGH-JKMN' WHERE id = 1;
INSERT INTO root (created_at) VALUES ('2026-01-01Z');
INSERT INTO handover
    (id, org_id, org_name, from_root, from_name, to_root, to_name, message, asked_by,
     asked_by_name, state, asked_at, answered_at)
SELECT ids.id::uuid, '00000000-0000-7000-8000-000000000001', 'Öko', 1, 'Old', max(root.id), 'New',
       'Please', '00000000-0000-7000-8000-000000000003', 'Ada', ids.state, '2026-01-01Z',
       ids.answered_at::timestamptz
FROM root, (VALUES ('00000000-0000-7000-8000-000000000181', 'asked', NULL),
                   ('00000000-0000-7000-8000-000000000182', 'accepted', '2026-01-02Z'))
     AS ids (id, state, answered_at)
GROUP BY ids.id, ids.state, ids.answered_at;
