-- Prices, the terms that organizations buy on, and orders from the cart to what was delivered.

-- What an organization sells for, from one day to another.
CREATE TABLE price_list (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    tkey        bigint NOT NULL,
    org_id      uuid NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    valid_from  date NOT NULL,
    -- The last day, inclusive.
    valid_until date,
    -- Prices per seat by edition and years (0 is a month), in minor units.
    prices      jsonb NOT NULL,
    version     int NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id),
    CHECK (valid_until >= valid_from)
);
CREATE INDEX price_list_scope ON price_list (root_id, tkey, valid_from);

-- Percentages are in hundredths of a percent.
CREATE TABLE trade_terms (
    root_id    bigint NOT NULL,
    org_id     uuid NOT NULL,
    tkey       bigint NOT NULL,
    discount   int NOT NULL CHECK (discount BETWEEN 0 AND 9000),
    tax        int NOT NULL CHECK (tax BETWEEN 0 AND 5000),
    currency   text CHECK (currency ~ '^[A-Z]{3}$'),
    margin     int NOT NULL CHECK (margin BETWEEN 0 AND 50000),
    tax_number text NOT NULL,
    address    text NOT NULL,
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (root_id, org_id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id)
);
CREATE INDEX trade_terms_scope ON trade_terms (root_id, tkey);

-- What somebody is about to order: its lines as they were asked for. Becomes an order of the
-- same id.
CREATE TABLE cart (
    root_id    bigint NOT NULL,
    id         uuid NOT NULL,
    -- Of the organization that buys.
    tkey       bigint NOT NULL,
    org_id     uuid NOT NULL,
    person_id  uuid NOT NULL,
    currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    lines      jsonb NOT NULL,
    version    int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    -- One for each currency.
    UNIQUE (root_id, person_id, currency),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id)
);
CREATE INDEX cart_scope ON cart (root_id, tkey);

CREATE TABLE purchase_order (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    -- Of the organization that buys, whoever the licenses are for.
    tkey        bigint NOT NULL,
    org_id      uuid NOT NULL,
    -- Counts per buyer.
    number      text NOT NULL CHECK (number <> ''),
    number_fold text COLLATE "C" NOT NULL,
    state       text NOT NULL CHECK (state IN ('quoted', 'approved', 'placed', 'fulfilled',
                                               'canceled', 'expired')),
    -- Whose turn it is, where somebody has to say yes.
    awaits      text CHECK (awaits IN ('buyer', 'seller')),
    currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    -- Hundredths of a percent.
    tax         int NOT NULL DEFAULT 0 CHECK (tax BETWEEN 0 AND 5000),
    own_number  text CHECK (own_number <> ''),
    own_fold    text COLLATE "C",
    reference   text CHECK (reference <> ''),
    reference_fold text COLLATE "C",
    payment     text NOT NULL CHECK (payment IN ('account')),
    valid_until date,
    reason      text CHECK (reason <> ''),
    person_id   uuid NOT NULL,
    person_name text NOT NULL,
    person_fold text COLLATE "C" NOT NULL,
    created_at  timestamptz NOT NULL,
    placed_at   timestamptz,
    -- Which of its lines hold: what the seller makes of them is written beside them.
    revision    int NOT NULL DEFAULT 1,
    version     int NOT NULL DEFAULT 1,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, org_id, number),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id),
    CHECK (state IN ('quoted', 'approved') = (awaits IS NOT NULL)),
    CHECK (state NOT IN ('placed', 'fulfilled') OR placed_at IS NOT NULL)
);
CREATE INDEX purchase_order_scope ON purchase_order (root_id, tkey, created_at);
CREATE INDEX purchase_order_due ON purchase_order (root_id, valid_until)
    WHERE state IN ('quoted', 'approved');

-- What was on record of renewals so far becomes lines of orders with one line each.
CREATE TEMPORARY TABLE renewal ON COMMIT DROP AS SELECT * FROM order_line LIMIT 0;
ALTER TABLE order_line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE license NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organization NO FORCE ROW LEVEL SECURITY;
ALTER TABLE person NO FORCE ROW LEVEL SECURITY;
ALTER TABLE purchase_order NO FORCE ROW LEVEL SECURITY;
INSERT INTO renewal SELECT * FROM order_line;
DROP TABLE order_line;

