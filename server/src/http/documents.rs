//! `GET /orders/{id}/pdf`: an order on paper. `?language=de` chooses the language, `?for=customer`
//! makes it the buyer's own offer to its customer.

use super::{AppState, problem::Asker};
use app::api::{ApiError, ErrorCode, context::RequestContext};
use app::documents::{For, file};
use axum::{
    Extension,
    extract::{Path, Query, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use domain::order::OrderSheet;
use domain::people::Language;
use serde::Deserialize;

/// What is asked for besides the order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    language: Option<String>,
    r#for: Option<String>,
}

/// An order on paper.
pub(super) async fn pdf(
    State(state): State<AppState>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let Some(who) = &context.principal else { return asker.answer(ErrorCode::Unauthenticated) };
    let Ok(id) = id.parse() else { return asker.answer(ErrorCode::NotFound) };
    let language = asked.language.as_deref().map(Language::from_tag);
    let Some(language) = language.unwrap_or(Some(context.language)) else {
        return asker.answer(ErrorCode::NotFound);
    };
    let whom = match asked.r#for.as_deref() {
        None => For::Buyer,
        Some("customer") => For::Customer,
        Some(_) => return asker.answer(ErrorCode::NotFound),
    };
    let sheet = state.services.order_sheet(who, id);
    let sheet: OrderSheet = match state.services.guarded(who, &context.endpoint, sheet).await {
        Ok(sheet) => sheet,
        Err(error) => return asker.explain(ApiError::of(error, Some(&context.request_id))),
    };
    // It takes a while, and no other request should wait for it.
    let made = tokio::task::spawn_blocking(move || file(&sheet, whom, language)).await;
    match made {
        Ok(Ok(Some((name, bytes)))) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
            ];
            (headers, bytes).into_response()
        }
        Ok(Ok(None)) => asker.answer(ErrorCode::NotFound),
        Ok(Err(error)) => {
            tracing::error!(order.id = %id, "order {id} cannot be put on paper: {error}");
            asker.answer(ErrorCode::Internal)
        }
        Err(error) => {
            tracing::error!(order.id = %id, "putting order {id} on paper failed: {error}");
            asker.answer(ErrorCode::Internal)
        }
    }
}
