//! Passwords: argon2id with 19 MiB, two passes, one lane, which are the library's defaults.

mod change;
mod reset;

use crate::ServiceError;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::field::FieldError;
use domain::password::Whose;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

pub use change::ChangeFrom;
pub(crate) use change::recipient;
pub use domain::password::MAX_BYTES;
pub(crate) use reset::{hex, reset_issue};

/// The beginnings of the hashes of all listed words, sorted; `passwords/README.md` tells whence.
static LISTED: &[u8] = include_bytes!("../passwords/listed.bin");

/// A hash of nothing anybody knows: verified for unknown accounts, so that they take as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash(&uuid::Uuid::new_v4().to_string()).unwrap_or_default());

/// Checks what a new password must be.
///
/// # Errors
/// As [`domain::password::check`].
pub fn check(password: &str, whose: &Whose<'_>) -> Result<(), FieldError> {
    domain::password::check(password, whose, is_listed)
}

/// Whether stolen passwords have this [stem](domain::password::stem).
fn is_listed(stem: &str) -> bool {
    let (hashes, _) = LISTED.as_chunks();
    hashes.binary_search(&listed_hash(stem)).is_ok()
}

/// What the list holds of a word.
#[must_use]
pub fn listed_hash(stem: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(stem.as_bytes()));
    [a, b, c, d]
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

    const ADA: Whose<'static> =
        Whose { email: "ada@example.com", name: "Ada", organization: "Engines" };

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
    fn stolen_passwords_are_known_with_what_people_add_to_them() {
        for stolen in [
            "password1234",
            "Passw0rd!2026",
            "Passwort2026!",
            "SommerSommer",
            "letmein!!!!!!",
            "administrator",
            "iloveyou1234",
            "1qaz2wsx3edc",
            "trustno1trustno1",
            "qwertyuiop123",
        ] {
            assert_eq!(check(stolen, &ADA).unwrap_err().code, "password-breached", "{stolen}");
        }
        for good in [
            "correct horse battery staple",
            "seatkeeper-demo-only",
            "a long password",
            "Regen im Juli",
            "zwölf grüne Kraniche",
            "f3a9-77c1-90be",
        ] {
            assert_eq!(check(good, &ADA), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_list_is_whole_and_sorted() {
        let (hashes, rest) = LISTED.as_chunks::<4>();
        assert!(hashes.len() > 30_000 && rest.is_empty(), "{}", hashes.len());
        assert!(hashes.is_sorted());
        assert!(LISTED.len() < 300_000);
    }
}
