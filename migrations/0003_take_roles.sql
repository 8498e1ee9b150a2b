-- From Postgres 16 on, whoever creates a role is its member without the right to take it, which
-- 0001 does not ask about: an owner that is no superuser could not SET ROLE.
DO $$
DECLARE
    name text;
BEGIN
    -- Postgres 15 does not know this privilege.
    IF current_setting('server_version_num')::int >= 160000 THEN
        FOREACH name IN ARRAY ARRAY['seatkeeper_app', 'seatkeeper_worker']
        LOOP
            IF NOT pg_has_role(current_user, name, 'SET') THEN
                EXECUTE format('GRANT %I TO %I', name, current_user);
            END IF;
        END LOOP;
    END IF;
END
$$;
