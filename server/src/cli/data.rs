//! `seatkeeper demo`, `import`, `export`: licenses in and out.

use super::{CliError, Global, partner::partner, say};
use crate::database::Database;
use clap::ValueEnum;
use domain::{
    import::{Counts, Outcome, Settings, Summary},
    people::{Language, Principal},
};
use services::{Services, demo, export::Format};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Refused lines that are printed; the page shows all.
const SHOWN_LINES: u32 = 50;

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// How many licenses
    #[arg(long, default_value_t = demo::DEFAULT_LICENSES)]
    licenses: u32,
}

impl Demo {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let database = Database::shared(global.url(), &global.data_dir()?).await?;
        let outcome = async {
            let services = database.services(4).await?;
            load_demo(&services, &database, self.licenses).await?;
            services.store.close().await;
            Ok(())
        }
        .await;
        database.close().await;
        outcome
    }
}

/// Loads the demo unless one is there, and says what happened.
pub(super) async fn load_demo(
    services: &Services,
    database: &Database,
    licenses: u32,
) -> Result<(), CliError> {
    let plan = demo::plan(&services.catalog, services.clock.today(), licenses);
    let started = std::time::Instant::now();
    let loaded = demo::load(&services.store, database.url(), &plan, services.clock.now()).await?;
    if loaded.fresh {
        let seconds = started.elapsed().as_secs_f64();
        say(format_args!("Loaded a demo of {} licenses in {seconds:.1} s", loaded.licenses));
    } else {
        say(format_args!("A demo of {} licenses is there already", loaded.licenses));
    }
    Ok(())
}

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The spreadsheet: csv or xlsx
    file: PathBuf,
    /// Name of the partner whose licenses they are
    #[arg(long)]
    partner: String,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let bytes = tokio::fs::read(&self.file).await.map_err(at("cannot read", &self.file))?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let database = Database::shared(global.url(), &global.data_dir()?).await?;
        let outcome = async {
            let services = database.services(4).await?;
            let who = partner(&services, &self.partner).await?;
            let outcome = import(&services, &who, &name, bytes, self.dry_run).await;
            services.store.close().await;
            outcome
        }
        .await;
        database.close().await;
        outcome
    }
}

async fn import(
    services: &Services,
    who: &Principal,
    name: &str,
    bytes: Vec<u8>,
    dry_run: bool,
) -> Result<(), CliError> {
    let id = services.import_upload(who, name, bytes).await?;
    let check = services.import_check(who, id, Settings::default()).await?;
    let summary = check.summary;
    let counts = summary.counts;
    say(format_args!(
        "{} to create, {} to change, {} unchanged, {} refused",
        counts.create, counts.change, counts.same, counts.refuse
    ));
    let refused = services.import_rows(who, id, Some(Outcome::Refuse), 0, SHOWN_LINES).await?;
    for line in &refused {
        for issue in &line.issues {
            let (field, code) = (&issue.error.field, &issue.error.code);
            say(format_args!("  line {}: {field}: {code}: {:?}", issue.line, issue.value));
        }
    }
    if !summary.can_start() {
        services.import_cancel(who, id).await?;
        return match obstacle(&summary) {
            None => {
                say("Nothing to do: every license is as the file says.");
                Ok(())
            }
            Some(_) if dry_run => Ok(()),
            Some(why) => Err(CliError::Usage(why.to_owned())),
        };
    }
    if dry_run {
        services.import_cancel(who, id).await?;
        say("Nothing was written.");
        return Ok(());
    }
    let ended = services.import_run(who, id).await?;
    if let Some(error) = ended.error {
        return Err(CliError::Usage(format!(
            "the import failed, nothing was written: {}",
            error.code
        )));
    }
    say(format_args!(
        "Imported: {} created, {} changed, {} new customers",
        ended.counts.create, ended.counts.change, ended.customers_created
    ));
    Ok(())
}

/// Why a file that cannot start is a failure. None when it says what is there already: who
/// imports the same file each night has done nothing wrong.
fn obstacle(summary: &Summary) -> Option<&'static str> {
    let asks = summary.ask_date_order.is_some()
        || !(summary.missing.is_empty() && summary.products.is_empty());
    match summary.counts {
        Counts { create: 0, change: 0, refuse: 0, .. } => None,
        _ if asks => Some("some columns or products need a decision: import this file on the page"),
        _ => Some("there is nothing to import"),
    }
}

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The file to write
    file: PathBuf,
    /// Name of the partner whose licenses to export
    #[arg(long)]
    partner: String,
    /// The file's format
    #[arg(long, value_enum, default_value = "csv")]
    format: FileFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FileFormat {
    /// Comma-separated text, UTF-8
    Csv,
    /// Excel workbook
    Xlsx,
}

impl Export {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let format = match self.format {
            FileFormat::Csv => Format::Csv,
            FileFormat::Xlsx => Format::Xlsx,
        };
        let database = Database::shared(global.url(), &global.data_dir()?).await?;
        let outcome = async {
            let services = database.services(4).await?;
            let who = partner(&services, &self.partner).await?;
            let export = services.license_export(&who, "tab=all", format, Language::En).await;
            services.store.close().await;
            Ok::<_, CliError>(export?)
        }
        .await;
        database.close().await;
        let export = outcome?;
        let (licenses, file) = (export.licenses, self.file);
        write_whole(export.content, &file).map_err(at("cannot write", &file))?;
        say(format_args!("Exported {licenses} licenses to {}", file.display()));
        Ok(())
    }
}

/// Writes beside the file and renames, so that a full disk leaves an earlier file whole.
fn write_whole(mut content: std::fs::File, file: &Path) -> io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".part");
    let written = std::fs::File::create(&beside).and_then(|mut to| {
        io::copy(&mut content, &mut to)?;
        to.sync_all()
    });
    match written.and_then(|()| std::fs::rename(&beside, file)) {
        Ok(()) => Ok(()),
        Err(error) => {
            let _ = std::fs::remove_file(&beside);
            Err(error)
        }
    }
}

fn at(what: &str, path: &Path) -> impl FnOnce(io::Error) -> CliError {
    let what = format!("{what} {}", path.display());
    move |source| CliError::Io { what, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::import::{Field, MissingColumn};

    #[test]
    fn a_file_of_what_is_there_already_is_no_failure() {
        let of = |counts| Summary { counts, ..Summary::default() };
        let same = of(Counts { same: 3, ..Counts::default() });
        assert_eq!(obstacle(&same), None);
        let refused = of(Counts { same: 3, refuse: 1, ..Counts::default() });
        assert_eq!(obstacle(&refused), Some("there is nothing to import"));
        let missing = vec![MissingColumn { field: Field::Product, lines: 1 }];
        let asked = Summary { missing, ..refused };
        assert!(obstacle(&asked).is_some_and(|why| why.contains("decision")));
        let question = Some(("Expires".to_owned(), "01/02/2027".to_owned()));
        let dated =
            Summary { ask_date_order: question, ..of(Counts { create: 1, ..Counts::default() }) };
        assert!(obstacle(&dated).is_some_and(|why| why.contains("decision")));
    }
}
