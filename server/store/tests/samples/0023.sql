-- What a partner decided, a reminder that was sent, and a calendar that nobody read yet.
INSERT INTO reminder_settings
VALUES (1, '00000000-0000-7000-8000-000000000001', 1, '{"days": [30, 7]}', 1);
INSERT INTO reminder_sent
VALUES (1, '00000000-0000-7000-8000-000000000004', '2027-01-01', 30, 'partner', 65537,
        '2026-12-02Z');
INSERT INTO reminder_head VALUES (1, '2026-12-02');
INSERT INTO calendar_feed
VALUES ('\x01', 1, '00000000-0000-7000-8000-000000000003', '2026-01-01Z', NULL);
