//! Who a request comes from, and everything a page or server function may know of it.

use super::{
    AppState, Settings, address, bearer::Shown, cookies, language::language_of, problem::Asker,
    request_id::RequestId,
};
use crate::live::LiveSession;
use app::Route;
use app::api::{ErrorCode, context::RequestContext};
use app::ui::preference::{DENSITY, ROWS_PER_PAGE, THEME};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use domain::people::{Density, Principal, Theme};
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
    let bearer = match Shown::by(&state, &request) {
        Some(shown) => match shown.bearer(&state).await {
            Ok(bearer) => Some(bearer),
            Err(refusal) => return *refusal,
        },
        None => None,
    };
    let token = cookies::cookie(request.headers(), cookies::session_name(&state.settings));
    let principal = match &token {
        Some(token) => match state.services.principal(token).await {
            Ok(principal) => principal,
            Err(error) => {
                tracing::warn!(%error, "cannot look up the session");
                return Asker::of(&request).answer(ErrorCode::Unavailable);
            }
        },
        None => bearer.as_ref().map(|bearer| bearer.who.clone()),
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
    // A program looks at nothing.
    let viewer = principal.as_ref().filter(|_| bearer.is_none());
    let looks = Looks::of(&state.settings, request.headers(), viewer);
    let context = RequestContext {
        services: state.services.clone(),
        request_id: request
            .extensions()
            .get::<RequestId>()
            .map_or(String::new(), |id| id.0.clone()),
        endpoint: endpoint_of(&request),
        language: language_of(request.headers(), principal.as_ref()),
        theme: looks.theme,
        rows_per_page: looks.rows,
        density: looks.density,
        demo: state.settings.demo,
        flash,
        answer,
        visitor: address::visitor(&state, request.headers(), request.extensions()),
        origin: state.settings.origin(request.headers(), request.uri()),
        second,
        principal: principal.clone(),
    };
    request.extensions_mut().insert(context);
    if let Some(bearer) = bearer {
        name_in_log(&bearer.who);
        request.extensions_mut().insert(bearer);
    }
    if let (Some(token), Some(principal)) = (token, principal) {
        name_in_log(&principal);
        request.extensions_mut().insert(LiveSession { token, principal });
    }
    let mut response = next.run(request).await;
    for cookie in looks.outdated {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
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

/// How the portal looks: the profile follows to other browsers, and where it says nothing each
/// goes by its cookies.
struct Looks {
    theme: Theme,
    rows: Option<u16>,
    density: Option<Density>,
    /// Cookies, by which the page's code goes, that say something else than the profile.
    outdated: Vec<HeaderValue>,
}

impl Looks {
    fn of(settings: &Settings, headers: &HeaderMap, principal: Option<&Principal>) -> Self {
        let chosen = principal.map(|who| who.preferences.clone()).unwrap_or_default();
        let said = |name: &str| cookies::cookie(headers, name);
        let wanted = [
            (THEME, chosen.theme.map(|theme| theme.slug().unwrap_or_default().to_owned())),
            (ROWS_PER_PAGE, chosen.rows.map(|rows| rows.to_string())),
            (DENSITY, chosen.density.map(|density| density.slug().to_owned())),
        ];
        let outdated = wanted.into_iter().filter_map(|(name, value)| {
            let value = value.filter(|value| said(name).unwrap_or_default() != *value)?;
            Some(cookies::set_look(settings, name, value))
        });
        let rows = chosen.rows.or_else(|| said(ROWS_PER_PAGE)?.parse().ok());
        Self {
            theme: chosen.theme.unwrap_or_else(|| Theme::from_slug(said(THEME).as_deref())),
            rows: rows.filter(|rows| *rows > 0),
            density: chosen.density.or_else(|| Density::from_slug(&said(DENSITY)?)),
            outdated: outdated.collect(),
        }
    }
}

/// Ids only: names and addresses do not belong into a log.
fn name_in_log(principal: &Principal) {
    tracing::debug!(person.id = %principal.person, root.id = principal.scope.root.0, "signed in");
}
