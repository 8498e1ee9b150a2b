//! Whom to remind of what, when, and once.

mod calendar;
mod digest;
mod due;
mod once;
mod settings;
