//! All SQL of Seatkeeper, and the only crate that names sqlx.
//!
//! Tenant tables are reached through a [`TenantTx`] alone: it opens the transaction and
//! sets the scope that row-level security holds every statement to. Functions are named
//! noun first (`license_update`), take the transaction they work in, and leave deciding
//! who may do what to the services. What has no tenant (accounts, sessions, feed heads) are
//! methods of [`Store`].

pub mod api_token;
pub mod billing;
pub mod bulk;
pub mod calendar;
pub mod catalog;
pub mod device;
pub mod directory;
pub mod entitlement;
pub mod error;
pub mod export;
pub mod factor;
pub mod feed;
pub mod grid;
pub mod handover;
pub mod home;
pub mod idempotency;
pub mod import;
pub mod import_batch;
pub mod invitation;
pub mod license;
pub mod log;
pub mod mail;
pub mod order;
pub mod org;
pub mod org_place;
pub mod pending;
pub mod permission_set;
pub mod person;
mod pool;
pub mod price;
pub mod program;
pub mod reminder;
pub mod session;
pub mod sign_in_policy;
pub mod sso;
mod status;
pub mod stray;
#[cfg(feature = "testing")]
pub mod testing;
pub mod token;
mod tx;
pub mod view;

pub use error::StoreError;
pub use pool::Store;
pub use status::Connections;
pub use tx::{TenantTx, whole};
