-- A discount that was asked for, approved and used, and what showed that it may be given.
INSERT INTO program_request
    (root_id, id, tkey, org_id, customer_id, customer_name, program, state, message, person_id,
     person_name, created_at, percent, licenses, until_at, link_hash, seller_id, decider_name,
     decided_at, order_id, ended_at, version)
SELECT 1, '00000000-0000-7000-8000-000000000251', 1, '00000000-0000-7000-8000-000000000001',
       '00000000-0000-7000-8000-000000000001', 'Customer', 'education', 'used', 'A school.',
       '00000000-0000-7000-8000-000000000003', 'Ada', '2026-01-01Z', 30, 5, '2026-02-01Z',
       sha256('secret'), '00000000-0000-7000-8000-000000000001', 'Bea', '2026-01-02Z',
       '00000000-0000-7000-8000-000000000191', '2026-01-03Z', 3;
INSERT INTO program_evidence
SELECT 1, '00000000-0000-7000-8000-000000000251', 0, 1, 'school.pdf', 'pdf', '%PDF-1.7'::bytea;
