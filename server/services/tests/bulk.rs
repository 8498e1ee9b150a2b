#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Changing many licenses at once: what happens to each, and that it happens once.

mod support;

use domain::bulk::{
    BulkAction, BulkLine, BulkOutcome, BulkProgress, BulkState, Selection, StartBulk,
};
use domain::ids::{BulkId, LicenseId};
use domain::license::LicenseRow;
use domain::people::Principal;
use services::ServiceError;
use std::collections::BTreeMap;
use std::time::Duration;
use support::Portal;
use uuid::Uuid;

fn start(selection: Selection, action: BulkAction) -> StartBulk {
    StartBulk { selection, action, idempotency: Uuid::new_v4() }
}

fn note(text: &str) -> BulkAction {
    BulkAction::SetNote { text: text.to_owned() }
}

fn named(rows: &[LicenseRow]) -> Selection {
    Selection::Named(rows.iter().map(|row| row.id).collect())
}

fn all(state: &str) -> Selection {
    Selection::All { state: state.to_owned(), except: Vec::new() }
}

async fn run(portal: &Portal, who: &Principal, ask: StartBulk) -> BulkProgress {
    let begun = portal.services.bulk_start(who, ask).await.unwrap();
    portal.ended(who, begun.id).await
}

/// The report's lines by license.
async fn report(portal: &Portal, who: &Principal, id: BulkId) -> BTreeMap<LicenseId, BulkLine> {
    let lines = portal.services.bulk_report(who, id, None, 0, 500).await.unwrap();
    lines.into_iter().map(|line| (line.license, line)).collect()
}

async fn row(portal: &Portal, who: &Principal, id: LicenseId) -> LicenseRow {
    portal.services.license_get(who, id).await.unwrap().0
}

fn code(line: &BulkLine) -> &str {
    line.reason.as_ref().map_or("", |reason| reason.code.as_str())
}

#[tokio::test]
async fn every_license_has_its_line() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let other = portal.person("owner@bergfried.example").await;
    let rows = portal.rows(&who, "tab=all&note==none").await;
    let (wanted, had) = (&rows[..30], &rows[30]);
    portal.services.set_license_note(&who, had.id, had.version, "Budget 2027").await.unwrap();
    let foreign = portal.rows(&other, "tab=all").await.remove(0);
    let missing = LicenseId(Uuid::nil());
    let mut ids: Vec<LicenseId> = wanted.iter().map(|row| row.id).collect();
    ids.extend([had.id, foreign.id, missing, wanted[0].id]);
    let (_, pos) = portal.services.license_get(&who, had.id).await.unwrap();

    let done = run(&portal, &who, start(Selection::Named(ids), note(" Budget 2027 "))).await;

    assert_eq!(done.state, BulkState::Done);
    assert_eq!((done.total, done.done, done.same, done.refused), (33, 30, 1, 2));
    assert!(done.undoable);
    let lines = report(&portal, &who, done.id).await;
    assert_eq!(lines.len(), 33);
    for before in wanted {
        let now = row(&portal, &who, before.id).await;
        assert_eq!(now.note.as_deref(), Some("Budget 2027"));
        assert_eq!(now.version, before.version + 1);
        let line = &lines[&before.id];
        assert_eq!(line.outcome, Some(BulkOutcome::Done));
        assert_eq!(line.shown, Some((now.name, now.key)));
        let history = portal.services.license_history(&who, before.id).await.unwrap();
        assert_eq!((history.len(), history[0].action.as_str()), (1, "note-edited"));
    }
    assert_eq!(lines[&had.id].outcome, Some(BulkOutcome::Same));
    for id in [foreign.id, missing] {
        assert_eq!(lines[&id].outcome, Some(BulkOutcome::Refused));
        assert_eq!((code(&lines[&id]), &lines[&id].shown), ("not-found", &None));
    }
    assert_eq!(row(&portal, &other, foreign.id).await, foreign);
    let (_, after) = portal.services.license_get(&who, had.id).await.unwrap();
    assert_eq!(after, pos + 30, "a live change for each");

    let refused = portal.services.bulk_report(&who, done.id, Some(BulkOutcome::Refused), 1, 5);
    assert_eq!(refused.await.unwrap().len(), 1, "the second of two");
    let list = portal.services.bulk_list(&who).await.unwrap();
    assert_eq!(list, [done]);
}

