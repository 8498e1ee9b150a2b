//! `/prices`: what an organization sells for, and on what terms it buys; and the page of the
//! terms of one that buys from it.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod form;
mod list;
mod terms;

use crate::api::ErrorCode;
use crate::api::codec::Data;
use crate::api::prices::{price_lists, terms_get};
use crate::i18n::use_messages;
use crate::pages::answered::answered;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::maybe;
use domain::ids::OrgId;
use domain::policy::Action;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use list::Lists;
use terms::FollowedTerms;

/// The page of one's own prices and terms.
#[component]
pub(crate) fn PricesPage() -> impl IntoView {
    let t = use_messages();
    let lists = Data::new_with_options(|| (), |()| price_lists(), true);
    let terms = Data::new_with_options(|| (), |()| terms_get(None), true);
    let sells = use_session().viewer.is_some_and(|viewer| viewer.may(Action::SetPrices));
    view! {
        <Title text=t.prices_title()/>
        <div class="page__body prices">
            <h1>{t.prices_title()}</h1>
            {maybe(sells.then(|| answered(lists, |first| view! { <Lists first/> }.into_any())))}
            {answered(terms, |first| view! { <FollowedTerms first/> }.into_any())}
        </div>
    }
}

/// The terms of an organization that buys from the reader's.
#[component]
pub(crate) fn TermsPage() -> impl IntoView {
    let t = use_messages();
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let org = Memo::new(move |before: Option<&Option<OrgId>>| {
        let path = path.read();
        match Route::at(&path) {
            Some(Route::Terms) => path.split('/').nth(2).and_then(|id| id.parse().ok()),
            _ => before.copied().flatten(),
        }
    });
    let data = Data::new_with_options(
        move || org.get(),
        |org| async move {
            match org {
                Some(org) => terms_get(Some(org)).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    answered(data, move |first| {
        let (name, id) = (first.0.org.name.clone(), first.0.org.id);
        let title = t.terms_of(name.as_str());
        view! {
            <Title text=title.clone()/>
            <div class="page__body prices">
                <p class="order__back">
                    <a href=format!("/organizations/{id}")>{t.entitlements_back(name)}</a>
                </p>
                <h1>{title}</h1>
                <FollowedTerms first/>
            </div>
        }
        .into_any()
    })
}
