#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]
//! `kill -9` at random moments while people order: nothing half, nothing lost that was confirmed,
//! nothing twice. A few kills each time; `KILLS=200` in the environment says how many:
//! `KILLS=200 tools/with-postgres cargo nextest run --profile figures -p server --test killed --no-capture`

#[path = "../common/mod.rs"]
mod common;

mod buyer;
mod truth;

use buyer::{Answer, Buyer, Told, Wish};
use common::process::{Cleanup, Server, run, text};
use common::{data_dir, kill_9, postmaster_pid};
use domain::order::{PlaceOrder, Recipient};
use server::postgres::EmbeddedPostgres;
use std::collections::HashSet;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use truth::{halves, kept, lines, orders};
use uuid::Uuid;

/// Kills unless `KILLS` says otherwise.
const KILLS: u32 = 8;
/// A kill comes so long after the first answer of a server at most.
const LATEST: Duration = Duration::from_millis(500);
/// Two of each of two partners, so that they want the same coupons.
const PEOPLE: [&str; 4] = [
    "owner@kranich.example",
    "admin@kranich.example",
    "owner@bergfried.example",
    "admin@bergfried.example",
];
const DEMO: [&str; 3] = ["--demo", "--demo-licenses", "100"];

/// What was found out.
#[derive(Default)]
struct Figures {
    kills: u32,
    /// Requests that a kill left without an answer.
    open: HashSet<Uuid>,
    /// Those of them that had been carried out.
    carried_out: HashSet<Uuid>,
}

#[test]
fn killed_at_any_moment_no_order_is_half_lost_or_made_twice() {
    let kills = std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let begun = Instant::now();
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let mut server = Server::start(&data, &DEMO);
    let url = EmbeddedPostgres::url_of_running(&data.path).unwrap().unwrap();
    let since = lines(&url, "SELECT clock_timestamp()").remove(0);
    let mut buyers: Vec<Buyer> = PEOPLE.iter().map(|email| enter(&server, &url, email)).collect();
    let mut figures = Figures::default();

    for _ in 0..kills {
        let database = postmaster_pid(&data).unwrap();
        let port = server.port;
        thread::scope(|scope| {
            let (heard, hears) = channel();
            for buyer in &mut buyers {
                let heard = heard.clone();
                scope.spawn(move || buyer.work(port, &heard));
            }
            drop(heard);
            a_moment(&hears);
            // Every other time the database dies as well, before or after.
            let kill = figures.kills % 4;
            if kill == 1 {
                kill_9(database);
            }
            server.child.kill().unwrap();
            if kill == 3 {
                kill_9(database);
            }
            server.child.wait().unwrap();
        });
        figures.kills += 1;
        server = Server::start(&data, &DEMO);
        look(&url, &since, &buyers, &mut figures);
    }

    let (heard, _hears) = channel();
    for buyer in &mut buyers {
        buyer.settle(server.port, &heard).expect("the server stays");
    }
    look(&url, &since, &buyers, &mut figures);
    asked_again(server.port, &buyers);
    let found = halves(&url, &since);
    assert!(found.is_empty(), "after all was asked for again: {found:?}");
    one_key_is_one_cart(server.port, &buyers[0]);
    tell(&url, &since, &buyers, &figures, begun);
    server.terminate();
    let verified = run(&data, &["audit", "verify"]);
    assert!(verified.status.success(), "{}", text(&verified));
}

/// Signs in.
fn enter(server: &Server, url: &str, email: &str) -> Buyer {
    let (_, cookie) = server.sign_in(email);
    let customer = "SELECT c.id FROM organization c
        JOIN person p ON p.root_id = c.root_id AND p.org_id = c.parent_id
        WHERE p.email = '$EMAIL' AND c.kind = 'customer' AND c.state = 'active'
        ORDER BY c.name LIMIT 1";
    let customer = lines(url, &customer.replace("$EMAIL", email)).remove(0);
    Buyer::new(email, cookie, customer.parse().unwrap())
}

/// Lets a random time pass after the first answer.
fn a_moment(hears: &Receiver<()>) {
    if hears.recv().is_ok() {
        let until = Instant::now() + LATEST.mul_f64(rand::random());
        while hears.recv_timeout(until.saturating_duration_since(Instant::now())).is_ok() {}
    }
}

