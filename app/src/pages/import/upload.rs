//! Sending a file.

use crate::api::imports::{UPLOAD, Uploaded};
use crate::api::{ApiError, ErrorCode, upload};
use domain::field::FieldError;
use domain::ids::ImportId;
use wasm_bindgen::JsValue;
use web_sys::{File, FormData};

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
    let form = FormData::new()?;
    form.append_with_blob_and_filename("file", file, &file.name())?;
    let done = |answer: Result<Uploaded, ApiError>| done(answer.map(|uploaded| uploaded.id));
    upload::send(UPLOAD, &form, too_big(), progress, done)
}

fn too_big() -> ApiError {
    let field = FieldError::new("file", "file-too-big").with("max", MAX_MB);
    ApiError { fields: vec![field], ..ErrorCode::Invalid.into() }
}
