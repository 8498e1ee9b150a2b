//! Where the cluster, its socket and its log are.

use super::{
    account::Account,
    error::{PostgresError, io_at},
};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::ErrorKind,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

/// The longest path of a unix socket, without its closing zero.
const SOCKET_PATH_MAX: usize = 107;
/// The socket's name in its folder.
const SOCKET_NAME: &str = ".s.PGSQL.5432";
/// Where clusters go that cannot be in their data folder.
const ELSEWHERE: &str = "/var/lib/seatkeeper";
/// The file in a data folder that says where its cluster is, when it is elsewhere.
const POINTER: &str = "postgres.location";

/// The paths of one data folder's database.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The folder that holds the cluster: the data folder, or one in [`ELSEWHERE`].
    pub(super) home: PathBuf,
    /// The cluster.
    pub(super) cluster: PathBuf,
    /// The folder of the socket.
    pub(super) socket_dir: PathBuf,
    /// What PostgreSQL writes; always in the data folder.
    pub(super) log: PathBuf,
    /// The pointer file to write once the cluster exists elsewhere.
    pub(super) pointer: Option<PathBuf>,
}

/// Creates the data folder when it is not there and returns its path without symlinks. It
/// is private, except that root's lets the database's account pass through.
pub(super) fn prepare_data_dir(dir: &Path, account: &Account) -> Result<PathBuf, PostgresError> {
    let mode = if account.other { 0o711 } else { 0o700 };
    if !dir.exists() {
        if let Some(parent) = dir.parent() {
            fs::create_dir_all(parent).map_err(io_at("cannot create", parent))?;
        }
        match fs::DirBuilder::new().mode(mode).create(dir) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(io_at("cannot create the data folder", dir)(error));
            }
            _ => {}
        }
    }
    dir.canonicalize().map_err(io_at("cannot open the data folder", dir))
}

impl Layout {
    /// Decides the paths for a data folder (given without symlinks), making none of them
    /// but the home.
    pub(super) fn resolve(data: &Path, account: &Account) -> Result<Self, PostgresError> {
        let pointer = data.join(POINTER);
        let (home, pointer) = match fs::read_to_string(&pointer) {
            Ok(home) => {
                let home = PathBuf::from(home.trim_end_matches('\n'));
                let cluster = home.join("postgres");
                if !has_cluster(&cluster) {
                    return Err(PostgresError::ClusterGone { pointer, cluster });
                }
                (home, None)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                home_without_pointer(data, pointer, account)?
            }
            Err(error) => return Err(io_at("cannot read", pointer)(error)),
        };
        Ok(Self {
            cluster: home.join("postgres"),
            socket_dir: socket_dir(&home, account),
            log: data.join("postgres.log"),
            home,
            pointer,
        })
    }

    /// The major version of the cluster, none when there is none yet.
    pub(super) fn cluster_major(&self) -> Result<Option<u32>, PostgresError> {
        let path = self.cluster.join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim().parse().ok()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io_at("cannot read", path)(error)),
        }
    }

    /// The connection URL, understood by libpq and sqlx alike.
    pub(super) fn url(&self) -> String {
        let host: String = self
            .socket_dir
            .as_os_str()
            .as_bytes()
            .iter()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    char::from(*byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect();
        format!("postgres:///seatkeeper?host={host}&port=5432&user=seatkeeper")
    }

    /// Makes the socket's folder, or sees to it that it is the account's alone: whoever
    /// can enter it is let in without a password.
    pub(super) fn make_socket_dir(&self, account: &Account) -> Result<(), PostgresError> {
        let dir = &self.socket_dir;
        match fs::DirBuilder::new().mode(0o700).create(dir) {
            Ok(()) => account.own(dir)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io_at("cannot create", dir)(error)),
        }
        let found = fs::symlink_metadata(dir).map_err(io_at("cannot open", dir))?;
        let private = found.is_dir() && found.permissions().mode() & 0o077 == 0;
        if private && found.uid() == account.uid.as_raw() {
            return Ok(());
        }
        Err(PostgresError::Unreachable {
            cluster: dir.clone(),
            account: account.name.clone(),
            hint: "this folder must belong to that account and be closed to others; delete it",
        })
    }
}

