//! The binary `seatkeeper`.

use clap::Parser;
use std::{io::Write, num::NonZero, process::ExitCode};

fn main() -> ExitCode {
    let cli = server::cli::Cli::parse();
    // A page that waits for its own resources needs a second worker to make progress.
    let workers = std::thread::available_parallelism().map_or(2, NonZero::get).max(2);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(server::cli::run(cli)),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "seatkeeper: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