#[tokio::test]
async fn a_whole_result_is_changed_but_for_some() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let stored = portal.services.clone().with_mirrored_rows(0);
    for (text, services) in [("one", &portal.services), ("two", &stored)] {
        let state = "tab=unused&group=product";
        let page = services.license_page(&who, state, 0, 1).await.unwrap();
        let rows = portal.rows(&who, "tab=unused").await;
        assert_eq!(page.rows, rows.len() as u64);
        let except = vec![rows[3].id, LicenseId(Uuid::nil())];
        let selection = Selection::All { state: state.to_owned(), except };
        let begun = services.bulk_start(&who, start(selection, note(text))).await.unwrap();
        let done = portal.ended(&who, begun.id).await;
        assert_eq!((done.total, done.done), (rows.len() as u32 - 1, rows.len() as u32 - 1));
        let found = portal.rows(&who, &format!("tab=all&note=={text}")).await;
        assert_eq!(found.len(), rows.len() - 1);
        assert!(found.iter().all(|row| row.id != rows[3].id && row.activated.is_none()));
    }
}

#[tokio::test]
async fn the_same_key_begins_one_change() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let before = portal.renewable(&who).await;
    let years = portal.services.renewal_offer(&who, before.id).await.unwrap().choices[0].years;
    let renew = BulkAction::Renew {
        years: Some(years),
        coupons: false,
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };
    let ask = start(named(std::slice::from_ref(&before)), renew);

    let begun = futures::future::join_all((0..8).map(|_| {
        let (services, who, ask) = (portal.services.clone(), who.clone(), ask.clone());
        tokio::spawn(async move { services.bulk_start(&who, ask).await.unwrap().id })
    }))
    .await;

    let id = *begun[0].as_ref().unwrap();
    assert!(begun.iter().all(|other| *other.as_ref().unwrap() == id));
    let done = portal.ended(&who, id).await;
    assert_eq!((done.total, done.done), (1, 1));
    assert_eq!(row(&portal, &who, before.id).await.version, before.version + 1);
    assert_eq!(portal.services.bulk_start(&who, ask.clone()).await.unwrap(), done);
    let other = StartBulk { action: note("x"), ..ask };
    let refused = portal.services.bulk_start(&who, other).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Refused("idempotency-mismatch")), "{refused:?}");
}

#[tokio::test]
async fn it_can_be_stopped_in_the_middle() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let mut rows = portal.rows(&who, "tab=all&sort=key").await;
    rows.sort_by_key(|row| row.id);
    assert!(rows.len() > 450, "{} licenses", rows.len());
    // Somebody works on a license of the third transaction, which waits.
    let services = &portal.services;
    let mut tx = services.store.begin(who.scope).await.unwrap();
    let held = rows[250].id;
    store::license::license_lock(&mut tx, &services.catalog, held).await.unwrap();
    let begun = services.bulk_start(&who, start(named(&rows), note("stopped"))).await.unwrap();
    store::testing::until_waiting(&portal.url, 1).await;
    assert_eq!(services.bulk_progress(&who, begun.id).await.unwrap().seen(), 200);
    let stopping = {
        let (services, who) = (services.clone(), who.clone());
        tokio::spawn(async move { services.bulk_stop(&who, begun.id).await.unwrap() })
    };
    // The third transaction waits for the license, and whoever stops for that one.
    store::testing::until_waiting(&portal.url, 2).await;
    tx.commit().await.unwrap();

    let stopped = stopping.await.unwrap();

    assert_eq!(stopped.state, BulkState::Stopped);
    assert!(stopped.done >= 200 && stopped.done < stopped.total, "{stopped:?}");
    let noted = |rows: Vec<LicenseRow>| {
        rows.iter().filter(|row| row.note.as_deref() == Some("stopped")).count() as u32
    };
    assert_eq!(noted(portal.rows(&who, "tab=all&note==stopped").await), stopped.done);
    let lines = report(&portal, &who, begun.id).await;
    let left = lines.values().filter(|line| line.outcome.is_none()).count() as u32;
    assert_eq!(left, stopped.total - stopped.seen());
    assert_eq!(services.bulk_stop(&who, begun.id).await.unwrap(), stopped, "once is enough");
    assert_eq!(noted(portal.rows(&who, "tab=all&note==stopped").await), stopped.done);
}

