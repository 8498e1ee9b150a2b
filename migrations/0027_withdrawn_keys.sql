-- A key that was entered by mistake can be withdrawn as long as nobody claimed it.
CREATE POLICY waiting ON stray_key AS RESTRICTIVE FOR DELETE TO seatkeeper_app
    USING (root_id = NULLIF(current_setting('app.root', true), '')::bigint
        AND tkey BETWEEN NULLIF(current_setting('app.lo', true), '')::bigint
                     AND NULLIF(current_setting('app.hi', true), '')::bigint
        AND claimed_by IS NULL);
GRANT DELETE ON stray_key TO seatkeeper_app;
