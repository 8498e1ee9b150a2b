#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Buying: carts, orders, requests, what comes of them, and what two do at once.

mod support;

use chrono::{Days, Duration, NaiveDate};
use domain::command::{MergeCoupons, SplitCoupon};
use domain::field::FieldError;
use domain::ids::{OrderId, OrgId};
use domain::license::{LicenseRow, LicenseStatus};
use domain::money::{Currency, Money};
use domain::order::{
    CheckoutDraft, Deed, LineAnswer, LineDraft, OrderDetail, OrderState, PlaceOrder, Placed,
    Recipient, Side,
};
use domain::organization::OrgDraft;
use domain::people::Principal;
use domain::price::{ListPrice, Percent, PriceListDraft, TradeTerms};
use futures::future::join_all;
use services::ServiceError;
use support::Portal;
use uuid::Uuid;

/// Emsisoft Business Security: $28.90 a seat and year, bulk from 10 licenses on.
const BUSINESS: i32 = 40_102;

struct World {
    portal: Portal,
    distributor: Principal,
    partner: Principal,
    customer: OrgId,
}

impl World {
    async fn new() -> Self {
        let portal = Portal::new().await;
        let distributor = portal.person("owner@nordlicht.example").await;
        let partner = portal.person("owner@kranich.example").await;
        let customer = portal.person("owner@westernhagen.example").await.org;
        Self { portal, distributor, partner, customer }
    }

    fn line(&self) -> LineDraft {
        LineDraft {
            edition: BUSINESS,
            years: 1,
            seats: 5,
            count: 1,
            recipient: Recipient::Customer(self.customer),
            wish: String::new(),
        }
    }

    fn keys(&self, count: u32) -> LineDraft {
        LineDraft { count, recipient: Recipient::Stock, ..self.line() }
    }

    async fn cart(&self, lines: &[LineDraft]) -> OrderDetail {
        let mut cart = None;
        for line in lines {
            cart = Some(self.portal.services.cart_add(&self.partner, line.clone()).await.unwrap());
        }
        cart.unwrap()
    }

    fn ask(&self, cart: &OrderDetail) -> PlaceOrder {
        PlaceOrder {
            id: cart.id,
            version: cart.version,
            total: cart.totals.gross().unwrap(),
            checkout: CheckoutDraft::default(),
            idempotency: Uuid::new_v4(),
        }
    }

    async fn place(&self, ask: PlaceOrder) -> Result<Placed, ServiceError> {
        self.portal.services.order_place(&self.partner, ask).await
    }

    async fn buy(&self, lines: &[LineDraft]) -> OrderDetail {
        let cart = self.cart(lines).await;
        let placed = self.place(self.ask(&cart)).await.unwrap();
        self.order(&self.partner, placed.id).await.unwrap()
    }

    async fn order(&self, who: &Principal, id: OrderId) -> Result<OrderDetail, ServiceError> {
        self.portal.services.order_get(who, id).await
    }

    async fn license(&self, order: &OrderDetail, line: usize) -> LicenseRow {
        let (id, ..) = order.lines[line].keys[0];
        self.portal.services.license_get(&self.partner, id).await.unwrap().0
    }

    /// The partner's terms: 20 % off, 19 % tax.
    async fn terms(&self) {
        let terms = TradeTerms {
            discount: Percent::whole(20),
            tax: Percent::whole(19),
            ..TradeTerms::default()
        };
        let services = &self.portal.services;
        services.terms_set(&self.distributor, self.partner.org, 0, terms).await.unwrap();
    }

    async fn list(&self, minor: i64, from: NaiveDate, until: Option<NaiveDate>) {
        let draft = PriceListDraft {
            name: format!("List of {minor}"),
            currency: Currency::Usd,
            from,
            until,
            prices: vec![ListPrice { edition: BUSINESS, years: 1, minor }],
        };
        let services = &self.portal.services;
        services.price_list_save(&self.distributor, None, 0, draft).await.unwrap();
    }

    /// The partner has to ask its distributor.
    async fn indirect(&self) {
        let services = &self.portal.services;
        let org = services.organization_get(&self.distributor, self.partner.org).await.unwrap();
        let draft = OrgDraft { direct_purchase: false, ..org.draft };
        services.organization_update(&self.distributor, org.id, org.version, draft).await.unwrap();
    }

