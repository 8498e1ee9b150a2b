//! Organizations as places where people are.

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use domain::ids::{OrgId, Scope};
use domain::license::OrgRef;
use domain::people::{OrgChoice, OrgKind};
use domain::policy::Place;
use domain::text::fold;
use sqlx::FromRow;
use uuid::Uuid;

/// An organization, as far as it matters for its people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrgPlace {
    /// Which.
    pub org: OrgRef,
    /// What it is.
    pub kind: OrgKind,
    /// Where it lies, and whether those of a scope may assist it.
    pub place: Place,
    /// Whether its people can work.
    pub active: bool,
}

#[derive(FromRow)]
struct OrgPlaceRow {
    id: Uuid,
    name: String,
    kind: String,
    lo: i64,
    hi: i64,
    assisted: bool,
    active: bool,
}

fn kind_of(slug: &str) -> Result<OrgKind> {
    OrgKind::from_slug(slug).ok_or_else(|| StoreError::unknown("organization kind", slug))
}

/// An organization in the transaction's scope as those see it whose scope begins with this
/// tenant key: assisted where it and all between let themselves be (DOMAIN.md 1.2.5).
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn org_place(tx: &mut TenantTx, id: OrgId, from: i64) -> Result<OrgPlace> {
    let row: Option<OrgPlaceRow> = sqlx::query_as(
        "SELECT o.id, o.name, o.kind, o.lo, o.hi, o.state = 'active' AS active,
                o.tkey = $3 OR o.assistance AND coalesce(a.assistance, true) AS assisted
         FROM organization o LEFT JOIN organization a
             ON a.root_id = o.root_id AND a.id = o.parent_id AND a.tkey <> $3
         WHERE o.root_id = $1 AND o.id = $2",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(from)
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(StoreError::NotFound)?;
    Ok(OrgPlace {
        org: OrgRef { id: OrgId(row.id), name: row.name },
        kind: kind_of(&row.kind)?,
        place: Place {
            scope: Scope { root: tx.scope().root, lo: row.lo, hi: row.hi },
            assisted: row.assisted,
        },
        active: row.active,
    })
}

/// Active organizations of the transaction's scope whose people those of it may assist, and
/// whose name contains `search` (folded; empty for all): the scope's own first, then by name.
///
/// # Errors
/// Database errors.
pub async fn org_choices(tx: &mut TenantTx, search: &str, limit: u32) -> Result<Vec<OrgChoice>> {
    let scope = tx.scope();
    let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
        "SELECT o.id, o.name, o.kind
         FROM organization o LEFT JOIN organization a
             ON a.root_id = o.root_id AND a.id = o.parent_id AND a.tkey <> $2
         WHERE o.root_id = $1 AND o.tkey BETWEEN $2 AND $3 AND o.state = 'active'
             AND (o.tkey = $2 OR o.assistance AND coalesce(a.assistance, true))
             AND position($4 IN o.name_fold) > 0
         ORDER BY o.tkey <> $2, o.name_fold, o.id LIMIT $5",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(fold(search.trim()))
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?;
    let choice = |(id, name, kind): (Uuid, String, String)| {
        Ok(OrgChoice { org: OrgRef { id: OrgId(id), name }, kind: kind_of(&kind)? })
    };
    rows.into_iter().map(choice).collect()
}
