//! The key that signs checkpoints, in a file, and its public half in another beside it.

use super::{hex, unhex};
use ed25519_dalek::{SigningKey, VerifyingKey};
use rand::RngExt;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file holds something else.
    #[error("{} is not the action log's key: expected 64 hexadecimal digits", .0.display())]
    NoKey(PathBuf),
    /// A file that everybody on the machine can read.
    #[error("{} can be read by others: take the right to from them (chmod 600)", .0.display())]
    Open(PathBuf),
    /// Neither a public key nor a file that can be read.
    #[error("no public key: {0}")]
    NoPublicKey(String),
}

/// Signs checkpoints. Whoever has it can rewrite the log unnoticed.
pub struct AuditKey {
    pub(super) signing: SigningKey,
    id: String,
}

impl std::fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuditKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl AuditKey {
    /// The key in this file, which is made with its folder if it is not there. The public half
    /// is added to the file of the same name with the ending `pub`.
    ///
    /// # Errors
    /// When a file cannot be read or written, or can be read by everybody.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        let failed = |source| KeyError::Io { path: path.to_owned(), source };
        let key = match read(path)? {
            Some(key) => key,
            None => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(failed)?;
                }
                create(path).map_err(failed)?;
                read(path)?.ok_or_else(|| KeyError::NoKey(path.to_owned()))?
            }
        };
        let public = public_path(path);
        let failed = |source| KeyError::Io { path: public.clone(), source };
        let line = format!("{}\n", key.public());
        let known = match fs::read_to_string(&public) {
            Ok(known) => known,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(error)),
        };
        // Keys from before stay, since they signed what lies further back.
        if !known.lines().any(|known| known == key.public()) {
            let file = OpenOptions::new().append(true).create(true).open(&public);
            file.and_then(|mut file| file.write_all(line.as_bytes())).map_err(failed)?;
        }
        Ok(key)
    }

    fn new(secret: [u8; 32]) -> Self {
        let signing = SigningKey::from_bytes(&secret);
        let id = key_id(&signing.verifying_key());
        Self { signing, id }
    }

    /// What checkpoints call it: the first digits of its public half's SHA-256.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its public half, in hexadecimal digits.
    #[must_use]
    pub fn public(&self) -> String {
        hex(self.signing.verifying_key().as_bytes())
    }
}

/// Where the public half of the key in this file is kept.
#[must_use]
pub fn public_path(path: &Path) -> PathBuf {
    path.with_extension("pub")
}

fn key_id(key: &VerifyingKey) -> String {
    hex(&Sha256::digest(key.as_bytes())[..8])
}

fn read(path: &Path) -> Result<Option<AuditKey>, KeyError> {
    let failed = |source| KeyError::Io { path: path.to_owned(), source };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o007 != 0 {
        return Err(KeyError::Open(path.to_owned()));
    }
    let secret = unhex(text.trim()).ok_or_else(|| KeyError::NoKey(path.to_owned()))?;
    Ok(Some(AuditKey::new(secret)))
}

/// Makes the file whole and at once: of two processes that begin together, one makes it.
fn create(path: &Path) -> io::Result<()> {
    let secret: [u8; 32] = rand::rng().random();
    let beside = path.with_extension(format!("new-{}", Uuid::new_v4().simple()));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    let made = file
        .write_all(format!("{}\n", hex(&secret)).as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| match fs::hard_link(&beside, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done,
        });
    fs::remove_file(&beside).and(made)
}

/// The keys whose signatures count.
#[derive(Clone, Debug, Default)]
pub struct PublicKeys(HashMap<String, VerifyingKey>);

impl PublicKeys {
    /// One key in hexadecimal digits, or a file with one a line.
    ///
    /// # Errors
    /// [`KeyError::NoPublicKey`].
    pub fn parse(text_or_path: &str) -> Result<Self, KeyError> {
        let none = |why: String| KeyError::NoPublicKey(why);
        let text = match unhex::<32>(text_or_path) {
            Some(_) => text_or_path.to_owned(),
            None => fs::read_to_string(text_or_path)
                .map_err(|error| none(format!("{text_or_path}: {error}")))?,
        };
        let mut keys = HashMap::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let key = unhex(line).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
            let key = key.ok_or_else(|| none(format!("{text_or_path}: not a key: {line}")))?;
            keys.insert(key_id(&key), key);
        }
        if keys.is_empty() {
            return Err(none(format!("{text_or_path} is empty")));
        }
        Ok(Self(keys))
    }

    /// The key of this name.
    pub(super) fn get(&self, id: &str) -> Option<&VerifyingKey> {
        self.0.get(id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/audit.key");
        let made: Vec<String> = std::thread::scope(|scope| {
            let load = || AuditKey::load_or_create(&path).unwrap().public();
            let all: Vec<_> = (0..8).map(|_| scope.spawn(load)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(made.iter().all(|public| *public == made[0]));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let public = fs::read_to_string(public_path(&path)).unwrap();
        assert!(public.lines().all(|line| line == made[0]), "{public}");
        let names = fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(names, 2, "nothing is left over");
    }

    #[test]
    fn a_new_key_does_not_forget_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.key");
        let first = AuditKey::load_or_create(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let second = AuditKey::load_or_create(&path).unwrap();
        AuditKey::load_or_create(&path).unwrap();
        assert_ne!(first.id(), second.id());
        let file = public_path(&path);
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 2);
        let both = PublicKeys::parse(file.to_str().unwrap()).unwrap();
        assert!(both.get(first.id()).is_some() && both.get(second.id()).is_some());
        let one = PublicKeys::parse(&first.public()).unwrap();
        assert!(one.get(first.id()).is_some() && one.get(second.id()).is_none());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.key");
        fs::write(&path, "hello").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(AuditKey::load_or_create(&path), Err(KeyError::NoKey(_))));
        fs::write(&path, "ab".repeat(32)).unwrap();
        AuditKey::load_or_create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(AuditKey::load_or_create(&path), Err(KeyError::Open(_))));
        for bad in ["", "nowhere", folder.path().to_str().unwrap()] {
            assert!(PublicKeys::parse(bad).is_err(), "{bad}");
        }
    }
}