#[tokio::test]
async fn what_somebody_changes_meanwhile_is_left() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let rows = portal.rows(&who, "tab=all").await;
    let rows = &rows[..20];
    let first = rows.iter().min_by_key(|row| row.id).unwrap();
    let services = &portal.services;
    let mut tx = services.store.begin(who.scope).await.unwrap();
    let before = store::license::license_lock(&mut tx, &services.catalog, first.id).await.unwrap();
    let begun = services.bulk_start(&who, start(named(rows), note("all"))).await.unwrap();
    let theirs = LicenseRow { note: Some("theirs".to_owned()), ..before.clone() };
    store::license::license_update(&mut tx, &before, &theirs).await.unwrap();
    tx.commit().await.unwrap();

    let done = portal.ended(&who, begun.id).await;

    assert_eq!((done.done, done.refused), (19, 1));
    assert_eq!(code(&report(&portal, &who, done.id).await[&first.id]), "bulk-changed-since");
    assert_eq!(row(&portal, &who, first.id).await.note.as_deref(), Some("theirs"));
}

#[tokio::test]
async fn notes_are_taken_back_where_nobody_wrote_since() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let rows = portal.rows(&who, "tab=all").await;
    let rows = &rows[..40];
    assert!(rows.iter().any(|row| row.note.is_some()), "some had notes before");
    let done = run(&portal, &who, start(named(rows), note("by mistake"))).await;
    assert_eq!(done.done, 40);
    let touched = row(&portal, &who, rows[7].id).await;
    portal.services.set_license_note(&who, touched.id, touched.version, "mine").await.unwrap();
    let renamed = row(&portal, &who, rows[8].id).await;
    portal.services.rename_license(&who, renamed.id, renamed.version, "New name").await.unwrap();

    let undo = portal.services.bulk_undo(&who, done.id).await.unwrap();
    let undone = portal.ended(&who, undo.id).await;

    assert_eq!((undone.total, undone.done, undone.refused), (40, 39, 1));
    assert_eq!((undone.undo_of, undone.undoable), (Some(done.id), false));
    for before in rows {
        let now = row(&portal, &who, before.id).await;
        let expected = if before.id == rows[7].id { Some("mine") } else { before.note.as_deref() };
        assert_eq!(now.note.as_deref(), expected);
    }
    let lines = report(&portal, &who, undo.id).await;
    assert_eq!(code(&lines[&rows[7].id]), "undo-changed-since");
    let again = portal.services.bulk_undo(&who, done.id).await.unwrap();
    assert_eq!(again, undone, "asked twice, done once");
    assert!(!portal.services.bulk_progress(&who, done.id).await.unwrap().undoable);
    let refused = portal.services.bulk_undo(&who, undo.id).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Refused("bulk-not-undoable")), "{refused:?}");
}

