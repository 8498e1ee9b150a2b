-- The price of a monthly plan's line is its opening fee, once for each license: `unit_minor` is of
-- a license there. Lines from before were priced by seat, and stay as they were bought.
ALTER TABLE order_line ADD COLUMN per_license boolean NOT NULL DEFAULT false;

-- Whether a license renews by itself stands on it, too: for how many years its present partner
-- wants it. So its grid reads one table.
ALTER TABLE license ADD COLUMN auto_years smallint CHECK (auto_years BETWEEN 1 AND 10);
ALTER TABLE license NO FORCE ROW LEVEL SECURITY;
ALTER TABLE auto_renewal NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organization NO FORCE ROW LEVEL SECURITY;
UPDATE license l SET auto_years = a.years
FROM auto_renewal a JOIN organization o ON o.root_id = a.root_id AND o.tkey = a.tkey
WHERE l.root_id = a.root_id AND l.id = a.license_id AND l.partner_id = o.id;
ALTER TABLE license FORCE ROW LEVEL SECURITY;
ALTER TABLE auto_renewal FORCE ROW LEVEL SECURITY;
ALTER TABLE organization FORCE ROW LEVEL SECURITY;
