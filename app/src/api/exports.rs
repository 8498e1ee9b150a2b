//! Server functions of files that are made for download.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::export::{ExportProgress, StartExport};
use domain::ids::ExportId;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{RequestContext, call};
#[cfg(feature = "ssr")]
use services::export::Words;

/// The words of a file in the page's language.
#[cfg(feature = "ssr")]
fn words() -> Words {
    let language = use_context::<RequestContext>().map(|request| request.language);
    Words { language: language.unwrap_or_default(), texts: crate::i18n::text }
}

/// Begins to make a file; it goes on by itself.
#[server(endpoint = "export_start", input = Wire, output = Wire)]
pub async fn export_start(file: StartExport) -> Result<ExportProgress, ApiError> {
    call(async |services, who| services.export_start(who, file, words()).await).await
}

/// Makes a file that could not be made once more, in its place.
#[server(endpoint = "export_again", input = Wire, output = Wire)]
pub async fn export_again(id: ExportId) -> Result<ExportProgress, ApiError> {
    call(async |services, who| services.export_again(who, id, words()).await).await
}

/// How far a file is.
#[server(name = ExportProgressCall, endpoint = "export_progress", input = Wire, output = Wire)]
pub async fn export_progress(id: ExportId) -> Result<ExportProgress, ApiError> {
    call(async |services, who| services.export_progress(who, id).await).await
}

/// The person's files, for whoever comes back to the page.
#[server(endpoint = "export_list", input = Wire, output = Wire)]
pub async fn export_list() -> Result<Vec<ExportProgress>, ApiError> {
    call(async |services, who| services.export_list(who).await).await
}

/// Stops the making of a file, or forgets one that is there.
#[server(endpoint = "export_remove", input = Wire, output = Wire)]
pub async fn export_remove(id: ExportId) -> Result<(), ApiError> {
    call(async |services, who| services.export_remove(who, id).await).await
}
