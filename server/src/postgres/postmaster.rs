//! One run of PostgreSQL's main process.

use super::{
    account::Account,
    binaries::Binaries,
    cluster::tail,
    error::{PostgresError, io_at},
    layout::Layout,
    stale::send,
};
use nix::{sys::signal::Signal, unistd::Pid};
use std::{
    fs::{self, OpenOptions},
    io::{Read, Seek, SeekFrom},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::ExitStatus,
    time::{Duration, Instant},
};
use tokio::process::Child;

/// How long a start may take; replaying the log after a crash is part of it.
const START: Duration = Duration::from_secs(120);
/// How long to wait for open work on each step of a stop.
const STOP: [(Signal, Duration); 3] = [
    (Signal::SIGINT, Duration::from_secs(20)),
    (Signal::SIGQUIT, Duration::from_secs(5)),
    (Signal::SIGKILL, Duration::from_secs(5)),
];
/// The log begins anew once it is this long; one old log is kept.
const LOG_MAX: u64 = 16 * 1024 * 1024;

/// A running postmaster.
#[derive(Debug)]
pub(super) struct Postmaster {
    child: Child,
    pid: Pid,
}

impl Postmaster {
    /// Starts PostgreSQL and waits until it accepts connections.
    pub(super) async fn start(
        binaries: &Binaries,
        layout: &Layout,
        account: &Account,
    ) -> Result<Self, PostgresError> {
        let log_start = rotate_log(&layout.log)?;
        let open = || {
            OpenOptions::new()
                .create(true)
                .append(true)
                .mode(0o600)
                .open(&layout.log)
                .map_err(io_at("cannot open", &layout.log))
        };
        let program = binaries.program("postgres");
        let child = account
            .command(&program)
            .arg("-D")
            .arg(&layout.cluster)
            // On the command line, where nothing in the cluster can override them.
            .args(["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"])
            .args(["-c", "port=5432", "-c", "logging_collector=off", "-k"])
            .arg(&layout.socket_dir)
            .current_dir(&layout.cluster)
            .stdout(open()?)
            .stderr(open()?)
            .spawn()
            .map_err(io_at("cannot run", &program))?;
        let pid = child.id().and_then(|id| i32::try_from(id).ok()).unwrap_or_default();
        let mut postmaster = Self { child, pid: Pid::from_raw(pid) };
        match postmaster.ready(layout, log_start).await {
            Ok(()) => Ok(postmaster),
            Err(error) => {
                postmaster.stop().await;
                Err(error)
            }
        }
    }

    /// Its process id.
    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    /// Waits until it ends by itself.
    pub(super) async fn ended(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Ends it: first rolling back what is open, then by dropping everything.
    pub(super) async fn stop(&mut self) {
        for (signal, patience) in STOP {
            // Asked anew each time: a number once reaped may be another process's.
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            send(self.pid, signal);
            if tokio::time::timeout(patience, self.child.wait()).await.is_ok() {
                return;
            }
            tracing::warn!(postgres.pid = %self.pid, %signal, "PostgreSQL does not stop");
        }
    }

    /// Waits for "ready" in `postmaster.pid`, as PostgreSQL's own `pg_ctl` does.
    async fn ready(&mut self, layout: &Layout, log_start: u64) -> Result<(), PostgresError> {
        let until = Instant::now() + START;
        loop {
            if !matches!(self.child.try_wait(), Ok(None)) {
                let output = log_since(&layout.log, log_start);
                return Err(PostgresError::Failed { program: "postgres", output });
            }
            if says_ready(&layout.cluster, self.pid) {
                return Ok(());
            }
            if Instant::now() > until {
                let log = layout.log.clone();
                return Err(PostgresError::TooSlow {
                    what: "start",
                    seconds: START.as_secs(),
                    log,
                });
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn says_ready(cluster: &Path, pid: Pid) -> bool {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).unwrap_or_default();
    let mut lines = text.lines();
    let ours = lines.next().is_some_and(|line| line.trim() == pid.to_string());
    ours && lines.nth(6).is_some_and(|line| line.trim() == "ready")
}

/// Puts a long log aside; returns where the new part will begin.
fn rotate_log(log: &Path) -> Result<u64, PostgresError> {
    let length = fs::metadata(log).map_or(0, |found| found.len());
    if length < LOG_MAX {
        return Ok(length);
    }
    let mut old = log.as_os_str().to_owned();
    old.push(".old");
    fs::rename(log, &old).map_err(io_at("cannot move", log))?;
    Ok(0)
}

fn log_since(log: &Path, start: u64) -> String {
    let mut text = Vec::new();
    let read = fs::File::open(log).and_then(|mut file| {
        file.seek(SeekFrom::Start(start))?;
        file.take(64 * 1024).read_to_end(&mut text)
    });
    match read {
        Ok(_) => tail(&String::from_utf8_lossy(&text)),
        Err(error) => format!("{} cannot be read: {error}", log.display()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ready_is_what_this_postmaster_says() {
        let folder = tempfile::tempdir().unwrap();
        let write = |pid: i32, status: &str| {
            let text = format!("{pid}\n/c\n1700000000\n5432\n/run\n\n 123 0\n{status}\n");
            fs::write(folder.path().join("postmaster.pid"), text).unwrap();
        };
        write(77, "starting");
        assert!(!says_ready(folder.path(), Pid::from_raw(77)));
        write(77, "ready   ");
        assert!(says_ready(folder.path(), Pid::from_raw(77)));
        assert!(!says_ready(folder.path(), Pid::from_raw(78)), "a leftover file of another");
    }

    #[test]
    fn a_long_log_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("postgres.log");
        fs::write(&log, "short").unwrap();
        assert_eq!(rotate_log(&log).unwrap(), 5);
        fs::File::create(&log).unwrap().set_len(LOG_MAX).unwrap();
        assert_eq!(rotate_log(&log).unwrap(), 0);
        assert!(!log.exists() && folder.path().join("postgres.log.old").exists());
    }
}
