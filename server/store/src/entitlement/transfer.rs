//! The ledger: seats go from one entitlement to another and come back, and each way is kept.

use crate::error::Result;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::entitlement::drawn;
use domain::ids::{EntitlementId, PersonId};
use domain::license::LicenseKind;
use uuid::Uuid;

/// Who moves seats, and when; without a person it is the portal itself.
#[derive(Clone, Copy)]
pub(super) struct By {
    pub(super) person: Option<PersonId>,
    pub(super) at: DateTime<Utc>,
}

/// Seats of the product or of an extra that a child draws.
#[derive(Clone, Copy)]
pub(super) struct Draw {
    /// None is the product itself.
    pub(super) extra: Option<i32>,
    /// What it takes; below zero it gives back.
    pub(super) seats: i64,
}

impl Draw {
    /// What going from one number of seats to another draws; none where there is nothing.
    pub(super) fn change(
        kind: LicenseKind,
        extra: Option<i32>,
        from: Option<i32>,
        to: Option<i32>,
    ) -> Self {
        Self { extra, seats: drawn(kind, to) - drawn(kind, from) }
    }
}

/// Takes seats of an active entitlement, if it has them left, and writes down that it did;
/// whether it had. Two at once never take more than there is: the update sees what the other
/// took.
pub(super) async fn draw(
    tx: &mut TenantTx,
    from: EntitlementId,
    to: EntitlementId,
    Draw { extra, seats }: Draw,
    by: By,
) -> Result<bool> {
    if seats == 0 {
        return Ok(true);
    }
    let sql = match extra {
        None => {
            "UPDATE entitlement SET reserved = reserved + $3
             WHERE root_id = $1 AND id = $2 AND state = 'active' AND reserved + $3 >= 0
               AND (seats IS NULL OR reserved + $3 <= seats)"
        }
        Some(_) => {
            "UPDATE entitlement_extra SET reserved = reserved + $3
             WHERE root_id = $1 AND entitlement_id = $2 AND extra_id = $4 AND reserved + $3 >= 0
               AND (seats IS NULL OR reserved + $3 <= seats)"
        }
    };
    let mut taking = sqlx::query(sql).bind(tx.root()).bind(from.0).bind(seats);
    if extra.is_some() {
        taking = taking.bind(extra);
    }
    if taking.execute(tx.conn()).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO entitlement_transfer
             (root_id, id, tkey, from_id, to_id, extra_id, seats, person_id, at)
         SELECT $1, $2, tkey, id, $4, $5, $6, $7, $8 FROM entitlement
         WHERE root_id = $1 AND id = $3",
    )
    .bind(tx.root())
    .bind(Uuid::now_v7())
    .bind(from.0)
    .bind(to.0)
    .bind(extra)
    .bind(i32::try_from(seats).unwrap_or(i32::MAX))
    .bind(by.person.map(|person| person.0))
    .bind(by.at)
    .execute(tx.conn())
    .await?;
    Ok(true)
}
