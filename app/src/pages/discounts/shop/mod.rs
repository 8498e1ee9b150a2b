//! `/discount/<secret>`: what the customer, or its partner, buys with a discount, once.

mod buying;
mod products;
mod till;

use crate::api::codec::Data;
use crate::api::programs::discount_shop;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::pages::answered::answered;
use crate::route::Route;
use crate::ui::time::written;
use crate::ui::{EmptyState, IconName, dynamic, maybe};
use domain::price::Percent;
use domain::program::{ProgramBought, ProgramShop};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use till::Till;

/// The page.
#[component]
pub(crate) fn DiscountShopPage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let secret = Memo::new(move |before: Option<&String>| {
        let path = path.read();
        match path.strip_prefix("/discount/") {
            Some(secret) => secret.to_owned(),
            None => before.cloned().unwrap_or_default(),
        }
    });
    let data = Data::new_with_options(
        move || secret.get(),
        |secret| async move {
            match discount_shop(secret).await {
                // It is theirs, and over: no failure, but all that there is to tell.
                Err(error) if error.code == ErrorCode::Refused => Ok(Err(error)),
                answer => answer.map(Ok),
            }
        },
        true,
    );
    answered(data, move |shop: Result<ProgramShop, ApiError>| match shop {
        Ok(shop) => view! { <Discount shop secret=secret.get_untracked()/> }.into_any(),
        Err(error) => over(&error),
    })
}

/// There is nothing to buy with the link any more.
fn over(error: &ApiError) -> AnyView {
    let t = use_messages();
    let title = t.discount_shop_over();
    view! {
        <Title text=title.clone()/>
        <EmptyState title text=t.api_error(error) icon=IconName::Info heading=true>
            <a class="button" href=Route::Licenses.path()>{t.discount_shop_licenses_link()}</a>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Discount(shop: ProgramShop, secret: String) -> impl IntoView {
    let t = use_messages();
    let bought = RwSignal::new(None::<ProgramBought>);
    let approval = shop.approval;
    let lead = t.discount_shop_lead(
        t.program(shop.program),
        t.percent(Percent::whole(approval.percent)),
        written(t, approval.until),
    );
    let is_customer = shop.is_customer;
    let (customer, partner) = (shop.customer.name.clone(), shop.partner.clone());
    let shop = StoredValue::new(shop);
    let content = move || match bought.get() {
        Some(bought) => view! { <Bought bought is_customer/> }.into_any(),
        None => {
            let (shop, secret) = (shop.get_value(), secret.clone());
            view! { <Till shop secret bought/> }.into_any()
        }
    };
    view! {
        <Title text=t.discount_shop_title()/>
        <div class="page__body order">
            <header class="page__head">
                <h1>{t.discount_shop_title()}</h1>
                <p class="page__lead">{lead}</p>
                <p class="faint">
                    <bdi>{t.discount_shop_for(customer)}</bdi> " · "
                    <bdi>{t.discount_shop_from(partner)}</bdi>
                </p>
            </header>
            {dynamic(content)}
        </div>
    }
}

/// What came of it.
#[component]
fn Bought(bought: ProgramBought, is_customer: bool) -> impl IntoView {
    let t = use_messages();
    let text = match bought.delivered {
        true => t.discount_shop_bought_text(),
        false => t.discount_shop_asked_text(),
    };
    let order = (!is_customer).then(|| {
        let href = format!("/orders/{}", bought.order);
        view! { <a class="button" href=href>{t.discounts_to_order()}</a> }
    });
    view! {
        <section class="card order__say" role="status">
            <h2>{t.discount_shop_bought(bought.number)}</h2>
            <p>{text}</p>
            <div class="order__deeds">
                <a class="button button--primary" href=Route::Licenses.path()>
                    {t.discount_shop_licenses_link()}
                </a>
                {maybe(order)}
            </div>
        </section>
    }
}
