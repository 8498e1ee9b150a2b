-- A mail that waits and one that was sent, and a link that nobody used yet.
INSERT INTO mail
    (root_id, id, tkey, to_address, to_name, language, template, data, dedupe, state, attempts,
     due_at, useless_at, last_error, created_at, sent_at)
VALUES
    (1, '00000000-0000-7000-8000-000000000121', 1, 'ada@example.com', 'Ada', 'en',
     'password-reset', '{"template": "password-reset", "path": "/reset/x", "until": "2026-01-01T01:00:00Z"}',
     'reset-1', 'queued', 1, '2026-01-01 00:01Z', '2026-01-01 01:00Z', 'the connection failed',
     '2026-01-01Z', NULL),
    (1, '00000000-0000-7000-8000-000000000122', 1, 'ada@example.com', 'Ada', 'de',
     'password-changed', NULL, 'changed-1', 'sent', 1, '2026-01-01Z', '2026-01-04Z', NULL,
     '2026-01-01Z', '2026-01-01Z');
INSERT INTO mail_root VALUES (1, '2026-01-01 00:01Z');
INSERT INTO one_time_token
    (token_hash, purpose, root_id, person_id, subject, created_at, expires_at)
VALUES ('\x01', 'password-reset', 1, '00000000-0000-7000-8000-000000000003', '{}', '2026-01-01Z',
        '2026-01-01 01:00Z');
