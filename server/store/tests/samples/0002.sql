-- A demo's tree.
INSERT INTO root (created_at, demo) VALUES ('2026-01-01Z', true);
