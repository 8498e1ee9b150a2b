-- Ada's organization has a provider that knows her.
INSERT INTO sso_provider
    (root_id, org_id, tkey, slug, issuer, client_id, client_secret, domains, groups_claim,
     group_roles, default_role, jit, only_sso, trusts_mfa, enabled)
VALUES (1, '00000000-0000-7000-8000-000000000001', 1, 'oko', 'https://login.example.com',
        'seatkeeper', '\x01', '{example.com}', 'groups', '{"admins": "license-admin"}', 'read-only',
        true, false, false, true);
INSERT INTO sso_slug VALUES ('oko', 1, '00000000-0000-7000-8000-000000000001');
INSERT INTO sso_identity
VALUES ('00000000-0000-7000-8000-000000000001', 'https://login.example.com', 'ada',
        '00000000-0000-7000-8000-000000000003');
