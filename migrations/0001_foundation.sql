-- Foundation: roles, reference tables, directories, the tenant tree and its licenses.
--
-- Rules every tenant table keeps (store's catalog test enforces them):
--   * root_id is the first column of the primary key and of every unique and foreign key;
--   * an index leads with (root_id, tkey);
--   * row-level security is enabled AND forced, with USING and WITH CHECK, and a missing
--     scope denies;
--   * no triggers, no functions, no foreign key across roots.

DO $$
BEGIN
    -- Roles belong to the whole cluster, so another database may have made them already.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'seatkeeper_app') THEN
        CREATE ROLE seatkeeper_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'seatkeeper_worker') THEN
        CREATE ROLE seatkeeper_worker NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- two databases of one cluster migrated at the same moment
END
$$;

-- An owner that is no superuser takes the two roles as their member.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'seatkeeper_app', 'MEMBER') THEN
        EXECUTE format('GRANT seatkeeper_app TO %I', current_user);
    END IF;
    IF NOT pg_has_role(current_user, 'seatkeeper_worker', 'MEMBER') THEN
        EXECUTE format('GRANT seatkeeper_worker TO %I', current_user);
    END IF;
END
$$;

-- Reference tables: the same for every tenant, written when the catalog is loaded.

CREATE TABLE catalog_version (
    vendor      text PRIMARY KEY,
    version     int NOT NULL,
    digest      text NOT NULL,
    loaded_at   timestamptz NOT NULL
);

CREATE TABLE vendor (
    id          int PRIMARY KEY,
    code        text NOT NULL UNIQUE,
    name        text NOT NULL
);

CREATE TABLE product (
    id          int PRIMARY KEY,
    vendor_id   int NOT NULL REFERENCES vendor,
    code        text NOT NULL UNIQUE,
    name        text NOT NULL
);

CREATE TABLE edition (
    id          int PRIMARY KEY,
    product_id  int NOT NULL REFERENCES product,
    code        text NOT NULL UNIQUE,
    name        text NOT NULL
);

-- Directories: what must be found before a tenant is known. Not tenant tables.

CREATE TABLE root (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at  timestamptz NOT NULL
);

CREATE TABLE account (
    person_id     uuid PRIMARY KEY,
    root_id       bigint NOT NULL REFERENCES root,
    email         text NOT NULL,
    -- The folded address: one account per address, however it is written.
    email_key     text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    active        boolean NOT NULL DEFAULT true
);

CREATE TABLE session (
    token_hash  bytea PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    root_id     bigint NOT NULL,
    created_at  timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    agent       text NOT NULL DEFAULT ''
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expires ON session (expires_at);

-- Tenant tables.

CREATE TABLE organization (
    root_id     bigint NOT NULL REFERENCES root,
    id          uuid NOT NULL,
    parent_id   uuid,
    kind        text NOT NULL CHECK (kind IN ('distributor', 'partner', 'customer')),
    name        text NOT NULL CHECK (name <> ''),
    name_fold   text COLLATE "C" NOT NULL,
    -- The interval of tenant keys of its subtree; its own rows carry lo.
    lo          bigint NOT NULL,
    hi          bigint NOT NULL,
    tkey        bigint NOT NULL,
    -- Where the next child's interval begins; taken by conditional update.
    next_lo     bigint NOT NULL,
    version     int NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, parent_id) REFERENCES organization (root_id, id),
    CHECK (lo <= hi AND tkey = lo AND next_lo > lo)
);
CREATE INDEX organization_scope ON organization (root_id, tkey);
CREATE UNIQUE INDEX organization_sibling ON organization (root_id, parent_id, name_fold);

CREATE TABLE person (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    org_id      uuid NOT NULL,
    tkey        bigint NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    email       text NOT NULL,
    role        text NOT NULL,
    language    text,
    version     int NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id)
);
CREATE INDEX person_scope ON person (root_id, tkey);

