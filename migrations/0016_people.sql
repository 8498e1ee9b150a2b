-- People with all that is kept of them, and invitations.

ALTER TABLE person
    ADD COLUMN name_fold       text COLLATE "C",
    ADD COLUMN email_fold      text COLLATE "C",
    -- How the portal looks to the person; none is as the browser's cookies say.
    ADD COLUMN theme           text CHECK (theme IN ('system', 'light', 'dark')),
    ADD COLUMN time_zone       text CHECK (time_zone <> ''),
    ADD COLUMN rows_per_page   smallint CHECK (rows_per_page BETWEEN 0 AND 1000),
    ADD COLUMN density         text CHECK (density IN ('compact', 'normal', 'relaxed')),
    -- To within a few minutes.
    ADD COLUMN last_seen_at    timestamptz,
    -- Since when it is locked out; its account is then inactive.
    ADD COLUMN deactivated_at  timestamptz,
    ADD COLUMN invited_by      uuid;

ALTER TABLE person NO FORCE ROW LEVEL SECURITY;
-- As far as SQL folds: whoever is written from now on is folded by the portal's own rules.
UPDATE person SET
    name_fold = replace(
        lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), 'ß', 'ss'),
    email_fold = replace(
        lower(regexp_replace(normalize(email, NFD), '[\u0300-\u036f]', '', 'g')), 'ß', 'ss');
-- Nobody deactivates people before this, but by hand.
UPDATE person p SET deactivated_at = p.created_at FROM account a
    WHERE a.person_id = p.id AND a.root_id = p.root_id AND NOT a.active;
ALTER TABLE person FORCE ROW LEVEL SECURITY;

ALTER TABLE person
    ALTER COLUMN name_fold SET NOT NULL,
    ALTER COLUMN email_fold SET NOT NULL;
CREATE INDEX person_org ON person (root_id, org_id, role);
CREATE INDEX person_set ON person (root_id, permission_set_id)
    WHERE permission_set_id IS NOT NULL;

-- Somebody was asked to join an organization. The id becomes the person's.
CREATE TABLE invitation (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    -- Of the organization.
    tkey        bigint NOT NULL,
    org_id      uuid NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    name_fold   text COLLATE "C" NOT NULL,
    email       text NOT NULL CHECK (email <> ''),
    email_fold  text COLLATE "C" NOT NULL,
    -- The form of the address that is unique.
    email_key   text NOT NULL CHECK (email_key <> ''),
    role        text NOT NULL,
    permission_set_id uuid,
    invited_by  uuid NOT NULL,
    -- SHA-256 of the secret of its link (one_time_token). Earlier links of it do not count.
    token_hash  bytea NOT NULL,
    state       text NOT NULL CHECK (state IN ('open', 'accepted', 'revoked', 'expired')),
    version     int NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id),
    FOREIGN KEY (root_id, invited_by) REFERENCES person (root_id, id),
    FOREIGN KEY (root_id, permission_set_id) REFERENCES permission_set (root_id, id),
    CHECK (state <> 'open' OR (role = 'custom') = (permission_set_id IS NOT NULL))
);
CREATE INDEX invitation_scope ON invitation (root_id, tkey);
CREATE UNIQUE INDEX invitation_open ON invitation (root_id, org_id, email_key)
    WHERE state = 'open';
CREATE INDEX invitation_set ON invitation (root_id, permission_set_id)
    WHERE permission_set_id IS NOT NULL;

-- What people keep for themselves stays out of the activity, and what was done to people is
-- looked at more closely there.
DROP INDEX action_log_newest;
CREATE INDEX action_log_newest ON action_log (root_id, at DESC NULLS LAST, id, tkey)
    INCLUDE (entity)
    WHERE entity <> 'view' AND action NOT IN ('language-chosen', 'preferences-chosen');

DO $$
DECLARE
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
    ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
    EXECUTE format('CREATE POLICY tenant ON invitation USING (%s) WITH CHECK (%s)', held, held);
END
$$;

GRANT SELECT, INSERT, UPDATE ON invitation TO seatkeeper_app;
GRANT SELECT (root_id, tkey), UPDATE (tkey) ON invitation TO seatkeeper_mover;
