-- Keys of programs: found before a tenant is known, like sessions.

CREATE TABLE api_token (
    id          uuid PRIMARY KEY,
    -- The part of the token that is no secret, by which it is found.
    prefix      text NOT NULL UNIQUE CHECK (prefix ~ '^[a-z2-7]{8}$'),
    -- SHA-256 of all of it.
    token_hash  bytea NOT NULL,
    person_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    root_id     bigint NOT NULL REFERENCES root,
    name        text NOT NULL CHECK (name <> ''),
    -- The actions' stable names; of these, what the person may at the time.
    actions     text[] NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz,
    -- Its last use to within a minute, and from where.
    used_at     timestamptz,
    used_from   text
);
CREATE INDEX api_token_person ON api_token (person_id, created_at);

GRANT SELECT, INSERT, UPDATE ON api_token TO seatkeeper_app;
