//! API tokens: keys by which programs act as a person, with less than that person may.

use crate::field::FieldError;
use crate::ids::ApiTokenId;
use crate::name;
use crate::people::Principal;
use crate::policy::{Action, Grants, effective};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// What every token begins with, so that whoever finds one knows what it opens.
pub const MARK: &str = "skt";
/// For how many days a token is good.
pub const DAYS: RangeInclusive<u16> = 1..=365;
/// For how many where nobody chooses.
pub const DEFAULT_DAYS: u16 = 90;
/// Most tokens of a person that are good.
pub const MAX_TOKENS: i64 = 20;
/// Requests of a token within a minute.
pub const PER_MINUTE: u32 = 600;

/// What no program does, whatever its token was given: these need somebody at a browser.
const BY_HAND: [Action; 4] =
    [Action::ManagePeople, Action::ManagePermissionSets, Action::ManageSignIn, Action::UseTokens];

/// Of these grants those that a token can be given.
#[must_use]
pub fn delegable(grants: Grants) -> Grants {
    grants.iter().filter(|action| !BY_HAND.contains(action)).collect()
}

/// What somebody decides about a token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenDraft {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub actions: Vec<Action>,
    /// For how many days it is good.
    pub days: u16,
}

impl TokenDraft {
    /// Its name as it is stored, and what it may do.
    ///
    /// # Errors
    /// As [`name::parse_of_somebody`]; `token-empty` and `token-beyond-own` on the field
    /// `actions`; `token-days` on `days` (args `min`, `max`).
    pub fn parse(&self, who: &Principal) -> Result<(String, Grants), Vec<FieldError>> {
        let grants: Grants = self.actions.iter().copied().collect();
        let mut wrong = Vec::new();
        let name = name::parse_of_somebody(&self.name).map_err(|error| wrong.push(error));
        if grants == Grants::default() {
            wrong.push(FieldError::new("actions", "token-empty"));
        }
        if !grants.within(delegable(effective(who.org_kind, who.grants))) {
            wrong.push(FieldError::new("actions", "token-beyond-own"));
        }
        if !DAYS.contains(&self.days) {
            let error = FieldError::new("days", "token-days");
            wrong.push(error.with("min", DAYS.start()).with("max", DAYS.end()));
        }
        match name {
            Ok(name) if wrong.is_empty() => Ok((name, grants)),
            _ => Err(wrong),
        }
    }
}

/// A token that is good, as its person sees it and whoever manages that person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TokenView {
    /// Its id.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// The part of it that is no secret.
    pub prefix: String,
    /// What it was given.
    pub grants: Grants,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// From then on it is no good any more.
    pub expires: DateTime<Utc>,
    /// Its last use, to within a minute.
    pub used: Option<DateTime<Utc>>,
    /// Where that came from.
    pub used_from: Option<String>,
}

/// A new token, which is shown once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TokenMade {
    /// All of it.
    pub token: String,
    /// What is kept of it.
    pub view: TokenView,
}
