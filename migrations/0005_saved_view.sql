-- Named views of grids, and the one that each person begins with.

CREATE TABLE saved_view (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    -- Of the organization.
    tkey        bigint NOT NULL,
    org_id      uuid NOT NULL,
    person_id   uuid NOT NULL,
    -- The grid's stable name.
    grid        text NOT NULL CHECK (grid <> ''),
    name        text NOT NULL CHECK (name <> ''),
    name_fold   text COLLATE "C" NOT NULL,
    -- The query string of the grid's page.
    state       text NOT NULL CHECK (octet_length(state) <= 4096),
    shared      boolean NOT NULL,
    version     int NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id),
    FOREIGN KEY (root_id, person_id) REFERENCES person (root_id, id)
);
CREATE INDEX saved_view_scope ON saved_view (root_id, tkey);
CREATE UNIQUE INDEX saved_view_own_name ON saved_view (root_id, person_id, grid, name_fold);
CREATE UNIQUE INDEX saved_view_shared_name ON saved_view (root_id, org_id, grid, name_fold)
    WHERE shared;

CREATE TABLE view_default (
    root_id     bigint NOT NULL,
    -- Of the person's organization.
    tkey        bigint NOT NULL,
    person_id   uuid NOT NULL,
    grid        text NOT NULL CHECK (grid <> ''),
    -- Either one that the grid declares, by its key, or a saved one.
    built_in    text,
    view_id     uuid,
    PRIMARY KEY (root_id, person_id, grid),
    FOREIGN KEY (root_id, person_id) REFERENCES person (root_id, id),
    FOREIGN KEY (root_id, view_id) REFERENCES saved_view (root_id, id) ON DELETE CASCADE,
    CHECK ((built_in IS NULL) <> (view_id IS NULL))
);
CREATE INDEX view_default_scope ON view_default (root_id, tkey);
CREATE INDEX view_default_view ON view_default (root_id, view_id);

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['saved_view', 'view_default']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON saved_view, view_default TO seatkeeper_app;
