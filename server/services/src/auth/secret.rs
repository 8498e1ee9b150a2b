//! The installation's secret key: it seals what the database must not hold in clear but the
//! server must be able to read, such as authenticators' secrets.

use super::internal;
use crate::ServiceError;
use chacha20poly1305::aead::{Aead, Generate, Key, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::fmt;
use std::sync::Arc;

/// Bytes of a nonce, which stands before what it sealed.
const NONCE: usize = 24;

/// A key of 256 bits. Cheap to clone.
#[derive(Clone)]
pub struct SecretKey(Arc<XChaCha20Poly1305>);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

impl SecretKey {
    /// The key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Arc::new(XChaCha20Poly1305::new(&bytes.into())))
    }

    /// A new key. What it seals is lost with it, unless it is kept.
    #[must_use]
    pub fn fresh() -> [u8; 32] {
        Key::<XChaCha20Poly1305>::generate().into()
    }

    /// Seals a text. `purpose` (what it is, and whose) is needed to open it again, so that
    /// what was sealed for one person is of no use to another.
    ///
    /// # Errors
    /// Internal, when the system gives no randomness.
    pub fn seal(&self, purpose: &str, clear: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let nonce = XNonce::generate();
        let payload = Payload { msg: clear, aad: purpose.as_bytes() };
        let sealed = self.0.encrypt(&nonce, payload).map_err(internal)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for this purpose.
    ///
    /// # Errors
    /// Internal, when it was sealed with another key or for something else, or was changed.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let unfit = || {
            let what = purpose.split(' ').next().unwrap_or_default();
            ServiceError::Internal(format!("a sealed {what} does not fit the secret key"))
        };
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or_else(unfit)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| unfit())?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        self.0.decrypt(&nonce, payload).map_err(|_| unfit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_key_and_purpose_open_what_was_sealed() {
        let key = SecretKey::new([7; 32]);
        let sealed = key.seal("authenticator 1", b"secret").unwrap();
        assert_eq!(key.open("authenticator 1", &sealed).unwrap(), b"secret");
        assert_ne!(sealed, key.seal("authenticator 1", b"secret").unwrap(), "never twice alike");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        key.open("authenticator 2", &sealed).unwrap_err();
        SecretKey::new([8; 32]).open("authenticator 1", &sealed).unwrap_err();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            key.open("authenticator 1", &changed).unwrap_err();
            key.open("authenticator 1", &sealed[..at]).unwrap_err();
        }
    }

    #[test]
    fn a_key_is_not_written_to_logs() {
        assert_eq!(format!("{:?}", SecretKey::new([7; 32])), "SecretKey");
    }
}
