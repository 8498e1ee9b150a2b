//! Mails: what is sent, to which addresses, and when it is tried again.

#[cfg(not(target_arch = "wasm32"))]
mod address;
mod header;

#[cfg(not(target_arch = "wasm32"))]
pub use address::{EmailAddress, MAX_BYTES, key_of};
pub use header::header_text;

use crate::people::Role;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// A mail is given up when it could not be sent for so long.
pub const GIVE_UP_AFTER: Duration = Duration::days(3);
/// Pause after the first failure; doubles with each further one.
const FIRST_PAUSE: Duration = Duration::minutes(1);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::hours(6);

/// What a mail says, before it is put into words. Paths lead to pages of the portal and begin
/// with `/`; one with a token in it is a secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "template", rename_all = "kebab-case")]
pub enum Letter {
    /// Somebody is asked to join an organization.
    Invitation {
        /// Name of who asks.
        inviter: String,
        /// Name of the organization.
        organization: String,
        /// What the person will be allowed to do there.
        role: Role,
        /// Where the invitation is accepted.
        path: String,
        /// From then on the link does not work any more.
        until: DateTime<Utc>,
    },
    /// Somebody was asked to join an organization whose address has an account elsewhere.
    InvitationTaken {
        /// Name of who asks.
        inviter: String,
        /// Name of the organization.
        organization: String,
    },
    /// Somebody asked for a new password.
    PasswordReset {
        /// Where it is set.
        path: String,
        /// From then on the link does not work any more.
        until: DateTime<Utc>,
    },
    /// The person's password was changed.
    PasswordChanged {
        /// When.
        at: DateTime<Utc>,
    },
    /// The person signs in with another address from now on; goes to the one before.
    AddressChanged {
        /// The new address.
        address: String,
        /// When.
        at: DateTime<Utc>,
    },
}

impl Letter {
    /// The stable name of its kind.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::InvitationTaken { .. } => "invitation-taken",
            Self::PasswordReset { .. } => "password-reset",
            Self::PasswordChanged { .. } => "password-changed",
            Self::AddressChanged { .. } => "address-changed",
        }
    }

    /// When there is no use in it any more, of a mail written at `now`: with its link, or when
    /// it is given up.
    #[must_use]
    pub fn useless_from(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let given_up = now + GIVE_UP_AFTER;
        match self {
            Self::Invitation { until, .. } | Self::PasswordReset { until, .. } => {
                given_up.min(*until)
            }
            Self::PasswordChanged { .. }
            | Self::AddressChanged { .. }
            | Self::InvitationTaken { .. } => given_up,
        }
    }
}

/// The pause before a mail is tried again that failed so many times: 1 minute at first, 6 hours
/// at most.
#[must_use]
pub fn pause(failures: u32) -> Duration {
    let doubled = 2_i32.checked_pow(failures.saturating_sub(1));
    doubled
        .and_then(|times| FIRST_PAUSE.checked_mul(times))
        .map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE))
}
