//! `/discounts`: discounts for education, non-profits, charities, students and teachers that
//! partners asked for; `/discounts/new`: asking for one; `/discounts/<id>`: one of them;
//! `/discount/<secret>`: buying with one.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod actions;
mod approve;
mod files;
mod new;
mod one;
mod shop;
#[cfg(feature = "hydrate")]
mod upload;

use crate::api::codec::Data;
use crate::api::programs::discount_list;
use crate::i18n::use_messages;
use crate::live::wire::Topic;
use crate::pages::answered::answered;
use crate::pages::follow::follow;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::{Badge, EmptyState, IconName, RelativeTime, Tone, dynamic, list, maybe, when};
use domain::people::OrgKind;
use domain::policy::Action;
use domain::program::{ProgramRequest, ProgramRequests, ProgramState};
use leptos::prelude::*;
use leptos_meta::Title;
pub(crate) use new::NewDiscountPage;
pub(crate) use one::DiscountPage;
pub(crate) use shop::DiscountShopPage;

/// The page of all.
#[component]
pub(crate) fn DiscountsPage() -> impl IntoView {
    let data = Data::new_with_options(|| (), |()| discount_list(), true);
    answered(data, |first| view! { <Requests first/> }.into_any())
}

#[component]
fn Requests(first: ProgramRequests) -> impl IntoView {
    let t = use_messages();
    let now = RwSignal::new(first);
    let take = move |read| drop(now.try_set(read));
    follow(discount_list, take, move || Topic::Discounts { pos: now.read().pos });
    let buys = use_session().viewer.is_some_and(|viewer| viewer.may(Action::Buy));
    let ask = move || {
        let href = Route::NewDiscount.path();
        buys.then(|| view! { <a class="button button--primary" href=href>{t.discounts_new()}</a> })
    };
    let content = move || match now.read().requests.is_empty() {
        true => {
            let text = if buys { t.discounts_none_hint() } else { t.discounts_none_hint_seller() };
            view! { <EmptyState title=t.discounts_none() text icon=IconName::Info/> }.into_any()
        }
        false => view! { <Listed requests=now.read().requests.clone()/> }.into_any(),
    };
    let more = move || now.read().more.then(|| view! { <p class="faint">{t.discounts_more()}</p> });
    view! {
        <Title text=t.discounts_title()/>
        <div class="page__body home">
            <header class="page__head">
                <div>
                    <h1>{t.discounts_title()}</h1>
                    <p class="page__lead">{t.discounts_lead()}</p>
                </div>
                {maybe(ask())}
            </header>
            {dynamic(content)}
            {when(more)}
        </div>
    }
}

#[component]
fn Listed(requests: Vec<ProgramRequest>) -> impl IntoView {
    let t = use_messages();
    // A partner sees its own alone.
    let all = use_session().viewer.is_some_and(|it| it.org_kind == OrgKind::Distributor);
    let rows = requests.into_iter().map(move |request| {
        let partner = all.then(|| view! { <td><bdi>{request.partner.name.clone()}</bdi></td> });
        view! {
            <tr>
                <th scope="row">
                    <a href=address(&request)><bdi>{request.customer.name.clone()}</bdi></a>
                </th>
                <td><StateBadge state=request.state/></td>
                <td>{t.program(request.program)}</td>
                {maybe(partner)}
                <td><RelativeTime moment=request.created_at/></td>
            </tr>
        }
    });
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t.discounts_customer()}</th>
                        <th scope="col">{t.discounts_state()}</th>
                        <th scope="col">{t.discounts_program()}</th>
                        {maybe(
                            all.then(|| view! { <th scope="col">{t.discounts_partner()}</th> }),
                        )}
                        <th scope="col">{t.discounts_asked()}</th>
                    </tr>
                </thead>
                <tbody>{list(rows)}</tbody>
            </table>
        </div>
    }
}

/// Where a request's page is.
fn address(request: &ProgramRequest) -> String {
    format!("{}/{}", Route::Discounts.path(), request.id)
}

/// Where a request stands, in words; its color says it too.
#[component]
fn StateBadge(state: ProgramState) -> impl IntoView {
    let t = use_messages();
    let tone = match state {
        ProgramState::Requested => Tone::Warning,
        ProgramState::Approved => Tone::Accent,
        ProgramState::Used => Tone::Good,
        ProgramState::Declined | ProgramState::Expired => Tone::Bad,
        ProgramState::Withdrawn => Tone::Neutral,
    };
    view! { <Badge tone>{t.program_state(state)}</Badge> }
}

/// A whole number as somebody types it, without signs; one that is larger than any is the largest.
fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_whole() {
        for (text, read) in [
            ("30", Some(30)),
            (" 7 ", Some(7)),
            ("0", Some(0)),
            ("99999999999", Some(u32::MAX)),
            ("", None),
            ("+5", None),
            ("-5", None),
            ("12,5", None),
        ] {
            assert_eq!(number(text), read, "{text:?}");
        }
    }
}
