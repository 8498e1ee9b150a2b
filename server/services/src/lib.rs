//! The use cases of Seatkeeper. Each authorizes first, then does its work in one tenant
//! transaction that ends with one log entry and one live change.

pub mod audit;
pub mod auth;
pub mod billing;
mod bulk;
pub mod catalog;
pub mod churn;
pub mod clock;
mod colleague;
pub mod coupons;
pub mod demo;
pub mod entitlements;
pub mod error;
pub mod export;
pub mod grid;
pub mod home;
pub mod import;
mod keys;
pub mod licenses;
pub mod mail;
pub mod orders;
pub mod organizations;
pub mod password;
pub mod people;
mod position;
mod prices;
pub mod programs;
mod refusal;
pub mod reminders;
pub mod renewals;
pub mod roots;
pub mod sso;
pub mod strays;
mod throttle;
pub mod tokens;
pub mod views;
pub mod wake;
mod window;

use auth::secret::SecretKey;
use clock::Clock;
use domain::catalog::Catalog;
use domain::ids::ApiTokenId;
use domain::people::Principal;
use domain::policy::{Action, Relation, Verdict};
pub use error::ServiceError;
use roots::Roots;
use std::sync::Arc;
use store::Store;
use tokio::sync::Semaphore;
use wake::Wake;
use window::Windows;

/// Grids that are read from the database at the same time: each keeps a processor busy.
const STORED_READS: usize = 4;

/// Files for download that are made at the same time: each keeps a processor busy, too.
const EXPORTS: usize = 2;

/// Everything a use case needs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Services {
    /// The database.
    pub store: Store,
    /// Products and their policies.
    pub catalog: Arc<Catalog>,
    /// The time.
    pub clock: Clock,
    /// Tells the live hub that something was committed.
    pub wake: Wake,
    /// The trees that somebody looks at.
    pub roots: Arc<roots::Roots>,
    /// Grids that are read from the database at the same time.
    stored_reads: Arc<Semaphore>,
    /// Files for download that are made at the same time.
    exports: Arc<Semaphore>,
    /// Whether the demo's people may sign in.
    demo: bool,
    auth: Arc<auth::Guard>,
    outbox: mail::Outbox,
    /// Seals what the database must not hold in clear.
    secret_key: SecretKey,
    /// Asks identity providers.
    outgoing: sso::Outgoing,
    sso: Arc<sso::Discovered>,
    colleagues: Arc<colleague::Colleagues>,
    imports: Arc<import::Cache>,
    /// Requests of each token within the minute.
    windows: Arc<Windows<ApiTokenId>>,
    refusals: Arc<refusal::Refusals>,
    /// Calendars that were asked for within the minute, by address.
    calendars: Arc<Windows<std::net::IpAddr>>,
    /// Keys that were claimed, or tried to, by whom.
    claims: Arc<Windows<strays::Claimer>>,
    /// Links of discounts that were nobody's, by who tried them.
    links: Arc<Windows<programs::Visitor>>,
}

impl Services {
    /// Services over a migrated database whose catalog has been loaded. The people of a demo
    /// in it cannot sign in. What they seal is lost with them, unless they are given a key.
    #[must_use]
    pub fn new(store: Store, catalog: Arc<Catalog>, clock: Clock) -> Self {
        let limit = roots::MIRRORED_ROWS;
        let roots = Roots::new(store.clone(), Arc::clone(&catalog), clock.clone(), limit);
        Self {
            store,
            catalog,
            clock,
            roots,
            stored_reads: Arc::new(Semaphore::new(STORED_READS)),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            wake: Wake::default(),
            demo: false,
            auth: Arc::default(),
            outbox: mail::Outbox::default(),
            secret_key: SecretKey::new(SecretKey::fresh()),
            outgoing: sso::Outgoing::new(false),
            sso: Arc::default(),
            colleagues: Arc::default(),
            imports: Arc::default(),
            windows: Arc::default(),
            refusals: Arc::default(),
            calendars: Arc::default(),
            claims: Arc::new(Windows::of(strays::CLAIM_SPAN)),
            links: Arc::new(Windows::of(programs::LINK_SPAN)),
        }
    }

    /// The same, mirroring trees of at most so many licenses in memory; 0 mirrors none.
    #[must_use]
    pub fn with_mirrored_rows(self, limit: u64) -> Self {
        let (store, catalog) = (self.store.clone(), Arc::clone(&self.catalog));
        Self { roots: Roots::new(store, catalog, self.clock.clone(), limit), ..self }
    }

    /// The same with the installation's secret key.
    #[must_use]
    pub fn with_secret_key(self, secret_key: SecretKey) -> Self {
        Self { secret_key, ..self }
    }

    /// The same, asking identity providers of this very machine, too, by http: for tests.
    #[must_use]
    pub fn with_local_providers(self) -> Self {
        Self { outgoing: sso::Outgoing::new(true), ..self }
    }

    /// The same, in demo mode or not: only in demo mode do the demo's people sign in and their
    /// sessions count, since their password is published.
    #[must_use]
    pub fn with_demo(self, demo: bool) -> Self {
        Self { demo, ..self }
    }
}

/// Refuses what the policy does not give this person for anything.
pub(crate) fn authorize(who: &Principal, action: Action) -> Result<(), ServiceError> {
    if who.may(action) { Ok(()) } else { Err(refused(action)) }
}

/// Refuses what the policy does not give this person for things of an organization in scope
/// that stands in this relation to its own: 403, or 404 where they must not be known of.
pub(crate) fn authorize_on(
    who: &Principal,
    action: Action,
    relation: Relation,
) -> Result<(), ServiceError> {
    match who.judge(action, relation) {
        Verdict::Allowed => Ok(()),
        Verdict::Forbidden => Err(refused(action)),
        Verdict::Hidden => Err(ServiceError::NotFound),
    }
}

pub(crate) fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}

fn refused(action: Action) -> ServiceError {
    metrics::counter!("seatkeeper_refusals_total", "action" => action.slug()).increment(1);
    refusal::refused(action);
    ServiceError::Forbidden
}
