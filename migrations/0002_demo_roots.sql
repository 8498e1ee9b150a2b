-- Which trees are the demo's: its people, whose password is published, sign in only where the
-- server runs in demo mode.
ALTER TABLE root ADD COLUMN demo boolean NOT NULL DEFAULT false;

-- A demo that is there already is known by its first person, whose id is always the same.
UPDATE root SET demo = true WHERE id IN (
    SELECT root_id FROM account WHERE person_id = '01941f29-7c00-7bd2-b897-3a2b148a0002'
);