CREATE TABLE license (
    root_id       bigint NOT NULL,
    id            uuid NOT NULL,
    tkey          bigint NOT NULL,
    version       int NOT NULL DEFAULT 1,
    partner_id    uuid NOT NULL,
    -- Names are kept beside ids, so that the grid reads one table; renaming an
    -- organization rewrites its licenses in the same transaction.
    partner_name  text NOT NULL,
    partner_fold  text COLLATE "C" NOT NULL,
    customer_id   uuid,
    customer_name text,
    customer_fold text COLLATE "C",
    vendor_id     int NOT NULL REFERENCES vendor,
    product_id    int NOT NULL REFERENCES product,
    edition_id    int NOT NULL REFERENCES edition,
    kind          text NOT NULL CHECK (kind IN ('term', 'usage', 'monthly', 'trial')),
    name          text NOT NULL,
    name_fold     text COLLATE "C" NOT NULL,
    license_key   text NOT NULL CHECK (license_key <> ''),
    key_fold      text COLLATE "C" NOT NULL,
    seats         int CHECK (seats > 0),
    used          int NOT NULL DEFAULT 0 CHECK (used >= 0),
    term_years    smallint CHECK (term_years BETWEEN 1 AND 10),
    purchased     date NOT NULL,
    activated     date,
    expires       date,
    anchor_day    smallint NOT NULL CHECK (anchor_day BETWEEN 1 AND 31),
    note          text CHECK (note <> ''),
    note_fold     text COLLATE "C",
    order_no      text CHECK (order_no <> ''),
    order_fold    text COLLATE "C",
    redeemed_by   uuid,
    -- What the quick search reads, folded: every searchable column on its own line, the
    -- internal ones (note, order number) only in search_all.
    search_all    text COLLATE "C" NOT NULL,
    search_public text COLLATE "C" NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, partner_id) REFERENCES organization (root_id, id),
    FOREIGN KEY (root_id, customer_id) REFERENCES organization (root_id, id),
    FOREIGN KEY (root_id, redeemed_by) REFERENCES license (root_id, id),
    UNIQUE (root_id, partner_id, license_key),
    CHECK (activated IS NULL OR redeemed_by IS NULL),
    CHECK ((customer_id IS NULL) = (customer_name IS NULL))
    -- Reading from indexes alone needs a fresh visibility map.
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
-- The grid's indexes answer alone, without the table, what is asked of many rows: counts and
-- sums of the usual groups, and the way to a far window of the usual order. The tenant key is
-- a key column of each, since the policies' conditions are then compared once per scan; as a
-- filter they are computed for every row, which took most of the time on a million.
CREATE INDEX license_scope ON license (root_id, tkey)
    INCLUDE (activated, redeemed_by, expires, vendor_id, product_id, edition_id, seats, used);
CREATE INDEX license_expires ON license (root_id, expires, id, tkey)
    INCLUDE (activated, redeemed_by);
CREATE INDEX license_expires_down ON license (root_id, expires DESC NULLS LAST, id, tkey)
    INCLUDE (activated, redeemed_by);
CREATE INDEX license_product ON license (root_id, product_id, customer_id, tkey)
    INCLUDE (activated, redeemed_by, expires, edition_id, seats, used);
CREATE INDEX license_coupon ON license (root_id, partner_id, edition_id, seats, expires, purchased, id)
    WHERE activated IS NULL AND redeemed_by IS NULL AND note IS NULL;

-- Orders on record. Amounts are integer minor units of the currency.
CREATE TABLE order_line (
    root_id       bigint NOT NULL,
    id            uuid NOT NULL,
    tkey          bigint NOT NULL,
    -- Numbers count per organization that orders; this is its tenant key.
    owner_tkey    bigint NOT NULL,
    number        text NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('renewal', 'coupon-renewal')),
    license_id    uuid NOT NULL,
    coupon_id     uuid,
    years         smallint NOT NULL CHECK (years BETWEEN 1 AND 10),
    old_expires   date,
    new_expires   date NOT NULL,
    -- What undoing restores besides the end, and the license version it may undo.
    old_anchor    smallint NOT NULL,
    old_term      smallint,
    at_version    int NOT NULL,
    price_minor   bigint NOT NULL CHECK (price_minor >= 0),
    currency      text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    state         text NOT NULL CHECK (state IN ('placed', 'undone')),
    person_id     uuid NOT NULL,
    placed_at     timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, owner_tkey, number),
    FOREIGN KEY (root_id, license_id) REFERENCES license (root_id, id),
    FOREIGN KEY (root_id, coupon_id) REFERENCES license (root_id, id)
);
CREATE INDEX order_line_scope ON order_line (root_id, tkey);
CREATE INDEX order_line_license ON order_line (root_id, license_id);

-- Counters for human-readable numbers, moved by conditional update.
CREATE TABLE counter (
    root_id     bigint NOT NULL,
    tkey        bigint NOT NULL,
    name        text NOT NULL,
    value       bigint NOT NULL CHECK (value >= 0),
    PRIMARY KEY (root_id, tkey, name)
);

