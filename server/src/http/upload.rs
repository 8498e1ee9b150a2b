//! Taking a spreadsheet, and the limits of what a request may carry.

use super::{AppState, problem::Asker};
use app::api::{
    ApiError, ErrorCode,
    context::RequestContext,
    imports::{UPLOAD, Uploaded},
    programs::UPLOAD as EVIDENCE,
};
use axum::{
    Extension,
    body::Body,
    extract::{FromRequest, Multipart, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    field::FieldError,
    ids::ImportId,
    program::{MAX_FILE_BYTES, MAX_FILE_MIB, MAX_FILES},
};
use futures::StreamExt;
use http_body_util::Limited;

/// The largest body of an ordinary request, in bytes.
const ORDINARY_MAX: usize = 256 * 1024;
/// The largest settings of an import: a choice for each of 10,000 customers.
const SETTINGS_MAX: usize = 4 * 1024 * 1024;
/// The largest selection of licenses: 10,000 ids, each with its quotation marks.
const SELECTION_MAX: usize = 512 * 1024;
/// The largest upload: a file of 50 MB and the form around it.
const UPLOAD_MAX: usize = 55 * 1024 * 1024;
/// What the person may know as the limit, in MB.
const UPLOAD_MAX_SHOWN: u32 = 50;
/// The largest request for a discount: as many files as are possible, and the form around them.
const EVIDENCE_MAX: usize = MAX_FILES * MAX_FILE_BYTES as usize + 256 * 1024;
/// So much of a too large body is still read: a browser shows no answer that comes while
/// it is sending.
const DRAIN_MAX: usize = 256 * 1024 * 1024;

/// Whether this path takes files.
pub(super) fn is_upload(path: &str) -> bool {
    path == UPLOAD || path == EVIDENCE
}

fn limit_of(path: &str) -> usize {
    match path {
        UPLOAD => UPLOAD_MAX,
        EVIDENCE => EVIDENCE_MAX,
        "/api/import_check" => SETTINGS_MAX,
        "/api/bulk_start" => SELECTION_MAX,
        _ => ORDINARY_MAX,
    }
}

/// Refuses bodies that are too large, at once when they say so and else while they are read.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    let limit = limit_of(request.uri().path());
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > limit) {
        let (asker, path) = (Asker::of(&request), request.uri().path().to_owned());
        drain(request.into_body()).await;
        if is_upload(&path) {
            return too_large(asker, &path);
        }
        let mut response = asker.answer(ErrorCode::Invalid);
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return response;
    }
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}

async fn drain(body: Body) {
    let (mut read, mut pieces) = (0, body.into_data_stream());
    while let Some(Ok(piece)) = pieces.next().await {
        read += piece.len();
        if read > DRAIN_MAX {
            return;
        }
    }
}

/// What somebody is told whose files are too large for this path.
pub(super) fn too_large(asker: Asker, path: &str) -> Response {
    let field = match path {
        EVIDENCE => FieldError::new("evidence", "file-too-big").with("max", MAX_FILE_MIB),
        _ => FieldError::new("file", "file-too-big").with("max", UPLOAD_MAX_SHOWN),
    };
    let mut response = asker.explain(ApiError { fields: vec![field], ..ErrorCode::Invalid.into() });
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}

/// `POST /import/upload`: keeps the file of the form's field `file`. Programs get the
/// import's id, people its page.
pub(super) async fn upload(
    State(state): State<AppState>,
    Extension(context): Extension<RequestContext>,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let Some(who) = &context.principal else {
        return asker.answer(ErrorCode::Unauthenticated);
    };
    let (name, bytes) = match file_of(request).await {
        Ok(file) => file,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => return too_large(asker, UPLOAD),
        Err(_) => return asker.answer(ErrorCode::Invalid),
    };
    let import = state.services.import_upload(who, &name, bytes);
    match state.services.guarded(who, UPLOAD, import).await {
        Ok(id) if asker.is_page() => Redirect::to(&page_of(id)).into_response(),
        Ok(id) => asker.data(&Uploaded { id }),
        Err(error) => asker.explain(ApiError::of(error, Some(&context.request_id))),
    }
}

/// The file's name and content.
async fn file_of(request: Request) -> Result<(String, Vec<u8>), StatusCode> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| error.status())?;
    while let Some(field) = form.next_field().await.map_err(|error| error.status())? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|error| error.status())?;
            return Ok((name, bytes.into()));
        }
    }
    Err(StatusCode::BAD_REQUEST)
}

fn page_of(id: ImportId) -> String {
    format!("/import?id={id}")
}
