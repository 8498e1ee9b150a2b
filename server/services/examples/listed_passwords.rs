//! Makes `passwords/listed.bin` anew from lists of stolen passwords, one password a line:
//!
//! ```text
//! cargo run -p services --example listed_passwords -- LIST...
//! ```

use services::password::listed_hash;
use std::{collections::BTreeSet, env, fs, io, path::Path};

/// Shorter words are too often part of something else.
const MIN_LETTERS: usize = 4;

fn main() -> io::Result<()> {
    let mut hashes = BTreeSet::new();
    for list in env::args_os().skip(1) {
        for line in fs::read_to_string(list)?.lines() {
            let stem = domain::password::stem(&domain::text::fold(line));
            if stem.chars().count() >= MIN_LETTERS {
                hashes.insert(listed_hash(&stem));
            }
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("passwords/listed.bin");
    fs::write(file, hashes.into_iter().flatten().collect::<Vec<u8>>())
}
