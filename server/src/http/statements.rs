//! `GET /invoices/{id}/csv`: what an invoice was made of, line by line and day by day.

use super::{AppState, download::attachment, problem::Asker};
use app::api::{ApiError, ErrorCode, context::RequestContext};
use axum::{
    Extension,
    body::Body,
    extract::{Path, Request, State},
    response::Response,
};
use services::export::Words;
use tokio_util::io::ReaderStream;

/// An invoice as a file.
pub(super) async fn csv(
    State(state): State<AppState>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let Some(who) = &context.principal else { return asker.answer(ErrorCode::Unauthenticated) };
    let Ok(id) = id.parse() else { return asker.answer(ErrorCode::NotFound) };
    let words = Words { language: context.language, texts: app::i18n::text };
    let statement = state.services.invoice_csv(who, id, words);
    match state.services.guarded(who, &context.endpoint, statement).await {
        Ok(statement) => {
            let file = tokio::fs::File::from_std(statement.content);
            let body = Body::from_stream(ReaderStream::new(file));
            let kind = "text/csv; charset=utf-8";
            attachment(&statement.file_name, kind, statement.bytes, body)
        }
        Err(error) => asker.explain(ApiError::of(error, Some(&context.request_id))),
    }
}
