//! Turns the message files into typed methods and into the texts that pages carry, and stops
//! the build when the languages do not say the same things (see `build/messages.rs`).

#[path = "build/messages.rs"]
mod messages;

use messages::{Checked, File};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// The languages, the one that decides about the methods' parameters first.
const LANGUAGES: [&str; 2] = ["en", "de"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=messages");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let files = LANGUAGES.into_iter().map(read).collect::<io::Result<Vec<_>>>()?;
    let languages: Vec<_> = LANGUAGES.into_iter().zip(files.iter().map(Vec::as_slice)).collect();
    match messages::check(&languages) {
        Ok(checked) => write(&out, &checked),
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

fn write(out: &Path, checked: &Checked) -> io::Result<()> {
    fs::write(out.join("messages.rs"), messages::generate(&checked.catalog))?;
    for (language, text) in LANGUAGES.iter().zip(&checked.texts) {
        fs::write(out.join(format!("{language}.txt")), text)?;
        fs::write(out.join(format!("{language}-page.txt")), messages::of_pages(text))?;
    }
    Ok(())
}
