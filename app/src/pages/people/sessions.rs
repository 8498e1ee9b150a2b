//! The browsers that somebody is signed in with.

use super::person::Shown;
use crate::api::people::{person_end_sessions, person_get};
use crate::i18n::use_messages;
use crate::ui::{Button, Look, RelativeTime, dynamic, rows, use_toasts};
use domain::ids::SessionId;
use domain::people::PersonDetail;
use domain::sign_in::SessionView;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The sessions, each with a button that ends it.
#[component]
pub(super) fn Sessions(shown: Shown) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let end = Callback::new(move |session: Option<SessionId>| {
        busy.set(true);
        let PersonDetail { id, name, .. } = shown.now.get_untracked();
        spawn_local(async move {
            let all = session.is_none();
            let answer = person_end_sessions(id, session).await;
            busy.try_set(false);
            match answer {
                Ok(()) if all => toasts.show(t.person_sessions_all_ended(name)),
                Ok(()) => toasts.show(t.person_sessions_ended(name)),
                Err(error) => toasts.fail(t.api_error(&error)),
            }
            if let Ok(person) = person_get(id).await {
                shown.now.try_set(person);
            }
        });
    });
    view! {
        <section class="license__card" aria-labelledby="person-sessions">
            <h2 id="person-sessions">{t.person_sessions()}</h2>
            {dynamic(move || {
                let sessions = shown.now.read().sessions.clone();
                match sessions.is_empty() {
                    true => view! { <p class="faint">{t.person_sessions_none()}</p> }.into_any(),
                    false => view! { <Table sessions busy end/> }.into_any(),
                }
            })}
        </section>
    }
}

#[component]
fn Table(
    sessions: Vec<SessionView>,
    busy: RwSignal<bool>,
    end: Callback<Option<SessionId>>,
) -> impl IntoView {
    let t = use_messages();
    let each = sessions.into_iter().map(|session| {
        let SessionView { id, agent, address, created_at, seen_at, .. } = session;
        let agent = agent.unwrap_or_else(|| t.person_session_unknown());
        let label = t.person_session_end_of(agent.as_str());
        view! {
            <tr>
                <td><bdi>{agent}</bdi> " " <span class="faint">{address}</span></td>
                <td><RelativeTime moment=created_at/></td>
                <td><RelativeTime moment=seen_at/></td>
                <td>
                    <Button
                        look=Look::Quiet
                        busy
                        attr:aria-label=label
                        on:click=move |_| end.run(Some(id))
                    >
                        {t.person_session_end()}
                    </Button>
                </td>
            </tr>
        }
    });
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t.person_session_agent()}</th>
                        <th scope="col">{t.person_session_began()}</th>
                        <th scope="col">{t.person_session_seen()}</th>
                        <th scope="col"><span class="unseen">{t.person_session_end()}</span></th>
                    </tr>
                </thead>
                <tbody>{rows(each)}</tbody>
            </table>
        </div>
        <div class="people__actions">
            <Button busy on:click=move |_| end.run(None)>{t.person_sessions_end_all()}</Button>
        </div>
    }
}
