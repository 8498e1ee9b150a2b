//! What somebody may do, in words.

use crate::i18n::use_messages;
use crate::ui::list;
use domain::policy::{Grants, Resource, rule};
use leptos::prelude::*;

/// The grants, by what they are about.
#[component]
pub(crate) fn May(grants: Grants) -> impl IntoView {
    let t = use_messages();
    let groups = Resource::ALL.into_iter().filter_map(|resource| {
        let actions = grants.iter().filter(|action| rule(*action).resource == resource);
        let words: Vec<String> = actions.map(|action| t.may(action)).collect();
        (!words.is_empty()).then(|| {
            view! {
                <dt>{t.policy(resource)}</dt>
                <dd>{words.join(" · ")}</dd>
            }
        })
    });
    let groups: Vec<_> = groups.collect();
    match groups.is_empty() {
        true => view! { <p class="faint">{t.person_may_nothing()}</p> }.into_any(),
        false => view! { <dl class="license__facts">{list(groups)}</dl> }.into_any(),
    }
}
