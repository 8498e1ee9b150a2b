//! Server functions of imports. The file itself comes as an ordinary form post to
//! [`UPLOAD`], since it is larger than a server function may be.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::ids::ImportId;
use domain::import::{Check, LineReport, Outcome, Progress, Settings};
use domain::license::OrgRef;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::context::call;

/// Where a file is posted, as the field `file` of a multipart form. Who accepts JSON gets
/// [`Uploaded`] or an [`ApiError`], anybody else a redirect to the import's page.
pub const UPLOAD: &str = "/import/upload";

/// Most customers offered at once for a name of the file; a search finds the others.
pub const CUSTOMERS_OFFERED: u32 = 100;

/// The answer to an upload.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Uploaded {
    /// The new import.
    pub id: ImportId,
}

/// An edition of the catalog, to choose for a product the file names differently.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EditionOption {
    /// Its id.
    pub id: i32,
    /// Vendor, product and edition.
    pub name: String,
}

/// The dry run by these settings. Nothing is written.
#[server(endpoint = "import_check", input = Wire, output = Wire)]
pub async fn import_check(id: ImportId, settings: Settings) -> Result<Check, ApiError> {
    call(async |services, who| services.import_check(who, id, settings).await).await
}

/// The last dry run's answer.
#[server(endpoint = "import_checked", input = Wire, output = Wire)]
pub async fn import_checked(id: ImportId) -> Result<Check, ApiError> {
    call(async |services, who| services.import_checked(who, id).await).await
}

/// Lines of the report, of one outcome or all, from `offset` on, at most 500.
#[server(endpoint = "import_rows", input = Wire, output = Wire)]
pub async fn import_rows(
    id: ImportId,
    outcome: Option<Outcome>,
    offset: u32,
    limit: u32,
) -> Result<Vec<LineReport>, ApiError> {
    call(async |services, who| services.import_rows(who, id, outcome, offset, limit).await).await
}

/// Starts what was checked. It runs by itself from here on.
#[server(endpoint = "import_start", input = Wire, output = Wire)]
pub async fn import_start(id: ImportId) -> Result<(), ApiError> {
    call(async |services, who| services.import_start(who, id).await).await
}

/// How far an import is.
#[server(endpoint = "import_status", input = Wire, output = Wire)]
pub async fn import_status(id: ImportId) -> Result<Progress, ApiError> {
    call(async |services, who| services.import_status(who, id).await).await
}

/// The newest imports of the organization.
#[server(endpoint = "import_list", input = Wire, output = Wire)]
pub async fn import_list() -> Result<Vec<Progress>, ApiError> {
    call(async |services, who| services.import_list(who).await).await
}

/// Stops an import that has not ended; nothing of it is kept.
#[server(endpoint = "import_cancel", input = Wire, output = Wire)]
pub async fn import_cancel(id: ImportId) -> Result<(), ApiError> {
    call(async |services, who| services.import_cancel(who, id).await).await
}

/// The customers whose names contain `search`, with licenses or without, by name; at most
/// [`CUSTOMERS_OFFERED`].
#[server(endpoint = "import_customers", input = Wire, output = Wire)]
pub async fn import_customers(search: String) -> Result<Vec<OrgRef>, ApiError> {
    call(async |services, who| services.import_customers(who, &search, CUSTOMERS_OFFERED).await)
        .await
}

/// Every edition of the catalog, by name.
#[server(endpoint = "import_editions", input = Wire, output = Wire)]
pub async fn import_editions() -> Result<Vec<EditionOption>, ApiError> {
    call(async |services, _| {
        let catalog = &services.catalog;
        let mut all: Vec<EditionOption> = catalog
            .editions
            .iter()
            .filter_map(|edition| {
                let product = catalog.product(edition.product)?;
                let vendor = catalog.vendor(product.vendor)?;
                let mut name = format!("{} · {}", vendor.name, product.name);
                if edition.name != product.name {
                    name.push_str(" · ");
                    name.push_str(&edition.name);
                }
                Some(EditionOption { id: edition.id, name })
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    })
    .await
}
