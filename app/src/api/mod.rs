//! Server functions, one file per noun, each a few lines: who, may they, call, reply.

pub mod bulk;
pub mod codec;
#[cfg(feature = "ssr")]
pub mod context;
pub mod coupons;
pub mod entitlements;
pub mod error;
pub mod exports;
pub mod grids;
pub mod handover;
pub mod home;
pub mod imports;
pub mod invoices;
pub mod licenses;
pub mod mails;
pub mod orders;
pub mod organizations;
pub mod passkeys;
pub mod passwords;
pub mod people;
pub mod prices;
pub mod programs;
pub mod reminders;
pub mod renewals;
pub mod security;
pub mod session;
pub mod sign_in_settings;
pub mod tokens;
#[cfg(feature = "hydrate")]
pub(crate) mod upload;
pub mod views;

pub(crate) use error::AGAIN_AFTER;
pub use error::{ApiError, ErrorCode};
