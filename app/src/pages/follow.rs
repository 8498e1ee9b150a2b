//! A page that reads itself anew when somebody changes what it shows.

use crate::api::{AGAIN_AFTER, ApiError};
use crate::i18n::use_messages;
use crate::live::wire::Topic;
use crate::live::{LiveEvent, use_live};
use crate::ui::{Latest, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// Changes that come within so long are read together.
const PAUSE: Duration = Duration::from_secs(1);

/// Reads anew what others change, at most once in [`PAUSE`] however much that is. `topic` says
/// what of it is watched, from which position on.
pub(crate) fn follow<T, F>(
    now: RwSignal<T>,
    topic: impl Fn(&T) -> Topic + Send + Sync + 'static,
    read: impl Fn() -> F + Copy + Send + Sync + 'static,
) where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let t = use_messages();
    let toasts = use_toasts();
    let asked = Latest::default();
    let waiting = StoredValue::new(false);
    let again: StoredValue<Option<Callback<Duration>>> = StoredValue::new(None);
    let read = move || {
        let mine = asked.begin();
        spawn_local(async move {
            let answer = read().await;
            if !asked.is(mine) {
                return;
            }
            match answer {
                Ok(read) => drop(now.try_set(read)),
                Err(error) if error.code.passes() => {
                    if let Some(again) = again.try_get_value().flatten() {
                        again.run(AGAIN_AFTER);
                    }
                }
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    };
    let soon = Callback::new(move |pause: Duration| {
        if waiting.try_update_value(|waiting| std::mem::replace(waiting, true)) != Some(false) {
            return;
        }
        set_timeout(
            move || {
                // None when the page was left by then.
                if waiting.try_set_value(false).is_none() {
                    read();
                }
            },
            pause,
        );
    });
    again.set_value(Some(soon));
    let view = use_live().view(move |event| {
        if event == LiveEvent::Changed {
            soon.try_run(PAUSE);
        }
    });
    Effect::new(move || {
        view.watch(topic(&now.read()));
    });
}
