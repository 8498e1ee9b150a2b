//! Sends what is queued.

use crate::mail::Mailer;
use services::Services;
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How often the queue is looked into without anybody having rung: for what other processes
/// queued, and what is due again.
const EVERY: Duration = Duration::from_secs(10);

/// Sends mails as they come until `stop`. Any number of processes may do so at once.
pub async fn mail(services: Services, mailer: Mailer, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let round = services.mail_round(|mail| {
            let mailer = mailer.clone();
            async move { mailer.send(&mail).await }
        });
        match round.await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!("mails could not be looked for: {error}"),
        }
        // Rung or not, it is looked again.
        let _ = stop.run_until_cancelled(timeout(EVERY, services.mail_rung())).await;
    }
}
