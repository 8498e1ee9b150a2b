//! Saying yes: how much, on how many licenses, for how long.

use super::actions::{Foot, Work};
use super::number;
use crate::api::programs::discount_approve;
use crate::ui::{Dialog, Field, TextInput};
use domain::program::ApprovalDraft;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the fields hold at first.
const FIRST: ApprovalDraft = ApprovalDraft { percent: 30, days: 30, licenses: 1 };

/// Asks for the numbers before a request is approved.
#[component]
pub(super) fn ApproveDialog(work: Work, open: RwSignal<bool>) -> impl IntoView {
    let t = work.t;
    // What was typed stays when the dialog is closed and opened again.
    let percent = RwSignal::new(FIRST.percent.to_string());
    let days = RwSignal::new(FIRST.days.to_string());
    let licenses = RwSignal::new(FIRST.licenses.to_string());
    let tried = RwSignal::new(false);
    let read = move || {
        Some(ApprovalDraft {
            percent: number(&percent.read())?.try_into().unwrap_or(u8::MAX),
            days: number(&days.read())?.try_into().unwrap_or(u16::MAX),
            licenses: number(&licenses.read())?,
        })
    };
    let approve = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        work.trouble.set(None);
        let Some(draft) = untrack(read) else { return };
        if work.busy.get_untracked() {
            return;
        }
        let (id, version) = {
            let now = work.now.read_untracked();
            (now.request.id, now.request.version)
        };
        work.busy.set(true);
        spawn_local(async move {
            let answer = discount_approve(id, version, draft).await;
            work.busy.try_set(false);
            match answer {
                Ok(made) => {
                    work.is(made.request);
                    work.told(&made.path);
                    open.try_set(false);
                    work.toasts.show(t.discounts_approved());
                }
                Err(error) => work.failed(error).await,
            }
        });
    };
    let error = move |field: &'static str, value: RwSignal<String>| {
        let server = work.beside(field);
        Signal::derive(move || {
            let unread = tried.get() && number(&value.read()).is_none();
            unread.then(|| t.discounts_number()).or_else(|| server.get())
        })
    };
    let percent_error = error("percent", percent);
    let days_error = error("days", days);
    let licenses_error = error("licenses", licenses);
    let input = |name: &'static str, value: RwSignal<String>| {
        view! {
            <TextInput
                name
                value=value.get_untracked()
                attr:inputmode="numeric"
                on:input=move |event| value.set(event_target_value(&event))
            />
        }
    };
    let title = Signal::stored(t.discounts_approve_title());
    view! {
        <Dialog open title id="discount-approve">
            <form class="dialog__form" novalidate on:submit=approve>
                <p>{t.discounts_approve_text()}</p>
                <div class="buy__numbers">
                    <Field id="discount-percent" label=t.discounts_percent() error=percent_error>
                        {input("percent", percent)}
                    </Field>
                    <Field id="discount-days" label=t.discounts_days() error=days_error>
                        {input("days", days)}
                    </Field>
                    <Field
                        id="discount-licenses"
                        label=t.discounts_licenses()
                        error=licenses_error
                    >
                        {input("licenses", licenses)}
                    </Field>
                </div>
                <Foot work open confirm=t.discounts_approve()/>
            </form>
        </Dialog>
    }
}
