//! A link that is shown once, for whoever asked for it to hand over.

use crate::i18n::use_messages;
use crate::ui::{Button, CopyButton, Dialog, Look, when};
use leptos::prelude::*;

/// A link, and what to do with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Handed {
    /// Its path.
    pub(super) path: String,
    /// Whom to give it to.
    pub(super) text: String,
}

/// Shows the link until it is closed; then it is gone.
#[component]
pub(super) fn HandoverDialog(handed: RwSignal<Option<Handed>>) -> impl IntoView {
    let t = use_messages();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(handed.read().is_some()));
    Effect::new(move |_| {
        if !open.get() && handed.read_untracked().is_some() {
            handed.set(None);
        }
    });
    let content = move || {
        handed.get().map(|Handed { path, text }| {
            let origin = window().location().origin().unwrap_or_default();
            let link = format!("{origin}{path}");
            view! {
                <p>{text}</p>
                <p class="people__link">
                    <code>{link.clone()}</code>
                    <CopyButton text=link label=t.people_handover_copy()/>
                </p>
                <div class="dialog__actions">
                    <Button look=Look::Primary on:click=move |_| open.set(false)>
                        {t.people_handover_done()}
                    </Button>
                </div>
            }
        })
    };
    view! {
        <Dialog open title=Signal::stored(t.people_handover_title()) id="handover">
            {when(content)}
        </Dialog>
    }
}
