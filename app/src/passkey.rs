//! The browser's part of passkeys. All of it needs a script; nothing else of signing in does.

use crate::api::ApiError;
use crate::api::passkeys::{passkey_add, passkey_add_begin, passkey_begin, passkey_prove};
use crate::i18n::use_messages;
use crate::ui::icon::{Icon, IconName};
use crate::ui::{Button, when};
use domain::sign_in::PasskeyAdded;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Where an answer is posted, as the fields `key`, `answer` and `next` of a form.
pub const SIGN_IN: &str = "/sign-in/passkey";

/// Whether the browser has passkeys for this site: not without a secure page.
#[must_use]
pub fn possible() -> bool {
    #[cfg(feature = "hydrate")]
    return browser::possible();
    #[cfg(not(feature = "hydrate"))]
    false
}

/// Proves by a passkey who one is; what is dangerous is then possible for some minutes.
///
/// # Errors
/// What the server or the browser says.
pub async fn prove() -> Result<(), ApiError> {
    let ask = passkey_begin().await?;
    let answer = answered("get", &ask.options).await?;
    passkey_prove(ask.key, answer).await
}

/// Makes a passkey of this name.
///
/// # Errors
/// What the server or the browser says.
pub async fn add(name: String) -> Result<PasskeyAdded, ApiError> {
    let ask = passkey_add_begin().await?;
    let answer = answered("create", &ask.options).await?;
    passkey_add(ask.key, answer, name).await
}

/// The browser's answer to options, both JSON. `act` is `get` or `create`.
async fn answered(act: &str, options: &str) -> Result<String, ApiError> {
    #[cfg(feature = "hydrate")]
    let answer = browser::answered(act, options).await;
    #[cfg(not(feature = "hydrate"))]
    let answer: Option<String> = {
        let _ = (act, options);
        None
    };
    answer.ok_or_else(|| ApiError {
        reason: Some("passkey-none".to_owned()),
        ..crate::api::ErrorCode::Refused.into()
    })
}

/// A button that signs in with a passkey, where the browser has them. It needs no address.
#[component]
pub fn PasskeySignIn(
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let t = use_messages();
    let (there, busy) = (RwSignal::new(false), RwSignal::new(false));
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let form: NodeRef<html::Form> = NodeRef::new();
    let (key, answer) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // Only the browser knows, so the button comes when the page is taken over.
    Effect::new(move || there.set(possible()));
    let sign_in = move |_| {
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let outcome = async {
                let ask = passkey_begin().await?;
                Ok((ask.key, answered("get", &ask.options).await?))
            };
            match outcome.await {
                Ok(answered) => {
                    key.set(answered.0);
                    answer.set(answered.1);
                    // The inputs hold it after this turn's effects.
                    request_animation_frame(move || {
                        if let Some(form) = form.get_untracked() {
                            let _ = form.submit();
                        }
                    });
                }
                Err(error) => {
                    let error: ApiError = error;
                    busy.try_set(false);
                    trouble.try_set(Some(t.api_error(&error)));
                }
            }
        });
    };
    view! {
        <form class="sign-in__passkey" method="post" action=SIGN_IN node_ref=form>
            <input type="hidden" name="key" prop:value=move || key.get()/>
            <input type="hidden" name="answer" prop:value=move || answer.get()/>
            <input type="hidden" name="next" value=next/>
            {when(move || there.get().then(|| view! {
                <Button busy on:click=sign_in>{t.passkey_sign_in()}</Button>
            }))}
            <div aria-live="assertive">
                {when(move || trouble.get().map(|text| view! {
                    <p class="notice notice--bad">
                        <Icon name=IconName::Alert/>
                        <span>{text}</span>
                    </p>
                }))}
            </div>
        </form>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    //! By names rather than by bindings: those of the browser's JSON forms are not in web-sys.

    use js_sys::{Function, JSON, Object, Promise, Reflect};
    use leptos::prelude::window;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    fn of(object: &JsValue, name: &str) -> Option<JsValue> {
        let value = Reflect::get(object, &JsValue::from_str(name)).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }

    fn call(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
        of(object, name)?.dyn_into::<Function>().ok()?.call1(object, argument).ok()
    }

    pub(super) fn possible() -> bool {
        let class = of(&window(), "PublicKeyCredential");
        let reads = class.and_then(|class| of(&class, "parseRequestOptionsFromJSON"));
        window().is_secure_context() && reads.is_some()
    }

    pub(super) async fn answered(act: &str, options: &str) -> Option<String> {
        let class = of(&window(), "PublicKeyCredential")?;
        let parse = match act {
            "create" => "parseCreationOptionsFromJSON",
            _ => "parseRequestOptionsFromJSON",
        };
        let options = JSON::parse(options).ok()?;
        let options = call(&class, parse, &of(&options, "publicKey").unwrap_or(options))?;
        let asked = Object::new();
        Reflect::set(&asked, &JsValue::from_str("publicKey"), &options).ok()?;
        let credentials = of(&window().navigator(), "credentials")?;
        let promise = call(&credentials, act, &asked)?.dyn_into::<Promise>().ok()?;
        // Refused by the person, or none that fits; browsers do not tell which.
        let credential = JsFuture::from(promise).await.ok()?;
        let answer = call(&credential, "toJSON", &JsValue::UNDEFINED)?;
        JSON::stringify(&answer).ok()?.as_string()
    }
}