    /// Sends what is in a cart to the distributor.
    async fn send(&self, lines: &[LineDraft]) -> OrderDetail {
        let cart = self.cart(lines).await;
        let checkout = CheckoutDraft::default();
        let services = &self.portal.services;
        let (id, version) = (cart.id, cart.version);
        services.order_quote(&self.partner, id, version, checkout, true).await.unwrap();
        self.order(&self.distributor, id).await.unwrap()
    }

    async fn count(&self, what: &str) -> i64 {
        let sql = format!("SELECT count(*)::text FROM {what}");
        store::testing::texts(&self.portal.url, &sql).await[0].parse().unwrap()
    }

    fn today(&self) -> NaiveDate {
        self.portal.clock.today()
    }
}

fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::Usd }
}

fn refused(answer: Result<impl std::fmt::Debug, ServiceError>) -> &'static str {
    match answer {
        Err(ServiceError::Refused(code)) => code,
        other => panic!("{other:?}"),
    }
}

fn invalid(answer: Result<impl std::fmt::Debug, ServiceError>) -> (String, String) {
    match answer {
        Err(ServiceError::Invalid(mut wrong)) => {
            let FieldError { field, code, .. } = wrong.remove(0);
            (field, code)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_license_for_a_customer_begins_today() {
    let world = World::new().await;
    world.terms().await;
    let cart = world.cart(&[world.line()]).await;
    assert_eq!(cart.totals.net, usd(11_560), "5 x 28.90, 20 % off");
    assert_eq!(cart.totals.tax, usd(2_196), "19 % of it, half up");
    let checkout = CheckoutDraft { own_number: " PO 7 ".into(), ..CheckoutDraft::default() };
    let placed = world.place(PlaceOrder { checkout, ..world.ask(&cart) }).await.unwrap();
    let order = world.order(&world.partner, placed.id).await.unwrap();
    assert_eq!((order.id, order.state), (cart.id, OrderState::Fulfilled));
    assert_eq!(order.totals, cart.totals);
    assert_eq!((&*order.checkout.own_number, order.lines[0].delivered), ("PO 7", (1, 0)));
    let license = world.license(&order, 0).await;
    assert_eq!(license.status(world.today()), LicenseStatus::Active);
    assert_eq!(license.customer.as_ref().map(|org| org.id), Some(world.customer));
    assert_eq!(license.activated, Some(world.today()));
    assert_eq!(license.expires, NaiveDate::from_ymd_opt(2027, 6, 15));
    assert_eq!((license.seats, license.order_no.as_deref()), (Some(5), Some("PO 7")));
    let services = &world.portal.services;
    let history = services.license_history(&world.partner, license.id).await.unwrap();
    assert_eq!(history.iter().map(|entry| &*entry.action).collect::<Vec<_>>(), ["bought"]);
    assert!(services.carts(&world.partner).await.unwrap().is_empty(), "the cart is used up");
    let seen = world.order(&world.distributor, order.id).await.unwrap();
    assert_eq!((seen.margin, seen.totals), (None, order.totals), "a margin is nobody's business");
}

#[tokio::test]
async fn keys_for_later_come_by_tiers_and_lapse() {
    let world = World::new().await;
    let order = world.buy(&[world.keys(25)]).await;
    assert_eq!(order.totals.net, usd(332_350), "25 x 5 x 28.90, 8 % off");
    assert_eq!(order.lines[0].delivered, (25, 25));
    let license = world.license(&order, 0).await;
    assert_eq!(license.status(world.today()), LicenseStatus::Unused);
    assert_eq!(license.expires, NaiveDate::from_ymd_opt(2027, 6, 15), "12 months (1.4.2)");
    assert_eq!((license.customer, license.term_years), (None, Some(1)));
    assert_eq!(world.count("order_key").await, 25);
}

#[tokio::test]
async fn one_cart_is_one_order_however_often_it_is_placed() {
    let world = World::new().await;
    let cart = world.cart(&[world.line()]).await;
    let before = world.count("license").await;
    let ask = world.ask(&cart);
    let first = world.place(ask.clone()).await.unwrap();
    assert_eq!(world.place(ask.clone()).await.unwrap(), first, "the answer was lost");
    let other_tab = PlaceOrder { idempotency: Uuid::new_v4(), ..ask.clone() };
    assert_eq!(world.place(other_tab).await.unwrap(), first, "another tab");
    let other = world.cart(&[world.keys(2)]).await;
    let mixed = PlaceOrder { idempotency: ask.idempotency, ..world.ask(&other) };
    assert_eq!(refused(world.place(mixed).await), "idempotency-mismatch");
    assert_eq!(world.count("license").await, before + 1);
}

#[tokio::test]
async fn thirty_two_at_once_buy_once() {
    let world = World::new().await;
    let cart = world.cart(&[world.keys(3)]).await;
    let before = world.count("license").await;
    let asks = (0..32).map(|_| world.place(world.ask(&cart)));
    let answers = join_all(asks).await;
    let placed: Vec<Placed> = answers.into_iter().map(Result::unwrap).collect();
    assert!(placed.iter().all(|one| *one == placed[0]));
    assert_eq!(world.count("license").await, before + 3);
    assert_eq!(world.count("purchase_order WHERE number LIKE 'O-%'").await, 1);
}

#[tokio::test]
async fn a_new_customer_is_entered_along_once() {
    let world = World::new().await;
    let new = LineDraft { recipient: Recipient::NewCustomer(" Öko KG ".into()), ..world.line() };
    let order = world.buy(&[new.clone(), new.clone()]).await;
    let names: Vec<_> = order.lines.iter().map(|line| line.customer.as_deref()).collect();
    assert_eq!(names, [Some("Öko KG"), Some("Öko KG")]);
    assert_eq!(world.count("organization WHERE name = 'Öko KG'").await, 1);
    // It is there by now, so another order takes that one, and says so before.
    let cart = world.cart(&[world.keys(2), new]).await;
    assert_eq!(cart.lines.iter().map(|line| line.found).collect::<Vec<_>>(), [false, true]);
    let placed = world.place(world.ask(&cart)).await.unwrap();
    let next = world.order(&world.partner, placed.id).await.unwrap();
    assert_eq!(next.lines[1].recipient, order.lines[0].recipient);
    assert_eq!(world.count("organization WHERE name = 'Öko KG'").await, 1);
}

#[tokio::test]
async fn a_price_that_has_changed_is_shown_before_it_is_paid() {
    let world = World::new().await;
    let cart = world.cart(&[world.line()]).await;
    let ask = world.ask(&cart);
    world.list(3_000, world.today(), None).await;
    assert_eq!(refused(world.place(ask.clone()).await), "price-changed");
    let now = world.order(&world.partner, cart.id).await.unwrap();
    assert_eq!(now.totals.net, usd(15_000));
    assert_eq!(now.lines[0].was.map(|was| was.net), Some(usd(14_450)));
    let placed = world.place(world.ask(&now)).await.unwrap();
    // Later lists change nothing that was placed.
    world.list(9_900, world.today(), None).await;
    assert_eq!(world.order(&world.partner, placed.id).await.unwrap().totals.net, usd(15_000));
}

#[tokio::test]
async fn a_list_holds_from_its_first_to_its_last_day() {
    let world = World::new().await;
    let today = world.today();
    let tomorrow = today + Days::new(1);
    world.list(1_000, tomorrow, Some(tomorrow)).await;
    let price = async || {
        let shop = world.portal.services.shop(&world.partner).await.unwrap();
        let offer = shop.offers.iter().find(|offer| offer.edition.id == BUSINESS).unwrap();
        offer.terms[0].1.minor
    };
    for (days, minor) in [(0, 2_890), (1, 1_000), (2, 2_890)] {
        let at = support::TODAY.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        world.portal.clock.set(at + Duration::days(days));
        assert_eq!(price().await, minor, "after {days} days");
    }
}

#[tokio::test]
async fn who_may_not_buy_directly_asks_and_gets_what_it_asked_for() {
    let world = World::new().await;
    world.indirect().await;
    let cart = world.cart(&[world.line()]).await;
    assert!(cart.may.contains(&Deed::Send) && !cart.may.contains(&Deed::Place));
    assert_eq!(refused(world.place(world.ask(&cart)).await), "direct-purchase-off");
    let services = &world.portal.services;
    let checkout = CheckoutDraft::default();
    let (id, version) = (cart.id, cart.version);
    let sent = services.order_quote(&world.partner, id, version, checkout.clone(), true).await;
    let again = services.order_quote(&world.partner, id, version, checkout, true).await;
    assert_eq!(again.unwrap(), sent.unwrap(), "sent twice is sent once");
    let asked = world.order(&world.distributor, id).await.unwrap();
    assert_eq!((asked.state, asked.awaits), (OrderState::Quoted, Some(Side::Seller)));
    assert!(asked.may.contains(&Deed::Approve), "{:?}", asked.may);
    let own = world.order(&world.partner, id).await.unwrap();
    assert_eq!(own.may, [Deed::Cancel]);
    let refused_partner = services.order_approve(&world.partner, id, own.version).await;
    assert!(refused_partner.is_err(), "nobody approves its own request");
    services.order_approve(&world.distributor, id, asked.version).await.unwrap();
    let order = world.order(&world.partner, id).await.unwrap();
    assert_eq!((order.state, order.lines[0].delivered), (OrderState::Fulfilled, (1, 0)));
    let again = services.order_approve(&world.distributor, id, asked.version).await;
    assert_eq!(refused(again), "order-state");
    assert_eq!(world.count("order_key").await, 1);
}

#[tokio::test]
async fn the_distributor_answers_with_something_else() {
    let world = World::new().await;
    let wish = LineDraft { wish: "Seven years".into(), ..world.keys(1) };
    let asked = world.send(&[wish, world.keys(10)]).await;
    let services = &world.portal.services;
    let (id, version) = (asked.id, asked.version);
    assert!(asked.lines[0].price.is_none());
    assert!(!asked.may.contains(&Deed::Approve), "it has no price yet");
    let answer = |net| LineAnswer { id: asked.lines[0].id, years: 7, seats: 30, count: 2, net };
    let change = async |answers: Vec<LineAnswer>| {
        services.order_change(&world.distributor, id, version, answers, "As agreed").await
    };
    assert_eq!(refused(change(vec![]).await), "order-empty");
    assert_eq!(invalid(change(vec![answer(None)]).await).1, "order-net-needed");
    let bad = LineAnswer { seats: 0, ..answer(Some(1)) };
    assert_eq!(invalid(change(vec![bad]).await).0, "seats-0");
    let changed = change(vec![answer(Some(100_001))]).await.unwrap();
    assert_eq!((changed.state, changed.awaits), (OrderState::Approved, Some(Side::Buyer)));
    assert_eq!((changed.lines.len(), changed.totals.net), (1, usd(100_001)));
    let own = world.order(&world.partner, id).await.unwrap();
    assert_eq!(own.reason.as_deref(), Some("As agreed"));
    world.place(world.ask(&own)).await.unwrap();
    let order = world.order(&world.partner, id).await.unwrap();
    assert_eq!(order.lines[0].delivered, (2, 2));
    let license = world.license(&order, 0).await;
    assert_eq!((license.seats, license.term_years), (Some(30), Some(7)));
    assert_eq!(order.totals.net, usd(100_001), "a price that was agreed to the cent");
}

#[tokio::test]
async fn a_request_is_declined_or_taken_back_with_a_reason() {
    let world = World::new().await;
    let services = &world.portal.services;
    let asked = world.send(&[world.line()]).await;
    let (id, version) = (asked.id, asked.version);
    let declined = services.order_decline(&world.distributor, id, version, " No stock ").await;
    assert_eq!(declined.unwrap().state, OrderState::Canceled);
    let own = world.order(&world.partner, id).await.unwrap();
    assert_eq!((own.reason.as_deref(), own.may.is_empty()), (Some("No stock"), true));
    let asked = world.send(&[world.line()]).await;
    let stale = services.order_cancel(&world.partner, asked.id, asked.version + 1, "").await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))));
    services.order_cancel(&world.partner, asked.id, asked.version, "").await.unwrap();
    let late = services.order_approve(&world.distributor, asked.id, asked.version).await;
    assert_eq!(refused(late), "order-state");
    assert_eq!(world.count("order_key").await, 0);
}

