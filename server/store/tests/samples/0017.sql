-- A token in use and one that was revoked.
INSERT INTO api_token
    (id, prefix, token_hash, person_id, root_id, name, actions, created_at, expires_at, revoked_at,
     used_at, used_from)
VALUES
    ('00000000-0000-7000-8000-000000000171', 'abcdefgh', '\x17',
     '00000000-0000-7000-8000-000000000003', 1, 'Backup', '{view-licenses}', '2026-01-01Z',
     '2026-04-01Z', NULL, '2026-01-02Z', '192.0.2.1'),
    ('00000000-0000-7000-8000-000000000172', 'abcdefg2', '\x18',
     '00000000-0000-7000-8000-000000000003', 1, 'Old', '{export}', '2026-01-01Z', '2026-04-01Z',
     '2026-01-01Z', NULL, NULL);