#[tokio::test]
async fn renewals_take_coupons_where_they_fit_and_buy_elsewhere() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (license, coupon) = portal.with_coupon(&who).await;
    let rows = portal.rows(&who, "tab=all&sort=key").await;
    let renew = BulkAction::Renew {
        years: Some(coupon.years),
        coupons: true,
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };
    let mut offers = BTreeMap::new();
    for row in &rows {
        offers.insert(row.id, portal.services.renewal_offer(&who, row.id).await);
    }

    let done = run(&portal, &who, start(named(&rows), renew)).await;

    assert_eq!(done.seen(), rows.len() as u32);
    assert!(done.done > 20 && done.refused > 20, "{done:?}");
    let lines = report(&portal, &who, done.id).await;
    let mut with_coupon = 0;
    for before in &rows {
        let now = row(&portal, &who, before.id).await;
        match (&lines[&before.id].outcome, &offers[&before.id]) {
            (Some(BulkOutcome::Done), Ok(offer)) => {
                let ends = offer.choices.iter().filter(|choice| choice.years == coupon.years);
                let mut ends: Vec<_> = ends.map(|choice| choice.new_expires).collect();
                ends.extend(offer.coupon.as_ref().map(|coupon| coupon.new_expires));
                assert!(ends.contains(&now.expires.unwrap()), "{now:?} of {offer:?}");
                assert_eq!(now.version, before.version + 1);
                let history = portal.services.license_history(&who, before.id).await.unwrap();
                assert_eq!(history[0].action, "renewed");
            }
            (Some(BulkOutcome::Refused), offer) => {
                let why = code(&lines[&before.id]);
                match offer {
                    Err(ServiceError::Refused(code)) => {
                        // A coupon may have been taken by a license before it.
                        assert!(why == *code || why == "redeemed-coupon", "{why}, not {code}");
                    }
                    _ => assert_eq!(why, "years-not-offered"),
                }
            }
            other => panic!("{other:?}"),
        }
        with_coupon += u32::from(now.redeemed_by.is_some() && before.redeemed_by.is_none());
    }
    assert!(with_coupon > 0, "coupons were taken");
    assert_eq!(lines[&license.id].outcome, Some(BulkOutcome::Done));
    assert!(row(&portal, &who, coupon.id).await.redeemed_by.is_some());
    assert!(done.undoable);
}

#[tokio::test]
async fn without_coupons_all_is_bought() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (license, coupon) = portal.with_coupon(&who).await;
    let years = portal.services.renewal_offer(&who, license.id).await.unwrap().choices[0].years;
    let renew = BulkAction::Renew {
        years: Some(years),
        coupons: false,
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };
    let done = run(&portal, &who, start(named(std::slice::from_ref(&license)), renew)).await;
    assert_eq!(done.done, 1);
    assert_eq!(row(&portal, &who, coupon.id).await.redeemed_by, None);
}

#[tokio::test]
async fn licenses_go_to_another_customer_as_the_rules_allow() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let customer = portal.person("owner@westernhagen.example").await;
    let rows = portal.rows(&who, "tab=all&sort=key").await;
    let today = portal.clock.today();
    let action = BulkAction::Assign { customer: customer.org };

    let done = run(&portal, &who, start(all("tab=all"), action.clone())).await;

    assert!(done.done > 10 && done.same > 0 && done.refused > 100, "{done:?}");
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut offset = 0;
    loop {
        let lines = portal.services.bulk_report(&who, done.id, None, offset, 500).await.unwrap();
        if lines.is_empty() {
            break;
        }
        offset += 500;
        for line in &lines {
            *seen.entry(code(line).to_owned()).or_default() += 1;
            let Some(before) = rows.iter().find(|row| row.id == line.license) else { continue };
            let now = row(&portal, &who, line.license).await;
            if line.outcome != Some(BulkOutcome::Done) {
                assert_eq!(now, *before);
                continue;
            }
            assert_eq!(now.customer.as_ref().map(|to| to.id), Some(customer.org));
            let history = portal.services.license_history(&who, now.id).await.unwrap();
            let expected = if before.activated.is_none() {
                assert_eq!(now.activated, Some(today));
                "activated"
            } else {
                assert_eq!((now.expires, before.used), (before.expires, 0));
                "assigned"
            };
            assert_eq!(history[0].action, expected);
        }
    }
    for expected in ["assign-in-use", "assign-kind", "assign-expired", "assign-reserved"] {
        assert!(seen.contains_key(expected), "{expected} in {seen:?}");
    }
    let own = portal.rows(&customer, "tab=all").await;
    assert_eq!(own.len() as u32, done.done + done.same, "its new owner sees them");

    // A coupon with a note goes where it is sent by name.
    let reserved = portal.rows(&who, "status=unused&tab=unused&note=*").await.remove(0);
    let done = run(&portal, &who, start(named(std::slice::from_ref(&reserved)), action)).await;
    assert_eq!(done.done, 1);
    assert_eq!(row(&portal, &who, reserved.id).await.note, reserved.note);
}

