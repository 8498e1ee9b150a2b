//! Finding PostgreSQL's programs on this machine.

use super::error::PostgresError;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest PostgreSQL that Seatkeeper runs on.
pub const MIN_MAJOR: u32 = 15;

/// Folders, beside those on PATH, whose subfolders are installations: parent, what the
/// subfolder's name begins with, and where in it the programs are.
const INSTALLATIONS: [(&str, &str, &str); 5] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/local", "pgsql", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
];

/// One installation of PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    /// The folder that holds `initdb` and `postgres`.
    pub dir: PathBuf,
    /// The major version: 15.
    pub major: u32,
    /// The version as it names itself: `15.14`.
    pub version: String,
}

impl Binaries {
    /// The path of one program.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// The installation in this folder, if it is one.
    fn at(dir: &Path) -> Option<Self> {
        // A folder on PATH may hold links to some of the programs only.
        let dir = dir.join("postgres").canonicalize().ok()?.parent()?.to_owned();
        if !dir.join("initdb").is_file() {
            return None;
        }
        let output = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
        let (major, version) = parse_version(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { dir, major, version })
    }
}

/// The installation to use: of exactly the version `cluster` when a cluster is there
/// already, else the newest, at least [`MIN_MAJOR`].
///
/// # Errors
/// None fits; the message names what was found and what to install.
pub fn find_binaries(cluster: Option<u32>) -> Result<Binaries, PostgresError> {
    choose(candidates().iter().filter_map(|dir| Binaries::at(dir)).collect(), cluster)
}

fn choose(mut found: Vec<Binaries>, cluster: Option<u32>) -> Result<Binaries, PostgresError> {
    // A stable sort: of two of the same version the one earlier on PATH is kept.
    found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
    let fits = |binaries: &&Binaries| match cluster {
        Some(major) => binaries.major == major,
        None => binaries.major >= MIN_MAJOR,
    };
    if let Some(binaries) = found.iter().find(fits) {
        return Ok(binaries.clone());
    }
    let versions: Vec<_> = found.iter().map(|binaries| binaries.version.as_str()).collect();
    Err(PostgresError::NotFound {
        wanted: match cluster {
            Some(major) => format!("{major}, of which the database in the data folder is,"),
            None => format!("{MIN_MAJOR} or newer"),
        },
        found: match versions.as_slice() {
            [] => "none there".to_owned(),
            versions => format!("found {}", versions.join(", ")),
        },
        package: cluster.map_or("postgresql".to_owned(), |major| format!("postgresql-{major}")),
    })
}

fn candidates() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for (parent, prefix, programs) in INSTALLATIONS {
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        folders.extend(
            entries
                .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
                .map(|entry| entry.path().join(programs)),
        );
    }
    folders
}

/// Major version and full version from `postgres (PostgreSQL) 15.14 (Debian 15.14-0)`.
fn parse_version(line: &str) -> Option<(u32, String)> {
    let version = line.split("(PostgreSQL)").nth(1)?.split_whitespace().next()?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    Some((digits.parse().ok()?, version.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn installed(majors: &[u32]) -> Vec<Binaries> {
        majors
            .iter()
            .map(|&major| Binaries {
                dir: format!("/somewhere/{major}").into(),
                major,
                version: format!("{major}.3"),
            })
            .collect()
    }

    #[test]
    fn reads_the_version_of_packages_and_prereleases() {
        let debian = "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n";
        assert_eq!(parse_version(debian), Some((15, "15.14".to_owned())));
        assert_eq!(parse_version("postgres (PostgreSQL) 19beta1"), Some((19, "19beta1".into())));
        assert_eq!(parse_version("mysqld 8"), None);
    }

    #[test]
    fn takes_the_newest_for_a_new_cluster() {
        assert_eq!(choose(installed(&[14, 17, 16]), None).unwrap().major, 17);
    }

    #[test]
    fn takes_the_clusters_own_version_for_an_old_one() {
        assert_eq!(choose(installed(&[15, 17]), Some(15)).unwrap().major, 15);
    }

    #[test]
    fn names_the_package_to_install() {
        let none = choose(installed(&[13]), None).unwrap_err().to_string();
        assert!(none.contains("found 13.3"), "{none}");
        assert!(none.contains("apt-get install postgresql)"), "{none}");
        let other = choose(installed(&[17]), Some(15)).unwrap_err().to_string();
        assert!(other.contains("apt-get install postgresql-15"), "{other}");
    }
}
