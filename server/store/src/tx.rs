//! The only way to the tenant tables.

use crate::error::{Result, StoreError};
use crate::log::{Logged, log_finish};
use crate::pool::Store;
use chrono::{DateTime, Utc};
use domain::ids::{RootId, Scope};
use domain::tenancy;
use sqlx::{AssertSqlSafe, Executor, PgConnection, Postgres, Transaction};

/// A transaction held to one scope by row-level security. Dropped without
/// [`TenantTx::commit`], it is rolled back.
#[derive(Debug)]
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    scope: Scope,
    /// What was logged in it.
    pub(crate) logged: Logged,
}

impl Store {
    /// Begins a writing transaction (READ COMMITTED: conditional updates see what others
    /// committed).
    ///
    /// # Errors
    /// [`crate::StoreError::Unavailable`] when the server does not answer.
    pub async fn begin(&self, scope: Scope) -> Result<TenantTx> {
        self.begin_as(scope, "BEGIN").await
    }

    /// Begins a reading transaction in which every statement sees the same moment, so that a
    /// page and its feed position agree.
    ///
    /// # Errors
    /// [`crate::StoreError::Unavailable`] when the server does not answer.
    pub async fn begin_read(&self, scope: Scope) -> Result<TenantTx> {
        self.begin_as(scope, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    /// Makes a new tree and begins a transaction in the whole of it, for its top organization
    /// and first person. Nothing stays when it is not committed.
    ///
    /// # Errors
    /// [`crate::StoreError::Unavailable`] when the server does not answer.
    pub async fn begin_new_root(&self, now: DateTime<Utc>) -> Result<TenantTx> {
        self.begin_root(now, false).await
    }

    /// The same for the tree of a demo, whose people sign in in demo mode only.
    ///
    /// # Errors
    /// [`crate::StoreError::Unavailable`] when the server does not answer.
    pub async fn begin_demo_root(&self, now: DateTime<Utc>) -> Result<TenantTx> {
        self.begin_root(now, true).await
    }

    async fn begin_root(&self, now: DateTime<Utc>, demo: bool) -> Result<TenantTx> {
        let mut tx = self.begin_whole("BEGIN".to_owned()).await?;
        let sql = "INSERT INTO root (created_at, demo) VALUES ($1, $2) RETURNING id";
        let id = sqlx::query_scalar(sql).bind(now).bind(demo).fetch_one(&mut *tx).await?;
        let scope = whole(RootId(id));
        tx.execute(AssertSqlSafe(set_scope(scope))).await?;
        Ok(TenantTx { tx, scope, logged: Logged::default() })
    }

    /// Begins a transaction with the rights of a background job.
    pub(crate) async fn begin_worker(&self, scope: Scope) -> Result<TenantTx> {
        self.begin_as(scope, "BEGIN; SET LOCAL ROLE seatkeeper_worker").await
    }

    /// Deletes what a root kept before a time, root by root, with the rights of a background
    /// job. `delete` takes the root as `$1` and the time as `$2`. Returns the deleted rows.
    pub(crate) async fn prune(&self, delete: &'static str, before: DateTime<Utc>) -> Result<u64> {
        let mut pruned = 0;
        for root in self.root_list().await? {
            let mut tx = self.begin_worker(whole(root)).await?;
            let done = sqlx::query(delete).bind(root.0).bind(before).execute(tx.conn()).await?;
            tx.commit().await?;
            pruned += done.rows_affected();
        }
        Ok(pruned)
    }

    /// One round trip.
    async fn begin_as(&self, scope: Scope, begin: &'static str) -> Result<TenantTx> {
        let tx = self.begin_whole(format!("{begin}; {}", set_scope(scope))).await?;
        Ok(TenantTx { tx, scope, logged: Logged::default() })
    }

    /// Begins in a task of its own. Dropped halfway (a browser hung up), sqlx 0.9 would take
    /// the transaction as never begun and hand its connection on in the middle of it, with
    /// its scope and its errors; so it always begins, and what nobody takes is rolled back.
    async fn begin_whole(&self, sql: String) -> Result<Transaction<'static, Postgres>> {
        let pool = self.pool().clone();
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(sql)).await }).await;
        Ok(begun.map_err(|_| sqlx::Error::WorkerCrashed)??)
    }
}

impl TenantTx {
    /// What the transaction is held to.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Goes on in the whole of another tree, for what leaves one tree for another at once.
    ///
    /// # Errors
    /// [`crate::StoreError::Corrupt`] when something was logged in this one and not published.
    pub async fn enter(&mut self, root: RootId) -> Result<()> {
        if !self.logged.is_finished() {
            return Err(StoreError::Corrupt("a tree was left with its log unfinished".to_owned()));
        }
        self.set(whole(root)).await
    }

    /// Reads something in the whole tree, in the same transaction: what those of a scope may know
    /// of who is above them, such as its name. A connection of its own for that could wait for one
    /// that waits for it.
    ///
    /// # Errors
    /// Those of `read`; [`crate::StoreError::Unavailable`] when the connection broke.
    pub async fn above<T>(&mut self, read: impl AsyncFnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let scope = self.scope;
        self.set(whole(scope.root)).await?;
        let found = read(self).await;
        self.set(scope).await?;
        found
    }

    async fn set(&mut self, scope: Scope) -> Result<()> {
        self.tx.execute(AssertSqlSafe(set_scope(scope))).await?;
        self.scope = scope;
        Ok(())
    }

    /// Makes the changes last. What was logged becomes part of the log's chain first, and is
    /// told of, unless publishing has seen to that.
    ///
    /// # Errors
    /// [`crate::StoreError::Unavailable`] when the connection broke; then it is unknown
    /// whether the changes were kept.
    pub async fn commit(mut self) -> Result<()> {
        log_finish(&mut self).await?;
        Ok(self.tx.commit().await?)
    }

    /// The connection, for this crate's statements.
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// The root, as every statement names it.
    pub(crate) fn root(&self) -> i64 {
        self.scope.root.0
    }
}

/// The scope of a whole tree.
#[must_use]
pub fn whole(root: RootId) -> Scope {
    Scope { root, lo: tenancy::ROOT.lo, hi: tenancy::ROOT.hi }
}

/// Plain SET LOCAL rather than set_config(): Citus passes only the former on to its workers.
fn set_scope(Scope { root, lo, hi }: Scope) -> String {
    format!(
        "SET LOCAL app.root = '{}'; SET LOCAL app.lo = '{lo}'; SET LOCAL app.hi = '{hi}'",
        root.0
    )
}
