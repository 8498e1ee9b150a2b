//! The interface's texts, dates and numbers in the page's language.
//!
//! Texts live in `app/messages/<language>/*.ftl`; the build makes a typed method of
//! [`Messages`] from each (`sign-in-title` becomes `t.sign_in_title()`). The server holds
//! both languages; a page carries only its own, which the browser parses once. Choosing
//! another language reloads the page, so texts are not reactive.

mod families;
mod format;
#[cfg(test)]
mod tests;

use domain::people::Language;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use leptos::prelude::*;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// The id of the element that carries the messages in the page.
pub const ELEMENT_ID: &str = "messages";

type Bundle = FluentBundle<FluentResource>;

/// The texts of one language. A handle to copy around freely.
#[derive(Clone, Copy)]
pub struct Messages {
    bundle: &'static Bundle,
    language: Language,
}

impl Messages {
    /// Which language these are in.
    #[must_use]
    pub fn language(self) -> Language {
        self.language
    }

    /// Parses a language's message text. It stays in memory for good, so this is for
    /// once per language and process.
    fn load(language: Language, source: String) -> Self {
        // The build has parsed the same text, so what cannot be parsed here is a page cut
        // off on its way; its remaining messages are still worth showing.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(rest, _)| rest);
        let mut bundle = Bundle::new_concurrent(vec![language.tag().parse().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::En => |value, _| formatted(Language::En, value),
            Language::De => |value, _| formatted(Language::De, value),
        }));
        bundle.add_resource_overriding(resource);
        Self { bundle: Box::leak(Box::new(bundle)), language }
    }

    /// The message of a key from data, if there is one.
    fn find(self, key: &str, arguments: &[(&str, FluentValue)]) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let arguments: FluentArgs = arguments.iter().cloned().collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(message.value()?, Some(&arguments), &mut errors);
        Some(text.into_owned())
    }

    /// The message of a key; the key itself only if the page was cut off on its way.
    fn format(self, key: &str, arguments: &[(&str, FluentValue)]) -> String {
        self.find(key, arguments).unwrap_or_else(|| key.to_owned())
    }
}

/// Numbers inside messages look like numbers everywhere else.
fn formatted(language: Language, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(format::decimal(language, number.value)),
        _ => None,
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
        *held.get_or_init(|| Self::load(language, source(language).to_owned()))
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
        Language::En => include_str!(concat!(env!("OUT_DIR"), "/en.ftl")),
        Language::De => include_str!(concat!(env!("OUT_DIR"), "/de.ftl")),
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
        Messages::load(language, source)
    })
}

/// The page's language.
#[must_use]
pub fn use_language() -> Language {
    use_messages().language()
}
