//! Mails: queued with the change that they tell of, and sent by whichever process is free.
//!
//! A mail is in a mail server's hands at least once, and once only as long as nothing breaks in
//! the moment between the server's answer and our note of it: then it is sent again after the
//! lease, with the same Message-ID, by which mailboxes know it again.

use crate::{ServiceError, Services};
use chrono::{DateTime, Duration, Utc};
use domain::ids::{OrgId, PersonId, RootId};
use domain::mail::{Letter, header_text, pause};
use domain::people::Language;
use std::sync::Arc;
use store::mail::{Mail, NewMail, Settled, mail_insert, mail_waiting};
use store::reminder::{Reader, reader_get};
use store::{StoreError, TenantTx, whole};
use tokio::sync::Notify;
use uuid::Uuid;

/// A mail belongs to whoever took it out for so long; then to whoever takes it next.
const LEASE: Duration = Duration::minutes(5);
/// Sending one may take so long, which with the notes afterwards stays well below the lease.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);
/// Mails of one tree that are sent before the others' turn.
const AT_ONCE: usize = 20;
/// Pauses between tries to note what became of a mail while the database is away.
const NOTE_AGAIN: [u64; 5] = [0, 1, 5, 20, 60];
/// Mails that a demonstration shows.
const SHOWN: i64 = 50;

/// The way out for mails: whether there is one, and the bell that tells of new ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    set_up: bool,
    bell: Arc<Notify>,
}

/// Whom a mail is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recipient {
    /// The organization whose person it is about.
    pub org: OrgId,
    /// Where to.
    pub address: String,
    /// The person's name.
    pub name: String,
    /// The language to write in.
    pub language: Language,
}

/// What a mail server said of a mail. Texts are for operators: no addresses, no secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Delivered {
    /// It has it.
    Yes,
    /// It never takes it.
    Refused(String),
    /// It does not take it now.
    NotNow(String),
    /// There is none that answers, for this mail or any other.
    Away(String),
}

/// Queues a mail in the transaction of the change that it tells of; after the commit,
/// [`Services::ring_mail`]. Of those of a tree with the same `dedupe` only the first counts.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(
    tx: &mut TenantTx,
    to: Recipient,
    letter: Letter,
    dedupe: String,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let mail = NewMail {
        id: Uuid::now_v7(),
        org: to.org,
        address: to.address,
        name: header_text(&to.name),
        language: to.language,
        letter,
        dedupe,
    };
    mail_insert(tx, &mail, now).await?;
    Ok(())
}

impl Services {
    /// Queues a letter to somebody, who may not be there any more by now.
    pub(crate) async fn tell_person(
        &self,
        tx: &mut TenantTx,
        person: PersonId,
        letter: Letter,
        dedupe: &str,
    ) -> Result<(), ServiceError> {
        match reader_get(tx, person).await? {
            Some(to) => self.tell_reader(tx, to, letter, dedupe).await,
            None => Ok(()),
        }
    }

    /// Queues a letter about what an organization has, once for each `dedupe` and reader. The
    /// reader may be of another one; the transaction reaches `org`.
    pub(crate) async fn tell_reader(
        &self,
        tx: &mut TenantTx,
        (org, reader): (OrgId, Reader),
        letter: Letter,
        dedupe: &str,
    ) -> Result<(), ServiceError> {
        let dedupe = format!("{dedupe} {}", reader.person);
        let to = Recipient {
            org,
            address: reader.email,
            name: reader.name,
            language: reader.language.unwrap_or(Language::En),
        };
        enqueue(tx, to, letter, dedupe, self.clock.now()).await
    }

    /// The same services, where mails are sent.
    #[must_use]
    pub fn with_mail(mut self) -> Self {
        self.outbox.set_up = true;
        self
    }

    /// Whether mails reach somebody: by a mail server, or in a demonstration on their page.
    #[must_use]
    pub fn mail_is_set_up(&self) -> bool {
        self.outbox.set_up || self.demo
    }

    /// Tells the sender of this process that a mail was queued.
    pub fn ring_mail(&self) {
        self.outbox.bell.notify_one();
    }

    /// Waits until this process queues a mail.
    pub async fn mail_rung(&self) {
        self.outbox.bell.notified().await;
    }

