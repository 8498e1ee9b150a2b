//! Pages that read themselves anew when others change what they show.

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

/// Reads by `read` what others change, at most once in [`PAUSE`] however much that is, and gives
/// it to `take`. `topic` tells what is looked at, with the feed position of what is shown.
pub(crate) fn follow<T, F>(
    read: impl Fn() -> F + Send + Sync + 'static,
    take: impl Fn(T) + Send + Sync + 'static,
    topic: impl Fn() -> Topic + 'static,
) where
    T: 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let t = use_messages();
    let toasts = use_toasts();
    let asked = Latest::default();
    let waiting = StoredValue::new(false);
    let again: StoredValue<Option<Callback<Duration>>> = StoredValue::new(None);
    let take = Callback::new(take);
    let read = Callback::new(move |()| {
        let mine = asked.begin();
        let answer = read();
        spawn_local(async move {
            let answer = answer.await;
            if !asked.is(mine) {
                return;
            }
            match answer {
                Ok(now) => drop(take.try_run(now)),
                Err(error) if error.code.passes() => {
                    if let Some(again) = again.try_get_value().flatten() {
                        again.try_run(AGAIN_AFTER);
                    }
                }
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    });
    let soon = Callback::new(move |pause: Duration| {
        if waiting.try_update_value(|waiting| std::mem::replace(waiting, true)) != Some(false) {
            return;
        }
        set_timeout(
            move || {
                // None when the page was left by then.
                if waiting.try_set_value(false).is_none() {
                    read.try_run(());
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
        view.watch(topic());
    });
}
