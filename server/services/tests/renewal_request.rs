#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Where the distributor buys, a partner asks it to renew a license: it says yes, which renews it,
//! or no.

mod support;

use domain::command::{RenewLicense, RenewWith};
use domain::ids::OrderId;
use domain::license::LicenseRow;
use domain::order::{Deed, OrderState, Side};
use domain::people::Principal;
use domain::price::{Percent, TradeTerms};
use domain::renewal::{Agreed, Choice};
use services::ServiceError;
use store::testing::{change, texts};
use support::Portal;
use uuid::Uuid;

struct World {
    portal: Portal,
    partner: Principal,
    distributor: Principal,
    row: LicenseRow,
    choice: Choice,
}

impl World {
    /// A partner that buys through its distributor, and a license of it.
    async fn new() -> Self {
        let portal = Portal::new().await;
        let partner = portal.partner().await;
        let distributor = portal.person("owner@nordlicht.example").await;
        let row = portal.renewable(&partner).await;
        let sql =
            format!("UPDATE organization SET direct_purchase = false WHERE id = '{}'", partner.org);
        assert_eq!(change(&portal.url, &sql).await, 1);
        let offer = portal.services.renewal_offer(&partner, row.id).await.unwrap();
        assert!(!offer.direct);
        let choice = offer.choices[0].clone();
        Self { portal, partner, distributor, row, choice }
    }

    fn ask(&self) -> RenewLicense {
        RenewLicense {
            id: self.row.id,
            version: self.row.version,
            with: RenewWith::Years(self.choice.years),
            idempotency: Uuid::new_v4(),
            again: false,
            price: self.choice.price.net.into(),
        }
    }

    async fn asked(&self) -> OrderId {
        self.portal.services.renewal_ask(&self.partner, self.ask()).await.unwrap().id
    }

    async fn now(&self) -> LicenseRow {
        self.portal.services.license_get(&self.partner, self.row.id).await.unwrap().0
    }

    async fn mails(&self) -> Vec<String> {
        let sql = "SELECT to_address || ' ' || (data ->> 'news') FROM mail
                   WHERE template = 'order' ORDER BY created_at, id";
        texts(&self.portal.url, sql).await
    }
}

fn code<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Err(ServiceError::Refused(code)) => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_the_distributor_says_yes_to_is_renewed_at_the_price_that_was_told() {
    let world = World::new().await;
    let services = &world.portal.services;
    assert_eq!(
        code(services.renew_license(&world.partner, world.ask()).await),
        "direct-purchase-off"
    );
    let ask = world.ask();
    let placed = services.renewal_ask(&world.partner, ask.clone()).await.unwrap();
    assert_eq!(services.renewal_ask(&world.partner, ask).await.unwrap(), placed, "once");
    assert_eq!(code(services.renewal_ask(&world.partner, world.ask()).await), "renewal-asked");
    assert_eq!(world.now().await, world.row, "nothing has happened to it");

    let order = services.order_get(&world.distributor, placed.id).await.unwrap();
    assert_eq!((order.state, order.awaits), (OrderState::Quoted, Some(Side::Seller)));
    assert_eq!(order.may, [Deed::Approve, Deed::Decline], "there is nothing else to say yes to");
    assert_eq!(order.lines[0].renews, Some((world.row.id, world.row.name.clone())));
    // Dearer by now: what was told holds.
    let terms = services.terms_get(&world.distributor, Some(world.partner.org)).await.unwrap();
    let wish = TradeTerms { discount: Percent::ZERO, ..terms.terms };
    let (org, version) = (world.partner.org, terms.version);
    services.terms_set(&world.distributor, org, version, wish).await.unwrap();
    let (id, version) = (order.id, order.version);
    assert_eq!(code(services.order_approve(&world.partner, id, version).await), "order-not-yours");
    let approved = services.order_approve(&world.distributor, id, version).await.unwrap();

    assert_eq!(approved, placed);
    let now = world.now().await;
    assert_eq!(now.expires, Some(world.choice.new_expires));
    let order = services.order_get(&world.partner, id).await.unwrap();
    assert_eq!((order.state, order.totals.net), (OrderState::Fulfilled, world.choice.price.net));
    assert_eq!(order.person, world.partner.name, "it stays who asked");
    assert!(order.lines[0].ends.is_some());
    let mails = world.mails().await;
    assert!(mails.contains(&"owner@nordlicht.example asked".to_owned()), "{mails:?}");
    assert_eq!(mails.last().unwrap(), "admin@kranich.example placed");
    // It is a renewal like any other, and can be taken back like one.
    let undone = services.undo_renewal(&world.distributor, id).await.unwrap();
    assert_eq!(undone.expires, world.row.expires);
    assert_eq!(
        code(services.order_approve(&world.distributor, id, order.version + 1).await),
        "order-state"
    );
}

