//! Partners who change their distributor (DOMAIN.md 1.2.3): the partner asks by a code that the
//! new distributor gave it, and the new distributor takes it over with all that it has.

use crate::field::FieldError;
use crate::ids::HandoverId;
use crate::note::parse_lines;
use crate::organization::{OrgState, obstacle, stopped};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Signs of a code, without the hyphens: 60 bits.
pub const CODE_SIGNS: usize = 12;
/// Signs between two hyphens of a code.
const GROUP: usize = 4;
/// What codes are made of: nothing that looks like something else.
pub const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// The longest message to the new distributor, in characters (Unicode scalar values).
pub const MAX_MESSAGE: usize = 1_000;

/// What became of a wish.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandoverState {
    /// It waits for an answer.
    Asked,
    /// The partner was taken over.
    Accepted,
    /// The distributor does not take it.
    Declined,
    /// The partner took it back.
    Withdrawn,
}

impl HandoverState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Accepted, Self::Declined, Self::Withdrawn];

    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// A wish as both sides see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HandoverView {
    /// Which.
    pub id: HandoverId,
    /// The partner.
    pub partner: String,
    /// The distributor that it leaves.
    pub from: String,
    /// The distributor that it wants to come to.
    pub to: String,
    /// What it says to it; may be empty.
    pub message: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What became of it.
    pub state: HandoverState,
    /// When it was answered or withdrawn.
    pub answered_at: Option<DateTime<Utc>>,
}

/// All that somebody sees of changes of distributor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handovers {
    /// What a partner asked for, the newest first.
    Partner {
        /// Its distributor now; none where it has none.
        distributor: Option<String>,
        /// What it asked.
        asked: Vec<HandoverView>,
    },
    /// Who wants to come to a distributor: those without an answer first.
    Distributor {
        /// What it tells partners who want to come.
        code: String,
        /// What they asked.
        asked: Vec<HandoverView>,
    },
}

/// A code in the form that is kept, however it was typed: `ABCD-EFGH-JKLM`.
///
/// # Errors
/// `handover-code` (field `code`) for what cannot be one.
pub fn parse_code(text: &str) -> Result<String, FieldError> {
    let signs: Vec<u8> = text
        .bytes()
        .filter(|sign| !matches!(sign, b'-' | b' '))
        .map(|sign| sign.to_ascii_uppercase())
        .collect();
    if signs.len() != CODE_SIGNS || !signs.iter().all(|sign| SIGNS.contains(sign)) {
        return Err(FieldError::new("code", "handover-code"));
    }
    Ok(code_of(&signs))
}

/// The code of so many signs.
#[must_use]
pub fn code_of(signs: &[u8]) -> String {
    let groups: Vec<String> =
        signs.chunks(GROUP).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join("-")
}

/// A message in the form that is kept: trimmed, line ends as `\n`.
///
/// # Errors
/// As [`parse_lines`], on the field `message`.
pub fn parse_message(text: &str) -> Result<String, FieldError> {
    parse_lines("message", text, MAX_MESSAGE)
}

/// What matters for whether a partner can leave its tree now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeaveContext<'a> {
    /// The partner's name.
    pub partner: &'a str,
    /// Whether its people can work.
    pub state: OrgState,
    /// Whether a change of many licenses is under way.
    pub bulk: bool,
    /// Whether a spreadsheet is being imported.
    pub import: bool,
    /// Somebody whose permission set is of an organization on the other side.
    pub foreign_set: Option<&'a str>,
    /// Whether the new distributor has a partner of its name.
    pub name_taken: bool,
    /// The new distributor's name.
    pub to: &'a str,
}

/// What stands in the way of a handover, worst first: `organization-closed`,
/// `organization-suspended`, `handover-bulk`, `handover-import`, `handover-set`,
/// `move-name-taken`. All are on the field `organization`. Entitlements have rules of their own
/// ([`crate::entitlement::rehome()`]).
#[must_use]
pub fn leave_obstacles(context: LeaveContext<'_>) -> Vec<FieldError> {
    let mut found = Vec::from_iter(stopped(context.state, context.partner));
    if context.bulk {
        found.push(obstacle("handover-bulk", context.partner));
    }
    if context.import {
        found.push(obstacle("handover-import", context.partner));
    }
    if let Some(person) = context.foreign_set {
        found.push(obstacle("handover-set", person));
    }
    if context.name_taken {
        found.push(obstacle("move-name-taken", context.to).with("subject", context.partner));
    }
    found
}
