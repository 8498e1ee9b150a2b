//! Server functions of renewals beyond those of one license for some years.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use chrono::NaiveDate;
use domain::command::{Coterm, Cotermed, MigrateLicense, RenewLicense, Renewed};
use domain::ids::{LicenseId, OrgId};
use domain::order::Placed;
use domain::renewal::{AutoRenewal, CotermOffer, MigrationOffer, PreviewRenewals, RenewalPreview};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// How a license can be renewed into other editions today, with so many seats or as many as it
/// has, each with its formula.
#[server(name = MigrationOfferCall, endpoint = "migration_offer", input = Wire, output = Wire)]
pub async fn migration_offer(
    id: LicenseId,
    seats: Option<i32>,
) -> Result<MigrationOffer, ApiError> {
    call(async |services, who| services.migration_offer(who, id, seats).await).await
}

/// Renews a license into another edition; the same idempotency key again gets the same answer.
#[server(name = MigrateLicenseCall, endpoint = "migrate_license", input = Wire, output = Wire)]
pub async fn migrate_license(migration: MigrateLicense) -> Result<Renewed, ApiError> {
    call(async |services, who| services.migrate_license(who, migration).await).await
}

/// Asks the distributor to renew a license; the same idempotency key again gets the same answer.
#[server(name = RenewalAskCall, endpoint = "renewal_ask", input = Wire, output = Wire)]
pub async fn renewal_ask(renewal: RenewLicense) -> Result<Placed, ApiError> {
    call(async |services, who| services.renewal_ask(who, renewal).await).await
}

/// What it takes to let a customer's licenses end on a day.
#[server(name = CotermOfferCall, endpoint = "coterm_offer", input = Wire, output = Wire)]
pub async fn coterm_offer(customer: OrgId, date: NaiveDate) -> Result<CotermOffer, ApiError> {
    call(async |services, who| services.coterm_offer(who, customer, date).await).await
}

/// Lets licenses of a customer end on a day, all of them or none; the same idempotency key again
/// gets the same answer.
#[server(name = CotermCall, endpoint = "coterm", input = Wire, output = Wire)]
pub async fn coterm(ask: Coterm) -> Result<Cotermed, ApiError> {
    call(async |services, who| services.coterm(who, ask).await).await
}

/// What the renewal of a selection would do to each license, with the totals.
#[server(name = RenewalPreviewCall, endpoint = "renewal_preview", input = Wire, output = Wire)]
pub async fn renewal_preview(ask: PreviewRenewals) -> Result<RenewalPreview, ApiError> {
    call(async |services, who| services.renewal_preview(who, ask).await).await
}

/// Lets a license be renewed by itself for so many years on the day it ends, or lets it end.
#[server(endpoint = "auto_renewal_set", input = Wire, output = Wire)]
pub async fn auto_renewal_set(
    id: LicenseId,
    version: i32,
    years: Option<i16>,
) -> Result<Option<AutoRenewal>, ApiError> {
    call(async |services, who| services.auto_renewal_set(who, id, version, years).await).await
}
