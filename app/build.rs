//! Turns the message files into typed methods, and stops the build when the languages
//! do not say the same things (see `build/messages.rs`).

#[path = "build/messages.rs"]
mod messages;

use messages::{Catalog, File};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=messages");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let english = read("en")?;
    let german = read("de")?;
    match messages::check(&[("en", &english), ("de", &german)]) {
        Ok(catalog) => write(&out, &catalog, &english, &german),
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            Ok(())
        }
    }
}

/// A language's files in sorted order.
fn read(language: &str) -> io::Result<Vec<File>> {
    let mut paths = fs::read_dir(Path::new("messages").join(language))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "ftl"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path)?;
            Ok(File { name: path.display().to_string(), text })
        })
        .collect()
}

fn write(out: &Path, catalog: &Catalog, english: &[File], german: &[File]) -> io::Result<()> {
    fs::write(out.join("messages.rs"), messages::generate(catalog))?;
    fs::write(out.join("en.ftl"), messages::bundle(english))?;
    fs::write(out.join("de.ftl"), messages::bundle(german))
}
