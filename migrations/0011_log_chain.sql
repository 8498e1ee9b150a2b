-- The action log cannot be changed unnoticed: its entries are links of a chain of hashes, one
-- chain a root, and checkpoints of it are signed by a key that the database does not have.

-- Where it was done. The tenant key says so, too, but changes when an organization moves.
ALTER TABLE action_log ADD COLUMN org_id uuid;

-- One link for each entry, dense per root, in commit order. Beside the entries and not in them:
-- an entry is written whenever it is known, its link with the transaction's last statements,
-- since from then on other writers of the root wait.
CREATE TABLE log_link (
    root_id     bigint NOT NULL,
    seq         bigint NOT NULL CHECK (seq > 0),
    entry_id    uuid NOT NULL,
    -- SHA-256 of the entry's content; none of one that is older than the chain.
    digest      bytea CHECK (octet_length(digest) = 32),
    -- SHA-256 of the hash before, the number and the digest.
    hash        bytea CHECK (octet_length(hash) = 32),
    PRIMARY KEY (root_id, seq),
    UNIQUE (root_id, entry_id),
    CHECK ((digest IS NULL) = (hash IS NULL))
);

-- The last link, one row per root, of no organization, hence without a tkey.
CREATE TABLE log_head (
    root_id     bigint NOT NULL,
    seq         bigint NOT NULL CHECK (seq >= 0),
    -- Empty before the first link that has one.
    hash        bytea NOT NULL,
    PRIMARY KEY (root_id)
);

-- What the chain looked like at a moment, signed. Each one follows the one before, so that of
-- several processes that seal the same head, or one and the next, one alone is kept.
CREATE TABLE log_checkpoint (
    root_id     bigint NOT NULL,
    -- The last link that it covers; it covers those from first_seq on.
    seq         bigint NOT NULL,
    first_seq   bigint NOT NULL CHECK (first_seq > 0),
    -- In hexadecimal digits, as in the copies outside of the database: the last link's hash,
    -- SHA-256 of the checkpoint before, and the signature.
    hash        text NOT NULL,
    previous    text NOT NULL,
    at          timestamptz NOT NULL,
    key_id      text NOT NULL,
    signature   text NOT NULL,
    PRIMARY KEY (root_id, seq),
    UNIQUE (root_id, first_seq),
    CHECK (first_seq <= seq)
);

-- The owner of the tables sees their rows only while row-level security is not forced.
ALTER TABLE action_log NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organization NO FORCE ROW LEVEL SECURITY;

UPDATE action_log a SET org_id = o.id FROM organization o
    WHERE o.root_id = a.root_id AND o.tkey = a.tkey;
-- Entries from before the chain are numbered, and no more is known of them.
INSERT INTO log_link (root_id, seq, entry_id)
    SELECT root_id, row_number() OVER (PARTITION BY root_id ORDER BY id), id FROM action_log;
INSERT INTO log_head (root_id, seq, hash)
    SELECT root_id, max(seq), '' FROM log_link GROUP BY root_id;

ALTER TABLE action_log FORCE ROW LEVEL SECURITY;
ALTER TABLE organization FORCE ROW LEVEL SECURITY;

DO $$
DECLARE
    name text;
    held text := 'root_id = NULLIF(current_setting(''app.root'', true), '''')::bigint';
BEGIN
    FOREACH name IN ARRAY ARRAY['log_link', 'log_head', 'log_checkpoint']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (%s) WITH CHECK (%s)', name, held, held);
    END LOOP;
    -- Every root's head and checkpoints may be read: they are numbers and hashes, and a node
    -- asks for all of them in one statement once a minute.
    FOREACH name IN ARRAY ARRAY['log_head', 'log_checkpoint']
    LOOP
        EXECUTE format('CREATE POLICY heads ON %I FOR SELECT TO seatkeeper_app USING (true)', name);
    END LOOP;
END
$$;

GRANT SELECT, INSERT ON log_link TO seatkeeper_app;
GRANT SELECT, INSERT ON log_head TO seatkeeper_app;
GRANT UPDATE (seq, hash) ON log_head TO seatkeeper_app;
-- A request reads checkpoints at most; the background job writes them, and nobody changes one.
GRANT SELECT ON log_checkpoint TO seatkeeper_app;
GRANT SELECT, INSERT ON log_checkpoint TO seatkeeper_worker;
