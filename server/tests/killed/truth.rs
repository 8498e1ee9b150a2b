//! What stands in the database, whatever anybody was told.

use crate::common::sql;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Everything that would be half of something. Each row is a finding.
///
/// What one transaction wrote carries its number (`xmin`) as long as nobody writes it again,
/// which the buyers do not do to orders.
const HALVES: &str = "
    WITH made AS (SELECT xmin, * FROM purchase_order WHERE number ~ '^[OR]-' AND created_at > '$SINCE'),
         lines AS (SELECT l.*, p.number, p.state FROM order_line l
             JOIN made p ON p.root_id = l.root_id AND p.id = l.order_id)
    SELECT 'an order without lines: ' || number FROM made p
        WHERE NOT EXISTS (SELECT FROM lines l WHERE l.order_id = p.id)
    UNION ALL SELECT 'an order that is not fulfilled: ' || number FROM made
        WHERE state <> 'fulfilled'
    UNION ALL SELECT 'a line without all of its licenses: ' || number FROM lines l
        WHERE kind IN ('new', 'bulk', 'monthly') AND count <> (SELECT count(*)
            FROM order_key k JOIN license c ON c.root_id = k.root_id AND c.id = k.license_id
            WHERE k.root_id = l.root_id AND k.line_id = l.id)
    UNION ALL SELECT 'a license of no order: ' || c.id FROM license c
        JOIN action_log a ON a.root_id = c.root_id AND a.entity_id = c.id AND a.action = 'bought'
        WHERE NOT EXISTS (SELECT FROM order_key k JOIN lines l ON l.id = k.line_id
            WHERE k.license_id = c.id)
    UNION ALL SELECT 'a customer that is not there: ' || number FROM lines l
        WHERE customer_name IS NOT NULL AND NOT EXISTS (SELECT FROM organization o
            WHERE o.root_id = l.root_id AND o.id = l.customer_id)
    UNION ALL SELECT 'an order that is not logged once: ' || number FROM made p
        WHERE number LIKE 'O-%' AND 1 <> (SELECT count(*) FROM action_log a
            WHERE a.root_id = p.root_id AND a.entity_id = p.id AND a.action = 'order-placed')
    UNION ALL SELECT 'a new license that is not logged once: ' || k.license_id
        FROM order_key k JOIN lines l ON l.root_id = k.root_id AND l.id = k.line_id
        WHERE 1 <> (SELECT count(*) FROM action_log a WHERE a.root_id = k.root_id
            AND a.entity_id = k.license_id AND a.action = 'bought')
    UNION ALL SELECT 'a renewal that is not logged once: ' || number FROM lines l
        WHERE license_id IS NOT NULL AND 1 <> (SELECT count(*) FROM action_log a
            WHERE a.root_id = l.root_id AND a.entity_id = l.license_id AND a.action = 'renewed')
    UNION ALL SELECT 'a renewal of a license that has another end: ' || number FROM lines l
        WHERE license_id IS NOT NULL AND NOT EXISTS (SELECT FROM license c
            WHERE c.root_id = l.root_id AND c.id = l.license_id AND c.expires = l.new_expires
              AND c.version = l.at_version)
    UNION ALL SELECT 'a coupon that is not spent on what its order says: ' || number FROM lines l
        WHERE coupon_id IS NOT NULL AND NOT EXISTS (SELECT FROM license c
            WHERE c.root_id = l.root_id AND c.id = l.coupon_id AND c.redeemed_by = l.license_id)
    UNION ALL SELECT 'a coupon used twice: ' || coupon_id FROM lines
        WHERE coupon_id IS NOT NULL GROUP BY coupon_id HAVING count(*) > 1
    UNION ALL SELECT 'a coupon spent without an order: ' || c.id FROM license c
        JOIN action_log a ON a.root_id = c.root_id AND a.entity_id = c.id
             AND a.action = 'coupon-redeemed'
        WHERE NOT EXISTS (SELECT FROM lines l WHERE l.coupon_id = c.id)
    UNION ALL SELECT 'an order without its live change: ' || number FROM made p
        WHERE NOT EXISTS (SELECT FROM feed f WHERE f.root_id = p.root_id
            AND f.entity = 'order' AND f.xmin = p.xmin)
    UNION ALL SELECT 'a live change of no order: ' || f.pos FROM feed f
        WHERE f.entity = 'order' AND NOT EXISTS (SELECT FROM made p WHERE p.xmin = f.xmin)
    UNION ALL SELECT 'an order without its mail: ' || number FROM made p
        WHERE NOT EXISTS (SELECT FROM mail m
            WHERE m.root_id = p.root_id AND m.dedupe LIKE 'order ' || p.id || ' %')
    UNION ALL SELECT 'a cart that was ordered: ' || number FROM made p
        WHERE EXISTS (SELECT FROM cart c WHERE c.root_id = p.root_id AND c.id = p.id)
    UNION ALL SELECT 'a key that was taken and not answered: ' || key FROM idempotency
        WHERE answer IS NULL
    UNION ALL SELECT 'a key that answers with no order: ' || key FROM idempotency i
        WHERE NOT EXISTS (SELECT FROM made p WHERE p.root_id = i.root_id
            AND p.id::text = coalesce(i.answer->>'order', i.answer->>'id'))
    UNION ALL SELECT 'an order that two keys made: ' || coalesce(answer->>'order', answer->>'id')
        FROM idempotency GROUP BY coalesce(answer->>'order', answer->>'id') HAVING count(*) > 1
    UNION ALL SELECT 'an order that no key made: ' || number FROM made p
        WHERE NOT EXISTS (SELECT FROM idempotency i WHERE i.root_id = p.root_id
            AND p.id::text = coalesce(i.answer->>'order', i.answer->>'id'))
    UNION ALL SELECT 'a hole in the feed of root ' || h.root_id FROM feed_head h
        WHERE h.pos <> (SELECT count(*) FROM feed f WHERE f.root_id = h.root_id)";

