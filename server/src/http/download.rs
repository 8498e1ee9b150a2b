//! `GET /export/licenses.csv` and `.xlsx`: what a grid state shows, as a file. The query
//! string is the grid's state, as in the page's own address.

use super::{AppState, problem::Asker};
use app::api::{ApiError, ErrorCode, context::RequestContext};
use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use services::export::Format;
use tokio_util::io::ReaderStream;

/// The licenses as a file.
pub(super) async fn licenses(
    State(state): State<AppState>,
    Extension(context): Extension<RequestContext>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let format = name.strip_prefix("licenses.").and_then(Format::from_slug);
    let (Some(format), Some(who)) = (format, &context.principal) else {
        let known = format.is_some();
        return asker.answer(if known { ErrorCode::Unauthenticated } else { ErrorCode::NotFound });
    };
    let view = query.unwrap_or_default();
    match state.services.license_export(who, &view, format, context.language).await {
        Ok(export) => {
            let disposition = format!("attachment; filename=\"{}\"", export.file_name);
            let headers = [
                (header::CONTENT_TYPE, export.media_type.to_owned()),
                (header::CONTENT_LENGTH, export.bytes.to_string()),
                (header::CONTENT_DISPOSITION, disposition),
            ];
            let file = tokio::fs::File::from_std(export.content);
            (headers, Body::from_stream(ReaderStream::new(file))).into_response()
        }
        Err(error) => asker.explain(ApiError::of(error, Some(&context.request_id))),
    }
}
