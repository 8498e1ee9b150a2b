//! Orders: the grid of their lines, and the page of one, from the cart on.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod actions;
mod answer;
mod checkout;
mod lines;
mod order;

use crate::api::grids::orders_page;
use crate::grid::{GridDef, GridRow, packed, value_text};
use crate::i18n::Messages;
use crate::session::use_session;
use crate::ui::{Tone, maybe};
pub(crate) use answer::minor;
use chrono::NaiveDate;
use domain::money::Money;
use domain::order::{OrderState, Usage};
use domain::policy::Action;
use grid::column::{ColumnId, GridSpec};
use grid::orders::{NET, ORDER, ORDERS as SPEC, OrderRow};
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
    let buys = use_session().viewer.is_some_and(|viewer| viewer.may(Action::Buy));
    let legend = [Usage::Unused, Usage::Partly, Usage::Used].map(|usage| {
        view! { <li class=format!("legend__{}", usage.slug())>{t.usage(usage)}</li> }
    });
    let buy = buys.then(|| {
        view! { <a class="button button--primary" href="/buy">{t.buy_title()}</a> }
    });
    view! {
        <ul class="legend" aria-label=t.orders_legend()>{legend.into_iter().collect_view()}</ul>
        {maybe(buy)}
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
