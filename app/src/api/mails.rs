//! Server functions about mails.

use super::codec::Wire;
use super::error::ApiError;
use crate::mails::MailText;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[cfg(feature = "ssr")]
use super::context::call_by_anyone;

/// A mail of a demonstration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ShownMail {
    /// Which.
    pub id: Uuid,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// To whom: `Ada Lovelace <ada@example.com>`.
    pub to: String,
    /// What it says.
    pub text: MailText,
}

/// The mails of a demonstration, newest first. They are for everybody, since somebody who is
/// invited has no account yet; outside of demo mode there is no such thing.
#[server(endpoint = "demo_mails", input = Wire, output = Wire)]
pub async fn demo_mails() -> Result<Vec<ShownMail>, ApiError> {
    call_by_anyone(async |request| {
        let shown = request.services.demo_mails().await?.into_iter().map(|mail| ShownMail {
            id: mail.id,
            at: mail.created_at,
            text: MailText::of(&mail.letter, &mail.name, mail.language),
            to: format!("{} <{}>", mail.name, mail.address),
        });
        Ok(shown.collect())
    })
    .await
}
