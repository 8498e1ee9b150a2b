//! Server functions of what is charged by the month.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::billing::{Invoice, InvoiceDetail};
use domain::ids::{InvoiceId, LicenseId, OrgId};
use domain::license::LicenseRow;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// The newest invoices, of one partner or of all, and the feed position that they are as of.
#[server(endpoint = "invoice_list", input = Wire, output = Wire)]
pub async fn invoice_list(partner: Option<OrgId>) -> Result<(Vec<Invoice>, i64), ApiError> {
    call(async |services, who| {
        let pos = services.feed_pos(who).await?;
        Ok((services.invoice_list(who, partner).await?, pos))
    })
    .await
}

/// An invoice with so many of its lines, and the feed position that it is as of.
#[server(endpoint = "invoice_get", input = Wire, output = Wire)]
pub async fn invoice_get(
    id: InvoiceId,
    start: u32,
    len: u32,
) -> Result<(InvoiceDetail, i64), ApiError> {
    call(async |services, who| {
        let pos = services.feed_pos(who).await?;
        Ok((services.invoice_get(who, id, (start, len)).await?, pos))
    })
    .await
}

/// Gives a draft its number; its lines stay as they are from then on.
#[server(endpoint = "invoice_lock", input = Wire, output = Wire)]
pub async fn invoice_lock(id: InvoiceId, version: i32) -> Result<Invoice, ApiError> {
    call(async |services, who| services.invoice_lock(who, id, version).await).await
}

/// Ends a license that is charged by the month with today.
#[server(endpoint = "plan_close", input = Wire, output = Wire)]
pub async fn plan_close(id: LicenseId, version: i32) -> Result<LicenseRow, ApiError> {
    call(async |services, who| services.plan_close(who, id, version).await).await
}
