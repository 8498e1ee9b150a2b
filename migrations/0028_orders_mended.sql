-- What a license cost that was given back goes off the draft that it is on; a locked invoice stays
-- as it is, whoever asks.
CREATE POLICY drafts_gone ON invoice_line AS RESTRICTIVE FOR DELETE TO seatkeeper_app
    USING (EXISTS (SELECT FROM invoice i
        WHERE i.root_id = NULLIF(current_setting('app.root', true), '')::bigint
          AND i.tkey BETWEEN NULLIF(current_setting('app.lo', true), '')::bigint
                         AND NULLIF(current_setting('app.hi', true), '')::bigint
          AND i.root_id = invoice_line.root_id AND i.id = invoice_line.invoice_id
          AND i.state = 'draft'));
GRANT DELETE ON invoice_line TO seatkeeper_app;

-- What a seller sells on (its own text or the address of it), and which of that a buyer agreed to,
-- as it read then.
ALTER TABLE trade_terms ADD COLUMN sale_terms text NOT NULL DEFAULT '';
ALTER TABLE purchase_order
    ADD COLUMN agreed_terms text CHECK (agreed_terms <> ''),
    ADD COLUMN agreed_at timestamptz,
    ADD CONSTRAINT purchase_order_agreed CHECK ((agreed_terms IS NULL) = (agreed_at IS NULL));
