//! Mails by SMTP.

mod message;
mod url;

pub use message::Enclosed;
pub use url::{SmtpUrl, SmtpUrlError};

use lettre::message::Mailbox;
use lettre::transport::smtp;
use lettre::transport::smtp::response::{Category, Code, Severity};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use services::mail::Delivered;
use store::mail::Mail;

/// Gives mails to a mail server. Cheap to clone; connections are shared.
#[derive(Clone, Debug)]
pub struct Mailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    base_url: String,
}

impl Mailer {
    /// Writes from this address, with links that begin with `base_url`. Nothing is connected yet.
    #[must_use]
    pub fn new(url: &SmtpUrl, from: Mailbox, base_url: String) -> Self {
        Self { server: url.transport(), from, base_url }
    }

    /// Sends a mail, with what goes along.
    pub async fn send(&self, mail: &Mail, enclosed: Option<Enclosed>) -> Delivered {
        match message::message(mail, &self.from, &self.base_url, enclosed) {
            Ok(message) => delivered(self.server.send(message).await),
            Err(error) => Delivered::Refused(format!("it cannot be written: {error}")),
        }
    }
}

/// What came of it. Only the code of an answer is kept: its text names the address.
fn delivered(outcome: Result<smtp::response::Response, smtp::Error>) -> Delivered {
    match outcome {
        Ok(_) => Delivered::Yes,
        Err(error) => match error.status() {
            Some(code) => answered(code),
            // Such as an address that this server cannot write to.
            None if error.is_client() => Delivered::NotNow(chain(&error)),
            None => Delivered::Away(chain(&error)),
        },
    }
}

fn answered(code: Code) -> Delivered {
    let said = format!("the mail server said {code}");
    match (code.severity, code.category) {
        // 55x: this mail, now and ever.
        (Severity::PermanentNegativeCompletion, Category::MailSystem) => Delivered::Refused(said),
        // 45x: this mail, now.
        (_, Category::MailSystem) => Delivered::NotNow(said),
        // Any other is about the connection or who we are, and mended by the operator.
        _ => Delivered::Away(said),
    }
}

/// An error with its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    // lettre's own text has the first cause already.
    let further = error.source().and_then(std::error::Error::source);
    std::iter::successors(further, |error| error.source())
        .fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use lettre::transport::smtp::response::Detail;

    #[test]
    fn a_code_says_whether_it_is_about_the_mail_the_moment_or_us() {
        let (perm, temp) =
            (Severity::PermanentNegativeCompletion, Severity::TransientNegativeCompletion);
        let said = |code: &str| format!("the mail server said {code}");
        for (severity, category, detail, expected) in [
            (perm, Category::MailSystem, Detail::Zero, Delivered::Refused(said("550"))),
            (temp, Category::MailSystem, Detail::One, Delivered::NotNow(said("451"))),
            (temp, Category::Connections, Detail::One, Delivered::Away(said("421"))),
            (perm, Category::Unspecified3, Detail::Five, Delivered::Away(said("535"))),
        ] {
            assert_eq!(answered(Code { severity, category, detail }), expected);
        }
    }
}
