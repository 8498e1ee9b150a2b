//! Invitations: somebody was asked to join an organization.

use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PermissionSetId, PersonId};
use domain::people::{Role, RoleChoice};
use domain::text::fold;
use sqlx::FromRow;
use uuid::Uuid;

/// What became of an invitation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvitationState {
    /// It can be accepted.
    Open,
    /// It was, and there is a person of its id.
    Accepted,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

impl InvitationState {
    const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Revoked, Self::Expired];

    const fn slug(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

/// An invitation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvitationRow {
    /// Its id, and the person's, once there is one.
    pub id: PersonId,
    /// Raised by every write.
    pub version: i32,
    /// Where to.
    pub org: OrgId,
    /// Display name.
    pub name: String,
    /// The address as it is written to.
    pub email: String,
    /// The form of it that is unique.
    pub email_key: String,
    /// As what.
    pub choice: RoleChoice,
    /// Who invites.
    pub invited_by: PersonId,
    /// SHA-256 of the secret of its link; others of it do not count.
    pub token_hash: Vec<u8>,
    /// What became of it.
    pub state: InvitationState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From then on it cannot be accepted any more.
    pub expires_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct InvitationDbRow {
    id: Uuid,
    version: i32,
    org_id: Uuid,
    name: String,
    email: String,
    email_key: String,
    role: String,
    permission_set_id: Option<Uuid>,
    invited_by: Uuid,
    token_hash: Vec<u8>,
    state: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<InvitationDbRow> for InvitationRow {
    type Error = StoreError;
    fn try_from(row: InvitationDbRow) -> Result<Self> {
        let role =
            Role::from_slug(&row.role).ok_or_else(|| StoreError::unknown("role", &row.role))?;
        let state = InvitationState::ALL.into_iter().find(|state| state.slug() == row.state);
        let set = row.permission_set_id.map(|id| RoleChoice::Set(PermissionSetId(id)));
        Ok(Self {
            id: PersonId(row.id),
            version: row.version,
            org: OrgId(row.org_id),
            name: row.name,
            email: row.email,
            email_key: row.email_key,
            choice: set.unwrap_or(RoleChoice::Fixed(role)),
            invited_by: PersonId(row.invited_by),
            token_hash: row.token_hash,
            state: state.ok_or_else(|| StoreError::unknown("invitation state", &row.state))?,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

/// Makes an open invitation to an organization in scope.
///
/// # Errors
/// [`StoreError::Duplicate`] when there is an open one for its address there;
/// [`StoreError::NotFound`] when the organization is not in scope.
pub async fn invitation_insert(tx: &mut TenantTx, new: &InvitationRow) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO invitation
             (root_id, id, tkey, org_id, name, name_fold, email, email_fold, email_key, role,
              permission_set_id, invited_by, token_hash, state, created_at, expires_at)
         SELECT $1, $2, o.tkey, o.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', $13, $14
         FROM organization o WHERE o.root_id = $1 AND o.id = $3 FOR KEY SHARE OF o",
    )
    .bind(tx.root())
    .bind(new.id.0)
    .bind(new.org.0)
    .bind(&new.name)
    .bind(fold(&new.name))
    .bind(&new.email)
    .bind(fold(&new.email))
    .bind(&new.email_key)
    .bind(new.choice.role().slug())
    .bind(new.choice.set().map(|set| set.0))
    .bind(new.invited_by.0)
    .bind(&new.token_hash)
    .bind(new.created_at)
    .bind(new.expires_at)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// An invitation in scope, held until the transaction's end.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn invitation_hold(tx: &mut TenantTx, id: PersonId) -> Result<InvitationRow> {
    read(tx, id, "FOR UPDATE").await
}

/// An invitation in scope.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn invitation_get(tx: &mut TenantTx, id: PersonId) -> Result<InvitationRow> {
    read(tx, id, "").await
}

async fn read(tx: &mut TenantTx, id: PersonId, hold: &'static str) -> Result<InvitationRow> {
    let sql = format!(
        "SELECT id, version, org_id, name, email, email_key, role, permission_set_id, invited_by,
                token_hash, state, created_at, expires_at
         FROM invitation WHERE root_id = $1 AND id = $2 {hold}"
    );
    let row: Option<InvitationDbRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Ends an open invitation that is held.
///
/// # Errors
/// [`StoreError::Stale`] when it is not open any more.
pub async fn invitation_end(tx: &mut TenantTx, id: PersonId, state: InvitationState) -> Result<()> {
    let done = sqlx::query(
        "UPDATE invitation SET state = $3, version = version + 1
         WHERE root_id = $1 AND id = $2 AND state = 'open'",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(state.slug())
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(StoreError::Stale { id: id.0 }) } else { Ok(()) }
}

/// Gives an open invitation that is held a new link and more time, from whoever sends it again.
///
/// # Errors
/// [`StoreError::Stale`] when it is not open any more.
pub async fn invitation_renew(
    tx: &mut TenantTx,
    id: PersonId,
    by: PersonId,
    token_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE invitation
         SET invited_by = $3, token_hash = $4, expires_at = $5, version = version + 1
         WHERE root_id = $1 AND id = $2 AND state = 'open'",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(by.0)
    .bind(token_hash)
    .bind(expires_at)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(StoreError::Stale { id: id.0 }) } else { Ok(()) }
}

/// Ends open invitations in scope whose time was over before `before`, in ascending order of ids;
/// how many.
///
/// # Errors
/// Database errors.
pub async fn invitations_expire(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE invitation SET state = 'expired', version = version + 1
         WHERE root_id = $1 AND id IN (
             SELECT id FROM invitation WHERE root_id = $1 AND state = 'open' AND expires_at < $2
             ORDER BY id FOR UPDATE)",
    )
    .bind(tx.root())
    .bind(before)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
