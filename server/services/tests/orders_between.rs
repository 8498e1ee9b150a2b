#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! What may happen between a cart, a quote or a request and the last word on it.

#[path = "support/house.rs"]
mod house;
#[path = "support/trade.rs"]
mod trade;

use domain::money::Currency;
use domain::order::{CheckoutDraft, Deed, LineDraft, OrderState, PlaceOrder, Recipient, Side};
use domain::people::Role;
use domain::price::{ListPrice, Percent, PriceListDraft, TradeTerms};
use house::House;
use services::ServiceError;
use trade::{BUSINESS, invalid, refused, usd};
use uuid::Uuid;

const START: &str = "2026-06-15T10:00:00Z";

fn named(house: &House, name: &str) -> LineDraft {
    LineDraft { recipient: Recipient::NewCustomer(name.to_owned()), ..house.line() }
}

/// Sets a price of a seat and year, from today until a day.
async fn list(house: &House, currency: Currency, minor: i64, until: Option<&str>) {
    let draft = PriceListDraft {
        name: format!("List of {minor}"),
        currency,
        from: house.clock.today(),
        until: until.map(house::day),
        prices: vec![ListPrice { edition: BUSINESS, years: 1, minor }],
    };
    house.services.price_list_save(&house.distributor, None, 0, draft).await.unwrap();
}

async fn terms(house: &House, version: i32, terms: TradeTerms) {
    let (services, org) = (&house.services, house.partner.id);
    services.terms_set(&house.distributor, org, version, terms).await.unwrap();
}

#[tokio::test]
async fn nobody_says_yes_to_prices_that_are_over() {
    let house = House::new(START).await;
    let quote = house.quoted(&[house.line()], false).await;
    let asked = house.quoted(&[house.line()], true).await;
    house.set("2026-07-15T23:59:59Z");
    assert!(house.order(&house.owner, quote.id).await.may.contains(&Deed::Place), "its last day");
    house.set("2026-07-16T00:00:00Z");
    assert_eq!(refused(house.place(house.ask(&quote)).await), "order-expired");
    assert_eq!(refused(house.approve(&asked).await), "order-expired");
    assert_eq!(house.order(&house.owner, quote.id).await.may, [Deed::Cancel]);
    assert_eq!(house.count("license").await, 0);
    assert_eq!(house.services.orders_tidy().await.unwrap(), 2);
}

#[tokio::test]
async fn one_tree_that_fails_does_not_keep_orders_of_others() {
    let house = House::new(START).await;
    let quote = house.quoted(&[house.line()], false).await;
    house.set("2026-08-01T00:00:00Z");
    // What nobody can read: a state of a later version.
    house.change("ALTER TABLE purchase_order DROP CONSTRAINT purchase_order_awaits_check").await;
    house.change("UPDATE purchase_order SET awaits = 'nobody'").await;
    assert_eq!(house.services.orders_tidy().await.unwrap(), 0, "it is logged, and goes on");
    house.change("UPDATE purchase_order SET awaits = 'buyer'").await;
    assert_eq!(house.services.orders_tidy().await.unwrap(), 1);
    assert_eq!(house.order(&house.owner, quote.id).await.state, OrderState::Expired);
}

#[tokio::test]
async fn a_name_that_was_taken_meanwhile_is_that_customer() {
    let house = House::new(START).await;
    let (asked, quote) = (
        house.quoted(&[named(&house, "Öko KG")], true).await,
        house.quoted(&[named(&house, "ÖKO kg")], false).await,
    );
    let cart = house.cart(&[named(&house, "Öko KG")]).await;
    assert!(!cart.lines[0].found);
    let services = &house.services;
    let mut tx = services.store.begin(store::whole(house.root)).await.unwrap();
    let (partner, now) = (house.partner.id, services.clock.now());
    let org = store::org::customer_create(&mut tx, partner, "öko kg", now).await.unwrap();
    tx.commit().await.unwrap();
    let cart = house.order(&house.owner, cart.id).await;
    assert!(cart.lines[0].found, "told before it is bought");
    assert_eq!(cart.lines[0].customer.as_deref(), Some("öko kg"));
    house.approve(&asked).await.unwrap();
    house.place(house.ask(&quote)).await.unwrap();
    house.place(house.ask(&cart)).await.unwrap();
    for id in [asked.id, quote.id, cart.id] {
        let order = house.order(&house.owner, id).await;
        assert_eq!(order.lines[0].recipient, Recipient::Customer(org.id));
        assert_eq!(order.lines[0].delivered, (1, 0));
    }
    assert_eq!(house.count("organization WHERE name_fold = 'oko kg'").await, 1);
    // One that takes nothing is in the way, and nothing is kept.
    let more = house.quoted(&[named(&house, "Öko KG"), house.keys(2)], true).await;
    house
        .change(
            "UPDATE organization SET state = 'suspended', suspended_by = id WHERE name = 'öko kg'",
        )
        .await;
    let licenses = house.count("license").await;
    assert_eq!(refused(house.approve(&more).await), "order-customer-suspended");
    assert_eq!(house.count("license").await, licenses);
}

