//! Named views of grids, and everybody's default among them.

use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PersonId, ViewId};
use domain::text::fold;
use domain::view::{ViewDraft, ViewRef};
use sqlx::FromRow;
use uuid::Uuid;

/// A saved view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewRow {
    /// Its id.
    pub id: ViewId,
    /// Raised by every write.
    pub version: i32,
    /// Whose it is.
    pub person: PersonId,
    /// That person's name.
    pub owner: String,
    /// The organization it is shared in, if it is.
    pub org: OrgId,
    /// The grid's name.
    pub grid: String,
    /// Name, state, and whether it is shared.
    pub draft: ViewDraft,
}

#[derive(FromRow)]
struct ViewDbRow {
    id: Uuid,
    version: i32,
    person_id: Uuid,
    owner: String,
    org_id: Uuid,
    grid: String,
    name: String,
    state: String,
    shared: bool,
}

impl From<ViewDbRow> for ViewRow {
    fn from(row: ViewDbRow) -> Self {
        Self {
            id: ViewId(row.id),
            version: row.version,
            person: PersonId(row.person_id),
            owner: row.owner,
            org: OrgId(row.org_id),
            grid: row.grid,
            draft: ViewDraft { name: row.name, state: row.state, shared: row.shared },
        }
    }
}

const SELECT: &str = "SELECT v.id, v.version, v.person_id, p.name AS owner, v.org_id, v.grid,
                             v.name, v.state, v.shared
                      FROM saved_view v JOIN person p
                           ON p.root_id = v.root_id AND p.id = v.person_id";

/// A person's own views of a grid and those shared in the organization, by name.
///
/// # Errors
/// Database errors.
pub async fn view_list(
    tx: &mut TenantTx,
    person: PersonId,
    org: OrgId,
    grid: &str,
) -> Result<Vec<ViewRow>> {
    let rows: Vec<ViewDbRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE v.root_id = $1 AND v.grid = $4
                  AND (v.person_id = $2 OR v.org_id = $3 AND v.shared)
         ORDER BY v.name_fold, v.id"
    )))
    .bind(tx.root())
    .bind(person.0)
    .bind(org.0)
    .bind(grid)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A view.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn view_get(tx: &mut TenantTx, id: ViewId) -> Result<ViewRow> {
    read(tx, id, "").await
}

/// The same, locked against other writers until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn view_lock(tx: &mut TenantTx, id: ViewId) -> Result<ViewRow> {
    read(tx, id, " FOR UPDATE OF v").await
}

async fn read(tx: &mut TenantTx, id: ViewId, lock: &str) -> Result<ViewRow> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE v.root_id = $1 AND v.id = $2{lock}"));
    let row: ViewDbRow =
        sqlx::query_as(sql).bind(tx.root()).bind(id.0).fetch_one(tx.conn()).await?;
    Ok(row.into())
}

/// How many views of a grid a person keeps.
///
/// # Errors
/// Database errors.
pub async fn view_count(tx: &mut TenantTx, person: PersonId, grid: &str) -> Result<i64> {
    let sql = "SELECT count(*) FROM saved_view WHERE root_id = $1 AND person_id = $2 AND grid = $3";
    Ok(sqlx::query_scalar(sql)
        .bind(tx.root())
        .bind(person.0)
        .bind(grid)
        .fetch_one(tx.conn())
        .await?)
}

/// Keeps a new view of a person in its organization.
///
/// # Errors
/// [`StoreError::Duplicate`] when the name is in use, [`StoreError::NotFound`] when the person
/// is not in scope.
pub async fn view_insert(
    tx: &mut TenantTx,
    person: PersonId,
    grid: &str,
    draft: &ViewDraft,
    now: DateTime<Utc>,
) -> Result<ViewRow> {
    let id = ViewId(Uuid::now_v7());
    let done = sqlx::query(
        "INSERT INTO saved_view
             (root_id, id, tkey, org_id, person_id, grid, name, name_fold, state, shared, created_at)
         SELECT $1, $2, p.tkey, p.org_id, p.id, $4, $5, $6, $7, $8, $9 FROM person p
         WHERE p.root_id = $1 AND p.id = $3",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(person.0)
    .bind(grid)
    .bind(&draft.name)
    .bind(fold(&draft.name))
    .bind(&draft.state)
    .bind(draft.shared)
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)?;
    view_get(tx, id).await
}

/// Writes what a person decides about a view, as long as its version is still that of `before`.
///
/// # Errors
/// [`StoreError::Stale`] when it is not, [`StoreError::Duplicate`] when the name is in use.
pub async fn view_update(
    tx: &mut TenantTx,
    before: &ViewRow,
    draft: &ViewDraft,
) -> Result<ViewRow> {
    let done = sqlx::query(
        "UPDATE saved_view SET name = $4, name_fold = $5, state = $6, shared = $7,
                version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3",
    )
    .bind(tx.root())
    .bind(before.id.0)
    .bind(before.version)
    .bind(&draft.name)
    .bind(fold(&draft.name))
    .bind(&draft.state)
    .bind(draft.shared)
    .execute(tx.conn())
    .await?;
    touched(&done).map_err(|_| StoreError::Stale { id: before.id.0 })?;
    view_get(tx, before.id).await
}

/// Forgets a view; whoever began with it begins with the plain grid.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn view_delete(tx: &mut TenantTx, id: ViewId) -> Result<()> {
    let done = sqlx::query("DELETE FROM saved_view WHERE root_id = $1 AND id = $2")
        .bind(tx.root())
        .bind(id.0)
        .execute(tx.conn())
        .await?;
    touched(&done)
}

/// The view that a person begins with.
///
/// # Errors
/// Database errors.
pub async fn view_default(
    tx: &mut TenantTx,
    person: PersonId,
    grid: &str,
) -> Result<Option<ViewRef>> {
    let row: Option<(Option<String>, Option<Uuid>)> = sqlx::query_as(
        "SELECT built_in, view_id FROM view_default
         WHERE root_id = $1 AND person_id = $2 AND grid = $3",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(grid)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|(key, id)| {
        key.map(ViewRef::BuiltIn).or_else(|| id.map(|id| ViewRef::Saved(ViewId(id))))
    }))
}

/// Chooses the view that a person begins with; none is the plain grid.
///
/// # Errors
/// [`StoreError::NotFound`] when the person is not in scope.
pub async fn view_default_set(
    tx: &mut TenantTx,
    person: PersonId,
    grid: &str,
    view: Option<&ViewRef>,
) -> Result<()> {
    let (key, id) = match view {
        Some(ViewRef::BuiltIn(key)) => (Some(key.as_str()), None),
        Some(ViewRef::Saved(id)) => (None, Some(id.0)),
        None => {
            sqlx::query(
                "DELETE FROM view_default WHERE root_id = $1 AND person_id = $2 AND grid = $3",
            )
            .bind(tx.root())
            .bind(person.0)
            .bind(grid)
            .execute(tx.conn())
            .await?;
            return Ok(());
        }
    };
    let done = sqlx::query(
        "INSERT INTO view_default (root_id, tkey, person_id, grid, built_in, view_id)
         SELECT $1, p.tkey, p.id, $3, $4, $5 FROM person p WHERE p.root_id = $1 AND p.id = $2
         ON CONFLICT (root_id, person_id, grid)
             DO UPDATE SET built_in = EXCLUDED.built_in, view_id = EXCLUDED.view_id",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(grid)
    .bind(key)
    .bind(id)
    .execute(tx.conn())
    .await?;
    touched(&done)
}
