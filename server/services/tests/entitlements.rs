#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Enabling licenses: by whom, for whom, once per intent, and never more than there is.

mod support;

use chrono::{Duration, NaiveDate};
use domain::entitlement::{
    ChangeEntitlement, ExtraSeats, GrantEntitlement, Holdings, Shown, Verdict, Wish,
};
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::license::LicenseKind;
use domain::people::Principal;
use services::ServiceError;
use support::Portal;
use uuid::Uuid;

const SECURE: i32 = 20102;
const EXTRA: i32 = 20104;
const EMAIL: i32 = 251;
const MDR: i32 = 261;

/// What the demo's people and organizations are called for short.
struct World {
    portal: Portal,
    distributor: Principal,
    partner: Principal,
    other: Principal,
    customer: Principal,
}

impl World {
    async fn new() -> Self {
        let portal = Portal::new().await;
        let distributor = portal.person("admin@nordlicht.example").await;
        let partner = portal.person("admin@kranich.example").await;
        let other = portal.person("admin@bergfried.example").await;
        let customer = portal.person("owner@westernhagen.example").await;
        Self { portal, distributor, partner, other, customer }
    }

    async fn list(&self, who: &Principal, org: OrgId) -> Holdings {
        self.portal.services.entitlement_list(who, org).await.unwrap()
    }

    /// The active entitlement of an edition.
    async fn held(&self, who: &Principal, org: OrgId, edition: i32) -> Shown {
        let held = self.list(who, org).await.held;
        held.into_iter()
            .find(|one| one.entitlement.edition == edition && one.entitlement.ended.is_none())
            .expect("it holds this")
    }

    /// What Kranich has left of its 200 seats of Secure.
    async fn left(&self) -> Option<i64> {
        self.held(&self.partner, self.partner.org, SECURE).await.entitlement.left()
    }

    async fn grant(&self, who: &Principal, org: OrgId, wish: Wish) -> Result<Shown, ServiceError> {
        let idempotency = Uuid::new_v4();
        let ask = GrantEntitlement { org, wish, idempotency };
        self.portal.services.grant_entitlement(who, ask).await
    }

    async fn change(
        &self,
        of: &Shown,
        change: impl FnOnce(&mut Wish),
    ) -> Result<Shown, ServiceError> {
        let mut wish = Wish::of(&of.entitlement);
        change(&mut wish);
        let (id, version) = (of.entitlement.id, of.entitlement.version);
        let ask = ChangeEntitlement { id, version, wish };
        self.portal.services.change_entitlement(&self.partner, ask).await
    }

    async fn owner(&self, sql: &str) {
        let scope = "SET app.root = '1'; SET app.lo = '0'; SET app.hi = '9223372036854775807'";
        store::testing::execute(&self.portal.url, &format!("{scope}; {sql}")).await;
    }
}

