//! What people decide about themselves.

use super::{Deed, actor};
use crate::{ServiceError, Services};
use chrono::{DateTime, Utc};
use domain::field::FieldError;
use domain::ids::{OrgId, PersonId, RootId};
use domain::name;
use domain::people::{Language, Preferences, Principal, Profile};
use serde_json::{Value, json};
use store::person::{members_hold, person_seen, person_set_name, person_set_preferences};
use store::whole;

/// The names of all time zones, in their order.
#[must_use]
pub fn time_zones() -> Vec<&'static str> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect()
}

/// What clocks show in a time zone at a moment, as if it were UTC; none when there is no such
/// zone.
#[must_use]
pub fn wall_clock(moment: DateTime<Utc>, zone: &str) -> Option<DateTime<Utc>> {
    let zone = zone.parse::<chrono_tz::Tz>().ok()?;
    Some(moment.with_timezone(&zone).naive_local().and_utc())
}

impl Services {
    /// Keeps what a person decides about itself: another name is told to others, how the portal
    /// looks is its own business.
    ///
    /// # Errors
    /// `Invalid`: as [`name::parse_of_somebody`] and [`Preferences::check`].
    pub async fn profile_set(&self, who: &Principal, profile: Profile) -> Result<(), ServiceError> {
        let known = |zone: &str| zone.parse::<chrono_tz::Tz>().is_ok();
        let mut wrong: Vec<FieldError> = Vec::new();
        let name = name::parse_of_somebody(&profile.name).map_err(|error| wrong.push(error));
        wrong.extend(profile.preferences.check(known).err().into_iter().flatten());
        let (Ok(name), true) = (name, wrong.is_empty()) else {
            return Err(ServiceError::Invalid(wrong));
        };
        let Profile { language, preferences, .. } = profile;
        self.profile_write(who, Some(name), |_| (language, preferences)).await
    }

    /// Keeps what a person chooses along the way of how the portal looks; what is not named
    /// stays as it is.
    ///
    /// # Errors
    /// As [`Preferences::check`].
    pub async fn preferences_set(
        &self,
        who: &Principal,
        chosen: Preferences,
    ) -> Result<(), ServiceError> {
        let known = |zone: &str| zone.parse::<chrono_tz::Tz>().is_ok();
        chosen.check(known).map_err(ServiceError::Invalid)?;
        // What another tab chose a moment ago stays.
        let merged = |before: &Principal| {
            let known = before.preferences.clone();
            let preferences = Preferences {
                theme: chosen.theme.or(known.theme),
                time_zone: chosen.time_zone.or(known.time_zone),
                rows: chosen.rows.or(known.rows),
                density: chosen.density.or(known.density),
            };
            (before.language, preferences)
        };
        self.profile_write(who, None, merged).await
    }

    /// Notes that a person is here, for those who manage it.
    pub(crate) async fn note_seen(
        &self,
        root: RootId,
        person: PersonId,
    ) -> Result<(), ServiceError> {
        let mut tx = self.store.begin(whole(root)).await?;
        person_seen(&mut tx, person, self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// `chosen` is asked with the person held, as it is then.
    async fn profile_write(
        &self,
        who: &Principal,
        name: Option<String>,
        chosen: impl FnOnce(&Principal) -> (Option<Language>, Preferences),
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        members_hold(&mut tx, &[who.person], OrgId(uuid::Uuid::nil())).await?;
        let before = actor(&mut tx, who).await?;
        let (language, preferences) = chosen(&before);
        let renamed = name.filter(|name| *name != before.name);
        let (was, is) =
            (looks(before.language, &before.preferences), looks(language, &preferences));
        if was != is {
            person_set_preferences(&mut tx, who.person, language, &preferences).await?;
        }
        let (action, was, is) = match &renamed {
            Some(name) => {
                person_set_name(&mut tx, who.person, name).await?;
                ("person-renamed", json!({ "name": before.name }), json!({ "name": name }))
            }
            None if was != is => ("preferences-chosen", was, is),
            None => return Ok(()),
        };
        let deed = Deed {
            who: &before,
            action,
            entity: "person",
            id: who.person.0,
            subject: renamed.as_deref().unwrap_or(&before.name),
            org: before.org,
            before: was,
            after: is,
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }
}

/// What was chosen, as the log keeps it.
fn looks(language: Option<Language>, preferences: &Preferences) -> Value {
    let theme = preferences.theme.map(|theme| theme.slug().unwrap_or("system"));
    json!({
        "language": language.map(Language::tag),
        "theme": theme,
        "time-zone": preferences.time_zone,
        "rows": preferences.rows,
        "density": preferences.density.map(domain::people::Density::slug),
    })
}
