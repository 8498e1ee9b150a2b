//! Server functions of buying: the shop, carts, orders.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::history::HistoryEntry;
use domain::ids::{OrderId, OrderLineId};
use domain::order::{
    CheckoutDraft, LineAnswer, LineDraft, OrderDetail, OrderedAgain, PlaceOrder, Placed,
};
use domain::price::Shop;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::context::call;

/// What can be bought, and what is in the carts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BuyPage {
    /// What is sold, at the buyer's prices.
    pub shop: Shop,
    /// The person's carts, one for each currency.
    pub carts: Vec<OrderDetail>,
}

/// An order, with what was done to it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OrderShown {
    /// The order, or the cart.
    pub order: OrderDetail,
    /// What was done to it, the newest first; empty for who may not see that.
    pub log: Vec<HistoryEntry>,
    /// The position of the live feed that this shows.
    pub pos: i64,
}

/// What can be bought today, and what is in the carts.
#[server(name = BuyPageCall, endpoint = "buy_page", input = Wire, output = Wire)]
pub async fn buy_page() -> Result<BuyPage, ApiError> {
    call(async |services, who| {
        Ok(BuyPage { shop: services.shop(who).await?, carts: services.carts(who).await? })
    })
    .await
}

/// Puts something into the cart of its currency.
#[server(endpoint = "cart_add", input = Wire, output = Wire)]
pub async fn cart_add(line: LineDraft) -> Result<OrderDetail, ApiError> {
    call(async |services, who| services.cart_add(who, line).await).await
}

/// Changes a line of a cart that was seen as it `was`.
#[server(endpoint = "cart_change", input = Wire, output = Wire)]
pub async fn cart_change(
    cart: OrderId,
    line: OrderLineId,
    was: LineDraft,
    draft: LineDraft,
) -> Result<OrderDetail, ApiError> {
    call(async |services, who| services.cart_change(who, cart, line, (&was, draft)).await).await
}

/// Takes a line out of a cart.
#[server(endpoint = "cart_remove", input = Wire, output = Wire)]
pub async fn cart_remove(cart: OrderId, line: OrderLineId) -> Result<OrderDetail, ApiError> {
    call(async |services, who| services.cart_remove(who, cart, line).await).await
}

/// An order, or one of the person's carts.
#[server(endpoint = "order_get", input = Wire, output = Wire)]
pub async fn order_get(id: OrderId) -> Result<OrderDetail, ApiError> {
    call(async |services, who| services.order_get(who, id).await).await
}

/// The same with what was done to it, for its page.
#[server(endpoint = "order_page", input = Wire, output = Wire)]
pub async fn order_page(id: OrderId) -> Result<OrderShown, ApiError> {
    call(async |services, who| {
        let (order, log, pos) = services.order_page(who, id).await?;
        Ok(OrderShown { order, log, pos })
    })
    .await
}

/// Buys what is in a cart, was quoted or approved; the same idempotency key again gets the same
/// answer.
#[server(endpoint = "order_place", input = Wire, output = Wire)]
pub async fn order_place(order: PlaceOrder) -> Result<Placed, ApiError> {
    call(async |services, who| services.order_place(who, order).await).await
}

/// Fixes the prices of a cart: as a quote, or to ask the seller for it.
#[server(endpoint = "order_quote", input = Wire, output = Wire)]
pub async fn order_quote(
    id: OrderId,
    version: i32,
    checkout: CheckoutDraft,
    to_seller: bool,
) -> Result<Placed, ApiError> {
    call(async |services, who| services.order_quote(who, id, version, checkout, to_seller).await)
        .await
}

/// Asks the seller for what was quoted.
#[server(endpoint = "order_send", input = Wire, output = Wire)]
pub async fn order_send(
    id: OrderId,
    version: i32,
    agreed_terms: String,
) -> Result<OrderDetail, ApiError> {
    call(async |services, who| services.order_send(who, id, version, &agreed_terms).await).await
}

/// Says yes to what a partner asks for.
#[server(endpoint = "order_approve", input = Wire, output = Wire)]
pub async fn order_approve(id: OrderId, version: i32) -> Result<Placed, ApiError> {
    call(async |services, who| services.order_approve(who, id, version).await).await
}

/// Says yes to something else than a partner asked for.
#[server(endpoint = "order_change", input = Wire, output = Wire)]
pub async fn order_change(
    id: OrderId,
    version: i32,
    lines: Vec<LineAnswer>,
    reason: String,
) -> Result<OrderDetail, ApiError> {
    call(async |services, who| services.order_change(who, id, version, lines, &reason).await).await
}

/// Says no to what a partner asks for.
#[server(endpoint = "order_decline", input = Wire, output = Wire)]
pub async fn order_decline(
    id: OrderId,
    version: i32,
    reason: String,
) -> Result<OrderDetail, ApiError> {
    call(async |services, who| services.order_decline(who, id, version, &reason).await).await
}

/// Takes an order back.
#[server(endpoint = "order_cancel", input = Wire, output = Wire)]
pub async fn order_cancel(
    id: OrderId,
    version: i32,
    reason: String,
) -> Result<OrderDetail, ApiError> {
    call(async |services, who| services.order_cancel(who, id, version, &reason).await).await
}

/// Puts what was ordered once into the cart again; the answer names what could not be.
#[server(endpoint = "order_again", input = Wire, output = Wire)]
pub async fn order_again(id: OrderId) -> Result<OrderedAgain, ApiError> {
    call(async |services, who| services.order_again(who, id).await).await
}
