//! What the operator wants to know of the database: migrations and connections.

use crate::error::{Result, StoreError};
use crate::pool::{MIGRATIONS, Store, options};
use sqlx::{ConnectOptions, Connection};
use std::collections::BTreeSet;

/// The pool's connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// Open ones.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: usize,
}

impl Store {
    /// The pool's connections now.
    #[must_use]
    pub fn connections(&self) -> Connections {
        Connections { open: self.pool().size(), idle: self.pool().num_idle() }
    }

    /// The versions of this binary's migrations that the database lacks, oldest first. Asked
    /// as the connecting user, since the application's role may not read the list.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server does not answer.
    pub async fn migrations_missing(url: &str) -> Result<Vec<i64>> {
        let mut connection = options(url)?.connect().await?;
        let applied: Result<Vec<i64>, sqlx::Error> =
            sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
                .fetch_all(&mut connection)
                .await;
        let applied: BTreeSet<i64> = match applied {
            Ok(versions) => versions.into_iter().collect(),
            // A new database has no list yet.
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P01") => {
                BTreeSet::new()
            }
            Err(error) => return Err(StoreError::from(error)),
        };
        connection.close().await?;
        let ours = MIGRATIONS.iter().map(|migration| migration.version);
        Ok(ours.filter(|version| !applied.contains(version)).collect())
    }

    /// The server's version as it names itself: `15.14 (Debian …)`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server does not answer.
    pub async fn server_version(url: &str) -> Result<String> {
        let mut connection = options(url)?.connect().await?;
        let version = sqlx::query_scalar("SHOW server_version").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(version)
    }
}
