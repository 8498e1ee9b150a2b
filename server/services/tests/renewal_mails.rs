#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! What is renewed is confirmed by mail to who renewed it: an order each, a selection once.

mod support;

use chrono::Days;
use domain::bulk::{BulkAction, Selection, StartBulk};
use domain::command::{RenewLicense, RenewWith};
use domain::people::Principal;
use domain::renewal::{Agreed, PreviewRenewals};
use store::testing::texts;
use support::Portal;
use uuid::Uuid;

/// Mails of a kind: to whom, and what of the letter.
async fn mails(portal: &Portal, template: &str, what: &str) -> Vec<String> {
    let sql = format!(
        "SELECT to_address || ' ' || ({what})::text FROM mail
         WHERE template = '{template}' ORDER BY created_at, id"
    );
    texts(&portal.url, &sql).await
}

async fn one(portal: &Portal, who: &Principal) -> RenewLicense {
    let row = portal.renewable(who).await;
    let offer = portal.services.renewal_offer(who, row.id).await.unwrap();
    RenewLicense {
        id: row.id,
        version: row.version,
        with: RenewWith::Years(offer.choices[0].years),
        idempotency: Uuid::new_v4(),
        again: false,
        price: offer.choices[0].price.net.into(),
    }
}

#[tokio::test]
async fn a_renewal_is_confirmed_once_to_who_ordered_it_and_whom_it_is_for() {
    let (partner, seller) = ("admin@kranich.example", "owner@nordlicht.example");
    // Of a partner, whoever may buy.
    let all = [seller, "owner@kranich.example", partner, "billing@kranich.example"];
    for (email, told) in [(partner, [partner].as_slice()), (seller, &all)] {
        let portal = Portal::new().await;
        let partner = portal.partner().await;
        let ask = one(&portal, &partner).await;
        // Whoever sells may renew for the partner, which is told, too.
        let who = portal.person(email).await;
        let renewed = portal.services.renew_license(&who, ask.clone()).await.unwrap();
        portal.services.renew_license(&who, ask).await.unwrap();
        let expected: Vec<_> =
            told.iter().map(|to| format!("{to} placed {}", renewed.number)).collect();
        let what = "data ->> 'news' || ' ' || (data ->> 'number')";
        assert_eq!(mails(&portal, "order", what).await, expected);
        // The order goes along on paper.
        let sheet = portal.services.order_enclosed(who.scope.root, renewed.order).await.unwrap();
        assert!(sheet.is_some());
    }
}

#[tokio::test]
async fn one_that_renewed_by_itself_is_confirmed_to_who_wanted_it() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    for row in portal.rows(&who, "tab=active&sort=expires").await {
        let ahead = row.expires.is_some_and(|end| end > portal.clock.today() + Days::new(5));
        if ahead && services.auto_renewal_set(&who, row.id, row.version, Some(1)).await.is_ok() {
            portal.clock.set(row.expires.unwrap().and_hms_opt(3, 0, 0).unwrap().and_utc());
            break;
        }
    }
    assert_eq!(services.auto_renewals().await.unwrap(), 1);
    let expected = ["admin@kranich.example placed"];
    assert_eq!(mails(&portal, "order", "data ->> 'news'").await, expected);
}

#[tokio::test]
async fn a_selection_is_confirmed_by_one_mail_with_its_sum_and_taking_it_back_by_none() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    let rows = portal.buyable(&who).await;
    let selection = Selection::Named(rows.iter().map(|row| row.id).collect());
    let ask = PreviewRenewals {
        selection: selection.clone(),
        years: Some(1),
        coupons: false,
        again: false,
    };
    let seen = services.renewal_preview(&who, ask).await.unwrap();
    let price = Agreed::Net(seen.totals.clone());
    let action = BulkAction::Renew { years: Some(1), coupons: false, again: false, price };
    let ask = StartBulk { selection, action, idempotency: Uuid::new_v4() };
    let begun = services.bulk_start(&who, ask).await.unwrap();
    assert_eq!(portal.ended(&who, begun.id).await.done, 5);

    let what = "data ->> 'licenses' || ' ' || (data ->> 'orders')";
    assert_eq!(mails(&portal, "renewals", what).await, ["admin@kranich.example 5 5"]);
    let sums =
        texts(&portal.url, "SELECT data ->> 'totals' FROM mail WHERE template = 'renewals'").await;
    let mut sums: Vec<domain::money::Money> = serde_json::from_str(&sums[0]).unwrap();
    let mut totals = seen.totals;
    for sums in [&mut sums, &mut totals] {
        sums.sort_by_key(|sum| sum.currency.code());
    }
    assert_eq!(sums, totals);
    assert_eq!(mails(&portal, "order", "1").await, [""; 0], "none for each license");

    let undo = services.bulk_undo(&who, begun.id).await.unwrap();
    portal.ended(&who, undo.id).await;
    // A note buys nothing.
    let action = BulkAction::SetNote { text: "Told".to_owned() };
    let selection = Selection::Named(vec![rows[0].id]);
    let ask = StartBulk { selection, action, idempotency: Uuid::new_v4() };
    let noted = services.bulk_start(&who, ask).await.unwrap();
    portal.ended(&who, noted.id).await;
    assert_eq!(mails(&portal, "renewals", "1").await.len(), 1);
}

#[tokio::test]
async fn what_a_dead_process_renewed_of_a_selection_is_confirmed_by_whoever_tidies() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    let rows = portal.buyable(&who).await;
    let selection = Selection::Named(rows.iter().map(|row| row.id).collect());
    let price = Agreed::AnyPrice;
    let action = BulkAction::Renew { years: Some(1), coupons: false, again: false, price };
    let ask = StartBulk { selection, action, idempotency: Uuid::new_v4() };
    let begun = services.bulk_start(&who, ask).await.unwrap();
    portal.ended(&who, begun.id).await;
    // As if it had died before it could end.
    let sql = format!("UPDATE bulk_job SET state = 'running' WHERE id = '{}'", begun.id);
    assert_eq!(store::testing::change(&portal.url, &sql).await, 1);
    assert_eq!(store::testing::change(&portal.url, "DELETE FROM mail").await, 1);
    for expected in [1, 0] {
        let marked = services.bulk_tidy(std::time::Duration::ZERO).await.unwrap();
        assert_eq!(marked, expected);
        assert_eq!(mails(&portal, "renewals", "data ->> 'licenses'").await.len(), 1);
    }
}
