-- A renewal that can be taken back.
UPDATE bulk_outcome SET undo = '{"order": "00000000-0000-7000-8000-000000000099"}' WHERE root_id = 1;
