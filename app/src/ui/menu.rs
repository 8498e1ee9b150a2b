//! Menus that open beside what they belong to, with the keys of the WAI-ARIA menu pattern:
//! arrows, Home, End, Esc, Tab.

use super::popover;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, KeyboardEvent, Node};

/// A menu, shown by [`popover::open`].
#[component]
pub fn Menu(
    /// Unique in the page.
    id: &'static str,
    /// Its accessible name while it is open.
    #[prop(into)]
    label: Signal<Option<String>>,
    /// Its [`MenuItem`]s.
    children: Children,
) -> impl IntoView {
    view! {
        <div
            id=id
            class="menu__popup"
            popover="auto"
            role="menu"
            aria-label=move || label.get()
            on:keydown=move |ev| keys(&ev)
        >
            {children()}
        </div>
    }
}

/// An entry of a [`Menu`]. Choosing it closes the menu.
#[component]
pub fn MenuItem(
    /// What it says.
    #[prop(into)]
    text: String,
    /// What it does.
    run: impl Fn() + 'static,
    /// Of one of several choices, whether it is the one taken.
    #[prop(optional)]
    checked: Option<bool>,
) -> impl IntoView {
    let choose = move |ev: leptos::ev::MouseEvent| {
        let around = event_target::<Element>(&ev).closest("[popover]").ok().flatten();
        if let Some(menu) = around.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
            popover::hide(&menu);
        }
        run();
    };
    view! {
        <button
            type="button"
            class="menu__item"
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            aria-checked=checked.map(|checked| checked.to_string())
            tabindex="-1"
            on:click=choose
        >
            {text}
        </button>
    }
}

/// Entries of a [`Menu`] that belong together, set apart from others by a line.
#[component]
pub fn MenuGroup(
    /// Its accessible name.
    label: String,
    /// Its [`MenuItem`]s.
    children: Children,
) -> impl IntoView {
    view! { <div class="menu__group" role="group" aria-label=label>{children()}</div> }
}

/// Moves the focus among the items.
fn keys(ev: &KeyboardEvent) {
    let Some(menu) = ev.current_target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let Ok(items) = menu.query_selector_all("[role^=menuitem]:not([disabled])") else { return };
    let active = document().active_element();
    let count = items.length();
    let now =
        (0..count).find(|at| items.item(*at).as_ref() == active.as_deref().map(|a| -> &Node { a }));
    let next = match (ev.key().as_str(), now) {
        _ if count == 0 => return,
        ("ArrowDown", at) => at.map_or(0, |at| (at + 1) % count),
        ("ArrowUp", at) => at.map_or(count - 1, |at| (at + count - 1) % count),
        ("Home", _) => 0,
        ("End", _) => count - 1,
        ("Tab", _) => return popover::hide(&menu),
        _ => return,
    };
    ev.prevent_default();
    ev.stop_propagation();
    if let Some(item) = items.item(next).and_then(|i| i.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
