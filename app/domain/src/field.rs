//! An error beside a field.

use serde::{Deserialize, Serialize};

/// What is wrong with one input field. The text is the message `error-<code>` in the
/// reader's language, with `args` put in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// Stable code in kebab case: `note-too-long`.
    pub code: String,
    /// Values the message names: a limit, the text that was refused.
    pub args: Vec<(String, String)>,
}

impl FieldError {
    /// An error without values.
    #[must_use]
    pub fn new(field: &str, code: &str) -> Self {
        Self { field: field.to_owned(), code: code.to_owned(), args: Vec::new() }
    }

    /// The same with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}
