//! `seatkeeper check`: a table of what the portal needs, and whether it is there.

use super::{Global, failure, say};
use crate::{
    database::Database,
    http::site_options,
    postgres::{EmbeddedPostgres, MIN_MAJOR, find_binaries},
};
use services::catalog;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::ExitCode,
};
use store::Store;

/// One line: what, and how it stands. An `Err` fails the check.
type Line = (&'static str, Result<String, String>);

/// Checks everything, prints the table, and fails if a line fails.
pub(super) async fn run(global: &Global) -> ExitCode {
    let data_dir = match global.data_dir() {
        Ok(dir) => dir,
        Err(error) => return failure(&error),
    };
    let mut lines: Vec<Line> = Vec::new();
    if global.url().is_none() {
        lines.push(("PostgreSQL programs", programs()));
        lines.push(("data folder", Ok(data_dir.display().to_string())));
    }
    lines.extend(database(global.url(), &data_dir).await);
    lines.push(("catalog", the_catalog()));
    lines.push(("site files", site()));
    for (what, found) in &lines {
        let (mark, text) = match found {
            Ok(text) => ("ok  ", text),
            Err(text) => ("FAIL", text),
        };
        say(format_args!("{mark}  {what:<20} {text}"));
    }
    let failed = lines.iter().any(|(_, found)| found.is_err());
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn programs() -> Result<String, String> {
    let found = find_binaries(None).map_err(|error| error.to_string())?;
    Ok(format!("{} in {} (needs {MIN_MAJOR} or newer)", found.version, found.dir.display()))
}

async fn database(url: Option<&str>, data_dir: &Path) -> Vec<Line> {
    let untouched = url.is_none()
        && !matches!(EmbeddedPostgres::url_of_running(data_dir), Ok(Some(_)))
        && !data_dir.join("postgres").exists()
        && !data_dir.join("postgres.location").exists();
    if untouched {
        return vec![("database", Ok("not there yet; serve creates it".to_owned()))];
    }
    let database = match Database::shared(url, data_dir).await {
        Ok(database) => database,
        Err(error) => return vec![("database", Err(error.to_string()))],
    };
    let version = database.version().await;
    let version =
        version.map(|version| format!("PostgreSQL {version}")).map_err(|error| error.to_string());
    let migrations = match Store::migrations_missing(database.url()).await {
        Ok(missing) if missing.is_empty() => Ok("current".to_owned()),
        Ok(missing) => Err(format!("{} missing; run seatkeeper migrate", missing.len())),
        Err(error) => Err(error.to_string()),
    };
    database.close().await;
    vec![("database", version), ("migrations", migrations)]
}

fn the_catalog() -> Result<String, String> {
    let (catalog, files) = catalog::load().map_err(|error| error.to_string())?;
    Ok(format!("{} vendors, {} products", files.len(), catalog.products.len()))
}

fn site() -> Result<String, String> {
    let options = site_options(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let package = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    let entries =
        std::fs::read_dir(&package).map_err(|error| format!("{}: {error}", package.display()))?;
    let names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    for kind in [".js", ".wasm", ".css"] {
        if !names.iter().any(|name| name.ends_with(kind)) {
            return Err(format!("no *{kind} in {}", package.display()));
        }
    }
    Ok(package.display().to_string())
}
