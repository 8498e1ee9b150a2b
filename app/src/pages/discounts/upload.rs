//! Sending a request with its files.

use super::files::Files;
use crate::api::programs::{Asked, UPLOAD};
use crate::api::{ApiError, ErrorCode, upload};
use domain::field::FieldError;
use domain::ids::ProgramRequestId;
use domain::program::{MAX_FILE_MIB, ProgramDraft};
use leptos::prelude::WithValue;
use wasm_bindgen::JsValue;
use web_sys::FormData;

/// Sends a request; tells the percentage sent, and at last the request's id.
pub(super) fn send(
    draft: &ProgramDraft,
    files: Files,
    progress: impl Fn(u32) + 'static,
    done: impl FnOnce(Result<ProgramRequestId, ApiError>) + 'static,
) -> Result<(), JsValue> {
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
    let field = FieldError::new("evidence", "file-too-big").with("max", MAX_FILE_MIB);
    let too_big = ApiError { fields: vec![field], ..ErrorCode::Invalid.into() };
    let done = |answer: Result<Asked, ApiError>| done(answer.map(|asked| asked.id));
    upload::send(UPLOAD, &form, too_big, progress, done)
}
