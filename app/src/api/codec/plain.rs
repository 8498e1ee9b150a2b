//! The browser's half: it asks and answers in postcard alone.

use super::CodecError;
use leptos::server_fn::Bytes;
use serde::{Serialize, de::DeserializeOwned};

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Format;

impl Format {
    /// What answers are read in.
    #[must_use]
    pub fn of_question() -> Self {
        Self
    }

    /// What questions are written in.
    #[must_use]
    pub fn of_answer() -> Self {
        Self
    }

    /// Writes a value.
    ///
    /// # Errors
    /// When the value cannot be written at all, which is a defect.
    pub fn encode<T: Serialize>(self, value: &T) -> Result<Bytes, CodecError> {
        postcard::to_allocvec(value).map(Bytes::from)
    }

    /// Reads a value.
    ///
    /// # Errors
    /// When the bytes are not a `T`.
    pub fn decode<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, CodecError> {
        postcard::from_bytes(bytes)
    }
}
