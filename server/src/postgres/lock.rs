//! One server per data folder.

use super::error::{PostgresError, io_at};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// The lock file in a data folder. The lock is the kernel's (flock), not the file's
/// existence: it ends with the process, however that ends.
const NAME: &str = "seatkeeper.lock";

/// A folder held for this process until dropped.
#[derive(Debug)]
pub(super) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder, or names who has it.
    pub(super) fn take(folder: &Path) -> Result<Self, PostgresError> {
        let path = folder.join(NAME);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(io_at("cannot open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                // Between the other's locking and writing its number the file is empty.
                let _ = file.read_to_string(&mut pid);
                let pid = if pid.trim().is_empty() { "unknown" } else { pid.trim() };
                return Err(PostgresError::InUse { folder: folder.into(), pid: pid.into() });
            }
            Err(TryLockError::Error(error)) => return Err(io_at("cannot lock", &path)(error)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        written.map_err(io_at("cannot write", &path))?;
        Ok(Self { _file: file })
    }
}
