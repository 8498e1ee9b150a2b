//! What can go wrong with the embedded database, said so that the reader can act.

use std::{io, path::PathBuf};

/// Why the embedded PostgreSQL does not run.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// No usable `initdb` and `postgres` on this machine.
    #[error(
        "PostgreSQL {wanted} was not found on PATH or under /usr/lib/postgresql ({found}). \
         Install it (Debian, Ubuntu: sudo apt-get install {package}), \
         or name a database with --database-url"
    )]
    NotFound {
        /// The version asked for, in words.
        wanted: String,
        /// What was found instead, in words.
        found: String,
        /// The package to install.
        package: String,
    },
    /// Another process serves this data folder.
    #[error(
        "the data folder {folder} is in use by another seatkeeper (process {pid}). \
         Stop it first, or choose another folder with --data-dir"
    )]
    InUse {
        /// The folder.
        folder: PathBuf,
        /// The other process's id as far as known.
        pid: String,
    },
    /// A file or folder could not be made, read or changed.
    #[error("{what} {path}: {source}")]
    Io {
        /// What was tried: `cannot create`.
        what: &'static str,
        /// On which path.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The cluster of this data folder has been moved or deleted.
    #[error(
        "{pointer} says that the database is in {cluster}, but there is none. Restore it, \
         or delete {pointer} to begin with an empty database"
    )]
    ClusterGone {
        /// The pointer file.
        pointer: PathBuf,
        /// Where the cluster should be.
        cluster: PathBuf,
    },
    /// The cluster lies where the database's account cannot reach it.
    #[error("the database in {cluster} cannot be reached by the account {account}: {hint}")]
    Unreachable {
        /// The cluster.
        cluster: PathBuf,
        /// The account PostgreSQL runs under.
        account: String,
        /// What to do.
        hint: &'static str,
    },
    /// A PostgreSQL program failed; `output` is the end of what it said.
    #[error("{program} failed: {output}")]
    Failed {
        /// `initdb` or `postgres`.
        program: &'static str,
        /// The end of its output.
        output: String,
    },
    /// Something did not happen in time.
    #[error("PostgreSQL {what} took longer than {seconds} s; see {log}")]
    TooSlow {
        /// `start` or `stop`.
        what: &'static str,
        /// The limit.
        seconds: u64,
        /// The log to read.
        log: PathBuf,
    },
}

/// Names the action and the path of an I/O error.
pub(super) fn io_at(
    what: &'static str,
    path: impl Into<PathBuf>,
) -> impl FnOnce(io::Error) -> PostgresError {
    let path = path.into();
    move |source| PostgresError::Io { what, path, source }
}
