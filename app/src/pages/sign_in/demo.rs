//! The made-up people of a demonstration, each one click away.

use crate::i18n::use_messages;
use crate::session::DemoPerson;
use leptos::prelude::*;

/// A list of people to sign in as.
#[component]
pub fn DemoPeople(people: Vec<DemoPerson>, next: String) -> impl IntoView {
    let t = use_messages();
    let one = move |person: DemoPerson| {
        view! {
            <li>
                <form method="post" action="/sign-in">
                    <input type="hidden" name="email" value=person.email.clone()/>
                    <input type="hidden" name="password" value=person.password/>
                    <input type="hidden" name="next" value=next.clone()/>
                    <button type="submit" class="demo__person">
                        <span class="demo__name">{person.name}</span>
                        <span class="demo__role">{t.role(person.role)}</span>
                        <span class="demo__org">{person.org_name}</span>
                    </button>
                </form>
            </li>
        }
    };
    view! {
        <section class="demo" aria-labelledby="demo-title">
            <h2 class="demo__title" id="demo-title">{t.sign_in_demo_title()}</h2>
            <p class="demo__text">{t.sign_in_demo_text()}</p>
            <ul class="demo__people">{people.into_iter().map(one).collect_view()}</ul>
        </section>
    }
}
