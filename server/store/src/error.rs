//! What can go wrong between Seatkeeper and its database.

use uuid::Uuid;

/// What store functions return.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A failed store function. Its text may name tables and constraints: it is for the log,
/// never for a browser.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such row, or none in the transaction's scope.
    #[error("not found")]
    NotFound,
    /// Somebody else wrote the row since it was read.
    #[error("row {id} has changed meanwhile")]
    Stale {
        /// The row's id.
        id: Uuid,
    },
    /// A row with the same unique value is there already.
    #[error("duplicate by {constraint}")]
    Duplicate {
        /// Name of the unique constraint or index.
        constraint: String,
    },
    /// The database cannot be reached, is starting, or is shutting down, or gave the transaction
    /// up for another one; trying again later may help.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// The database holds something that this version does not understand.
    #[error("the database holds {0}")]
    Corrupt(String),
    /// The migrations in this binary and those applied to the database disagree, or one failed.
    #[error("migration failed")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// Anything else.
    #[error("database error")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// An unknown value in a column with a fixed set of values.
    pub(crate) fn unknown(what: &str, value: impl std::fmt::Display) -> Self {
        Self::Corrupt(format!("an unknown {what}: {value}"))
    }
}

/// The row, or [`StoreError::NotFound`] when a statement touched none.
pub(crate) fn touched(done: &sqlx::postgres::PgQueryResult) -> Result<()> {
    if done.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::RowNotFound => Self::NotFound,
            E::Io(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => {
                Self::Unavailable(error)
            }
            E::Database(db) if db.is_unique_violation() => {
                Self::Duplicate { constraint: db.constraint().unwrap_or_default().to_owned() }
            }
            E::Database(db) if db.code().is_some_and(|code| unavailable(&code)) => {
                Self::Unavailable(error)
            }
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::Migration(other),
        }
    }
}

/// Whether an SQLSTATE says that the server is not there for us: connection exceptions, too
/// many connections, shutdown by the administrator or a crash, starting up. Or that it gave the
/// transaction up for others, so that nothing is written and trying again helps: a serialization
/// failure, a deadlock.
fn unavailable(code: &str) -> bool {
    code.starts_with("08")
        || matches!(code, "53300" | "57P01" | "57P02" | "57P03" | "40001" | "40P01")
}

#[cfg(test)]
mod tests {
    use super::unavailable;

    #[test]
    fn shutdown_is_unavailable_and_a_check_is_not() {
        assert!(unavailable("57P01"));
        assert!(unavailable("08006"));
        assert!(unavailable("40P01"));
        assert!(!unavailable("23514"));
    }
}
