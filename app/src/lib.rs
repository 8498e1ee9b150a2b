//! What runs on both sides: pages, components, server functions.

pub mod api;
#[cfg(feature = "ssr")]
pub mod calendars;
#[cfg(feature = "ssr")]
pub mod documents;
mod exports;
mod grid;
pub mod i18n;
pub mod live;
pub mod mails;
pub mod pages;
pub mod passkey;
pub mod session;
pub mod ui;

mod route;
mod routes;
#[cfg(feature = "ssr")]
mod shell;

pub use route::Route;
pub use routes::{App, prepare, show_panic_banner};
#[cfg(feature = "ssr")]
pub use shell::shell;
