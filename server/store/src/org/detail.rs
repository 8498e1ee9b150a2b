//! What is kept of an organization besides its place in the tree.

use super::create::children_create;
use super::{Org, OrgDbRow};
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::OrgId;
use domain::organization::{Contact, OrgDraft, Particulars, Sector};
use domain::text::fold;
use sqlx::FromRow;
use sqlx::types::Json;

/// An organization with all that is kept of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrgRow {
    /// Its place.
    pub org: Org,
    /// What people decide about it.
    pub draft: OrgDraft,
}

#[derive(FromRow)]
struct DetailDbRow {
    #[sqlx(flatten)]
    org: OrgDbRow,
    sector: String,
    reference: Option<String>,
    priority: i16,
    manages_own_security: bool,
    direct_purchase: bool,
    contacts: Json<Vec<Contact>>,
}

impl TryFrom<DetailDbRow> for OrgRow {
    type Error = StoreError;
    fn try_from(row: DetailDbRow) -> Result<Self> {
        let org = Org::try_from(row.org)?;
        let draft = OrgDraft {
            name: org.name.clone(),
            sector: Sector::from_slug(&row.sector)
                .ok_or_else(|| StoreError::unknown("sector", &row.sector))?,
            reference: row.reference.unwrap_or_default(),
            priority: u8::try_from(row.priority)
                .map_err(|_| StoreError::unknown("priority", row.priority))?,
            manages_own_security: row.manages_own_security,
            assistance: org.assistance,
            direct_purchase: row.direct_purchase,
            contacts: row.contacts.0,
        };
        Ok(Self { org, draft })
    }
}

/// The statement that reads [`DetailDbRow`]s of one id.
macro_rules! select_one {
    ($lock:literal) => {
        concat!(
            "SELECT id, parent_id, kind, name, lo, hi, state, suspended_by, assistance, version,
                    sector, reference, priority, manages_own_security, direct_purchase, contacts
             FROM organization WHERE root_id = $1 AND id = $2 ",
            $lock
        )
    };
}

/// One organization with all that is kept of it.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn org_read(tx: &mut TenantTx, id: OrgId) -> Result<OrgRow> {
    read(tx, id, select_one!("")).await
}

/// The same, for a change of it: others who want to change it, or to give it something, wait.
/// Several are locked in ascending order of ids.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn org_lock(tx: &mut TenantTx, id: OrgId) -> Result<OrgRow> {
    read(tx, id, select_one!("FOR UPDATE")).await
}

/// The same, for a change that leaves its place and its name: who buys for it does not wait.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn org_lock_beside(tx: &mut TenantTx, id: OrgId) -> Result<OrgRow> {
    read(tx, id, select_one!("FOR NO KEY UPDATE")).await
}

async fn read(tx: &mut TenantTx, id: OrgId, sql: &'static str) -> Result<OrgRow> {
    let row: Option<DetailDbRow> =
        sqlx::query_as(sql).bind(tx.root()).bind(id.0).fetch_optional(tx.conn()).await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Makes an organization below another.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such parent in scope, [`StoreError::Duplicate`]
/// when it has a child of such a folded name.
pub async fn child_insert(
    tx: &mut TenantTx,
    parent: &Org,
    particulars: &Particulars,
    now: DateTime<Utc>,
) -> Result<OrgRow> {
    let names = [particulars.get().name.clone()];
    let mut made = children_create(tx, parent.id, parent.kind, &names, now).await?;
    let org = made.pop().ok_or(StoreError::NotFound)?;
    write(tx, &org, particulars.get(), 0).await?;
    org_read(tx, org.id).await
}

/// Writes what people decide about an organization, and its name beside all its licenses.
///
/// # Errors
/// [`StoreError::Stale`] when it has another version than `before`, [`StoreError::Duplicate`]
/// when it has a sibling of the new name.
pub async fn org_write(
    tx: &mut TenantTx,
    before: &Org,
    particulars: &Particulars,
) -> Result<OrgRow> {
    write(tx, before, particulars.get(), 1).await?;
    if particulars.get().name != before.name {
        rename_licenses(tx, before, &particulars.get().name).await?;
    }
    org_read(tx, before.id).await
}

async fn write(tx: &mut TenantTx, org: &Org, draft: &OrgDraft, raise: i32) -> Result<()> {
    let reference = (!draft.reference.is_empty()).then_some(draft.reference.as_str());
    let done = sqlx::query(
        "UPDATE organization
         SET name = $3, name_fold = $4, sector = $5, reference = $6, reference_fold = $7,
             priority = $8, manages_own_security = $9, assistance = $10, direct_purchase = $11,
             contacts = $12, version = version + $14
         WHERE root_id = $1 AND id = $2 AND version = $13",
    )
    .bind(tx.root())
    .bind(org.id.0)
    .bind(&draft.name)
    .bind(fold(&draft.name))
    .bind(draft.sector.slug())
    .bind(reference)
    .bind(reference.map(fold))
    .bind(i16::from(draft.priority))
    .bind(draft.manages_own_security)
    .bind(draft.assistance)
    .bind(draft.direct_purchase)
    .bind(Json(&draft.contacts))
    .bind(org.version)
    .bind(raise)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale { id: org.id.0 }) }
}

/// Licenses carry the names of their partner and customer.
async fn rename_licenses(tx: &mut TenantTx, org: &Org, name: &str) -> Result<()> {
    let sql = match org.kind {
        domain::people::OrgKind::Distributor => return Ok(()),
        domain::people::OrgKind::Partner => {
            "UPDATE license SET partner_name = $4, partner_fold = $5
             WHERE root_id = $1 AND tkey BETWEEN $2 AND $3"
        }
        // What is searched is every searchable column, folded: see `license::columns`.
        domain::people::OrgKind::Customer => {
            "UPDATE license SET customer_name = $4, customer_fold = $5,
                 search_all = concat_ws(E'\\n', name_fold, key_fold, $5, note_fold, order_fold),
                 search_public = concat_ws(E'\\n', name_fold, key_fold, $5)
             WHERE root_id = $1 AND tkey BETWEEN $2 AND $3"
        }
    };
    sqlx::query(sql)
        .bind(tx.root())
        .bind(org.interval.lo)
        .bind(org.interval.hi)
        .bind(name)
        .bind(fold(name))
        .execute(tx.conn())
        .await?;
    Ok(())
}
