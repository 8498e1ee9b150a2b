-- A partner changes its distributor: it leaves one tree for another with all that it has.

-- What a distributor tells partners who want to come to it: who knows it may ask.
ALTER TABLE root ADD COLUMN code text UNIQUE CHECK (code <> '');
GRANT UPDATE (code) ON root TO seatkeeper_app;

-- Who asked whom. Between two trees, hence of neither: a directory. The names are those of the
-- moment, since neither tree can read the other's.
CREATE TABLE handover (
    id            uuid PRIMARY KEY,
    -- The partner.
    org_id        uuid NOT NULL,
    org_name      text NOT NULL CHECK (org_name <> ''),
    from_root     bigint NOT NULL REFERENCES root,
    from_name     text NOT NULL CHECK (from_name <> ''),
    to_root       bigint NOT NULL REFERENCES root,
    to_name       text NOT NULL CHECK (to_name <> ''),
    message       text NOT NULL,
    asked_by      uuid NOT NULL,
    asked_by_name text NOT NULL,
    state         text NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn')),
    asked_at      timestamptz NOT NULL,
    answered_at   timestamptz,
    CHECK ((state = 'asked') = (answered_at IS NULL)),
    CHECK (from_root <> to_root)
);
-- One question at a time.
CREATE UNIQUE INDEX handover_open ON handover (org_id) WHERE state = 'asked';
CREATE INDEX handover_org ON handover (org_id, asked_at);
CREATE INDEX handover_to ON handover (to_root, asked_at);
GRANT SELECT, INSERT ON handover TO seatkeeper_app;
GRANT UPDATE (state, answered_at) ON handover TO seatkeeper_app;

-- These name something that may have left for another tree meanwhile. They are records of what
-- happened, and stay as they are.
ALTER TABLE license DROP CONSTRAINT license_root_id_redeemed_by_fkey;
ALTER TABLE order_line DROP CONSTRAINT order_line_root_id_coupon_id_fkey;
ALTER TABLE entitlement DROP CONSTRAINT entitlement_root_id_parent_id_fkey;
ALTER TABLE entitlement_transfer DROP CONSTRAINT entitlement_transfer_root_id_to_id_fkey;
ALTER TABLE invitation DROP CONSTRAINT invitation_root_id_invited_by_fkey;

-- Whoever moves things takes them out of one tree and puts them into the other, each in the
-- scope of that tree. The log's entries stay where they were written, as links of that chain;
-- the new tree gets copies.
GRANT SELECT, INSERT, DELETE ON bulk_job, bulk_outcome, counter, entitlement, entitlement_extra,
    entitlement_transfer, idempotency, import, invitation, license, order_line, organization,
    permission_set, person, saved_view, sign_in_policy, sso_provider, view_default
    TO seatkeeper_mover;
GRANT SELECT, INSERT ON action_log TO seatkeeper_mover;
GRANT SELECT, UPDATE (root_id) ON account, api_token, one_time_token, pending_sign_in, session,
    sso_slug TO seatkeeper_mover;
