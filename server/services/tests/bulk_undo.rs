#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Taking changes of many licenses back: what returns, and what is left.

mod support;

use chrono::Duration;
use domain::bulk::{BulkAction, BulkOutcome, BulkProgress, Selection, StartBulk};
use domain::ids::{BulkId, LicenseId};
use domain::license::LicenseRow;
use domain::people::Principal;
use services::ServiceError;
use std::collections::BTreeMap;
use support::Portal;
use uuid::Uuid;

async fn run(
    portal: &Portal,
    who: &Principal,
    rows: &[LicenseRow],
    action: BulkAction,
) -> BulkProgress {
    let selection = Selection::Named(rows.iter().map(|row| row.id).collect());
    let ask = StartBulk { selection, action, idempotency: Uuid::new_v4() };
    let begun = portal.services.bulk_start(who, ask).await.unwrap();
    portal.ended(who, begun.id).await
}

async fn undo(portal: &Portal, who: &Principal, of: &BulkProgress) -> BulkProgress {
    let begun = portal.services.bulk_undo(who, of.id).await.unwrap();
    portal.ended(who, begun.id).await
}

/// What became of each license, and why.
async fn report(
    portal: &Portal,
    who: &Principal,
    id: BulkId,
) -> BTreeMap<LicenseId, (BulkOutcome, String)> {
    let mut found = BTreeMap::new();
    loop {
        let offset = u32::try_from(found.len()).unwrap();
        let lines = portal.services.bulk_report(who, id, None, offset, 500).await.unwrap();
        if lines.is_empty() {
            return found;
        }
        for line in lines {
            let why = line.reason.map(|reason| reason.code).unwrap_or_default();
            found.insert(line.license, (line.outcome.unwrap(), why));
        }
    }
}

async fn row(portal: &Portal, who: &Principal, id: LicenseId) -> LicenseRow {
    portal.services.license_get(who, id).await.unwrap().0
}

async fn write_note(portal: &Portal, who: &Principal, id: LicenseId) -> LicenseRow {
    let version = row(portal, who, id).await.version;
    portal.services.set_license_note(who, id, version, "since").await.unwrap()
}

async fn last_action(portal: &Portal, who: &Principal, id: LicenseId) -> String {
    portal.services.license_history(who, id).await.unwrap().remove(0).action
}

/// Those of the licenses that a change wrote, as they were before.
async fn written(
    portal: &Portal,
    who: &Principal,
    rows: &[LicenseRow],
    of: &BulkProgress,
) -> Vec<LicenseRow> {
    let lines = report(portal, who, of.id).await;
    rows.iter().filter(|row| lines[&row.id].0 == BulkOutcome::Done).cloned().collect()
}

/// The same license two writes later.
fn two_writes_later(before: &LicenseRow) -> LicenseRow {
    LicenseRow { version: before.version + 2, ..before.clone() }
}

#[tokio::test]
async fn renewals_go_back_with_their_coupons() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (license, coupon) = portal.with_coupon(&who).await;
    let rows = portal.rows(&who, "tab=active&sort=key").await;
    let rows: Vec<LicenseRow> = rows
        .into_iter()
        .filter(|row| row.id != license.id)
        .take(250)
        .chain([license.clone()])
        .collect();
    let renew = BulkAction::Renew {
        years: Some(coupon.years),
        coupons: true,
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };
    let done = run(&portal, &who, &rows, renew).await;
    assert!(done.undoable && done.done > 150, "of several transactions: {done:?}");
    let renewed = written(&portal, &who, &rows, &done).await;
    assert!(renewed.iter().any(|row| row.id == license.id));
    assert!(row(&portal, &who, coupon.id).await.redeemed_by.is_some());
    let changed = write_note(&portal, &who, renewed[0].id).await;
    let spent = portal.rows(&who, "tab=all&status=redeemed").await.len();

    let undone = undo(&portal, &who, &done).await;

    assert_eq!((undone.total, undone.done, undone.refused), (done.done, done.done - 1, 1));
    assert_eq!((undone.undo_of, undone.undoable), (Some(done.id), false));
    let lines = report(&portal, &who, undone.id).await;
    assert_eq!(lines[&changed.id], (BulkOutcome::Refused, "undo-changed-since".to_owned()));
    assert_eq!(row(&portal, &who, changed.id).await, changed);
    for before in &renewed[1..] {
        assert_eq!(row(&portal, &who, before.id).await, two_writes_later(before));
        assert_eq!(last_action(&portal, &who, before.id).await, "renewal-undone");
    }
    let back = row(&portal, &who, coupon.id).await;
    assert_eq!(back.redeemed_by, None);
    assert_eq!(last_action(&portal, &who, coupon.id).await, "coupon-restored");
    assert!(portal.rows(&who, "tab=all&status=redeemed").await.len() < spent);

    let again = portal.services.bulk_undo(&who, done.id).await.unwrap();
    assert_eq!(again, undone, "asked twice, done once");
    assert!(!portal.services.bulk_progress(&who, done.id).await.unwrap().undoable);
    // And they can be renewed again.
    assert!(portal.services.renewal_offer(&who, license.id).await.unwrap().coupon.is_some());
}

