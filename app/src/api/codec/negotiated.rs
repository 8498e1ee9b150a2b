//! The server's half: what a request is written in, and what its answer is to be.

use super::{CodecError, POSTCARD};
use axum::http::{HeaderMap, HeaderName, header, request::Parts};
use leptos::prelude::with_context;
use leptos::server_fn::Bytes;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::Value;

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
            Self::Postcard => match postcard::take_from_bytes(bytes)? {
                (value, []) => Ok(value),
                _ => Err(CodecError::DeserializeBadEncoding),
            },
            Self::Json => {
                let strict = serde_json::from_slice(bytes).map(Strict);
                strict.and_then(T::deserialize).map_err(|_| CodecError::SerdeDeCustom)
            }
        }
    }
}

/// Arguments, of which none may be unknown. The types that the macro makes of them do not say
/// so by themselves, as the types of what they hold do.
struct Strict(Value);

impl<'de> Deserializer<'de> for Strict {
    type Error = serde_json::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let given = self.0.as_object().into_iter().flat_map(|given| given.keys());
        for field in given {
            if !fields.contains(&field.as_str()) {
                return Err(Error::unknown_field(field, fields));
            }
        }
        self.0.deserialize_struct(name, fields, visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.deserialize_option(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{CodecError, Format};
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Arguments {
        id: u32,
        name: Option<String>,
    }

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Nothing {}

    fn read(text: &str) -> Result<Arguments, CodecError> {
        Format::Json.decode(text.as_bytes())
    }

    #[test]
    fn unknown_arguments_are_refused() {
        let known = Arguments { id: 1, name: Some("a".to_owned()) };
        assert_eq!(read(r#"{"id": 1, "name": "a"}"#), Ok(known));
        assert_eq!(read(r#"{"id": 1}"#), Ok(Arguments { id: 1, name: None }));
        for wrong in [r#"{"id": 1, "Name": "a"}"#, r#"{"id": 1, "more": null}"#, "{}", "1", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Format::Json.decode(b"{}"), Ok(Nothing {}));
        assert!(Format::Json.decode::<Nothing>(br#"{"id": 1}"#).is_err());
    }

    #[test]
    fn what_is_no_arguments_is_read_as_well() {
        assert_eq!(Format::Json.decode(b"[1, 2]"), Ok(vec![1, 2]));
        assert_eq!(Format::Json.decode(b"null"), Ok(None::<u32>));
        assert_eq!(Format::Json.decode(b"\"a\""), Ok("a".to_owned()));
        assert_eq!(Format::Json.decode(b"{\"Ok\": 1}"), Ok(Result::<u32, u32>::Ok(1)));
    }

    #[test]
    fn nothing_may_follow() {
        let mut bytes = Format::Postcard.encode(&(7_u32, "a")).unwrap().to_vec();
        assert_eq!(Format::Postcard.decode(&bytes), Ok((7_u32, "a".to_owned())));
        bytes.push(0);
        assert!(Format::Postcard.decode::<(u32, String)>(&bytes).is_err());
    }
}
