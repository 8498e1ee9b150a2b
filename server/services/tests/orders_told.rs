#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! What both sides are told of an order, what they agree to, and ordering again.

#[path = "support/house.rs"]
mod house;
#[path = "support/trade.rs"]
mod trade;

use domain::money::Currency;
use domain::order::{
    CheckoutDraft, LineAnswer, LineDraft, LineKind, OrderDetail, PlaceOrder, Recipient,
};
use domain::people::Role;
use domain::price::{ListPrice, PriceListDraft, TradeTerms};
use grid::orders::OrderRow;
use grid::page::Line;
use house::House;
use services::ServiceError;
use trade::refused;

const START: &str = "2026-06-15T10:00:00Z";

/// Who was told what, in order.
async fn told(house: &House) -> Vec<String> {
    house
        .texts(
            "SELECT split_part(to_address, '@', 1) || ' ' || split_part(dedupe, ' ', 4)
             FROM mail WHERE dedupe LIKE 'order %' ORDER BY created_at, dedupe",
        )
        .await
}

/// What was told since, in no order.
async fn news(house: &House, before: &mut usize) -> Vec<String> {
    let all = told(house).await;
    let mut new = all[(*before).min(all.len())..].to_vec();
    *before = all.len();
    // One moment passes between what happens.
    house.clock.set(house.services.clock.now() + chrono::Duration::seconds(1));
    new.sort();
    new
}

async fn changed(house: &House, asked: &OrderDetail) -> OrderDetail {
    let answers = asked.lines.iter().map(|line| LineAnswer {
        id: line.id,
        years: line.years,
        seats: line.seats,
        count: line.count,
        net: Some(9_900),
    });
    let (id, version) = (asked.id, asked.version);
    let services = &house.services;
    services.order_change(&house.distributor, id, version, answers.collect(), "").await.unwrap()
}

#[tokio::test]
async fn each_side_is_told_what_the_other_did() {
    let house = House::new(START).await;
    let (services, mut seen) = (&house.services, 0);
    let asked = house.quoted(&[house.line()], true).await;
    assert_eq!(news(&house, &mut seen).await, ["nord asked"]);
    let answer = changed(&house, &asked).await;
    assert_eq!(news(&house, &mut seen).await, ["ada changed"]);
    house.place(house.ask(&answer)).await.unwrap();
    assert_eq!(news(&house, &mut seen).await, ["ada placed", "nord accepted"]);
    let order = house.order(&house.owner, asked.id).await;
    services.order_cancel(&house.owner, order.id, order.version, "Wrong").await.unwrap();
    assert_eq!(news(&house, &mut seen).await, ["ada returned", "nord withdrawn"]);

    let asked = house.quoted(&[house.line()], true).await;
    news(&house, &mut seen).await;
    services.order_cancel(&house.owner, asked.id, asked.version, "").await.unwrap();
    assert_eq!(news(&house, &mut seen).await, ["nord withdrawn"]);

    // Nobody but the buyer knows of a quote that it made for its own customer.
    let quote = house.quoted(&[house.line()], false).await;
    assert_eq!(news(&house, &mut seen).await, ["ada quoted"]);
    services.order_cancel(&house.owner, quote.id, quote.version, "").await.unwrap();
    assert!(news(&house, &mut seen).await.is_empty());

    let bought = house.buy(&[house.line()]).await;
    assert_eq!(news(&house, &mut seen).await, ["ada placed"]);
    services.order_cancel(&house.distributor, bought.id, bought.version, "").await.unwrap();
    assert_eq!(news(&house, &mut seen).await, ["ada returned"]);
}

#[tokio::test]
async fn a_quote_that_lapses_is_told_once() {
    let house = House::new(START).await;
    let mut seen = 0;
    house.quoted(&[house.line()], false).await;
    assert_eq!(news(&house, &mut seen).await, ["ada quoted"]);
    house.set("2026-08-01T00:00:00Z");
    for told in [vec!["ada lapsed"], vec![]] {
        house.services.orders_tidy().await.unwrap();
        assert_eq!(news(&house, &mut seen).await, told);
    }
}

#[tokio::test]
async fn where_who_ordered_has_left_whoever_may_buy_is_told() {
    let house = House::new(START).await;
    let mut seen = 0;
    let people = [("lila", Role::LicenseAdmin), ("bill", Role::Billing), ("rita", Role::ReadOnly)];
    for (name, role) in people {
        house.person(&house.partner, &format!("{name}@example.com"), role, None).await;
    }
    let asked = house.quoted(&[house.line()], true).await;
    news(&house, &mut seen).await;
    house.change("UPDATE person SET deactivated_at = now() WHERE email = 'ada@example.com'").await;
    house.approve(&asked).await.unwrap();
    assert_eq!(news(&house, &mut seen).await, ["bill placed", "lila placed"]);
}

