#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! API tokens: what they may, for how long, and who ends them.

mod support;

use chrono::Duration;
use domain::api_token::{MAX_TOKENS, PER_MINUTE, TokenDraft, TokenMade};
use domain::people::{Principal, Role, RoleChoice};
use domain::policy::Action;
use serde_json::json;
use services::ServiceError;
use services::tokens::{Bearer, is_token};
use std::net::{IpAddr, Ipv4Addr};
use support::Portal;

const FROM: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

fn draft(actions: &[Action], days: u16) -> TokenDraft {
    TokenDraft { name: "Backup".to_owned(), actions: actions.to_vec(), days }
}

impl Portal {
    async fn token(&self, who: &Principal, actions: &[Action]) -> TokenMade {
        self.services.token_create(who, draft(actions, 90)).await.unwrap()
    }

    async fn bearer(&self, token: &str) -> Option<Bearer> {
        self.services.principal_by_token(token, FROM).await.unwrap()
    }

    async fn make(&self, owner: &Principal, who: &Principal, role: Role) {
        let at = self.services.person_get(owner, who.person).await.unwrap();
        let choice = RoleChoice::Fixed(role);
        self.services.person_set_role(owner, who.person, at.version, choice).await.unwrap();
    }
}

#[tokio::test]
async fn a_token_may_what_it_was_given_as_far_as_its_person_may_now() {
    let portal = Portal::new().await;
    let (owner, who) = (portal.person("owner@kranich.example").await, portal.partner().await);
    let made = portal.token(&who, &[Action::ViewLicenses, Action::EditNote]).await;
    assert!(is_token(&made.token) && !made.token.contains(' '));
    let bearer = portal.bearer(&made.token).await.unwrap();
    assert_eq!((bearer.who.person, bearer.who.scope), (who.person, who.scope));
    assert!(bearer.who.may(Action::EditNote) && !bearer.who.may(Action::Renew));
    // The person may less.
    portal.make(&owner, &who, Role::ReadOnly).await;
    let bearer = portal.bearer(&made.token).await.unwrap();
    assert!(bearer.who.may(Action::ViewLicenses) && !bearer.who.may(Action::EditNote));
    // The person may more: the token does not.
    portal.make(&owner, &who, Role::Owner).await;
    let bearer = portal.bearer(&made.token).await.unwrap();
    assert!(bearer.who.may(Action::EditNote) && !bearer.who.may(Action::ManagePeople));
    // Nor does it do by a service what it was not given.
    let at = portal.services.person_get(&owner, owner.person).await.unwrap();
    let refused = portal.services.person_deactivate(&bearer.who, owner.person, at.version).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn what_no_token_can_be_is_named() {
    let portal = Portal::new().await;
    let (services, who) = (&portal.services, portal.person("owner@kranich.example").await);
    let looks = &[Action::ViewLicenses][..];
    let reader = portal.person("reader@kranich.example").await;
    for (who, draft, field, code) in [
        (&who, TokenDraft { name: " ".to_owned(), ..draft(looks, 90) }, "name", "name-empty"),
        (&who, draft(&[], 90), "actions", "token-empty"),
        (&who, draft(&[Action::ManagePeople], 90), "actions", "token-beyond-own"),
        (&who, draft(&[Action::UseTokens], 90), "actions", "token-beyond-own"),
        (&reader, draft(&[Action::Renew], 90), "actions", "token-beyond-own"),
        (&who, draft(looks, 0), "days", "token-days"),
        (&who, draft(looks, 366), "days", "token-days"),
    ] {
        let refused = services.token_create(who, draft).await;
        let Err(ServiceError::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!((&*fields[0].field, &*fields[0].code), (field, code));
    }
    for _ in 0..MAX_TOKENS {
        portal.token(&who, looks).await;
    }
    let refused = services.token_create(&who, draft(looks, 1)).await;
    let Err(ServiceError::Invalid(fields)) = refused else { panic!("{refused:?}") };
    assert_eq!(fields[0].code, "token-too-many");
    let one = services.token_list(&who).await.unwrap()[0].id;
    services.token_revoke(&who, who.person, one).await.unwrap();
    portal.token(&who, looks).await;
}

#[tokio::test]
async fn a_token_ends_with_its_time_its_person_and_its_organization() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.partner().await;
    let start = services.clock.now();
    let made = portal.token(&who, &[Action::ViewLicenses]).await;
    portal.clock.set(start + Duration::days(90) - Duration::seconds(1));
    assert!(portal.bearer(&made.token).await.is_some());
    portal.clock.set(start + Duration::days(90));
    assert!(portal.bearer(&made.token).await.is_none());
    assert!(services.token_list(&who).await.unwrap().is_empty());

    // Of whoever is locked out, for good.
    let stale = services.token_create(&who, draft(&[Action::ViewLicenses], 1)).await;
    assert!(matches!(stale, Err(ServiceError::StepUp)), "{stale:?}");
    let (owner, who) = (portal.person("owner@kranich.example").await, portal.partner().await);
    let made = portal.token(&who, &[Action::ViewLicenses]).await;
    let at = services.person_get(&owner, who.person).await.unwrap();
    assert_eq!(at.tokens.len(), 1);
    let at = services.person_deactivate(&owner, who.person, at.version).await.unwrap();
    assert!(portal.bearer(&made.token).await.is_none());
    services.person_reactivate(&owner, who.person, at.version).await.unwrap();
    assert!(portal.bearer(&made.token).await.is_none());

    // As long as the organization is suspended.
    let made = portal.token(&who, &[Action::ViewLicenses]).await;
    let suspend = |state: &str, by: &str| {
        format!(
            "UPDATE organization SET state = '{state}', suspended_by = {by} WHERE name ILIKE '%kranich%'"
        )
    };
    store::testing::change(&portal.url, &suspend("suspended", "id")).await;
    for _ in 0..3 {
        assert!(portal.bearer(&made.token).await.is_none());
    }
    services.refusals_noted().await;
    let mut tx = services.store.begin_read(who.scope).await.unwrap();
    let log = store::log::log_of_actions(&mut tx, who.person.0, &["sign-in-refused"], 50);
    let log = log.await.unwrap();
    assert_eq!(log.len(), 1, "one entry a minute");
    assert_eq!(
        (&log[0].after["reason"], &log[0].after["address"]),
        (&json!("token"), &json!("192.0.2.1"))
    );
    drop(tx);
    store::testing::change(&portal.url, &suspend("active", "NULL")).await;
    assert!(portal.bearer(&made.token).await.is_some());

    // Where demos do not count, a demo's does not either.
    let other = services.clone().with_demo(false);
    assert!(other.principal_by_token(&made.token, FROM).await.unwrap().is_none());
}

#[tokio::test]
async fn who_manages_somebody_ends_its_tokens() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (owner, who) = (portal.person("owner@kranich.example").await, portal.partner().await);
    let made = portal.token(&who, &[Action::ViewLicenses]).await;
    let id = made.view.id;
    let reader = portal.person("reader@kranich.example").await;
    let refused = services.token_revoke(&reader, who.person, id).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    let sibling = portal.person("owner@bergfried.example").await;
    let refused = services.token_revoke(&sibling, who.person, id).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
    // It is not the owner's own.
    let refused = services.token_revoke(&owner, owner.person, id).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
    services.token_revoke(&owner, who.person, id).await.unwrap();
    assert!(portal.bearer(&made.token).await.is_none());
    let again = services.token_revoke(&owner, who.person, id).await;
    assert!(matches!(again, Err(ServiceError::NotFound)), "{again:?}");
}

