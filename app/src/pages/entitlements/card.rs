//! One entitlement: its seats, what goes with it, and what may be done to it.

use super::change::ChangeForm;
use crate::api::ErrorCode;
use crate::api::entitlements::end_entitlement;
use crate::i18n::{Messages, use_messages};
use crate::ui::{Badge, Button, Dialog, Look, Tone, dynamic, list, maybe, use_toasts, when};
use domain::catalog::ExtraKind;
use domain::entitlement::Shown;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// One entitlement in the list. What is being filled in stays while it is read again.
#[component]
pub(super) fn Card(
    /// As it is now.
    shown: Memo<Option<Shown>>,
    /// Whether it may be changed and ended here.
    manages: Signal<bool>,
    /// Reads the list again.
    reload: Callback<()>,
) -> impl IntoView {
    let t = use_messages();
    let editing = RwSignal::new(false);
    let ending = RwSignal::new(false);
    let facts = move || shown.get().map(|shown| facts(t, &shown));
    let acts = move || {
        let one = shown.get()?;
        let open = manages.get() && one.entitlement.ended.is_none() && !editing.get();
        open.then(|| {
            let (change, end) = (one.title(), one.title());
            view! {
                <div class="entitlement__actions">
                    <Button
                        attr:aria-label=t.entitlement_change_of(change)
                        on:click=move |_| editing.set(true)
                    >
                        {t.entitlement_change()}
                    </Button>
                    <Button
                        look=Look::Quiet
                        attr:aria-label=format!("{}: {end}", t.entitlement_end())
                        on:click=move |_| ending.set(true)
                    >
                        {t.entitlement_end()}
                    </Button>
                </div>
            }
        })
    };
    let close = Callback::new(move |changed: bool| {
        editing.try_set(false);
        if changed {
            reload.try_run(());
        }
    });
    let form = move || {
        let id = editing.get().then(|| shown.get_untracked().map(|shown| shown.entitlement.id));
        id.flatten().map(|id| view! { <ChangeForm id close/> })
    };
    view! {
        <li class="entitlement">
            {dynamic(facts)}
            {when(acts)}
            {when(form)}
            <EndDialog shown open=ending reload/>
        </li>
    }
}

/// What is known of it.
fn facts(t: Messages, shown: &Shown) -> AnyView {
    let of = &shown.entitlement;
    let names = |kind: ExtraKind| {
        let all = of.extras.iter().zip(&shown.extras).filter(move |(_, one)| one.kind == kind);
        let one = |(held, one): (&domain::entitlement::HeldExtra, _)| {
            let one: &domain::entitlement::ShownExtra = one;
            let seats = held
                .seats
                .map_or_else(|| t.entitlement_unlimited(), |seats| t.entitlement_seats(seats));
            match held.reserved {
                0 => t.entitlement_extra(one.name.as_str(), seats),
                reserved => t.entitlement_extra_granted(one.name.as_str(), seats, reserved),
            }
        };
        let names: Vec<String> = all.map(one).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let end = match (of.ended, of.ends) {
        (Some(ended), _) => (t.entitlement_ended_on(), t.date(ended)),
        (None, Some(end)) => {
            let renews = of.auto_renew_months.map(|months| t.entitlement_renews(months));
            let end = std::iter::once(t.date(end)).chain(renews).collect::<Vec<_>>();
            (t.entitlement_until(), end.join(" · "))
        }
        (None, None) => (t.entitlement_until(), t.entitlement_no_end()),
    };
    let facts = [
        (t.entitlement_add_ons(), names(ExtraKind::AddOn)),
        (t.entitlement_services(), names(ExtraKind::Service)),
        (t.entitlement_since(), Some(t.date(of.starts))),
        (end.0, Some(end.1)),
        (t.entitlement_resale(), of.resale.then(|| t.entitlement_resale_yes())),
    ];
    let facts = facts.into_iter().filter_map(|(term, text)| {
        let text = text?;
        Some(view! { <dt>{term}</dt> <dd>{text}</dd> })
    });
    let facts = list(facts.collect::<Vec<_>>());
    let seats = maybe(of.ended.is_none().then(|| seats(t, shown)));
    let (title, vendor, kind) = (shown.title(), shown.vendor.clone(), t.kind(of.kind));
    view! {
        <div class="entitlement__head">
            <h2 class="entitlement__title">{title}</h2>
            <Badge tone=Tone::Neutral>{kind}</Badge>
            <span class="entitlement__vendor">{vendor}</span>
        </div>
        {seats}
        <dl class="entitlement__facts">{facts}</dl>
    }
    .into_any()
}

/// Seats in use or granted on, as a bar and in words.
fn seats(t: Messages, shown: &Shown) -> AnyView {
    let of = &shown.entitlement;
    let (taken, text) = match (of.seats, shown.used) {
        (Some(seats), Some(used)) => (used, t.entitlement_seats_used(used, seats)),
        (Some(seats), None) => {
            let left = of.left().unwrap_or_default();
            (of.reserved, t.entitlement_seats_granted(of.reserved, seats, left))
        }
        (None, Some(used)) => (used, t.entitlement_unlimited_used(used)),
        (None, None) => (of.reserved, t.entitlement_unlimited_granted(of.reserved)),
    };
    let bar = of.seats.map(|seats| {
        let (max, taken) = (seats.to_string(), taken.to_string());
        view! { <meter class="entitlement__bar" min="0" max=max value=taken aria-hidden="true"></meter> }
    });
    view! {
        <div class="entitlement__seats">
            {maybe(bar)}
            <span>{text}</span>
        </div>
    }
    .into_any()
}

/// Asks before it ends.
#[component]
fn EndDialog(
    shown: Memo<Option<Shown>>,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(String::new()));
    let title = Signal::derive(move || {
        t.entitlement_end_of(shown.get().map(|shown| shown.title()).unwrap_or_default())
    });
    Effect::new(move || {
        if open.get() {
            trouble.set(String::new());
        }
    });
    let confirm = move || {
        let Some(one) = shown.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            let answer = end_entitlement(one.entitlement.id, one.entitlement.version).await;
            busy.try_set(false);
            match answer {
                Ok(ended) => {
                    toasts.show(t.entitlement_was_ended(ended.title()));
                    open.try_set(false);
                    reload.try_run(());
                }
                Err(error) => {
                    trouble.try_set(t.api_error(&error));
                    if error.code == ErrorCode::Conflict {
                        reload.try_run(());
                    }
                }
            }
        });
    };
    view! {
        <Dialog open title id="entitlement-end">
            <p>{t.entitlement_end_text()}</p>
            <p class="dialog__trouble" role="alert">{move || trouble.get()}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary busy on:click=move |_| confirm()>
                    {t.entitlement_end_confirm()}
                </Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>
                    {t.action_cancel()}
                </Button>
            </div>
        </Dialog>
    }
}
