//! `seatkeeper audit verify`: whether the action log is what the portal wrote.

use super::{CliError, Global, say};
use crate::database::Database;
use clap::Subcommand;
use domain::ids::RootId;
use services::ServiceError;
use services::audit::{AuditKey, PublicKeys, Report, Sealer, public_path, verify};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::Store;

/// Findings that are printed of each root.
const SHOWN: usize = 100;

/// Where the key of the action log's checkpoints is.
#[derive(Debug, clap::Args)]
pub(super) struct KeyFile {
    /// File of the key that signs checkpoints of the action log; made if it is not there
    /// [default: audit.key in the data folder]
    #[arg(long, env = "SEATKEEPER_AUDIT_KEY", value_name = "FILE")]
    audit_key: Option<PathBuf>,
}

impl KeyFile {
    fn path(&self, global: &Global) -> Result<PathBuf, CliError> {
        let named = self.audit_key.clone().filter(|path| !path.as_os_str().is_empty());
        named.map_or_else(|| Ok(global.data_dir()?.join("audit.key")), Ok)
    }

    /// What seals the log, and copies checkpoints into a folder.
    pub(super) fn sealer(
        &self,
        global: &Global,
        folder: Option<PathBuf>,
    ) -> Result<Sealer, CliError> {
        let path = self.path(global)?;
        let key = AuditKey::load_or_create(&path)?;
        tracing::info!(
            "checkpoints of the action log are signed by key {}; its public half is in {}",
            key.id(),
            public_path(&path).display()
        );
        Ok(Sealer::new(key, folder.filter(|folder| !folder.as_os_str().is_empty())))
    }
}

/// Commands about the action log.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Say whether entries of the action log were edited, deleted, reordered or cut off
    Verify(Verify),
}

/// Arguments of `audit verify`.
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// Only this root (a tree of organizations), by its number
    #[arg(long, value_name = "N")]
    root: Option<i64>,
    /// Folder of the checkpoints' copies
    #[arg(long, env = "SEATKEEPER_AUDIT_PATH", value_name = "FOLDER")]
    checkpoints: Option<PathBuf>,
    /// Public key of the checkpoints, or a file of such keys [default: the one beside the key]
    #[arg(long, value_name = "KEY")]
    public_key: Option<String>,
    #[command(flatten)]
    key: KeyFile,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Audit {
    /// Prints what was found. Fails if anything was.
    pub(super) async fn run(self, global: &Global) -> ExitCode {
        let Self::Verify(verify) = self;
        match verify.run(global).await {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => super::failure(&error),
        }
    }
}

impl Verify {
    async fn run(self, global: &Global) -> Result<bool, CliError> {
        let keys = match &self.public_key {
            Some(key) => PublicKeys::parse(key)?,
            None => {
                let file = public_path(&self.key.path(global)?);
                PublicKeys::parse(&file.to_string_lossy())?
            }
        };
        let database = Database::shared(global.url(), &global.data_dir()?).await?;
        let reports = self.look(database.url(), &keys).await;
        database.close().await;
        let reports = reports?;
        if self.json {
            let text = serde_json::to_string_pretty(&reports)
                .map_err(|error| CliError::Service(ServiceError::Internal(error.to_string())))?;
            say(text);
        } else {
            self.tell(&reports);
        }
        Ok(reports.iter().all(Report::is_clean))
    }

    /// Looks through the log without changing anything, a missing migration included.
    async fn look(&self, url: &str, keys: &PublicKeys) -> Result<Vec<Report>, CliError> {
        let failed = |error| CliError::Service(ServiceError::from(error));
        if !Store::migrations_missing(url).await.map_err(failed)?.is_empty() {
            let says = "the database is older than this program; run seatkeeper migrate";
            return Err(CliError::Usage(says.to_owned()));
        }
        let store = Store::connect(url, 2).await.map_err(failed)?;
        let reports = self.reports(&store, keys).await;
        store.close().await;
        reports
    }

    async fn reports(&self, store: &Store, keys: &PublicKeys) -> Result<Vec<Report>, CliError> {
        let failed = |error| CliError::Service(ServiceError::from(error));
        let mut roots = store.root_list().await.map_err(failed)?;
        if let Some(root) = self.root.map(RootId) {
            if !roots.contains(&root) {
                return Err(CliError::Usage(format!("there is no root {}", root.0)));
            }
            roots = vec![root];
        }
        let folder = self.checkpoints.as_deref().filter(|path| *path != Path::new(""));
        let mut reports = Vec::with_capacity(roots.len());
        for root in roots {
            let report = verify(store, root, keys, folder).await;
            reports.push(report.map_err(|error| CliError::Usage(error.to_string()))?);
        }
        Ok(reports)
    }

    fn tell(&self, reports: &[Report]) {
        for report in reports {
            say(summary(report));
            for finding in report.findings.iter().take(SHOWN) {
                say(format_args!("  FOUND  {finding}"));
            }
            let more = report.found.saturating_sub(SHOWN as u64);
            if more > 0 {
                say(format_args!("  and {more} more"));
            }
        }
        let found: u64 = reports.iter().map(|report| report.found).sum();
        match found {
            0 => say("The action log is what the portal wrote, as far as it is sealed."),
            1 => say("1 finding: the action log is not what the portal wrote."),
            found => {
                say(format_args!("{found} findings: the action log is not what the portal wrote."))
            }
        }
    }
}

/// What was looked through, in a line or two.
fn summary(report: &Report) -> String {
    let Report { root, entries, older, checkpoints, unguarded, .. } = report;
    let newest = match report.newest {
        Some(newest) => format!(", the newest of {}", newest.format("%Y-%m-%d %H:%M:%S UTC")),
        None => String::new(),
    };
    let mut text = format!("Root {root}: {entries} entries, {checkpoints} checkpoints{newest}");
    if *older > 0 {
        text += &format!("; {older} entries are older than the chain and cannot be judged");
    }
    if *unguarded > 0 {
        text += &format!("; {unguarded} entries are above the newest checkpoint, not guarded yet");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_says_what_is_not_guarded() {
        let report = Report { root: 7, entries: 12, ..Report::default() };
        assert_eq!(summary(&report), "Root 7: 12 entries, 0 checkpoints");
        let report = Report {
            checkpoints: 3,
            older: 2,
            unguarded: 1,
            newest: chrono::DateTime::from_timestamp(0, 0),
            ..report
        };
        assert_eq!(
            summary(&report),
            "Root 7: 12 entries, 3 checkpoints, the newest of 1970-01-01 00:00:00 UTC; 2 entries \
             are older than the chain and cannot be judged; 1 entries are above the newest \
             checkpoint, not guarded yet"
        );
    }
}