#[tokio::test]
async fn what_it_says_no_to_or_is_taken_back_renews_nothing_and_can_be_asked_again() {
    let world = World::new().await;
    let services = &world.portal.services;
    let id = world.asked().await;
    let order = services.order_decline(&world.distributor, id, 1, "Too early").await.unwrap();
    assert_eq!(order.state, OrderState::Canceled);
    assert_eq!(world.mails().await.last().unwrap(), "admin@kranich.example declined");
    let id = world.asked().await;
    services.order_cancel(&world.partner, id, 1, "").await.unwrap();
    assert_eq!(code(services.order_approve(&world.distributor, id, 2).await), "order-state");
    assert_eq!(world.now().await, world.row);
    world.asked().await;
}

#[tokio::test]
async fn a_license_that_is_another_by_then_is_not_renewed() {
    let world = World::new().await;
    let services = &world.portal.services;
    let id = world.asked().await;
    let suspended = |org| {
        format!("UPDATE organization SET state = 'suspended', suspended_by = id WHERE id = '{org}'")
    };
    let customer = world.row.customer.clone().unwrap().id;
    // Each comes on top of those before, and is found before them.
    for (what, why) in [
        (
            format!("UPDATE license SET seats = seats + 1 WHERE id = '{}'", world.row.id),
            "price-changed",
        ),
        (suspended(customer), "customer-suspended"),
        (suspended(world.partner.org), "order-buyer-suspended"),
    ] {
        assert_eq!(change(&world.portal.url, &what).await, 1);
        assert_eq!(code(services.order_approve(&world.distributor, id, 1).await), why);
    }
}

#[tokio::test]
async fn one_that_was_renewed_meanwhile_is_not_renewed_again() {
    let world = World::new().await;
    let services = &world.portal.services;
    let id = world.asked().await;
    world.portal.clock.set(world.portal.clock.now() + chrono::Duration::minutes(5));
    services.renew_license(&world.distributor, world.ask()).await.unwrap();
    assert_eq!(code(services.order_approve(&world.distributor, id, 1).await), "renewed-recently");
}

#[tokio::test]
async fn only_who_has_to_asks_and_at_the_price_that_it_saw() {
    let world = World::new().await;
    let services = &world.portal.services;
    // Whoever sells renews without asking.
    assert_eq!(code(services.renewal_ask(&world.distributor, world.ask()).await), "renewal-buys");
    let wrong = RenewLicense { price: Agreed::default(), ..world.ask() };
    assert_eq!(code(services.renewal_ask(&world.partner, wrong).await), "price-changed");
    let coupon = RenewLicense { with: RenewWith::Coupon(world.row.id), ..world.ask() };
    assert_eq!(code(services.renewal_ask(&world.partner, coupon).await), "coupon-unfit");
    for email in ["owner@westernhagen.example", "reader@kranich.example"] {
        let who = world.portal.person(email).await;
        let asked = services.renewal_ask(&who, world.ask()).await;
        assert!(matches!(asked, Err(ServiceError::Forbidden)), "{email}");
    }
    let other = world.portal.person("owner@bergfried.example").await;
    let asked = services.renewal_ask(&other, world.ask()).await;
    assert!(matches!(asked, Err(ServiceError::NotFound)));
}
