//! What a checkpoint's signature says.

use super::key::{AuditKey, PublicKeys};
use super::{hex, unhex};
use chrono::SecondsFormat;
use ed25519_dalek::{Signature, Signer};
use sha2::{Digest, Sha256};
use store::log::checkpoint::Checkpoint;

/// The signed text: all that a checkpoint says, a line each.
fn text(checkpoint: &Checkpoint) -> String {
    let Checkpoint { root, first, seq, hash, previous, at, key_id, signature: _ } = checkpoint;
    let at = at.to_rfc3339_opts(SecondsFormat::Micros, true);
    format!(
        "seatkeeper log checkpoint 1\nroot {root}\nfirst {first}\nseq {seq}\nhash {hash}\n\
         previous {previous}\nat {at}\nkey {key_id}\n"
    )
}

/// Signs a checkpoint.
pub(super) fn sign(checkpoint: Checkpoint, key: &AuditKey) -> Checkpoint {
    let checkpoint = Checkpoint { key_id: key.id().to_owned(), ..checkpoint };
    let signature = key.signing.sign(text(&checkpoint).as_bytes());
    Checkpoint { signature: hex(&signature.to_bytes()), ..checkpoint }
}

/// Whether one of these keys has signed it.
pub(super) fn is_genuine(checkpoint: &Checkpoint, keys: &PublicKeys) -> bool {
    let key = keys.get(&checkpoint.key_id);
    let signature = unhex(&checkpoint.signature).map(|bytes| Signature::from_bytes(&bytes));
    key.zip(signature).is_some_and(|(key, signature)| {
        key.verify_strict(text(checkpoint).as_bytes(), &signature).is_ok()
    })
}

/// What the next checkpoint names it by.
pub(super) fn name(checkpoint: &Checkpoint) -> String {
    let mut sha = Sha256::new_with_prefix(text(checkpoint));
    sha.update(&checkpoint.signature);
    hex(&sha.finalize())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn no_part_of_a_checkpoint_can_be_changed() {
        let folder = tempfile::tempdir().unwrap();
        let load = |name: &str| AuditKey::load_or_create(&folder.path().join(name)).unwrap();
        let (key, other) = (load("a.key"), load("b.key"));
        let plain = Checkpoint {
            root: 1,
            first: 1,
            seq: 9,
            hash: "ab".repeat(32),
            previous: String::new(),
            at: "2026-06-15T10:00:00.000001Z".parse().unwrap(),
            key_id: String::new(),
            signature: String::new(),
        };
        let keys = PublicKeys::parse(&key.public()).unwrap();
        let signed = sign(plain.clone(), &key);
        assert!(is_genuine(&signed, &keys));
        let base = || signed.clone();
        let forged = [
            plain,
            Checkpoint { root: 2, ..base() },
            Checkpoint { first: 2, ..base() },
            Checkpoint { seq: 8, ..base() },
            Checkpoint { hash: "cd".repeat(32), ..base() },
            Checkpoint { previous: "cd".repeat(32), ..base() },
            Checkpoint { at: base().at + chrono::Duration::microseconds(1), ..base() },
            Checkpoint { key_id: other.id().to_owned(), ..base() },
            Checkpoint { signature: "00".repeat(64), ..base() },
            Checkpoint { signature: "x".into(), ..base() },
            sign(base(), &other),
        ];
        for forged in forged {
            assert!(!is_genuine(&forged, &keys), "{forged:?}");
            assert_ne!(name(&forged), name(&signed));
        }
        // What a line of a copy says is what was signed.
        let line = serde_json::to_string(&signed).unwrap();
        assert_eq!(serde_json::from_str::<Checkpoint>(&line).unwrap(), signed);
    }
}