fn seats(edition: i32, seats: i32) -> Wish {
    Wish {
        edition,
        kind: LicenseKind::Monthly,
        years: None,
        ends: None,
        auto_renew_months: None,
        seats: Some(seats),
        extras: Vec::new(),
        resale: false,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn invalid(refused: Result<Shown, ServiceError>) -> Vec<(String, String)> {
    let Err(ServiceError::Invalid(errors)) = refused else { panic!("{refused:?}") };
    errors.into_iter().map(|FieldError { field, code, .. }| (field, code)).collect()
}

#[tokio::test]
async fn a_grant_takes_seats_and_is_on_record() {
    let world = World::new().await;
    let customer = world.customer.org;
    let before = world.list(&world.partner, customer).await;
    assert!(before.manages);
    assert_eq!(world.left().await, Some(38));

    let wish =
        Wish { extras: vec![ExtraSeats { extra: EMAIL, seats: Some(5) }], ..seats(SECURE, 20) };
    let made = world.grant(&world.partner, customer, wish).await.unwrap();

    assert_eq!(world.left().await, Some(18));
    assert_eq!(made.title(), "GravityZone Endpoint Security · Secure");
    let after = world.list(&world.partner, customer).await;
    assert_eq!(after.pos, before.pos + 1, "one live change");
    assert_eq!(after.held[0].entitlement, made.entitlement);
    // The customer sees its own, with what its licenses use, and manages nothing.
    let own = world.list(&world.customer, customer).await;
    assert!(!own.manages);
    assert_eq!(own.held[0].entitlement, made.entitlement);
    assert!(own.held[0].used.is_some());
    let log =
        world.portal.services.grid_page::<grid::activity::ActivityRow>(&world.partner, "", 0, 1);
    let window = log.await.unwrap().window;
    let [grid::page::Line::Row(entry)] = &window[..] else { panic!("{window:?}") };
    assert_eq!((&*entry.entity, &*entry.entry.action), ("entitlement", "entitlement-granted"));
    assert_eq!(entry.entry.fields["seats"].after.as_deref(), Some("20"));
    assert_eq!(entry.entry.fields["extras"].after.as_deref(), Some("Email Security (5)"));
}

#[tokio::test]
async fn who_is_next_above_grants_and_nobody_else() {
    let world = World::new().await;
    let services = &world.portal.services;
    let customer = world.customer.org;
    let refused = |who| world.grant(who, customer, seats(SECURE, 1));
    assert!(matches!(refused(&world.distributor).await, Err(ServiceError::Forbidden)));
    assert!(matches!(refused(&world.customer).await, Err(ServiceError::Forbidden)));
    assert!(matches!(refused(&world.other).await, Err(ServiceError::NotFound)));
    let own = world.grant(&world.partner, world.partner.org, seats(SECURE, 1)).await;
    assert!(matches!(own, Err(ServiceError::Forbidden)), "nobody grants to itself");
    let reader = world.portal.person("reader@kranich.example").await;
    assert!(matches!(refused(&reader).await, Err(ServiceError::Forbidden)));
    let offer = services.entitlement_offer(&reader, customer).await;
    assert!(matches!(offer, Err(ServiceError::Forbidden)));
    let seen = services.entitlement_list(&world.other, customer).await;
    assert!(matches!(seen, Err(ServiceError::NotFound)));
    let above = services.entitlement_list(&world.customer, world.partner.org).await;
    assert!(matches!(above, Err(ServiceError::NotFound)));
    assert!(!world.list(&world.distributor, customer).await.manages, "it looks on");
    assert_eq!(world.left().await, Some(38));
}

/// At the top of the tree the totals are one's own.
#[tokio::test]
async fn the_distributor_enters_what_it_has_and_gives_partners_the_right_to_resell() {
    let world = World::new().await;
    let top = world.distributor.org;
    let offer = world.portal.services.entitlement_offer(&world.distributor, top).await.unwrap();
    assert_eq!(offer.parent, None);
    let emsisoft = Wish { resale: true, ..seats(40102, 500) };
    let total = world.grant(&world.distributor, top, emsisoft.clone()).await.unwrap();
    assert_eq!(total.entitlement.parent, None);
    let of_partner = Wish { resale: true, ..seats(40102, 100) };
    let granted = world.grant(&world.distributor, world.partner.org, of_partner).await.unwrap();
    assert_eq!(granted.entitlement.parent, Some(total.entitlement.id));
    assert!(granted.entitlement.resale);
    // The right goes on down the chain, with what the model contains.
    let home = world.grant(&world.partner, world.customer.org, seats(40101, 3)).await.unwrap();
    assert_eq!(home.entitlement.parent, Some(granted.entitlement.id));
}

#[tokio::test]
async fn the_same_key_again_gets_the_same_answer() {
    let world = World::new().await;
    let services = &world.portal.services;
    let idempotency = Uuid::new_v4();
    let ask = GrantEntitlement { org: world.customer.org, wish: seats(SECURE, 10), idempotency };
    let answers = futures::future::join_all((0..6).map(|_| {
        let (services, who, ask) = (services.clone(), world.partner.clone(), ask.clone());
        tokio::spawn(async move { services.grant_entitlement(&who, ask).await.unwrap() })
    }))
    .await;
    let first = answers[0].as_ref().unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));
    assert_eq!(world.left().await, Some(28));
    let other = GrantEntitlement { wish: seats(SECURE, 11), ..ask };
    let refused = services.grant_entitlement(&world.partner, other).await;
    assert!(matches!(refused, Err(ServiceError::Refused("idempotency-mismatch"))));
}

