//! What needs doing now, in few statements whatever the number of licenses.

use crate::error::{Result, StoreError};
use crate::order::percent;
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::billing::Month;
use domain::home::{HomeRequest, HomeRequests, REQUESTS};
use domain::ids::{OrderId, OrgId};
use domain::license::OrgRef;
use domain::money::Currency;
use domain::price::{Percent, TradeTerms};
use std::collections::HashMap;
use uuid::Uuid;

/// The days that decide what a license in use counts for.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// The first day of what has ended.
    pub past: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// The last day of what is at risk.
    pub risk: NaiveDate,
    /// The last day that is looked at.
    pub until: NaiveDate,
}

/// Licenses in use of one partner and edition that end in one month, on the same side of
/// today and of what is at risk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HomeGroup {
    /// The month.
    pub month: Month,
    /// Whether they have ended, within the days that count.
    pub past: bool,
    /// Whether they have ended or end soon.
    pub risk: bool,
    /// The partner that holds them.
    pub partner: OrgId,
    /// The edition.
    pub edition: i32,
    /// How many.
    pub count: i64,
    /// Their seats together.
    pub seats: i64,
    /// Seats of those that have a term, which can be renewed.
    pub term_seats: i64,
}

/// Licenses in use in scope by when they end: from the first of this month or of what has ended,
/// whichever is earlier, on.
///
/// # Errors
/// Database errors.
pub async fn home_groups(tx: &mut TenantTx, days: Days) -> Result<Vec<HomeGroup>> {
    type Row = (NaiveDate, bool, bool, Uuid, i32, i64, i64, i64);
    let scope = tx.scope();
    let first = Month::of(days.today).map_or(days.today, Month::first_day);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT date_trunc('month', day::timestamp)::date,
                day BETWEEN $4 AND $5 - 1, day BETWEEN $4 AND $6,
                partner_id, edition_id, sum(licenses)::bigint, sum(seats)::bigint,
                sum(term_seats)::bigint
         -- By day first: what is worked out of a day is worked out once and not for each license.
         FROM (SELECT expires AS day, partner_id, edition_id, count(*) AS licenses,
                      COALESCE(sum(seats), 0) AS seats,
                      COALESCE(sum(seats) FILTER (WHERE kind = 'term'), 0) AS term_seats
               FROM license
               WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND activated IS NOT NULL
                 AND expires BETWEEN LEAST($4, $8) AND $7
               GROUP BY 1, 2, 3) AS ends
         GROUP BY 1, 2, 3, 4, 5",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(days.past)
    .bind(days.today)
    .bind(days.risk)
    .bind(days.until)
    .bind(first)
    .fetch_all(tx.conn())
    .await?;
    let group = |(first, past, risk, partner, edition, count, seats, term_seats): Row| {
        let month = crate::billing::month(first)?;
        let partner = OrgId(partner);
        Ok(HomeGroup { month, past, risk, partner, edition, count, seats, term_seats })
    };
    rows.into_iter().map(group).collect()
}

/// Coupons in scope that lapse on the days from one to another, both inclusive.
///
/// # Errors
/// Database errors.
pub async fn home_lapsing(tx: &mut TenantTx, (from, until): (NaiveDate, NaiveDate)) -> Result<i64> {
    let scope = tx.scope();
    Ok(sqlx::query_scalar(
        "SELECT count(*) FROM license
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND activated IS NULL
           AND redeemed_by IS NULL AND expires BETWEEN $4 AND $5",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(from)
    .bind(until)
    .fetch_one(tx.conn())
    .await?)
}

/// Orders that wait for an organization, as the buyer or as the seller, those first that wait
/// longest, and how many discounts wait for it. Prices that do not hold any more are nobody's to
/// answer.
///
/// # Errors
/// Database errors.
pub async fn home_requests(
    tx: &mut TenantTx,
    org: OrgId,
    today: NaiveDate,
) -> Result<HomeRequests> {
    type Row = (Uuid, String, Uuid, String, DateTime<Utc>, i64);
    let scope = tx.scope();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT p.id, p.number, o.id, o.name, p.created_at, count(*) OVER ()
         FROM purchase_order p JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id
         WHERE p.root_id = $1 AND p.tkey BETWEEN $2 AND $3 AND p.state IN ('quoted', 'approved')
           AND (p.valid_until IS NULL OR p.valid_until >= $5)
           AND CASE p.awaits WHEN 'buyer' THEN p.org_id = $4
                             ELSE (CASE WHEN o.parent_id IS NULL THEN o.id ELSE o.parent_id END)
                                  = $4 END
         ORDER BY p.created_at, p.id LIMIT $6",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(org.0)
    .bind(today)
    .bind(i64::try_from(REQUESTS).unwrap_or(i64::MAX))
    .fetch_all(tx.conn())
    .await?;
    let count = rows.first().map_or(0, |row| row.5);
    let discounts = sqlx::query_scalar(
        "SELECT count(*)
         FROM program_request p JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id
         WHERE p.root_id = $1 AND p.tkey BETWEEN $2 AND $3 AND p.state = 'requested'
           AND (CASE WHEN o.parent_id IS NULL THEN o.id ELSE o.parent_id END) = $4",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(org.0)
    .fetch_one(tx.conn())
    .await?;
    let request = |(id, number, partner, name, since, _): Row| HomeRequest {
        id: OrderId(id),
        number,
        partner: OrgRef { id: OrgId(partner), name },
        since,
    };
    Ok(HomeRequests { count, first: rows.into_iter().map(request).collect(), discounts })
}

/// What decides on the prices of each of these organizations, with one statement: discount and
/// currency. One that has no terms is missing.
///
/// # Errors
/// [`StoreError::Corrupt`] for an unknown currency.
pub async fn home_terms(tx: &mut TenantTx, orgs: &[OrgId]) -> Result<HashMap<OrgId, TradeTerms>> {
    type Row = (Uuid, i32, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT org_id, discount, currency FROM trade_terms
         WHERE root_id = $1 AND org_id = ANY($2)",
    )
    .bind(tx.root())
    .bind(orgs.iter().map(|org| org.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    let terms = |(org, discount, currency): Row| {
        let discount: Percent = percent(discount);
        let currency: Option<Currency> =
            currency.as_deref().map(crate::order::currency).transpose()?;
        Ok((OrgId(org), TradeTerms { discount, currency, ..TradeTerms::default() }))
    };
    rows.into_iter().map(terms).collect::<Result<_, StoreError>>()
}
