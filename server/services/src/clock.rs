//! The one place that reads the time, so that tests can set it.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// A clock: the system's, or one that a test moves.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    set: Option<Arc<Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `now` until it is [`Self::set`].
    #[must_use]
    pub fn fixed(now: DateTime<Utc>) -> Self {
        Self { set: Some(Arc::new(Mutex::new(now))) }
    }

    /// Moves a fixed clock; the system's stays what it is.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Some(set) = &self.set {
            *set.lock().unwrap_or_else(PoisonError::into_inner) = now;
        }
    }

    /// Now, in UTC, in microseconds as Postgres keeps them.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "the one place that may")]
        self.set
            .as_ref()
            .map_or_else(Utc::now, |set| *set.lock().unwrap_or_else(PoisonError::into_inner))
            .trunc_subsecs(6)
    }

    /// The day it is in UTC.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}