    /// The mails of the demonstration, newest first. They are never sent.
    ///
    /// # Errors
    /// `NotFound` outside of demo mode: they hold links that sign people in.
    pub async fn demo_mails(&self) -> Result<Vec<Mail>, ServiceError> {
        if !self.demo {
            return Err(ServiceError::NotFound);
        }
        let Some(root) = self.store.root_of_demo().await? else { return Ok(Vec::new()) };
        let mut tx = self.store.begin_read(whole(root)).await?;
        let mails = mail_waiting(&mut tx, SHOWN).await?;
        tx.commit().await?;
        Ok(mails)
    }

    /// Sends mails that are due, some of each tree; true when there may be more.
    ///
    /// # Errors
    /// When the database fails; what one tree fails with does not keep the others.
    pub async fn mail_round<F, S>(&self, send: F) -> Result<bool, ServiceError>
    where
        F: Fn(Mail) -> S,
        S: Future<Output = Delivered>,
    {
        let mut more = false;
        for root in self.store.mail_roots(self.clock.now()).await? {
            match self.mail_round_of(root, &send).await {
                Ok(Round::Done) => {}
                Ok(Round::More) => more = true,
                // The others would only find the same.
                Ok(Round::Away) => return Ok(false),
                Err(error) => {
                    tracing::warn!(
                        root.id = root.0,
                        "sending the mails of root {}: {error}",
                        root.0
                    );
                }
            }
        }
        Ok(more)
    }

    async fn mail_round_of<F, S>(&self, root: RootId, send: &F) -> Result<Round, ServiceError>
    where
        F: Fn(Mail) -> S,
        S: Future<Output = Delivered>,
    {
        for _ in 0..AT_ONCE {
            let now = self.clock.now();
            let Some(mail) = self.store.mail_claim(root, now, now + LEASE).await? else {
                self.store.mail_root_settle(root).await?;
                return Ok(Round::Done);
            };
            let delivered = if mail.useless_at <= now {
                Delivered::Refused("it could not be sent in time".to_owned())
            } else {
                tokio::time::timeout(PATIENCE, send(mail.clone()))
                    .await
                    .unwrap_or_else(|_| Delivered::Away("the mail server took too long".to_owned()))
            };
            let away = matches!(delivered, Delivered::Away(_));
            self.note(&mail, outcome(&mail, delivered, self.clock.now())).await?;
            if away {
                return Ok(Round::Away);
            }
        }
        Ok(Round::More)
    }

    /// Notes what became of a mail, and tries hard to: a mail that was sent without our knowing
    /// is sent twice.
    async fn note(&self, mail: &Mail, settled: Settled) -> Result<(), ServiceError> {
        let (id, attempts) = (mail.id, mail.attempts);
        let label = match &settled {
            Settled::Sent => {
                tracing::info!(mail.id = %id, attempts, "mail {id} was sent");
                "sent"
            }
            Settled::Again { error, .. } => {
                tracing::warn!(mail.id = %id, attempts, "mail {id} will be tried again: {error}");
                "again"
            }
            Settled::Failed { error } => {
                tracing::error!(mail.id = %id, attempts, "mail {id} is given up: {error}");
                "failed"
            }
        };
        metrics::counter!("seatkeeper_mails_total", "outcome" => label).increment(1);
        let mut pauses = NOTE_AGAIN.into_iter();
        loop {
            match self.store.mail_settle(mail, &settled, self.clock.now()).await {
                Err(StoreError::NotFound) => {
                    tracing::warn!(mail.id = %id, attempts, "mail {id} was taken over by another process");
                    return Ok(());
                }
                Err(error @ StoreError::Unavailable(_)) => match pauses.next() {
                    Some(pause) => tokio::time::sleep(std::time::Duration::from_secs(pause)).await,
                    None => return Err(error.into()),
                },
                other => return Ok(other?),
            }
        }
    }
}

/// How far the mails of a tree are.
enum Round {
    /// None is due.
    Done,
    /// It is the others' turn.
    More,
    /// No mail server answers.
    Away,
}

/// What becomes of a mail.
fn outcome(mail: &Mail, delivered: Delivered, now: DateTime<Utc>) -> Settled {
    match delivered {
        Delivered::Yes => Settled::Sent,
        Delivered::Refused(error) => Settled::Failed { error },
        Delivered::NotNow(error) | Delivered::Away(error) => {
            let due_at = now + pause(u32::try_from(mail.attempts).unwrap_or(1));
            match due_at < mail.useless_at {
                true => Settled::Again { due_at, error },
                false => Settled::Failed { error },
            }
        }
    }
}
