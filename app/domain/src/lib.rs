//! The domain of Seatkeeper: what licenses, terms, coupons and people are, and the rules
//! they follow. Pure functions on plain data, used by server and browser alike: no I/O,
//! no clock (today comes in as a parameter), no randomness.

pub mod api_token;
pub mod assign;
pub mod billing;
pub mod bulk;
pub mod catalog;
pub mod command;
pub mod coupon;
pub mod dates;
pub mod entitlement;
pub mod export;
pub mod field;
pub mod handover;
pub mod history;
pub mod home;
pub mod ids;
pub mod import;
pub mod license;
pub mod mail;
pub mod money;
pub mod name;
pub mod note;
pub mod order;
pub mod organization;
pub mod password;
pub mod people;
pub mod policy;
pub mod price;
pub mod program;
pub mod reminder;
pub mod renewal;
pub mod seats;
pub mod sign_in;
pub mod sso;
pub mod stray;
pub mod tenancy;
pub mod text;
pub mod view;
pub mod wire;