#[tokio::test]
async fn a_coupon_that_is_not_this_renewals_any_more_keeps_its_license() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (license, coupon) = portal.with_coupon(&who).await;
    let rows = std::slice::from_ref(&license);
    let done = run(
        &portal,
        &who,
        rows,
        BulkAction::Renew {
            years: Some(coupon.years),
            coupons: true,
            again: false,
            price: domain::renewal::Agreed::AnyPrice,
        },
    )
    .await;
    let services = &portal.services;
    let renewed = row(&portal, &who, license.id).await;
    let mut tx = services.store.begin(who.scope).await.unwrap();
    store::license::coupon_restore(&mut tx, &services.catalog, coupon.id, license.id)
        .await
        .unwrap()
        .expect("it was taken");
    tx.commit().await.unwrap();

    let undone = undo(&portal, &who, &done).await;

    assert_eq!((undone.done, undone.refused), (0, 1));
    assert_eq!(row(&portal, &who, license.id).await, renewed, "nothing is half done");
}

#[tokio::test]
async fn renewals_and_customers_go_back_for_a_quarter_of_an_hour_and_notes_for_longer() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let customer = portal.person("owner@westernhagen.example").await;
    let license = portal.renewable(&who).await;
    let rows = std::slice::from_ref(&license);
    let years = portal.services.renewal_offer(&who, license.id).await.unwrap().choices[0].years;
    let note = run(&portal, &who, rows, BulkAction::SetNote { text: "x".to_owned() }).await;
    let renewed = run(
        &portal,
        &who,
        rows,
        BulkAction::Renew {
            years: Some(years),
            coupons: false,
            again: false,
            price: domain::renewal::Agreed::AnyPrice,
        },
    )
    .await;
    let coupon = portal.rows(&who, "tab=unused&status=unused").await.remove(0);
    let assign = BulkAction::Assign { customer: customer.org };
    let assigned = run(&portal, &who, std::slice::from_ref(&coupon), assign).await;
    assert_eq!((note.done, renewed.done, assigned.done), (1, 1, 1));
    let undoable = async |of: &BulkProgress| {
        portal.services.bulk_progress(&who, of.id).await.unwrap().undoable
    };
    portal.clock.set(portal.clock.now() + Duration::minutes(15));
    assert!(undoable(&renewed).await && undoable(&assigned).await);
    portal.clock.set(portal.clock.now() + Duration::seconds(1));
    assert!(undoable(&note).await && !undoable(&renewed).await && !undoable(&assigned).await);
    for late in [&renewed, &assigned] {
        let refused = portal.services.bulk_undo(&who, late.id).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Refused("undo-too-late")), "{refused:?}");
    }
    assert_eq!(undo(&portal, &who, &note).await.done, 1);
}

#[tokio::test]
async fn licenses_go_back_to_the_customers_they_had_and_coupons_are_coupons_again() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let customer = portal.person("owner@westernhagen.example").await;
    let mut rows = portal.rows(&who, "tab=active&sort=key").await;
    rows.extend(portal.rows(&who, "tab=unused").await);
    let action = BulkAction::Assign { customer: customer.org };
    let done = run(&portal, &who, &rows, action).await;
    assert!(done.undoable);
    let given = written(&portal, &who, &rows, &done).await;
    let (coupons, used): (Vec<LicenseRow>, Vec<LicenseRow>) =
        given.into_iter().partition(|row| row.activated.is_none());
    assert!(coupons.len() > 2 && used.len() > 3, "{} and {}", coupons.len(), used.len());

    // A coupon that somebody has worked on since, a license that went on to somebody else, one
    // with a note since, which is another matter, and one of which seats are in use since.
    let touched = write_note(&portal, &who, coupons[0].id).await;
    let third = used[1].customer.as_ref().unwrap().id;
    let third = BulkAction::Assign { customer: third };
    assert_eq!(run(&portal, &who, &used[..1], third).await.done, 1);
    let passed_on = row(&portal, &who, used[0].id).await;
    let noted = write_note(&portal, &who, used[2].id).await;
    let before = row(&portal, &who, used[3].id).await;
    let mut tx = portal.services.store.begin(who.scope).await.unwrap();
    let busy = LicenseRow { used: 1, ..before.clone() };
    let busy = store::license::license_update(&mut tx, &before, &busy).await.unwrap();
    tx.commit().await.unwrap();

    let undone = undo(&portal, &who, &done).await;

    assert_eq!(
        (undone.total, undone.done + undone.same, undone.refused),
        (done.done, done.done - 3, 3)
    );
    let lines = report(&portal, &who, undone.id).await;
    for (left, why) in [
        (&touched, "undo-changed-since"),
        (&passed_on, "undo-changed-since"),
        (&busy, "assign-in-use"),
    ] {
        assert_eq!(lines[&left.id], (BulkOutcome::Refused, why.to_owned()));
        assert_eq!(row(&portal, &who, left.id).await, *left);
    }
    let now = row(&portal, &who, noted.id).await;
    assert_eq!((&now.customer, now.note.as_deref()), (&used[2].customer, Some("since")));
    for before in coupons[1..].iter().chain(&used[4..]).chain([&used[1]]) {
        assert_eq!(row(&portal, &who, before.id).await, two_writes_later(before));
        assert_eq!(last_action(&portal, &who, before.id).await, "assignment-undone");
    }
}
