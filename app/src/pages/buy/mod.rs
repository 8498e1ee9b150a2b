//! `/buy`: the products with their prices, what one makes of them, and the cart.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod cart;
mod configure;
mod customer;
mod shelf;
mod wish;

use crate::api::codec::Data;
use crate::api::orders::{BuyPage as Answer, buy_page};
use crate::i18n::{Messages, use_messages};
use crate::pages::answered::answered;
use crate::route::Route;
use crate::ui::{Icon, IconName, Toasts, maybe, use_toasts};
use cart::Carts;
use configure::Configure;
pub(crate) use configure::{discount_name, listed};
pub(crate) use customer::CustomerSearch;
use domain::order::OrderDetail;
use domain::price::{Offer, Percent, Shop};
use leptos::prelude::*;
use leptos_meta::Title;
use shelf::Shelf;
use wish::Wish;

/// The page.
#[component]
pub(crate) fn BuyPage() -> impl IntoView {
    let data = Data::new_with_options(|| (), |()| buy_page(), true);
    answered(data, |answer| view! { <Buy answer/> }.into_any())
}

/// What all parts of the page know.
#[derive(Clone, Copy)]
struct Buying {
    t: Messages,
    toasts: Toasts,
    shop: StoredValue<Shop>,
    /// The edition and the term (0 is a month) that was chosen.
    chosen: RwSignal<Option<(i32, i16)>>,
    carts: RwSignal<Vec<OrderDetail>>,
}

impl Buying {
    /// An offer by its edition.
    fn offer(self, edition: i32) -> Option<Offer> {
        self.shop.with_value(|shop| {
            shop.offers.iter().find(|offer| offer.edition.id == edition).cloned()
        })
    }

    /// Takes a cart as it is now; one that is empty is gone.
    fn cart_is(self, cart: OrderDetail) {
        self.carts.update(|carts| {
            carts.retain(|known| known.id != cart.id);
            if !cart.lines.is_empty() {
                carts.push(cart);
                carts.sort_by_key(|cart| cart.id);
            }
        });
    }
}

/// A term in words.
pub(crate) fn term(t: Messages, years: i16) -> String {
    match years {
        0 => t.buy_by_month(),
        years => t.license_years(years),
    }
}

#[component]
fn Buy(answer: Answer) -> impl IntoView {
    let t = use_messages();
    let Answer { shop, carts } = answer;
    let (discount, direct) = (shop.discount, shop.direct);
    let buying = Buying {
        t,
        toasts: use_toasts(),
        shop: StoredValue::new(shop),
        chosen: RwSignal::new(None),
        carts: RwSignal::new(carts),
    };
    let renewals = grid::url::address("/licenses", "status=expires-soon");
    let told = (discount != Percent::ZERO).then(|| {
        view! { <span class="badge badge--accent">{t.buy_discount(t.percent(discount))}</span> }
    });
    let asks = (!direct).then(|| {
        view! {
            <p class="notice">
                <Icon name=IconName::Info/>
                <span>{t.buy_asks()}</span>
            </p>
        }
    });
    view! {
        <Title text=t.buy_title()/>
        <div class="page__body buy">
            <header class="buy__head">
                <h1>{t.buy_title()}</h1>
                {maybe(told)}
                <p class="buy__hint">
                    {t.buy_no_renewals()} " " <a href=renewals>{t.buy_to_renewals()}</a>
                </p>
                <p class="buy__hint">
                    {t.discounts_buy_hint()} " "
                    <a href=Route::NewDiscount.path()>{t.discounts_new()}</a>
                </p>
            </header>
            {maybe(asks)}
            <div class="buy__columns">
                <div class="buy__main">
                    <Shelf buying/>
                    <Wish buying/>
                </div>
                <aside class="buy__side" aria-label=t.buy_side()>
                    <Configure buying/>
                    <Carts buying/>
                </aside>
            </div>
        </div>
    }
}
