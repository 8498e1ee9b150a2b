//! Passwords: argon2id with 19 MiB, two passes, one lane, which are the library's defaults.

use crate::ServiceError;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::field::FieldError;
use std::sync::LazyLock;

/// Shortest password, in characters.
pub const MIN_CHARACTERS: usize = 12;
/// Longest password, in bytes, so that nobody makes the server hash megabytes.
pub const MAX_BYTES: usize = 1024;

/// A hash of nothing anybody knows: verified for unknown accounts, so that they take as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash(&uuid::Uuid::new_v4().to_string()).unwrap_or_default());

/// Checks what a new password must be.
///
/// # Errors
/// `password-too-short` or `password-too-long` on the field `password`.
pub fn check(password: &str) -> Result<(), FieldError> {
    if password.chars().count() < MIN_CHARACTERS {
        return Err(FieldError::new("password", "password-too-short").with("min", MIN_CHARACTERS));
    }
    if password.len() > MAX_BYTES {
        return Err(FieldError::new("password", "password-too-long").with("max", MAX_BYTES));
    }
    Ok(())
}

/// Hashes a password with a fresh salt. Takes tens of milliseconds: not on an async thread.
///
/// # Errors
/// Internal, when the system gives no randomness.
pub fn hash(password: &str) -> Result<String, ServiceError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| ServiceError::Internal(format!("hashing a password: {error}")))
}

/// Whether the password is the one of `stored`; without a stored hash it is not, after the
/// same time. Not on an async thread.
#[must_use]
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    let known = stored.is_some();
    let stored = stored.unwrap_or(&NOBODY);
    let matches = PasswordHash::new(stored).is_ok_and(|parsed| {
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
    });
    known && matches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_verifies_its_password_and_no_other() {
        let stored = hash("correct horse battery").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse battery", Some(&stored)));
        assert!(!verify("correct horse batterz", Some(&stored)));
        assert!(!verify("correct horse battery", None));
        assert!(!verify("correct horse battery", Some("garbage")));
    }

    #[test]
    fn short_passwords_are_named() {
        assert_eq!(check("elevenchars").unwrap_err().code, "password-too-short");
        assert!(check("twelve chars").is_ok());
        assert_eq!(check(&"x".repeat(1025)).unwrap_err().code, "password-too-long");
    }
}
