//! The inputs of the forms: each with its label, its hint and its error, wired for assistive
//! technology.

use crate::ui::{Icon, IconName, dynamic, maybe, when};
use leptos::prelude::*;

/// A labeled one-line input.
#[component]
pub(super) fn Line(
    /// The input's id in the page.
    id: String,
    /// What it is for.
    label: String,
    /// `text`, `date`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Help that is always there.
    #[prop(optional)]
    hint: Option<String>,
    /// What is wrong with it now.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let (hint_id, error_id) = (hint.is_some().then(|| hint_id.clone()), error_id.clone());
        move || {
            let error = error.with(Option::is_some).then_some(error_id.as_str());
            let all: Vec<&str> = error.into_iter().chain(hint_id.as_deref()).collect();
            (!all.is_empty()).then(|| all.join(" "))
        }
    };
    let numeric = (kind == "text").then_some("numeric");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <input
                class="input"
                id=id
                type=kind
                inputmode=numeric
                autocomplete="off"
                prop:value=move || value.get()
                disabled=move || disabled.get()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input=move |event| value.set(event_target_value(&event))
            />
            {maybe(hint.map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> }))}
            <ErrorLine id=error_id error/>
        </div>
    }
}

/// What is wrong with a field, as soon as something is.
#[component]
pub(super) fn ErrorLine(
    /// Its id in the page.
    id: String,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let text =
        move || error.get().map(|text| view! { <Icon name=IconName::Alert/> <span>{text}</span> });
    view! { <div class="field__error" id=id aria-live="polite">{when(text)}</div> }
}

/// A box to be ticked.
#[component]
pub(super) fn Tick(
    /// What it says.
    label: String,
    /// Whether it is ticked.
    value: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="entitlements__tick">
            <input
                type="checkbox"
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            {label}
        </label>
    }
}

/// An option of a step: possible, or disabled with the reason.
#[component]
pub(super) fn Choice(
    /// The group that it belongs to.
    name: &'static str,
    /// `radio` or `checkbox`.
    #[prop(default = "radio")]
    kind: &'static str,
    /// What it is.
    title: String,
    /// More about it.
    #[prop(optional_no_strip)]
    note: Option<String>,
    /// Why it is impossible, if it is.
    #[prop(optional_no_strip)]
    reason: Option<String>,
    /// Whether it is chosen.
    #[prop(into)]
    chosen: Signal<bool>,
    /// Chooses it, or for a box also takes it back.
    choose: Callback<bool>,
) -> impl IntoView {
    let impossible = reason.is_some();
    let class = if impossible { "option option--impossible" } else { "option" };
    view! {
        <label class=class>
            <input
                type=kind
                name=name
                disabled=impossible
                prop:checked=move || chosen.get()
                on:change=move |event| choose.run(event_target_checked(&event))
            />
            <span class="option__title">{title}</span>
            {maybe(note.map(|note| view! { <span class="option__note">{note}</span> }))}
            {maybe(reason.map(|reason| view! { <span class="option__reason">{reason}</span> }))}
        </label>
    }
}

/// Errors of nothing that is shown: said together.
#[component]
pub(super) fn OtherErrors(
    /// What they say.
    #[prop(into)]
    errors: Signal<Vec<String>>,
) -> impl IntoView {
    let lines = move || {
        let all = errors.get().into_iter().map(|text| view! { <p>{text}</p> });
        all.collect_view()
    };
    view! { <div class="entitlements__trouble" role="alert">{dynamic(lines)}</div> }
}
