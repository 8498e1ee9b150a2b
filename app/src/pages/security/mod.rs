//! One's own security: second factors, sessions, and who signed in or tried to.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod authenticator;
mod history;
mod passkeys;
mod sessions;
pub(crate) mod setup;

use crate::api::codec::Data;
use crate::api::security::security_get;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::step_up::StepUp;
use crate::ui::{Dialog, ErrorState, Toasts, use_toasts, when};
use authenticator::{AuthenticatorSection, Confirm};
use domain::sign_in::{AuthenticatorSetup, Security};
use history::HistorySection;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use passkeys::PasskeysSection;
use sessions::SessionsSection;
use setup::RecoveryCodes;
use std::future::Future;

/// What the sections of the page share.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) t: Messages,
    pub(crate) toasts: Toasts,
    step_up: StepUp,
    busy: RwSignal<bool>,
    refresh: Callback<()>,
}

impl Desk {
    /// The desk of a page that is read again by `refresh`.
    pub(crate) fn new(refresh: Callback<()>) -> Self {
        Self {
            t: use_messages(),
            toasts: use_toasts(),
            step_up: StepUp::new(),
            busy: RwSignal::new(false),
            refresh,
        }
    }

    /// Whether something is under way.
    pub(crate) fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// The question for a fresh proof, to be put into the page.
    pub(crate) fn show_step_up(self) -> AnyView {
        self.step_up.show()
    }

    /// Does something, after a fresh proof where one is asked for; then tells, and reads the page
    /// again. What the person can mend goes to `mend`, anything else becomes a short message.
    pub(crate) fn act<T, F>(
        self,
        act: impl Fn() -> F + Clone + Send + Sync + 'static,
        done: impl Fn(T) + Clone + Send + Sync + 'static,
        mend: impl Fn(ApiError) -> bool + Clone + Send + Sync + 'static,
    ) where
        T: 'static,
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let done = move |value| {
            done(value);
            self.refresh.run(());
        };
        self.ask(act, done, mend);
    }

    /// The same of what changes nothing that the page shows.
    pub(crate) fn ask<T, F>(
        self,
        act: impl Fn() -> F + Clone + Send + Sync + 'static,
        done: impl Fn(T) + Clone + Send + Sync + 'static,
        mend: impl Fn(ApiError) -> bool + Clone + Send + Sync + 'static,
    ) where
        T: 'static,
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        self.busy.set(true);
        spawn_local(async move {
            let outcome = act().await;
            if self.busy.try_set(false).is_some() {
                return; // The page was left.
            }
            match outcome {
                Ok(value) => done(value),
                Err(error) => {
                    let again = (act.clone(), done.clone(), mend.clone());
                    let asked = self.step_up.retry(&error, move || {
                        let (act, done, mend) = again.clone();
                        self.ask(act, done, mend);
                    });
                    let gone = error.code == ErrorCode::NotFound;
                    if !asked && !mend(error.clone()) {
                        self.toasts.fail(self.t.api_error(&error));
                    }
                    if gone {
                        self.refresh.run(());
                    }
                }
            }
        });
    }
}

/// What is shown once. It outlives that the page is read again.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    setup: RwSignal<Option<AuthenticatorSetup>>,
    setup_open: RwSignal<bool>,
    codes: RwSignal<Option<Vec<String>>>,
    codes_open: RwSignal<bool>,
}

impl Shown {
    fn new() -> Self {
        Self {
            setup: RwSignal::new(None),
            setup_open: RwSignal::new(false),
            codes: RwSignal::new(None),
            codes_open: RwSignal::new(false),
        }
    }

    fn setup(self, setup: AuthenticatorSetup) {
        self.setup.try_set(Some(setup));
        self.setup_open.try_set(true);
    }

    fn codes(self, codes: Vec<String>) {
        self.codes.try_set(Some(codes));
        self.codes_open.try_set(true);
    }
}

/// `/profile/security`.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let t = use_messages();
    let data = Data::new_with_options(|| (), |()| security_get(), true);
    let desk = Desk::new(Callback::new(move |()| data.refetch()));
    let shown = Shown::new();
    view! {
        <Title text=t.security_title()/>
        <div class="page__body security">
            <header class="page__head">
                <h1>{t.security_title()}</h1>
                <p class="page__lead">{t.security_lead()}</p>
            </header>
            <Transition>
                {move || Suspend::new(async move { view! { <Sections found=data.await desk shown/> } })}
            </Transition>
            <Dialog open=shown.setup_open title=t.authenticator_add() id="authenticator-dialog">
                {when(move || shown.setup.get().map(|setup| view! {
                    <Confirm setup open=shown.setup_open desk/>
                }))}
            </Dialog>
            <Dialog open=shown.codes_open title=t.recovery_new() id="recovery-dialog">
                {when(move || shown.codes.get().map(|codes| view! { <RecoveryCodes codes/> }))}
            </Dialog>
            {desk.show_step_up()}
        </div>
    }
}

#[component]
fn Sections(found: Result<Security, ApiError>, desk: Desk, shown: Shown) -> impl IntoView {
    match found {
        Ok(security) => view! {
            <AuthenticatorSection
                since=security.authenticator
                recovery_left=security.recovery_left
                passkeys=!security.passkeys.is_empty()
                demanded_by=security.demanded_by
                desk
                shown
            />
            <PasskeysSection passkeys=security.passkeys desk shown/>
            <SessionsSection sessions=security.sessions desk/>
            <HistorySection history=security.history/>
        }
        .into_any(),
        Err(error) => {
            let text = desk.t.api_error(&error);
            let retry = desk.refresh;
            view! { <ErrorState text request_id=error.request_id retry/> }.into_any()
        }
    }
}
