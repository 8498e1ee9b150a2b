//! Server functions of licenses.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use chrono::NaiveDate;
use domain::command::{RenewLicense, Renewed};
use domain::history::HistoryEntry;
use domain::ids::{LicenseId, OrderId};
use domain::license::LicenseRow;
use domain::renewal::Offer;
use grid::page::Page;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::context::call;

/// A window of the license grid. `state` is the grid's state as in the page's address.
#[server(endpoint = "license_page", input = Wire, output = Wire)]
pub async fn license_page(
    state: String,
    start: u32,
    len: u32,
) -> Result<Page<LicenseRow>, ApiError> {
    call(async |services, who| services.license_page(who, &state, start, len).await).await
}

/// One license and the moment it was read at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LicenseDetail {
    /// The license.
    pub row: LicenseRow,
    /// Feed position it was read at.
    pub pos: i64,
    /// The day (UTC) it was read on.
    #[serde(with = "domain::wire::day")]
    pub today: NaiveDate,
}

/// One license.
#[server(endpoint = "license_get", input = Wire, output = Wire)]
pub async fn license_get(id: LicenseId) -> Result<LicenseDetail, ApiError> {
    call(async |services, who| {
        let (row, pos) = services.license_get(who, id).await?;
        Ok(LicenseDetail { row, pos, today: services.clock.today() })
    })
    .await
}

/// What was done to a license, newest first.
#[server(endpoint = "license_history", input = Wire, output = Wire)]
pub async fn license_history(id: LicenseId) -> Result<Vec<HistoryEntry>, ApiError> {
    call(async |services, who| services.license_history(who, id).await).await
}

/// Writes the note; empty text removes it.
#[server(endpoint = "set_license_note", input = Wire, output = Wire)]
pub async fn set_license_note(
    id: LicenseId,
    version: i32,
    note: String,
) -> Result<LicenseRow, ApiError> {
    call(async |services, who| services.set_license_note(who, id, version, &note).await).await
}

/// Changes the display name.
#[server(endpoint = "rename_license", input = Wire, output = Wire)]
pub async fn rename_license(
    id: LicenseId,
    version: i32,
    name: String,
) -> Result<LicenseRow, ApiError> {
    call(async |services, who| services.rename_license(who, id, version, &name).await).await
}

/// How a license can be renewed today: years with new ends and prices, and the coupon.
#[server(endpoint = "renewal_offer", input = Wire, output = Wire)]
pub async fn renewal_offer(id: LicenseId) -> Result<Offer, ApiError> {
    call(async |services, who| services.renewal_offer(who, id).await).await
}

/// Renews a license; the same idempotency key again gets the same answer.
#[server(name = RenewLicenseCall, endpoint = "renew_license", input = Wire, output = Wire)]
pub async fn renew_license(renewal: RenewLicense) -> Result<Renewed, ApiError> {
    call(async |services, who| services.renew_license(who, renewal).await).await
}

/// Undoes a renewal while that is possible.
#[server(endpoint = "undo_renewal", input = Wire, output = Wire)]
pub async fn undo_renewal(order: OrderId) -> Result<LicenseRow, ApiError> {
    call(async |services, who| services.undo_renewal(who, order).await).await
}
