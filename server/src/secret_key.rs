//! The file with the installation's secret key. It is made at the first start; without it, what
//! it sealed (authenticators, clients' secrets) cannot be read any more.

use services::auth::secret::SecretKey;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Hexadecimal digits of a key.
const DIGITS: usize = 64;

/// The key of a file, made if there is none yet, readable by its owner alone.
///
/// # Errors
/// When it cannot be read or made, or holds no key.
pub fn load(path: &Path) -> io::Result<SecretKey> {
    match make(path) {
        Ok(key) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(error),
    }
}

fn make(path: &Path) -> io::Result<SecretKey> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let key = SecretKey::fresh();
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    // A key that a power cut loses would take everything that it sealed with it.
    let written = writeln!(file, "{digits}").and_then(|()| file.sync_all());
    if let Err(error) = written {
        let _ = std::fs::remove_file(path);
        return Err(error);
    }
    Ok(SecretKey::new(key))
}

fn read(path: &Path) -> io::Result<SecretKey> {
    let mut text = String::new();
    File::open(path)?.take(1_000).read_to_string(&mut text)?;
    let none = || {
        let what = format!("it holds no key of {DIGITS} hexadecimal digits");
        io::Error::new(io::ErrorKind::InvalidData, what)
    };
    let digits = text.trim();
    if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(none());
    }
    let mut key = [0; DIGITS / 2];
    for (byte, at) in key.iter_mut().zip((0..DIGITS).step_by(2)) {
        let pair = digits.get(at..at + 2).ok_or_else(none)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| none())?;
    }
    Ok(SecretKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/secret.key");
        let sealed = load(&path).unwrap().seal("test", b"clear").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(load(&path).unwrap().open("test", &sealed).unwrap(), b"clear");
    }

    #[test]
    fn a_file_without_a_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        for text in ["", "no key", &"0".repeat(63), &"g".repeat(64), &"ü".repeat(32)] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(load(&path).unwrap_err().kind(), io::ErrorKind::InvalidData, "{text}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), *text);
        }
    }
}
