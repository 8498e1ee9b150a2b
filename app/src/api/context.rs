//! What the server knows of the request that a page or server function answers.

use super::error::{ApiError, ErrorCode};
pub use crate::session::{Answer, Flash};
use axum::http::StatusCode;
use domain::people::{Density, Language, Principal, Theme};
use domain::sign_in::SecondFactor;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use services::auth::Visitor;
use services::{ServiceError, Services};

/// Provided to every render and server function by the server's one context closure.
#[derive(Clone)]
pub struct RequestContext {
    /// The use cases.
    pub services: Services,
    /// Who is signed in.
    pub principal: Option<Principal>,
    /// Names the request in the log.
    pub request_id: String,
    /// The route it came to, or the server function: one of as many as there are of them.
    pub endpoint: String,
    /// The language of the answer.
    pub language: Language,
    /// The theme chosen in the profile, else by cookie.
    pub theme: Theme,
    /// Rows of a grid's page chosen in the profile, else by cookie; none scrolls through all of
    /// them.
    pub rows_per_page: Option<u16>,
    /// Height of a grid's rows chosen in the profile, else by cookie.
    pub density: Option<Density>,
    /// Whether demo accounts and the simulated colleague exist.
    pub demo: bool,
    /// What a form post before this page left to say.
    pub flash: Option<Flash>,
    /// What a form about passwords before this page was answered.
    pub answer: Option<Answer>,
    /// Who sends the request, signed in or not.
    pub visitor: Visitor,
    /// The origin under which people see the portal: `https://portal.example`.
    pub origin: String,
    /// What the sign-in that waits in this browser can be finished with.
    pub second: Option<SecondFactor>,
}

/// Runs a use case for whoever is signed in, writes a refusal into the action log, and gives it
/// its true HTTP status.
///
/// # Errors
/// `Unauthenticated` without a session; otherwise what the use case says.
pub async fn call<T>(
    act: impl AsyncFnOnce(&Services, &Principal) -> Result<T, ServiceError>,
) -> Result<T, ApiError> {
    let request = use_context::<RequestContext>().ok_or(ErrorCode::Internal)?;
    let outcome = match &request.principal {
        Some(who) => {
            let services = &request.services;
            services.guarded(who, &request.endpoint, act(services, who)).await
        }
        None => Err(ServiceError::Unauthenticated),
    };
    answered(outcome, &request.request_id)
}

/// The same for whoever asks, signed in or not.
///
/// # Errors
/// What the use case says.
pub async fn call_by_anyone<T>(
    act: impl AsyncFnOnce(&RequestContext) -> Result<T, ServiceError>,
) -> Result<T, ApiError> {
    let request = use_context::<RequestContext>().ok_or(ErrorCode::Internal)?;
    let outcome = act(&request).await;
    answered(outcome, &request.request_id)
}

fn answered<T>(outcome: Result<T, ServiceError>, request_id: &str) -> Result<T, ApiError> {
    outcome.map_err(|error| {
        let error = ApiError::of(error, Some(request_id));
        told(error.code);
        error
    })
}

/// Gives the answer at hand the true status of what it says.
pub(super) fn told(code: ErrorCode) {
    let response = use_context::<ResponseOptions>();
    if let (Some(response), Ok(status)) = (response, StatusCode::from_u16(code.status())) {
        response.set_status(status);
    }
}
