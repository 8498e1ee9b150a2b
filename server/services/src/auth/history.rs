//! A person's sign-ins, read from the log.

use crate::{ServiceError, Services};
use domain::people::Principal;
use domain::sign_in::{SignInEvent, agent};
use store::log::{LogEntry, log_of_actions};

/// Entries that are shown.
const SHOWN: i64 = 50;
/// What counts as one.
const DEEDS: &[&str] = &[
    "signed-in",
    "signed-out",
    "proved",
    "sign-in-refused",
    "session-ended",
    "factor-added",
    "factor-removed",
    "recovery-renewed",
];

impl Services {
    /// One's own newest sign-ins and attempts, and what was done to one's factors.
    pub(super) async fn sign_in_history(
        &self,
        who: &Principal,
    ) -> Result<Vec<SignInEvent>, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let entries = log_of_actions(&mut tx, who.person.0, DEEDS, SHOWN).await?;
        tx.commit().await?;
        let event = |entry: LogEntry| {
            let text = |key: &str| entry.after.get(key)?.as_str().map(str::to_owned);
            SignInEvent {
                at: entry.at,
                method: text("method"),
                reason: text("reason"),
                address: text("address"),
                agent: text("agent").as_deref().and_then(agent),
                deed: entry.action,
            }
        };
        Ok(entries.into_iter().map(event).collect())
    }
}
