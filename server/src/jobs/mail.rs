//! Sends what is queued.

use crate::mail::{Enclosed, Mailer};
use app::documents::{self, For};
use domain::mail::Letter;
use services::Services;
use services::mail::Delivered;
use std::time::Duration;
use store::mail::Mail;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How often the queue is looked into without anybody having rung: for what other processes
/// queued, and what is due again.
const EVERY: Duration = Duration::from_secs(10);

/// Sends mails as they come until `stop`. Any number of processes may do so at once.
pub async fn mail(services: Services, mailer: Mailer, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let round = services.mail_round(|mail| {
            let (mailer, services) = (mailer.clone(), services.clone());
            async move {
                match enclosed(&services, &mail).await {
                    Ok(enclosed) => mailer.send(&mail, enclosed).await,
                    Err(error) => Delivered::NotNow(format!("what is enclosed failed: {error}")),
                }
            }
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

/// What goes along with a mail: the order that it tells of, on paper, in the reader's language.
async fn enclosed(services: &Services, mail: &Mail) -> Result<Option<Enclosed>, String> {
    let Letter::Order { news, order, .. } = &mail.letter else { return Ok(None) };
    if !news.on_paper() {
        return Ok(None);
    }
    let sheet = services.order_enclosed(mail.root, *order).await;
    let Some(sheet) = sheet.map_err(|error| error.to_string())? else { return Ok(None) };
    let language = mail.language;
    let made = tokio::task::spawn_blocking(move || documents::file(&sheet, For::Buyer, language));
    match made.await {
        Ok(Ok(Some((name, bytes)))) => Ok(Some(Enclosed { name, bytes })),
        Ok(Ok(None)) => Ok(None),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
