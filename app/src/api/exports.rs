//! Server functions of files that are made for download.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Json;
use super::error::ApiError;
use domain::export::{ExportProgress, StartExport};
use domain::ids::ExportId;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{RequestContext, call};

/// Begins to make a file; it goes on by itself.
#[server(endpoint = "export_start", input = Json, output = Json)]
pub async fn export_start(file: StartExport) -> Result<ExportProgress, ApiError> {
    let language = use_context::<RequestContext>().map(|request| request.language);
    call(async |services, who| services.export_start(who, file, language.unwrap_or_default()).await)
        .await
}

/// Makes a file that could not be made once more, in its place.
#[server(endpoint = "export_again", input = Json, output = Json)]
pub async fn export_again(id: ExportId) -> Result<ExportProgress, ApiError> {
    let language = use_context::<RequestContext>().map(|request| request.language);
    call(async |services, who| services.export_again(who, id, language.unwrap_or_default()).await)
        .await
}

/// How far a file is.
#[server(name = ExportProgressCall, endpoint = "export_progress", input = Json, output = Json)]
pub async fn export_progress(id: ExportId) -> Result<ExportProgress, ApiError> {
    call(async |services, who| services.export_progress(who, id).await).await
}

/// The person's files, for whoever comes back to the page.
#[server(endpoint = "export_list", input = Json, output = Json)]
pub async fn export_list() -> Result<Vec<ExportProgress>, ApiError> {
    call(async |services, who| services.export_list(who).await).await
}

/// Stops the making of a file, or forgets one that is there.
#[server(endpoint = "export_remove", input = Json, output = Json)]
pub async fn export_remove(id: ExportId) -> Result<(), ApiError> {
    call(async |services, who| services.export_remove(who, id).await).await
}
