//! Ending a license that is charged by the month, on its own page.

use crate::api::ApiError;
use crate::api::invoices::plan_close;
use crate::i18n::use_messages;
use crate::session::use_session;
use crate::ui::{Button, Dialog, Look, maybe, use_toasts};
use chrono::NaiveDate;
use domain::license::{LicenseKind, LicenseRow};
use domain::policy::Action;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The button with its question, where there is something to end.
#[component]
pub(crate) fn EndPlan(
    row: LicenseRow,
    today: NaiveDate,
    /// Reads the license anew.
    again: Callback<()>,
) -> impl IntoView {
    let may = use_session().viewer.is_some_and(|viewer| viewer.may(Action::Renew));
    let monthly = matches!(row.kind, LicenseKind::Monthly | LicenseKind::Usage);
    let open = row.activated.is_some_and(|opened| opened <= today)
        && row.expires.is_none_or(|end| end > today);
    maybe((may && monthly && open).then(|| view! { <Asked row again/> }))
}

#[component]
fn Asked(row: LicenseRow, again: Callback<()>) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let (id, version) = (row.id, row.version);
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<ApiError>);
    let ask = move |_| {
        trouble.set(None);
        open.set(true);
    };
    let end = move |_| {
        busy.set(true);
        spawn_local(async move {
            let answer = plan_close(id, version).await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    open.try_set(false);
                    toasts.show(t.plan_ended());
                    again.try_run(());
                }
                Err(error) => drop(trouble.try_set(Some(error))),
            }
        });
    };
    let told = move || trouble.read().as_ref().map(|error| t.api_error(error));
    view! {
        <Button on:click=ask>{t.plan_end()}</Button>
        <Dialog open title=t.plan_end_title() id="plan-end">
            <p>{t.plan_end_text()}</p>
            <p class="dialog__trouble" role="alert">{told}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary busy on:click=end>{t.plan_end()}</Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>
                    {t.action_cancel()}
                </Button>
            </div>
        </Dialog>
    }
}
