-- Files that are made for download.

CREATE TABLE export_job (
    root_id     bigint NOT NULL,
    -- Random, since the download's address holds it.
    id          uuid NOT NULL,
    -- Of the organization whose person asked for it.
    tkey        bigint NOT NULL,
    -- Nobody else sees it.
    person_id   uuid NOT NULL,
    -- What was asked, so that it can be tried again.
    ask         jsonb NOT NULL,
    file_name   text NOT NULL CHECK (file_name <> ''),
    media_type  text NOT NULL CHECK (media_type <> ''),
    state       text NOT NULL CHECK (state IN ('running', 'ready', 'failed')),
    rows        bigint NOT NULL DEFAULT 0 CHECK (rows >= 0),
    bytes       bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    -- Why it failed.
    reason      text,
    created_at  timestamptz NOT NULL,
    -- The last sign of life of the process that makes it.
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, tkey, id),
    FOREIGN KEY (root_id, person_id) REFERENCES person (root_id, id)
);
CREATE INDEX export_job_person ON export_job (root_id, person_id);

-- The file in pieces, so that neither writing nor reading it needs its size in memory.
CREATE TABLE export_chunk (
    root_id     bigint NOT NULL,
    tkey        bigint NOT NULL,
    job_id      uuid NOT NULL,
    -- From 0.
    seq         int NOT NULL,
    content     bytea NOT NULL,
    PRIMARY KEY (root_id, tkey, job_id, seq),
    FOREIGN KEY (root_id, tkey, job_id) REFERENCES export_job (root_id, tkey, id)
        ON DELETE CASCADE
);

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['export_job', 'export_chunk']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON export_job TO seatkeeper_app;
GRANT SELECT, INSERT ON export_chunk TO seatkeeper_app;
GRANT SELECT, DELETE ON export_job TO seatkeeper_worker;
