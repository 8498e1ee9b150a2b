-- A link of the chain, its root's head, and a checkpoint.
INSERT INTO action_log
    (root_id, id, tkey, at, actor, actor_fold, action, entity, org_id, before, after)
VALUES (1, '00000000-0000-7000-8000-000000000111', 65537, '2026-01-03Z', 'Ada', 'ada', 'signed-in',
        'person', '00000000-0000-7000-8000-000000000002', '{}', '{}');
INSERT INTO log_link (root_id, seq, entry_id, digest, hash)
VALUES (1, 1000, '00000000-0000-7000-8000-000000000111', sha256('digest'), sha256('hash'));
UPDATE log_head SET seq = 1000, hash = sha256('hash') WHERE root_id = 1;
INSERT INTO log_checkpoint (root_id, seq, first_seq, hash, previous, at, key_id, signature)
VALUES (1, 1000, 1, encode(sha256('hash'), 'hex'), '', '2026-01-03Z', 'key', 'signature');
