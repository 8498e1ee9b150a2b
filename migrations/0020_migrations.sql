-- What a license was before it was renewed into another edition: what undoing restores.
ALTER TABLE order_line ADD old_edition int REFERENCES edition;
ALTER TABLE order_line ADD old_seats int CHECK (old_seats > 0);
