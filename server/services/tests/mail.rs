//! The queue of mails: nothing is lost, nothing sent twice.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use chrono::{Duration, Utc};
use domain::mail::Letter;
use domain::people::{Language, Principal};
use futures::future::join_all;
use services::ServiceError;
use services::mail::{Delivered, Recipient, enqueue};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use store::StoreError;
use store::mail::{Mail, Settled};
use support::{Portal, TODAY};

/// A mail server that remembers what it was given, and says what it is told to say.
#[derive(Clone)]
struct Inbox {
    got: Arc<Mutex<Vec<Mail>>>,
    says: Arc<Mutex<Delivered>>,
}

impl Inbox {
    fn new() -> Self {
        Self { got: Arc::default(), says: Arc::new(Mutex::new(Delivered::Yes)) }
    }

    fn says(&self, answer: Delivered) {
        *self.says.lock().unwrap() = answer;
    }

    async fn take(self, mail: Mail) -> Delivered {
        // Somebody else's turn, so that workers are in the middle of it together.
        tokio::task::yield_now().await;
        let answer = self.says.lock().unwrap().clone();
        if answer == Delivered::Yes {
            self.got.lock().unwrap().push(mail);
        }
        answer
    }

    /// How often each address was written to.
    fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for mail in self.got.lock().unwrap().iter() {
            *counts.entry(mail.address.clone()).or_default() += 1;
        }
        counts
    }
}

/// A portal with an owner of a tree that is no demo's: only such mails are sent.
async fn portal() -> (Portal, Principal) {
    let portal = Portal::new().await;
    let owner = support::owner(&portal.services, "ada@engines.example").await;
    (portal, owner)
}

async fn queue(portal: &Portal, who: &Principal, address: &str) {
    let letter = Letter::PasswordChanged { at: portal.clock.now() };
    queue_letter(portal, who, address, letter).await;
}