/// Invariants 5 and 6 where two meet: 38 seats are left, and each asks for 20.
#[tokio::test]
async fn two_at_once_never_get_more_than_there_is() {
    let world = World::new().await;
    let services = &world.portal.services;
    let mut tx = services.store.begin_read(world.partner.scope).await.unwrap();
    let customers = store::org::org_children(&mut tx, world.partner.org).await.unwrap();
    tx.commit().await.unwrap();
    // Far behind those that have something.
    let free = customers.iter().rev().take(8);
    let outcomes = futures::future::join_all(free.flat_map(|org| [org, org]).map(|org| {
        let (services, who) = (services.clone(), world.partner.clone());
        let (wish, idempotency) = (seats(SECURE, 5), Uuid::new_v4());
        let ask = GrantEntitlement { org: org.id, wish, idempotency };
        tokio::spawn(async move { services.grant_entitlement(&who, ask).await })
    }))
    .await;
    let (won, lost): (Vec<_>, Vec<_>) =
        outcomes.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(won.len(), 7, "seven times five of 38, one each");
    for refused in lost {
        let Err(ServiceError::Invalid(errors)) = refused else { panic!("{refused:?}") };
        let known = ["entitlement-seats-left", "entitlement-family"];
        assert!(known.contains(&&*errors[0].code), "{errors:?}");
    }
    assert_eq!(world.left().await, Some(3));
}

/// What the form disables is what the server refuses.
#[tokio::test]
async fn the_offer_tells_what_the_grant_refuses() {
    let world = World::new().await;
    let customer = world.customer.org;
    let offered = world.portal.services.entitlement_offer(&world.partner, customer).await.unwrap();
    assert_eq!(offered.parent.unwrap().name, "Kranich Systemhaus GmbH");
    let product = offered.offer.products.iter().find(|product| product.id == 201).unwrap();
    let trial = product.kinds.iter().find(|kind| kind.kind == LicenseKind::Trial).unwrap();
    // The demo's trial of Westernhagen ended a hundred days ago.
    let barred = trial.refused.as_ref().unwrap();
    assert_eq!(barred.code, "entitlement-trial-barred");
    assert_eq!(barred.args, [("day".to_owned(), "2026-09-03".to_owned())]);
    let again = Wish { kind: LicenseKind::Trial, ..seats(SECURE, 50) };
    let refused = invalid(world.grant(&world.partner, customer, again).await);
    assert_eq!(refused, [("kind".to_owned(), "entitlement-trial-barred".to_owned())]);
    let plus = product.editions.iter().find(|edition| edition.id == 20103).unwrap();
    assert_eq!(plus.refused.as_ref().unwrap().code, "entitlement-edition-not-held");
    let refused = invalid(world.grant(&world.partner, customer, seats(20103, 1)).await);
    assert_eq!(refused, [("edition".to_owned(), "entitlement-edition-not-held".to_owned())]);
}

#[tokio::test]
async fn managed_detection_needs_assistance_and_suspended_customers_get_nothing() {
    let world = World::new().await;
    let customer = world.customer.org;
    let with_mdr =
        || Wish { extras: vec![ExtraSeats { extra: MDR, seats: Some(1) }], ..seats(EXTRA, 5) };
    let off = "UPDATE organization SET assistance = false";
    world.owner(&format!("{off} WHERE id = '{}'", world.partner.org)).await;
    let offered = world.portal.services.entitlement_offer(&world.partner, customer).await.unwrap();
    let editions = offered.offer.products.iter().flat_map(|product| &product.editions);
    let extra = editions.into_iter().find(|edition| edition.id == EXTRA).unwrap();
    let mdr = extra.extras.iter().find(|extra| extra.id == MDR).unwrap();
    let Verdict::Impossible { reason } = &mdr.verdict else { panic!("{:?}", mdr.verdict) };
    assert_eq!(reason.args, [("names".to_owned(), "Kranich Systemhaus GmbH".to_owned())]);
    let refused = invalid(world.grant(&world.partner, customer, with_mdr()).await);
    assert_eq!(refused, [("extra-261".to_owned(), "entitlement-assistance-off".to_owned())]);
    world.owner("UPDATE organization SET assistance = true").await;
    world
        .owner(&format!(
            "UPDATE organization SET state = 'suspended', suspended_by = id WHERE id = '{customer}'"
        ))
        .await;
    let refused = invalid(world.grant(&world.partner, customer, with_mdr()).await);
    assert_eq!(refused[0].1, "entitlement-org-closed");
    world.owner("UPDATE organization SET state = 'active', suspended_by = NULL").await;
    world.grant(&world.partner, customer, with_mdr()).await.unwrap();
}

