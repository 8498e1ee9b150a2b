//! What a use case can answer besides success.

use domain::field::FieldError;
use domain::license::LicenseRow;
use std::time::Duration;
use store::StoreError;

/// A use case's refusal or failure. The database's own words stay in `Store` and are logged
/// at the boundary, never shown.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Nobody is signed in, or no longer.
    #[error("not signed in")]
    Unauthenticated,
    /// The thing does not exist for this person (also: exists, but may not be known to).
    #[error("not found")]
    NotFound,
    /// Known, but not this person's to do.
    #[error("forbidden")]
    Forbidden,
    /// The person has to prove again to be who it is before this is done.
    #[error("a fresh proof is needed")]
    StepUp,
    /// Input that a person can mend, field by field.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// Somebody else was faster; what the license is now, when the person may see it.
    #[error("changed meanwhile")]
    Conflict(Option<Box<LicenseRow>>),
    /// Refused by a rule; a stable code, shown as the message `error-<code>`.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// Too many tries; try again after this time.
    #[error("too many requests")]
    RateLimited(Duration),
    /// The database is away; trying again helps.
    #[error("{}", chain(.0))]
    Unavailable(StoreError),
    /// The database failed.
    #[error("{}", chain(.0))]
    Store(StoreError),
    /// A defect of ours.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Stale { .. } => Self::Conflict(None),
            StoreError::Unavailable(_) => Self::Unavailable(error),
            _ => Self::Store(error),
        }
    }
}

/// An error with its causes, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

impl From<FieldError> for ServiceError {
    fn from(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }
}
