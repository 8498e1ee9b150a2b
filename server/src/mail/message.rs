//! A mail as it travels.

use app::mails::MailText;
use domain::mail::{EmailAddress, header_text};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};
use lettre::{Address, Message};
use std::time::SystemTime;
use store::mail::Mail;

/// Why a mail cannot be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum MessageError {
    /// Nobody can be written to there.
    #[error("there can be no such address")]
    Address,
    /// What goes along cannot be named.
    #[error("what is enclosed cannot be named")]
    Enclosed,
    /// The library does not take it.
    #[error("{0}")]
    Build(#[from] lettre::error::Error),
}

/// The message. Made again it is the same in all that mail servers and mailboxes go by: its
/// Message-ID is the mail's own id, its date when it was queued.
pub(super) fn message(
    mail: &Mail,
    from: &Mailbox,
    base_url: &str,
    enclosed: Option<Enclosed>,
) -> Result<Message, MessageError> {
    let text = MailText::of(&mail.letter, &mail.name, mail.language);
    let (plain, html) = (text.plain(base_url, mail.language), text.html(base_url, mail.language));
    let name = Some(header_text(&mail.name)).filter(|name| !name.is_empty());
    let id = format!("<{}@{}>", mail.id.simple(), from.email.domain());
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    Ok(Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address(&mail.address)?))
        .subject(text.subject)
        .date(SystemTime::from(mail.created_at))
        .message_id(Some(id))
        // Nobody's "out of office" answers it.
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .multipart(with(MultiPart::alternative_plain_html(plain, html), enclosed)?)?)
}

/// A file that goes along with a mail.
#[derive(Clone, Debug)]
pub struct Enclosed {
    /// What it is called: letters, digits, hyphens and a point.
    pub name: String,
    /// A PDF.
    pub bytes: Vec<u8>,
}

fn with(text: MultiPart, enclosed: Option<Enclosed>) -> Result<MultiPart, MessageError> {
    let Some(Enclosed { name, bytes }) = enclosed else { return Ok(text) };
    let kind = ContentType::parse("application/pdf").map_err(|_| MessageError::Enclosed)?;
    let file = Attachment::new(name).body(bytes, kind);
    Ok(MultiPart::mixed().multipart(text).singlepart(file))
}

fn address(stored: &str) -> Result<Address, MessageError> {
    let parsed = EmailAddress::parse(stored).map_err(|_| MessageError::Address)?;
    Address::new(parsed.local(), parsed.domain()).map_err(|_| MessageError::Address)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::{DateTime, Utc};
    use domain::ids::RootId;
    use domain::mail::Letter;
    use domain::people::{Language, Role};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn mail(name: &str) -> Mail {
        let at: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
        Mail {
            root: RootId(1),
            id: Uuid::from_u128(7),
            address: "ada@example.com".to_owned(),
            name: name.to_owned(),
            language: Language::En,
            letter: Letter::Invitation {
                inviter: name.to_owned(),
                organization: name.to_owned(),
                role: Role::Owner,
                path: "/invitation/abc".to_owned(),
                until: at,
            },
            attempts: 1,
            created_at: at,
            useless_at: at,
        }
    }

    /// The headers, unfolded, each with its name in lower case.
    fn headers(name: &str) -> Vec<(String, String)> {
        let from = "Seatkeeper <portal@seatkeeper.example>".parse().unwrap();
        let message = message(&mail(name), &from, "https://portal.example", None).unwrap();
        let formatted = String::from_utf8(message.formatted()).unwrap();
        assert!(!formatted.replace("\r\n", "").contains(['\r', '\n', '\0']), "{formatted:?}");
        let (head, _) = formatted.split_once("\r\n\r\n").unwrap();
        assert!(head.split("\r\n").all(|line| line.len() <= 998), "{head}");
        assert!(head.is_ascii(), "{head}");
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let pair = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        unfolded.split("\r\n").map(pair).collect()
    }

    fn names(headers: &[(String, String)]) -> Vec<&str> {
        headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    const EXPECTED: [&str; 8] = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "mime-version",
        "content-type",
    ];

    #[test]
    fn a_message_is_the_same_each_time_it_is_made() {
        let headers = headers("Ada Lovelace");
        assert_eq!(names(&headers), EXPECTED);
        let value = |name: &str| &*headers.iter().find(|(key, _)| key == name).unwrap().1;
        assert_eq!(value("to"), "\"Ada Lovelace\" <ada@example.com>");
        assert_eq!(value("subject"), "Ada Lovelace invites you to Ada Lovelace");
        assert_eq!(value("date"), "Mon, 15 Jun 2026 10:00:00 +0000");
        assert_eq!(value("message-id"), "<00000000000000000000000000000007@seatkeeper.example>");
    }

    #[test]
    fn names_add_no_headers() {
        for name in [
            "Ada\r\nBcc: all@example.com",
            "Ada\nBcc: all@example.com\n\n<html>",
            "Ada\rBcc: all@example.com",
            "Ada\0",
            "Ada\u{2028}Bcc: all@example.com",
            "\u{202e}moc.elpmaxe@adA",
            "\" <all@example.com>, \"",
            "Ada <all@example.com>",
            "ä".repeat(200).as_str(),
            "a".repeat(200).as_str(),
            "👩\u{200d}🔬".repeat(60).as_str(),
            "=?utf-8?b?QmNjOiBh?=",
            "",
        ] {
            let headers = headers(name);
            assert_eq!(names(&headers), EXPECTED, "{name:?}");
            let to = &headers[1].1;
            assert!(to.ends_with("<ada@example.com>") || to == "ada@example.com", "{to}");
            assert!(!to.contains('\u{202e}'));
        }
    }

    proptest! {
        #[test]
        fn no_name_at_all_adds_headers(name in "[\\s\\S]{0,250}") {
            let headers = headers(&name);
            prop_assert_eq!(names(&headers), EXPECTED);
        }
    }

    #[test]
    fn what_is_an_address_can_be_written_to() {
        for typed in [
            "o'hara+x_1@mail.example.com",
            "ada@müller.example",
            "иван@пример.рф",
            "a/b=c@d.example",
        ] {
            let stored = EmailAddress::parse(typed).unwrap().to_string();
            assert_eq!(address(&stored).unwrap().to_string(), stored);
        }
        assert!(address("root@localhost").is_err());
    }
}