/// What is half of something; `since` is when the first order may have been made.
pub(crate) fn halves(url: &str, since: &str) -> Vec<String> {
    lines(url, &HALVES.replace("$SINCE", since))
}

/// Each order with its number, its lines, its licenses, and the coupon it took.
pub(crate) struct Order {
    pub(crate) number: String,
    pub(crate) lines: usize,
    pub(crate) licenses: u32,
    pub(crate) coupon: Option<String>,
}

/// All orders, by their ids.
pub(crate) fn orders(url: &str) -> HashMap<String, Order> {
    let rows = lines(
        url,
        "SELECT p.id, p.number, count(DISTINCT l.id), count(k.license_id), min(l.coupon_id::text)
         FROM purchase_order p JOIN order_line l ON l.root_id = p.root_id AND l.order_id = p.id
         LEFT JOIN order_key k ON k.root_id = l.root_id AND k.line_id = l.id
         GROUP BY p.root_id, p.id",
    );
    let order = |row: String| {
        let mut parts = row.split('|').map(str::to_owned);
        let mut next = || parts.next().unwrap();
        let id = next();
        let order = Order {
            number: next(),
            lines: next().parse().unwrap(),
            licenses: next().parse().unwrap(),
            coupon: Some(next()).filter(|coupon| !coupon.is_empty()),
        };
        (id, order)
    };
    rows.into_iter().map(order).collect()
}

/// The keys of requests that were carried out.
pub(crate) fn kept(url: &str) -> HashSet<Uuid> {
    let keys = lines(url, "SELECT key FROM idempotency WHERE answer IS NOT NULL");
    keys.iter().map(|key| key.parse().unwrap()).collect()
}

pub(crate) fn lines(url: &str, statement: &str) -> Vec<String> {
    sql(url, statement).unwrap().lines().map(str::to_owned).collect()
}