#[tokio::test]
async fn what_the_seller_sells_on_is_agreed_to_as_it_is() {
    let house = House::new(START).await;
    let services = &house.services;
    let set = async |version, text: &str| {
        let wish = TradeTerms { sale_terms: text.to_owned(), ..TradeTerms::default() };
        services.terms_set(&house.distributor, house.top.id, version, wish).await.unwrap();
    };
    let cart = house.cart(&[house.line()]).await;
    assert_eq!(cart.sale_terms, "");
    set(0, " https://nord.example/terms ").await;
    assert_eq!(refused(house.place(house.ask(&cart)).await), "terms-unagreed");
    let cart = house.order(&house.owner, cart.id).await;
    assert_eq!(cart.sale_terms, "https://nord.example/terms");
    let agreed = |text: &str| CheckoutDraft { agreed_terms: text.to_owned(), ..Default::default() };
    let ask = |text| PlaceOrder { checkout: agreed(text), ..house.ask(&cart) };
    set(1, "No refunds").await;
    assert_eq!(refused(house.place(ask(&cart.sale_terms)).await), "terms-changed");
    house.place(ask("No refunds")).await.unwrap();
    let order = house.order(&house.owner, cart.id).await;
    assert_eq!(order.checkout.agreed_terms, "No refunds");
    assert_eq!(order.agreed_at, Some(services.clock.now()));
    set(2, "Refunds").await;
    let kept = house.order(&house.owner, cart.id).await;
    assert_eq!((&*kept.checkout.agreed_terms, &*kept.sale_terms), ("No refunds", ""));

    // Asking is agreeing; the answer asks for no second yes.
    let cart = house.cart(&[house.line()]).await;
    let (id, version) = (cart.id, cart.version);
    let silent = services.order_quote(&house.owner, id, version, agreed(""), true).await;
    assert_eq!(refused(silent), "terms-unagreed");
    services.order_quote(&house.owner, id, version, agreed("Refunds"), true).await.unwrap();
    let answer = changed(&house, &house.order(&house.distributor, id).await).await;
    set(3, "Other").await;
    house.place(house.ask(&answer)).await.unwrap();
    assert_eq!(house.order(&house.owner, id).await.checkout.agreed_terms, "Refunds");

    // A quote binds nobody; whoever buys it or sends it on agrees then.
    let quote = house.quoted(&[house.line()], false).await;
    assert_eq!((quote.agreed_at, &*quote.sale_terms), (None, "Other"));
    assert_eq!(refused(house.place(house.ask(&quote)).await), "terms-unagreed");
    let send = services.order_send(&house.owner, quote.id, quote.version, "").await;
    assert_eq!(refused(send), "terms-unagreed");
    let ask = PlaceOrder { checkout: agreed("Other"), ..house.ask(&quote) };
    house.place(ask).await.unwrap();
    assert!(house.order(&house.owner, quote.id).await.agreed_at.is_some());
}

#[tokio::test]
async fn a_partner_sells_on_nothing_of_its_own() {
    let house = House::new(START).await;
    let wish = TradeTerms { sale_terms: "Mine".to_owned(), ..TradeTerms::default() };
    let set = house.services.terms_set(&house.owner, house.partner.id, 0, wish).await.unwrap();
    assert_eq!(set.terms.sale_terms, "");
}

#[tokio::test]
async fn ordering_again_names_what_it_leaves_out() {
    let house = House::new(START).await;
    let services = &house.services;
    let second =
        LineDraft { recipient: Recipient::Customer(house.customers[1].id), ..house.line() };
    let order = house.buy(&[house.line(), second, house.keys(3)]).await;
    house
        .change(&format!(
            "UPDATE organization SET state = 'suspended', suspended_by = id WHERE id = '{}'",
            house.customers[1].id
        ))
        .await;
    let again = services.order_again(&house.owner, order.id).await.unwrap();
    assert_eq!(again.cart.lines.len(), 2);
    assert_eq!(again.cart.currency, Currency::Usd);
    let left: Vec<_> = again.left_out.iter().map(|left| (&*left.name, &*left.why.code)).collect();
    assert_eq!(left, [("Business Security", "order-customer-suspended")]);
    // All or nothing: of ten thousand more, none has room.
    let full = house.cart(&[house.keys(9_996)]).await;
    let again = services.order_again(&house.owner, order.id).await;
    assert_eq!(again.unwrap().left_out.len(), 3, "nothing has room but what was there");
    assert_eq!(house.order(&house.owner, full.id).await.lines.len(), 3);
    // Where nothing is taken over, nothing is left behind.
    house.change("DELETE FROM cart").await;
    let only = house.buy(&[house.line()]).await;
    let (version, _) = house.draft_of(house.customers[0].id).await;
    let id = house.customers[0].id;
    services.organization_suspend(&house.owner, id, version, false).await.unwrap();
    let again = services.order_again(&house.owner, only.id).await;
    assert_eq!(refused(again), "order-nothing-again");
    assert_eq!(house.count("cart").await, 0);
    let foreign = services.order_again(&house.distributor, order.id).await;
    assert!(matches!(foreign, Err(ServiceError::Forbidden)));
}

