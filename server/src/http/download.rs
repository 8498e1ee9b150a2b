//! `GET /export/licenses.csv` and `.xlsx`: what a grid's state shows, as a file. The query
//! string is the grid's state, as in the page's own address. `GET /exports/{id}`: a file that
//! was made before.

use super::{AppState, problem::Asker};
use app::api::{ApiError, ErrorCode, context::RequestContext};
use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use grid::GRIDS;
use services::export::{Format, Words};
use services::{ServiceError, with_grid};
use tokio_util::io::ReaderStream;

/// A grid as a file.
pub(super) async fn grid(
    State(state): State<AppState>,
    Extension(context): Extension<RequestContext>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let known = |grid: &&str| GRIDS.iter().any(|spec| spec.name == *grid);
    let asked = name.split_once('.');
    let asked = asked.and_then(|(grid, slug)| Some((grid, Format::from_slug(slug)?)));
    let Some((grid, format)) = asked.filter(|(grid, _)| known(grid)) else {
        return asker.answer(ErrorCode::NotFound);
    };
    let Some(who) = &context.principal else {
        return asker.answer(ErrorCode::Unauthenticated);
    };
    let view = query.unwrap_or_default();
    let words = Words { language: context.language, texts: app::i18n::text };
    let services = &state.services;
    let export = async {
        with_grid!(grid, R => services.grid_export::<R>(who, &view, format, words).await)
            .unwrap_or(Err(ServiceError::NotFound))
    };
    match services.guarded(who, &format!("/export/{grid}"), export).await {
        Ok(export) => {
            let file = tokio::fs::File::from_std(export.content);
            let body = Body::from_stream(ReaderStream::new(file));
            attachment(&export.file_name, export.media_type, export.bytes, body)
        }
        Err(error) => asker.explain(ApiError::of(error, Some(&context.request_id))),
    }
}

/// A file that was made before, to the person who asked for it.
pub(super) async fn made(
    State(state): State<AppState>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let Some(who) = &context.principal else { return asker.answer(ErrorCode::Unauthenticated) };
    let Ok(id) = id.parse() else { return asker.answer(ErrorCode::NotFound) };
    let file = state.services.export_file(who, id);
    match state.services.guarded(who, &context.endpoint, file).await {
        Ok(file) => {
            let body = Body::from_stream(state.services.export_content(who, &file));
            attachment(&file.file_name, &file.media_type, file.bytes, body)
        }
        Err(error) => asker.explain(ApiError::of(error, Some(&context.request_id))),
    }
}

pub(super) fn attachment(file_name: &str, media_type: &str, bytes: u64, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_LENGTH, bytes.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")),
    ];
    (headers, body).into_response()
}
