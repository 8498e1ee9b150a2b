//! A modal dialog on the browser's own: it keeps the focus inside, closes by Esc and gives
//! the focus back to where it was.

use super::button::IconButton;
use super::icon::IconName;
use crate::i18n::use_messages;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog. Its content exists only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open; closing sets it too.
    open: RwSignal<bool>,
    /// The heading, which also names it. `id` of the heading is `<id>-title`.
    #[prop(into)]
    title: Signal<String>,
    /// The dialog's id in the page.
    id: &'static str,
    /// The content, with its buttons.
    children: ChildrenFn,
) -> impl IntoView {
    let t = use_messages();
    let node: NodeRef<html::Dialog> = NodeRef::new();
    let children = StoredValue::new(children);
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            // It fails only for a dialog that is not in the page any more.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    // A click on the dialog itself, not on something in it, is one on the backdrop.
    let backdrop = move |event: leptos::ev::MouseEvent| {
        if event.target() == event.current_target() {
            open.set(false);
        }
    };
    view! {
        <dialog
            class="dialog"
            id=id
            node_ref=node
            aria-labelledby=format!("{id}-title")
            on:close=move |_| open.set(false)
            on:mousedown=backdrop
        >
            <Show when=move || open.get()>
                <div class="dialog__box">
                    <header class="dialog__head">
                        <h2 class="dialog__title" id=format!("{id}-title")>{move || title.get()}</h2>
                        <IconButton
                            icon=IconName::Close
                            label=t.action_close()
                            on:click=move |_| open.set(false)
                        />
                    </header>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </dialog>
    }
}
