//! A fresh proof before what is dangerous. An action whose answer is `step-up` is handed to
//! [`StepUp::retry`], which asks for the proof and then does the action again. A page makes one
//! [`StepUp`] for all of its actions and shows it; the dialog's code is loaded when it is needed.

use super::later::{Later, Loading};
use crate::api::security::{proof_ways, prove};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::ui::{Button, Dialog, Field, Look, TextInput, maybe, when};
use domain::sign_in::{Proof, ProofOptions};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// What waits for a proof.
type Again = StoredValue<Option<Callback<()>>>;

/// The question for a fresh proof.
#[derive(Clone, Copy)]
pub struct StepUp {
    part: Later,
    open: RwSignal<bool>,
    again: Again,
}

impl StepUp {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self { part: Later::new(load), open: RwSignal::new(false), again: StoredValue::new(None) }
    }

    /// Asks for a proof if that is what an error says, and then does it `again`. False when it
    /// is another error, which the caller has to tell.
    pub fn retry(self, error: &ApiError, again: impl Fn() + Send + Sync + 'static) -> bool {
        if error.code != ErrorCode::StepUp {
            return false;
        }
        self.again.set_value(Some(Callback::new(move |()| again())));
        self.part.then(move || {
            self.open.try_set(true);
        });
        true
    }

    /// The dialog, to be put into the page.
    pub fn show(self) -> AnyView {
        self.part.show(move || dialog(self.open, self.again))
    }
}

impl Default for StepUp {
    fn default() -> Self {
        Self::new()
    }
}

fn load() -> Loading {
    Box::pin(load_dialog())
}

/// The dialog's code is a part of its own.
#[wasm_split(step_up, wasm_split_path = leptos::wasm_split, preload(load_dialog), fallible)]
fn dialog(open: RwSignal<bool>, again: Again) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <StepUpDialog open again/> }.into_any())
}

#[component]
fn StepUpDialog(open: RwSignal<bool>, again: Again) -> impl IntoView {
    let t = use_messages();
    view! {
        <Dialog open title=t.step_up_title() id="step-up-dialog">
            <StepUpForm open again/>
        </Dialog>
    }
}

/// What is asked for: a code of the authenticator where there is one, else the password. It is
/// made anew each time the dialog opens.
#[component]
fn StepUpForm(open: RwSignal<bool>, again: Again) -> impl IntoView {
    let t = use_messages();
    let options: RwSignal<Option<ProofOptions>> = RwSignal::new(None);
    let trouble: RwSignal<Option<ApiError>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let typed = StoredValue::new(String::new());
    spawn_local(async move {
        match proof_ways().await {
            Ok(found) => drop(options.try_set(Some(found))),
            Err(error) => drop(trouble.try_set(Some(error))),
        }
    });
    let proved = move |outcome: Result<(), ApiError>| {
        busy.try_set(false);
        match outcome {
            Ok(()) => {
                open.try_set(false);
                if let Some(again) = again.try_update_value(Option::take).flatten() {
                    again.run(());
                }
            }
            Err(error) => drop(trouble.try_set(Some(error))),
        }
    };
    let by_code = move || options.read().as_ref().is_some_and(|options| options.authenticator);
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let text = typed.get_value();
        let proof = if untrack(by_code) { Proof::Code(text) } else { Proof::Password(text) };
        spawn_local(async move { proved(prove(proof).await) });
    };
    let passkey = move |_| {
        busy.set(true);
        trouble.set(None);
        spawn_local(async move { proved(crate::passkey::prove().await) });
    };
    let told = move |field: bool| {
        Signal::derive(move || {
            let trouble = trouble.read();
            let error = trouble.as_ref().filter(|error| error.fields.is_empty() != field)?;
            Some(t.api_error(error))
        })
    };
    let field =
        move |options: ProofOptions| {
            match (options.authenticator, options.password) {
        (true, _) => Some(view! {
            <Field id="proof" label=t.second_code() hint=t.second_code_hint() error=told(true)>
                <TextInput
                    name="proof"
                    autocomplete="one-time-code"
                    on:input=move |ev| typed.set_value(event_target_value(&ev))
                />
            </Field>
        }.into_any()),
        (false, true) => Some(view! {
            <Field id="proof" label=t.sign_in_password() error=told(true)>
                <TextInput
                    name="proof"
                    kind="password"
                    autocomplete="current-password"
                    on:input=move |ev| typed.set_value(event_target_value(&ev))
                />
            </Field>
        }.into_any()),
        (false, false) => None,
    }
        };
    view! {
        <form class="dialog__form" novalidate on:submit=send>
            <p>{t.step_up_text()}</p>
            {when(move || options.get().map(|options| maybe(field(options))))}
            <p class="dialog__trouble" role="alert">{move || told(false).get()}</p>
            <div class="dialog__actions">
                {when(move || {
                    let options = options.get()?;
                    (options.authenticator || options.password).then(|| view! {
                        <Button look=Look::Primary submit=true busy>{t.step_up_confirm()}</Button>
                    })
                })}
                {when(move || options.get().filter(|options| options.passkey).map(|_| view! {
                    <Button busy on:click=passkey>{t.passkey_use()}</Button>
                }))}
                <Button look=Look::Quiet on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
            </div>
        </form>
    }
}
