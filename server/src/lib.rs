//! The server of Seatkeeper: the embedded database, the HTTP router, the live socket and
//! the command line. The binary `seatkeeper` is a few lines on top of it.

pub mod live;
pub mod postgres;
