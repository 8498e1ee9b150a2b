-- A seller that says what it sells on.
UPDATE trade_terms SET sale_terms = 'https://terms.example';
UPDATE purchase_order SET agreed_terms = 'https://terms.example', agreed_at = created_at;
