use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// A license renewed less than this many hours ago is asked about before it is renewed again.
pub const RECENT_HOURS: i64 = 24;

/// A renewal of not long ago.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recent {
    /// The number of its order.
    pub number: String,
    /// When it was ordered.
    pub at: DateTime<Utc>,
}

/// Whether to ask again before a license is renewed, since somebody may just have done so:
/// within [`RECENT_HOURS`] of its last renewal. One from the future (two servers' clocks
/// differ) counts as recent.
#[must_use]
pub fn asks_again(last_renewed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last_renewed_at.is_some_and(|last| now - last < Duration::hours(RECENT_HOURS))
}
