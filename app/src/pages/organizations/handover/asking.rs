//! A partner asks another distributor to take it over.

use super::super::deeds::told;
use super::{Past, Work};
use crate::api::handover::{handover_ask, handover_withdraw};
use crate::api::{ApiError, ErrorCode};
use crate::ui::step_up::StepUp;
use crate::ui::trouble::beside;
use crate::ui::{Button, Field, Look, RelativeTime, TextInput, Textarea, when};
use domain::handover::{HandoverState, Handovers};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A partner's side.
#[component]
pub(super) fn Asking(work: Work) -> impl IntoView {
    let t = work.t;
    let waits = Memo::new(move |_| match &*work.page.read() {
        Handovers::Partner { asked, .. } => {
            asked.first().filter(|asked| asked.state == HandoverState::Asked).cloned()
        }
        Handovers::Distributor { .. } => None,
    });
    let now = move || match &*work.page.read() {
        Handovers::Partner { distributor: Some(name), .. } => t.handover_now(name.as_str()),
        _ => t.handover_now_none(),
    };
    let has_one = Memo::new(move |_| {
        matches!(&*work.page.read(), Handovers::Partner { distributor: Some(_), .. })
    });
    let withdraw = move |id| {
        work.busy.set(true);
        spawn_local(async move {
            if work.done(handover_withdraw(id).await) {
                work.toasts.show(t.handover_withdrawn());
            }
        });
    };
    view! {
        <section class="organization__card handover" aria-labelledby="handover-now">
            <h2 id="handover-now">{t.handover_distributor()}</h2>
            <p>{now}</p>
            {when(move || waits.get().map(|waiting| view! {
                <div class="notice">
                    <p>{t.handover_waits(&*waiting.to)} " " <RelativeTime moment=waiting.asked_at/></p>
                    <Button busy=work.busy on:click=move |_| withdraw(waiting.id)>
                        {t.handover_withdraw()}
                    </Button>
                </div>
            }))}
            {when(move || (has_one.get() && waits.read().is_none()).then(|| view! { <AskForm work/> }))}
        </section>
        <Past work/>
    }
}

/// Where a partner asks.
#[component]
fn AskForm(work: Work) -> impl IntoView {
    let t = work.t;
    let code = RwSignal::new(String::new());
    let message = RwSignal::new(String::new());
    let trouble: RwSignal<Option<ApiError>> = RwSignal::new(None);
    let step_up = StepUp::new();
    let once_more: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let send = Callback::new(move |()| {
        if work.busy.get_untracked() {
            return;
        }
        work.busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let typed = (code.get_untracked(), message.get_untracked());
            match handover_ask(typed.0, typed.1).await {
                Err(error) if error.code == ErrorCode::Invalid => {
                    work.busy.try_set(false);
                    trouble.try_set(Some(error));
                }
                Err(error) => {
                    work.busy.try_set(false);
                    let retry = move || {
                        if let Some(send) = once_more.try_get_value().flatten() {
                            send.run(());
                        }
                    };
                    if !step_up.retry(&error, retry) {
                        work.toasts.fail(told(t, &error));
                    }
                }
                answer => drop(work.done(answer)),
            }
        });
    });
    once_more.set_value(Some(send));
    let beside = move |field| beside(t, trouble, field);
    view! {
        <form
            class="handover__form"
            novalidate
            on:submit=move |ev| {
                ev.prevent_default();
                send.run(());
            }
        >
            <Field
                id="handover-code"
                label=t.handover_code()
                hint=t.handover_code_ask()
                error=beside("code")
            >
                <TextInput name="code" on:input=move |ev| code.set(event_target_value(&ev))/>
            </Field>
            <Field id="handover-message" label=t.handover_message() error=beside("message")>
                <Textarea value=message/>
            </Field>
            <p class="faint">{t.handover_ask_text()}</p>
            <div>
                <Button look=Look::Primary submit=true busy=work.busy>{t.handover_ask()}</Button>
            </div>
        </form>
        {step_up.show()}
    }
}
