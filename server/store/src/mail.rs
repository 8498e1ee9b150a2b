//! Mails on their way: queued with the change that they tell of, taken out by one worker at a
//! time, and kept without their content once they are sent or given up.
//!
//! A mail is taken out for a time (a lease), so that another worker takes it when the first one
//! dies. How often it was taken out names the one who has it: what an earlier one says of it does
//! not count any more.

use crate::error::{Result, StoreError, touched};
use crate::pool::Store;
use crate::tx::{TenantTx, whole};
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, RootId};
use domain::mail::Letter;
use domain::people::Language;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

/// A mail to be queued.
#[derive(Clone, PartialEq, Debug)]
pub struct NewMail {
    /// Its id, ascending in time.
    pub id: Uuid,
    /// The organization whose person it is about, in scope.
    pub org: OrgId,
    /// Where to.
    pub address: String,
    /// The name of whom it is for.
    pub name: String,
    /// The language it is written in.
    pub language: Language,
    /// What it says.
    pub letter: Letter,
    /// Among all mails of the tree, there is one with this key.
    pub dedupe: String,
}

/// A mail with what it says.
#[derive(Clone, PartialEq, Debug)]
pub struct Mail {
    /// The tree it is from.
    pub root: RootId,
    /// Its id.
    pub id: Uuid,
    /// Where to.
    pub address: String,
    /// The name of whom it is for.
    pub name: String,
    /// The language it is written in.
    pub language: Language,
    /// What it says.
    pub letter: Letter,
    /// How often it was taken out to be sent, this time included.
    pub attempts: i32,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// From then on it is not sent any more.
    pub useless_at: DateTime<Utc>,
}

/// What became of a mail that was taken out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    /// A mail server has it.
    Sent,
    /// It is queued again.
    Again {
        /// Not before then.
        due_at: DateTime<Utc>,
        /// Why it was not sent.
        error: String,
    },
    /// It is given up.
    Failed {
        /// Why.
        error: String,
    },
}

#[derive(FromRow)]
struct MailRow {
    root_id: i64,
    id: Uuid,
    to_address: String,
    to_name: String,
    language: String,
    data: Json<Letter>,
    attempts: i32,
    created_at: DateTime<Utc>,
    useless_at: DateTime<Utc>,
}

const COLUMNS: &str =
    "root_id, id, to_address, to_name, language, data, attempts, created_at, useless_at";

impl TryFrom<MailRow> for Mail {
    type Error = StoreError;

    fn try_from(row: MailRow) -> Result<Self> {
        Ok(Self {
            root: RootId(row.root_id),
            id: row.id,
            address: row.to_address,
            name: row.to_name,
            language: Language::from_tag(&row.language)
                .ok_or_else(|| StoreError::unknown("language", &row.language))?,
            letter: row.data.0,
            attempts: row.attempts,
            created_at: row.created_at,
            useless_at: row.useless_at,
        })
    }
}

/// Queues a mail, to be sent once the transaction is committed. False when there is one with
/// its key already, which is then the only one.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization is not in scope.
pub async fn mail_insert(tx: &mut TenantTx, mail: &NewMail, now: DateTime<Utc>) -> Result<bool> {
    // First of all, and held to the end of the transaction: see `mail_root_settle`.
    sqlx::query(
        "INSERT INTO mail_root (root_id, due_at) VALUES ($1, $2)
         ON CONFLICT (root_id) DO UPDATE SET due_at = LEAST(mail_root.due_at, excluded.due_at)",
    )
    .bind(tx.root())
    .bind(now)
    .execute(tx.conn())
    .await?;
    let tkey: Option<i64> =
        sqlx::query_scalar("SELECT tkey FROM organization WHERE root_id = $1 AND id = $2")
            .bind(tx.root())
            .bind(mail.org.0)
            .fetch_optional(tx.conn())
            .await?;
    let done = sqlx::query(
        "INSERT INTO mail
             (root_id, id, tkey, to_address, to_name, language, template, data, dedupe, state,
              due_at, useless_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10, $11, $10)
         ON CONFLICT (root_id, dedupe) DO NOTHING",
    )
    .bind(tx.root())
    .bind(mail.id)
    .bind(tkey.ok_or(StoreError::NotFound)?)
    .bind(&mail.address)
    .bind(&mail.name)
    .bind(mail.language.tag())
    .bind(mail.letter.slug())
    .bind(Json(&mail.letter))
    .bind(&mail.dedupe)
    .bind(now)
    .bind(mail.letter.useless_from(now))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The newest mails that are not sent, newest first, with what they say.
///
/// # Errors
/// [`StoreError::Corrupt`] for one of a later version.
pub async fn mail_waiting(tx: &mut TenantTx, limit: i64) -> Result<Vec<Mail>> {
    let rows: Vec<MailRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM mail WHERE root_id = $1 AND state = 'queued'
         ORDER BY created_at DESC, id DESC LIMIT $2"
    )))
    .bind(tx.root())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

