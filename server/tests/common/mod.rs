//! What the tests with real processes share.

#![allow(dead_code, reason = "no test program uses all of it")]

pub(crate) mod process;

use server::postgres::find_binaries;
use std::{
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

/// A data folder that is deleted afterwards. Temporary folders are closed to others; this
/// one lets the account pass that runs the database when the tests run as root.
pub(crate) struct DataDir {
    _temporary: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

pub(crate) fn data_dir() -> DataDir {
    let temporary = tempfile::tempdir().unwrap();
    std::fs::set_permissions(temporary.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = temporary.path().join("data");
    DataDir { _temporary: temporary, path }
}

/// Runs SQL by psql; the rows as text, or what it complained about.
pub(crate) fn sql(url: &str, statement: &str) -> Result<String, String> {
    let output = Command::new(find_binaries(None).unwrap().program("psql"))
        .args(["--no-psqlrc", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, url])
        .output()
        .unwrap();
    if output.status.success() {
        Ok(String::from_utf8(output.stdout).unwrap().trim().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Asks again until there is an answer; fails the test after `seconds`.
pub(crate) fn eventually<T>(seconds: u64, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < until, "not within {seconds} s: {what}");
        std::thread::yield_now();
    }
}

pub(crate) fn kill_9(pid: u32) {
    let pid = nix::unistd::Pid::from_raw(i32::try_from(pid).unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).unwrap();
}

/// The number in the cluster's `postmaster.pid`.
pub(crate) fn postmaster_pid(data: &DataDir) -> Option<u32> {
    let text = std::fs::read_to_string(data.path.join("postgres/postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse().ok()
}

/// The postmasters of this cluster: processes whose command line names it, zombies not
/// counted, nor a postmaster's own children, which carry its name until they get their own.
pub(crate) fn postmasters(data: &DataDir) -> Vec<u32> {
    let cluster = data.path.canonicalize().unwrap().join("postgres");
    let cluster = cluster.as_os_str().as_encoded_bytes().to_vec();
    let named: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).any(|argument| argument == cluster)
        })
        .filter_map(|pid| Some((pid, parent(pid)?)))
        .collect();
    let is_child = |of: u32| named.iter().any(|(pid, _)| *pid == of);
    named.iter().filter(|(_, parent)| !is_child(*parent)).map(|(pid, _)| *pid).collect()
}

fn parent(pid: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}
