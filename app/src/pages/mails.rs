//! `/mails`: what a demonstration would have sent.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

use crate::api::codec::Data;
use crate::api::mails::{ShownMail, demo_mails};
use crate::i18n::use_messages;
use crate::mails::Part;
use crate::pages::not_found::NotFoundPage;
use crate::session::use_session;
use crate::ui::icon::Mark;
use crate::ui::{ErrorState, RelativeTime, keyed, list, maybe, when};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use std::time::Duration;

/// How often the page looks for new mails.
const AGAIN: Duration = Duration::from_secs(2);

/// The page; outside of demonstrations there is none.
#[component]
pub(crate) fn MailsPage() -> impl IntoView {
    match use_session().demo {
        true => view! { <Mails/> }.into_any(),
        false => view! { <NotFoundPage/> }.into_any(),
    }
}

#[component]
fn Mails() -> impl IntoView {
    let t = use_messages();
    let mails = Data::new_with_options(|| (), |()| demo_mails(), true);
    view! {
        <Title text=t.mails_title()/>
        <main class="mails">
            <header class="mails__head">
                <a href="/licenses" aria-label=t.product_name()><Mark/></a>
                <h1>{t.mails_heading()}</h1>
                <a class="button" href="/mails" rel="external">{t.mails_refresh()}</a>
            </header>
            <p class="mails__text">{t.mails_text()}</p>
            <Suspense>
                {move || Suspend::new(async move {
                    match mails.await {
                        Ok(first) => view! { <List first/> }.into_any(),
                        Err(error) => {
                            let text = t.api_error(&error);
                            view! { <ErrorState text request_id=error.request_id/> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
}

/// The mails, newest first; new ones appear by themselves, and those that are there stay.
#[component]
fn List(first: Vec<ShownMail>) -> impl IntoView {
    let t = use_messages();
    let mails = RwSignal::new(first);
    Effect::new(move || {
        let read = move || {
            spawn_local(async move {
                // What does not come now comes the next time.
                if let Ok(now) = demo_mails().await
                    && mails.try_with_untracked(|shown| *shown != now) == Some(true)
                {
                    mails.set(now);
                }
            });
        };
        if let Ok(timer) = set_interval_with_handle(read, AGAIN) {
            on_cleanup(move || timer.clear());
        }
    });
    let keys = move || mails.read().iter().map(key).collect();
    let mail = move |wanted| {
        maybe(mails.read_untracked().iter().find(|mail| key(mail) == wanted).cloned().map(shown))
    };
    view! {
        {when(move || mails.read().is_empty().then(|| view! { <p>{t.mails_none()}</p> }))}
        <ol class="mails__list">{keyed(keys, mail)}</ol>
    }
}

/// The random half of its id.
fn key(mail: &ShownMail) -> u64 {
    mail.id.as_u64_pair().1
}

fn shown(mail: ShownMail) -> AnyView {
    let t = use_messages();
    let part = |part| match part {
        Part::Text(text) => view! { <p>{text}</p> }.into_any(),
        Part::Link { label, path } => {
            view! { <p><a href=path rel="external">{label}</a></p> }.into_any()
        }
    };
    view! {
        <li class="mails__mail">
            <article>
                <h2>{mail.text.subject}</h2>
                <p class="mails__to">
                    {t.mails_to()} " " {mail.to} " · " <RelativeTime moment=mail.at/>
                </p>
                {list(mail.text.parts.into_iter().map(part))}
            </article>
        </li>
    }
    .into_any()
}
