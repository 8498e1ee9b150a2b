//! Buttons. Listeners are given like to an element: `<Button on:click=…>`.

use super::erased::{maybe, when};
use super::icon::{Icon, IconName};
use super::state::Spinner;
use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    /// One of several actions.
    #[default]
    Plain,
    /// The one action of a form or dialog.
    Primary,
    /// Part of a bar or row: no border until pointed at.
    Quiet,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button button--primary",
            Self::Quiet => "button button--quiet",
        }
    }
}

/// A button with a text.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    look: Look,
    /// A picture before the text.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Shows that the action runs; the button does nothing meanwhile.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Sends its form.
    #[prop(optional)]
    submit: bool,
    /// The text.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=look.class()
            disabled=move || busy.get() || disabled.get()
            aria-busy=move || busy.get().then_some("true")
        >
            {maybe(icon.map(|name| view! { <Icon name/> }))}
            {children()}
            {when(move || busy.get().then(|| view! { <Spinner/> }))}
        </button>
    }
}

/// A button that is only a picture; the label is its name.
#[component]
pub fn IconButton(
    /// The picture.
    icon: IconName,
    /// What it does, for those who do not see the picture, and as a tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=move || label.get()
            title=move || label.get()
            disabled=move || disabled.get()
        >
            <Icon name=icon/>
        </button>
    }
}
