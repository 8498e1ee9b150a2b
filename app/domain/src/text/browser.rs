//! Unicode by the browser's own tables.

use js_sys::{JsString, RegExp};

/// What a character is made of, in lower case, without its combining marks.
pub(super) fn bare(c: char) -> String {
    thread_local! {
        static MARKS: RegExp = RegExp::new(r"\p{M}", "gu");
    }
    let parts = JsString::from(c).normalize("NFD");
    MARKS.with(|marks| parts.replace_by_pattern(marks, "")).to_lower_case().into()
}