/// Nothing is half, and what anybody was told is so.
fn look(url: &str, since: &str, buyers: &[Buyer], figures: &mut Figures) {
    let found = halves(url, since);
    assert!(found.is_empty(), "after {} kills: {found:?}", figures.kills);
    let (orders, kept) = (orders(url), kept(url));
    for (wish, told) in buyers.iter().flat_map(|buyer| &buyer.wishes) {
        let done = kept.contains(&wish.key());
        match told {
            Told::Order(id, number) => {
                let order = orders.get(&id.to_string());
                let order = order.unwrap_or_else(|| panic!("{number} was confirmed and is lost"));
                assert_eq!(&order.number, number);
                assert_eq!(order.coupon, wish.coupon().map(|coupon| coupon.to_string()));
                let whole = match wish {
                    Wish::Buy(_, whole) => *whole,
                    Wish::Renew(_) => (1, 0),
                };
                assert_eq!((order.lines, order.licenses), whole, "{number}");
            }
            // Somebody else was faster.
            Told::Refused(why) => {
                assert!(wish.coupon().is_some() && why.contains("coupon-unfit"), "{why}");
                assert!(!done, "refused and done: {wish:?}");
            }
            Told::Nothing => {
                figures.open.insert(wish.key());
                if done {
                    figures.carried_out.insert(wish.key());
                }
            }
        }
    }
}

/// The same key again gets the same answer, at the same moment too.
fn asked_again(port: u16, buyers: &[Buyer]) {
    thread::scope(|scope| {
        for buyer in buyers.iter().chain(buyers) {
            scope.spawn(|| {
                for (wish, told) in buyer.wishes.iter().rev().take(20) {
                    let Told::Order(order, number) = told else { continue };
                    let again = wish.ask(port, &buyer.cookie).expect("the server stays").given();
                    assert_eq!(again, (*order, number.clone()));
                }
            });
        }
    });
}

/// A key that was used for one cart buys no other.
fn one_key_is_one_cart(port: u16, buyer: &Buyer) {
    let bought = buyer.wishes.iter().find_map(|(wish, told)| match (wish, told) {
        (Wish::Buy(ask, _), Told::Order(..)) => Some(ask.idempotency),
        _ => None,
    });
    let (ask, whole) = buyer.cart(port, Recipient::Stock).expect("the server stays");
    let mixed = Wish::Buy(PlaceOrder { idempotency: bought.unwrap(), ..ask }, whole);
    match mixed.ask(port, &buyer.cookie).expect("the server stays") {
        Answer::No(why) => assert!(why.contains("idempotency-mismatch"), "{why}"),
        Answer::Yes(order) => panic!("bought by a used key: {order:?}"),
    }
}

/// Tells the figures, and that there is no order that nobody wanted.
fn tell(url: &str, since: &str, buyers: &[Buyer], figures: &Figures, begun: Instant) {
    let wishes = || buyers.iter().flat_map(|buyer| &buyer.wishes);
    let told: HashSet<_> = wishes()
        .filter_map(|(_, told)| match told {
            Told::Order(order, _) => Some(*order),
            _ => None,
        })
        .collect();
    let refused = wishes().filter(|(_, told)| matches!(told, Told::Refused(_))).count();
    assert_eq!(told.len() + refused, wishes().count(), "each wish has an order of its own");
    let made = "SELECT count(*) FROM purchase_order WHERE created_at > '$SINCE'";
    let made: usize = lines(url, &made.replace("$SINCE", since))[0].parse().unwrap();
    assert_eq!(made, told.len(), "orders that somebody wanted");
    let coupons =
        wishes().filter(|(wish, told)| wish.coupon().is_some() && matches!(told, Told::Order(..)));
    println!(
        "{} kills in {} s: {made} orders, {} renewals with a coupon, {refused} refused because \
         somebody else had taken it; {} requests were open at a kill, of which {} had been \
         carried out; orders that were half: 0, lost after they were confirmed: 0, coupons used \
         twice: 0",
        figures.kills,
        begun.elapsed().as_secs(),
        coupons.count(),
        figures.open.len(),
        figures.carried_out.len(),
    );
}
