#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Renewing: once per intent, a coupon once, undone while possible, nothing half done.

mod support;

use chrono::Duration;
use domain::command::{RenewLicense, RenewWith};
use domain::ids::LicenseId;
use domain::renewal::Agreed;
use services::ServiceError;
use support::Portal;
use uuid::Uuid;

fn ask(id: LicenseId, version: i32, with: RenewWith) -> RenewLicense {
    let (idempotency, again, price) = (Uuid::new_v4(), false, Agreed::AnyPrice);
    RenewLicense { id, version, with, idempotency, again, price }
}

#[tokio::test]
async fn a_renewal_moves_the_end_and_is_on_record() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let before = portal.renewable(&who).await;
    let offer = portal.services.renewal_offer(&who, before.id).await.unwrap();
    let choice = &offer.choices[0];
    let request = ask(before.id, before.version, RenewWith::Years(choice.years));
    let (_, pos) = portal.services.license_get(&who, before.id).await.unwrap();

    let renewed = portal.services.renew_license(&who, request).await.unwrap();

    assert_eq!(renewed.row.expires, Some(choice.new_expires));
    assert_eq!(renewed.row.version, before.version + 1);
    let history = portal.services.license_history(&who, before.id).await.unwrap();
    assert_eq!(history.len(), 1, "one log entry");
    assert_eq!(history[0].action, "renewed");
    let expires = &history[0].fields["expires"];
    assert_eq!(expires.after, Some(choice.new_expires.to_string()));
    let (now, after) = portal.services.license_get(&who, before.id).await.unwrap();
    assert_eq!(now, renewed.row);
    assert_eq!(after, pos + 2, "a live change of the license and one of the order");
}

#[tokio::test]
async fn the_same_key_again_gets_the_same_answer_also_at_the_same_moment() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.renewable(&who).await;
    let years = portal.services.renewal_offer(&who, row.id).await.unwrap().choices[0].years;
    let request = ask(row.id, row.version, RenewWith::Years(years));

    let answers = futures::future::join_all((0..8).map(|_| {
        let (services, who, request) = (portal.services.clone(), who.clone(), request.clone());
        tokio::spawn(async move { services.renew_license(&who, request).await.unwrap() })
    }))
    .await;

    let first = answers[0].as_ref().unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));
    let (now, _) = portal.services.license_get(&who, row.id).await.unwrap();
    assert_eq!(now.version, row.version + 1);

    let other = RenewLicense { version: row.version + 1, ..request };
    let refused = portal.services.renew_license(&who, other).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Refused("idempotency-mismatch")), "{refused:?}");
}

#[tokio::test]
async fn of_two_renewals_at_the_same_moment_one_wins_and_the_other_sees_it() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (row, coupon) = portal.with_coupon(&who).await;

    let outcomes = futures::future::join_all((0..16).map(|_| {
        let (services, who) = (portal.services.clone(), who.clone());
        let request = ask(row.id, row.version, RenewWith::Coupon(coupon.id));
        tokio::spawn(async move { services.renew_license(&who, request).await })
    }))
    .await;

    let (won, lost): (Vec<_>, Vec<_>) =
        outcomes.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    let renewed = won.into_iter().next().unwrap().unwrap();
    for error in lost {
        let Err(ServiceError::Conflict(Some(current))) = error else { panic!("{error:?}") };
        assert_eq!(*current, renewed.row);
    }
    let (spent, _) = portal.services.license_get(&who, coupon.id).await.unwrap();
    assert_eq!(spent.redeemed_by, Some(row.id));
}

#[tokio::test]
async fn two_licenses_cannot_take_the_same_coupon() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (first, coupon) = portal.with_coupon(&who).await;
    let twins: Vec<_> = portal
        .rows(&who, "tab=active")
        .await
        .into_iter()
        .filter(|row| row.edition == first.edition && row.seats == first.seats)
        .collect();
    assert!(twins.len() > 1, "the demo has licenses alike");

    let outcomes = futures::future::join_all(twins.iter().map(|row| {
        let (services, who) = (portal.services.clone(), who.clone());
        let request = ask(row.id, row.version, RenewWith::Coupon(coupon.id));
        tokio::spawn(async move { services.renew_license(&who, request).await })
    }))
    .await;

    let won = outcomes.into_iter().filter(|outcome| outcome.as_ref().unwrap().is_ok()).count();
    assert_eq!(won, 1);
}

#[tokio::test]
async fn undoing_restores_license_and_coupon_once() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (row, coupon) = portal.with_coupon(&who).await;
    let request = ask(row.id, row.version, RenewWith::Coupon(coupon.id));
    let renewed = portal.services.renew_license(&who, request).await.unwrap();

    let undone = portal.services.undo_renewal(&who, renewed.order).await.unwrap();

    assert_eq!((undone.expires, undone.anchor_day), (row.expires, row.anchor_day));
    let (free, _) = portal.services.license_get(&who, coupon.id).await.unwrap();
    assert_eq!(free.redeemed_by, None);
    let again = portal.services.undo_renewal(&who, renewed.order).await.unwrap_err();
    assert!(matches!(again, ServiceError::Refused("already-undone")), "{again:?}");
}