#[tokio::test]
async fn a_quote_keeps_its_price_until_its_day() {
    let world = World::new().await;
    let services = &world.portal.services;
    let cart = world.cart(&[world.line()]).await;
    let checkout = CheckoutDraft::default();
    let id = cart.id;
    services.order_quote(&world.partner, id, cart.version, checkout, false).await.unwrap();
    world.list(9_900, world.today(), None).await;
    let quote = world.order(&world.partner, id).await.unwrap();
    assert_eq!((quote.state, quote.totals.net), (OrderState::Quoted, usd(14_450)));
    assert_eq!(quote.valid_until, Some(world.today() + Days::new(30)));
    assert_eq!(services.orders_tidy().await.unwrap(), 0);
    world.place(world.ask(&quote)).await.unwrap();
    // Another one lapses.
    let cart = world.cart(&[world.line()]).await;
    let checkout = CheckoutDraft::default();
    services.order_quote(&world.partner, cart.id, cart.version, checkout, false).await.unwrap();
    let at = support::TODAY.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    world.portal.clock.set(at + Duration::days(30));
    assert_eq!(services.orders_tidy().await.unwrap(), 0, "its last day");
    world.portal.clock.set(at + Duration::days(31));
    // Somebody works on it, for whom housekeeping waits.
    let mut tx = services.store.begin(world.partner.scope).await.unwrap();
    store::order::order_lock(&mut tx, cart.id).await.unwrap();
    let tidying = {
        let services = services.clone();
        tokio::spawn(async move { services.orders_tidy().await.unwrap() })
    };
    store::testing::until_waiting(&world.portal.url, 1).await;
    tx.commit().await.unwrap();
    assert_eq!(tidying.await.unwrap(), 1);
    assert_eq!(services.orders_tidy().await.unwrap(), 0);
    let over = world.order(&world.partner, cart.id).await.unwrap();
    assert_eq!(over.state, OrderState::Expired);
    assert_eq!(refused(world.place(world.ask(&over)).await), "order-state");
}

