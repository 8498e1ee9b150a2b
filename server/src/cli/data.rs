//! `seatkeeper demo` and `export`.

use super::{CliError, Global, partner::partner, say};
use crate::database::Database;
use clap::ValueEnum;
use domain::people::Language;
use services::{Services, demo, export::Format};
use std::{
    io,
    path::{Path, PathBuf},
};

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
    let (store, catalog) = (&services.store, &services.catalog);
    let orders = demo::load_trade(store, catalog, &plan, services.clock.now()).await?;
    if loaded.fresh {
        let seconds = started.elapsed().as_secs_f64();
        let licenses = loaded.licenses;
        say(format_args!(
            "Loaded a demo of {licenses} licenses and {orders} orders in {seconds:.1} s"
        ));
    } else {
        say(format_args!("A demo of {} licenses is there already", loaded.licenses));
    }
    Ok(())
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
            let export = services.license_export_whole(&who, format, Language::En).await;
            services.store.close().await;
            Ok::<_, CliError>(export?)
        }
        .await;
        database.close().await;
        let export = outcome?;
        let (licenses, file) = (export.rows, self.file);
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

pub(super) fn at(what: &str, path: &Path) -> impl FnOnce(io::Error) -> CliError {
    let what = format!("{what} {}", path.display());
    move |source| CliError::Io { what, source }
}
