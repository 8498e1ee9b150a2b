//! What changes of people.

use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use domain::people::{Density, Language, Preferences, RoleChoice, Theme};
use domain::text::fold;
use sqlx::postgres::PgQueryResult;

/// Makes somebody something else in its organization.
///
/// # Errors
/// [`StoreError::Stale`] when the version is not the one that is there.
pub async fn person_set_role(
    tx: &mut TenantTx,
    id: PersonId,
    version: i32,
    choice: RoleChoice,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE person SET role = $4, permission_set_id = $5, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(version)
    .bind(choice.role().slug())
    .bind(choice.set().map(|set| set.0))
    .execute(tx.conn())
    .await?;
    fresh(&done, id)
}

/// Locks somebody out (since `deactivated_at`) or lets it in again, with its account.
///
/// # Errors
/// [`StoreError::Stale`] when the version is not the one that is there.
pub async fn person_set_access(
    tx: &mut TenantTx,
    id: PersonId,
    version: i32,
    deactivated_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE person SET deactivated_at = $4, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(version)
    .bind(deactivated_at)
    .execute(tx.conn())
    .await?;
    fresh(&done, id)?;
    let done = sqlx::query("UPDATE account SET active = $3 WHERE root_id = $1 AND person_id = $2")
        .bind(tx.root())
        .bind(id.0)
        .bind(deactivated_at.is_none())
        .execute(tx.conn())
        .await?;
    touched(&done)
}

/// Gives somebody another name.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn person_set_name(tx: &mut TenantTx, id: PersonId, name: &str) -> Result<()> {
    let done = sqlx::query(
        "UPDATE person SET name = $3, name_fold = $4, version = version + 1
         WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(name)
    .bind(fold(name))
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Keeps how the portal looks to somebody, and in which language.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn person_set_preferences(
    tx: &mut TenantTx,
    id: PersonId,
    language: Option<Language>,
    preferences: &Preferences,
) -> Result<()> {
    let theme = preferences.theme.map(|theme: Theme| theme.slug().unwrap_or("system"));
    let done = sqlx::query(
        "UPDATE person SET language = $3, theme = $4, time_zone = $5, rows_per_page = $6,
             density = $7, version = version + 1
         WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(language.map(Language::tag))
    .bind(theme)
    .bind(&preferences.time_zone)
    .bind(preferences.rows.and_then(|rows| i16::try_from(rows).ok()))
    .bind(preferences.density.map(Density::slug))
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Notes that somebody is here. No change that anybody is told of.
///
/// # Errors
/// Database errors; that there is none in scope is none.
pub async fn person_seen(tx: &mut TenantTx, id: PersonId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE person SET last_seen_at = $3 WHERE root_id = $1 AND id = $2")
        .bind(tx.root())
        .bind(id.0)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The row was there, as it is held; so it was another version.
fn fresh(done: &PgQueryResult, id: PersonId) -> Result<()> {
    if done.rows_affected() == 0 { Err(StoreError::Stale { id: id.0 }) } else { Ok(()) }
}
