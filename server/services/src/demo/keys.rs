//! License keys and ids by number: unlike enough to look real, never the same twice.

use uuid::{Builder, Uuid};

/// Letters and digits that nobody mixes up.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// How keys look, one form for each vendor in turn; `#` is a letter or digit.
const FORMS: [&str; 4] =
    ["SPAV-####-####-####", "####-####-###", "WG-######-######", "###-###-###-###"];

/// The moment the demo's ids start from: 2025-01-01T00:00:00Z, in milliseconds.
const EPOCH_MS: u64 = 1_735_689_600_000;

/// Which table an id belongs to, so that no two rows of the demo share one.
#[derive(Clone, Copy)]
pub(super) enum Table {
    Organization = 1,
    Person = 2,
    License = 3,
    Entitlement = 4,
    PriceList = 5,
    Order = 6,
    OrderLine = 7,
}

/// Mixes the bits of a number; different numbers stay different (every step can be undone).
pub(super) fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The key of the `n`th license, in its vendor's form. Ten places carry the mixed number, so
/// that no two licenses share a key; the rest is filled.
pub(super) fn license_key(vendor: i32, n: u32) -> String {
    let form = FORMS[usize::try_from(vendor - 1).unwrap_or(0) % FORMS.len()];
    // Adding, the low 50 bits of an odd multiple, a shifted xor: each can be undone.
    let mut code = (u64::from(n) + EPOCH_MS).wrapping_mul(0x2545_f491_4f6c_dd1d) & ((1 << 50) - 1);
    code ^= code >> 23;
    let mut filler = mix(u64::from(n) | 1 << 40);
    let mut place = 0;
    form.chars()
        .map(|c| {
            if c != '#' {
                return c;
            }
            let source = if place < 10 { &mut code } else { &mut filler };
            place += 1;
            let letter = char::from(ALPHABET[usize::try_from(*source % 32).unwrap_or(0)]);
            *source /= 32;
            letter
        })
        .collect()
}

/// The id of the `n`th row of a table: a UUID version 7 like all others, in order of `n`.
pub(super) fn id(table: Table, n: usize) -> Uuid {
    let n = n as u64;
    let mut random = [0; 10];
    random[..8].copy_from_slice(&mix(n << 2 | table as u64).to_be_bytes());
    random[9] = table as u8;
    Builder::from_unix_timestamp_millis(EPOCH_MS + n, &random).into_uuid()
}
