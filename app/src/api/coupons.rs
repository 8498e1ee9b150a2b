//! Server functions of unused keys: splitting and merging; and of keys that were bought
//! elsewhere.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::command::{Exchanged, MergeCoupons, SplitCoupon};
use domain::ids::{LicenseId, StrayKeyId};
use domain::license::LicenseRow;
use domain::stray::{Claimed, StrayKeyView};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::context::call;

/// The products whose unused keys may be split and merged.
#[server(endpoint = "coupon_products", input = Wire, output = Wire)]
pub async fn coupon_products() -> Result<Vec<i32>, ApiError> {
    call(async |services, who| services.coupon_products(who)).await
}

/// Splits an unused key; the same idempotency key again gets the same answer.
#[server(name = CouponSplitCall, endpoint = "coupon_split", input = Wire, output = Wire)]
pub async fn coupon_split(split: SplitCoupon) -> Result<Exchanged, ApiError> {
    call(async |services, who| services.coupon_split(who, split).await).await
}

/// Merges unused keys; the same idempotency key again gets the same answer.
#[server(name = CouponMergeCall, endpoint = "coupon_merge", input = Wire, output = Wire)]
pub async fn coupon_merge(merge: MergeCoupons) -> Result<Exchanged, ApiError> {
    call(async |services, who| services.coupon_merge(who, merge).await).await
}

/// What a merge would make.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MergeOffer {
    /// The key it would make; its key and id are not the final ones.
    pub row: LicenseRow,
    /// The keys it would void, each with the version that was read.
    pub void: Vec<(LicenseId, i32)>,
}

/// What a merge of these keys would make.
#[server(name = MergeOfferCall, endpoint = "coupon_merge_offer", input = Wire, output = Wire)]
pub async fn coupon_merge_offer(ids: Vec<LicenseId>) -> Result<MergeOffer, ApiError> {
    call(async |services, who| {
        let (row, void) = services.coupon_merge_preview(who, &ids).await?;
        Ok(MergeOffer { row, void })
    })
    .await
}

/// Enters keys that were bought elsewhere, a line for each; how many.
#[server(endpoint = "stray_keys_add", input = Wire, output = Wire)]
pub async fn stray_keys_add(lines: String) -> Result<u32, ApiError> {
    call(async |services, who| services.stray_keys_add(who, &lines).await).await
}

/// The keys that one's organization entered, the newest first.
#[server(endpoint = "stray_keys", input = Wire, output = Wire)]
pub async fn stray_keys() -> Result<Vec<StrayKeyView>, ApiError> {
    call(async |services, who| services.stray_keys(who).await).await
}

/// Takes back a key that one's organization entered and nobody claimed.
#[server(endpoint = "stray_key_withdraw", input = Wire, output = Wire)]
pub async fn stray_key_withdraw(id: StrayKeyId) -> Result<(), ApiError> {
    call(async |services, who| services.stray_key_withdraw(who, id).await).await
}

/// Claims a key that was bought elsewhere.
#[server(endpoint = "key_claim", input = Wire, output = Wire)]
pub async fn key_claim(key: String) -> Result<Claimed, ApiError> {
    call(async |services, who| services.key_claim(who, &key).await).await
}
