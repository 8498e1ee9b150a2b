//! Of several things begun one after the other, only the latest counts.

use leptos::prelude::*;
use std::time::Duration;

/// Tells whether something newer was begun meanwhile.
#[derive(Clone, Copy)]
pub struct Latest(StoredValue<u32>);

impl Default for Latest {
    /// Nothing was begun yet. It lives as long as the component that makes it.
    fn default() -> Self {
        Self(StoredValue::new(0))
    }
}

impl Latest {
    /// Begins something; what was begun before does not count any more.
    #[must_use]
    pub fn begin(self) -> u32 {
        let begun = self.0.try_update_value(|latest| {
            *latest = latest.wrapping_add(1);
            *latest
        });
        begun.unwrap_or_default()
    }

    /// Whether it is still the latest, and the component still there.
    #[must_use]
    pub fn is(self, begun: u32) -> bool {
        self.0.try_get_value() == Some(begun)
    }

    /// Runs `act` after a pause, unless something else is begun before.
    pub fn later(self, pause: Duration, act: impl FnOnce() + 'static) {
        let mine = self.begin();
        set_timeout(
            move || {
                if self.is(mine) {
                    act();
                }
            },
            pause,
        );
    }
}
