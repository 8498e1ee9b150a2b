//! The embedded database: a PostgreSQL of the machine's own packages, run in the data
//! folder for as long as the server runs.
//!
//! * The cluster is `<data-dir>/postgres`, its log `<data-dir>/postgres.log`.
//! * It listens on a unix socket in `<data-dir>/run` only, a folder nobody else may enter.
//!   Where that path is longer than a socket's may be (107 bytes), a private folder of a
//!   fixed name under `/run`, `/run/user/<uid>` or `/tmp` takes its place.
//! * PostgreSQL refuses to run as root, so a server run by root starts it as `postgres`
//!   (or `nobody`). When that account cannot enter the data folder, the cluster lives in
//!   `/var/lib/seatkeeper/<hash of the path>`, and `<data-dir>/postgres.location` says so.
//! * A lock on the data folder keeps a second server away; a postmaster that a killed
//!   server left behind is stopped before a new one starts.
//! * A supervisor restarts PostgreSQL when it dies while the server runs.

mod account;
mod binaries;
mod cluster;
mod error;
mod layout;
mod lock;
mod postmaster;
mod settings;
mod stale;
mod supervisor;

pub use binaries::{Binaries, MIN_MAJOR, find_binaries};
pub use error::PostgresError;

use account::Account;
use layout::Layout;
use lock::FolderLock;
use std::path::Path;
use supervisor::Supervisor;

/// A running embedded PostgreSQL. Dropping it without [`EmbeddedPostgres::stop`] asks the
/// database to shut down but does not wait for it.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    url: String,
    supervisor: Supervisor,
    // Held until the database has stopped; declared last so that they are dropped last.
    _locks: Vec<FolderLock>,
}

impl EmbeddedPostgres {
    /// Starts the database of this data folder, creating folder and cluster when they are
    /// not there, and returns once it accepts connections.
    ///
    /// # Errors
    /// Another process uses the folder, PostgreSQL is not installed or of another version
    /// than the cluster, or it does not start; each says what to do.
    pub async fn start(data_dir: &Path) -> Result<Self, PostgresError> {
        let account = Account::current()?;
        let data = layout::prepare_data_dir(data_dir, &account)?;
        let mut locks = vec![FolderLock::take(&data)?];
        let layout = Layout::resolve(&data, &account)?;
        if layout.home != data {
            locks.push(FolderLock::take(&layout.home)?);
        }
        stale::stop_leftover(&layout.cluster).await?;
        let binaries = find_binaries(layout.cluster_major()?)?;
        tracing::info!(
            postgres.version = %binaries.version,
            cluster = %layout.cluster.display(),
            "starting the embedded PostgreSQL"
        );
        cluster::ensure(&binaries, &layout, &account).await?;
        let url = layout.url();
        let supervisor = Supervisor::start(binaries, layout, account).await?;
        Ok(Self { url, supervisor, _locks: locks })
    }

    /// The connection URL of the database, over the unix socket, as its superuser.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The process id of the postmaster; none while it is being restarted.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.supervisor.pid()
    }

    /// Stops the database: open transactions are rolled back, the cluster is left clean.
    pub async fn stop(self) {
        self.supervisor.stop().await;
    }

    /// The connection URL of the database that another process (a running
    /// `seatkeeper serve`) keeps for this data folder; none when no process does.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn url_of_running(data_dir: &Path) -> Result<Option<String>, PostgresError> {
        if !data_dir.exists() {
            return Ok(None);
        }
        let account = Account::current()?;
        let data = layout::prepare_data_dir(data_dir, &account)?;
        match FolderLock::take(&data) {
            Ok(_free) => Ok(None),
            Err(PostgresError::InUse { .. }) => Ok(Some(Layout::resolve(&data, &account)?.url())),
            Err(error) => Err(error),
        }
    }
}