#[tokio::test]
async fn use_is_noted_once_a_minute_and_counted_always() {
    let portal = Portal::new().await;
    let (services, who) = (&portal.services, portal.partner().await);
    let made = portal.token(&who, &[Action::ViewLicenses]).await;
    let used = async || {
        let token = services.token_list(&who).await.unwrap().remove(0);
        (token.used, token.used_from)
    };
    assert_eq!(used().await, (None, None));
    let start = services.clock.now();
    portal.bearer(&made.token).await.unwrap();
    assert_eq!(used().await, (Some(start), Some("192.0.2.1".to_owned())));
    portal.clock.set(start + Duration::seconds(59));
    portal.bearer(&made.token).await.unwrap();
    assert_eq!(used().await.0, Some(start));
    portal.clock.set(start + Duration::seconds(60));
    portal.bearer(&made.token).await.unwrap();
    assert_eq!(used().await.0, Some(start + Duration::seconds(60)));
    for _ in 3..PER_MINUTE {
        portal.bearer(&made.token).await.unwrap();
    }
    let over = services.principal_by_token(&made.token, FROM).await;
    assert!(matches!(over, Err(ServiceError::RateLimited(_))), "{over:?}");
    // What is written like it is none.
    let other = portal.token(&who, &[Action::ViewLicenses]).await.token;
    let [_, prefix, ..] = made.token.split('_').collect::<Vec<_>>()[..] else { panic!() };
    let forged = other.replacen(other.split('_').nth(1).unwrap(), prefix, 1);
    assert!(portal.bearer(&forged).await.is_none());
}
