//! Sending a request with its files and with progress, which only `XMLHttpRequest` tells.

use super::files::Files;
use crate::api::codec::POSTCARD;
use crate::api::programs::{Asked, UPLOAD};
use crate::api::{ApiError, ErrorCode};
use domain::ids::ProgramRequestId;
use domain::program::ProgramDraft;
use js_sys::Uint8Array;
use leptos::prelude::WithValue;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{FormData, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

/// Sends a request; tells the percentage sent, and at last the request's id.
pub(super) fn send(
    draft: &ProgramDraft,
    files: Files,
    progress: impl Fn(u32) + 'static,
    done: impl FnOnce(Result<ProgramRequestId, ApiError>) + 'static,
) -> Result<(), JsValue> {
    let request = XmlHttpRequest::new()?;
    let form = FormData::new()?;
    form.append_with_str("id", &draft.id.to_string())?;
    form.append_with_str("customer", &draft.customer.to_string())?;
    form.append_with_str("program", draft.program.slug())?;
    form.append_with_str("message", &draft.message)?;
    files.handles.with_value(|handles| {
        handles.iter().try_for_each(|(_, file)| {
            form.append_with_blob_and_filename("evidence", file, &file.name())
        })
    })?;
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

fn answer(request: &XmlHttpRequest) -> Result<ProgramRequestId, ApiError> {
    let status = request.status().unwrap_or(0);
    let body = request.response().map(|body| Uint8Array::new(&body).to_vec()).unwrap_or_default();
    match status {
        0 => Err(ErrorCode::Offline.into()),
        200..300 => postcard::from_bytes::<Asked>(&body)
            .map(|asked| asked.id)
            .map_err(|_| ErrorCode::Unavailable.into()),
        _ => Err(postcard::from_bytes(&body).unwrap_or_else(|_| ErrorCode::Internal.into())),
    }
}
