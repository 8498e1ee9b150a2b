-- What taking a license's part of a change of many back needs to know: the order that its
-- renewal placed, or what a coupon had before its term began.
ALTER TABLE bulk_outcome ADD COLUMN undo jsonb;
