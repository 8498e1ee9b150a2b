//! What one may do to a request: decide, take back, make a new link.

use super::approve::ApproveDialog;
use crate::api::programs::{discount_decline, discount_get, discount_link, discount_withdraw};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::trouble::beside;
use crate::ui::{Button, CopyButton, Dialog, Field, Look, Textarea, Toasts, use_toasts, when};
use domain::program::{ProgramRequest, ProgramSeen, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A request that something is done to.
#[derive(Clone, Copy)]
pub(super) struct Work {
    pub(super) t: Messages,
    pub(super) now: RwSignal<ProgramSeen>,
    pub(super) toasts: Toasts,
    pub(super) busy: RwSignal<bool>,
    pub(super) trouble: RwSignal<Option<ApiError>>,
    /// The address of the link as long as the page is open: the server knows it no more.
    pub(super) link: RwSignal<Option<String>>,
}

impl Work {
    /// Takes the request as it is now.
    pub(super) fn is(self, request: ProgramRequest) {
        self.now.try_update(|now| now.request = request);
    }

    /// The link, to be given away.
    pub(super) fn told(self, path: &str) {
        #[cfg(feature = "hydrate")]
        let origin = window().location().origin().unwrap_or_default();
        #[cfg(not(feature = "hydrate"))]
        let origin = String::new();
        self.link.try_set(Some(format!("{origin}{path}")));
    }

    /// Says what failed, and reads anew what somebody else did meanwhile.
    pub(super) async fn failed(self, error: ApiError) {
        let id = self.now.try_with_untracked(|now| now.request.id);
        if matches!(error.code, ErrorCode::Conflict | ErrorCode::Refused)
            && let Some(id) = id
            && let Ok(seen) = discount_get(id).await
        {
            self.now.try_set(seen);
        }
        self.trouble.try_set(Some(error));
    }

    /// What is wrong with a field.
    pub(super) fn beside(self, field: &'static str) -> Signal<Option<String>> {
        beside(self.t, self.trouble, field)
    }

    /// What is wrong with no field.
    pub(super) fn elsewhere(self) -> Option<String> {
        let trouble = self.trouble.read();
        let error = trouble.as_ref().filter(|error| error.fields.is_empty())?;
        Some(self.t.api_error(error))
    }
}

/// The buttons, with the dialogs that they open.
#[component]
pub(super) fn Actions(now: RwSignal<ProgramSeen>) -> impl IntoView {
    let t = use_messages();
    let work = Work {
        t,
        now,
        toasts: use_toasts(),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        link: RwSignal::new(None),
    };
    let may = Memo::new(move |_| now.read().request.may.clone());
    let may_link = Memo::new(move |_| now.read().request.may_link);
    let opened = move |open: RwSignal<bool>| {
        move |_| {
            work.trouble.set(None);
            open.set(true);
        }
    };
    let [approving, declining, withdrawing, linking] = [(); 4].map(|()| RwSignal::new(false));
    let button = move |step: Step, open: RwSignal<bool>, look: Look, text: String| {
        let text = StoredValue::new(text);
        when(move || {
            may.read().contains(&step).then(|| {
                view! { <Button look on:click=opened(open)>{text.get_value()}</Button> }
            })
        })
    };
    let link_button = move || {
        may_link.get().then(|| {
            view! { <Button on:click=opened(linking)>{t.discounts_link_new()}</Button> }
        })
    };
    view! {
        {when(move || {
            may_link.get().then(|| work.link.get()).flatten().map(|link| view! { <Link work link/> })
        })}
        <div class="order__deeds">
            {button(Step::Approve, approving, Look::Primary, t.discounts_approve())}
            {button(Step::Decline, declining, Look::Plain, t.discounts_decline())}
            {when(link_button)}
            {button(Step::Withdraw, withdrawing, Look::Quiet, t.discounts_withdraw())}
        </div>
        <ApproveDialog work open=approving/>
        <EndDialog work open=declining step=Step::Decline/>
        <EndDialog work open=withdrawing step=Step::Withdraw/>
        <LinkDialog work open=linking/>
    }
}

/// The link, which is shown this once.
#[component]
fn Link(work: Work, link: String) -> impl IntoView {
    let t = work.t;
    let name = work.now.read_untracked().request.customer.name.clone();
    view! {
        <section class="card" aria-labelledby="discount-link">
            <h2 id="discount-link">{t.discounts_link()}</h2>
            <p class="discount__link">
                <code>{link.clone()}</code>
                <CopyButton text=Signal::stored(link) label=t.discounts_link_copy()/>
            </p>
            <p class="faint">{t.discounts_link_once(name)}</p>
        </section>
    }
}

/// Asks before a request ends, and why.
#[component]
fn EndDialog(work: Work, open: RwSignal<bool>, step: Step) -> impl IntoView {
    let t = work.t;
    let reason = RwSignal::new(String::new());
    let declines = step == Step::Decline;
    let (title, text, done, confirm) = match declines {
        true => (
            t.discounts_decline_title(),
            t.discounts_decline_text(),
            t.discounts_declined(),
            t.discounts_decline(),
        ),
        false => (
            t.discounts_withdraw_title(),
            t.discounts_withdraw_text(),
            t.discounts_withdrawn(),
            t.discounts_withdraw(),
        ),
    };
    let (done, confirm) = (StoredValue::new(done), StoredValue::new(confirm));
    let end = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if work.busy.get_untracked() {
            return;
        }
        let (id, version) = {
            let now = work.now.read_untracked();
            (now.request.id, now.request.version)
        };
        let said = reason.get_untracked();
        work.busy.set(true);
        work.trouble.set(None);
        spawn_local(async move {
            let answer = match declines {
                true => discount_decline(id, version, said).await,
                false => discount_withdraw(id, version, said).await,
            };
            work.busy.try_set(false);
            match answer {
                Ok(request) => {
                    work.is(request);
                    open.try_set(false);
                    work.toasts.show(done.get_value());
                }
                Err(error) => work.failed(error).await,
            }
        });
    };
    let id = if declines { "discount-decline" } else { "discount-withdraw" };
    view! {
        <Dialog open title=Signal::stored(title) id>
            <form class="dialog__form" novalidate on:submit=end>
                <p>{text.clone()}</p>
                <Field
                    id=if declines { "discount-decline-reason" } else { "discount-withdraw-reason" }
                    label=t.discounts_reason()
                    error=work.beside("reason")
                >
                    <Textarea value=reason name="reason"/>
                </Field>
                <Foot work open confirm=confirm.get_value()/>
            </form>
        </Dialog>
    }
}

