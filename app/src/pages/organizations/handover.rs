//! `/organizations/handover`: partners who change their distributor. A partner asks here, and a
//! distributor answers.

use super::deeds::{Obstacles, told};
use crate::api::codec::Data;
use crate::api::handover::{
    handover_accept, handover_ask, handover_code_renew, handover_decline, handover_obstacles,
    handover_page, handover_withdraw,
};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::step_up::StepUp;
use crate::ui::{
    Badge, Button, CopyButton, Dialog, EmptyState, ErrorState, Field, IconName, Look, RelativeTime,
    TextInput, Textarea, Toasts, Tone, dynamic, list, maybe, use_toasts, when,
};
use domain::field::FieldError;
use domain::handover::{HandoverState, HandoverView, Handovers};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// The page.
#[component]
pub(crate) fn HandoverPageView() -> impl IntoView {
    let t = use_messages();
    let page = Data::new_with_options(|| (), |()| handover_page(), true);
    let retry = Callback::new(move |()| page.refetch());
    view! {
        <Title text=t.handover_title()/>
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <Shown page/> }.into_any(),
                    Err(error) => {
                        let text = t.api_error(&error);
                        view! {
                            <h1>{t.handover_title()}</h1>
                            <ErrorState text retry/>
                        }
                        .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// The page as it is now, and what is done on it.
#[derive(Clone, Copy)]
struct Work {
    t: Messages,
    page: RwSignal<Handovers>,
    toasts: Toasts,
    busy: RwSignal<bool>,
}

impl Work {
    /// Takes an answer; whether it was good.
    fn done(self, answer: Result<Handovers, ApiError>) -> bool {
        self.busy.try_set(false);
        match answer {
            Ok(page) => {
                self.page.try_set(page);
                true
            }
            Err(error) => {
                self.toasts.fail(told(self.t, &error));
                false
            }
        }
    }
}

#[component]
fn Shown(page: Handovers) -> impl IntoView {
    let t = use_messages();
    let asks = matches!(page, Handovers::Partner { .. });
    let work =
        Work { t, page: RwSignal::new(page), toasts: use_toasts(), busy: RwSignal::new(false) };
    let content = match asks {
        true => view! { <Asking work/> }.into_any(),
        false => view! { <Answering work/> }.into_any(),
    };
    view! {
        <article class="organization">
            <header class="organization__head">
                <div>
                    <h1 class="organization__name">{t.handover_title()}</h1>
                    <p class="page__lead">
                        {if asks { t.handover_partner_lead() } else { t.handover_lead() }}
                    </p>
                </div>
            </header>
            {content}
        </article>
    }
}

/// A partner's side.
#[component]
fn Asking(work: Work) -> impl IntoView {
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
        <section class="organization__card" aria-labelledby="handover-now">
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
    let beside = move |field: &'static str| {
        Signal::derive(move || {
            let trouble = trouble.read();
            let found = trouble.as_ref()?.fields.iter().find(|found| found.field == field)?;
            Some(t.field_error(found))
        })
    };
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

/// A distributor's side.
#[component]
fn Answering(work: Work) -> impl IntoView {
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
        list(waiting.into_iter().map(|one| view! { <Wish one work taking/> })).into_any()
    };
    view! {
        <section class="organization__card" aria-labelledby="handover-code-title">
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
        <section class="organization__card" aria-labelledby="handover-waiting">
            <h2 id="handover-waiting">{t.handover_waiting()}</h2>
            {dynamic(cards)}
        </section>
        <Past work/>
        <TakeDialog work taking/>
    }
}

fn asked(page: &Handovers) -> &[HandoverView] {
    match page {
        Handovers::Partner { asked, .. } | Handovers::Distributor { asked, .. } => asked,
    }
}

fn is_open(one: &HandoverView) -> bool {
    one.state == HandoverState::Asked
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

/// What has an answer.
#[component]
fn Past(work: Work) -> impl IntoView {
    let t = work.t;
    let past = Memo::new(move |_| {
        asked(&work.page.read()).iter().filter(|one| !is_open(one)).cloned().collect::<Vec<_>>()
    });
    let is_partner = matches!(&*work.page.read_untracked(), Handovers::Partner { .. });
    when(move || {
        let past = past.get();
        (!past.is_empty()).then(|| {
            let rows = past.into_iter().map(|one| {
                let tone = match one.state {
                    HandoverState::Accepted => Tone::Good,
                    _ => Tone::Neutral,
                };
                let moment = one.answered_at.unwrap_or(one.asked_at);
                let whom = if is_partner { one.to } else { one.partner };
                view! {
                    <li class="handover__past">
                        <bdi>{whom}</bdi>
                        <Badge tone>{t.handover_state(one.state)}</Badge>
                        <RelativeTime moment/>
                    </li>
                }
            });
            view! {
                <section class="organization__card" aria-labelledby="handover-past">
                    <h2 id="handover-past">{t.handover_past()}</h2>
                    <ul>{list(rows)}</ul>
                </section>
            }
        })
    })
}
