//! Table and property tests of the domain's rules, one module per source file.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod assign;
mod billing;
mod bulk;
mod buying;
mod catalog;
mod coupon;
mod dates;
mod entitlement;
mod handover;
mod mail;
mod messages;
mod password;
mod program;
mod reminder;
mod renewal;
mod sample;
mod seats;
mod sign_in;
mod sso;
mod status;
mod stray;
mod tenancy;
mod text;

mod organization;
mod people;
mod policy;
