-- Roles that an organization makes itself: named sets of actions (domain::policy).

CREATE TABLE permission_set (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    -- Of the organization.
    tkey        bigint NOT NULL,
    org_id      uuid NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    name_fold   text COLLATE "C" NOT NULL,
    -- The actions' stable names.
    actions     text[] NOT NULL,
    version     int NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id)
);
CREATE INDEX permission_set_scope ON permission_set (root_id, tkey);
CREATE UNIQUE INDEX permission_set_name ON permission_set (root_id, org_id, name_fold);

ALTER TABLE person
    ADD COLUMN permission_set_id uuid,
    ADD FOREIGN KEY (root_id, permission_set_id) REFERENCES permission_set (root_id, id),
    ADD CHECK ((role = 'custom') = (permission_set_id IS NOT NULL));

DO $$
DECLARE
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    EXECUTE 'ALTER TABLE permission_set ENABLE ROW LEVEL SECURITY';
    EXECUTE 'ALTER TABLE permission_set FORCE ROW LEVEL SECURITY';
    EXECUTE format('CREATE POLICY tenant ON permission_set USING (%s) WITH CHECK (%s)', held, held);
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON permission_set TO seatkeeper_app;
