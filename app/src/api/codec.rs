//! How server functions' arguments and answers travel: postcard, as everything else between
//! the page and the server. Programs that do not ask for it speak JSON; their half is not in
//! the browser, where a second reader for every type would be a tenth of the code.

#[cfg(feature = "ssr")]
mod negotiated;

#[cfg(feature = "ssr")]
pub use negotiated::Format;

use leptos::server::codee;
use leptos::server::{OnceResource, Resource};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{self, Bytes, ContentType, Decodes, Encodes, FormatType};
use serde::{Serialize, de::DeserializeOwned};

/// The content type of a postcard body.
pub const POSTCARD: &str = "application/x-postcard";

/// How values are written: postcard, unless a program asked for something else.
pub struct Written;

/// Arguments and answers of server functions, in a POST.
pub type Wire = Post<Written>;

impl ContentType for Written {
    const CONTENT_TYPE: &'static str = POSTCARD;
}

impl FormatType for Written {
    const FORMAT_TYPE: server_fn::Format = server_fn::Format::Binary;
}

/// What was not encoded or decoded.
pub type CodecError = postcard::Error;

impl<T: Serialize> Encodes<T> for Written {
    type Error = CodecError;

    fn encode(value: &T) -> Result<Bytes, CodecError> {
        #[cfg(feature = "ssr")]
        return Format::of_answer().encode(value);
        #[cfg(not(feature = "ssr"))]
        postcard::to_allocvec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Written {
    type Error = CodecError;

    fn decode(bytes: Bytes) -> Result<T, CodecError> {
        #[cfg(feature = "ssr")]
        return Format::of_question().decode(&bytes);
        #[cfg(not(feature = "ssr"))]
        postcard::from_bytes(&bytes)
    }
}

impl<T: Serialize> codee::Encoder<T> for Written {
    type Error = CodecError;
    type Encoded = Vec<u8>;

    fn encode(value: &T) -> Result<Vec<u8>, CodecError> {
        postcard::to_allocvec(value)
    }
}

impl<T: DeserializeOwned> codee::Decoder<T> for Written {
    type Error = CodecError;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<T, CodecError> {
        postcard::from_bytes(bytes)
    }
}

/// Data that a page is rendered with, read once.
pub type Once<T> = OnceResource<T, Written>;

/// Data that a page is rendered with, read again when what it depends on changes.
pub type Data<T> = Resource<T, Written>;
