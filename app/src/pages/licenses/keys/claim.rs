//! Claiming a key that was bought elsewhere.

use crate::api::coupons::key_claim;
use crate::i18n::use_messages;
use crate::ui::{Button, Dialog, Field, Look, TextInput};
use domain::stray::Claimed;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks for the key, and tells what came of it.
#[component]
pub(super) fn ClaimDialog(open: RwSignal<bool>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Dialog open title=t.claim_title() id="claim-key">
            <ClaimForm/>
        </Dialog>
    }
}

#[component]
fn ClaimForm() -> impl IntoView {
    let t = use_messages();
    let key = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let claimed: RwSignal<Option<Claimed>> = RwSignal::new(None);
    let start = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        claimed.set(None);
        let typed = key.get_untracked();
        spawn_local(async move {
            let answer = key_claim(typed).await;
            busy.try_set(false);
            match answer {
                Ok(done) => {
                    claimed.try_set(Some(done));
                }
                Err(error) => {
                    trouble.try_set(Some(t.api_error(&error)));
                }
            }
        });
    };
    let told = move || {
        claimed.get().map(|Claimed { row, new }| {
            let said = if new { t.claim_done() } else { t.claim_known() };
            view! {
                <p class="notice">
                    {said} " " <a href=format!("/licenses/{}", row.id)>{t.claim_show()}</a>
                </p>
            }
        })
    };
    view! {
        <form
            class="bulk-form"
            on:submit=move |ev| {
                ev.prevent_default();
                start();
            }
        >
            <p>{t.claim_about()}</p>
            <Field id="claim-key-key" label=t.claim_key() error=trouble>
                <TextInput
                    name="key"
                    required=true
                    on:input=move |ev| key.set(event_target_value(&ev))
                />
            </Field>
            <div role="status">{told}</div>
            <div class="dialog__actions">
                <Button submit=true look=Look::Primary busy=busy>
                    {t.claim_confirm()}
                </Button>
            </div>
        </form>
    }
}
