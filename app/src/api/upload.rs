//! Sending forms with files and with progress, which only `XMLHttpRequest` tells.

use super::codec::POSTCARD;
use super::{ApiError, ErrorCode};
use js_sys::Uint8Array;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{FormData, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

/// Sends a form to a path; tells the percentage sent, and at last the answer, which is `too_big`
/// where the server, or one before it, takes no more.
///
/// # Errors
/// When the browser refuses to begin.
pub(crate) fn send<T: DeserializeOwned>(
    path: &str,
    form: &FormData,
    too_big: ApiError,
    progress: impl Fn(u32) + 'static,
    done: impl FnOnce(Result<T, ApiError>) + 'static,
) -> Result<(), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", path)?;
    request.set_request_header("Accept", POSTCARD)?;
    request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        progress((event.loaded() / event.total().max(1.0) * 100.0) as u32);
    });
    request.upload()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    let finished = request.clone();
    let on_end = Closure::once_into_js(move || {
        done(answer(&finished, too_big));
        // It lives as long as the request sends.
        drop(on_progress);
    });
    request.set_onloadend(Some(on_end.unchecked_ref()));
    request.send_with_opt_form_data(Some(form))
}

fn answer<T: DeserializeOwned>(request: &XmlHttpRequest, too_big: ApiError) -> Result<T, ApiError> {
    let status = request.status().unwrap_or(0);
    let body = request.response().map(|body| Uint8Array::new(&body).to_vec()).unwrap_or_default();
    match status {
        0 => Err(ErrorCode::Offline.into()),
        200..300 => postcard::from_bytes(&body).map_err(|_| ErrorCode::Unavailable.into()),
        413 => Err(too_big),
        _ => Err(postcard::from_bytes(&body).unwrap_or_else(|_| ErrorCode::Internal.into())),
    }
}
