-- Mails that are waiting to be sent, and links that work once.

CREATE TABLE mail (
    root_id     bigint NOT NULL,
    -- Also in the mail itself, as its Message-ID.
    id          uuid NOT NULL,
    -- Of the organization whose person it is about.
    tkey        bigint NOT NULL,
    to_address  text NOT NULL CHECK (to_address <> ''),
    to_name     text NOT NULL,
    language    text NOT NULL CHECK (language IN ('en', 'de')),
    template    text NOT NULL CHECK (template <> ''),
    -- What the template is filled with, secret links among it: only as long as it is needed.
    data        jsonb,
    -- The same mail is not queued twice.
    dedupe      text NOT NULL CHECK (dedupe <> ''),
    state       text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
    -- How often it was taken out to be sent; also names the one who took it out last.
    attempts    int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Queued: not sent before. Being sent: from then on whoever took it out counts as dead.
    due_at      timestamptz NOT NULL,
    -- Not sent after.
    useless_at  timestamptz NOT NULL,
    -- Why it was not sent the last time, in our words.
    last_error  text,
    created_at  timestamptz NOT NULL,
    sent_at     timestamptz,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, dedupe),
    CHECK ((data IS NULL) = (state IN ('sent', 'failed'))),
    CHECK ((sent_at IS NOT NULL) = (state = 'sent'))
);
CREATE INDEX mail_scope ON mail (root_id, tkey, created_at);
CREATE INDEX mail_due ON mail (root_id, due_at, id) WHERE state IN ('queued', 'sending');

-- In which trees there is something to send, and from when on: found before a tenant is known.
-- Whoever queues a mail holds its root's row to the end, so that none is overlooked.
CREATE TABLE mail_root (
    root_id     bigint PRIMARY KEY REFERENCES root,
    due_at      timestamptz NOT NULL
);

-- Secrets of links that work once: found before a tenant is known, like accounts.
CREATE TABLE one_time_token (
    -- SHA-256 of the secret, which only the link holds.
    token_hash  bytea PRIMARY KEY,
    purpose     text NOT NULL CHECK (purpose <> ''),
    root_id     bigint NOT NULL REFERENCES root,
    -- Who may use it; none when the person is still to be made.
    person_id   uuid REFERENCES account ON DELETE CASCADE,
    -- What it is about besides.
    subject     jsonb NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);
CREATE INDEX one_time_token_person ON one_time_token (person_id, purpose, created_at);
CREATE INDEX one_time_token_expires ON one_time_token (expires_at);

DO $$
DECLARE
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    ALTER TABLE mail ENABLE ROW LEVEL SECURITY;
    ALTER TABLE mail FORCE ROW LEVEL SECURITY;
    EXECUTE format('CREATE POLICY tenant ON mail USING (%s) WITH CHECK (%s)', held, held);
END
$$;

GRANT SELECT, INSERT ON mail TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE ON mail_root TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON one_time_token TO seatkeeper_app;
-- Sends and forgets, and changes nothing of what a mail says.
GRANT SELECT, DELETE ON mail TO seatkeeper_worker;
GRANT UPDATE (data, state, attempts, due_at, last_error, sent_at) ON mail TO seatkeeper_worker;
GRANT SELECT, UPDATE, DELETE ON mail_root TO seatkeeper_worker;
GRANT SELECT (root_id, tkey), UPDATE (tkey) ON mail TO seatkeeper_mover;
