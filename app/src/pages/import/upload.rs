//! Sending a file with progress, which only `XMLHttpRequest` tells.

use crate::api::codec::POSTCARD;
use crate::api::imports::{UPLOAD, Uploaded};
use crate::api::{ApiError, ErrorCode};
use domain::field::FieldError;
use domain::ids::ImportId;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

/// The largest file the server takes, in MB. Larger ones need not travel to be refused.
const MAX_MB: u32 = 50;

/// Sends the file; tells the percentage sent, and at last the import's id.
pub(super) fn upload(
    file: &File,
    progress: impl Fn(u32) + 'static,
    done: impl FnOnce(Result<ImportId, ApiError>) + 'static,
) {
    if file.size() > f64::from(MAX_MB) * 1024.0 * 1024.0 {
        return done(Err(too_big()));
    }
    if let Err(request) = send(file, progress, done) {
        // Nothing of it depends on the file: the browser itself refuses.
        leptos::logging::error!("the upload did not begin: {request:?}");
    }
}

fn send(
    file: &File,
    progress: impl Fn(u32) + 'static,
    done: impl FnOnce(Result<ImportId, ApiError>) + 'static,
) -> Result<(), JsValue> {
    let request = XmlHttpRequest::new()?;
    let form = FormData::new()?;
    form.append_with_blob_and_filename("file", file, &file.name())?;
    request.open("POST", UPLOAD)?;
    request.set_request_header("Accept", POSTCARD)?;
    request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        progress((event.loaded() / event.total().max(1.0) * 100.0) as u32);
    });
    request.upload()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    let finished = request.clone();
    let on_end = Closure::once_into_js(move || {
        done(answer(&finished));
        // It lives as long as the request sends.
        drop(on_progress);
    });
    request.set_onloadend(Some(on_end.unchecked_ref()));
    request.send_with_opt_form_data(Some(&form))
}

fn answer(request: &XmlHttpRequest) -> Result<ImportId, ApiError> {
    let status = request.status().unwrap_or(0);
    let body = request.response().map(|body| Uint8Array::new(&body).to_vec()).unwrap_or_default();
    match status {
        0 => Err(ErrorCode::Offline.into()),
        200..300 => postcard::from_bytes::<Uploaded>(&body)
            .map(|uploaded| uploaded.id)
            .map_err(|_| ErrorCode::Unavailable.into()),
        413 => Err(too_big()),
        _ => Err(postcard::from_bytes(&body).unwrap_or_else(|_| ErrorCode::Internal.into())),
    }
}

fn too_big() -> ApiError {
    let field = FieldError::new("file", "file-too-big").with("max", MAX_MB);
    ApiError { fields: vec![field], ..ErrorCode::Invalid.into() }
}
