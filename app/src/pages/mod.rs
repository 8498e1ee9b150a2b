//! One folder per screen.

pub(crate) mod activity;
pub(crate) mod customers;
pub mod import;
pub(crate) mod later;
pub mod licenses;
pub mod not_found;
pub(crate) mod organizations;
pub mod sign_in;
