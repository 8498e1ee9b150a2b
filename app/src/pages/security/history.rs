//! Who signed in, or tried to.

use crate::i18n::use_messages;
use crate::ui::{RelativeTime, list};
use domain::sign_in::SignInEvent;
use leptos::prelude::*;

/// The newest sign-ins and attempts.
#[component]
pub fn HistorySection(
    /// The newest first.
    history: Vec<SignInEvent>,
) -> impl IntoView {
    let t = use_messages();
    let row = move |event: SignInEvent| {
        let how = match (&event.method, &event.reason) {
            (Some(method), _) => t.sign_in_method(method),
            (None, Some(reason)) => t.sign_in_refusal(reason),
            (None, None) => String::new(),
        };
        view! {
            <tr>
                <td><RelativeTime moment=event.at/></td>
                <td>{t.deed(&event.deed)}</td>
                <td>{how}</td>
                <td>{event.agent.unwrap_or_default()}</td>
                <td>{event.address.unwrap_or_default()}</td>
            </tr>
        }
    };
    view! {
        <section class="security__part">
            <h2 id="sign-ins-title">{t.sign_ins_title()}</h2>
            <div class="table-box" tabindex="0" role="region" aria-labelledby="sign-ins-title">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t.sign_ins_when()}</th>
                            <th scope="col">{t.sign_ins_what()}</th>
                            <th scope="col">{t.sign_ins_how()}</th>
                            <th scope="col">{t.sign_ins_browser()}</th>
                            <th scope="col">{t.sign_ins_address()}</th>
                        </tr>
                    </thead>
                    <tbody>{list(history.into_iter().map(row))}</tbody>
                </table>
            </div>
        </section>
    }
}
