-- Keys that were bought elsewhere and wait to be claimed by the partner that holds them; and which
-- keys of an order were split or merged.

-- Others took their place: they count no more.
ALTER TABLE order_key ADD COLUMN void boolean NOT NULL DEFAULT false;
GRANT UPDATE (void) ON order_key TO seatkeeper_app;

CREATE TABLE stray_key (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    -- Of the organization that sold it. Who buys from that one does not see it.
    tkey        bigint NOT NULL,
    org_id      uuid NOT NULL,
    license_key text NOT NULL CHECK (license_key <> ''),
    key_fold    text COLLATE "C" NOT NULL,
    -- SHA-256 of the folded key.
    key_hash    bytea NOT NULL CHECK (length(key_hash) = 32),
    vendor_id   int NOT NULL REFERENCES vendor,
    product_id  int NOT NULL REFERENCES product,
    edition_id  int NOT NULL REFERENCES edition,
    seats       int NOT NULL CHECK (seats > 0),
    years       smallint NOT NULL CHECK (years BETWEEN 1 AND 10),
    purchased   date NOT NULL,
    -- The last day on which it can be put to use; none never lapses.
    lapses      date,
    person_id   uuid NOT NULL,
    created_at  timestamptz NOT NULL,
    claimed_by  uuid,
    claimed_at  timestamptz,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, org_id, key_hash),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id),
    CHECK ((claimed_by IS NULL) = (claimed_at IS NULL))
);
CREATE INDEX stray_key_scope ON stray_key (root_id, tkey, created_at);
-- Whether a key is somebody's license already, whoever's.
CREATE INDEX license_key_fold ON license (root_id, key_fold);

ALTER TABLE stray_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE stray_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON stray_key
    USING (root_id = NULLIF(current_setting('app.root', true), '')::bigint
        AND tkey BETWEEN NULLIF(current_setting('app.lo', true), '')::bigint
                     AND NULLIF(current_setting('app.hi', true), '')::bigint)
    WITH CHECK (root_id = NULLIF(current_setting('app.root', true), '')::bigint
        AND tkey BETWEEN NULLIF(current_setting('app.lo', true), '')::bigint
                     AND NULLIF(current_setting('app.hi', true), '')::bigint);

GRANT SELECT, INSERT, UPDATE (claimed_by, claimed_at) ON stray_key TO seatkeeper_app;
-- It goes along with a partner.
GRANT SELECT, INSERT, DELETE ON stray_key TO seatkeeper_mover;
