//! The server's half: what a request is written in, and what its answer is to be.

use super::{CodecError, POSTCARD};
use axum::http::{HeaderMap, HeaderName, header, request::Parts};
use leptos::prelude::with_context;
use leptos::server_fn::Bytes;
use serde::{Serialize, de::DeserializeOwned};

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For the page.
    Postcard,
    /// For programs.
    Json,
}

impl Format {
    /// What a request wants to be answered in: JSON, unless it accepts postcard.
    #[must_use]
    pub fn accepted(headers: &HeaderMap) -> Self {
        Self::named(headers, header::ACCEPT)
    }

    /// What the body of the call at hand is written in.
    #[must_use]
    pub fn of_question() -> Self {
        let of = |parts: &Parts| Self::named(&parts.headers, header::CONTENT_TYPE);
        with_context(of).unwrap_or(Self::Postcard)
    }

    /// What the call at hand wants to be answered in.
    #[must_use]
    pub fn of_answer() -> Self {
        with_context(|parts: &Parts| Self::accepted(&parts.headers)).unwrap_or(Self::Postcard)
    }

    fn named(headers: &HeaderMap, header: HeaderName) -> Self {
        let value = headers.get(header).and_then(|value| value.to_str().ok());
        if value.is_some_and(|value| value.contains(POSTCARD)) {
            Self::Postcard
        } else {
            Self::Json
        }
    }

    /// The content type.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Postcard => POSTCARD,
            Self::Json => "application/json",
        }
    }

    /// Writes a value.
    ///
    /// # Errors
    /// When the value cannot be written at all, which is a defect.
    pub fn encode<T: Serialize>(self, value: &T) -> Result<Bytes, CodecError> {
        let bytes = match self {
            Self::Postcard => postcard::to_allocvec(value)?,
            Self::Json => serde_json::to_vec(value).map_err(|_| CodecError::SerdeSerCustom)?,
        };
        Ok(bytes.into())
    }

    /// Reads a value.
    ///
    /// # Errors
    /// When the bytes are not a `T`.
    pub fn decode<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, CodecError> {
        match self {
            Self::Postcard => postcard::from_bytes(bytes),
            Self::Json => serde_json::from_slice(bytes).map_err(|_| CodecError::SerdeDeCustom),
        }
    }
}
