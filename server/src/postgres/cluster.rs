//! Making the cluster, once, and its settings, at every start.

use super::{
    account::Account,
    binaries::Binaries,
    error::{PostgresError, io_at},
    layout::{Layout, has_cluster},
    settings::{Machine, settings},
};
use std::{
    fs,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};
use tokio::io::AsyncWriteExt;

/// Sees to it that the cluster exists and its settings are current.
pub(super) async fn ensure(
    binaries: &Binaries,
    layout: &Layout,
    account: &Account,
) -> Result<(), PostgresError> {
    // A new data folder that meets a cluster elsewhere got the path of a deleted one:
    // that database is not this folder's, but nor is it ours to delete.
    if layout.pointer.is_some() && has_cluster(&layout.cluster) {
        set_aside(&layout.cluster)?;
    }
    if !has_cluster(&layout.cluster) {
        create(binaries, layout, account).await?;
    }
    if let Some(pointer) = &layout.pointer {
        fs::write(pointer, format!("{}\n", layout.home.display()))
            .map_err(io_at("cannot write", pointer))?;
    }
    write_owned(&layout.cluster.join("seatkeeper.conf"), &settings(Machine::this()), account)?;
    layout.make_socket_dir(account)
}

/// Creates the cluster beside its final place and moves it there when it is complete, so
/// that an interrupted first start leaves nothing half made.
async fn create(
    binaries: &Binaries,
    layout: &Layout,
    account: &Account,
) -> Result<(), PostgresError> {
    tracing::info!(cluster = %layout.cluster.display(), "creating the database cluster");
    let new = layout.home.join("postgres.new");
    if new.exists() {
        fs::remove_dir_all(&new).map_err(io_at("cannot delete", &new))?;
    }
    fs::DirBuilder::new().mode(0o700).create(&new).map_err(io_at("cannot create", &new))?;
    account.own(&new)?;

    let initdb = account
        .command(&binaries.program("initdb"))
        .args(["--username=seatkeeper", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
        .args(["--data-checksums", "--no-instructions", "--pgdata"])
        .arg(&new)
        .current_dir(&new)
        .output()
        .await
        .map_err(io_at("cannot run", binaries.program("initdb")))?;
    succeeded("initdb", &initdb)?;

    // Reached through a private folder only, hence no passwords.
    write_owned(&new.join("pg_hba.conf"), "local all all trust\n", account)?;
    let conf = new.join("postgresql.conf");
    let text = fs::read_to_string(&conf).map_err(io_at("cannot read", &conf))?;
    write_owned(&conf, &format!("{text}\ninclude = 'seatkeeper.conf'\n"), account)?;
    write_owned(&new.join("seatkeeper.conf"), "", account)?;
    create_database(binaries, &new, account).await?;
    fs::rename(&new, &layout.cluster).map_err(io_at("cannot move into place", &layout.cluster))
}

/// Creates the database in single-user mode, which needs neither socket nor client.
async fn create_database(
    binaries: &Binaries,
    cluster: &Path,
    account: &Account,
) -> Result<(), PostgresError> {
    let program = binaries.program("postgres");
    let mut child = account
        .command(&program)
        .arg("--single")
        .args(["-c", "exit_on_error=true", "-D"])
        .arg(cluster)
        .arg("postgres")
        .current_dir(cluster)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(io_at("cannot run", &program))?;
    if let Some(mut stdin) = child.stdin.take() {
        // When it has died already, its exit code says more than the broken pipe.
        let _ = stdin.write_all(b"CREATE DATABASE seatkeeper;\n").await;
    }
    let output = child.wait_with_output().await.map_err(io_at("cannot run", &program))?;
    succeeded("postgres", &output)
}

fn set_aside(cluster: &Path) -> Result<(), PostgresError> {
    let aside = (1..).map(|n| PathBuf::from(format!("{}.old-{n}", cluster.display())));
    for aside in aside {
        if !aside.exists() {
            tracing::warn!(aside = %aside.display(), "an earlier database was set aside");
            return fs::rename(cluster, &aside).map_err(io_at("cannot move", cluster));
        }
    }
    Ok(())
}

fn write_owned(path: &Path, text: &str, account: &Account) -> Result<(), PostgresError> {
    fs::write(path, text).map_err(io_at("cannot write", path))?;
    account.own(path)
}

fn succeeded(program: &'static str, output: &Output) -> Result<(), PostgresError> {
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    Err(PostgresError::Failed { program, output: tail(&String::from_utf8_lossy(&said)) })
}

/// The last lines of a text, on one line, for an error message.
pub(super) fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(6)..].join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_last_lines() {
        assert_eq!(tail("a\n\n b\nc\nd\ne\nf\ng\n"), "b | c | d | e | f | g");
        assert_eq!(tail(""), "");
    }
}
