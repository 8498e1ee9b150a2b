-- A suspended customer with all its particulars.
UPDATE organization
SET state = 'suspended', suspended_by = id, assistance = false, sector = 'education',
    reference = 'K-1001', reference_fold = 'k-1001', priority = 1,
    contacts = '[{"name": "Bea", "email": "bea@example.com", "phone": "", "about": "billing"}]'
WHERE root_id = 1 AND id = '00000000-0000-7000-8000-000000000002';
