//! The button of the views' menu.

use super::state::GridState;
use crate::ui::{Icon, IconName, popover};
use leptos::prelude::*;

/// The button. What it opens is loaded with the first click.
#[component]
pub(crate) fn ViewsButton(state: GridState) -> impl IntoView {
    let open = move |ev: leptos::ev::MouseEvent| {
        if let Some(button) = popover::anchor(&ev) {
            state.parts.then(move || {
                if let Some(open) = state.open_views.get_value() {
                    open.run(button);
                }
            });
        }
    };
    view! {
        <button
            type="button"
            class="button button--quiet views-button"
            aria-haspopup="menu"
            on:click=open
        >
            <span>{state.t.views_menu()}</span>
            <Icon name=IconName::ChevronDown/>
        </button>
    }
}
