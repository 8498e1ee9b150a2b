-- Licenses that are renewed by themselves on the day they end, as long as who wanted it may do so.
CREATE TABLE auto_renewal (
    root_id     bigint NOT NULL,
    -- Of the partner that holds the license; when that is another one's, it does nothing any more.
    tkey        bigint NOT NULL,
    license_id  uuid NOT NULL,
    years       smallint NOT NULL CHECK (years BETWEEN 1 AND 10),
    person_id   uuid NOT NULL,
    person_name text NOT NULL,
    -- The end at which it was refused, so that this is told once.
    refused_at  date,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, license_id, tkey)
);
CREATE INDEX auto_renewal_scope ON auto_renewal (root_id, tkey);

ALTER TABLE auto_renewal ENABLE ROW LEVEL SECURITY;
ALTER TABLE auto_renewal FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON auto_renewal
    USING (root_id = NULLIF(current_setting('app.root', true), '')::bigint
        AND tkey BETWEEN NULLIF(current_setting('app.lo', true), '')::bigint
                     AND NULLIF(current_setting('app.hi', true), '')::bigint)
    WITH CHECK (root_id = NULLIF(current_setting('app.root', true), '')::bigint
        AND tkey BETWEEN NULLIF(current_setting('app.lo', true), '')::bigint
                     AND NULLIF(current_setting('app.hi', true), '')::bigint);

GRANT SELECT, INSERT, UPDATE, DELETE ON auto_renewal TO seatkeeper_app;
-- It goes along with a partner.
GRANT SELECT, INSERT, DELETE ON auto_renewal TO seatkeeper_mover;