#[tokio::test]
async fn seats_and_add_ons_change_in_place() {
    let world = World::new().await;
    let customer = world.customer.org;
    let made = world.grant(&world.partner, customer, seats(SECURE, 10)).await.unwrap();
    let choice = world
        .portal
        .services
        .entitlement_choice(&world.partner, made.entitlement.id)
        .await
        .unwrap();
    assert_eq!(choice.choice.source.unwrap().left, Some(28));
    let changed = world
        .change(&made, |wish| {
            wish.seats = Some(38);
            wish.extras = vec![ExtraSeats { extra: EMAIL, seats: Some(38) }];
        })
        .await
        .unwrap();
    assert_eq!((changed.entitlement.seats, changed.entitlement.version), (Some(38), 2));
    assert_eq!(world.left().await, Some(0));
    let more = invalid(world.change(&changed, |wish| wish.seats = Some(39)).await);
    assert_eq!(more, [("seats".to_owned(), "entitlement-seats-left".to_owned())]);
    let stale = world.change(&made, |wish| wish.seats = Some(1)).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))), "{stale:?}");
    // Saying the same again changes nothing.
    let same = world.change(&changed, |_| ()).await.unwrap();
    assert_eq!(same.entitlement, changed.entitlement);
}

#[tokio::test]
async fn what_is_granted_on_holds_and_what_ends_gives_back() {
    let world = World::new().await;
    let services = &world.portal.services;
    let own = world.held(&world.partner, world.partner.org, SECURE).await;
    let (id, version) = (own.entitlement.id, own.entitlement.version);
    let refused = services.end_entitlement(&world.distributor, id, version).await;
    let Err(ServiceError::Invalid(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!((&*errors[0].field, &*errors[0].code), ("end", "entitlement-children"));
    assert!(errors[0].args[0].1.contains("TTT-Point AG"));
    let wish = Wish { resale: false, ..Wish::of(&own.entitlement) };
    let ask = ChangeEntitlement { id, version, wish };
    let refused = services.change_entitlement(&world.distributor, ask).await;
    assert_eq!(invalid(refused), [("resale".to_owned(), "entitlement-children".to_owned())]);

    let made = world.grant(&world.partner, world.customer.org, seats(SECURE, 38)).await.unwrap();
    let (id, version) = (made.entitlement.id, made.entitlement.version);
    let ended = services.end_entitlement(&world.partner, id, version).await.unwrap();
    assert_eq!(ended.entitlement.ended, Some(day("2026-06-15")));
    assert_eq!(world.left().await, Some(38));
    let again = services.end_entitlement(&world.partner, id, ended.entitlement.version).await;
    assert!(matches!(again, Err(ServiceError::Refused("entitlement-ended"))), "{again:?}");
    assert!(matches!(
        services.entitlement_choice(&world.partner, id).await,
        Err(ServiceError::Refused("entitlement-ended"))
    ));
    // The next one of the family is possible again.
    world.grant(&world.partner, world.customer.org, seats(SECURE, 38)).await.unwrap();
}

#[tokio::test]
async fn what_has_ended_by_its_date_ends_once_and_what_renews_goes_on() {
    let world = World::new().await;
    let services = &world.portal.services;
    let customer = world.customer.org;
    let wish = Wish { ends: Some(day("2026-06-20")), ..seats(SECURE, 38) };
    let made = world.grant(&world.partner, customer, wish).await.unwrap();
    let trial = Wish { kind: LicenseKind::Trial, ..seats(20201, 50) };
    world.grant(&world.partner, customer, trial).await.unwrap();
    assert_eq!(services.entitlement_expiry().await.unwrap(), 0, "nothing is due");

    world.portal.clock.set("2026-06-21T00:05:00Z".parse().unwrap());
    assert_eq!(services.entitlement_expiry().await.unwrap(), 1);
    assert_eq!(services.entitlement_expiry().await.unwrap(), 0, "once");
    assert_eq!(world.left().await, Some(38));
    let held = world.list(&world.partner, customer).await.held;
    let ended = held.iter().find(|one| one.entitlement.id == made.entitlement.id).unwrap();
    assert_eq!(ended.entitlement.ended, Some(day("2026-06-20")), "its last day");

    let renews =
        Wish { ends: Some(day("2026-06-30")), auto_renew_months: Some(1), ..seats(SECURE, 5) };
    let renews = world.grant(&world.partner, customer, renews).await.unwrap();
    let now = world.portal.clock.now();
    world.portal.clock.set(now + Duration::days(80));
    assert_eq!(services.entitlement_expiry().await.unwrap(), 2, "it goes on, the trial ends");
    let held = world.held(&world.partner, customer, SECURE).await;
    assert_eq!(held.entitlement.id, renews.entitlement.id);
    assert_eq!(held.entitlement.ends, Some(day("2026-09-30")));
    assert_eq!(world.left().await, Some(33));
}

/// A whole branch whose end has come ends from below.
#[tokio::test]
async fn what_draws_from_it_ends_with_it() {
    let world = World::new().await;
    let services = &world.portal.services;
    let end = Some(day("2026-07-01"));
    let total = Wish { ends: end, resale: true, ..seats(40103, 50) };
    world.grant(&world.distributor, world.distributor.org, total.clone()).await.unwrap();
    let half = Wish { seats: Some(30), ..total };
    world.grant(&world.distributor, world.partner.org, half.clone()).await.unwrap();
    let open = world.grant(&world.partner, world.customer.org, seats(40103, 5)).await;
    assert_eq!(invalid(open), [("ends".to_owned(), "entitlement-ends-after".to_owned())]);
    let some = Wish { seats: Some(5), resale: false, auto_renew_months: Some(1), ..half };
    world.grant(&world.partner, world.customer.org, some).await.unwrap();
    world.portal.clock.set("2026-07-02T00:05:00Z".parse().unwrap());
    assert_eq!(services.entitlement_expiry().await.unwrap(), 3);
    assert_eq!(services.entitlement_expiry().await.unwrap(), 0);
}

/// A customer takes its entitlements along, if the other partner can carry them; a service that
/// needs assistance keeps that on; and nobody is closed who still has something.
#[tokio::test]
async fn organizations_and_their_entitlements_hold_on_to_each_other() {
    let world = World::new().await;
    let services = &world.portal.services;
    let (customer, other) = (world.customer.org, world.other.org);
    let made = world.grant(&world.partner, customer, seats(SECURE, 38)).await.unwrap();
    let patched = world
        .change(&made, |wish| wish.extras = vec![ExtraSeats { extra: EMAIL, seats: Some(2) }])
        .await
        .unwrap();

    let mover = &world.distributor;
    let told = services.organization_move_obstacles(mover, customer, other).await.unwrap();
    let codes: Vec<&str> = told.iter().map(|error| &*error.code).collect();
    assert_eq!(codes, ["move-entitlement", "entitlement-extra-not-held"]);
    world.change(&patched, |wish| wish.extras.clear()).await.unwrap();
    let before = world.held(&world.other, other, SECURE).await.entitlement.reserved;
    let version = services.organization_get(mover, customer).await.unwrap().version;
    services.organization_move(mover, customer, version, other).await.unwrap();
    assert_eq!(world.left().await, Some(38), "the old partner has its seats back");
    let after = world.held(&world.other, other, SECURE).await.entitlement.reserved;
    assert_eq!(after, before + 38, "the new one gives them");
    assert!(world.list(&world.other, customer).await.manages);

    let owner = world.portal.person("owner@bergfried.example").await;
    let told = services.organization_close_obstacles(&owner, customer).await.unwrap();
    assert!(told.iter().any(|error| error.code == "close-entitlements"), "{told:?}");
    // A customer of Kranich in the demo has managed detection.
    let kranich = services.organization_get(mover, world.partner.org).await.unwrap();
    assert!(kranich.assistance_locks.iter().any(|(_, service)| service == "MDR Foundations"));
}
