-- Organizations with all that a partner and a distributor keep of them.

ALTER TABLE organization
    ADD COLUMN state text NOT NULL DEFAULT 'active'
        CHECK (state IN ('active', 'suspended', 'closed')),
    -- Whose suspension it is: its own, or that of an organization above that took it along.
    ADD COLUMN suspended_by uuid,
    ADD COLUMN manages_own_security boolean NOT NULL DEFAULT true,
    -- Whether its partner can assist with security management (DOMAIN.md 1.2.2).
    ADD COLUMN assistance boolean NOT NULL DEFAULT true,
    ADD COLUMN direct_purchase boolean NOT NULL DEFAULT true,
    ADD COLUMN sector text NOT NULL DEFAULT 'commercial'
        CHECK (sector IN ('commercial', 'education', 'non-profit')),
    -- The number that whoever serves it knows it by, and that one's word about its renewals.
    ADD COLUMN reference text CHECK (reference <> ''),
    ADD COLUMN reference_fold text COLLATE "C",
    ADD COLUMN priority smallint NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
    -- Whom to talk to: name, email, phone and what about.
    ADD COLUMN contacts jsonb NOT NULL DEFAULT '[]',
    ADD CHECK ((state = 'suspended') = (suspended_by IS NOT NULL)),
    ADD CHECK ((reference IS NULL) = (reference_fold IS NULL));
CREATE INDEX organization_suspended_by ON organization (root_id, suspended_by)
    WHERE suspended_by IS NOT NULL;
-- The way to a window of a parent's children in the order of their names is the unique index
-- organization_sibling.

-- Everything of an organization that moves within its tree gets other tenant keys. Only the key
-- of an entry may change, never the entry.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'seatkeeper_mover') THEN
        CREATE ROLE seatkeeper_mover NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- two databases of one cluster migrated at the same moment
END
$$;
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'seatkeeper_mover', 'MEMBER') THEN
        EXECUTE format('GRANT seatkeeper_mover TO %I', current_user);
    END IF;
    IF current_setting('server_version_num')::int >= 160000 THEN
        IF NOT pg_has_role(current_user, 'seatkeeper_mover', 'SET') THEN
            EXECUTE format('GRANT seatkeeper_mover TO %I', current_user);
        END IF;
    END IF;
END
$$;
GRANT SELECT (root_id, tkey), UPDATE (tkey) ON action_log, counter, idempotency, import, license,
    order_line, permission_set, person, saved_view, view_default TO seatkeeper_mover;
