INSERT INTO action_log
    (root_id, id, tkey, at, actor, actor_fold, action, entity, subject, subject_fold, before, after)
VALUES (1, '00000000-0000-7000-8000-000000000061', 65537, '2026-01-02Z', 'Änne', 'anne', 'renamed',
        'license', 'Büro', 'buro', '{"name": "Alt"}', '{"name": "Büro"}');
