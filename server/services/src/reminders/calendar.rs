//! Calendars of renewals at secret addresses.

use crate::auth::{new_token, token_hash};
use crate::people::Deed;
use crate::throttle::place;
use crate::{ServiceError, Services, authorize};
use chrono::{DateTime, Days, Utc};
use domain::license::LicenseRow;
use domain::people::{Language, Principal};
use domain::policy::Action;
use serde_json::json;
use std::net::IpAddr;
use std::time::Instant;
use store::calendar::{calendar_delete, calendar_of, calendar_put};
use store::reminder::ends_in_scope;

/// Days that a calendar looks ahead.
const AHEAD: Days = Days::new(400);
/// Most entries of a calendar: the nearest ones.
const ENTRIES: i64 = 5_000;
/// Calendars that are given to one address a minute.
const PER_MINUTE: u32 = 60;

/// Whether a person's calendar has an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CalendarState {
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it was last read, to within an hour.
    pub read: Option<DateTime<Utc>>,
}

/// What a calendar shows, to be put into words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CalendarFeed {
    /// The person's language.
    pub language: Language,
    /// Its organization.
    pub organization: String,
    /// What ends, the nearest first.
    pub ends: Vec<LicenseRow>,
    /// When this was.
    pub at: DateTime<Utc>,
}

impl Services {
    /// Gives this person's calendar a new address, which is told this once: a path. The one
    /// before is good for nothing any more.
    ///
    /// # Errors
    /// `Forbidden`, `StepUp`.
    pub async fn calendar_address(&self, who: &Principal) -> Result<String, ServiceError> {
        authorize(who, Action::ViewLicenses)?;
        // Whoever has the address reads on without signing in.
        self.require_recent(who)?;
        let (now, secret) = (self.clock.now(), new_token());
        let mut tx = self.store.begin(who.scope).await?;
        calendar_put(&mut tx, who.person, &token_hash(&secret), now).await?;
        calendar_deed(who, "calendar-made").write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(format!("/calendar/{secret}.ics"))
    }

    /// Ends the address of this person's calendar; whether it had one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar_revoke(&self, who: &Principal) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        if !calendar_delete(&mut tx, who.person).await? {
            return Ok(false);
        }
        calendar_deed(who, "calendar-revoked").write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(true)
    }

    /// Whether this person's calendar has an address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar_state(
        &self,
        who: &Principal,
    ) -> Result<Option<CalendarState>, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let state = calendar_of(&mut tx, who.person).await?;
        tx.commit().await?;
        Ok(state.map(|(since, read)| CalendarState { since, read }))
    }

    /// What the calendar of an address shows: what ends within 400 days in its person's scope
    /// as it is now.
    ///
    /// # Errors
    /// `NotFound` for an address that is nobody's, or of somebody who may not sign in any more;
    /// `RateLimited` by where the question comes from.
    pub async fn calendar_feed(
        &self,
        secret: &str,
        from: IpAddr,
    ) -> Result<CalendarFeed, ServiceError> {
        let counted = self.calendars.count(place(from), PER_MINUTE, Instant::now());
        counted.map_err(ServiceError::RateLimited)?;
        let (now, today) = (self.clock.now(), self.clock.today());
        let found = self.store.calendar_find(&token_hash(secret), self.demo, now).await?;
        let (root, person) = found.ok_or(ServiceError::NotFound)?;
        let who = self.store.principal_load(root, person).await?.ok_or(ServiceError::NotFound)?;
        if !who.may(Action::ViewLicenses) {
            return Err(ServiceError::NotFound);
        }
        let until = today.checked_add_days(AHEAD).unwrap_or(today);
        let mut tx = self.store.begin_read(who.scope).await?;
        let ends = ends_in_scope(&mut tx, &self.catalog, (today, until), ENTRIES).await?;
        tx.commit().await?;
        let language = who.language.unwrap_or(Language::En);
        Ok(CalendarFeed { language, organization: who.org_name, ends, at: now })
    }
}

fn calendar_deed<'a>(who: &'a Principal, action: &'static str) -> Deed<'a> {
    Deed {
        who,
        action,
        entity: "person",
        id: who.person.0,
        subject: &who.name,
        org: who.org,
        before: json!({}),
        after: json!({}),
    }
}
