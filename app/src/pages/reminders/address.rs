//! The secret address of one's calendar.

use crate::api::ApiError;
use crate::api::reminders::{CalendarSince, calendar_address, calendar_revoke};
use crate::i18n::use_messages;
use crate::ui::step_up::StepUp;
use crate::ui::{Button, CopyButton, Icon, IconName, Look, dynamic, maybe, use_toasts, when};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Whether there is an address, and what one may do to it. The address itself is shown when it is
/// made, and never again: nobody keeps it.
#[component]
pub(super) fn CalendarAddress(calendar: Option<CalendarSince>) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let known = RwSignal::new(calendar);
    let made = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let step_up = StepUp::new();
    let exists = Memo::new(move |_| known.read().is_some() || made.read().is_some());
    let once_more: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let fail = move |error: ApiError| {
        let retry = move || {
            if let Some(make) = once_more.try_get_value().flatten() {
                make.run(());
            }
        };
        if !step_up.retry(&error, retry) {
            toasts.fail(t.api_error(&error));
        }
    };
    let make = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = calendar_address().await;
            busy.try_set(false);
            match answer {
                Ok(path) => drop(made.try_set(Some(whole(&path)))),
                Err(error) => fail(error),
            }
        });
    });
    once_more.set_value(Some(make));
    let revoke = move |_| {
        busy.set(true);
        spawn_local(async move {
            let answer = calendar_revoke().await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    known.try_set(None);
                    made.try_set(None);
                    toasts.show(t.calendar_revoked());
                }
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    };
    let state = move || {
        let known = known.get().filter(|_| made.read().is_none());
        maybe(known.map(|CalendarSince { since, read }| {
            let read = match read {
                Some(read) => t.calendar_read(t.datetime(read)),
                None => t.calendar_never_read(),
            };
            view! { <p>{t.calendar_since(t.datetime(since))} " " {read}</p> }
        }))
    };
    let shown = move || {
        made.get().map(|address| {
            view! {
                <div role="status">
                    <p class="people__link">
                        <code>{address.clone()}</code>
                        <CopyButton text=address label=t.calendar_copy()/>
                    </p>
                    <p>{t.calendar_once()}</p>
                </div>
            }
        })
    };
    let name = move || if exists.get() { t.calendar_renew() } else { t.calendar_make() };
    let revoke_button = move || {
        exists.get().then(|| {
            view! {
                <Button look=Look::Quiet busy on:click=revoke>{t.calendar_revoke()}</Button>
            }
        })
    };
    view! {
        <section class="card terms" aria-labelledby="calendar-address">
            <h2 id="calendar-address">{t.calendar_address()}</h2>
            <p>{t.calendar_text()}</p>
            <p class="notice notice--warning">
                <Icon name=IconName::Alert/>
                <span>{t.calendar_warning()}</span>
            </p>
            {dynamic(state)}
            {when(shown)}
            <div class="order__deeds">
                <Button busy on:click=move |_| make.run(())>{name}</Button>
                {when(revoke_button)}
            </div>
        </section>
        {step_up.show()}
    }
}

/// A path as an address that other programs can ask for.
fn whole(path: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}{path}")
}
