-- A change that was done, and the one that takes it back.
INSERT INTO bulk_job
    (root_id, id, tkey, person_id, action, named, undo_of, state, total, done, created_at, updated_at)
VALUES
    (1, '00000000-0000-7000-8000-000000000041', 1, '00000000-0000-7000-8000-000000000003',
     '{"set-note": {"text": "x"}}', true, NULL, 'done', 1, 1, '2026-01-01Z', '2026-01-01Z'),
    (1, '00000000-0000-7000-8000-000000000042', 1, '00000000-0000-7000-8000-000000000003',
     '{"set-note": {"text": "x"}}', true, '00000000-0000-7000-8000-000000000041', 'running', 1, 0,
     '2026-01-01Z', '2026-01-01Z');
INSERT INTO bulk_outcome (root_id, tkey, job_id, seq, license_id, before, outcome)
VALUES (1, 1, '00000000-0000-7000-8000-000000000041', 1, '00000000-0000-7000-8000-000000000004',
        'Nötig', 'done');
