//! `/discounts/<id>`: a request, what became of it, and what shows that it is justified.

use super::StateBadge;
use super::actions::Actions;
use crate::api::ErrorCode;
use crate::api::codec::Data;
use crate::api::programs::discount_get;
use crate::i18n::use_messages;
use crate::live::wire::Topic;
use crate::pages::answered::answered;
use crate::pages::follow::follow;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::time::written;
use crate::ui::{Icon, IconName, dynamic, list, maybe, when};
use domain::ids::ProgramRequestId;
use domain::policy::Action;
use domain::price::Percent;
use domain::program::{ProgramRequest, ProgramSeen};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The page.
#[component]
pub(crate) fn DiscountPage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let id = Memo::new(move |before: Option<&Option<ProgramRequestId>>| {
        let path = path.read();
        match Route::at(&path) {
            Some(Route::Discount) => path.rsplit('/').next().and_then(|id| id.parse().ok()),
            _ => before.copied().flatten(),
        }
    });
    let data = Data::new_with_options(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => discount_get(id).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    answered(data, |first| view! { <Request first/> }.into_any())
}

#[component]
fn Request(first: ProgramSeen) -> impl IntoView {
    let t = use_messages();
    let id = first.request.id;
    let title = t.discounts_of(first.request.customer.name.as_str());
    let now = RwSignal::new(first);
    let take = move |read| drop(now.try_set(read));
    follow(move || discount_get(id), take, move || Topic::Discounts { pos: now.read().pos });
    let state = Memo::new(move |_| now.read().request.state);
    let shown = Memo::new(move |_| now.read().request.clone());
    view! {
        <Title text=title.clone()/>
        <article class="page__body order">
            <p class="order__back">
                <a href=Route::Discounts.path()>{t.discounts_back()}</a>
            </p>
            <header class="order__head">
                <h1>{title}</h1>
                {dynamic(move || view! { <StateBadge state=state.get()/> })}
            </header>
            {dynamic(move || view! { <Facts request=shown.get()/> })}
            {when(move || said(shown.get()))}
            {dynamic(move || view! { <Files request=shown.get()/> })}
            <Actions now/>
        </article>
    }
}

/// Who, for whom, what was approved and what came of it.
#[component]
fn Facts(request: ProgramRequest) -> impl IntoView {
    let t = use_messages();
    let fact = |term: String, text: Option<String>| {
        text.map(|text| view! { <div><dt>{term}</dt> <dd><bdi>{text}</bdi></dd></div> })
    };
    let granted = request.approval.map(|approval| {
        let percent = t.percent(Percent::whole(approval.percent));
        t.discounts_granted_terms(approval.licenses, percent)
    });
    let facts = [
        fact(t.discounts_program(), Some(t.program(request.program))),
        fact(t.discounts_partner(), Some(request.partner.name)),
        fact(t.discounts_person(), Some(request.person)),
        fact(t.discounts_asked(), Some(written(t, request.created_at))),
        fact(
            t.discounts_decided(),
            request.decided.map(|(name, at)| t.discounts_decided_by(name, written(t, at))),
        ),
        fact(t.discounts_granted(), granted),
        fact(t.discounts_until(), request.approval.map(|it| written(t, it.until))),
        fact(t.discounts_ended(), request.ended_at.map(|at| written(t, at))),
    ];
    let order = request.order.map(|id| {
        let href = format!("/orders/{id}");
        view! {
            <div>
                <dt>{t.discounts_order()}</dt>
                " "
                <dd><a href=href>{t.discounts_to_order()}</a></dd>
            </div>
        }
    });
    view! {
        <dl class="order__facts">
            {list(facts.into_iter().flatten())}
            {maybe(order)}
        </dl>
    }
}

/// What was said with the request, and why it ended.
fn said(request: ProgramRequest) -> Option<AnyView> {
    let t = use_messages();
    let message = (!request.message.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="discount-message">
                <h2 id="discount-message">{t.discounts_message()}</h2>
                <p class="discount__said"><bdi>{request.message}</bdi></p>
            </section>
        }
    });
    let reason = (!request.reason.is_empty()).then(|| {
        view! {
            <p class="notice notice--warning">
                <Icon name=IconName::Info/>
                <span>
                    {t.discounts_reason()} ": "
                    <q class="order__reason discount__said"><bdi>{request.reason}</bdi></q>
                </span>
            </p>
        }
    });
    Some(view! { {maybe(reason)} {maybe(message)} }.into_any())
}

/// What shows that the customer may have it.
#[component]
fn Files(request: ProgramRequest) -> impl IntoView {
    let t = use_messages();
    let opens =
        use_session().viewer.is_some_and(|it| it.may(Action::Buy) || it.may(Action::AnswerOrders));
    let id = request.id;
    let files = request.evidence.into_iter().enumerate().map(|(place, file)| {
        let href = format!("/discounts/{id}/files/{place}");
        view! {
            <li class="discount__file">
                <a href=href rel="external" download="">
                    <Icon name=IconName::Download/>
                    <bdi>{file.name}</bdi>
                </a>
                <span class="faint">{t.file_size(file.size)}</span>
            </li>
        }
    });
    let content = match opens {
        true => view! { <ul class="discount__files">{list(files)}</ul> }.into_any(),
        false => view! { <p class="faint">{t.discounts_files_hidden()}</p> }.into_any(),
    };
    view! {
        <section class="card" aria-labelledby="discount-files">
            <h2 id="discount-files">{t.discounts_files()}</h2>
            {content}
        </section>
    }
}
