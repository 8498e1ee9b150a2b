//! What a new authenticator is set up with: a QR code, the secret to be typed, recovery codes.

use crate::i18n::use_messages;
use crate::ui::{CopyButton, list};
use domain::sign_in::{AuthenticatorSetup, Qr};
use leptos::prelude::*;

/// All of it.
#[component]
pub fn Setup(
    /// What is shown once.
    setup: AuthenticatorSetup,
) -> impl IntoView {
    let t = use_messages();
    let AuthenticatorSetup { secret, qr, codes, .. } = setup;
    view! {
        <div class="factor">
            <p>{t.setup_scan()}</p>
            <QrCode qr/>
            <p class="factor__label" id="setup-secret">{t.setup_type()}</p>
            <p class="factor__secret">
                <code aria-labelledby="setup-secret">{secret.clone()}</code>
                <CopyButton text=secret label=t.setup_copy_secret()/>
            </p>
            <RecoveryCodes codes/>
        </div>
    }
}

/// Recovery codes, to be kept somewhere else.
#[component]
pub fn RecoveryCodes(
    /// The codes.
    codes: Vec<String>,
) -> impl IntoView {
    let t = use_messages();
    let all = codes.join("\n");
    view! {
        <section class="factor__codes" aria-labelledby="recovery-title">
            <header class="factor__head">
                <h2 class="factor__title" id="recovery-title">{t.recovery_title()}</h2>
                <CopyButton text=all label=t.recovery_copy()/>
            </header>
            <p>{t.recovery_text()}</p>
            <ul class="factor__list">
                {list(codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }))}
            </ul>
        </section>
    }
}

/// A QR code. Dark on light in dark surroundings, too: not every camera reads it otherwise.
#[component]
fn QrCode(qr: Qr) -> impl IntoView {
    let t = use_messages();
    let Qr { size, path } = qr;
    view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=t.setup_qr()>
            <rect class="qr__light" width=size height=size></rect>
            <path class="qr__dark" d=path></path>
        </svg>
    }
}
