//! `GET /calendar/{secret}.ics`: a person's renewals, as calendar programs read them. They do
//! not sign in: the address is the secret.

use super::{AppState, address::Guest, problem::Asker, request_id::RequestId};
use app::api::{ApiError, ErrorCode};
use axum::{
    extract::{Path, Request, State},
    http::header,
    response::{IntoResponse, Response},
};

/// The calendar of an address.
pub(super) async fn feed(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Guest(visitor): Guest,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let Some(secret) = name.strip_suffix(".ics") else {
        return asker.answer(ErrorCode::NotFound);
    };
    match state.services.calendar_feed(secret, visitor.address).await {
        Ok(feed) => {
            let origin = state.settings.origin(request.headers(), request.uri());
            let of = (feed.language, feed.organization.as_str());
            let text = app::calendars::text(of, &feed.ends, feed.at, &origin);
            let kind = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CACHE_CONTROL, "private, no-store"),
            ];
            (kind, text).into_response()
        }
        Err(error) => {
            let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
            asker.explain(ApiError::of(error, id.as_deref()))
        }
    }
}
