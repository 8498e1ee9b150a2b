-- Ada has an authenticator, a recovery code, a passkey and a browser; a sign-in is pending.
INSERT INTO session
    (token_hash, person_id, root_id, created_at, seen_at, expires_at, agent, id, method, proved_at)
VALUES ('\x02', '00000000-0000-7000-8000-000000000003', 1, '2026-01-01Z', '2026-01-01Z',
        '2026-02-01Z', 'Firefox', '00000000-0000-4000-8000-000000000131', 'passkey', '2026-01-01Z');
INSERT INTO pending_sign_in (token_hash, person_id, root_id, method, created_at, expires_at)
VALUES ('\x01', '00000000-0000-7000-8000-000000000003', 1, 'password', '2026-01-01Z', '2026-01-01Z');
INSERT INTO ceremony
VALUES ('\x01', 'passkey-sign-in', NULL, '\x01', '2026-01-01Z');
INSERT INTO authenticator
VALUES ('00000000-0000-7000-8000-000000000003', '\x01', 0, '2026-01-01Z');
INSERT INTO recovery_code
VALUES ('00000000-0000-7000-8000-000000000003', '\x01', NULL);
INSERT INTO passkey
VALUES ('\x01', '00000000-0000-4000-8000-000000000132', '00000000-0000-7000-8000-000000000003',
        'Key ring', '\x01', '\x01', '2026-01-01Z', NULL);
INSERT INTO known_device
VALUES ('00000000-0000-7000-8000-000000000003', '\x01', '127.0.0.1', '2026-01-01Z');
INSERT INTO sign_in_policy
VALUES (1, '00000000-0000-7000-8000-000000000001', 1, true);
