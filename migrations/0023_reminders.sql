-- Reminders of licenses that end and coupons that lapse, and calendars that show them.

-- What a partner decides about its reminders; who has decided nothing has no row.
CREATE TABLE reminder_settings (
    root_id  bigint NOT NULL,
    org_id   uuid NOT NULL,
    tkey     bigint NOT NULL,
    settings jsonb NOT NULL,
    version  int NOT NULL DEFAULT 1,
    PRIMARY KEY (root_id, org_id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id)
);
CREATE INDEX reminder_settings_scope ON reminder_settings (root_id, tkey);

-- What was sent. The key is what makes a reminder one: whoever writes it down sends it.
CREATE TABLE reminder_sent (
    root_id    bigint NOT NULL,
    license_id uuid NOT NULL,
    period_end date NOT NULL,
    step       smallint NOT NULL CHECK (step > 0),
    audience   text NOT NULL CHECK (audience IN ('partner', 'customer')),
    -- Of the license.
    tkey       bigint NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (root_id, license_id, period_end, step, audience)
);
CREATE INDEX reminder_sent_scope ON reminder_sent (root_id, tkey, at);

-- The last day on which all of a root's reminders were sent, so that nothing is looked for twice.
CREATE TABLE reminder_head (
    root_id bigint NOT NULL,
    day     date NOT NULL,
    PRIMARY KEY (root_id)
);

-- Secret addresses of calendars, one a person: found before a tenant is known.
CREATE TABLE calendar_feed (
    -- SHA-256 of the secret, which only the address holds.
    token_hash   bytea PRIMARY KEY,
    root_id      bigint NOT NULL REFERENCES root,
    person_id    uuid NOT NULL UNIQUE REFERENCES account ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz
);

-- What ends when, partner by partner.
CREATE INDEX license_ends ON license (root_id, partner_id, expires, id)
    WHERE kind IN ('term', 'trial') AND redeemed_by IS NULL;

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['reminder_settings', 'reminder_sent']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
    held := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint';
    EXECUTE 'ALTER TABLE reminder_head ENABLE ROW LEVEL SECURITY';
    EXECUTE 'ALTER TABLE reminder_head FORCE ROW LEVEL SECURITY';
    EXECUTE format('CREATE POLICY tenant ON reminder_head USING (%s) WITH CHECK (%s)', held, held);
END
$$;

GRANT SELECT, INSERT, UPDATE ON reminder_settings, reminder_head TO seatkeeper_app;
GRANT SELECT, INSERT ON reminder_sent TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_feed TO seatkeeper_app;
-- Forgets what ended long ago.
GRANT SELECT, DELETE ON reminder_sent TO seatkeeper_worker;

-- What was sent goes along with a customer that moves; everything goes along with a partner.
GRANT SELECT (root_id, tkey), UPDATE (tkey) ON reminder_sent TO seatkeeper_mover;
GRANT SELECT, INSERT, DELETE ON reminder_settings, reminder_sent TO seatkeeper_mover;
GRANT SELECT, UPDATE (root_id) ON calendar_feed TO seatkeeper_mover;
