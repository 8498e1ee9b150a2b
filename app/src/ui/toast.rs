//! Short messages about what just happened, with a way to undo it.

use super::button::{Button, IconButton, Look};
use super::erased::{keyed, maybe};
use super::icon::IconName;
use crate::i18n::use_messages;
use leptos::ev;
use leptos::prelude::*;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// How long a message stays.
const STAY: Duration = Duration::from_secs(6);
/// How long one with an action stays.
const STAY_WITH_ACTION: Duration = Duration::from_secs(12);
/// How many are seen at once; the others wait.
const SEEN: usize = 3;

/// What a message offers to do. Shared rather than owned by a component: the one that
/// said it, such as a menu, may be gone by then.
type Act = Arc<dyn Fn() + Send + Sync>;

/// One message.
#[derive(Clone)]
struct Toast {
    number: u64,
    text: String,
    bad: bool,
    action: Option<(String, Act)>,
}

/// The messages on the page.
#[derive(Clone, Copy)]
pub struct Toasts {
    queue: RwSignal<VecDeque<Toast>>,
    next: StoredValue<u64>,
    /// While the pointer or the focus rests on the messages, none leaves.
    held: RwSignal<bool>,
}

/// Provides [`Toasts`] to everything below.
pub(crate) fn provide_toasts() {
    provide_context(Toasts {
        queue: RwSignal::new(VecDeque::new()),
        next: StoredValue::new(0),
        held: RwSignal::new(false),
    });
}

/// The messages on the page.
///
/// # Panics
/// Outside of the app, a defect.
#[must_use]
pub fn use_toasts() -> Toasts {
    expect_context::<Toasts>()
}

impl Toasts {
    /// Says what happened.
    pub fn show(self, text: impl Into<String>) {
        self.push(text.into(), false, None);
    }

    /// Says what went wrong.
    pub fn fail(self, text: impl Into<String>) {
        self.push(text.into(), true, None);
    }

    /// Says what happened and offers to undo it.
    pub fn undoable(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        let label = use_messages().action_undo();
        self.push(text.into(), false, Some((label, Arc::new(undo))));
    }

    /// Undoes the newest message's action, if there is one; for Ctrl+Z.
    pub fn undo_last(self) -> bool {
        let last = self.queue.with_untracked(|queue| {
            queue
                .iter()
                .rev()
                .find_map(|t| t.action.as_ref().map(|(_, act)| (t.number, act.clone())))
        });
        let Some((number, act)) = last else { return false };
        self.dismiss(number);
        act();
        true
    }

    fn push(self, text: String, bad: bool, action: Option<(String, Act)>) {
        let Some(number) = self.next.try_update_value(|next| {
            *next += 1;
            *next
        }) else {
            return;
        };
        self.queue.update(|queue| queue.push_back(Toast { number, text, bad, action }));
    }

    fn dismiss(self, number: u64) {
        self.queue.try_update(|queue| queue.retain(|toast| toast.number != number));
    }

    /// Lets the message leave after its time, later while it is held.
    fn leave_later(self, number: u64, stay: Duration) {
        set_timeout(
            move || match self.held.try_get_untracked() {
                Some(true) => self.leave_later(number, STAY),
                Some(false) => self.dismiss(number),
                None => {}
            },
            stay,
        );
    }
}

/// Where the messages appear. Once in a page, from its start: what is added later is read
/// aloud.
#[component]
pub(crate) fn ToastRegion() -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |ev| {
            let undo = (ev.ctrl_key() || ev.meta_key()) && !ev.shift_key() && ev.key() == "z";
            if undo && !typing() && toasts.undo_last() {
                ev.prevent_default();
            }
        });
        on_cleanup(move || keys.remove());
    });
    let seen = move || toasts.queue.read().iter().take(SEEN).map(|toast| toast.number).collect();
    let shown = move |number| {
        let queue = toasts.queue.read_untracked();
        let toast = queue.iter().find(|toast| toast.number == number).cloned();
        maybe(toast.map(|toast| view! { <ToastView toast/> }))
    };
    let hold = move |held| move |_| toasts.held.set(held);
    view! {
        <section
            class="toasts"
            role="status"
            aria-live="polite"
            aria-label=t.notifications()
            on:mouseenter=hold(true)
            on:mouseleave=hold(false)
            on:focusin=move |_| toasts.held.set(true)
            on:focusout=move |_| toasts.held.set(false)
        >
            {keyed(seen, shown)}
        </section>
    }
}

/// Whether the keyboard is in a text, where Ctrl+Z takes back letters.
fn typing() -> bool {
    let active = document().active_element();
    active.is_some_and(|e| {
        e.matches("input:not([type=radio], [type=checkbox]), textarea, select").unwrap_or(false)
    })
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let Toast { number, text, bad, action } = toast;
    let stay = if action.is_some() || bad { STAY_WITH_ACTION } else { STAY };
    Effect::new(move || toasts.leave_later(number, stay));
    view! {
        <div class="toast" class:toast--bad=bad>
            <p class="toast__text">{text}</p>
            {maybe(action.map(|(label, act)| {
                    let run = move |_| {
                        toasts.dismiss(number);
                        act();
                    };
                    view! { <Button look=Look::Quiet icon=IconName::Undo on:click=run>{label}</Button> }
                }))}
            <IconButton
                icon=IconName::Close
                label=t.action_dismiss()
                on:click=move |_| toasts.dismiss(number)
            />
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn undo_takes_the_newest_action_and_its_message() {
        Owner::new().with(|| {
            provide_toasts();
            let toasts = use_toasts();
            let undone = StoredValue::new(Vec::new());
            let note = move |name: &'static str| move || undone.update_value(|all| all.push(name));
            toasts.undoable("first", note("first"));
            toasts.undoable("second", note("second"));
            toasts.show("third");
            assert!(toasts.undo_last());
            assert!(toasts.undo_last());
            assert!(!toasts.undo_last());
            assert_eq!(undone.get_value(), ["second", "first"]);
            let left =
                toasts.queue.with(|queue| queue.iter().map(|t| t.text.clone()).collect::<Vec<_>>());
            assert_eq!(left, ["third"]);
        });
    }
}