#[tokio::test]
async fn keys_go_back_unless_somebody_has_used_one() {
    let world = World::new().await;
    let services = &world.portal.services;
    let order = world.buy(&[world.keys(2), world.line()]).await;
    let back = services.order_cancel(&world.partner, order.id, order.version, "Wrong").await;
    assert_eq!(back.unwrap().state, OrderState::Canceled);
    for line in [0, 1] {
        let license = world.license(&order, line).await;
        assert_eq!(license.status(world.today()), LicenseStatus::Lapsed);
        assert_eq!(license.customer, None);
    }
    let used = world.buy(&[world.keys(2)]).await;
    let key = world.license(&used, 0).await;
    services.set_license_note(&world.partner, key.id, key.version, "Reserved").await.unwrap();
    let answer = services.order_cancel(&world.partner, used.id, used.version, "").await;
    assert_eq!(refused(answer), "order-used");
    let late = world.buy(&[world.keys(2)]).await;
    let at = support::TODAY.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    world.portal.clock.set(at + Duration::days(14) + Duration::seconds(1));
    let answer = services.order_cancel(&world.partner, late.id, late.version, "").await;
    assert_eq!(refused(answer), "order-too-late");
}

/// Parts count for their order, void keys do not; and an order of a divided key does not go back.
#[tokio::test]
async fn a_split_key_is_not_a_used_one() {
    let world = World::new().await;
    let services = &world.portal.services;
    let order = world.buy(&[world.keys(2)]).await;
    let key = world.license(&order, 0).await;
    let (id, version, parts, idempotency) = (key.id, key.version, vec![2, 3], Uuid::new_v4());
    let ask = SplitCoupon { id, version, parts, idempotency };
    let split = services.coupon_split(&world.partner, ask).await.unwrap();
    let now = world.order(&world.partner, order.id).await.unwrap();
    assert_eq!(now.lines[0].delivered, (3, 3), "two parts and the other key, all unused");
    assert!(now.lines[0].keys.iter().all(|(id, ..)| *id != key.id));
    let answer = services.order_cancel(&world.partner, order.id, now.version, "").await;
    assert_eq!(refused(answer), "order-used");
    let coupons = split.new.iter().map(|row| (row.id, row.version)).collect();
    let ask = MergeCoupons { coupons, idempotency: Uuid::new_v4() };
    services.coupon_merge(&world.partner, ask).await.unwrap();
    let now = world.order(&world.partner, order.id).await.unwrap();
    assert_eq!(now.lines[0].delivered, (2, 2));
}

