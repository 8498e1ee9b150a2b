//! How often something was done within the minute or another span, by whom or from where.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);
/// Entries kept before those of former minutes are swept.
const SWEEP_AT: usize = 10_000;

/// For each key (a token, an address, an organization) when its span began and how often it
/// came since.
#[derive(Debug)]
pub(crate) struct Windows<K> {
    span: Duration,
    counted: Mutex<HashMap<K, (Instant, u32)>>,
}

impl<K> Default for Windows<K> {
    fn default() -> Self {
        Self::of(MINUTE)
    }
}

impl<K> Windows<K> {
    /// Counts within such a span instead of a minute.
    pub(crate) fn of(span: Duration) -> Self {
        Self { span, counted: Mutex::default() }
    }
}

impl<K: Eq + Hash> Windows<K> {
    /// Counts once more, up to `most` times a span.
    ///
    /// # Errors
    /// How long the key has to wait; then nothing was counted.
    pub(crate) fn count(&self, key: K, most: u32, now: Instant) -> Result<(), Duration> {
        let mut windows = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > SWEEP_AT {
            windows.retain(|_, (began, _)| now.duration_since(*began) < self.span);
        }
        let (began, count) = windows.entry(key).or_insert((now, 0));
        if now.duration_since(*began) >= self.span {
            (*began, *count) = (now, 0);
        }
        if *count >= most {
            return Err(self.span.saturating_sub(now.duration_since(*began)));
        }
        *count += 1;
        Ok(())
    }

    /// Whether there is room for one more; nothing is counted.
    ///
    /// # Errors
    /// How long the key has to wait.
    pub(crate) fn room(&self, key: K, most: u32, now: Instant) -> Result<(), Duration> {
        let windows = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        match windows.get(&key) {
            Some((began, count)) if *count >= most => {
                let left = self.span.saturating_sub(now.duration_since(*began));
                if left.is_zero() { Ok(()) } else { Err(left) }
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_holds_so_many_of_each() {
        let windows = Windows::default();
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(windows.count("one", 3, start), Ok(()));
        }
        let later = start + Duration::from_secs(20);
        assert_eq!(windows.count("one", 3, later), Err(Duration::from_secs(40)));
        assert_eq!(windows.room("one", 3, later), Err(Duration::from_secs(40)));
        assert_eq!(windows.room("one", 4, later), Ok(()));
        assert_eq!(windows.room("other", 3, later), Ok(()));
        assert_eq!(windows.count("other", 3, later), Ok(()));
        assert_eq!(windows.room("one", 3, start + MINUTE), Ok(()));
        assert_eq!(windows.count("one", 3, start + MINUTE), Ok(()));
    }
}