#[tokio::test]
async fn a_customer_of_somebody_else_does_not_exist() {
    let portal = Portal::new().await;
    let (who, other) = (portal.partner().await, portal.person("owner@bergfried.example").await);
    let foreign = portal.rows(&other, "").await.remove(0).customer.unwrap();
    for customer in [foreign.id, who.org] {
        let ask = start(all("tab=all"), BulkAction::Assign { customer });
        let missing = portal.services.bulk_start(&who, ask).await.unwrap_err();
        assert!(matches!(missing, ServiceError::NotFound), "{missing:?}");
    }
    // For the distributor both exist; the rule keeps each partner's licenses with it.
    let above = portal.person("owner@nordlicht.example").await;
    let rows = portal.rows(&who, "").await;
    let ask = start(named(&rows[..20]), BulkAction::Assign { customer: foreign.id });
    let done = run(&portal, &above, ask).await;
    assert_eq!(done.refused, 20);
    let lines = report(&portal, &above, done.id).await;
    assert!(lines.values().all(|line| code(line) == "assign-other-partner"));
}

#[tokio::test]
async fn one_that_cannot_be_written_does_not_keep_the_others() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let rows = portal.rows(&who, "sort=key").await;
    // An edition that the database does not take: placing its order fails.
    let services = &portal.services;
    let broken = portal.renewable(&who).await.edition.id;
    let sql = format!("ALTER TABLE order_line ADD CHECK (edition_id <> {broken})");
    store::testing::execute(&portal.url, &sql).await;
    let renew = BulkAction::Renew {
        years: Some(1),
        coupons: false,
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };

    let begun = services.bulk_start(&who, start(named(&rows), renew)).await.unwrap();
    let done = portal.ended(&who, begun.id).await;

    assert_eq!((done.state, done.seen()), (BulkState::Done, rows.len() as u32));
    let lines = report(&portal, &who, done.id).await;
    let mut failed = 0;
    for row in &rows {
        if code(&lines[&row.id]) == "internal" {
            assert_eq!(row.edition.id, broken);
            failed += 1;
        } else if row.edition.id == broken {
            assert_eq!(lines[&row.id].outcome, Some(BulkOutcome::Refused));
        }
    }
    assert!(failed > 0 && done.done > 0, "{failed} failed of {done:?}");
}

#[tokio::test]
async fn a_change_whose_process_died_is_interrupted_and_forgotten_later() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let rows = portal.rows(&who, "").await;
    let new = store::bulk::NewBulk {
        id: BulkId(Uuid::now_v7()),
        person: who.person,
        action: serde_json::to_value(note("x")).unwrap(),
        changes: store::bulk::Changes::Note,
        named: true,
        at: portal.clock.now(),
    };
    let mut tx = portal.services.store.begin(who.scope).await.unwrap();
    store::bulk::bulk_create(&mut tx, &new, &[(rows[0].id, None)]).await.unwrap();
    tx.commit().await.unwrap();
    let services = &portal.services;
    assert_eq!(services.bulk_tidy(Duration::from_secs(300)).await.unwrap(), 0, "it may live");
    assert_eq!(services.bulk_tidy(Duration::ZERO).await.unwrap(), 1);
    let found = services.bulk_progress(&who, new.id).await.unwrap();
    assert_eq!((found.state, found.seen(), found.undoable), (BulkState::Interrupted, 0, false));
    assert_eq!(report(&portal, &who, new.id).await[&rows[0].id].outcome, None);

    portal.clock.set(portal.clock.now() + chrono::Duration::days(91));
    services.bulk_tidy(Duration::ZERO).await.unwrap();
    let gone = services.bulk_progress(&who, new.id).await.unwrap_err();
    assert!(matches!(gone, ServiceError::NotFound), "{gone:?}");
}

