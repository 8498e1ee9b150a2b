//! The log: text for people or JSON lines for machines, on standard error.

use clap::ValueEnum;
use std::io::IsTerminal;
use tracing_subscriber::{EnvFilter, filter::ParseError, fmt};

/// The form of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts logging. `filter` is as in `info,server=debug`.
///
/// # Errors
/// The filter does not parse.
pub fn start(format: LogFormat, filter: &str) -> Result<(), ParseError> {
    let filter: EnvFilter = filter.parse()?;
    let terminal = std::io::stderr().is_terminal();
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(terminal);
    // A second start, as in tests, keeps the first.
    let _ = match format {
        LogFormat::Text => log.with_target(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(true).try_init(),
    };
    Ok(())
}
