//! Mails in words: one text for the mail server, and for the page that shows a demonstration's.

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
        let link = |label, path: &str| Part::Link { label, path: path.to_owned() };
        let (subject, parts) = match letter {
            Letter::Invitation { inviter, organization, role, path, until } => {
                let (inviter, organization) = (&header_text(inviter), &header_text(organization));
                let text = t.mail_invitation_text(inviter, organization, t.role(*role));
                (
                    t.mail_invitation_subject(inviter, organization),
                    vec![
                        Part::Text(text),
                        link(t.mail_invitation_link(), path),
                        Part::Text(t.mail_invitation_until(t.datetime(*until))),
                    ],
                )
            }
            Letter::InvitationTaken { inviter, organization } => {
                let (inviter, organization) = (&header_text(inviter), &header_text(organization));
                (
                    t.mail_invitation_subject(inviter, organization),
                    vec![
                        Part::Text(t.mail_invitation_taken_text(inviter, organization)),
                        Part::Text(t.mail_invitation_taken_way_on()),
                        link(t.mail_password_changed_link(), "/reset"),
                    ],
                )
            }
            Letter::PasswordReset { path, until } => (
                t.mail_password_reset_subject(),
                vec![
                    Part::Text(t.mail_password_reset_text()),
                    link(t.mail_password_reset_link(), path),
                    Part::Text(t.mail_password_reset_until(t.datetime(*until))),
                ],
            ),
            Letter::PasswordChanged { at } => (
                t.mail_password_changed_subject(),
                vec![
                    Part::Text(t.mail_password_changed_text(t.datetime(*at))),
                    Part::Text(t.mail_password_changed_warning()),
                    link(t.mail_password_changed_link(), "/reset"),
                ],
            ),
            Letter::AddressChanged { address, at } => (
                t.mail_address_changed_subject(),
                vec![
                    Part::Text(t.mail_address_changed_text(t.datetime(*at), header_text(address))),
                    Part::Text(t.mail_address_changed_warning()),
                ],
            ),
        };
        let greeting = Part::Text(t.mail_greeting(header_text(to)));
        Self { subject, parts: [vec![greeting], parts].concat() }
    }

    /// The mail as plain text, with links from the portal's address on.
    #[must_use]
    pub fn plain(&self, base_url: &str, language: Language) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => format!("{text}\n\n"),
            Part::Link { label, path } => format!("{label}:\n{base_url}{path}\n\n"),
        };
        let body: String = self.parts.iter().map(part).collect();
        format!("{body}-- \n{}\n", Messages::of(language).mail_footer(base_url))
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
        let footer = Messages::of(language).mail_footer(base_url);
        html.open("hr", &[]).open("p", &[]).element("small", &[], &footer).close("p");
        html.close("body").close("html");
        format!("<!DOCTYPE html>\n{}\n", html.markup())
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::people::Role;

    fn invitation(inviter: &str) -> Letter {
        Letter::Invitation {
            inviter: inviter.to_owned(),
            organization: "Müller & Söhne".to_owned(),
            role: Role::LicenseAdmin,
            path: "/invitation/abc".to_owned(),
            until: chrono::DateTime::from_timestamp(1_795_356_300, 0).unwrap_or_default(),
        }
    }

    #[test]
    fn an_invitation_says_who_where_as_what_and_until_when() {
        let mail = MailText::of(&invitation("Ada Lovelace"), "Bob", Language::En);
        assert_eq!(mail.subject, "Ada Lovelace invites you to Müller & Söhne");
        assert_eq!(
            mail.plain("https://portal.example", Language::En),
            "Hello Bob,\n\n\
             Ada Lovelace invites you to work for Müller & Söhne in Seatkeeper. \
             Your role there will be: License and security admin.\n\n\
             Accept the invitation:\nhttps://portal.example/invitation/abc\n\n\
             The link works once, until 22 Nov 2026, 14:05 UTC. \
             If you do not expect an invitation, do nothing.\n\n\
             -- \nSeatkeeper writes to you because you have or get an account at \
             https://portal.example. Nobody reads answers to this mail.\n"
        );
        let german = MailText::of(&invitation("Ada Lovelace"), "Bob", Language::De);
        assert_eq!(german.subject, "Ada Lovelace lädt Sie zu Müller & Söhne ein");
        assert!(german.plain("x", Language::De).contains("bis 22.11.2026, 14:05 UTC"));
    }

    #[test]
    fn names_are_no_markup_and_no_lines() {
        let name = "<a href=\"https://evil.example\">\"O'Hara\"</a>\r\nBcc: all@example.com";
        let mail = MailText::of(&invitation(name), name, Language::En);
        assert!(!mail.subject.contains(['\r', '\n']));
        let html = mail.html("https://portal.example", Language::En);
        assert!(html.contains("&lt;a href=&quot;https://evil.example&quot;&gt;"), "{html}");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        assert!(html.contains("<a href=\"https://portal.example/invitation/abc\">"), "{html}");
        assert!(
            mail.plain("x", Language::En).starts_with("Hello <a href=\"https://evil.example\">")
        );
    }

    #[test]
    fn every_letter_has_words_in_both_languages() {
        let at = chrono::DateTime::from_timestamp(1_795_356_300, 0).unwrap_or_default();
        let (inviter, organization) = ("Ada".to_owned(), "Engines".to_owned());
        let letters = [
            invitation("Ada"),
            Letter::InvitationTaken { inviter, organization },
            Letter::PasswordReset { path: "/reset/x".to_owned(), until: at },
            Letter::PasswordChanged { at },
            Letter::AddressChanged { address: "b@example.com".to_owned(), at },
        ];
        for letter in letters {
            let [english, german] =
                [Language::En, Language::De].map(|language| MailText::of(&letter, "A", language));
            assert_ne!(english.subject, german.subject);
            assert_eq!(english.parts.len(), german.parts.len());
            for mail in [english, german] {
                let plain = mail.plain("https://portal.example", Language::En);
                assert!(!plain.contains(['{', '}', '<']) && !plain.contains("mail-"), "{plain}");
            }
        }
    }
}
