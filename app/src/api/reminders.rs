//! Server functions of reminders and calendars.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use chrono::{DateTime, Utc};
use domain::billing::Month;
use domain::reminder::{ReminderSettings, RenewalMonth};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::context::call;

/// How a partner is reminded, and whether the person's calendar has an address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RemindersPage {
    /// The settings with their version; none for who has none to see.
    pub settings: Option<(ReminderSettings, i32)>,
    /// The calendar's address, of which only this is known.
    pub calendar: Option<CalendarSince>,
}

/// A calendar's address, without its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CalendarSince {
    /// Since when there is one.
    pub since: DateTime<Utc>,
    /// When it was last read, to within an hour.
    pub read: Option<DateTime<Utc>>,
}

/// How one is reminded, with one's calendar.
#[server(name = RemindersPageCall, endpoint = "reminders_page", input = Wire, output = Wire)]
pub async fn reminders_page() -> Result<RemindersPage, ApiError> {
    call(async |services, who| {
        // Whoever may sign in may have a calendar, but only partners are reminded.
        let settings = match services.reminder_settings(who).await {
            Ok(settings) => Some(settings),
            Err(services::ServiceError::Forbidden) => None,
            Err(error) => return Err(error),
        };
        let calendar = services.calendar_state(who).await?;
        let calendar = calendar.map(|state| CalendarSince { since: state.since, read: state.read });
        Ok(RemindersPage { settings, calendar })
    })
    .await
}

/// Decides how one's partner is reminded; what is kept, with its new version.
#[server(endpoint = "reminder_settings_set", input = Wire, output = Wire)]
pub async fn reminder_settings_set(
    version: i32,
    settings: ReminderSettings,
) -> Result<(ReminderSettings, i32), ApiError> {
    call(async |services, who| services.reminder_settings_set(who, version, settings).await).await
}

/// Gives one's calendar a new address, told this once: a path.
#[server(endpoint = "calendar_address", input = Wire, output = Wire)]
pub async fn calendar_address() -> Result<String, ApiError> {
    call(async |services, who| services.calendar_address(who).await).await
}

/// Ends the address of one's calendar; whether it had one.
#[server(endpoint = "calendar_revoke", input = Wire, output = Wire)]
pub async fn calendar_revoke() -> Result<bool, ApiError> {
    call(async |services, who| services.calendar_revoke(who).await).await
}

/// A month of the renewal calendar, the running one where none is named, and the feed position
/// that it is as of.
#[server(name = RenewalCalendarCall, endpoint = "renewal_calendar", input = Wire, output = Wire)]
pub async fn renewal_calendar(month: Option<Month>) -> Result<(RenewalMonth, i64), ApiError> {
    call(async |services, who| {
        let month = month.or_else(|| Month::of(services.clock.today()));
        let month = month.ok_or(services::ServiceError::NotFound)?;
        let pos = services.feed_pos(who).await?;
        Ok((services.renewal_calendar(who, month).await?, pos))
    })
    .await
}
