//! Signing in: what a person sees of its factors, sessions and sign-ins. The shapes that cross
//! the wire; proving who somebody is, is the server's business.

use crate::ids::{PasskeyId, SessionId};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// A session ends this long after its last use.
pub const IDLE: Duration = Duration::days(7);
/// And this long after its beginning, however much it is used.
pub const LONGEST: Duration = Duration::days(30);
/// What is dangerous needs a proof that is not older than this.
pub const RECENT: Duration = Duration::minutes(10);

/// How a session can have begun: the first factor, and the second if one was asked for.
pub const METHODS: &[&str] = &[
    "password",
    "password-code",
    "password-recovery",
    "passkey",
    "sso",
    "sso-code",
    "sso-recovery",
    "sso-passkey",
    "command",
];

/// Why somebody was not let in whose account is known, or at least the organization.
pub const REFUSALS: &[&str] = &[
    "password",
    "code",
    "code-used",
    "recovery",
    "passkey",
    "passkey-unknown",
    "throttled",
    "setup",
    "inactive",
    "token",
    "sso-only",
    // Of an account that is known.
    "sso",
    // Of an organization's provider: as the person is told, or closer.
    "sso-unknown",
    "sso-unreachable",
    "sso-provider",
    "sso-denied",
    "sso-token",
    "sso-signature",
    "sso-issuer",
    "sso-audience",
    "sso-nonce",
    "sso-code",
    "sso-expired",
    "sso-clock",
    "sso-email-missing",
    "sso-email-unverified",
    "sso-email-domain",
    "sso-no-account",
    "sso-other-account",
    "sso-no-role",
    "sso-over",
];

/// A signed-in browser, as its person sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionView {
    /// Which.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub here: bool,
    /// How it began, of [`METHODS`].
    pub method: String,
    /// The browser in words; see [`agent`].
    pub agent: Option<String>,
    /// Where it began.
    pub address: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// Its last use, to five minutes.
    pub seen_at: DateTime<Utc>,
}

/// A sign-in, or an attempt at one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignInEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What, of the log's deeds: `signed-in`, `sign-in-refused`, …
    pub deed: String,
    /// How, of [`METHODS`]; none of a refusal before that was known.
    pub method: Option<String>,
    /// Why not, of [`REFUSALS`].
    pub reason: Option<String>,
    /// Where from.
    pub address: Option<String>,
    /// The browser in words.
    pub agent: Option<String>,
}

/// A passkey, as its person sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Which.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// When somebody last signed in with it.
    pub used_at: Option<DateTime<Utc>>,
}

/// A person's factors, sessions and sign-ins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Security {
    /// Since when there is an authenticator.
    pub authenticator: Option<DateTime<Utc>>,
    /// Recovery codes left.
    pub recovery_left: u32,
    /// Its passkeys, the oldest first.
    pub passkeys: Vec<PasskeyView>,
    /// The organization that demands a second factor.
    pub demanded_by: Option<String>,
    /// Its sessions, the last used first.
    pub sessions: Vec<SessionView>,
    /// Its sign-ins and attempts, the newest first.
    pub history: Vec<SignInEvent>,
}

/// A new authenticator that waits for its first code. Shown once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuthenticatorSetup {
    /// Names the setup when it is confirmed.
    pub key: String,
    /// The secret, to be typed: Base32 in groups of four.
    pub secret: String,
    /// The same to be scanned.
    pub qr: Qr,
    /// Recovery codes, each for one sign-in; they count once the setup is confirmed.
    pub codes: Vec<String>,
}

/// A QR code as a square of modules with its quiet zone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Qr {
    /// Modules on each side.
    pub size: u16,
    /// The dark ones, as the data of an SVG path.
    pub path: String,
}

/// What a sign-in that waits for its second factor can be finished with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SecondFactor {
    /// Codes of an authenticator.
    pub authenticator: bool,
    /// A passkey.
    pub passkey: bool,
    /// Recovery codes.
    pub recovery: bool,
    /// None of them is there, but one is demanded: by whom, and the authenticator to set up.
    pub setup: Option<(String, AuthenticatorSetup)>,
}

/// How a person can prove again to be who it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProofOptions {
    /// The account has a password.
    pub password: bool,
    /// The account has an authenticator.
    pub authenticator: bool,
    /// The account has a passkey.
    pub passkey: bool,
}

/// A fresh proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Proof {
    /// The password.
    Password(String),
    /// A code of the authenticator, or a recovery code.
    Code(String),
}

/// What a browser is asked for, to be answered by a passkey.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PasskeyAsk {
    /// Names the question in the answer; good for one, for five minutes.
    pub key: String,
    /// The options of the browser's ceremony, as JSON.
    pub options: String,
}

/// A passkey that was added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PasskeyAdded {
    /// Recovery codes that came with it, when there were none.
    pub codes: Option<Vec<String>>,
}

/// What an organization demands of those who sign in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Demand {
    /// Whether it demands a second factor of its people and of all below.
    pub mfa_required: bool,
    /// Raised by every change.
    pub version: i32,
    /// The organization above that demands one anyway.
    pub demanded_above: Option<String>,
    /// How many people there are in the organization and below.
    pub people: u32,
    /// How many of them have no second factor.
    pub without: u32,
}

/// A browser in words, from what it calls itself: `Firefox · Linux`. None of those that are
/// neither known nor say something readable.
#[must_use]
pub fn agent(name: &str) -> Option<String> {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| name.contains(mark)).map(|(_, told)| *told)
    };
    // Most call themselves what others are, too; so the order matters.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => {
            let word: String =
                name.chars().take_while(|c| c.is_ascii_alphanumeric()).take(30).collect();
            Some(word).filter(|word| !word.is_empty())
        }
    }
}
