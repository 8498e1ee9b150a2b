-- Somebody with everything that was chosen, and invitations open and over.
INSERT INTO person
    (root_id, id, org_id, tkey, name, name_fold, email, email_fold, role, theme, time_zone,
     rows_per_page, density, last_seen_at, deactivated_at, invited_by, created_at)
VALUES (1, '00000000-0000-7000-8000-000000000161', '00000000-0000-7000-8000-000000000001', 1,
        'Çem', 'cem', 'cem@example.com', 'cem@example.com', 'billing', 'dark', 'Europe/Berlin', 25,
        'compact', '2026-01-02Z', '2026-01-03Z', '00000000-0000-7000-8000-000000000003',
        '2026-01-01Z');
INSERT INTO one_time_token (token_hash, purpose, root_id, subject, created_at, expires_at)
VALUES ('\x16', 'invitation', 1, '{"invitation": "00000000-0000-7000-8000-000000000162"}',
        '2026-01-01Z', '2026-01-04Z');
INSERT INTO invitation
    (root_id, id, tkey, org_id, name, name_fold, email, email_fold, email_key, role,
     permission_set_id, invited_by, token_hash, state, created_at, expires_at)
VALUES
    (1, '00000000-0000-7000-8000-000000000162', 1, '00000000-0000-7000-8000-000000000001', 'Dora',
     'dora', 'Dora@example.com', 'dora@example.com', 'dora@example.com', 'custom',
     '00000000-0000-7000-8000-000000000091', '00000000-0000-7000-8000-000000000003', '\x16', 'open',
     '2026-01-01Z', '2026-01-04Z'),
    (1, '00000000-0000-7000-8000-000000000163', 1, '00000000-0000-7000-8000-000000000001', 'Dora',
     'dora', 'dora@example.com', 'dora@example.com', 'dora@example.com', 'owner', NULL,
     '00000000-0000-7000-8000-000000000003', '\x17', 'revoked', '2026-01-01Z', '2026-01-04Z');
