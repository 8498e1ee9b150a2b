//! The pool of connections to the database.

use crate::error::{Result, StoreError};
use sqlx::migrate::MigrateError;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor};
use std::str::FromStr;
use std::time::Duration;

/// The migrations in this binary.
pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// How long a request waits for a connection before it is told that the database is away.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// What every pooled connection starts with: the rights of the application and no more, and
/// no just-in-time compilation, which takes longer than the grid's queries themselves.
const SESSION_START: &str = "SET ROLE seatkeeper_app; SET jit = off";

/// The database as the application uses it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: PgPool,
}

impl Store {
    /// Connects to a migrated database; `url` is a `postgres://` URL whose user may take the
    /// role `seatkeeper_app`. Connections that die (a restart of Postgres) are noticed when
    /// they are next taken, and replaced.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server does not answer.
    pub async fn connect(url: &str, max_connections: u32) -> Result<Self> {
        Self::connect_with(options(url)?, max_connections).await
    }

    pub(crate) async fn connect_with(
        options: PgConnectOptions,
        max_connections: u32,
    ) -> Result<Self> {
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(true)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection.execute(SESSION_START).await?;
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self { pool })
    }

    /// Applies the migrations that are missing, as the connecting user, who owns the tables.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when the database is newer than this binary or was changed
    /// by hand; [`StoreError::Unavailable`] when the server does not answer.
    pub async fn migrate(url: &str) -> Result<()> {
        // Another connection sees what this one did not yet.
        match Self::migrate_once(url).await {
            Err(StoreError::Migration(error)) if met(&error) => Self::migrate_once(url).await,
            other => other,
        }
    }

    async fn migrate_once(url: &str) -> Result<()> {
        let mut connection = options(url)?.connect().await?;
        MIGRATIONS.run(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Ends all connections, after the transactions under way.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// For the tables that belong to no tenant.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }
}

/// Whether a migration failed because another database of the cluster was migrated at the same
/// moment: roles belong to both. An unknown object, one that is there already, one that somebody
/// else just wrote.
fn met(error: &MigrateError) -> bool {
    let MigrateError::ExecuteMigration(sqlx::Error::Database(error), _) = error else {
        return false;
    };
    error.code().is_some_and(|code| matches!(&*code, "42704" | "42710" | "XX000"))
}

/// Connection options of a URL. Statements are not logged: they would name keys and addresses.
pub(crate) fn options(url: &str) -> Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)
        .map_err(StoreError::Database)?
        .application_name("seatkeeper")
        .disable_statement_logging())
}
