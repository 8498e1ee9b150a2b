//! The interface's texts, dates and numbers in the page's language.
//!
//! Texts live in `app/messages/<language>/*.ftl`, which is Fluent. The build makes a typed
//! method of [`Messages`] from each (`sign-in-title` becomes `t.sign_in_title()`), and of each
//! language one text that is read without a parser: a line for each message, sorted by key.
//! The server holds both languages; a page carries only its own. Choosing another language
//! reloads the page, so texts are not reactive.

mod families;
mod format;
#[cfg(test)]
mod oracle;
mod pattern;
#[cfg(test)]
mod tests;

use domain::people::Language;
use leptos::prelude::*;
use std::sync::OnceLock;

pub use pattern::Argument;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// The id of the element that carries the messages in the page.
pub const ELEMENT_ID: &str = "messages";

/// The texts of one language. A handle to copy around freely.
#[derive(Clone, Copy)]
pub struct Messages {
    /// Keys and patterns, sorted by key.
    lines: &'static [(&'static str, &'static str)],
    language: Language,
}

impl Messages {
    /// Which language these are in.
    #[must_use]
    pub fn language(self) -> Language {
        self.language
    }

    /// Finds the lines of a language's text. They stay in memory for good, so this is for
    /// once per language and process.
    fn load(language: Language, source: &'static str) -> Self {
        // What is no line is where a page was cut off on its way. Those before are whole.
        let lines: Vec<_> = source.split('\n').filter_map(|line| line.split_once(" = ")).collect();
        Self { lines: Vec::leak(lines), language }
    }

    /// The message of a key from data, if there is one.
    fn find(self, key: &str, arguments: &[(&str, Argument)]) -> Option<String> {
        let at = self.lines.binary_search_by_key(&key, |(key, _)| key).ok()?;
        let (_, pattern) = self.lines.get(at)?;
        Some(pattern::fill(pattern, arguments, self.language))
    }

    /// The message of a key; the key itself only if the page was cut off on its way.
    fn format(self, key: &str, arguments: &[(&str, Argument)]) -> String {
        self.find(key, arguments).unwrap_or_else(|| key.to_owned())
    }
}

#[cfg(feature = "ssr")]
impl Messages {
    /// The texts of a language.
    #[must_use]
    pub fn of(language: Language) -> Self {
        static ENGLISH: OnceLock<Messages> = OnceLock::new();
        static GERMAN: OnceLock<Messages> = OnceLock::new();
        let held = match language {
            Language::En => &ENGLISH,
            Language::De => &GERMAN,
        };
        *held.get_or_init(|| Self::load(language, all(language)))
    }
}

/// A language's message text with the messages that no page carries.
#[cfg(feature = "ssr")]
fn all(language: Language) -> &'static str {
    match language {
        Language::En => include_str!(concat!(env!("OUT_DIR"), "/en.txt")),
        Language::De => include_str!(concat!(env!("OUT_DIR"), "/de.txt")),
    }
}

/// A text of a family in a language, as files have it (`column`, `seats`); the name itself where
/// there is none.
#[cfg(feature = "ssr")]
#[must_use]
pub fn text(language: Language, family: &str, name: &str) -> String {
    Messages::of(language).named(family, name)
}

/// A language's message text, which the page carries.
#[cfg(feature = "ssr")]
#[must_use]
pub fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!(concat!(env!("OUT_DIR"), "/en-page.txt")),
        Language::De => include_str!(concat!(env!("OUT_DIR"), "/de-page.txt")),
    }
}

/// The texts of the page's language.
#[cfg(feature = "ssr")]
#[must_use]
pub fn use_messages() -> Messages {
    use crate::api::context::RequestContext;

    let language = with_context::<RequestContext, _>(|request| request.language);
    Messages::of(language.unwrap_or_default())
}

/// The texts of the page's language.
#[cfg(not(feature = "ssr"))]
#[must_use]
pub fn use_messages() -> Messages {
    static PAGE: OnceLock<Messages> = OnceLock::new();
    *PAGE.get_or_init(|| {
        let element = document().get_element_by_id(ELEMENT_ID);
        let language = element
            .as_ref()
            .and_then(|e| e.get_attribute("data-language"))
            .and_then(|tag| Language::from_tag(&tag))
            .unwrap_or_default();
        let source = element.and_then(|e| e.text_content()).unwrap_or_default();
        Messages::load(language, source.leak())
    })
}

/// The page's language.
#[must_use]
pub fn use_language() -> Language {
    use_messages().language()
}
