//! Server functions of price lists, and of the terms that organizations buy on.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::ids::{OrgId, PriceListId};
use domain::price::{PriceListDraft, PriceLists, Terms, TradeTerms};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// The organization's own price lists, the newest first, with what can be listed, and the feed
/// position that they are as of.
#[server(name = PriceListsCall, endpoint = "price_lists", input = Wire, output = Wire)]
pub async fn price_lists() -> Result<(PriceLists, i64), ApiError> {
    call(async |services, who| {
        let pos = services.feed_pos(who).await?;
        Ok((services.price_lists(who).await?, pos))
    })
    .await
}

/// Writes a price list; a new one where none is named.
#[server(endpoint = "price_list_save", input = Wire, output = Wire)]
pub async fn price_list_save(
    id: Option<PriceListId>,
    version: i32,
    draft: PriceListDraft,
) -> Result<PriceListId, ApiError> {
    call(async |services, who| services.price_list_save(who, id, version, draft).await).await
}

/// Deletes a price list.
#[server(endpoint = "price_list_delete", input = Wire, output = Wire)]
pub async fn price_list_delete(id: PriceListId, version: i32) -> Result<(), ApiError> {
    call(async |services, who| services.price_list_delete(who, id, version).await).await
}

/// The terms that an organization buys on, the own ones where none is named, and the feed position
/// that they are as of.
#[server(endpoint = "terms_get", input = Wire, output = Wire)]
pub async fn terms_get(org: Option<OrgId>) -> Result<(Terms, i64), ApiError> {
    call(async |services, who| {
        let pos = services.feed_pos(who).await?;
        Ok((services.terms_get(who, org).await?, pos))
    })
    .await
}

/// Sets the terms that an organization buys on, as far as they are one's to set.
#[server(endpoint = "terms_set", input = Wire, output = Wire)]
pub async fn terms_set(org: OrgId, version: i32, terms: TradeTerms) -> Result<Terms, ApiError> {
    call(async |services, who| services.terms_set(who, org, version, terms).await).await
}
