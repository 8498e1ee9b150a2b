-- A key that was entered by mistake can be withdrawn as long as nobody claimed it.
CREATE POLICY waiting ON stray_key AS RESTRICTIVE FOR DELETE TO seatkeeper_app
    USING (claimed_by IS NULL);
GRANT DELETE ON stray_key TO seatkeeper_app;