async fn queue_letter(portal: &Portal, who: &Principal, address: &str, letter: Letter) {
    let mut tx = portal.services.store.begin(who.scope).await.unwrap();
    let to = Recipient {
        org: who.org,
        address: address.to_owned(),
        name: "Ada\r\nBcc: all@example.com".to_owned(),
        language: Language::En,
    };
    enqueue(&mut tx, to, letter, address.to_owned(), portal.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Sends until nothing is due.
async fn send_all(portal: &Portal, inbox: &Inbox) {
    while portal.services.mail_round(|mail| inbox.clone().take(mail)).await.unwrap() {}
}

/// How a mail stands: its state, how often it was tried, and whether it still says something.
async fn stands(portal: &Portal, who: &Principal, address: &str) -> (String, i32, bool) {
    store::testing::mail_stands(&portal.url, who.scope.root, address).await
}

fn ahead(portal: &Portal, by: Duration) {
    portal.clock.set(portal.clock.now() + by);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_workers_send_each_mail_once() {
    let (portal, who) = portal().await;
    for n in 0..100 {
        queue(&portal, &who, &format!("{n}@example.com")).await;
    }
    let inbox = Inbox::new();
    join_all((0..4).map(|_| send_all(&portal, &inbox))).await;
    let counts = inbox.counts();
    assert_eq!(counts.len(), 100);
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    send_all(&portal, &inbox).await;
    assert_eq!(inbox.got.lock().unwrap().len(), 100);
    assert_eq!(stands(&portal, &who, "7@example.com").await, ("sent".to_owned(), 1, false));
}

#[tokio::test]
async fn a_mail_is_queued_once_and_with_its_change_or_not_at_all() {
    let (portal, who) = portal().await;
    queue(&portal, &who, "once@example.com").await;
    queue(&portal, &who, "once@example.com").await;
    let mut tx = portal.services.store.begin(who.scope).await.unwrap();
    let to = Recipient {
        org: who.org,
        address: "never@example.com".to_owned(),
        name: String::new(),
        language: Language::De,
    };
    let letter = Letter::PasswordChanged { at: portal.clock.now() };
    enqueue(&mut tx, to, letter, "never".to_owned(), portal.clock.now()).await.unwrap();
    drop(tx);
    let inbox = Inbox::new();
    send_all(&portal, &inbox).await;
    assert_eq!(inbox.counts(), BTreeMap::from([("once@example.com".to_owned(), 1)]));
    assert_eq!(inbox.got.lock().unwrap()[0].name, "Ada Bcc: all@example.com");
}

#[tokio::test]
async fn a_mail_server_that_is_away_for_an_hour_costs_no_mail() {
    let (portal, who) = portal().await;
    let inbox = Inbox::new();
    inbox.says(Delivered::Away("the connection failed".to_owned()));
    for n in 0..30 {
        queue(&portal, &who, &format!("{n}@example.com")).await;
    }
    for _ in 0..60 {
        send_all(&portal, &inbox).await;
        ahead(&portal, Duration::minutes(1));
    }
    assert_eq!(inbox.counts().len(), 0);
    inbox.says(Delivered::Yes);
    // The longest pause of one that was tried for an hour.
    for _ in 0..90 {
        send_all(&portal, &inbox).await;
        ahead(&portal, Duration::minutes(1));
    }
    let counts = inbox.counts();
    assert_eq!(counts.len(), 30);
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
}

/// One that does not answer is asked once a round, not for each mail.
#[tokio::test]
async fn a_mail_server_that_is_away_is_left_alone() {
    let (portal, who) = portal().await;
    let inbox = Inbox::new();
    inbox.says(Delivered::Away("the connection failed".to_owned()));
    for n in 0..3 {
        queue(&portal, &who, &format!("{n}@example.com")).await;
    }
    send_all(&portal, &inbox).await;
    let mut tries = 0;
    for n in 0..3 {
        let (state, attempts, kept) = stands(&portal, &who, &format!("{n}@example.com")).await;
        assert_eq!((state.as_str(), kept), ("queued", true));
        tries += attempts;
    }
    assert_eq!(tries, 1);
}

#[tokio::test]
async fn a_worker_that_dies_leaves_its_mail_to_the_next() {
    let (portal, who) = portal().await;
    queue(&portal, &who, "ada@example.com").await;
    let (store, root, now) = (&portal.services.store, who.scope.root, portal.clock.now());
    let dead = store.mail_claim(root, now, now + Duration::minutes(5)).await.unwrap().unwrap();
    let inbox = Inbox::new();
    ahead(&portal, Duration::minutes(4));
    send_all(&portal, &inbox).await;
    assert_eq!(inbox.counts().len(), 0, "it may still be sending");
    ahead(&portal, Duration::minutes(2));
    send_all(&portal, &inbox).await;
    let got = inbox.got.lock().unwrap().clone();
    assert_eq!((got.len(), got[0].id, got[0].attempts), (1, dead.id, 2), "the same mail");
    // Not dead after all, but late: what it says does not count.
    let late = Settled::Failed { error: "too late".to_owned() };
    let refused = store.mail_settle(&dead, &late, portal.clock.now()).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotFound), "{refused}");
    assert_eq!(stands(&portal, &who, "ada@example.com").await.0, "sent");
}

#[tokio::test]
async fn a_mail_is_given_up_after_three_days_and_then_says_nothing() {
    let (portal, who) = portal().await;
    queue(&portal, &who, "ada@example.com").await;
    let inbox = Inbox::new();
    inbox.says(Delivered::NotNow("the mail server said 451".to_owned()));
    let begun = portal.clock.now();
    while stands(&portal, &who, "ada@example.com").await.0 == "queued" {
        send_all(&portal, &inbox).await;
        ahead(&portal, Duration::minutes(30));
    }
    let took = portal.clock.now() - begun;
    assert!((Duration::hours(60)..=Duration::hours(73)).contains(&took), "{took}");
    let (state, attempts, kept) = stands(&portal, &who, "ada@example.com").await;
    assert_eq!((state.as_str(), kept), ("failed", false));
    assert!((15..30).contains(&attempts), "{attempts}");
}

#[tokio::test]
async fn a_refused_mail_is_not_tried_again_and_keeps_no_other() {
    let (portal, who) = portal().await;
    queue(&portal, &who, "nobody@example.com").await;
    let inbox = Inbox::new();
    inbox.says(Delivered::Refused("the mail server said 550".to_owned()));
    send_all(&portal, &inbox).await;
    assert_eq!(stands(&portal, &who, "nobody@example.com").await, ("failed".to_owned(), 1, false));
    inbox.says(Delivered::Yes);
    queue(&portal, &who, "ada@example.com").await;
    send_all(&portal, &inbox).await;
    assert_eq!(inbox.counts(), BTreeMap::from([("ada@example.com".to_owned(), 1)]));
}

/// A link that has ended helps nobody.
#[tokio::test]
async fn a_link_is_not_sent_after_its_end() {
    let (portal, who) = portal().await;
    let until = portal.clock.now() + Duration::hours(1);
    let letter = Letter::PasswordReset { path: "/reset/x".to_owned(), until };
    queue_letter(&portal, &who, "ada@example.com", letter).await;
    ahead(&portal, Duration::hours(2));
    let inbox = Inbox::new();
    send_all(&portal, &inbox).await;
    assert_eq!(inbox.counts().len(), 0);
    assert_eq!(stands(&portal, &who, "ada@example.com").await, ("failed".to_owned(), 1, false));
}

#[tokio::test]
async fn made_up_people_are_never_written_to() {
    let (portal, _) = portal().await;
    let made_up = portal.person("owner@kranich.example").await;
    queue(&portal, &made_up, "made-up@example.com").await;
    let inbox = Inbox::new();
    send_all(&portal, &inbox).await;
    assert_eq!(inbox.counts().len(), 0);
    let shown = portal.services.demo_mails().await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].address, "made-up@example.com");
    let services = portal.services.clone().with_demo(false);
    let refused = services.demo_mails().await.unwrap_err();
    assert!(matches!(refused, ServiceError::NotFound), "{refused}");
    assert!(!services.mail_is_set_up() && services.with_mail().mail_is_set_up());
}

/// Whoever queues while a worker finds a tree's queue empty is not overlooked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_comes_at_the_end_of_a_round_is_sent() {
    let (portal, who) = portal().await;
    let inbox = Inbox::new();
    for n in 0..40 {
        let address = format!("{n}@example.com");
        tokio::join!(queue(&portal, &who, &address), send_all(&portal, &inbox));
    }
    send_all(&portal, &inbox).await;
    let counts = inbox.counts();
    assert_eq!(counts.len(), 40);
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    assert!(portal.services.store.mail_roots(portal.clock.now()).await.unwrap().is_empty());
}

#[tokio::test]
async fn old_mails_are_forgotten() {
    let (portal, who) = portal().await;
    queue(&portal, &who, "ada@example.com").await;
    let store = &portal.services.store;
    let queued: chrono::DateTime<Utc> = TODAY.parse().unwrap();
    assert_eq!(store.mail_prune(queued).await.unwrap(), 0);
    assert_eq!(store.mail_prune(queued + Duration::seconds(1)).await.unwrap(), 1);
}
