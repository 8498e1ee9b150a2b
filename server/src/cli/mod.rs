//! The command line.

mod admin;
mod audit;
mod check;
mod churn;
mod data;
mod import;
mod partner;
mod serve;

use crate::{
    database::{Database, DatabaseError},
    telemetry::{self, LogFormat},
};
use clap::{Parser, Subcommand};
use services::{ServiceError, audit::KeyError, clock::Clock};
use std::{
    fmt::Display,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

/// Seatkeeper: the portal for selling and managing software licenses.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Clone, Debug, clap::Args)]
struct Global {
    /// Folder of the embedded database and its log [default: ~/.local/share/seatkeeper]
    #[arg(long, global = true, env = "SEATKEEPER_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// PostgreSQL 15 or newer to use instead of the embedded one (postgres://…)
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// Form of the log, which goes to standard error
    #[arg(long, global = true, env = "SEATKEEPER_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,
    /// What is logged: info, debug, or by module (info,server=debug)
    #[arg(long, global = true, env = "SEATKEEPER_LOG", default_value = "info,sqlx=warn")]
    log: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the portal, with its embedded database unless another one is named
    Serve(serve::Serve),
    /// Bring the database's schema and the catalog up to this version
    Migrate,
    /// Load demo data into the database
    Demo(data::Demo),
    /// Import licenses from a spreadsheet (csv, xlsx)
    Import(import::Import),
    /// Export a partner's licenses to a spreadsheet
    Export(data::Export),
    /// Manage people
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Look through the action log
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Say whether everything is there that the portal needs
    Check,
    /// Change a demo's licenses at random, for load tests and demonstrations
    #[command(hide = true)]
    Churn(churn::Churn),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("{}", explain(.0))]
    Service(#[from] ServiceError),
    #[error("the action log's key: {0}")]
    Key(#[from] KeyError),
    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
    #[error("{0}")]
    Usage(String),
}

/// A service's refusal, for people at a terminal.
fn explain(error: &ServiceError) -> String {
    match error {
        ServiceError::Invalid(fields) => {
            let each = fields.iter().map(|field| {
                let args = field.args.iter().map(|(name, value)| format!(" {name}={value}"));
                format!("{}: {}{}", field.field, field.code, args.collect::<String>())
            });
            each.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

/// Runs the command. Results go to standard output, the log and errors to standard error.
pub async fn run(cli: Cli) -> ExitCode {
    if let Err(error) = telemetry::start(cli.global.log_format, &cli.global.log) {
        return failure(&format!("--log: {error}"));
    }
    let global = &cli.global;
    let outcome = match cli.command {
        Command::Serve(serve) => serve.run(global).await,
        Command::Migrate => migrate(global).await,
        Command::Demo(demo) => demo.run(global).await,
        Command::Import(import) => import.run(global).await,
        Command::Export(export) => export.run(global).await,
        Command::Admin(admin) => admin.run(global).await,
        Command::Churn(churn) => churn.run(global).await,
        Command::Audit(audit) => return audit.run(global).await,
        Command::Check => return check::run(global).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(&error),
    }
}

async fn migrate(global: &Global) -> Result<(), CliError> {
    let database = Database::shared(global.url(), &global.data_dir()?).await?;
    let outcome = database.migrate(&Clock::system()).await;
    database.close().await;
    outcome?;
    say("The database is up to date.");
    Ok(())
}

impl Global {
    fn url(&self) -> Option<&str> {
        self.database_url.as_deref().filter(|url| !url.is_empty())
    }

    /// The data folder: the one named, else in the user's data folder.
    fn data_dir(&self) -> Result<PathBuf, CliError> {
        let of = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        self.data_dir
            .clone()
            .or_else(|| of("XDG_DATA_HOME").map(|dir| PathBuf::from(dir).join("seatkeeper")))
            .or_else(|| of("HOME").map(|dir| PathBuf::from(dir).join(".local/share/seatkeeper")))
            .ok_or_else(|| CliError::Usage("name a data folder with --data-dir".to_owned()))
    }
}

/// Writes a line to standard output. Nobody reading it is no reason to fail.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn failure(error: &dyn Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "seatkeeper: {error}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_declaration_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_lists_every_command() {
        let help = Cli::command().render_long_help().to_string();
        for name in ["serve", "migrate", "demo", "import", "export", "admin", "audit", "check"] {
            assert!(help.contains(&format!("  {name} ")), "{name} in {help}");
        }
    }

    #[test]
    fn an_unusable_command_line_is_refused() {
        Cli::try_parse_from(["seatkeeper", "serve", "--secure-cookies", "maybe"]).unwrap_err();
        Cli::try_parse_from(["seatkeeper", "export", "--format", "pdf", "x"]).unwrap_err();
        Cli::try_parse_from(["seatkeeper", "demo", "--licenses", "-1"]).unwrap_err();
    }
}
