//! A changed migration rebuilds the crate that embeds it.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
