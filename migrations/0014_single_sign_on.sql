-- Single sign-on: an organization's own identity provider (OpenID Connect).

CREATE TABLE sso_provider (
    root_id       bigint NOT NULL,
    -- One of an organization.
    org_id        uuid NOT NULL,
    tkey          bigint NOT NULL,
    slug          text NOT NULL,
    issuer        text NOT NULL CHECK (issuer <> ''),
    client_id     text NOT NULL CHECK (client_id <> ''),
    -- Sealed with the installation's secret key.
    client_secret bytea NOT NULL,
    -- Addresses of these domains alone are let in; none of them: all.
    domains       text[] NOT NULL,
    -- Where the provider tells a person's groups; none: roles are given here.
    groups_claim  text,
    -- An object of roles by group.
    group_roles   jsonb NOT NULL,
    -- Of those without such a group; none: they are refused.
    default_role  text,
    jit           boolean NOT NULL,
    only_sso      boolean NOT NULL,
    trusts_mfa    boolean NOT NULL,
    enabled       boolean NOT NULL,
    version       int NOT NULL DEFAULT 1,
    PRIMARY KEY (root_id, org_id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id)
);
CREATE INDEX sso_provider_scope ON sso_provider (root_id, tkey);

DO $$
DECLARE
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    ALTER TABLE sso_provider ENABLE ROW LEVEL SECURITY;
    ALTER TABLE sso_provider FORCE ROW LEVEL SECURITY;
    EXECUTE format('CREATE POLICY tenant ON sso_provider USING (%s) WITH CHECK (%s)', held, held);
END
$$;

-- Directories: the organization of a sign-in name, and the person of a provider's subject.

CREATE TABLE sso_slug (
    slug        text PRIMARY KEY,
    root_id     bigint NOT NULL REFERENCES root,
    org_id      uuid NOT NULL UNIQUE
);

CREATE TABLE sso_identity (
    org_id      uuid NOT NULL,
    issuer      text NOT NULL,
    subject     text NOT NULL,
    person_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (org_id, issuer, subject)
);
CREATE INDEX sso_identity_person ON sso_identity (person_id);

GRANT SELECT, INSERT, UPDATE ON sso_provider TO seatkeeper_app;
GRANT SELECT (root_id, tkey), UPDATE (tkey) ON sso_provider TO seatkeeper_mover;
GRANT SELECT, INSERT, UPDATE, DELETE ON sso_slug, sso_identity TO seatkeeper_app;
