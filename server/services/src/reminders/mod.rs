//! Reminders of what ends (DOMAIN.md 1.4.3): to the partner at days of its own choice, to the end
//! customer at the very end alone. Each is written down with the mail that it is, in one
//! transaction, so there is one of it, whoever sends and however often.

mod calendar;
mod forecast;
mod letters;
mod readers;
mod send;

pub use calendar::{CalendarFeed, CalendarState};
pub(crate) use letters::ending_of;
pub(crate) use readers::of_partner as readers_of_partner;
pub use send::Reminded;

use crate::{ServiceError, Services, authorize};
use domain::people::{OrgKind, Principal};
use domain::policy::Action;
use domain::reminder::{ReminderSettings, days_text};
use serde_json::{Value, json};
use store::log::{NewLogEntry, log_append};

/// Only partners are reminded.
fn of_partner(who: &Principal, action: Action) -> Result<(), ServiceError> {
    authorize(who, action)?;
    match who.org_kind {
        OrgKind::Partner => Ok(()),
        _ => Err(ServiceError::Forbidden),
    }
}

impl Services {
    /// How this person's partner is reminded, with the version of that; 0 where nobody has
    /// decided anything.
    ///
    /// # Errors
    /// `Forbidden` for all but partners.
    pub async fn reminder_settings(
        &self,
        who: &Principal,
    ) -> Result<(ReminderSettings, i32), ServiceError> {
        of_partner(who, Action::ViewOrganization)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let settings = store::reminder::settings_get(&mut tx, who.org).await?;
        tx.commit().await?;
        Ok(settings)
    }

    /// Decides how this person's partner is reminded; what is kept, with its new version.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid` as [`ReminderSettings::parse`]; `Conflict` when the version is
    /// stale.
    pub async fn reminder_settings_set(
        &self,
        who: &Principal,
        version: i32,
        settings: ReminderSettings,
    ) -> Result<(ReminderSettings, i32), ServiceError> {
        of_partner(who, Action::EditOrganization)?;
        let settings = settings.parse().map_err(ServiceError::Invalid)?;
        let mut tx = self.store.begin(who.scope).await?;
        let (before, known) = store::reminder::settings_get(&mut tx, who.org).await?;
        if known != version {
            return Err(ServiceError::Conflict(None));
        }
        if before == settings {
            return Ok((before, known));
        }
        store::reminder::settings_set(&mut tx, who.org, version, &settings).await?;
        let entry = NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: "reminder-settings-changed".to_owned(),
            entity: "organization".to_owned(),
            entity_id: Some(who.org.0),
            subject: Some(who.org_name.clone()),
            org: who.org,
            before: told(&before),
            after: told(&settings),
        };
        log_append(&mut tx, &entry).await?;
        let settings = store::reminder::settings_get(&mut tx, who.org).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(settings)
    }
}

/// Settings as the log has them.
fn told(settings: &ReminderSettings) -> Value {
    json!({
        "reminders": settings.enabled.to_string(),
        "days": days_text(&settings.days),
        "coupon-days": days_text(&settings.coupon_days),
        "digest": settings.digest.to_string(),
        "customers": settings.customers.to_string(),
    })
}
