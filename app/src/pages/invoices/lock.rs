//! Locking an invoice, which cannot be taken back: so it is asked first.

use crate::api::ApiError;
use crate::api::invoices::invoice_lock;
use crate::i18n::use_messages;
use crate::ui::{Button, Dialog, Look, use_toasts};
use domain::billing::Invoice;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The button with its question.
#[component]
pub(super) fn Lock(
    invoice: RwSignal<Invoice>,
    /// Reads the invoice anew.
    again: Callback<()>,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<ApiError>);
    let ask = move |_| {
        trouble.set(None);
        open.set(true);
    };
    let lock = move |_| {
        let (id, version) = {
            let invoice = invoice.read_untracked();
            (invoice.id, invoice.version)
        };
        busy.set(true);
        spawn_local(async move {
            let answer = invoice_lock(id, version).await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    open.try_set(false);
                    toasts.show(t.invoices_was_locked());
                }
                Err(error) => drop(trouble.try_set(Some(error))),
            }
            // What somebody else did meanwhile shows, too, before one asks again.
            again.try_run(());
        });
    };
    let told = move || trouble.read().as_ref().map(|error| t.api_error(error));
    view! {
        <Button look=Look::Primary on:click=ask>{t.invoices_lock()}</Button>
        <Dialog open title=t.invoices_lock_title() id="invoice-lock">
            <p>{t.invoices_lock_text()}</p>
            <p>
                <strong>{move || t.money(invoice.read().net)}</strong>
            </p>
            <p class="dialog__trouble" role="alert">{told}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary busy on:click=lock>{t.invoices_lock()}</Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>
                    {t.action_cancel()}
                </Button>
            </div>
        </Dialog>
    }
}
