-- Entitlements: what organizations may use or grant further, reserved from what their parents
-- hold.

CREATE TABLE entitlement (
    root_id           bigint NOT NULL,
    id                uuid NOT NULL,
    -- Of the organization.
    tkey              bigint NOT NULL,
    org_id            uuid NOT NULL,
    -- The parent's entitlement that it draws from; none at the top of the tree, whose totals
    -- are its own.
    parent_id         uuid,
    product_id        int NOT NULL REFERENCES product,
    edition_id        int NOT NULL REFERENCES edition,
    kind              text NOT NULL CHECK (kind IN ('term', 'usage', 'monthly', 'trial')),
    -- The products of one name stand in for each other; set where a customer has only one.
    family            text CHECK (family <> ''),
    term_years        smallint CHECK (term_years BETWEEN 1 AND 10),
    -- None is unlimited.
    seats             int CHECK (seats > 0),
    -- What the entitlements drawn from it took: the balance of entitlement_transfer.
    reserved          bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    starts            date NOT NULL,
    -- The last day, inclusive.
    ends              date,
    anchor_day        smallint NOT NULL CHECK (anchor_day BETWEEN 1 AND 31),
    auto_renew_months smallint CHECK (auto_renew_months BETWEEN 1 AND 60),
    resale            boolean NOT NULL,
    state             text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'ended')),
    -- The last day it held. Ended ones are kept: a trial's end bars the next one.
    ended             date,
    version           int NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id),
    FOREIGN KEY (root_id, parent_id) REFERENCES entitlement (root_id, id),
    CHECK (seats IS NULL OR reserved <= seats),
    CHECK ((state = 'ended') = (ended IS NOT NULL)),
    CHECK (state = 'active' OR reserved = 0),
    CHECK (auto_renew_months IS NULL OR ends IS NOT NULL),
    CHECK (kind <> 'trial' OR family IS NULL AND NOT resale)
);
CREATE INDEX entitlement_scope ON entitlement (root_id, tkey);
CREATE INDEX entitlement_org ON entitlement (root_id, org_id);
CREATE INDEX entitlement_parent ON entitlement (root_id, parent_id);
CREATE INDEX entitlement_due ON entitlement (root_id, ends) WHERE state = 'active';
-- One commercial product of a family per customer, one of a model per reseller.
CREATE UNIQUE INDEX entitlement_family ON entitlement (root_id, org_id, family)
    WHERE state = 'active' AND family IS NOT NULL;
CREATE UNIQUE INDEX entitlement_model ON entitlement (root_id, org_id, edition_id)
    WHERE state = 'active' AND kind <> 'trial';
CREATE UNIQUE INDEX entitlement_trial ON entitlement (root_id, org_id, product_id)
    WHERE state = 'active' AND kind = 'trial';

-- Add-ons and services of an entitlement. What extras there are is in the catalog's files.
CREATE TABLE entitlement_extra (
    root_id        bigint NOT NULL,
    entitlement_id uuid NOT NULL,
    extra_id       int NOT NULL,
    tkey           bigint NOT NULL,
    seats          int CHECK (seats > 0),
    reserved       bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    PRIMARY KEY (root_id, entitlement_id, extra_id),
    FOREIGN KEY (root_id, entitlement_id) REFERENCES entitlement (root_id, id),
    CHECK (seats IS NULL OR reserved <= seats)
);
CREATE INDEX entitlement_extra_scope ON entitlement_extra (root_id, tkey);

-- Which seats went from one entitlement to another, or came back: insert-only. The sum of what
-- left an entitlement is its reserved seats.
CREATE TABLE entitlement_transfer (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    -- Of the organization whose seats they are.
    tkey        bigint NOT NULL,
    from_id     uuid NOT NULL,
    to_id       uuid NOT NULL,
    -- None is the product itself.
    extra_id    int,
    -- Below zero: they came back.
    seats       int NOT NULL CHECK (seats <> 0),
    -- None is the portal itself.
    person_id   uuid,
    at          timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, from_id) REFERENCES entitlement (root_id, id),
    FOREIGN KEY (root_id, to_id) REFERENCES entitlement (root_id, id)
);
CREATE INDEX entitlement_transfer_scope ON entitlement_transfer (root_id, tkey, at);
CREATE INDEX entitlement_transfer_from ON entitlement_transfer (root_id, from_id);

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['entitlement', 'entitlement_extra', 'entitlement_transfer']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
END
$$;

-- They go along when their organization moves.
GRANT SELECT (root_id, tkey), UPDATE (tkey)
    ON entitlement, entitlement_extra, entitlement_transfer TO seatkeeper_mover;
GRANT SELECT, INSERT, UPDATE ON entitlement TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON entitlement_extra TO seatkeeper_app;
GRANT SELECT, INSERT ON entitlement_transfer TO seatkeeper_app;
