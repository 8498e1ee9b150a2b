//! A grid's page whose address asks for nothing begins with the person's default view.

use app::{GRID_PAGES, api::context::RequestContext};
use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Leads to the default view, if there is one.
pub(super) async fn layer(request: Request, next: Next) -> Response {
    match first_view(&request).await {
        Some(address) => (StatusCode::FOUND, [(header::LOCATION, address)]).into_response(),
        None => next.run(request).await,
    }
}

async fn first_view(request: &Request) -> Option<HeaderValue> {
    let asks = request.uri().query().is_some_and(|query| !query.is_empty());
    if asks || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let (path, grid) = GRID_PAGES.into_iter().find(|(path, _)| request.uri().path() == *path)?;
    let context = request.extensions().get::<RequestContext>()?;
    let who = context.principal.as_ref()?;
    // Where it cannot be read now, the page itself says so.
    let state = context.services.view_default(who, grid).await.ok().flatten()?;
    HeaderValue::from_str(&grid::url::address(path, &state)).ok()
}
