//! Add-ons and services of a model, to be chosen one by one.

use super::draft::Draft;
use super::inputs::{Choice, Line};
use crate::i18n::{Messages, use_messages};
use crate::ui::{list, when};
use domain::catalog::ExtraKind;
use domain::entitlement::{ExtraChoice, Verdict};
use leptos::prelude::*;

/// One of the two kinds. What is impossible says why, and what the model brings says so.
#[component]
pub(super) fn Extras(
    /// The form.
    draft: Draft,
    /// All of the model's.
    extras: Vec<ExtraChoice>,
    /// Which of them.
    kind: ExtraKind,
    /// Who grants them.
    parent: Option<String>,
    /// What the inputs' ids begin with.
    #[prop(into)]
    prefix: String,
) -> impl IntoView {
    let t = use_messages();
    let shown: Vec<ExtraChoice> = extras.into_iter().filter(|extra| extra.kind == kind).collect();
    if shown.is_empty() {
        let text = match kind {
            ExtraKind::AddOn => t.guide_add_ons_none(),
            ExtraKind::Service => t.guide_services_none(),
        };
        return view! { <p class="entitlements__quiet">{text}</p> }.into_any();
    }
    let one = move |extra: ExtraChoice| {
        let (parent, prefix) = (parent.clone(), prefix.clone());
        view! { <Extra draft extra parent prefix/> }
    };
    view! { <div class="options">{list(shown.into_iter().map(one))}</div> }.into_any()
}

#[component]
fn Extra(
    draft: Draft,
    extra: ExtraChoice,
    parent: Option<String>,
    prefix: String,
) -> impl IntoView {
    let t = use_messages();
    let id = extra.id;
    // Of equal answers one: what is typed below changes the same draft.
    let chosen = Memo::new(move |_| draft.extras.read().contains_key(&id));
    // What an entitlement has stays to be taken away, whatever the rules say by now.
    let had = chosen.get_untracked();
    let (note, reason) = told(t, &extra.verdict, parent.as_deref());
    let possible = matches!(extra.verdict, Verdict::Possible { .. }) || had;
    let choose = Callback::new(move |on: bool| {
        draft.extras.update(|extras| {
            if on {
                extras.entry(id).or_default();
            } else {
                extras.remove(&id);
            }
        });
    });
    let name = extra.name.clone();
    let field = move || format!("extra-{id}");
    let seats = move || {
        chosen.get().then(|| {
            let typed = draft.extras.read_untracked().get(&id).cloned().unwrap_or_default();
            let value = RwSignal::new(typed);
            Effect::new(move || {
                let text = value.get();
                // It may have been taken away meanwhile.
                draft.extras.update(|extras| {
                    if let Some(seats) = extras.get_mut(&id) {
                        *seats = text;
                    }
                });
            });
            let error = Signal::derive(move || draft.error(t, &field()));
            view! {
                <Line
                    id=format!("{prefix}-{}", field())
                    label=t.guide_extra_seats(name.as_str())
                    value
                    hint=t.guide_extra_seats_hint()
                    error
                />
            }
        })
    };
    let reason = reason.filter(|_| !possible);
    view! {
        <div class="options__one">
            <Choice
                name="extra"
                kind="checkbox"
                title=extra.name.clone()
                note=note
                reason=reason
                chosen
                choose
            />
            {when(seats)}
        </div>
    }
}

/// What stands beside an option: what is left of it, or why it is impossible.
fn told(t: Messages, verdict: &Verdict, parent: Option<&str>) -> (Option<String>, Option<String>) {
    match (verdict, parent) {
        (Verdict::Possible { left: Some(left) }, Some(parent)) => {
            (Some(t.guide_extra_left(*left, parent)), None)
        }
        (Verdict::Possible { .. }, _) => (None, None),
        (Verdict::Included, _) => (None, Some(t.guide_included())),
        (Verdict::Impossible { reason }, _) => (None, Some(t.field_error(reason))),
    }
}
