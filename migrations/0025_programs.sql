-- Discounts for education, non-profits, charities, students and teachers: what partners ask for,
-- with what shows that the customer may have it, what the seller decided, and the one use of it.

CREATE TABLE program_request (
    root_id       bigint NOT NULL,
    id            uuid NOT NULL,
    -- Of the partner that asks. The customer does not see it.
    tkey          bigint NOT NULL,
    org_id        uuid NOT NULL,
    -- It may have left the tree, or its partner, meanwhile.
    customer_id   uuid NOT NULL,
    customer_name text NOT NULL CHECK (customer_name <> ''),
    program       text NOT NULL CHECK (program IN ('education', 'non-profit', 'charity', 'student',
                                                   'teacher')),
    state         text NOT NULL CHECK (state IN ('requested', 'approved', 'declined', 'withdrawn',
                                                 'used', 'expired')),
    message       text CHECK (message <> ''),
    person_id     uuid NOT NULL,
    person_name   text NOT NULL,
    created_at    timestamptz NOT NULL,
    -- Whole percent.
    percent       smallint CHECK (percent BETWEEN 1 AND 90),
    licenses      int CHECK (licenses BETWEEN 1 AND 1000),
    until_at      timestamptz,
    -- SHA-256 of the link's secret.
    link_hash     bytea CHECK (length(link_hash) = 32),
    -- Who decided: an approval binds no other seller.
    seller_id     uuid,
    decider_name  text,
    decided_at    timestamptz,
    -- Why it was declined or withdrawn.
    reason        text CHECK (reason <> ''),
    -- What was bought with it.
    order_id      uuid,
    ended_at      timestamptz,
    version       int NOT NULL DEFAULT 1,
    PRIMARY KEY (root_id, id),
    UNIQUE (root_id, link_hash),
    FOREIGN KEY (root_id, org_id) REFERENCES organization (root_id, id),
    CHECK ((percent IS NULL) = (licenses IS NULL) AND (percent IS NULL) = (until_at IS NULL)),
    CHECK (state NOT IN ('approved', 'used', 'expired') OR percent IS NOT NULL),
    CHECK (state NOT IN ('approved', 'declined') OR decided_at IS NOT NULL),
    CHECK ((state = 'used') = (order_id IS NOT NULL)),
    CHECK ((state IN ('requested', 'approved')) = (ended_at IS NULL))
);
CREATE INDEX program_request_scope ON program_request (root_id, tkey, created_at);
CREATE INDEX program_request_due ON program_request (root_id, until_at) WHERE state = 'approved';

-- Insert-only.
CREATE TABLE program_evidence (
    root_id    bigint NOT NULL,
    request_id uuid NOT NULL,
    -- Its place among the files, from 0 on.
    place      smallint NOT NULL CHECK (place BETWEEN 0 AND 4),
    tkey       bigint NOT NULL,
    name       text NOT NULL CHECK (name <> ''),
    kind       text NOT NULL CHECK (kind IN ('pdf', 'png', 'jpeg')),
    content    bytea NOT NULL CHECK (length(content) BETWEEN 1 AND 10485760),
    PRIMARY KEY (root_id, request_id, place),
    FOREIGN KEY (root_id, request_id) REFERENCES program_request (root_id, id)
);
CREATE INDEX program_evidence_scope ON program_evidence (root_id, tkey);
-- PDF, PNG and JPEG are compressed already.
ALTER TABLE program_evidence ALTER COLUMN content SET STORAGE EXTERNAL;

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint'
        || ' AND tkey BETWEEN NULLIF(current_setting(''app.lo'', true), '''')::bigint'
        || ' AND NULLIF(current_setting(''app.hi'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['program_request', 'program_evidence']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE ON program_request TO seatkeeper_app;
GRANT SELECT, INSERT ON program_evidence TO seatkeeper_app;
-- They go along with a partner.
GRANT SELECT, INSERT, DELETE ON program_request, program_evidence TO seatkeeper_mover;