#[tokio::test]
async fn undoing_is_refused_too_late_and_after_another_change() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.renewable(&who).await;
    let years = portal.services.renewal_offer(&who, row.id).await.unwrap().choices[0].years;
    let request = ask(row.id, row.version, RenewWith::Years(years));
    let renewed = portal.services.renew_license(&who, request).await.unwrap();

    let now = portal.clock.now();
    portal.clock.set(now + Duration::minutes(16));
    let late = portal.services.undo_renewal(&who, renewed.order).await.unwrap_err();
    assert!(matches!(late, ServiceError::Refused("undo-too-late")), "{late:?}");

    portal.clock.set(now);
    let version = renewed.row.version;
    portal.services.rename_license(&who, row.id, version, "Another name").await.unwrap();
    let changed = portal.services.undo_renewal(&who, renewed.order).await.unwrap_err();
    assert!(matches!(changed, ServiceError::Refused("undo-changed-since")), "{changed:?}");
}

#[tokio::test]
async fn a_coupon_that_was_noted_meanwhile_is_refused_and_nothing_is_half_done() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (row, coupon) = portal.with_coupon(&who).await;
    let note = "for the school";
    portal.services.set_license_note(&who, coupon.id, coupon.version, note).await.unwrap();

    let request = ask(row.id, row.version, RenewWith::Coupon(coupon.id));
    let refused = portal.services.renew_license(&who, request).await.unwrap_err();

    assert!(matches!(refused, ServiceError::Refused("coupon-unfit")), "{refused:?}");
    let (now, _) = portal.services.license_get(&who, row.id).await.unwrap();
    assert_eq!(now, row);
    assert!(portal.services.license_history(&who, row.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_renewed_a_moment_ago_is_asked_about() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    let row = portal.renewable(&who).await;
    let offer = services.renewal_offer(&who, row.id).await.unwrap();
    assert_eq!(offer.recent, None);
    let with = RenewWith::Years(offer.choices[0].years);
    let renewed = services.renew_license(&who, ask(row.id, row.version, with)).await.unwrap();

    let offer = services.renewal_offer(&who, row.id).await.unwrap();
    assert_eq!(offer.recent.unwrap().number, renewed.number);
    let request = ask(row.id, renewed.row.version, with);
    let refused = services.renew_license(&who, request.clone()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Refused("renewed-recently")), "{refused:?}");
    assert_eq!(services.license_get(&who, row.id).await.unwrap().0, renewed.row);

    // Who means it sends the same again.
    let again = RenewLicense { again: true, ..request };
    let twice = services.renew_license(&who, again).await.unwrap();
    assert!(twice.row.expires > renewed.row.expires);

    services.undo_renewal(&who, twice.order).await.unwrap();
    portal.clock.set(portal.clock.now() + Duration::hours(24));
    assert_eq!(services.renewal_offer(&who, row.id).await.unwrap().recent, None);
    let (now, _) = services.license_get(&who, row.id).await.unwrap();
    services.renew_license(&who, ask(row.id, now.version, with)).await.unwrap();
}

#[tokio::test]
async fn who_may_not_buy_directly_asks_its_distributor() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let above = portal.person("owner@nordlicht.example").await;
    let services = &portal.services;
    let (row, coupon) = portal.with_coupon(&who).await;
    let off =
        format!("UPDATE organization SET direct_purchase = false WHERE id = '{}'", row.partner.id);
    assert_eq!(store::testing::change(&portal.url, &off).await, 1);

    let offer = services.renewal_offer(&who, row.id).await.unwrap();
    assert!(!offer.direct);
    let with = RenewWith::Years(offer.choices[0].years);
    let refused = services.renew_license(&who, ask(row.id, row.version, with)).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Refused("direct-purchase-off")), "{refused:?}");

    // Its distributor may, and a coupon was paid for before.
    assert!(services.renewal_offer(&above, row.id).await.unwrap().direct);
    let bought = services.renew_license(&above, ask(row.id, row.version, with)).await.unwrap();
    let undone = services.undo_renewal(&above, bought.order).await.unwrap();
    let with = RenewWith::Coupon(coupon.id);
    services.renew_license(&who, ask(row.id, undone.version, with)).await.unwrap();
}

#[tokio::test]
async fn the_partner_pays_its_own_price() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    let row = portal.renewable(&who).await;
    let list = services.renewal_offer(&who, row.id).await.unwrap().choices[0].price.clone();
    let mut tx =
        services.store.begin(portal.person("owner@nordlicht.example").await.scope).await.unwrap();
    let (terms, version) = store::price::terms_get(&mut tx, row.partner.id).await.unwrap();
    let terms = domain::price::TradeTerms {
        discount: domain::price::Percent::whole(25),
        tax: domain::price::Percent::whole(19),
        ..terms
    };
    store::price::terms_set(&mut tx, row.partner.id, version, &terms).await.unwrap();
    tx.commit().await.unwrap();

    let offer = services.renewal_offer(&who, row.id).await.unwrap();
    let price = &offer.choices[0].price;
    assert_eq!(price.gross(), list.gross());
    assert_eq!(price.net.minor, (list.gross().unwrap().minor * 75 + 50) / 100);
    let with = RenewWith::Years(offer.choices[0].years);
    let renewed = services.renew_license(&who, ask(row.id, row.version, with)).await.unwrap();
    let sql = format!(
        "SELECT l.net_minor || ' ' || l.partner_discount || ' ' || p.tax FROM order_line l
         JOIN purchase_order p ON p.root_id = l.root_id AND p.id = l.order_id
         WHERE p.id = '{}'",
        renewed.order
    );
    let expected = format!("{} 2500 1900", price.net.minor);
    assert_eq!(store::testing::texts(&portal.url, &sql).await, [expected]);
}