#[tokio::test]
async fn a_customer_that_went_meanwhile_gets_nothing() {
    let house = House::new(START).await;
    let [one, other] = [0, 1].map(|at| house.customers[at].id);
    let line = |id| LineDraft { recipient: Recipient::Customer(id), ..house.line() };
    let suspended = house.quoted(&[line(one)], true).await;
    let (version, _) = house.draft_of(one).await;
    house.services.organization_suspend(&house.owner, one, version, false).await.unwrap();
    assert_eq!(refused(house.approve(&suspended).await), "order-customer-suspended");
    let gone = house.quoted(&[line(other)], true).await;
    let closed = house.quoted(&[line(other)], true).await;
    let services = &house.services;
    let mut tx = services.store.begin(store::whole(house.root)).await.unwrap();
    let now = services.clock.now();
    let elsewhere = store::org::partner_create(&mut tx, house.top.id, "Berg", now).await.unwrap();
    tx.commit().await.unwrap();
    let (version, _) = house.draft_of(other).await;
    let to = elsewhere.id;
    services.organization_move(&house.distributor, other, version, to).await.unwrap();
    assert_eq!(refused(house.approve(&gone).await), "order-customer-unknown");
    let (version, _) = house.draft_of(other).await;
    let back = house.partner.id;
    services.organization_move(&house.distributor, other, version, back).await.unwrap();
    house.approve(&gone).await.unwrap();
    house.change(&format!("UPDATE organization SET state = 'closed' WHERE id = '{other}'")).await;
    assert_eq!(refused(house.approve(&closed).await), "order-customer-closed");
    assert_eq!(house.count("license").await, 1);
}

#[tokio::test]
async fn a_partner_that_is_locked_out_gets_nothing() {
    let house = House::new(START).await;
    let asked = house.quoted(&[house.line()], true).await;
    let (version, _) = house.draft_of(house.partner.id).await;
    let services = &house.services;
    let id = house.partner.id;
    services.organization_suspend(&house.distributor, id, version, false).await.unwrap();
    assert_eq!(refused(house.approve(&asked).await), "order-buyer-suspended");
    let seen = house.order(&house.distributor, asked.id).await;
    assert!(!seen.may.contains(&Deed::Approve) && seen.may.contains(&Deed::Decline));
    services.order_decline(&house.distributor, asked.id, asked.version, "").await.unwrap();
    assert_eq!(house.count("license").await, 0);
}

#[tokio::test]
async fn a_quote_of_who_may_not_buy_is_sent_on() {
    let house = House::new(START).await;
    house.indirect().await;
    let quote = house.quoted(&[house.line()], false).await;
    assert!(quote.may.contains(&Deed::Send) && !quote.may.contains(&Deed::Place));
    assert_eq!(refused(house.place(house.ask(&quote)).await), "direct-purchase-off");
    list(&house, Currency::Usd, 9_900, None).await;
    let services = &house.services;
    let sent = services.order_send(&house.owner, quote.id, quote.version, "").await.unwrap();
    assert_eq!((sent.state, sent.awaits), (OrderState::Quoted, Some(Side::Seller)));
    let again = services.order_send(&house.owner, quote.id, quote.version, "").await;
    assert_eq!(refused(again), "order-state");
    let foreign = services.order_send(&house.distributor, quote.id, sent.version, "").await;
    assert!(matches!(foreign, Err(ServiceError::Forbidden)));
    assert_eq!(sent.valid_until, quote.valid_until, "the day stays");
    house.approve(&sent).await.unwrap();
    let order = house.order(&house.owner, quote.id).await;
    assert_eq!((order.state, order.totals.net), (OrderState::Fulfilled, usd(14_450)));
}

/// Two tabs of one cart: one made it something, the other wanted something else.
#[tokio::test]
async fn what_another_tab_made_of_a_cart_is_no_answer_to_this_one() {
    let house = House::new(START).await;
    let cart = house.cart(&[house.line()]).await;
    let services = &house.services;
    let quote = async |to_seller| {
        let checkout = CheckoutDraft::default();
        services.order_quote(&house.owner, cart.id, cart.version, checkout, to_seller).await
    };
    let first = quote(false).await.unwrap();
    assert_eq!(quote(false).await.unwrap(), first, "the answer was lost");
    assert!(matches!(quote(true).await, Err(ServiceError::Conflict(None))));
    let order = house.order(&house.owner, cart.id).await;
    house.place(house.ask(&order)).await.unwrap();
    for to_seller in [false, true] {
        assert!(matches!(quote(to_seller).await, Err(ServiceError::Conflict(None))));
    }
    assert_eq!(house.count("license").await, 1);
}

