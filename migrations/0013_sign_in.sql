-- Signing in: what sessions are known by, second factors, devices that were here before, and
-- what an organization demands.

ALTER TABLE session
    -- What lists and log entries call it; the token's hash stays here.
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- How it began: domain::sign_in::METHODS.
    ADD COLUMN method text NOT NULL DEFAULT 'password',
    ADD COLUMN address text NOT NULL DEFAULT '',
    -- Whether it was begun with two factors, or with one that counts as two.
    ADD COLUMN strong boolean NOT NULL DEFAULT false,
    -- When the person last proved to be who it is.
    ADD COLUMN proved_at timestamptz;
UPDATE session SET proved_at = created_at;
ALTER TABLE session
    ALTER COLUMN id DROP DEFAULT,
    ALTER COLUMN method DROP DEFAULT,
    ALTER COLUMN proved_at SET NOT NULL;
CREATE UNIQUE INDEX session_id ON session (id);

-- A sign-in whose first factor was right and whose second is awaited.
CREATE TABLE pending_sign_in (
    token_hash  bytea PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    root_id     bigint NOT NULL,
    -- The first factor.
    method      text NOT NULL,
    -- Second factors that were tried and wrong.
    tries       smallint NOT NULL DEFAULT 0,
    -- A new authenticator, sealed, when one is demanded and none is there.
    setup       bytea,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX pending_sign_in_person ON pending_sign_in (person_id);
CREATE INDEX pending_sign_in_expires ON pending_sign_in (expires_at);

-- Half of a ceremony whose other half is elsewhere for a moment: with an authenticator, an
-- identity provider, or a person who types a code. Taken once.
CREATE TABLE ceremony (
    key_hash    bytea PRIMARY KEY,
    kind        text NOT NULL,
    person_id   uuid REFERENCES account ON DELETE CASCADE,
    content     bytea NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX ceremony_expires ON ceremony (expires_at);

-- Factors belong to accounts, as passwords do.
CREATE TABLE authenticator (
    person_id   uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    -- Sealed with the installation's secret key.
    secret      bytea NOT NULL,
    -- The step of the last code that was taken: each counts once.
    last_step   bigint NOT NULL,
    added_at    timestamptz NOT NULL
);

CREATE TABLE recovery_code (
    person_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    code_hash   bytea NOT NULL,
    used_at     timestamptz,
    PRIMARY KEY (person_id, code_hash)
);

CREATE TABLE passkey (
    credential_id bytea PRIMARY KEY,
    id            uuid NOT NULL UNIQUE,
    person_id     uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    name          text NOT NULL CHECK (name <> ''),
    -- Public key and what never changes; then counter and flags.
    static_state  bytea NOT NULL,
    dynamic_state bytea NOT NULL,
    added_at      timestamptz NOT NULL,
    used_at       timestamptz
);
CREATE INDEX passkey_person ON passkey (person_id);

-- Browsers that somebody signed in with before, and where. No failure elsewhere slows them.
CREATE TABLE known_device (
    person_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    token_hash  bytea NOT NULL,
    address     text NOT NULL,
    seen_at     timestamptz NOT NULL,
    PRIMARY KEY (person_id, token_hash, address)
);
CREATE INDEX known_device_seen ON known_device (seen_at);

-- What an organization demands of its people and of all below it.
CREATE TABLE sign_in_policy (
    root_id      bigint NOT NULL,
    org_id       uuid NOT NULL,
    tkey         bigint NOT NULL,
    mfa_required boolean NOT NULL,
    version      int NOT NULL DEFAULT 1,
    PRIMARY KEY (root_id, org_id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id)
);
CREATE INDEX sign_in_policy_scope ON sign_in_policy (root_id, tkey);

DO $$
DECLARE
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    ALTER TABLE sign_in_policy ENABLE ROW LEVEL SECURITY;
    ALTER TABLE sign_in_policy FORCE ROW LEVEL SECURITY;
    EXECUTE format('CREATE POLICY tenant ON sign_in_policy USING (%s) WITH CHECK (%s)', held, held);
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON pending_sign_in, authenticator, recovery_code, passkey,
    known_device TO seatkeeper_app;
GRANT SELECT, INSERT, DELETE ON ceremony TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE ON sign_in_policy TO seatkeeper_app;
GRANT SELECT (root_id, tkey), UPDATE (tkey) ON sign_in_policy TO seatkeeper_mover;