#[tokio::test]
async fn the_page_of_an_order_has_its_log() {
    let house = House::new(START).await;
    let asked = house.quoted(&[house.line()], true).await;
    let answer = changed(&house, &asked).await;
    house.place(house.ask(&answer)).await.unwrap();
    let services = &house.services;
    let (order, log, pos) = services.order_page(&house.owner, asked.id).await.unwrap();
    assert_eq!(order.id, asked.id);
    let deeds: Vec<&str> = log.iter().map(|entry| &*entry.action).collect();
    assert_eq!(deeds, ["order-placed", "order-changed", "order-asked"]);
    services.order_cancel(&house.owner, order.id, order.version, "Wrong").await.unwrap();
    let (_, log, later) = services.order_page(&house.distributor, asked.id).await.unwrap();
    assert_eq!((&*log[0].action, &*log[0].actor), ("order-canceled", "ada"));
    assert!(later > pos, "a page that shows less is told");
    let cart = house.cart(&[house.line()]).await;
    assert!(services.order_page(&house.owner, cart.id).await.unwrap().1.is_empty());
}

async fn rows(house: &House, state: &str) -> Vec<OrderRow> {
    let page = house.services.grid_page::<OrderRow>(&house.owner, state, 0, 100).await.unwrap();
    let rows = page.window.into_iter().filter_map(|line| match line {
        Line::Row(row) => Some(row),
        _ => None,
    });
    rows.collect()
}

#[tokio::test]
async fn what_was_given_back_waits_for_nobody() {
    let house = House::new(START).await;
    let kept = house.buy(&[house.keys(2)]).await;
    let back = house.buy(&[house.keys(3)]).await;
    let not_activated = "usage=not-activated,partly-activated";
    assert_eq!(rows(&house, not_activated).await.len(), 2);
    let services = &house.services;
    services.order_cancel(&house.owner, back.id, back.version, "").await.unwrap();
    let left = rows(&house, not_activated).await;
    assert_eq!(left.iter().map(|row| row.order).collect::<Vec<_>>(), [kept.id]);
    let canceled = rows(&house, "progress=canceled").await;
    assert_eq!((canceled.len(), canceled[0].usage), (1, None));
}

#[tokio::test]
async fn what_only_moves_an_end_has_no_term() {
    let house = House::new(START).await;
    let order = house.buy(&[house.line(), house.by_month()]).await;
    let line = order.lines[0].id;
    house
        .change(&format!("UPDATE order_line SET kind = 'co-term', years = 0 WHERE id = '{line}'"))
        .await;
    let mut years: Vec<_> =
        rows(&house, "").await.iter().map(|row| (row.kind, row.years)).collect();
    years.sort_by_key(|(kind, _)| kind.slug());
    assert_eq!(years, [(LineKind::CoTerm, None), (LineKind::Monthly, Some(0))]);
    assert_eq!(rows(&house, "years=0").await.len(), 1, "by month alone");
}

/// What is not sold any more stays on the list that it is on.
#[tokio::test]
async fn a_list_keeps_prices_of_what_is_sold_no_more() {
    let house = House::new(START).await;
    let services = &house.services;
    let draft = PriceListDraft {
        name: "List".to_owned(),
        currency: Currency::Usd,
        from: house.clock.today(),
        until: None,
        prices: vec![ListPrice { edition: trade::BUSINESS, years: 1, minor: 1_000 }],
    };
    let id = services.price_list_save(&house.distributor, None, 0, draft.clone()).await.unwrap();
    // The catalog had it for seven years once.
    let gone = ListPrice { edition: trade::BUSINESS, years: 7, minor: 5_000 };
    let new = PriceListDraft { prices: vec![gone], ..draft.clone() };
    let refusal = services.price_list_save(&house.distributor, Some(id), 1, new).await;
    assert_eq!(trade::invalid(refusal), ("prices".into(), "list-price".into()));
    let sql = r#"UPDATE price_list SET prices = prices || '[{"edition": 40102, "years": 7, "minor": 5000}]'"#;
    assert_eq!(house.change(sql).await, 1);
    let mut prices = draft.prices.clone();
    prices.push(gone);
    let renamed = PriceListDraft { name: "New name".to_owned(), prices, ..draft };
    services.price_list_save(&house.distributor, Some(id), 1, renamed).await.unwrap();
    let lists = services.price_lists(&house.distributor).await.unwrap().lists;
    assert_eq!((lists[0].draft.prices.len(), &*lists[0].draft.name), (2, "New name"));
}