#[tokio::test]
async fn a_key_used_while_its_order_is_canceled_is_either_used_or_gone() {
    let world = World::new().await;
    let services = &world.portal.services;
    for _ in 0..8 {
        let order = world.buy(&[world.keys(2)]).await;
        let key = world.license(&order, 0).await;
        let note = services.set_license_note(&world.partner, key.id, key.version, "Mine");
        let cancel = services.order_cancel(&world.partner, order.id, order.version, "");
        let (noted, canceled) = tokio::join!(note, cancel);
        let now = world.license(&order, 0).await;
        match canceled {
            Ok(_) => assert_eq!(now.status(world.today()), LicenseStatus::Lapsed),
            Err(error) => {
                assert!(matches!(error, ServiceError::Refused("order-used")), "{error:?}");
                assert!(noted.is_ok());
                assert_eq!(now.status(world.today()), LicenseStatus::Unused);
            }
        }
    }
}

#[tokio::test]
async fn suspended_and_foreign_customers_get_nothing() {
    let world = World::new().await;
    let services = &world.portal.services;
    let cart = world.cart(&[world.line()]).await;
    let org = services.organization_get(&world.partner, world.customer).await.unwrap();
    services.organization_suspend(&world.partner, org.id, org.version, false).await.unwrap();
    let now = world.order(&world.partner, cart.id).await.unwrap();
    assert_eq!(now.lines[0].problem.as_deref(), Some("order-customer-suspended"));
    assert_eq!(refused(world.place(world.ask(&cart)).await), "order-customer-suspended");
    let again = services.cart_add(&world.partner, world.line()).await;
    assert_eq!(invalid(again), ("customer".into(), "order-customer-suspended".into()));
    let other = world.portal.person("owner@bergfried.example").await;
    let theirs = services.cart_add(&other, world.line()).await;
    assert_eq!(invalid(theirs).1, "order-customer-unknown");
}

