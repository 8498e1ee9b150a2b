//! Choosing the organization that somebody is invited to.

use crate::api::ApiError;
use crate::api::people::invite_places;
use crate::i18n::use_messages;
use crate::ui::{Field, Latest, TextInput, dynamic, list, when};
use domain::ids::OrgId;
use domain::people::OrgChoice;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long after the last key is asked.
const PAUSE: Duration = Duration::from_millis(150);

/// The own organization first, then those below that let themselves be assisted. Where there is
/// only the own one there is nothing to choose.
#[component]
pub(super) fn OrganizationChoice(org: RwSignal<Option<OrgId>>) -> impl IntoView {
    let t = use_messages();
    let search = RwSignal::new(String::new());
    let several = RwSignal::new(false);
    let found: RwSignal<Option<Result<Vec<OrgChoice>, ApiError>>> = RwSignal::new(None);
    Effect::new(move |_| {
        let text = search.get();
        spawn_local(async move {
            let answer = invite_places(text.clone()).await;
            // An older answer never replaces a newer one.
            if search.try_with_untracked(|now| *now == text) != Some(true) {
                return;
            }
            if let (Ok(places), true) = (&answer, text.is_empty()) {
                several.set(places.len() > 1);
                if org.get_untracked().is_none() {
                    org.set(places.first().map(|place| place.org.id));
                }
            }
            found.set(Some(answer));
        });
    });
    let typed = Latest::default();
    let later = move |ev: leptos::ev::Event| {
        let text = event_target_value(&ev);
        typed.later(PAUSE, move || {
            search.try_set(text);
        });
    };
    let typed = StoredValue::new(later);
    let places = move || match found.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <p role="alert">{t.api_error(&error)}</p> }.into_any(),
        Some(Ok(found)) if found.is_empty() => {
            view! { <p class="faint">{t.people_invite_no_organization()}</p> }.into_any()
        }
        Some(Ok(found)) => list(found.into_iter().map(|place| choice(org, place))),
    };
    when(move || {
        several.get().then(|| {
            let later = typed.get_value();
            view! {
                <Field
                    id="invite-organization-search"
                    label=t.people_invite_organization_search()
                >
                    <TextInput name="organization" kind="search" on:input=later/>
                </Field>
                <div
                    class="bulk-customers"
                    role="radiogroup"
                    aria-label=t.people_invite_organization()
                >
                    {dynamic(places)}
                </div>
            }
        })
    })
}

fn choice(org: RwSignal<Option<OrgId>>, place: OrgChoice) -> AnyView {
    let t = use_messages();
    let id = place.org.id;
    let checked = move || org.get() == Some(id);
    let choose = move |_| org.set(Some(id));
    view! {
        <label class="choice-line">
            <input type="radio" name="invite-organization" prop:checked=checked on:change=choose/>
            <bdi>{place.org.name}</bdi>
            " "
            <span class="faint">{t.org_kind(place.kind)}</span>
        </label>
    }
    .into_any()
}