#[tokio::test]
async fn a_list_that_ended_at_the_till_is_a_price_that_has_changed() {
    let house = House::new(START).await;
    list(&house, Currency::Usd, 1_000, Some("2026-06-15")).await;
    let cart = house.cart(&[house.line()]).await;
    assert_eq!(cart.totals.net, usd(5_000));
    house.set("2026-06-16T00:00:00Z");
    assert_eq!(refused(house.place(house.ask(&cart)).await), "price-changed");
    let now = house.order(&house.owner, cart.id).await;
    assert_eq!(now.lines[0].was.map(|was| was.net), Some(usd(5_000)));
    assert_eq!(now.totals.net, usd(14_450));
    house.place(house.ask(&now)).await.unwrap();
}

#[tokio::test]
async fn another_tax_or_currency_is_told_before_it_is_paid() {
    let house = House::new(START).await;
    let cart = house.cart(&[house.line()]).await;
    let quote = house.quoted(&[house.keys(2)], false).await;
    // The quote took what was in the cart along.
    let cart = match quote.lines.len() {
        1 => cart,
        _ => house.cart(&[house.line()]).await,
    };
    terms(&house, 0, TradeTerms { tax: Percent::whole(19), ..TradeTerms::default() }).await;
    assert_eq!(refused(house.place(house.ask(&cart)).await), "price-changed");
    let now = house.order(&house.owner, cart.id).await;
    assert_eq!((now.totals.net, now.totals.tax), (usd(14_450), usd(2_746)));
    // In another currency there is no price of it in this cart any more.
    list(&house, Currency::Eur, 2_000, None).await;
    let euros = TradeTerms { currency: Some(Currency::Eur), ..TradeTerms::default() };
    terms(&house, 1, euros).await;
    let now = house.order(&house.owner, cart.id).await;
    assert_eq!(now.lines[0].problem.as_deref(), Some("order-no-price"));
    let ask = PlaceOrder { total: usd(0), ..house.ask(&now) };
    assert!(house.place(ask).await.is_err());
    // What was quoted holds as it was quoted.
    house.place(house.ask(&quote)).await.unwrap();
    let order = house.order(&house.owner, quote.id).await;
    assert_eq!((order.currency, order.tax), (Currency::Usd, Percent::ZERO));
}

#[tokio::test]
async fn who_may_not_enter_customers_buys_for_those_there_are() {
    let house = House::new(START).await;
    let billing = house.person(&house.partner, "bill@example.com", Role::Billing, None).await;
    let services = &house.services;
    let new = named(&house, "Öko KG");
    let denied = services.cart_add(&billing, new.clone()).await;
    assert!(matches!(denied, Err(ServiceError::Forbidden)), "{denied:?}");
    let cart = services.cart_add(&billing, house.line()).await.unwrap();
    let line = cart.lines[0].id;
    let denied = services.cart_change(&billing, cart.id, line, (&house.line(), new.clone())).await;
    assert!(matches!(denied, Err(ServiceError::Forbidden)), "{denied:?}");
    // It had the right when it put it in.
    let lines = serde_json::to_string(&new).unwrap();
    let sql = format!("UPDATE cart SET lines = jsonb_set(lines, '{{0,draft}}', '{lines}')");
    assert_eq!(house.change(&sql).await, 1);
    let cart = services.order_get(&billing, cart.id).await.unwrap();
    let placed = services.order_place(&billing, house.ask(&cart)).await;
    assert!(matches!(placed, Err(ServiceError::Forbidden)), "{placed:?}");
    for to_seller in [false, true] {
        let checkout = CheckoutDraft::default();
        let (id, version) = (cart.id, cart.version);
        let quoted = services.order_quote(&billing, id, version, checkout, to_seller).await;
        assert!(matches!(quoted, Err(ServiceError::Forbidden)), "{quoted:?}");
    }
    assert_eq!(house.count("organization WHERE name = 'Öko KG'").await, 0);
    // A customer there is needs no such right, by whatever way it is named.
    let named = LineDraft {
        recipient: Recipient::NewCustomer("MÜLLER & Söhne".to_owned()),
        ..house.line()
    };
    let cart = services.cart_change(&billing, cart.id, line, (&new, named)).await.unwrap();
    services.order_place(&billing, house.ask(&cart)).await.unwrap();
}

