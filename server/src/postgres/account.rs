//! The account PostgreSQL runs under: the server's own, or another one for root.

use super::error::{PostgresError, io_at};
use nix::unistd::{Gid, Uid, User, chown, getegid, geteuid};
use std::{io, path::Path};
use tokio::process::Command;

/// Who runs PostgreSQL and owns its files.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// Its user id.
    pub(super) uid: Uid,
    /// Its group id.
    pub(super) gid: Gid,
    /// Its name, for messages.
    pub(super) name: String,
    /// Whether it is another account than the server's.
    pub(super) other: bool,
}

impl Account {
    /// The server's account, or for root `postgres`, or `nobody` where that is missing.
    pub(super) fn current() -> Result<Self, PostgresError> {
        let uid = geteuid();
        if !uid.is_root() {
            return Ok(Self { uid, gid: getegid(), name: format!("user {uid}"), other: false });
        }
        for name in ["postgres", "nobody"] {
            let user = User::from_name(name)
                .map_err(|errno| io_at("cannot look up the account", name)(errno.into()))?;
            if let Some(user) = user.filter(|user| !user.uid.is_root()) {
                return Ok(Self { uid: user.uid, gid: user.gid, name: user.name, other: true });
            }
        }
        Err(PostgresError::Unreachable {
            cluster: "/".into(),
            account: "postgres".to_owned(),
            hint: "PostgreSQL does not run as root; create the account \"postgres\"",
        })
    }

    /// A command that runs under this account, with nothing on its input, in a process
    /// group of its own: a terminal's Ctrl+C then reaches the server alone, which stops
    /// the database when it has finished itself.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.stdin(std::process::Stdio::null()).process_group(0);
        if self.other {
            command.uid(self.uid.as_raw()).gid(self.gid.as_raw());
        }
        // The server's own settings for database clients must not reach initdb and postgres.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("PG")) {
                command.env_remove(name);
            }
        }
        command
    }

    /// Gives a file or folder to this account.
    pub(super) fn own(&self, path: &Path) -> Result<(), PostgresError> {
        if !self.other {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid))
            .map_err(|errno| io_at("cannot change the owner of", path)(errno.into()))
    }

    /// Whether this account can enter the folder. Asked by trying, since access lists and
    /// network file systems decide too, not the mode bits alone.
    pub(super) fn can_enter(&self, folder: &Path) -> bool {
        if !self.other {
            return true;
        }
        let mut probe = std::process::Command::new("/bin/sh");
        {
            use std::os::unix::process::CommandExt;
            probe.uid(self.uid.as_raw()).gid(self.gid.as_raw());
        }
        let outcome = probe.args(["-c", "exit 0"]).current_dir(folder).status();
        !matches!(outcome, Err(error) if error.kind() == io::ErrorKind::PermissionDenied)
    }
}
