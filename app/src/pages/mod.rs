//! One folder per screen.

pub(crate) mod activity;
pub(crate) mod answered;
pub(crate) mod buy;
pub(crate) mod customers;
pub(crate) mod discounts;
pub mod entitlements;
pub(crate) mod follow;
pub(crate) mod home;
pub mod import;
pub(crate) mod invoices;
pub(crate) mod later;
pub mod licenses;
pub(crate) mod mails;
pub mod not_found;
pub(crate) mod orders;
pub(crate) mod organizations;
pub(crate) mod password;
pub(crate) mod people;
pub(crate) mod prices;
pub(crate) mod profile;
pub(crate) mod reminders;
pub(crate) mod renewal_calendar;
pub(crate) mod security;
pub mod sign_in;
pub(crate) mod sign_in_settings;