#[tokio::test]
async fn terms_are_between_a_buyer_and_its_seller() {
    let house = House::new(START).await;
    let services = &house.services;
    let customer = house.customers[0].id;
    let seen = services.terms_get(&house.distributor, Some(customer)).await;
    assert!(matches!(seen, Err(ServiceError::Forbidden)), "{seen:?}");
    let set = services.terms_set(&house.distributor, customer, 0, TradeTerms::default()).await;
    assert!(matches!(set, Err(ServiceError::Forbidden)), "{set:?}");
    let wish = TradeTerms { discount: Percent::whole(5), ..TradeTerms::default() };
    let own = services.terms_set(&house.owner, customer, 0, wish).await.unwrap();
    assert_eq!(own.terms.discount, Percent::whole(5));
    let sold_to = services.terms_get(&house.distributor, Some(house.partner.id)).await;
    assert!(sold_to.is_ok());
}

#[tokio::test]
async fn a_wish_names_a_term_that_there_can_be() {
    let house = House::new(START).await;
    let services = &house.services;
    let wish = LineDraft { wish: "Longer".to_owned(), ..house.keys(1) };
    for years in [-1, 0, 11, 99] {
        let line = LineDraft { years, ..wish.clone() };
        let (field, _) = invalid(services.cart_add(&house.owner, line).await);
        assert!(["years", "customer"].contains(&&*field), "{years}: {field}");
    }
    let by_month = LineDraft { years: 0, ..house.line() };
    let by_month = LineDraft { wish: "More devices".to_owned(), ..by_month };
    let lines = [LineDraft { years: 10, ..wish }, by_month, house.keys(1)];
    let asked = house.quoted(&lines, true).await;
    let answer = |line: usize, years| domain::order::LineAnswer {
        id: asked.lines[line].id,
        years,
        seats: 5,
        count: 1,
        net: Some(1_000),
    };
    for (line, years) in [(0, 11), (0, 0), (1, 1), (2, 7), (2, 0)] {
        let change = services.order_change(
            &house.distributor,
            asked.id,
            asked.version,
            vec![answer(line, years)],
            "",
        );
        assert_eq!(invalid(change.await), ("years-0".into(), "order-years".into()));
    }
    let answers = vec![answer(0, 4), answer(1, 0), answer(2, 3)];
    let changed = services.order_change(&house.distributor, asked.id, asked.version, answers, "");
    let changed = changed.await.unwrap();
    house.place(house.ask(&changed)).await.unwrap();
    assert_eq!(house.order(&house.owner, asked.id).await.state, OrderState::Fulfilled);
}

#[tokio::test]
async fn an_order_has_at_most_ten_thousand_licenses() {
    let house = House::new(START).await;
    let services = &house.services;
    let cart = house.cart(&[house.keys(9_999), house.keys(1)]).await;
    let too_many = ("count".to_owned(), "order-licenses".to_owned());
    assert_eq!(invalid(services.cart_add(&house.owner, house.keys(1)).await), too_many);
    let line = cart.lines[1].id;
    let one = house.keys(1);
    let change = services.cart_change(&house.owner, cart.id, line, (&one, house.keys(2))).await;
    assert_eq!(invalid(change), too_many);
    assert_eq!(house.order(&house.owner, cart.id).await.lines[1].count, 1);
    let smaller = services.cart_change(&house.owner, cart.id, line, (&one, house.keys(1))).await;
    let asked = services
        .order_quote(&house.owner, cart.id, smaller.unwrap().version, Default::default(), true)
        .await
        .unwrap();
    let asked = house.order(&house.distributor, asked.id).await;
    let answers = asked.lines.iter().map(|line| domain::order::LineAnswer {
        id: line.id,
        years: 1,
        seats: 1,
        count: 9_000,
        net: None,
    });
    let change =
        services.order_change(&house.distributor, asked.id, asked.version, answers.collect(), "");
    assert_eq!(invalid(change.await), ("count-1".into(), "order-licenses".into()));
}

/// The key of an intent that was sent with another cart is not taken for this one's.
#[tokio::test]
async fn a_key_is_of_one_cart() {
    let house = House::new(START).await;
    let first = house.cart(&[house.line()]).await;
    let ask = house.ask(&first);
    house.place(ask.clone()).await.unwrap();
    let other = house.cart(&[house.line()]).await;
    let mixed = PlaceOrder { idempotency: ask.idempotency, ..house.ask(&other) };
    assert_eq!(refused(house.place(mixed).await), "idempotency-mismatch");
    let cheaper = PlaceOrder { total: usd(1), ..ask.clone() };
    assert_eq!(refused(house.place(cheaper).await), "idempotency-mismatch");
    assert_eq!(house.place(ask).await.unwrap().id, first.id);
    let own = PlaceOrder { idempotency: Uuid::new_v4(), ..house.ask(&other) };
    house.place(own).await.unwrap();
    assert_eq!(house.count("license").await, 2);
}