#[tokio::test]
async fn orders_and_carts_are_their_buyers() {
    let world = World::new().await;
    let services = &world.portal.services;
    let cart = world.cart(&[world.line()]).await;
    let other = world.portal.person("owner@bergfried.example").await;
    let colleague = world.portal.person("admin@kranich.example").await;
    for who in [&other, &colleague, &world.distributor] {
        let seen = world.order(who, cart.id).await;
        assert!(matches!(seen, Err(ServiceError::NotFound)), "a cart is one person's");
    }
    let order = world.place(world.ask(&cart)).await.unwrap().id;
    assert!(world.order(&colleague, order).await.is_ok());
    assert!(world.order(&world.distributor, order).await.is_ok());
    assert!(matches!(world.order(&other, order).await, Err(ServiceError::NotFound)));
    let version = world.order(&colleague, order).await.unwrap().version;
    let cancel = services.order_cancel(&other, order, version, "").await;
    assert!(matches!(cancel, Err(ServiceError::NotFound)));
    let customer = world.portal.person("owner@westernhagen.example").await;
    assert!(matches!(world.order(&customer, order).await, Err(ServiceError::Forbidden)));
    assert!(matches!(services.shop(&world.distributor).await, Err(ServiceError::Forbidden)));
}

#[tokio::test]
async fn what_cannot_be_bought_is_named_beside_its_field() {
    let world = World::new().await;
    let services = &world.portal.services;
    let line = world.line();
    for (draft, field, code) in [
        (LineDraft { seats: 0, ..line.clone() }, "seats", "order-seats"),
        (LineDraft { seats: -1, ..line.clone() }, "seats", "order-seats"),
        (LineDraft { seats: 1_000_001, ..line.clone() }, "seats", "order-seats"),
        (LineDraft { count: 0, ..world.keys(1) }, "count", "order-count"),
        (LineDraft { count: 10_001, ..world.keys(1) }, "count", "order-count"),
        (LineDraft { count: 2, ..line.clone() }, "count", "order-one-customer"),
        (LineDraft { years: 9, ..line.clone() }, "years", "order-years"),
        (LineDraft { edition: 1, ..line.clone() }, "edition", "order-edition"),
        (LineDraft { years: 0, ..world.keys(1) }, "customer", "order-plan-customer"),
        (
            LineDraft { recipient: Recipient::NewCustomer("a\u{202e}b".into()), ..line.clone() },
            "customer",
            "text-control",
        ),
        (LineDraft { wish: "x".repeat(2_001), ..line }, "wish", "note-too-long"),
    ] {
        let answer = invalid(services.cart_add(&world.partner, draft).await);
        assert_eq!(answer, (field.to_owned(), code.to_owned()));
    }
    assert_eq!(world.count("cart").await, 0);
}

