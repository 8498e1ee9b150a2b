//! What a refusal says, where it belongs.

use crate::api::ApiError;
use crate::i18n::Messages;
use leptos::prelude::*;

/// What is wrong with a field, now.
pub(crate) fn told(
    t: Messages,
    trouble: RwSignal<Option<ApiError>>,
    field: &str,
) -> Option<String> {
    let trouble = trouble.read();
    let error = trouble.as_ref()?.fields.iter().find(|error| error.field == field)?;
    Some(t.field_error(error))
}

/// What stands beside a field.
pub(crate) fn beside(
    t: Messages,
    trouble: RwSignal<Option<ApiError>>,
    field: &'static str,
) -> Signal<Option<String>> {
    Signal::derive(move || told(t, trouble, field))
}