/// Whether a cluster is in this folder.
pub(super) fn has_cluster(folder: &Path) -> bool {
    folder.join("PG_VERSION").is_file()
}

/// The home of a data folder that has no pointer: itself, if the account can enter it.
fn home_without_pointer(
    data: &Path,
    pointer: PathBuf,
    account: &Account,
) -> Result<(PathBuf, Option<PathBuf>), PostgresError> {
    if account.can_enter(data) {
        return Ok((data.to_owned(), None));
    }
    if has_cluster(&data.join("postgres")) {
        return Err(PostgresError::Unreachable {
            cluster: data.join("postgres"),
            account: account.name.clone(),
            hint: "let others pass through every folder above it (chmod o+x)",
        });
    }
    let home = Path::new(ELSEWHERE).join(hash(data));
    fs::create_dir_all(&home).map_err(io_at("cannot create", &home))?;
    tracing::info!(
        account = %account.name, home = %home.display(),
        "the database's account cannot enter the data folder; the database is kept elsewhere"
    );
    Ok((home, Some(pointer)))
}

/// The folder of the socket: `run` in the home, or a short one where that is too long.
fn socket_dir(home: &Path, account: &Account) -> PathBuf {
    let usual = home.join("run");
    if usual.as_os_str().len() + 1 + SOCKET_NAME.len() <= SOCKET_PATH_MAX {
        return usual;
    }
    let mine = PathBuf::from(format!("/run/user/{}", account.uid));
    let parent = match account {
        Account { other: true, .. } => PathBuf::from("/run"),
        _ if mine.is_dir() => mine,
        _ => PathBuf::from("/tmp"),
    };
    parent.join(format!("seatkeeper-{}", hash(home)))
}

/// A short name for a path, the same on every start.
fn hash(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn me() -> Account {
        Account {
            uid: nix::unistd::geteuid(),
            gid: nix::unistd::getegid(),
            name: "me".to_owned(),
            other: false,
        }
    }

    #[test]
    fn the_socket_is_in_the_data_folder_unless_that_is_too_long() {
        let short = Path::new("/srv/seatkeeper");
        assert_eq!(socket_dir(short, &me()), short.join("run"));
        let long = PathBuf::from(format!("/srv/{}", "x".repeat(100)));
        let moved = socket_dir(&long, &me());
        assert!(moved.as_os_str().len() + 14 <= SOCKET_PATH_MAX, "{}", moved.display());
        assert_eq!(moved, socket_dir(&long, &me()), "the same on every start");
        let limit = SOCKET_PATH_MAX - "/run/".len() - SOCKET_NAME.len();
        let longest = PathBuf::from(format!("/{}", "x".repeat(limit - 1)));
        assert_eq!(socket_dir(&longest, &me()), longest.join("run"));
        let over = PathBuf::from(format!("/{}", "x".repeat(limit)));
        assert_ne!(socket_dir(&over, &me()), over.join("run"));
    }

    #[test]
    fn the_url_escapes_what_a_path_may_hold() {
        let folder = tempfile::tempdir().unwrap();
        let mut layout = Layout::resolve(folder.path(), &me()).unwrap();
        layout.socket_dir = PathBuf::from("/data & more/r%n");
        assert_eq!(
            layout.url(),
            "postgres:///seatkeeper?host=%2Fdata%20%26%20more%2Fr%25n&port=5432&user=seatkeeper"
        );
    }

    #[test]
    fn a_socket_folder_of_others_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::resolve(folder.path(), &me()).unwrap();
        layout.make_socket_dir(&me()).unwrap();
        layout.make_socket_dir(&me()).unwrap();
        fs::set_permissions(&layout.socket_dir, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(layout.make_socket_dir(&me()).is_err());
    }

    #[test]
    fn a_pointer_to_nothing_is_an_error_not_an_empty_database() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(POINTER), "/nowhere/at/all\n").unwrap();
        let error = Layout::resolve(folder.path(), &me()).unwrap_err();
        assert!(matches!(error, PostgresError::ClusterGone { .. }), "{error}");
    }
}
