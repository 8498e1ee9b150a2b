//! Where one is signed in.

use super::Desk;
use crate::api::security::{session_end, session_end_others};
use crate::ui::{Badge, Button, Look, RelativeTime, Tone, maybe, rows};
use domain::sign_in::SessionView;
use leptos::prelude::*;

/// The sessions, each with a way to end it.
#[component]
pub fn SessionsSection(
    /// The last used first.
    sessions: Vec<SessionView>,
    /// What the page shares.
    desk: Desk,
) -> impl IntoView {
    let t = desk.t;
    let others = sessions.iter().any(|session| !session.here);
    let end_others = move |_| {
        let ended = move |count: u64| {
            desk.toasts.show(t.sessions_ended(i64::try_from(count).unwrap_or(i64::MAX)));
        };
        desk.act(session_end_others, ended, |_| false);
    };
    view! {
        <section class="security__part" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{t.sessions_title()}</h2>
            <p>{t.sessions_text()}</p>
            <ul class="security__list">
                {rows(sessions.into_iter().map(|session| view! { <One session desk/> }))}
            </ul>
            {maybe(others.then(|| view! {
                <div class="security__actions">
                    <Button busy=desk.busy() on:click=end_others>{t.sessions_end_others()}</Button>
                </div>
            }))}
        </section>
    }
}

#[component]
fn One(session: SessionView, desk: Desk) -> impl IntoView {
    let t = desk.t;
    let SessionView { id, here, method, agent, address, created_at, seen_at } = session;
    let name = agent.unwrap_or_else(|| t.agent_unknown());
    let label = t.session_end_label(name.as_str());
    let end = move |_| {
        let ended = move |()| desk.toasts.show(t.sessions_ended(1));
        desk.act(move || session_end(id), ended, |_| false);
    };
    view! {
        <li class="security__item">
            <div>
                <p class="security__name">
                    {name}
                    {maybe(here.then(|| view! { " " <Badge tone=Tone::Good>{t.session_here()}</Badge> }))}
                </p>
                <p class="security__more">
                    {t.sign_in_method(&method)} " · " {address} " · "
                    {t.session_since()} " " <RelativeTime moment=created_at/> " · "
                    {t.session_seen()} " " <RelativeTime moment=seen_at/>
                </p>
            </div>
            {maybe((!here).then(|| view! {
                <Button look=Look::Quiet busy=desk.busy() attr:aria-label=label on:click=end>
                    {t.session_end()}
                </Button>
            }))}
        </li>
    }
}
