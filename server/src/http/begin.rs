//! A grid's page whose address asks for nothing begins with the person's default view.

use app::{Route, api::context::RequestContext};
use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Leads to the default view, if there is one.
pub(super) async fn layer(request: Request, next: Next) -> Response {
    if let Some((path, grid)) = asks_for_nothing(&request)
        && let Some(context) = request.extensions().get::<RequestContext>().cloned()
        && let Some(address) = first_view(&context, path, grid).await
    {
        return (StatusCode::FOUND, [(header::LOCATION, address)]).into_response();
    }
    next.run(request).await
}

/// The page and the grid of a request that leaves it open what to show.
fn asks_for_nothing(request: &Request) -> Option<(&'static str, &'static str)> {
    let asks = request.uri().query().is_some_and(|query| !query.is_empty());
    if asks || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let route = Route::at(request.uri().path())?;
    Some((route.path(), route.grid()?))
}

async fn first_view(context: &RequestContext, path: &str, grid: &str) -> Option<HeaderValue> {
    let who = context.principal.as_ref()?;
    // Where it cannot be read now, the page itself says so.
    let state = context.services.view_default(who, grid).await.ok().flatten()?;
    HeaderValue::from_str(&grid::url::address(path, &state)).ok()
}
