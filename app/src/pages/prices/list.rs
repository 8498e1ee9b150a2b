//! An organization's price lists.

use super::form::ListForm;
use crate::api::prices::{price_list_delete, price_lists};
use crate::i18n::use_messages;
use crate::live::wire::Topic;
use crate::pages::follow::follow_by;
use crate::ui::{
    Badge, Button, Dialog, EmptyState, IconName, Look, Tone, dynamic, rows, use_toasts, when,
};
use domain::price::{PriceList, PriceLists};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Which list is being written: none, a new one, or this one.
#[derive(Clone, PartialEq)]
pub(super) enum Editing {
    Nothing,
    New,
    One(PriceList),
}

/// The lists with their form.
#[component]
pub(super) fn Lists(first: (PriceLists, i64)) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let now = RwSignal::new(first.0);
    let pos = RwSignal::new(first.1);
    let take = move |(lists, at): (PriceLists, i64)| {
        now.try_set(lists);
        pos.try_set(at);
    };
    // One that is being written stays as it is typed.
    follow_by(price_lists, take, move || Topic::Prices { pos: pos.get() });
    let editing = RwSignal::new(Editing::Nothing);
    let deleting: RwSignal<Option<PriceList>> = RwSignal::new(None);
    let reload = Callback::new(move |()| {
        spawn_local(async move {
            match price_lists().await {
                Ok(lists) => take(lists),
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    });
    let content = move || {
        let PriceLists { lists, today, .. } = now.get();
        if lists.is_empty() {
            let (title, text) = (t.prices_none(), t.prices_none_hint());
            return view! { <EmptyState title text icon=IconName::Info/> }.into_any();
        }
        let each = lists.into_iter().map(|one| {
            let (tone, state) = match (one.holds(today), one.draft.from > today) {
                (true, _) => (Tone::Good, t.prices_holds()),
                (false, true) => (Tone::Accent, t.prices_ahead()),
                (false, false) => (Tone::Neutral, t.prices_over()),
            };
            let span = match one.draft.until {
                Some(until) => t.prices_span(t.date(one.draft.from), t.date(until)),
                None => t.prices_since(t.date(one.draft.from)),
            };
            let what = t.prices_count(one.draft.prices.len(), one.draft.currency.code());
            let name = one.draft.name.clone();
            let (edit, delete) = (one.clone(), one);
            view! {
                <li class="prices__list">
                    <div>
                        <strong><bdi>{name.clone()}</bdi></strong>
                        " "
                        <Badge tone>{state}</Badge>
                        <p class="faint">{span} " · " {what}</p>
                    </div>
                    <div class="order__deeds">
                        <Button
                            attr:aria-label=t.prices_edit_of(name.as_str())
                            on:click=move |_| editing.set(Editing::One(edit.clone()))
                        >
                            {t.prices_edit()}
                        </Button>
                        <Button
                            look=Look::Quiet
                            attr:aria-label=t.prices_delete_of(name)
                            on:click=move |_| deleting.set(Some(delete.clone()))
                        >
                            {t.prices_delete()}
                        </Button>
                    </div>
                </li>
            }
        });
        view! { <ul class="prices__lists">{rows(each)}</ul> }.into_any()
    };
    let form = move || match editing.get() {
        Editing::Nothing => None,
        what => {
            let listable = now.read_untracked().listable.clone();
            let today = now.read_untracked().today;
            let close = Callback::new(move |saved: bool| {
                editing.try_set(Editing::Nothing);
                if saved {
                    reload.try_run(());
                }
            });
            Some(view! { <ListForm what listable today close/> })
        }
    };
    let opener = move || {
        (editing.get() == Editing::Nothing).then(|| {
            view! {
                <Button on:click=move |_| editing.set(Editing::New)>{t.prices_new()}</Button>
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="price-lists">
            <div class="prices__head">
                <h2 id="price-lists">{t.prices_lists()}</h2>
                {when(opener)}
            </div>
            <p class="faint">{t.prices_hint()}</p>
            {when(form)}
            {dynamic(content)}
        </section>
        <DeleteDialog deleting reload/>
    }
}

/// Asks before a list is gone.
#[component]
fn DeleteDialog(deleting: RwSignal<Option<PriceList>>, reload: Callback<()>) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    Effect::new(move || open.set(deleting.read().is_some()));
    Effect::new(move || {
        if !open.get() && deleting.read_untracked().is_some() {
            deleting.set(None);
        }
    });
    let title = Signal::derive(move || {
        let name = deleting.read().as_ref().map(|list| list.draft.name.clone());
        t.prices_delete_of(name.unwrap_or_default())
    });
    let confirm = move |_| {
        let Some(list) = deleting.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            let answer = price_list_delete(list.id, list.version).await;
            busy.try_set(false);
            match answer {
                Ok(()) => toasts.show(t.prices_deleted(list.draft.name)),
                Err(error) => toasts.fail(t.api_error(&error)),
            }
            deleting.try_set(None);
            reload.try_run(());
        });
    };
    view! {
        <Dialog open title id="price-list-delete">
            <p>{t.prices_delete_text()}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary busy on:click=confirm>{t.prices_delete()}</Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
            </div>
        </Dialog>
    }
}
