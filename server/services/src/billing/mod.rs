//! Charging by the month (DOMAIN.md 1.4.12, D14): devices are counted each day, and on the 1st
//! the month before becomes lines of a draft invoice for each partner.
//!
//! A device costs what the edition costs for a month by the lists in force on the month's first
//! day, less the partner's discount, rounded; then comes the plan's discount by number of
//! devices, then its floor. Neither floor nor activation fee is discounted. Where a list's
//! currency is not the vendor's, there is no floor, as nothing tells what it would be there; where
//! nothing is sold in the partner's currency, the vendor's holds.
//!
//! Everything may be done by any process at any time, and again: what is done is not done twice.

mod close;
mod invoice;
mod late;
mod plan;
mod rate;
mod statement;
mod undo;
mod usage;

pub use statement::Statement;

use crate::{ServiceError, Services};
use domain::billing::Month;
use domain::ids::{InvoiceId, OrgId, RootId};
use domain::money::{Currency, Money};
use domain::people::Principal;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::TenantTx;
use store::feed::Change;
use store::import_batch::log_append_many;
use store::log::NewLogEntry;

/// Licenses whose lines are made in one transaction.
const BATCH: usize = 1_000;

/// What became of the months.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Closed {
    /// Lines made.
    pub lines: u64,
    /// Lines of drafts written anew.
    pub replaced: u64,
    /// Lines that mend locked months.
    pub adjusted: u64,
    /// Licenses that owe something of which nobody knows what it costs.
    pub unpriced: u64,
}

impl Closed {
    fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.replaced += other.replaced;
        self.adjusted += other.adjusted;
        self.unpriced += other.unpriced;
    }
}

/// What happened to an invoice in one transaction.
#[derive(Clone, Copy, Debug)]
struct Tally {
    month: Month,
    currency: Currency,
    lines: u64,
    net_minor: i64,
}

/// What happened to which invoices, by the log's name for it.
#[derive(Default)]
struct Tallies(BTreeMap<(InvoiceId, &'static str), Tally>);

impl Tallies {
    fn add(&mut self, of: (InvoiceId, &'static str), month: Month, net: Money) {
        let Money { minor, currency } = net;
        let tally = Tally { month, currency, lines: 0, net_minor: 0 };
        let tally = self.0.entry(of).or_insert(tally);
        tally.lines += 1;
        tally.net_minor = tally.net_minor.saturating_add(minor);
    }

    fn count(&self, action: &str) -> u64 {
        self.0.iter().filter(|((_, of), _)| *of == action).map(|(_, tally)| tally.lines).sum()
    }
}

impl Services {
    /// Logs, publishes and commits what was done to a partner's invoices: an entry for each of
    /// them, one live change. Nothing is kept where nothing was done.
    async fn billing_commit(
        &self,
        mut tx: TenantTx,
        partner: OrgId,
        tallies: &Tallies,
    ) -> Result<(), ServiceError> {
        let (now, root) = (self.clock.now(), tx.scope().root);
        let Some(change) = self.billing_log(&mut tx, None, partner, tallies).await? else {
            return Ok(());
        };
        store::feed::changes_publish(&mut tx, &[change], now).await?;
        tx.commit().await?;
        self.wake.ring(root);
        Ok(())
    }

    /// Logs what was done to a partner's invoices by somebody, or by the portal itself; the live
    /// change that tells of it, none where nothing was done.
    async fn billing_log(
        &self,
        tx: &mut TenantTx,
        who: Option<&Principal>,
        partner: OrgId,
        tallies: &Tallies,
    ) -> Result<Option<Change>, ServiceError> {
        let Some(((_, first), _)) = tallies.0.first_key_value() else { return Ok(None) };
        let mut entries = Vec::new();
        for ((invoice, action), tally) in &tallies.0 {
            store::billing::invoice_touch(tx, *invoice).await?;
            let after = json!({
                "month": tally.month.to_string(),
                "lines": tally.lines,
                "net": amount(Money { minor: tally.net_minor, currency: tally.currency }),
            });
            entries.push(NewLogEntry {
                at: self.clock.now(),
                person: who.map(|who| who.person),
                actor: who.map_or_else(|| "Seatkeeper".to_owned(), |who| who.name.clone()),
                action: (*action).to_owned(),
                entity: "invoice".to_owned(),
                entity_id: Some(invoice.0),
                subject: Some(format!("{} {}", tally.month, tally.currency.code())),
                org: partner,
                before: Value::Object(Map::new()),
                after,
            });
        }
        log_append_many(tx, &entries).await?;
        Ok(Some(Change::invoice(first, partner)))
    }
}

/// What one tree fails with does not keep the others; that the database is away does.
pub(crate) fn keep_on<T: Default>(
    root: RootId,
    what: &str,
    done: Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    match done {
        Err(error @ ServiceError::Unavailable(_)) => Err(error),
        Err(error) => {
            tracing::error!(root.id = root.0, "{what} of root {}: {error}", root.0);
            metrics::counter!("seatkeeper_rounds_failed_total", "what" => what.to_owned())
                .increment(1);
            Ok(T::default())
        }
        done => done,
    }
}

/// An amount as logs and files have it: `12.50 EUR`.
fn amount(money: Money) -> String {
    format!("{} {}", decimal(money.minor), money.currency.code())
}

/// Minor units with a point.
fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
