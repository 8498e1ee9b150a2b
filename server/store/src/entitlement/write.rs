//! Granting, changing and ending entitlements.

use super::entitlement_get;
use super::transfer::{By, Draw, draw};
use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::entitlement::{Entitlement, ExtraSeats, Terms};
use domain::ids::{EntitlementId, OrgId, PersonId};
use std::collections::BTreeSet;

/// An entitlement to be granted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEntitlement {
    /// Its id.
    pub id: EntitlementId,
    /// Whose it will be.
    pub org: OrgId,
    /// What it comes to; see [`domain::entitlement::check()`].
    pub terms: Terms,
}

/// Grants an entitlement: takes its seats and those of its extras from its source, and keeps
/// it. None when the source has too few left; then nothing of the transaction may be kept.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization is not in scope, [`StoreError::Duplicate`]
/// when it has such a one already.
pub async fn entitlement_grant(
    tx: &mut TenantTx,
    new: &NewEntitlement,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Option<Entitlement>> {
    insert(tx, new, now).await?;
    for extra in &new.terms.extras {
        extra_insert(tx, new.id, *extra).await?;
    }
    let by = By { person, at: now };
    if let Some(source) = new.terms.source {
        let kind = new.terms.kind;
        let mut draws = vec![Draw::change(kind, None, None, new.terms.seats)];
        let extra = |extra: &ExtraSeats| Draw::change(kind, Some(extra.extra), None, extra.seats);
        draws.extend(new.terms.extras.iter().map(extra));
        for seats in draws {
            if !draw(tx, source, new.id, seats, by).await? {
                return Ok(None);
            }
        }
    }
    entitlement_get(tx, new.id).await.map(Some)
}

async fn insert(tx: &mut TenantTx, new: &NewEntitlement, now: DateTime<Utc>) -> Result<()> {
    let terms = &new.terms;
    let done = sqlx::query(
        "INSERT INTO entitlement
             (root_id, id, tkey, org_id, parent_id, product_id, edition_id, kind, family,
              term_years, seats, starts, ends, anchor_day, auto_renew_months, resale, created_at)
         SELECT $1, $2, o.tkey, o.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
         FROM organization o WHERE o.root_id = $1 AND o.id = $3",
    )
    .bind(tx.root())
    .bind(new.id.0)
    .bind(new.org.0)
    .bind(terms.source.map(|source| source.0))
    .bind(terms.product)
    .bind(terms.edition)
    .bind(terms.kind.slug())
    .bind(&terms.family)
    .bind(terms.term_years)
    .bind(terms.seats)
    .bind(terms.starts)
    .bind(terms.ends)
    .bind(terms.anchor_day)
    .bind(terms.auto_renew_months)
    .bind(terms.resale)
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

async fn extra_insert(tx: &mut TenantTx, of: EntitlementId, extra: ExtraSeats) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO entitlement_extra (root_id, entitlement_id, extra_id, tkey, seats)
         SELECT $1, id, $3, tkey, $4 FROM entitlement WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(of.0)
    .bind(extra.extra)
    .bind(extra.seats)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Changes an active entitlement that [`super::entitlements_lock`] has locked together with
/// its source: its seats, extras, end and right to resell become those of the terms. None when
/// the source has too few seats left, or too many were granted on; then nothing of the
/// transaction may be kept.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since `before` was read.
pub async fn entitlement_change(
    tx: &mut TenantTx,
    before: &Entitlement,
    terms: &Terms,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Option<Entitlement>> {
    let done = sqlx::query(
        "UPDATE entitlement SET seats = $4, ends = $5, anchor_day = $6, auto_renew_months = $7,
                resale = $8, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3 AND state = 'active'
           AND ($4::int IS NULL OR reserved <= $4)",
    )
    .bind(tx.root())
    .bind(before.id.0)
    .bind(before.version)
    .bind(terms.seats)
    .bind(terms.ends)
    .bind(terms.anchor_day)
    .bind(terms.auto_renew_months)
    .bind(terms.resale)
    .execute(tx.conn())
    .await?;
    touched(&done).map_err(|_| StoreError::Stale { id: before.id.0 })?;
    let ids: BTreeSet<i32> = before
        .extras
        .iter()
        .map(|extra| extra.extra)
        .chain(terms.extras.iter().map(|extra| extra.extra))
        .collect();
    let mut draws = vec![Draw::change(before.kind, None, before.seats, terms.seats)];
    for id in ids {
        let was = before.extra(id);
        let is = terms.extras.iter().find(|extra| extra.extra == id);
        if !extra_change(tx, before.id, id, was.is_some(), is.copied()).await? {
            return Ok(None);
        }
        let (was, is) = (was.and_then(|extra| extra.seats), is.and_then(|extra| extra.seats));
        draws.push(Draw::change(before.kind, Some(id), was, is));
    }
    if let Some(source) = before.parent {
        for seats in draws {
            if !draw(tx, source, before.id, seats, By { person, at: now }).await? {
                return Ok(None);
            }
        }
    }
    entitlement_get(tx, before.id).await.map(Some)
}

/// Writes, keeps or takes away an extra; whether what was granted on allows it.
async fn extra_change(
    tx: &mut TenantTx,
    of: EntitlementId,
    id: i32,
    had: bool,
    has: Option<ExtraSeats>,
) -> Result<bool> {
    let done = match has {
        Some(extra) if !had => return extra_insert(tx, of, extra).await.map(|()| true),
        Some(extra) => {
            sqlx::query(
                "UPDATE entitlement_extra SET seats = $4
                 WHERE root_id = $1 AND entitlement_id = $2 AND extra_id = $3
                   AND ($4::int IS NULL OR reserved <= $4)",
            )
            .bind(tx.root())
            .bind(of.0)
            .bind(id)
            .bind(extra.seats)
            .execute(tx.conn())
            .await?
        }
        None => {
            sqlx::query(
                "DELETE FROM entitlement_extra
                 WHERE root_id = $1 AND entitlement_id = $2 AND extra_id = $3 AND reserved = 0",
            )
            .bind(tx.root())
            .bind(of.0)
            .bind(id)
            .execute(tx.conn())
            .await?
        }
    };
    Ok(done.rows_affected() == 1)
}

/// Ends an active entitlement that is locked together with its source: `last_day` is the last
/// one that it held. Its seats go back to where they came from; it and its extras are kept on
/// record. False when seats of it are still granted on; then nothing of the transaction may be
/// kept.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since `before` was read.
pub async fn entitlement_end(
    tx: &mut TenantTx,
    before: &Entitlement,
    last_day: NaiveDate,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE entitlement SET state = 'ended', ended = $4, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3 AND state = 'active' AND reserved = 0",
    )
    .bind(tx.root())
    .bind(before.id.0)
    .bind(before.version)
    .bind(last_day)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        let now = entitlement_get(tx, before.id).await?;
        let stale = now.version != before.version || now.ended.is_some();
        return if stale { Err(StoreError::Stale { id: before.id.0 }) } else { Ok(false) };
    }
    give_back(tx, before, By { person, at: now }).await
}

/// Gives back everything that an entitlement draws from its source.
pub(super) async fn give_back(tx: &mut TenantTx, of: &Entitlement, by: By) -> Result<bool> {
    let Some(source) = of.parent else { return Ok(true) };
    let mut draws = vec![Draw::change(of.kind, None, of.seats, None)];
    draws.extend(
        of.extras.iter().map(|extra| Draw::change(of.kind, Some(extra.extra), extra.seats, None)),
    );
    for seats in draws {
        if !draw(tx, source, of.id, seats, by).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes everything that an entitlement needs from a source; whether that had it.
pub(super) async fn take(
    tx: &mut TenantTx,
    of: &Entitlement,
    source: EntitlementId,
    by: By,
) -> Result<bool> {
    let mut draws = vec![Draw::change(of.kind, None, None, of.seats)];
    draws.extend(
        of.extras.iter().map(|extra| Draw::change(of.kind, Some(extra.extra), None, extra.seats)),
    );
    for seats in draws {
        if !draw(tx, source, of.id, seats, by).await? {
            return Ok(false);
        }
    }
    Ok(true)
}
