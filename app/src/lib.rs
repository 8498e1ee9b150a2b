//! What runs on both sides: pages, components, server functions.

pub mod i18n;
