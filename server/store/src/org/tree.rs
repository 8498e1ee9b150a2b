//! Reading the tree piece by piece.

use super::Org;
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use domain::ids::OrgId;
use domain::license::OrgRef;
use domain::organization::{OrgState, TreeEntry, TreePage};
use domain::people::OrgKind;
use domain::text::fold;
use sqlx::FromRow;
use uuid::Uuid;

/// The organizations above one as far as they are in scope, from the top down.
///
/// # Errors
/// Database errors.
pub async fn org_above(tx: &mut TenantTx, org: &Org) -> Result<Vec<OrgRef>> {
    let (mut above, mut next) = (Vec::new(), org.parent);
    while let Some(id) = next {
        let found: Option<(String, Option<Uuid>)> = sqlx::query_as(
            "SELECT name, parent_id FROM organization WHERE root_id = $1 AND id = $2",
        )
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
        let Some((name, parent)) = found else { break };
        above.push(OrgRef { id, name });
        next = parent.map(OrgId);
    }
    above.reverse();
    Ok(above)
}

#[derive(FromRow)]
struct EntryDbRow {
    id: Uuid,
    version: i32,
    kind: String,
    name: String,
    state: String,
    children: i64,
}

impl TryFrom<EntryDbRow> for TreeEntry {
    type Error = StoreError;
    fn try_from(row: EntryDbRow) -> Result<Self> {
        Ok(Self {
            org: OrgRef { id: OrgId(row.id), name: row.name },
            version: row.version,
            kind: OrgKind::from_slug(&row.kind)
                .ok_or_else(|| StoreError::unknown("organization kind", &row.kind))?,
            state: OrgState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("organization state", &row.state))?,
            children: row.children,
        })
    }
}

/// A part of the organizations right below one, by name, those whose name or number contains
/// `search` (folded; empty for all).
///
/// # Errors
/// Database errors.
pub async fn tree_page(
    tx: &mut TenantTx,
    parent: OrgId,
    search: &str,
    offset: u32,
    limit: u32,
) -> Result<TreePage> {
    let search = fold(search.trim());
    let rows: Vec<EntryDbRow> = sqlx::query_as(
        "SELECT o.id, o.version, o.kind, o.name, o.state,
                (SELECT count(*) FROM organization c
                 WHERE c.root_id = $1 AND c.parent_id = o.id) AS children
         FROM organization o
         WHERE o.root_id = $1 AND o.parent_id = $2
           AND (position($3 IN o.name_fold) > 0 OR position($3 IN o.reference_fold) > 0)
         ORDER BY o.name_fold, o.id OFFSET $4 LIMIT $5",
    )
    .bind(tx.root())
    .bind(parent.0)
    .bind(&search)
    .bind(i64::from(offset))
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar(
        "SELECT count(*) FROM organization
         WHERE root_id = $1 AND parent_id = $2
           AND (position($3 IN name_fold) > 0 OR position($3 IN reference_fold) > 0)",
    )
    .bind(tx.root())
    .bind(parent.0)
    .bind(&search)
    .fetch_one(tx.conn())
    .await?;
    let entries = rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?;
    Ok(TreePage { entries, total })
}

/// Active partners in scope whose name contains `search` (folded; empty for all), by name.
///
/// # Errors
/// Database errors.
pub async fn partner_options(tx: &mut TenantTx, search: &str, limit: u32) -> Result<Vec<OrgRef>> {
    let scope = tx.scope();
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT id, name FROM organization
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND kind = 'partner' AND state = 'active'
           AND position($4 IN name_fold) > 0
         ORDER BY name_fold, id LIMIT $5",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(fold(search.trim()))
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id, name)| OrgRef { id: OrgId(id), name }).collect())
}
