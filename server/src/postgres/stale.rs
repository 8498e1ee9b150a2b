//! A postmaster that an earlier server left behind when it was killed.

use super::error::{PostgresError, io_at};
use nix::{
    errno::Errno,
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs,
    io::ErrorKind,
    path::Path,
    time::{Duration, Instant},
};

/// How long a leftover may take to shut down before it is told to drop everything.
const FAST: Duration = Duration::from_secs(20);
/// How long it may take after that.
const IMMEDIATE: Duration = Duration::from_secs(10);

/// Stops the postmaster that still runs on this cluster, if one does. It is stopped and
/// not adopted: a child that is not ours cannot be waited for, so its death would go
/// unnoticed, and its settings may be another version's. The caller holds the folder's lock.
pub(super) async fn stop_leftover(cluster: &Path) -> Result<(), PostgresError> {
    let pid_file = cluster.join("postmaster.pid");
    let Some(pid) = read_pid(&pid_file)? else { return Ok(()) };
    if runs_on(pid, cluster) {
        tracing::warn!(
            postgres.pid = pid.as_raw(),
            "stopping the PostgreSQL that an earlier server left running"
        );
        stop(pid, cluster).await?;
    } else if alive(pid) {
        // The number went to another program, as it does after a restart of a container.
        // PostgreSQL would take that for a postmaster and refuse to start.
        fs::remove_file(&pid_file).map_err(io_at("cannot delete", &pid_file))?;
    }
    Ok(())
}

async fn stop(pid: Pid, cluster: &Path) -> Result<(), PostgresError> {
    for (signal, patience) in [(Signal::SIGINT, FAST), (Signal::SIGQUIT, IMMEDIATE)] {
        send(pid, signal);
        let until = Instant::now() + patience;
        while runs_on(pid, cluster) {
            if Instant::now() > until {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        if !runs_on(pid, cluster) {
            return Ok(());
        }
    }
    Err(PostgresError::TooSlow {
        what: "(a leftover process) stop",
        seconds: (FAST + IMMEDIATE).as_secs(),
        log: cluster.to_owned(),
    })
}

/// Sends a signal; a process that is gone is what was wanted anyway.
pub(super) fn send(pid: Pid, signal: Signal) {
    if let Err(errno) = kill(pid, signal)
        && errno != Errno::ESRCH
    {
        tracing::warn!(postgres.pid = pid.as_raw(), %signal, %errno, "cannot signal PostgreSQL");
    }
}

/// The first line of `postmaster.pid`.
pub(super) fn read_pid(path: &Path) -> Result<Option<Pid>, PostgresError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let pid = text.lines().next().and_then(|line| line.trim().parse::<i32>().ok());
            Ok(pid.filter(|pid| *pid > 0).map(Pid::from_raw))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_at("cannot read", path)(error)),
    }
}

fn alive(pid: Pid) -> bool {
    kill(pid, None) != Err(Errno::ESRCH)
}

/// Whether this process is a postmaster of this cluster, told by its command line, which
/// names the cluster. A zombie has none, so one that nobody reaps counts as gone.
fn runs_on(pid: Pid, cluster: &Path) -> bool {
    let Ok(line) = fs::read(format!("/proc/{pid}/cmdline")) else {
        // Without /proc the number alone decides.
        return !Path::new("/proc/self").exists() && alive(pid);
    };
    let cluster = cluster.as_os_str().as_encoded_bytes();
    line.split(|byte| *byte == 0).any(|argument| argument == cluster)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_number_of_another_program_does_not_stop_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut bystander = tokio::process::Command::new("cat")
            .stdin(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let pid_file = folder.path().join("postmaster.pid");
        fs::write(&pid_file, format!("{}\n", bystander.id().unwrap())).unwrap();
        stop_leftover(folder.path()).await.unwrap();
        assert!(!pid_file.exists(), "PostgreSQL would refuse to start beside it");
        assert!(bystander.try_wait().unwrap().is_none(), "it still runs");
    }

    #[tokio::test]
    async fn a_dead_number_is_left_to_postgres() {
        let folder = tempfile::tempdir().unwrap();
        let mut gone = tokio::process::Command::new("true").spawn().unwrap();
        let pid = gone.id().unwrap();
        gone.wait().await.unwrap();
        let pid_file = folder.path().join("postmaster.pid");
        fs::write(&pid_file, format!("{pid}\n")).unwrap();
        stop_leftover(folder.path()).await.unwrap();
        assert!(pid_file.exists());
    }
}
