//! A labeled input with its hint and its error, wired for assistive technology.

use super::icon::{Icon, IconName};
use leptos::context::Provider;
use leptos::prelude::*;

/// What a field tells the input inside it.
#[derive(Clone, Copy)]
pub(super) struct Wiring {
    /// The input's id.
    pub(super) id: &'static str,
    /// Whether an error stands below.
    pub(super) invalid: Signal<bool>,
    /// Ids of hint and error, as far as they are there.
    pub(super) described_by: Signal<Option<String>>,
}

/// Label, input, hint and error. The input inside finds its wiring by context.
#[component]
pub fn Field(
    /// The input's id in the page.
    id: &'static str,
    /// What it is for.
    #[prop(into)]
    label: String,
    /// Help that is always there.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the value now.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The input.
    children: Children,
) -> impl IntoView {
    let invalid = Signal::derive(move || error.with(Option::is_some));
    let has_hint = hint.is_some();
    let described_by = Signal::derive(move || match (has_hint, invalid.get()) {
        (true, true) => Some(format!("{id}-error {id}-hint")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (false, false) => None,
    });
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            <Provider value=Wiring { id, invalid, described_by }>{children()}</Provider>
            {hint.map(|hint| view! { <p class="field__hint" id=format!("{id}-hint")>{hint}</p> })}
            <div class="field__error" id=format!("{id}-error") aria-live="polite">
                {move || {
                    error
                        .get()
                        .map(|text| view! { <Icon name=IconName::Alert/> <span>{text}</span> })
                }}
            </div>
        </div>
    }
}

/// A one-line input inside a [`Field`]. Listeners and further attributes are given like to
/// an element.
#[component]
pub fn TextInput(
    /// The name it is sent under.
    name: &'static str,
    /// `text`, `email`, `password`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// What it holds first.
    #[prop(optional, into)]
    value: String,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Must hold something.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let wiring = use_context::<Wiring>();
    view! {
        <input
            class="input"
            id=wiring.map(|w| w.id)
            name=name
            type=kind
            value=value
            autocomplete=autocomplete
            required=required
            aria-invalid=move || wiring.filter(|w| w.invalid.get()).map(|_| "true")
            aria-describedby=move || wiring.and_then(|w| w.described_by.get())
        />
    }
}
