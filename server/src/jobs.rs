//! What has to be done without anybody asking.

use services::audit::Sealer;
use services::auth::DEVICE_KEPT;
mod mail;

pub use mail::mail;

use services::Services;
use std::fmt::{Debug, Display};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often the house is kept.
const EVERY: Duration = Duration::from_secs(15 * 60);
/// How often the action log is sealed.
pub const SEAL_EVERY: Duration = Duration::from_secs(60);
/// Where several processes share a database, a running import that shows no sign of life for
/// this long belongs to one that died.
const SILENT: Duration = Duration::from_secs(5 * 60);
/// Live changes are kept this long; a tab that was away for longer reads again.
const FEED_KEPT: chrono::Duration = chrono::Duration::days(7);
/// Answers to requests that may be repeated are kept this long.
const ANSWERS_KEPT: chrono::Duration = chrono::Duration::days(2);

/// Mails are remembered this long, sent or not; what they said is gone before.
const MAILS_KEPT: chrono::Duration = chrono::Duration::days(30);
/// What was reminded of is remembered this long, longer than any period is reminded of.
const REMINDERS_KEPT: chrono::Duration = chrono::Duration::days(730);
/// Links that work once are remembered this long after their end.
const LINKS_KEPT: chrono::Duration = chrono::Duration::days(1);

/// Keeps the tables small and ends what dead processes left behind, now and then again.
/// `alone` says that no other process uses the database. Doing it twice does no harm, so
/// several processes need not agree on who does it.
pub async fn housekeeping(services: Services, alone: bool) {
    let mut silent = if alone { Duration::ZERO } else { SILENT };
    let mut due = interval(EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        keep(&services, silent).await;
        // From now on a running import may be this process's own.
        silent = SILENT;
    }
}

/// Counts what is in use, closes months and reminds of what ends, at the start and now and then
/// again. Any number of processes may do it at once; where nothing is due it is a few questions
/// a tree.
pub async fn months(services: Services) {
    let mut due = interval(EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        months_round(&services).await;
    }
}

/// Does it once. What fails is tried again the next time, and does not keep the rest.
pub async fn months_round(services: &Services) {
    // First counted, then closed: what is counted until midnight belongs to the month.
    match services.usage_snapshot_take().await {
        Ok(counted) => tracing::debug!(counted, "counted devices"),
        Err(error) => tracing::warn!("devices could not be counted: {error}"),
    }
    match services.months_close().await {
        Ok(closed) => tracing::debug!(?closed, "closed months"),
        Err(error) => tracing::warn!("months could not be closed: {error}"),
    }
    match services.reminders_send().await {
        Ok(sent) => tracing::debug!(?sent, "reminded"),
        Err(error) => tracing::warn!("reminders could not be sent: {error}"),
    }
}

/// Seals the action log now and then so often: [`SEAL_EVERY`], but in tests.
pub async fn sealing(services: Services, sealer: Arc<Sealer>, every: Duration) {
    let mut due = interval(every);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        seal(&services, &sealer).await;
    }
}

/// Seals the action log now. What fails is tried again by whoever seals next.
pub async fn seal(services: &Services, sealer: &Sealer) {
    match services.log_seal(sealer).await {
        Ok(sealed) => tracing::debug!(?sealed, "sealed the action log"),
        Err(error) => {
            metrics::counter!("seatkeeper_log_checkpoints_total", "outcome" => "failed")
                .increment(1);
            tracing::warn!("the action log could not be sealed: {error}");
        }
    }
}

/// Does each step of keeping house once. What fails is logged and tried again the next time, and
/// does not keep the rest.
pub async fn keep(services: &Services, silent: Duration) {
    let (store, now) = (&services.store, services.clock.now());
    step("imports", services.import_tidy(silent)).await;
    step("bulk", services.bulk_tidy(silent)).await;
    step("exports", services.export_tidy()).await;
    step("entitlements", services.entitlement_expiry()).await;
    step("orders", services.orders_tidy()).await;
    step("discounts", services.programs_tidy()).await;
    step("renewals", services.auto_renewals()).await;
    step("changes", store.feed_prune(now - FEED_KEPT)).await;
    step("answers", store.idempotency_prune(now - ANSWERS_KEPT)).await;
    step("sessions", store.session_prune(now)).await;
    step("pending sign-ins", store.pending_prune(now)).await;
    step("devices", store.device_prune(now - DEVICE_KEPT)).await;
    step("mails", store.mail_prune(now - MAILS_KEPT)).await;
    step("invitations", services.invitations_tidy()).await;
    step("reminders", store.reminder_prune(now - REMINDERS_KEPT)).await;
    step("links", store.token_prune(now - LINKS_KEPT)).await;
}

/// One step of keeping house.
async fn step<T: Debug, E: Display>(what: &'static str, done: impl Future<Output = Result<T, E>>) {
    match done.await {
        Ok(done) => tracing::debug!(?done, "kept house: {what}"),
        Err(error) => {
            tracing::warn!("keeping house failed at {what} and will be tried again: {error}");
            metrics::counter!("seatkeeper_rounds_failed_total", "what" => what).increment(1);
        }
    }
}
