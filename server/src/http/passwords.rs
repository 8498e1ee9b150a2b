//! Passwords that are changed or set anew: plain forms, so that they work without any script.

use super::{AppState, address::Guest, cookies, language::language_of, sign_in::see_other};
use crate::live::LiveSession;
use app::Route;
use app::session::{Answer, Done};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use services::{ServiceError, password::ChangeFrom};

/// The form that asks for a link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    email: String,
}

/// The form that a link leads to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    password: String,
}

/// The form of somebody who is signed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    current: String,
    password: String,
}

/// `POST /reset`: mails a link, if there is such a person. Nobody learns whether there is.
pub(super) async fn ask(
    State(state): State<AppState>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    Form(form): Form<Ask>,
) -> Response {
    let language = language_of(&headers, None);
    let outcome = state.services.password_reset_ask(&form.email, language, visitor.address).await;
    let answer = Answer { email: form.email, ..answer(outcome, Done::Asked) };
    back(&state, Route::Reset.path(), &answer)
}

/// `POST /reset/{token}`: sets a password, once.
pub(super) async fn set(
    State(state): State<AppState>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Set>,
) -> Response {
    let language = language_of(&headers, None);
    let outcome = state.services.password_reset(&secret, &form.password, language).await;
    // Where it is told that the link has ended, there is nothing more to type.
    let stays = matches!(&outcome, Err(error) if !matches!(error, ServiceError::Refused(_)));
    let answer = answer(outcome, Done::Set);
    let path = format!("{}/{secret}", Route::Reset.path());
    back(&state, if stays { &path } else { Route::Reset.path() }, &answer)
}

/// `POST /profile/password`: changes the password of whoever is signed in.
pub(super) async fn change(
    State(state): State<AppState>,
    session: Option<Extension<LiveSession>>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    Form(form): Form<Change>,
) -> Response {
    let path = Route::ChangePassword.path();
    let outcome = match &session {
        Some(Extension(LiveSession { token, principal })) => {
            let language = language_of(&headers, Some(principal));
            let from = ChangeFrom { session: token, address: visitor.address, language };
            state.services.password_change(principal, &form.current, &form.password, from).await
        }
        None => Err(ServiceError::Unauthenticated),
    };
    // The page itself leads whoever is not signed in to where one signs in.
    back(&state, path, &answer(outcome, Done::Changed))
}

fn answer(outcome: Result<(), ServiceError>, done: Done) -> Answer {
    let refused = |code: &str| Answer { code: Some(code.to_owned()), ..Answer::default() };
    match outcome {
        Ok(()) => Answer { done: Some(done), ..Answer::default() },
        Err(ServiceError::Invalid(fields)) => Answer { fields, ..Answer::default() },
        Err(ServiceError::Refused(code)) => refused(code),
        Err(ServiceError::RateLimited(_)) => refused("rate-limited"),
        Err(ServiceError::Unavailable(_)) => refused("unavailable"),
        Err(ServiceError::Conflict(_)) => refused("conflict"),
        Err(ServiceError::Unauthenticated) => refused("unauthenticated"),
        Err(other) => {
            tracing::error!(error = %other, "a password could not be set");
            refused("internal")
        }
    }
}

/// To a page of this kind, with what it has to say.
fn back(state: &AppState, path: &str, answer: &Answer) -> Response {
    see_other(path, cookies::set_answer(&state.settings, path, answer))
}
