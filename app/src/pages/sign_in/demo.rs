//! The made-up people of a demonstration, each one click away.

use crate::i18n::use_messages;
use crate::session::DemoPerson;
use leptos::prelude::*;

/// The people to sign in as, by organization.
#[component]
pub fn DemoPeople(
    /// Everybody; those of an organization follow each other.
    people: Vec<DemoPerson>,
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let t = use_messages();
    let organization = move |people: &[DemoPerson]| {
        let first = people.first()?;
        let next = next.clone();
        Some(view! {
            <li>
                <h3 class="demo__org">
                    <strong>{first.org_name.clone()}</strong>
                    {t.org_kind(first.org_kind)}
                </h3>
                <ul class="demo__people">
                    {people
                        .iter()
                        .map(|person| view! { <Person person=person.clone() next=next.clone()/> })
                        .collect_view()}
                </ul>
            </li>
        })
    };
    view! {
        <section class="demo" aria-labelledby="demo-title">
            <h2 class="demo__title" id="demo-title">{t.sign_in_demo_title()}</h2>
            <p class="demo__text">{t.sign_in_demo_text()}</p>
            <ul class="demo__orgs">
                {people.chunk_by(|a, b| a.org_name == b.org_name).map(organization).collect_view()}
            </ul>
        </section>
    }
}

/// A form that signs in as one of them, without any script.
#[component]
fn Person(person: DemoPerson, next: String) -> impl IntoView {
    let t = use_messages();
    view! {
        <li>
            <form method="post" action="/sign-in">
                <input type="hidden" name="email" value=person.email/>
                <input type="hidden" name="password" value=person.password/>
                <input type="hidden" name="next" value=next/>
                <button type="submit" class="demo__person">
                    <span class="demo__name">{person.name}</span>
                    <span class="demo__role">{t.role(person.role)}</span>
                </button>
            </form>
        </li>
    }
}
