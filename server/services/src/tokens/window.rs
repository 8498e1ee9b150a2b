//! How many requests each token has made within the minute.

use domain::api_token::PER_MINUTE;
use domain::ids::ApiTokenId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);
/// Entries kept before those of former minutes are swept.
const SWEEP_AT: usize = 10_000;

/// For each token when its minute began and how many requests it has made since.
#[derive(Debug, Default)]
pub(crate) struct Windows(Mutex<HashMap<ApiTokenId, (Instant, u32)>>);

impl Windows {
    /// Counts a request.
    ///
    /// # Errors
    /// How long the token has to wait; then nothing was counted.
    pub(crate) fn count(&self, token: ApiTokenId, now: Instant) -> Result<(), Duration> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > SWEEP_AT {
            windows.retain(|_, (began, _)| now.duration_since(*began) < MINUTE);
        }
        let (began, count) = windows.entry(token).or_insert((now, 0));
        if now.duration_since(*began) >= MINUTE {
            (*began, *count) = (now, 0);
        }
        if *count >= PER_MINUTE {
            return Err(MINUTE.saturating_sub(now.duration_since(*began)));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_minute_holds_so_many_requests_of_each_token() {
        let windows = Windows::default();
        let (one, other) = (ApiTokenId(Uuid::from_u128(1)), ApiTokenId(Uuid::from_u128(2)));
        let start = Instant::now();
        for _ in 0..PER_MINUTE {
            assert_eq!(windows.count(one, start), Ok(()));
        }
        let later = start + Duration::from_secs(20);
        assert_eq!(windows.count(one, later), Err(Duration::from_secs(40)));
        assert_eq!(windows.count(other, later), Ok(()));
        assert_eq!(windows.count(one, start + MINUTE), Ok(()));
    }
}