-- Insert-only.
CREATE TABLE order_line (
    root_id          bigint NOT NULL,
    id               uuid NOT NULL,
    tkey             bigint NOT NULL,
    order_id         uuid NOT NULL,
    revision         int NOT NULL CHECK (revision > 0),
    -- Its place in the order, from 1 on.
    place            int NOT NULL CHECK (place > 0),
    kind             text NOT NULL CHECK (kind IN ('new', 'bulk', 'monthly', 'renewal',
                                                   'coupon-renewal', 'migration', 'co-term',
                                                   'custom')),
    vendor_id        int NOT NULL REFERENCES vendor,
    product_id       int NOT NULL REFERENCES product,
    edition_id       int NOT NULL REFERENCES edition,
    -- 0 is by month.
    years            smallint NOT NULL CHECK (years BETWEEN 0 AND 10),
    seats            int NOT NULL CHECK (seats > 0),
    count            int NOT NULL CHECK (count > 0),
    -- A customer that is to be entered along has a name and no id yet.
    customer_id      uuid,
    customer_name    text CHECK (customer_name <> ''),
    customer_fold    text COLLATE "C",
    wish             text CHECK (wish <> ''),
    -- Per seat for the whole term, in minor units; none while only the seller can tell.
    unit_minor       bigint CHECK (unit_minor >= 0),
    partner_discount int NOT NULL DEFAULT 0 CHECK (partner_discount BETWEEN 0 AND 10000),
    bulk_discount    int NOT NULL DEFAULT 0 CHECK (bulk_discount BETWEEN 0 AND 10000),
    program_discount int NOT NULL DEFAULT 0 CHECK (program_discount BETWEEN 0 AND 10000),
    net_minor        bigint CHECK (net_minor >= 0),
    -- What a renewal moved, and what undoing restores; what these name may have left meanwhile.
    license_id       uuid,
    coupon_id        uuid,
    old_expires      date,
    new_expires      date,
    old_anchor       smallint,
    old_term         smallint,
    at_version       int,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, order_id, revision, place),
    FOREIGN KEY (root_id, order_id) REFERENCES purchase_order (root_id, id),
    CHECK ((unit_minor IS NULL) = (net_minor IS NULL)),
    CHECK (customer_id IS NULL OR customer_name IS NOT NULL)
);
CREATE INDEX order_line_scope ON order_line (root_id, tkey);
CREATE INDEX order_line_license ON order_line (root_id, license_id) WHERE license_id IS NOT NULL;

-- Which keys came of a line.
CREATE TABLE order_key (
    root_id    bigint NOT NULL,
    line_id    uuid NOT NULL,
    license_id uuid NOT NULL,
    tkey       bigint NOT NULL,
    PRIMARY KEY (root_id, line_id, license_id),
    FOREIGN KEY (root_id, line_id) REFERENCES order_line (root_id, id)
);
CREATE INDEX order_key_scope ON order_key (root_id, tkey);
CREATE INDEX order_key_license ON order_key (root_id, license_id);

-- They are the partner's that holds the license. A distributor's own numbers are told apart.
INSERT INTO purchase_order
    (root_id, id, tkey, org_id, number, number_fold, state, currency, payment, person_id,
     person_name, person_fold, created_at, placed_at)
SELECT r.root_id, r.id, o.tkey, o.id, named.number, lower(named.number),
       CASE r.state WHEN 'placed' THEN 'fulfilled' ELSE 'canceled' END, r.currency, 'account',
       r.person_id, coalesce(p.name, ''), lower(coalesce(p.name, '')), r.placed_at, r.placed_at
FROM renewal r
JOIN license l ON l.root_id = r.root_id AND l.id = r.license_id
JOIN organization o ON o.root_id = r.root_id AND o.id = l.partner_id
LEFT JOIN person p ON p.root_id = r.root_id AND p.id = r.person_id
CROSS JOIN LATERAL (SELECT CASE r.owner_tkey WHEN o.tkey THEN r.number
                           ELSE r.number || '/' || r.owner_tkey END AS number) named;
INSERT INTO order_line
    (root_id, id, tkey, order_id, revision, place, kind, vendor_id, product_id, edition_id, years, seats,
     count, customer_id, customer_name, customer_fold, unit_minor, net_minor, license_id,
     coupon_id, old_expires, new_expires, old_anchor, old_term, at_version)
SELECT r.root_id, r.id, o.tkey, o.id, 1, 1, r.kind, l.vendor_id, l.product_id, l.edition_id, r.years,
       coalesce(l.seats, 1), 1, l.customer_id, l.customer_name, l.customer_fold,
       r.price_minor / coalesce(l.seats, 1), r.price_minor, r.license_id, r.coupon_id,
       r.old_expires, r.new_expires, r.old_anchor, r.old_term, r.at_version
FROM renewal r
JOIN license l ON l.root_id = r.root_id AND l.id = r.license_id
JOIN purchase_order o ON o.root_id = r.root_id AND o.id = r.id;
ALTER TABLE license FORCE ROW LEVEL SECURITY;
ALTER TABLE organization FORCE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['price_list', 'trade_terms', 'cart', 'purchase_order',
                                'order_line', 'order_key']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
END
$$;

-- Who buys from somebody reads its price lists.
CREATE POLICY buyers ON price_list FOR SELECT TO seatkeeper_app
    USING (root_id = NULLIF(current_setting('app.root', true), '')::bigint
        AND org_id IN (SELECT o.parent_id FROM organization o
            WHERE o.root_id = NULLIF(current_setting('app.root', true), '')::bigint
              AND o.tkey = NULLIF(current_setting('app.lo', true), '')::bigint
              AND o.hi = NULLIF(current_setting('app.hi', true), '')::bigint
              AND o.kind <> 'customer'));

GRANT SELECT, INSERT, UPDATE, DELETE ON price_list, cart TO seatkeeper_app;
GRANT SELECT, INSERT, UPDATE ON trade_terms, purchase_order TO seatkeeper_app;
GRANT SELECT, INSERT ON order_line, order_key TO seatkeeper_app;

-- Terms go along with a customer that moves; everything goes along with a partner.
GRANT SELECT (root_id, tkey), UPDATE (tkey) ON trade_terms TO seatkeeper_mover;
GRANT SELECT, INSERT, DELETE ON price_list, trade_terms, cart, purchase_order, order_line,
    order_key TO seatkeeper_mover;
