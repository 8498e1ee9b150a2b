//! `seatkeeper churn`: random changes of a demo's licenses, so many a second.

use super::{CliError, Global, data::at, say};
use crate::database::Database;
use domain::ids::LicenseId;
use serde_json::json;
use services::{ServiceError, Services, churn::Batch};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// Transactions a second.
const BATCHES: u32 = 10;

/// Arguments of `churn`.
#[derive(Debug, clap::Args)]
pub(super) struct Churn {
    /// Changes a second
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    rate: u32,
    /// For how long, in seconds
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// Draws the same changes again; otherwise others each time
    #[arg(long)]
    seed: Option<u64>,
    /// File of license ids, divided by white space, to which half of the changes are made
    #[arg(long, value_name = "FILE")]
    ids: Option<PathBuf>,
}

impl Churn {
    /// Prints each committed batch as a line of JSON: when (in milliseconds since 1970), the
    /// licenses, and the notes that were written. The last line says how many changes were
    /// made in how many seconds.
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let watched = match &self.ids {
            Some(file) => {
                parse_ids(&tokio::fs::read_to_string(file).await.map_err(at("cannot read", file))?)?
            }
            None => Vec::new(),
        };
        let database = Database::shared(global.url(), &global.data_dir()?).await?;
        let outcome = async {
            let services = database.services(2).await?;
            let outcome = self.change(&services, watched).await;
            services.store.close().await;
            outcome
        }
        .await;
        database.close().await;
        outcome
    }

    async fn change(self, services: &Services, watched: Vec<LicenseId>) -> Result<(), CliError> {
        let seed = self.seed.unwrap_or_else(rand::random);
        let mut churn = match services.churn(seed, watched).await {
            Err(ServiceError::NotFound) => {
                return Err(CliError::Usage(
                    "churn changes licenses at random, so it needs a database that holds a demo \
                     and nothing else; seatkeeper demo loads one"
                        .to_owned(),
                ));
            }
            begun => begun?,
        };
        let (started, whole) = (Instant::now(), Duration::from_secs(self.seconds.into()));
        let mut due = tokio::time::interval(Duration::from_secs(1) / BATCHES);
        let (mut asked, mut made) = (0, 0);
        for tick in 1..=u64::from(self.seconds) * u64::from(BATCHES) {
            due.tick().await;
            if started.elapsed() >= whole {
                break;
            }
            let until = u64::from(self.rate) * tick / u64::from(BATCHES);
            let count = usize::try_from(until - asked).unwrap_or(usize::MAX);
            asked = until;
            if count > 0 {
                let batch = churn.batch(count).await?;
                made += batch.ids.len();
                say(line(&batch));
            }
        }
        // The last batch's time is over, too.
        tokio::time::sleep(whole.saturating_sub(started.elapsed())).await;
        say(json!({ "changes": made, "seconds": started.elapsed().as_secs_f64() }));
        Ok(())
    }
}

fn line(batch: &Batch) -> serde_json::Value {
    json!({ "at": batch.at.timestamp_millis(), "ids": batch.ids, "notes": batch.notes })
}

fn parse_ids(text: &str) -> Result<Vec<LicenseId>, CliError> {
    text.split_whitespace()
        .map(|word| {
            word.parse().map_err(|_| CliError::Usage(format!("{word:?} is no license's id")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    #[test]
    fn a_batch_is_one_line() {
        let id = LicenseId(Uuid::from_u128(1));
        let batch = Batch {
            at: DateTime::from_timestamp_millis(1_781_517_600_123).unwrap(),
            ids: vec![id],
            notes: [(id, "two\nlines".to_owned())].into(),
        };
        let expected = concat!(
            r#"{"at":1781517600123,"ids":["00000000-0000-0000-0000-000000000001"],"#,
            r#""notes":{"00000000-0000-0000-0000-000000000001":"two\nlines"}}"#
        );
        assert_eq!(line(&batch).to_string(), expected);
    }

    #[test]
    fn ids_are_read_in_any_lines() {
        let id = "00000000-0000-0000-0000-000000000001";
        assert_eq!(parse_ids(&format!("{id} {id}\n\n{id}\n")).unwrap().len(), 3);
        parse_ids("KEY-1").unwrap_err();
    }
}
