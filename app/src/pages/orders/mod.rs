//! Orders: the grid of their lines, and the page of one, from the cart on.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod actions;
mod answer;
mod cart_lines;
mod checkout;
mod lines;
mod order;
mod sale_terms;

use crate::api::grids::orders_page;
use crate::grid::{CellContext, GridDef, GridRow, draw_text, packed, value_text};
use crate::i18n::Messages;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::{Badge, Html, Tone, list, maybe};
pub(crate) use answer::minor;
use chrono::NaiveDate;
use domain::money::Money;
use domain::order::{OrderState, Usage};
use domain::policy::Action;
use grid::column::{ColumnId, GridSpec};
use grid::orders::{NET, ORDER, ORDERS as SPEC, OrderRow, STATE, USAGE};
use leptos::prelude::*;
pub(crate) use order::OrderPage;

impl GridRow for OrderRow {
    fn spec(&self) -> &'static GridSpec {
        &SPEC
    }

    fn title(&self) -> &str {
        &self.number
    }

    fn href(&self, column: ColumnId) -> Option<String> {
        (column == ORDER).then(|| format!("/orders/{}", self.order))
    }

    fn draw(&self, column: ColumnId, context: CellContext, html: &mut Html) {
        let t = context.messages;
        let badge = match (column, self.usage) {
            (STATE, _) => Some((tone(self.state), t.order_state(self.state))),
            (USAGE, Some(usage)) => Some((usage_tone(usage), t.usage(usage))),
            _ => None,
        };
        match badge {
            Some((tone, text)) => {
                html.element("span", &[("class", tone.class())], &text);
            }
            None => draw_text(self, column, context, html),
        }
    }

    fn shown(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String {
        match (column, self.net) {
            (NET, Some(minor)) => t.money(Money { minor, currency: self.currency }),
            (NET, None) => t.order_on_request(),
            _ => value_text(t, self, column, today),
        }
    }
}

/// The orders grid: by kind, progress, use, customer and day.
pub(crate) static ORDERS: GridDef = GridDef {
    filters: &[ColumnId(1), ColumnId(2), ColumnId(3), ColumnId(5), ColumnId(13)],
    beside: |t| view! { <Beside t/> }.into_any(),
    ..GridDef::read_only::<OrderRow>(&SPEC, "/orders", |state, start, len| {
        packed(orders_page(state, start, len))
    })
};

/// What the marks of rows mean, and the way to buy.
#[component]
fn Beside(t: Messages) -> impl IntoView {
    let may = |action| use_session().viewer.is_some_and(|viewer| viewer.may(action));
    let legend = [Usage::Unused, Usage::Partly, Usage::Used].map(|usage| {
        view! { <li><Badge tone=usage_tone(usage)>{t.usage(usage)}</Badge></li> }
    });
    let prices = may(Action::SetTerms).then(|| {
        view! { <a class="button button--quiet" href="/prices">{t.prices_title()}</a> }
    });
    let discounts = may(Action::ViewOrders).then(|| {
        let href = Route::Discounts.path();
        view! { <a class="button button--quiet" href=href>{t.discounts_title()}</a> }
    });
    let buy = may(Action::Buy).then(|| {
        view! { <a class="button button--primary" href="/buy">{t.buy_title()}</a> }
    });
    view! {
        <div class="people__actions orders__beside">
            <ul class="legend" aria-label=t.orders_legend()>{list(legend)}</ul>
            {maybe(prices)}
            {maybe(discounts)}
            {maybe(buy)}
        </div>
    }
}

/// What the color of the use of keys says.
const fn usage_tone(usage: Usage) -> Tone {
    match usage {
        Usage::Unused => Tone::Warning,
        Usage::Partly => Tone::Accent,
        Usage::Used => Tone::Good,
    }
}

/// What the color of an order's state says.
const fn tone(state: OrderState) -> Tone {
    match state {
        OrderState::Draft => Tone::Neutral,
        OrderState::Quoted => Tone::Accent,
        OrderState::Approved => Tone::Warning,
        OrderState::Placed | OrderState::Fulfilled => Tone::Good,
        OrderState::Canceled | OrderState::Expired => Tone::Bad,
    }
}
