//! Proof that nobody has changed the action log: checkpoints of its chains, signed by a key
//! that lies outside of the database, kept in it and, if wanted, as copies somewhere else.
//!
//! What lies below a checkpoint cannot be changed by whoever has the database alone. Who also
//! deletes the newest checkpoints together with the entries that they cover is found by the
//! copies, which is what they are for.

mod checkpoint;
mod copies;
mod key;
mod report;
mod seal;
mod verify;

pub use key::{AuditKey, KeyError, PublicKeys, public_path};
pub use report::{Finding, Place, Report};
pub use seal::{Sealed, Sealer};
pub use verify::{VerifyError, verify};

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that hexadecimal digits say; none when they are too many, too few or no digits.
fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_bytes_and_back() {
        assert_eq!(hex(&[0, 1, 0xab]), "0001ab");
        assert_eq!(unhex("0001ab"), Some([0, 1, 0xab]));
        for bad in ["", "0001a", "0001abc", "0001ag", "+001ab", "0001äb"] {
            assert_eq!(unhex::<3>(bad), None, "{bad:?}");
        }
    }
}
