-- What each license of a renewal of many cost when that was agreed to; it is not renewed for more.
ALTER TABLE bulk_outcome
    ADD COLUMN agreed          bigint CHECK (agreed >= 0),
    ADD COLUMN agreed_currency text CHECK (agreed_currency ~ '^[A-Z]{3}$'),
    ADD CHECK ((agreed IS NULL) = (agreed_currency IS NULL));
