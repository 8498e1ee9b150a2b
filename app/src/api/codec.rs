//! How server functions' arguments and answers travel: JSON, read as text.
//!
//! The library's own JSON encoding reads bytes, while the data that a page is rendered with
//! is read as text. Each is a reader of its own for every type; reading all as text keeps a
//! second copy of all readers out of the browser.

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};

/// JSON, read as text.
pub struct JsonText;

/// Arguments and answers as JSON in a POST.
pub type Json = Post<JsonText>;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        // What is no text becomes text that is no JSON of ours.
        serde_json::from_str(&String::from_utf8_lossy(&bytes))
    }
}
