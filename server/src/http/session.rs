//! Who a request comes from, and everything a page or server function may know of it.

use super::{
    AppState, address, cookies, language::language_of, problem::Asker, request_id::RequestId,
};
use crate::live::LiveSession;
use app::Route;
use app::api::{ErrorCode, context::RequestContext};
use app::ui::preference::ROWS_PER_PAGE;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{Method, header},
    middleware::Next,
    response::Response,
};
use domain::people::Principal;
use domain::sign_in::SecondFactor;
use services::ServiceError;

/// The pages that show what a form post before them left to say.
const FLASHING: [&str; 2] = ["/sign-in", "/sign-in/second"];

/// Finds the session, and puts a [`RequestContext`] (and for sockets a [`LiveSession`])
/// into the request. When the database cannot say whose session it is, the answer is 503:
/// taking the person for signed out would throw away what they were typing.
pub(super) async fn layer(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let token = cookies::cookie(request.headers(), cookies::session_name(&state.settings));
    let principal = match &token {
        Some(token) => match state.services.principal(token).await {
            Ok(principal) => principal,
            Err(error) => {
                tracing::warn!(%error, "cannot look up the session");
                return Asker::of(&request).answer(ErrorCode::Unavailable);
            }
        },
        None => None,
    };
    // Whatever the page then says, it has been said.
    let path = request.uri().path();
    let shows_flash = request.method() == Method::GET && FLASHING.contains(&path);
    let flash = shows_flash.then(|| cookies::flash(request.headers())).flatten();
    let said = flash.is_some();
    let page = request.uri().path().to_owned();
    let answer = (request.method() == Method::GET)
        .then(|| cookies::answer(request.headers(), &page))
        .flatten();
    let answered = answer.is_some();
    let second = match second_factor(&state, waiting(&state, &request)).await {
        Ok(second) => second,
        Err(error) => {
            tracing::warn!(%error, "cannot look up a sign-in");
            return Asker::of(&request).answer(ErrorCode::Unavailable);
        }
    };
    let context = RequestContext {
        services: state.services.clone(),
        request_id: request
            .extensions()
            .get::<RequestId>()
            .map_or(String::new(), |id| id.0.clone()),
        endpoint: endpoint_of(&request),
        language: language_of(request.headers(), principal.as_ref()),
        theme: cookies::cookie(request.headers(), "theme"),
        rows_per_page: cookies::cookie(request.headers(), ROWS_PER_PAGE)
            .and_then(|rows| rows.parse().ok()),
        demo: state.settings.demo,
        flash,
        answer,
        visitor: address::visitor(&state, request.headers(), request.extensions()),
        origin: state.settings.origin(request.headers(), request.uri()),
        second,
        principal: principal.clone(),
    };
    request.extensions_mut().insert(context);
    if let (Some(token), Some(principal)) = (token, principal) {
        name_in_log(&principal);
        request.extensions_mut().insert(LiveSession { token, principal });
    }
    let mut response = next.run(request).await;
    if said {
        let gone = cookies::clear_flash(&state.settings);
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    if answered {
        let gone = cookies::clear_answer(&state.settings, &page);
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}

/// What the request came to, without the ids in it. Paths of server functions hold none.
fn endpoint_of(request: &Request) -> String {
    let path = request.uri().path();
    match request.extensions().get::<MatchedPath>() {
        Some(_) if path.starts_with("/api/") => path.to_owned(),
        Some(route) => route.as_str().to_owned(),
        None => "other".to_owned(),
    }
}

/// The token of the sign-in that waits in this browser, where its page is asked for.
fn waiting(state: &AppState, request: &Request) -> Option<String> {
    let here = Route::at(request.uri().path()) == Some(Route::SecondFactor);
    let name = cookies::pending_name(&state.settings);
    cookies::cookie(request.headers(), name).filter(|_| here)
}

/// What the sign-in that waits in this browser can be finished with, for its page alone.
async fn second_factor(
    state: &AppState,
    token: Option<String>,
) -> Result<Option<SecondFactor>, ServiceError> {
    match token {
        Some(token) => state.services.second_factor_options(&token).await,
        None => Ok(None),
    }
}

/// Ids only: names and addresses do not belong into a log.
fn name_in_log(principal: &Principal) {
    tracing::debug!(person.id = %principal.person, root.id = principal.scope.root.0, "signed in");
}
