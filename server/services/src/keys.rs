//! Keys that the portal makes.

use rand::RngExt;

/// Letters and digits that nobody mixes up.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A key that nobody guesses: 125 random bits.
pub(crate) fn new_key() -> String {
    let mut rng = rand::rng();
    let mut group = || -> String {
        (0..5).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
    };
    let groups: [String; 5] = std::array::from_fn(|_| group());
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unlike_each_other() {
        let keys: std::collections::HashSet<String> = (0..1_000).map(|_| new_key()).collect();
        assert_eq!(keys.len(), 1_000);
        for key in keys {
            assert_eq!(key.len(), 29);
            assert!(key.bytes().all(|b| b == b'-' || ALPHABET.contains(&b)), "{key}");
        }
    }
}
