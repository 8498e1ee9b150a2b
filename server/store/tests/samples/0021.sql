-- A license that is renewed by itself.
INSERT INTO auto_renewal
VALUES (1, 1, '00000000-0000-7000-8000-000000000004', 1, '00000000-0000-7000-8000-000000000003',
        'Ada', NULL, '2026-01-01Z');
