//! What a refused or failed call tells the browser.

use super::codec::Written;
use domain::field::FieldError;
use domain::license::LicenseRow;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The kind of a refusal or failure; each has its HTTP status.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// 400: a token beside a session; whose request it is cannot be told.
    Ambiguous,
    /// 401: nobody is signed in, or no longer.
    Unauthenticated,
    /// 403: not this person's to do.
    Forbidden,
    /// 403: the person has to prove again to be who it is; then it is possible.
    StepUp,
    /// 404: does not exist, or may not be known to.
    NotFound,
    /// 409: somebody else was faster.
    Conflict,
    /// 422: input that the person can mend; see the fields.
    Invalid,
    /// 422: a rule refuses it; see [`ApiError::reason`].
    Refused,
    /// 429: too many tries.
    RateLimited,
    /// 503: the database is away; trying again helps.
    Unavailable,
    /// 500: a defect of ours.
    Internal,
    /// No answer came: the network, or a server that is starting.
    Offline,
}

/// How long after a failure that passes by itself is asked again.
pub(crate) const AGAIN_AFTER: Duration = Duration::from_secs(3);

impl ErrorCode {
    /// The HTTP status; a lost connection has none and counts as 503.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Ambiguous => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden | Self::StepUp => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Invalid | Self::Refused => 422,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::Unavailable | Self::Offline => 503,
        }
    }

    /// Whether it passes by itself, so that asking again helps.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(self, Self::Unavailable | Self::Offline)
    }

    /// The message key that explains it: `error-<slug>`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Ambiguous => "ambiguous",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::StepUp => "step-up",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::RateLimited => "rate-limited",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
            Self::Offline => "offline",
        }
    }
}

/// A refused or failed call. It never holds the database's words or a secret.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, Serialize, Deserialize)]
#[error("{}", code.slug())]
pub struct ApiError {
    /// What kind.
    pub code: ErrorCode,
    /// With `Invalid`: what is wrong with which field.
    pub fields: Vec<FieldError>,
    /// With `Refused`: the rule's stable code, shown as the message `error-<reason>`.
    pub reason: Option<String>,
    /// With `Conflict`: the license as it is now.
    pub current: Option<Box<LicenseRow>>,
    /// With `RateLimited`: seconds to wait.
    pub retry_after: Option<u32>,
    /// Names the request in the server's log.
    pub request_id: Option<String>,
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self {
            code,
            fields: Vec::new(),
            reason: None,
            current: None,
            retry_after: None,
            request_id: None,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = Written;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let code = match error {
            ServerFnErrorErr::Request(_) => ErrorCode::Offline,
            // Arguments that do not parse are a hand-made or outdated request.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => ErrorCode::Invalid,
            // The server reads nothing else of a call.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => ErrorCode::Invalid,
            // An answer that is not ours comes from a proxy before a server that is away.
            ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Response(_) => {
                ErrorCode::Unavailable
            }
            _ => ErrorCode::Internal,
        };
        #[cfg(feature = "ssr")]
        super::context::told(code);
        code.into()
    }
}

#[cfg(feature = "ssr")]
mod on_the_server {
    use super::{ApiError, ErrorCode};
    use services::ServiceError;

    impl ApiError {
        /// The answer for a service's error, which is logged here, once, with the request's id.
        #[must_use]
        pub fn of(error: ServiceError, request_id: Option<&str>) -> Self {
            let mut api = Self::from(code(&error));
            api.request_id = request_id.map(str::to_owned);
            let request = request_id.unwrap_or("-");
            match error {
                ServiceError::Invalid(fields) => api.fields = fields,
                ServiceError::Conflict(current) => api.current = current,
                ServiceError::Refused(reason) => api.reason = Some(reason.to_owned()),
                ServiceError::RateLimited(wait) => {
                    api.retry_after = u32::try_from(wait.as_secs().max(1)).ok();
                }
                ServiceError::Unavailable(_) => {
                    tracing::warn!(request.id = request, "request {request} failed: {error}");
                }
                ServiceError::Store(_) | ServiceError::Internal(_) => {
                    tracing::error!(request.id = request, "request {request} failed: {error}");
                }
                _ => {}
            }
            api
        }
    }

    fn code(error: &ServiceError) -> ErrorCode {
        match error {
            ServiceError::Unauthenticated => ErrorCode::Unauthenticated,
            ServiceError::NotFound => ErrorCode::NotFound,
            ServiceError::Forbidden => ErrorCode::Forbidden,
            ServiceError::StepUp => ErrorCode::StepUp,
            ServiceError::Invalid(_) => ErrorCode::Invalid,
            ServiceError::Conflict(_) => ErrorCode::Conflict,
            ServiceError::Refused(_) => ErrorCode::Refused,
            ServiceError::RateLimited(_) => ErrorCode::RateLimited,
            ServiceError::Unavailable(_) => ErrorCode::Unavailable,
            ServiceError::Store(_) | ServiceError::Internal(_) => ErrorCode::Internal,
        }
    }
}