#[tokio::test]
async fn carts_change_line_by_line_and_lose_nothing() {
    let world = World::new().await;
    let services = &world.portal.services;
    let cart = world.cart(&[world.keys(9)]).await;
    // Two tabs put something in at the same moment.
    let adds = (0..8).map(|_| services.cart_add(&world.partner, world.line()));
    assert!(join_all(adds).await.iter().all(Result::is_ok));
    let now = world.order(&world.partner, cart.id).await.unwrap();
    assert_eq!(now.lines.len(), 9);
    let line = now.lines[0].id;
    let change = async |was: u32, wish: u32| {
        let (was, wish) = (world.keys(was), world.keys(wish));
        services.cart_change(&world.partner, cart.id, line, (&was, wish)).await
    };
    change(9, 11).await.unwrap();
    // Another tab, which still shows the line as it was.
    assert!(matches!(change(9, 10).await, Err(ServiceError::Conflict(None))));
    assert!(change(9, 11).await.is_ok(), "sent twice is changed once");
    let now = change(11, 10).await.unwrap();
    assert_eq!(now.lines[0].price.as_ref().unwrap().net, usd(137_275), "5 % off from 10 on");
    let now = services.cart_remove(&world.partner, cart.id, line).await.unwrap();
    assert_eq!(now.lines.len(), 8);
    let again = services.cart_remove(&world.partner, cart.id, line).await.unwrap();
    assert_eq!(again.lines.len(), 8, "gone stays gone");
    let stale = world.place(world.ask(&cart)).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))), "it was another cart then");
}

#[tokio::test]
async fn what_was_ordered_is_ordered_again() {
    let world = World::new().await;
    let order = world.buy(&[world.keys(10), world.line()]).await;
    let services = &world.portal.services;
    let again = services.order_again(&world.partner, order.id).await.unwrap();
    assert!(again.left_out.is_empty());
    let cart = again.cart;
    assert_eq!((cart.state, cart.lines.len()), (OrderState::Draft, 2));
    assert_eq!(cart.totals, order.totals);
    assert_ne!(cart.id, order.id);
}

#[tokio::test]
async fn nobody_sets_its_own_discount() {
    let world = World::new().await;
    world.terms().await;
    let services = &world.portal.services;
    let wish = TradeTerms {
        discount: Percent::whole(90),
        margin: Percent::whole(30),
        address: "Weg 1\r\nBerlin".into(),
        ..TradeTerms::default()
    };
    let own = services.terms_set(&world.partner, world.partner.org, 1, wish.clone()).await.unwrap();
    assert_eq!((own.terms.discount, own.terms.margin), (Percent::whole(20), Percent::whole(30)));
    assert_eq!(own.terms.address, "Weg 1\nBerlin");
    let seen = services.terms_get(&world.distributor, Some(world.partner.org)).await.unwrap();
    assert_eq!((seen.terms.margin, seen.version), (Percent::ZERO, 2));
    let stale = services.terms_set(&world.distributor, world.partner.org, 1, wish).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))));
    let other = world.portal.person("owner@bergfried.example").await;
    let foreign = services.terms_get(&other, Some(world.partner.org)).await;
    assert!(matches!(foreign, Err(ServiceError::NotFound)));
}
