-- Changes of many licenses at once: what was asked, how far it is, what became of each.

CREATE TABLE bulk_job (
    root_id     bigint NOT NULL,
    id          uuid NOT NULL,
    -- Of the organization whose person began it.
    tkey        bigint NOT NULL,
    person_id   uuid NOT NULL,
    -- What is done to each license, as it was asked.
    action      jsonb NOT NULL,
    -- Whether the licenses were named one by one.
    named       boolean NOT NULL,
    -- The change that this one takes back.
    undo_of     uuid,
    state       text NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'interrupted')),
    total       int NOT NULL CHECK (total >= 0),
    done        int NOT NULL DEFAULT 0,
    same        int NOT NULL DEFAULT 0,
    refused     int NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, tkey, id),
    -- Taken back once.
    UNIQUE (root_id, undo_of),
    FOREIGN KEY (root_id, undo_of) REFERENCES bulk_job (root_id, id) ON DELETE CASCADE
);

-- One line for each selected license. It may not exist in scope: then the report says so.
CREATE TABLE bulk_outcome (
    root_id     bigint NOT NULL,
    tkey        bigint NOT NULL,
    job_id      uuid NOT NULL,
    -- Licenses are taken in ascending order of ids, from 1.
    seq         int NOT NULL,
    license_id  uuid NOT NULL,
    -- What the license had when the change began of what it changes: the note, the end, the
    -- customer. A license that has something else by then is left as it is.
    before      text,
    -- None until the license was looked at.
    outcome     text CHECK (outcome IN ('done', 'same', 'refused')),
    reason      jsonb,
    PRIMARY KEY (root_id, tkey, job_id, seq),
    FOREIGN KEY (root_id, tkey, job_id) REFERENCES bulk_job (root_id, tkey, id)
        ON DELETE CASCADE
);

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['bulk_job', 'bulk_outcome']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE ON bulk_job, bulk_outcome TO seatkeeper_app;
GRANT SELECT, DELETE ON bulk_job TO seatkeeper_worker;
