-- Charging by the month: what was in use each day, and the invoices that are made of it.

-- How many devices of a license were active on a day (UTC): the most that anybody counted on it.
-- No foreign key: it would lock each license each day, and with it everybody who works on one.
CREATE TABLE usage_snapshot (
    root_id    bigint NOT NULL,
    license_id uuid NOT NULL,
    day        date NOT NULL,
    tkey       bigint NOT NULL,
    active     int NOT NULL CHECK (active >= 0),
    PRIMARY KEY (root_id, license_id, day)
);
CREATE INDEX usage_snapshot_scope ON usage_snapshot (root_id, tkey, day);

-- Of a root, from which month on it is charged and up to which months were closed (first days).
-- Whoever counts holds the row shared, whoever makes lines holds it alone, so that what is counted
-- of a closed month is either known to its line or noted as late.
CREATE TABLE billing_head (
    root_id bigint NOT NULL,
    since   date NOT NULL CHECK (extract(day FROM since) = 1),
    closed  date NOT NULL CHECK (extract(day FROM closed) = 1),
    PRIMARY KEY (root_id)
);

-- Months of licenses of which something was counted after they were closed; to be looked at again.
CREATE TABLE usage_late (
    root_id    bigint NOT NULL,
    license_id uuid NOT NULL,
    month      date NOT NULL CHECK (extract(day FROM month) = 1),
    tkey       bigint NOT NULL,
    PRIMARY KEY (root_id, license_id, month)
);
CREATE INDEX usage_late_scope ON usage_late (root_id, tkey);

-- What a partner owes for a month, in each currency. It is the partner's.
CREATE TABLE invoice (
    root_id    bigint NOT NULL,
    id         uuid NOT NULL,
    tkey       bigint NOT NULL,
    org_id     uuid NOT NULL,
    month      date NOT NULL CHECK (extract(day FROM month) = 1),
    currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    state      text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'locked')),
    -- Counts per partner, without gaps, since it is given at last.
    number     text CHECK (number <> ''),
    created_at timestamptz NOT NULL,
    locked_at  timestamptz,
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, org_id, month, currency),
    UNIQUE (root_id, org_id, number),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id),
    CHECK ((state = 'locked') = (number IS NOT NULL)),
    CHECK ((state = 'locked') = (locked_at IS NOT NULL))
);
CREATE INDEX invoice_scope ON invoice (root_id, tkey, month);

CREATE TABLE invoice_line (
    root_id       bigint NOT NULL,
    id            uuid NOT NULL,
    tkey          bigint NOT NULL,
    invoice_id    uuid NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('usage', 'activation', 'adjustment')),
    -- What it is about; of an adjustment the month that it mends, which is on another invoice.
    month         date NOT NULL CHECK (extract(day FROM month) = 1),
    -- The license and its customer as they were; both may be somebody else's by now.
    license_id    uuid NOT NULL,
    license_name  text NOT NULL,
    customer_id   uuid,
    customer_name text,
    customer_fold text COLLATE "C",
    vendor_id     int NOT NULL REFERENCES vendor,
    product_id    int NOT NULL REFERENCES product,
    edition_id    int NOT NULL REFERENCES edition,
    -- Devices charged; of an adjustment how many more or fewer.
    devices       bigint NOT NULL CHECK (devices >= 0 OR kind = 'adjustment'),
    -- The first day of the month with the most devices.
    peak_day      date,
    -- Per device and month after the partner's discount, in minor units.
    unit_minor    bigint NOT NULL CHECK (unit_minor >= 0),
    -- By number of devices, on top of that.
    discount      smallint NOT NULL CHECK (discount BETWEEN 0 AND 100),
    floor_applied boolean NOT NULL,
    net_minor     bigint NOT NULL CHECK (net_minor >= 0 OR kind = 'adjustment'),
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, invoice_id) REFERENCES invoice (root_id, id)
);
CREATE INDEX invoice_line_scope ON invoice_line (root_id, tkey);
CREATE INDEX invoice_line_invoice ON invoice_line (root_id, invoice_id, customer_fold, id);
-- A month of a license is charged once, whether for opening it or for what was in use.
CREATE UNIQUE INDEX invoice_line_once ON invoice_line (root_id, license_id, month)
    WHERE kind <> 'adjustment';
CREATE INDEX invoice_line_adjusts ON invoice_line (root_id, license_id, month)
    WHERE kind = 'adjustment';

-- What is charged by the month, partner by partner.
CREATE INDEX license_plan ON license (root_id, partner_id, id)
    WHERE kind IN ('monthly', 'usage') AND activated IS NOT NULL;

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['usage_snapshot', 'usage_late', 'invoice', 'invoice_line']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
    held := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint';
    EXECUTE 'ALTER TABLE billing_head ENABLE ROW LEVEL SECURITY';
    EXECUTE 'ALTER TABLE billing_head FORCE ROW LEVEL SECURITY';
    EXECUTE format('CREATE POLICY tenant ON billing_head USING (%s) WITH CHECK (%s)', held, held);
END
$$;

-- Lines of a locked invoice stay as they are, whoever asks: what may be written anew are those of
-- drafts alone.
CREATE POLICY drafts ON invoice_line AS RESTRICTIVE FOR UPDATE TO seatkeeper_app
    USING (EXISTS (SELECT FROM invoice i
        WHERE i.root_id = NULLIF(current_setting('app.root', true), '')::bigint
          AND i.tkey BETWEEN NULLIF(current_setting('app.lo', true), '')::bigint
                         AND NULLIF(current_setting('app.hi', true), '')::bigint
          AND i.root_id = invoice_line.root_id AND i.id = invoice_line.invoice_id
          AND i.state = 'draft'));

GRANT SELECT, INSERT ON usage_snapshot, billing_head, invoice, invoice_line TO seatkeeper_app;
GRANT UPDATE (active, tkey) ON usage_snapshot TO seatkeeper_app;
GRANT UPDATE (closed) ON billing_head TO seatkeeper_app;
GRANT SELECT, INSERT, DELETE ON usage_late TO seatkeeper_app;
GRANT UPDATE (state, number, locked_at, version) ON invoice TO seatkeeper_app;
GRANT UPDATE (devices, peak_day, unit_minor, discount, floor_applied, net_minor)
    ON invoice_line TO seatkeeper_app;

-- What was counted goes along with a customer that moves; everything goes along with a partner.
GRANT SELECT (root_id, tkey), UPDATE (tkey) ON usage_snapshot, usage_late TO seatkeeper_mover;
GRANT SELECT, INSERT, DELETE ON usage_snapshot, usage_late, invoice, invoice_line
    TO seatkeeper_mover;