-- Who did what: insert-only.
CREATE TABLE action_log (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    tkey        bigint NOT NULL,
    at          timestamptz NOT NULL,
    person_id   uuid,
    actor       text NOT NULL,
    action      text NOT NULL,
    entity      text NOT NULL,
    entity_id   uuid,
    -- Objects of the fields that changed, by field name.
    before      jsonb NOT NULL,
    after       jsonb NOT NULL,
    PRIMARY KEY (root_id, id)
);
CREATE INDEX action_log_scope ON action_log (root_id, tkey, at);
CREATE INDEX action_log_entity ON action_log (root_id, entity_id, id);

-- The live feed: dense positions per root, in commit order (DESIGN: live updates).
-- The head is one number per root, of no organization, hence without a tkey.
CREATE TABLE feed_head (
    root_id     bigint NOT NULL,
    pos         bigint NOT NULL CHECK (pos >= 0),
    PRIMARY KEY (root_id)
);

CREATE TABLE feed (
    root_id     bigint NOT NULL,
    pos         bigint NOT NULL,
    -- The tenant key after the change, or before it when the row is gone.
    tkey        bigint NOT NULL,
    tkey_before bigint,
    at          timestamptz NOT NULL,
    kind        text NOT NULL,
    entity      text NOT NULL,
    entity_id   uuid,
    version     int,
    before      jsonb,
    after       jsonb,
    PRIMARY KEY (root_id, pos)
);
CREATE INDEX feed_scope ON feed (root_id, tkey, pos);
CREATE INDEX feed_age ON feed (at);

-- A request that spends carries a key; the same key again gets the same answer.
CREATE TABLE idempotency (
    root_id      bigint NOT NULL,
    tkey         bigint NOT NULL,
    person_id    uuid NOT NULL,
    key          uuid NOT NULL,
    request_hash bytea NOT NULL,
    -- None only within the transaction that claims the key.
    answer       jsonb,
    at           timestamptz NOT NULL,
    PRIMARY KEY (root_id, person_id, key)
);
CREATE INDEX idempotency_scope ON idempotency (root_id, tkey, at);

-- One import from upload to report. The file is kept until the import ends or a day passes.
CREATE TABLE import (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    tkey        bigint NOT NULL,
    person_id   uuid NOT NULL,
    file_name   text NOT NULL,
    file        bytea,
    state       text NOT NULL CHECK (state IN ('uploaded', 'checking', 'checked', 'running', 'done', 'failed')),
    -- Column mapping and answers chosen by the person.
    settings    jsonb NOT NULL,
    done_rows   int NOT NULL DEFAULT 0,
    total_rows  int NOT NULL DEFAULT 0,
    report      jsonb,
    version     int NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id)
);
CREATE INDEX import_scope ON import (root_id, tkey, created_at);

-- Row-level security: the second lock behind the services' own authorization.
DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['organization', 'person', 'license', 'order_line', 'counter',
                                'action_log', 'idempotency', 'import']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;

    -- A feed row is seen by whoever could see the row before or after the change.
    held := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND (tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint'
        || ' OR tkey_before BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint)';
    EXECUTE 'ALTER TABLE feed ENABLE ROW LEVEL SECURITY';
    EXECUTE 'ALTER TABLE feed FORCE ROW LEVEL SECURITY';
    EXECUTE format('CREATE POLICY tenant ON feed USING (%s) WITH CHECK (%s)', held, held);

    -- Whoever may write anywhere in the root moves its head. Every root's head may be read:
    -- it is only a number, and a node asks for all of them in one statement once a second.
    held := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint';
    EXECUTE 'ALTER TABLE feed_head ENABLE ROW LEVEL SECURITY';
    EXECUTE 'ALTER TABLE feed_head FORCE ROW LEVEL SECURITY';
    EXECUTE format('CREATE POLICY tenant ON feed_head USING (%s) WITH CHECK (%s)', held, held);
    EXECUTE 'CREATE POLICY heads ON feed_head FOR SELECT TO seatkeeper_app USING (true)';
END
$$;

-- The app role: what a signed-in person's request may do.
GRANT SELECT ON catalog_version, vendor, product, edition TO seatkeeper_app;
GRANT SELECT, INSERT ON root TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE ON account TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE ON organization, person, license, order_line, counter, import,
    feed_head TO seatkeeper_app;
GRANT SELECT, INSERT ON action_log, feed, idempotency TO seatkeeper_app;
GRANT UPDATE (answer) ON idempotency TO seatkeeper_app;

-- The worker role: background jobs that keep the tables small, root by root. It sees no
-- tenant's rows without a scope either.
GRANT SELECT, DELETE ON feed, idempotency TO seatkeeper_worker;
