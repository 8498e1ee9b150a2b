//! A distributor tells its code, and answers partners who want to come.

use super::super::deeds::Obstacles;
use super::{Past, Work, asked, is_open};
use crate::api::handover::{
    handover_accept, handover_code_renew, handover_decline, handover_obstacles,
};
use crate::api::{ApiError, ErrorCode};
use crate::ui::step_up::StepUp;
use crate::ui::{
    Button, CopyButton, Dialog, EmptyState, IconName, Look, RelativeTime, dynamic, maybe, rows,
};
use domain::field::FieldError;
use domain::handover::{HandoverView, Handovers};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A distributor's side.
#[component]
pub(super) fn Answering(work: Work) -> impl IntoView {
    let t = work.t;
    let code = Memo::new(move |_| match &*work.page.read() {
        Handovers::Distributor { code, .. } => code.clone(),
        Handovers::Partner { .. } => String::new(),
    });
    let waiting = Memo::new(move |_| {
        asked(&work.page.read()).iter().filter(|one| is_open(one)).cloned().collect::<Vec<_>>()
    });
    let taking: RwSignal<Option<HandoverView>> = RwSignal::new(None);
    let renew = move |_| {
        work.busy.set(true);
        spawn_local(async move {
            if work.done(handover_code_renew().await) {
                work.toasts.show(t.handover_code_renewed());
            }
        });
    };
    let cards = move || {
        let waiting = waiting.get();
        if waiting.is_empty() {
            let (title, text) = (t.handover_none(), t.handover_none_hint());
            return view! { <EmptyState title text icon=IconName::Open/> }.into_any();
        }
        rows(waiting.into_iter().map(|one| view! { <Wish one work taking/> })).into_any()
    };
    view! {
        <section class="organization__card handover" aria-labelledby="handover-code-title">
            <h2 id="handover-code-title">{t.handover_code_title()}</h2>
            <p>{t.handover_code_text()}</p>
            <div class="handover__code">
                {dynamic(move || {
                    let code = code.get();
                    view! {
                        <code>{code.clone()}</code>
                        <CopyButton text=code label=t.handover_code_copy()/>
                    }
                })}
                <Button busy=work.busy on:click=renew>{t.handover_code_renew()}</Button>
            </div>
        </section>
        <section class="organization__card handover" aria-labelledby="handover-waiting">
            <h2 id="handover-waiting">{t.handover_waiting()}</h2>
            {dynamic(cards)}
        </section>
        <Past work/>
        <TakeDialog work taking/>
    }
}

/// A partner who wants to come.
#[component]
fn Wish(one: HandoverView, work: Work, taking: RwSignal<Option<HandoverView>>) -> impl IntoView {
    let t = work.t;
    let id = one.id;
    let decline = move |_| {
        work.busy.set(true);
        spawn_local(async move {
            if work.done(handover_decline(id).await) {
                work.toasts.show(t.handover_declined());
            }
        });
    };
    let message = (!one.message.is_empty()).then(|| {
        view! { <p class="handover__message"><bdi>{one.message.clone()}</bdi></p> }
    });
    let labels = (t.handover_accept_of(&*one.partner), t.handover_decline_of(&*one.partner));
    let whole = one.clone();
    view! {
        <div class="handover__wish" role="group" aria-label=one.partner.clone()>
            <div>
                <h3><bdi>{one.partner.clone()}</bdi></h3>
                <p class="faint">
                    {t.handover_from(&*one.from, &*one.asked_by)} " "
                    <RelativeTime moment=one.asked_at/>
                </p>
                {maybe(message)}
            </div>
            <div class="organization__deeds">
                <Button
                    look=Look::Primary
                    attr:aria-label=labels.0
                    on:click=move |_| taking.set(Some(whole.clone()))
                >
                    {t.handover_accept()}
                </Button>
                <Button busy=work.busy attr:aria-label=labels.1 on:click=decline>
                    {t.handover_decline()}
                </Button>
            </div>
        </div>
    }
}

/// What taking a partner over means, and what stands in the way.
#[component]
fn TakeDialog(work: Work, taking: RwSignal<Option<HandoverView>>) -> impl IntoView {
    let t = work.t;
    let open = RwSignal::new(false);
    let hindered: RwSignal<Option<Result<Vec<FieldError>, ApiError>>> = RwSignal::new(None);
    let step_up = StepUp::new();
    Effect::new(move || {
        if let Some(one) = taking.get() {
            hindered.set(None);
            open.set(true);
            spawn_local(async move {
                let found = handover_obstacles(one.id).await;
                hindered.try_set(Some(found));
            });
        }
    });
    Effect::new(move || {
        if !open.get() {
            taking.set(None);
        }
    });
    let name = move || taking.read().as_ref().map(|one| one.partner.clone()).unwrap_or_default();
    let free = move || matches!(&*hindered.read(), Some(Ok(found)) if found.is_empty());
    let once_more: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let act = Callback::new(move |()| {
        let Some(one) = taking.get_untracked() else { return };
        work.busy.set(true);
        spawn_local(async move {
            match handover_accept(one.id).await {
                // Something came in the way since.
                Err(error) if error.code == ErrorCode::Invalid => {
                    work.busy.try_set(false);
                    hindered.try_set(Some(Ok(error.fields)));
                }
                Err(error) if error.code == ErrorCode::StepUp => {
                    work.busy.try_set(false);
                    step_up.retry(&error, move || {
                        if let Some(act) = once_more.try_get_value().flatten() {
                            act.run(());
                        }
                    });
                }
                answer => {
                    if work.done(answer) {
                        work.toasts.show(t.handover_accepted(&*one.partner));
                    }
                    open.try_set(false);
                }
            }
        });
    });
    once_more.set_value(Some(act));
    view! {
        <Dialog
            open
            id="handover-dialog"
            title=Signal::derive(move || t.handover_accept_title(name()))
        >
            <p>{t.handover_accept_text()}</p>
            <Obstacles found=hindered/>
            <div class="dialog__actions">
                <Button on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
                <Button
                    look=Look::Primary
                    busy=work.busy
                    disabled=Signal::derive(move || !free())
                    on:click=move |_| act.run(())
                >
                    {t.handover_accept()}
                </Button>
            </div>
        </Dialog>
        {step_up.show()}
    }
}
