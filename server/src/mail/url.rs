//! `SMTP_URL`: which mail server, by which protection, as whom.

use lettre::{AsyncSmtpTransport, Tokio1Executor};
use std::{fmt, str::FromStr, time::Duration};

/// How long the server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why a URL names no mail server. The URL itself, which may hold a password, is not in it.
#[derive(Debug, thiserror::Error)]
pub enum SmtpUrlError {
    /// It is none.
    #[error(
        "expected smtp://user:password@host:port or smtps://…, with ?tls=required, \
         opportunistic or none behind smtp://"
    )]
    Form,
    /// The library does not take it.
    #[error("{0}")]
    Unusable(String),
}

/// A mail server. Without `?tls=…` the connection must become a TLS one, whoever answers.
#[derive(Clone)]
pub struct SmtpUrl {
    url: String,
}

impl FromStr for SmtpUrl {
    type Err = SmtpUrlError;

    fn from_str(text: &str) -> Result<Self, SmtpUrlError> {
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let url = match (address.split_once("://"), query) {
            (Some(("smtps", _)), "") => address.to_owned(),
            (Some(("smtp", _)), "" | "tls=required") => format!("{address}?tls=required"),
            (Some(("smtp", _)), "tls=opportunistic") => text.to_owned(),
            (Some(("smtp", _)), "tls=none") => address.to_owned(),
            _ => return Err(SmtpUrlError::Form),
        };
        // Now, not at the first mail. The library's words could repeat the password.
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).map_err(|error| {
            match error.is_tls() {
                true => SmtpUrlError::Unusable(error.to_string()),
                false => SmtpUrlError::Form,
            }
        })?;
        Ok(Self { url })
    }
}

impl SmtpUrl {
    /// Connects when there is something to send.
    pub(super) fn transport(&self) -> AsyncSmtpTransport<Tokio1Executor> {
        match AsyncSmtpTransport::<Tokio1Executor>::from_url(&self.url) {
            Ok(builder) => builder.timeout(Some(PATIENCE)).build(),
            // It was usable when it was read.
            Err(_) => AsyncSmtpTransport::<Tokio1Executor>::unencrypted_localhost(),
        }
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_url_names_server_and_protection() {
        for (text, meant) in [
            ("smtp://mail.example", "smtp://mail.example?tls=required"),
            (
                "smtp://a:b@mail.example:587?tls=required",
                "smtp://a:b@mail.example:587?tls=required",
            ),
            ("smtp://mail.example?tls=opportunistic", "smtp://mail.example?tls=opportunistic"),
            ("smtp://127.0.0.1:2525?tls=none", "smtp://127.0.0.1:2525"),
            ("smtps://u%40x:p%3Aw@mail.example", "smtps://u%40x:p%3Aw@mail.example"),
        ] {
            assert_eq!(text.parse::<SmtpUrl>().unwrap().url, meant, "{text}");
        }
    }

    #[test]
    fn what_is_no_url_is_refused_without_its_password() {
        for text in [
            "",
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://:secret@:25",
            "smtp://a:secret@mail.example:port",
            "smtp://a:secret@mail.example?tls=maybe",
            "smtps://a:secret@mail.example?tls=none",
            "smtp://a:secret@mail.example?tls=none&x=1",
        ] {
            let error = text.parse::<SmtpUrl>().unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        let url: SmtpUrl = "smtp://a:secret@mail.example".parse().unwrap();
        assert!(!format!("{url:?}").contains("secret"));
    }
}
