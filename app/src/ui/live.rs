//! Whether changes by others arrive.

use crate::i18n::use_messages;
use crate::live::{LiveStatus, use_live};
use crate::ui::dynamic;
use leptos::prelude::*;

/// Says whether changes by others arrive by themselves. Silent while all is well and said
/// aloud when it changes.
#[component]
pub fn LiveIndicator() -> impl IntoView {
    let t = use_messages();
    let status = use_live().status();
    let class = move || match status.get() {
        LiveStatus::Live => "live live--on",
        LiveStatus::Connecting => "live",
        LiveStatus::Reconnecting => "live live--trying",
        LiveStatus::Offline | LiveStatus::Ended => "live live--off",
    };
    let text = move || match status.get() {
        LiveStatus::Live => t.live_on(),
        LiveStatus::Connecting => String::new(),
        LiveStatus::Reconnecting => t.live_reconnecting(),
        LiveStatus::Offline => t.live_off(),
        LiveStatus::Ended => t.live_ended(),
    };
    view! {
        <span class=class role="status" title=t.live_on_hint()>
            <span class="live__dot"></span>
            <span class="live__text">{dynamic(text)}</span>
        </span>
    }
}