#[tokio::test]
async fn who_may_not_is_refused_and_others_do_not_see_it() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let rows = portal.rows(&who, "").await;
    let done = run(&portal, &who, start(named(&rows[..5]), note("x"))).await;
    for email in ["reader@kranich.example", "owner@westernhagen.example"] {
        let person = portal.person(email).await;
        let ask = start(named(&rows[..1]), note("y"));
        let refused = portal.services.bulk_start(&person, ask).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Forbidden), "{refused:?}");
        let refused = portal.services.bulk_progress(&person, done.id).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Forbidden), "{refused:?}");
    }
    let other = portal.person("owner@bergfried.example").await;
    let services = &portal.services;
    let answers = [
        services.bulk_progress(&other, done.id).await.map(drop),
        services.bulk_stop(&other, done.id).await.map(drop),
        services.bulk_undo(&other, done.id).await.map(drop),
        services.bulk_report(&other, done.id, None, 0, 10).await.map(drop),
    ];
    for answer in answers {
        assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
    }
    assert!(services.bulk_list(&other).await.unwrap().is_empty());
    let above = portal.person("owner@nordlicht.example").await;
    assert_eq!(services.bulk_list(&above).await.unwrap(), [done]);
}

#[tokio::test]
async fn what_is_too_much_or_nothing_is_refused() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let many = (0..10_001).map(|n| LicenseId(Uuid::from_u128(n))).collect();
    let refused = portal.services.bulk_start(&who, start(Selection::Named(many), note("x")));
    let Err(ServiceError::Invalid(fields)) = refused.await else { panic!("10,001 licenses") };
    assert_eq!((fields[0].field.as_str(), fields[0].code.as_str()), ("selection", "too-many"));
    for selection in [Selection::Named(Vec::new()), all("tab=all&q=nothinglikethis")] {
        let refused = portal.services.bulk_start(&who, start(selection, note("x"))).await;
        assert!(matches!(refused, Err(ServiceError::Refused("bulk-nothing"))), "{refused:?}");
    }
    let long = start(all(""), note(&"x".repeat(2_001)));
    let Err(ServiceError::Invalid(fields)) = portal.services.bulk_start(&who, long).await else {
        panic!("2,001 characters")
    };
    assert_eq!(fields[0].code, "note-too-long");

    // Three at once are enough for an organization.
    let rows = portal.rows(&who, "").await;
    let services = &portal.services;
    let mut tx = services.store.begin(who.scope).await.unwrap();
    store::license::license_lock(&mut tx, &services.catalog, rows[0].id).await.unwrap();
    let one = || start(named(&rows[..1]), note("y"));
    for _ in 0..3 {
        services.bulk_start(&who, one()).await.unwrap();
    }
    let refused = services.bulk_start(&who, one()).await;
    assert!(matches!(refused, Err(ServiceError::Refused("bulk-busy"))), "{refused:?}");
    // Those of a process that died do not keep anybody for long.
    portal.clock.set(portal.clock.now() + chrono::Duration::minutes(3));
    services.bulk_start(&who, one()).await.unwrap();
}

/// Nothing is given to a closed customer, by nobody who assigned before it was closed either.
#[tokio::test]
async fn a_closed_customer_takes_no_licenses() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.person("owner@kranich.example").await;
    let draft = domain::organization::OrgDraft { name: "Short GmbH".into(), ..Default::default() };
    let made = services.organization_create(&who, who.org, draft).await.unwrap();
    services.organization_close(&who, made.id, made.version).await.unwrap();
    let rows = portal.rows(&who, "tab=active").await;
    let ask = start(named(&rows[..2]), BulkAction::Assign { customer: made.id });
    let begun = services.bulk_start(&who, ask).await;
    let Err(ServiceError::Invalid(fields)) = begun else { panic!("{begun:?}") };
    assert_eq!(fields[0].code, "organization-closed");
    let offered = services.import_customers(&who, "short", 10).await.unwrap();
    assert_eq!(offered, []);
    // Whoever asked the store directly, or a moment before.
    let mut tx = services.store.begin(who.scope).await.unwrap();
    let given = LicenseRow {
        customer: Some(domain::license::OrgRef { id: made.id, name: "Short GmbH".into() }),
        ..rows[0].clone()
    };
    let written = store::license::license_update(&mut tx, &rows[0], &given).await;
    assert!(matches!(written, Err(store::StoreError::NotFound)), "{written:?}");
}
