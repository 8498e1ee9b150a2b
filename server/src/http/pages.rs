//! The pages and server functions of the app.

use super::AppState;
use app::{Route, api::context::RequestContext, shell};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::{LeptosOptions, provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes};
use leptos_router::{Method, SsrMode};

/// The app's pages, each answered when all of it is there.
fn routes() -> Vec<AxumRouteListing> {
    let listing = |route: Route| {
        AxumRouteListing::new(route.path().to_owned(), SsrMode::Async, [Method::Get], [])
    };
    Route::ALL.map(listing).into()
}

/// The one context of pages and server functions: what the session layer found.
fn provide() {
    let context =
        use_context::<Parts>().and_then(|parts| parts.extensions.get::<RequestContext>().cloned());
    if let Some(context) = context {
        provide_context(context);
    }
}

/// All pages and server functions.
pub(super) fn router(options: &LeptosOptions) -> Router<AppState> {
    let options = options.clone();
    // The state is asked for the options only; they are not known to the type before.
    let whole = OptionsState(options.clone());
    Router::<OptionsState>::new()
        .leptos_routes_with_context(&whole, routes(), provide, move || shell(options.clone()))
        .with_state(whole)
}

/// The page for an address that is none; to programs a short text.
pub(super) async fn not_found(
    State(options): State<LeptosOptions>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if !accept.is_some_and(|accept| accept.contains("text/html")) {
        return (StatusCode::NOT_FOUND, "not found\n").into_response();
    }
    let request: http::Request<Body> = request;
    let page = leptos_axum::render_app_async_with_context(provide, move || shell(options.clone()));
    let mut response = page(request).await;
    // Unless the page itself said otherwise.
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// What Leptos asks of the state.
#[derive(Clone)]
struct OptionsState(LeptosOptions);

impl axum::extract::FromRef<OptionsState> for LeptosOptions {
    fn from_ref(state: &OptionsState) -> Self {
        state.0.clone()
    }
}