/// The end of a dialog's form: what went wrong, the way on and the way back.
#[component]
pub(super) fn Foot(work: Work, open: RwSignal<bool>, confirm: String) -> impl IntoView {
    view! {
        <p class="dialog__trouble" role="alert">{move || work.elsewhere()}</p>
        <div class="dialog__actions">
            <Button look=Look::Primary submit=true busy=work.busy>{confirm}</Button>
            <Button look=Look::Quiet on:click=move |_| open.set(false)>
                {work.t.discounts_keep()}
            </Button>
        </div>
    }
}

/// Asks before the link that was given out is good for nothing any more.
#[component]
fn LinkDialog(work: Work, open: RwSignal<bool>) -> impl IntoView {
    let t = work.t;
    let make = move |_| {
        let id = work.now.read_untracked().request.id;
        work.busy.set(true);
        work.trouble.set(None);
        spawn_local(async move {
            let answer = discount_link(id).await;
            work.busy.try_set(false);
            match answer {
                Ok(made) => {
                    work.is(made.request);
                    work.told(&made.path);
                    open.try_set(false);
                    work.toasts.show(t.discounts_link_made());
                }
                Err(error) => work.failed(error).await,
            }
        });
    };
    let title = Signal::stored(t.discounts_link_new_title());
    view! {
        <Dialog open title id="discount-new-link">
            <p>{t.discounts_link_new_text()}</p>
            <p class="dialog__trouble" role="alert">{move || work.elsewhere()}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary busy=work.busy on:click=make>
                    {t.discounts_link_new()}
                </Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>
                    {t.discounts_keep()}
                </Button>
            </div>
        </Dialog>
    }
}
