-- The action log as a grid: what somebody did it to, by name, and folded texts to sort and
-- search by.

ALTER TABLE action_log
    ADD COLUMN actor_fold   text COLLATE "C",
    -- What it was done to, as it was called then.
    ADD COLUMN subject      text,
    ADD COLUMN subject_fold text COLLATE "C";

-- The owner of the tables sees their rows only while row-level security is not forced.
ALTER TABLE action_log NO FORCE ROW LEVEL SECURITY;
ALTER TABLE license NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organization NO FORCE ROW LEVEL SECURITY;

-- As far as SQL folds: new entries are folded by the portal's own rules.
UPDATE action_log SET actor_fold = replace(
    lower(regexp_replace(normalize(actor, NFD), '[\u0300-\u036f]', '', 'g')), 'ß', 'ss');
-- Entries from before carry today's name.
UPDATE action_log a SET subject = l.name, subject_fold = l.name_fold FROM license l
    WHERE a.entity = 'license' AND l.root_id = a.root_id AND l.id = a.entity_id;
UPDATE action_log a SET subject = o.name, subject_fold = o.name_fold FROM organization o
    WHERE a.entity = 'organization' AND o.root_id = a.root_id AND o.id = a.entity_id;

ALTER TABLE action_log FORCE ROW LEVEL SECURITY;
ALTER TABLE license FORCE ROW LEVEL SECURITY;
ALTER TABLE organization FORCE ROW LEVEL SECURITY;

ALTER TABLE action_log ALTER COLUMN actor_fold SET NOT NULL;

-- The newest of what the grid shows, and how many there are, from the index alone.
CREATE INDEX action_log_newest ON action_log (root_id, at DESC NULLS LAST, id, tkey)
    WHERE entity <> 'view' AND action <> 'language-chosen';
