#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! One end for a customer's licenses: at the price that was shown, all of them or none.

mod support;

use chrono::{Days, NaiveDate};
use domain::command::Coterm;
use domain::ids::{LicenseId, OrgId};
use domain::license::LicenseRow;
use domain::money::Money;
use domain::people::Principal;
use domain::renewal::{CotermOffer, Planned, PreviewLine};
use services::ServiceError;
use std::collections::HashMap;
use support::Portal;
use uuid::Uuid;

/// A customer with several licenses that can be aligned, a day, and what it takes.
async fn customer(portal: &Portal, who: &Principal) -> (OrgId, NaiveDate, CotermOffer) {
    let today = portal.clock.today();
    let day = today + Days::new(900);
    let mut counts: HashMap<OrgId, usize> = HashMap::new();
    for row in portal.rows(who, "tab=active").await {
        let id = row.customer.unwrap().id;
        *counts.entry(id).or_default() += 1;
        if counts[&id] < 4 {
            continue;
        }
        let offer = portal.services.coterm_offer(who, id, day).await.unwrap();
        if bought(&offer).count() >= 3 {
            return (id, day, offer);
        }
    }
    panic!("the demo has no such customer");
}

fn bought(offer: &CotermOffer) -> impl Iterator<Item = (&PreviewLine, Money)> {
    offer.lines.iter().filter_map(|line| match &line.planned {
        Planned::Buys(price) => Some((line, price.net)),
        _ => None,
    })
}

fn ask(customer: OrgId, date: NaiveDate, offer: &CotermOffer) -> Coterm {
    let mut totals: Vec<Money> = Vec::new();
    for (_, net) in bought(offer) {
        match totals.iter_mut().find(|total| total.currency == net.currency) {
            Some(total) => total.minor += net.minor,
            None => totals.push(net),
        }
    }
    let licenses = bought(offer).map(|(line, _)| (line.license, line.version)).collect();
    Coterm { customer, date, licenses, totals, idempotency: Uuid::new_v4() }
}

async fn row(portal: &Portal, who: &Principal, id: LicenseId) -> LicenseRow {
    portal.services.license_get(who, id).await.unwrap().0
}

fn code(error: ServiceError) -> &'static str {
    match error {
        ServiceError::Refused(code) => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn all_end_on_the_day_at_the_price_that_was_shown() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (id, day, offer) = customer(&portal, &who).await;
    let request = ask(id, day, &offer);
    let mut before = Vec::new();
    for (license, _) in &request.licenses {
        before.push(row(&portal, &who, *license).await);
    }

    let done = portal.services.coterm(&who, request.clone()).await.unwrap();

    assert_eq!(done.licenses as usize, before.len());
    assert_eq!(done.orders.len(), request.totals.len(), "an order for each currency");
    for license in &before {
        let now = row(&portal, &who, license.id).await;
        assert_eq!((now.expires, now.term_years), (Some(day), license.term_years));
        let history = portal.services.license_history(&who, license.id).await.unwrap();
        assert_eq!(history[0].action, "co-termed");
    }
    let lines = "SELECT sum(net_minor)::text FROM order_line WHERE kind = 'co-term'";
    let sum: i64 = request.totals.iter().map(|total| total.minor).sum();
    assert_eq!(store::testing::texts(&portal.url, lines).await, [sum.to_string()]);
    assert_eq!(portal.services.coterm(&who, request).await.unwrap(), done, "once");
    let again = portal.services.coterm_offer(&who, id, day).await.unwrap();
    assert_eq!(bought(&again).count(), 0);

    for (order, _) in &done.orders {
        portal.services.undo_renewal(&who, *order).await.unwrap();
    }
    for license in before {
        let now = row(&portal, &who, license.id).await;
        assert_eq!(now, LicenseRow { version: now.version, ..license });
    }
}

#[tokio::test]
async fn one_that_changed_keeps_all_as_they_are() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (id, day, offer) = customer(&portal, &who).await;
    let request = ask(id, day, &offer);
    let last = row(&portal, &who, request.licenses.last().unwrap().0).await;
    portal.services.rename_license(&who, last.id, last.version, "Renamed").await.unwrap();

    let refused = portal.services.coterm(&who, request.clone()).await.unwrap_err();

    assert!(matches!(refused, ServiceError::Conflict(Some(_))), "{refused:?}");
    for (license, _) in &request.licenses {
        assert_ne!(row(&portal, &who, *license).await.expires, Some(day));
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    let (id, day, offer) = customer(&portal, &who).await;
    let good = ask(id, day, &offer);
    let fresh = |request: Coterm| Coterm { idempotency: Uuid::new_v4(), ..request };
    let refusal = async |request: Coterm| code(services.coterm(&who, request).await.unwrap_err());

    let mut dearer = fresh(good.clone());
    dearer.totals[0].minor -= 1;
    assert_eq!(refusal(dearer).await, "price-changed");
    let none = Coterm { licenses: Vec::new(), ..fresh(good.clone()) };
    assert_eq!(refusal(none).await, "coterm-nothing");
    let past = Coterm { date: portal.clock.today(), ..fresh(good.clone()) };
    assert_eq!(refusal(past).await, "target-out-of-range");
    let stranger = Coterm { customer: OrgId(Uuid::nil()), ..fresh(good.clone()) };
    assert_eq!(refusal(stranger).await, "other-customer");
    let mut missing = fresh(good.clone());
    missing.licenses.push((LicenseId(Uuid::nil()), 1));
    let hidden = services.coterm(&who, missing).await.unwrap_err();
    assert!(matches!(hidden, ServiceError::NotFound), "{hidden:?}");
    let many = Coterm {
        licenses: (0..501).map(|n| (LicenseId(Uuid::from_u128(n)), 1)).collect(),
        ..fresh(good.clone())
    };
    let invalid = services.coterm(&who, many).await.unwrap_err();
    assert!(matches!(invalid, ServiceError::Invalid(_)), "{invalid:?}");
    for email in ["owner@westernhagen.example", "reader@kranich.example"] {
        let who = portal.person(email).await;
        let refused = services.coterm(&who, fresh(good.clone())).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Forbidden), "{email}: {refused:?}");
    }
}

#[tokio::test]
async fn two_at_the_same_moment_do_it_once() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (id, day, offer) = customer(&portal, &who).await;
    let outcomes = futures::future::join_all((0..8).map(|_| {
        let (services, who, request) = (portal.services.clone(), who.clone(), ask(id, day, &offer));
        tokio::spawn(async move { services.coterm(&who, request).await })
    }))
    .await;
    let won = outcomes.into_iter().filter(|outcome| outcome.as_ref().unwrap().is_ok()).count();
    assert_eq!(won, 1);
    let lines = "SELECT count(*)::text FROM order_line WHERE kind = 'co-term'";
    assert_eq!(
        store::testing::texts(&portal.url, lines).await,
        [bought(&offer).count().to_string()]
    );
}
