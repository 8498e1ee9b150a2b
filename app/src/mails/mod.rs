//! Mails in words: one text for the mail server, and for the page that shows a demonstration's.

#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
mod words;

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::i18n::Messages;
#[cfg(feature = "ssr")]
use crate::ui::Html;
#[cfg(feature = "ssr")]
use domain::{
    mail::{Letter, header_text},
    people::Language,
};

/// A mail in its reader's language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailText {
    /// One line.
    pub subject: String,
    /// What follows each other with a blank line in between.
    pub parts: Vec<Part>,
    /// Whether it goes to somebody for its account, rather than for what its organization has.
    pub account: bool,
}

/// A part of a mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A link by itself.
    Link {
        /// What it leads to.
        label: String,
        /// Where, from the portal's address on.
        path: String,
    },
}

#[cfg(feature = "ssr")]
impl MailText {
    /// A letter in words. Names in it may hold anything.
    #[must_use]
    pub fn of(letter: &Letter, to: &str, language: Language) -> Self {
        let t = Messages::of(language);
        let (subject, parts) = words::words(t, letter);
        let greeting = Part::Text(t.mail_greeting(header_text(to)));
        let parts = [vec![greeting], parts].concat();
        Self { subject, parts, account: !letter.is_of_licenses() }
    }

    /// The mail as plain text, with links from the portal's address on.
    #[must_use]
    pub fn plain(&self, base_url: &str, language: Language) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => format!("{text}\n\n"),
            Part::Link { label, path } => format!("{label}:\n{base_url}{path}\n\n"),
        };
        let body: String = self.parts.iter().map(part).collect();
        format!("{body}-- \n{}\n", self.footer(base_url, language))
    }

    /// Why somebody gets it.
    fn footer(&self, base_url: &str, language: Language) -> String {
        let t = Messages::of(language);
        if self.account { t.mail_footer(base_url) } else { t.mail_footer_licenses(base_url) }
    }

    /// The same as a simple document.
    #[must_use]
    pub fn html(&self, base_url: &str, language: Language) -> String {
        let mut html = Html::default();
        html.open("html", &[("lang", language.tag())]).open("head", &[]);
        html.open("meta", &[("charset", "utf-8")]).element("title", &[], &self.subject);
        html.close("head").open("body", &[]);
        for part in &self.parts {
            match part {
                Part::Text(text) => html.element("p", &[], text),
                Part::Link { label, path } => {
                    let address = format!("{base_url}{path}");
                    html.open("p", &[]).element("a", &[("href", &address)], label).close("p")
                }
            };
        }
        let footer = self.footer(base_url, language);
        html.open("hr", &[]).open("p", &[]).element("small", &[], &footer).close("p");
        html.close("body").close("html");
        format!("<!DOCTYPE html>\n{}\n", html.markup())
    }
}
