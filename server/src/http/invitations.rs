//! Joining an organization by invitation: a plain form, so that it works without any script.

use super::{AppState, address::Guest, cookies, sign_in::go_on, sign_in::see_other};
use app::Route;
use app::session::{Answer, Flash};
use axum::{
    Form,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use services::{ServiceError, people::Accept};

/// The form that a link leads to. The address is not the person's to choose.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Join {
    name: String,
    password: String,
    #[serde(default, rename = "email")]
    _email: String,
}

/// `POST /invitation/{token}`: a person, an account and a session, once; or back to the form.
pub(super) async fn accept(
    State(state): State<AppState>,
    Path(secret): Path<String>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    Form(form): Form<Join>,
) -> Response {
    let accept = Accept { name: form.name.clone(), password: form.password };
    match state.services.invitation_accept(&secret, accept, &visitor).await {
        Ok(begun) => go_on(&state, &headers, begun, "").await,
        // There is a person now, who signs in otherwise.
        Err(ServiceError::Refused(code @ "sso-only")) => {
            let flash = Flash { code: code.to_owned(), email: String::new() };
            see_other("/sign-in", cookies::set_flash(&state.settings, &flash))
        }
        Err(error) => {
            let path = format!("{}/{secret}", Route::INVITATION);
            let answer = Answer { name: Some(form.name), ..answer(&error) };
            see_other(&path, cookies::set_answer(&state.settings, &path, &answer))
        }
    }
}

fn answer(error: &ServiceError) -> Answer {
    let refused = |code: &str| Answer { code: Some(code.to_owned()), ..Answer::default() };
    match error {
        ServiceError::Invalid(fields) => Answer { fields: fields.clone(), ..Answer::default() },
        ServiceError::Refused(code) => refused(code),
        ServiceError::Unavailable(_) => refused("unavailable"),
        other => {
            tracing::error!(error = %other, "an invitation could not be accepted");
            refused("internal")
        }
    }
}
