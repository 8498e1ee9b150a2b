//! Signing in and out, and who a request comes from.
//!
//! A sign-in begins with a first factor (password, passkey, single sign-on). When the account
//! has a second factor, or its organization or one above demands one, it waits for that as a
//! pending sign-in (`second`); then a session begins (`session`). What is dangerous in a
//! session asks for a fresh proof (`step_up`). Who is not let in is written down (`refused`).

mod demand;
mod factors;
mod hashing;
mod history;
mod passkey;
mod people;
mod refused;
mod second;
pub mod secret;
mod session;
mod sign_in;
mod step_up;
mod totp;

pub use domain::sign_in::{IDLE, Proof};
pub use people::NewOwner;
pub(crate) use session::entry;

use crate::throttle::{Throttle, place};
use crate::window::Windows;
use crate::{ServiceError, Services};
use chrono::{DateTime, Duration, Utc};
use domain::ids::{ApiTokenId, OrgId};
use rand::RngExt;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::time::Instant;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

/// A session's last use is written down at most this often.
const TOUCH_EVERY: Duration = Duration::minutes(5);
/// A second factor is awaited this long, and so is the other half of a ceremony.
const PENDING: Duration = Duration::minutes(5);
/// A browser that was not here for this long is not known any more.
pub const DEVICE_KEPT: Duration = Duration::days(180);
/// Passwords that may wait to be hashed. More would wait longer than anybody does.
const WAITING: usize = 64;
/// Ceremonies that may be begun within a minute from one address, where offices share one, and
/// from all of them: each is a row for up to ten minutes, made for whoever asks.
const CEREMONIES: [u32; 2] = [60, 6_000];
/// Refusals that are written down at the same time: they must not take all connections.
const NOTING: usize = 2;

/// What guards the front door.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) throttle: Throttle,
    /// Who asks for new passwords, whether or not there is such a person.
    pub(crate) resets: Throttle,
    /// Who may wait for a password to be hashed: strangers, and browsers that were here before,
    /// who are not crowded out by strangers.
    waiting: [Semaphore; 2],
    /// Ceremonies that strangers began, by address; none is all of them.
    ceremonies: Windows<Option<IpAddr>>,
    /// Providers that were tried out, by the organization that wants to.
    pub(crate) providers_tried: Windows<OrgId>,
    /// Tokens of people who may not sign in.
    pub(crate) tokens_refused: Windows<ApiTokenId>,
    /// Refusals that are being written down; see `refused`.
    noted: TaskTracker,
    noting: Semaphore,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            throttle: Throttle::default(),
            resets: Throttle::default(),
            waiting: [Semaphore::new(WAITING), Semaphore::new(WAITING)],
            ceremonies: Windows::default(),
            providers_tried: Windows::default(),
            tokens_refused: Windows::default(),
            noted: TaskTracker::new(),
            noting: Semaphore::new(NOTING),
        }
    }
}

impl Services {
    /// Counts a ceremony that somebody begins of whom nothing is known.
    ///
    /// # Errors
    /// `RateLimited`.
    pub(crate) fn count_ceremony(&self, from: IpAddr) -> Result<(), ServiceError> {
        let (now, [own, all]) = (Instant::now(), CEREMONIES);
        let begun = &self.auth.ceremonies;
        let counted = begun.count(Some(place(from)), own, now);
        let counted = counted.and_then(|()| begun.count(None, all, now));
        counted.map_err(|wait| {
            count("throttled");
            ServiceError::RateLimited(wait)
        })
    }
}

/// Who is at the door: what a request says of itself before anybody is signed in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Where the request comes from.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub agent: String,
    /// The cookie by which the browser is known from before.
    pub device: Option<String>,
}

impl Visitor {
    /// A visitor whose browser was not here before.
    #[must_use]
    pub fn new(address: IpAddr, agent: &str) -> Self {
        Self { address, agent: agent.to_owned(), device: None }
    }

    /// The address as it is kept and shown: of IPv6 the network.
    fn place(&self) -> String {
        place(self.address).to_string()
    }

    fn agent(&self) -> String {
        self.agent.chars().filter(|c| !c.is_control()).take(200).collect()
    }
}

/// What a right first factor leads to.
#[derive(Debug)]
pub enum Begun {
    /// A session.
    SignedIn(SignedIn),
    /// The question for a second factor.
    Second(Pending),
}

impl Begun {
    /// The session; none when a second factor is asked for.
    #[must_use]
    pub fn signed_in(self) -> Option<SignedIn> {
        match self {
            Self::SignedIn(signed_in) => Some(signed_in),
            Self::Second(_) => None,
        }
    }
}

/// A fresh session.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the cookie; the database keeps only its hash.
    pub token: String,
    /// When it ends unless used.
    pub expires: DateTime<Utc>,
    /// The cookie by which the browser is known from now on.
    pub device: String,
}

/// A sign-in that waits for its second factor.
#[derive(Debug)]
pub struct Pending {
    /// The secret for its cookie.
    pub token: String,
    /// When it is over.
    pub expires: DateTime<Utc>,
}

pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

pub(crate) fn new_token() -> String {
    let bytes: [u8; 24] = rand::rng().random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}

fn count(outcome: &'static str) {
    metrics::counter!("seatkeeper_sign_ins_total", "outcome" => outcome).increment(1);
}
