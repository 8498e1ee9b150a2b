//! The domain of Seatkeeper: what licenses, terms, coupons and people are, and the rules
//! they follow. Pure functions on plain data, used by server and browser alike: no I/O,
//! no clock (today comes in as a parameter), no randomness.

pub mod command;
pub mod field;
pub mod history;
pub mod ids;
pub mod license;
pub mod people;
pub mod text;
