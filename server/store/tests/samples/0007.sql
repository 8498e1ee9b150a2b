-- A file that is ready, in one piece.
INSERT INTO export_job
    (root_id, id, tkey, person_id, ask, file_name, media_type, state, rows, bytes,
     created_at, updated_at)
VALUES
    (1, '00000000-0000-4000-8000-000000000071', 1, '00000000-0000-7000-8000-000000000003',
     '{"grid": "licenses", "format": "csv", "state": "", "rows": "all"}', 'licenses-2026-01-01.csv', 'text/csv',
     'ready', 1, 2, '2026-01-01Z', '2026-01-01Z');
INSERT INTO export_chunk (root_id, tkey, job_id, seq, content)
VALUES (1, 1, '00000000-0000-4000-8000-000000000071', 0, 'ab');
