//! `/organizations/handover`: partners who change their distributor. A partner asks here, and a
//! distributor answers.

mod answering;
mod asking;

use super::deeds::told;
use crate::api::ApiError;
use crate::api::codec::Data;
use crate::api::handover::handover_page;
use crate::i18n::{Messages, use_messages};
use crate::ui::{Badge, ErrorState, RelativeTime, Toasts, Tone, list, use_toasts, when};
use answering::Answering;
use asking::Asking;
use domain::handover::{HandoverState, HandoverView, Handovers};
use leptos::prelude::*;
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

fn asked(page: &Handovers) -> &[HandoverView] {
    match page {
        Handovers::Partner { asked, .. } | Handovers::Distributor { asked, .. } => asked,
    }
}

fn is_open(one: &HandoverView) -> bool {
    one.state == HandoverState::Asked
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
