//! The server of Seatkeeper: the command line, the embedded database, the HTTP router and
//! the live socket. The binary `seatkeeper` is a few lines on top of it.

pub mod cli;
pub mod database;
pub mod http;
pub mod jobs;
pub mod live;
pub mod mail;
pub mod postgres;
pub mod secret_key;
pub mod telemetry;