impl Store {
    /// The trees that have mails to send by now, the longest waiting first. Those of a demo have
    /// none: its people are made up.
    ///
    /// # Errors
    /// Database errors.
    pub async fn mail_roots(&self, now: DateTime<Utc>) -> Result<Vec<RootId>> {
        let ids: Vec<i64> = sqlx::query_scalar(
            "SELECT m.root_id FROM mail_root m JOIN root r ON r.id = m.root_id AND NOT r.demo
             WHERE m.due_at <= $1 ORDER BY m.due_at, m.root_id",
        )
        .bind(now)
        .fetch_all(self.pool())
        .await?;
        Ok(ids.into_iter().map(RootId).collect())
    }

    /// Takes out a mail that is due, until `lease`; none when there is none, or others have them.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for one of a later version, which then stays taken out.
    pub async fn mail_claim(
        &self,
        root: RootId,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
    ) -> Result<Option<Mail>> {
        let mut tx = self.begin_worker(whole(root)).await?;
        let row: Option<MailRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "UPDATE mail SET state = 'sending', attempts = attempts + 1, due_at = $3
             WHERE root_id = $1 AND id = (
                 SELECT id FROM mail
                 WHERE root_id = $1 AND state IN ('queued', 'sending') AND due_at <= $2
                 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING {COLUMNS}"
        )))
        .bind(root.0)
        .bind(now)
        .bind(lease)
        .fetch_optional(tx.conn())
        .await?;
        tx.commit().await?;
        row.map(TryInto::try_into).transpose()
    }

    /// Writes down what became of a mail that was taken out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when another worker has taken it out since.
    pub async fn mail_settle(
        &self,
        mail: &Mail,
        settled: &Settled,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (state, due_at, error) = match settled {
            Settled::Sent => ("sent", now, None),
            Settled::Again { due_at, error } => ("queued", *due_at, Some(error)),
            Settled::Failed { error } => ("failed", now, Some(error)),
        };
        let mut tx = self.begin_worker(whole(mail.root)).await?;
        let done = sqlx::query(
            "UPDATE mail SET state = $4, due_at = $5, last_error = $6,
                 data = CASE WHEN $4 = 'queued' THEN data END,
                 sent_at = CASE WHEN $4 = 'sent' THEN $7 END
             WHERE root_id = $1 AND id = $2 AND state = 'sending' AND attempts = $3",
        )
        .bind(mail.root.0)
        .bind(mail.id)
        .bind(mail.attempts)
        .bind(state)
        .bind(due_at)
        .bind(error)
        .bind(now)
        .execute(tx.conn())
        .await?;
        touched(&done)?;
        tx.commit().await
    }

    /// Notes when the next mail of a tree is due, or that it has none to send. Whoever queues
    /// one holds the root's row until it is committed, so this waits and then sees it.
    ///
    /// # Errors
    /// Database errors.
    pub async fn mail_root_settle(&self, root: RootId) -> Result<()> {
        let mut tx = self.begin_worker(whole(root)).await?;
        sqlx::query("SELECT due_at FROM mail_root WHERE root_id = $1 FOR UPDATE")
            .bind(root.0)
            .execute(tx.conn())
            .await?;
        let next: Option<DateTime<Utc>> = sqlx::query_scalar(
            "SELECT min(due_at) FROM mail WHERE root_id = $1 AND state IN ('queued', 'sending')",
        )
        .bind(root.0)
        .fetch_one(tx.conn())
        .await?;
        match next {
            Some(next) => {
                sqlx::query("UPDATE mail_root SET due_at = $2 WHERE root_id = $1")
                    .bind(root.0)
                    .bind(next)
                    .execute(tx.conn())
                    .await?;
            }
            None => {
                sqlx::query("DELETE FROM mail_root WHERE root_id = $1")
                    .bind(root.0)
                    .execute(tx.conn())
                    .await?;
            }
        }
        tx.commit().await
    }

    /// Forgets mails that were queued before `before`, sent or not; how many.
    ///
    /// # Errors
    /// Database errors.
    pub async fn mail_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        self.prune("DELETE FROM mail WHERE root_id = $1 AND created_at < $2", before).await
    }
}
