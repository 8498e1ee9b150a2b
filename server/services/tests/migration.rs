#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Renewing into another edition: by the vendor's policy, once per intent, undone as a whole.

mod support;

use domain::command::{MigrateLicense, RenewLicense, RenewWith};
use domain::ids::LicenseId;
use domain::license::{LicenseRow, LicenseStatus};
use domain::people::Principal;
use domain::renewal::{Migration, MigrationOffer, MigrationWish, days_left};
use services::ServiceError;
use support::Portal;
use uuid::Uuid;

fn ask(row: &LicenseRow, migration: &Migration) -> MigrateLicense {
    let Migration { to, years, seats, .. } = *migration;
    MigrateLicense {
        id: row.id,
        version: row.version,
        wish: MigrationWish { to, years, seats: Some(seats) },
        idempotency: Uuid::new_v4(),
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    }
}

async fn row(portal: &Portal, who: &Principal, id: LicenseId) -> LicenseRow {
    portal.services.license_get(who, id).await.unwrap().0
}

/// A license that can be migrated, and how; `back` tells whether seats are to come back.
async fn migrating(portal: &Portal, who: &Principal, back: bool) -> (LicenseRow, Migration) {
    for row in portal.rows(who, "tab=active").await {
        let offer = portal.services.migration_offer(who, row.id, None).await;
        let ways = offer.into_iter().flat_map(|offer: MigrationOffer| offer.targets);
        let mut ways = ways.flat_map(|target| target.ways);
        if let Some(way) = ways.find(|way| match back {
            true => way.returned_seats > 0 && way.residue > 0,
            false => way.carried_days > 0,
        }) {
            return (row, way);
        }
    }
    panic!("the demo has no such license");
}

#[tokio::test]
async fn time_is_carried_over_as_the_formula_says() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, _) = migrating(&portal, &who, false).await;
    let seats = before.seats.unwrap() + 4;
    let offer = portal.services.migration_offer(&who, before.id, Some(seats)).await.unwrap();
    let way = offer.targets[0].ways[0].clone();
    let left = days_left(before.expires.unwrap(), portal.clock.today());
    assert_eq!(way.device_days, left * i64::from(before.seats.unwrap()));

    let migrated = portal.services.migrate_license(&who, ask(&before, &way)).await.unwrap();

    assert_eq!(migrated.row.edition.id, way.to);
    assert_eq!((migrated.row.seats, migrated.row.expires), (Some(seats), Some(way.new_expires)));
    let history = portal.services.license_history(&who, before.id).await.unwrap();
    assert_eq!(history[0].action, "migrated");
    assert!(history[0].fields.contains_key("edition"));

    let undone = portal.services.undo_renewal(&who, migrated.order).await.unwrap();
    assert_eq!(undone, LicenseRow { version: undone.version, ..before });
}

#[tokio::test]
async fn seats_come_back_as_an_unused_key_and_the_rest_is_on_record() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, way) = migrating(&portal, &who, true).await;
    let unused = portal.rows(&who, "tab=unused").await.len();

    let migrated = portal.services.migrate_license(&who, ask(&before, &way)).await.unwrap();

    let history = portal.services.license_history(&who, before.id).await.unwrap();
    assert_eq!(history[0].fields["residue"].after, Some(way.residue.to_string()));
    let keys = portal.rows(&who, &format!("tab=unused&order=={}", migrated.number)).await;
    let [key] = &keys[..] else { panic!("{keys:?}") };
    assert_eq!(i64::from(key.seats.unwrap()), way.returned_seats);
    assert_eq!((&key.edition, key.term_years), (&before.edition, before.term_years));
    assert_eq!(key.status(portal.clock.today()), LicenseStatus::Unused);
    // Invariant 3.
    let term = 365 * i64::from(before.term_years.unwrap());
    assert_eq!(way.returned_seats * term + way.residue, way.device_days);

    let undone = portal.services.undo_renewal(&who, migrated.order).await.unwrap();
    assert_eq!(undone, LicenseRow { version: undone.version, ..before });
    let key = row(&portal, &who, key.id).await;
    assert_eq!(key.status(portal.clock.today()), LicenseStatus::Lapsed);
    assert_eq!(portal.rows(&who, "tab=unused&status=unused").await.len(), {
        let lapsed = portal.rows(&who, "tab=unused&status=lapsed").await.len();
        unused + 1 - lapsed
    });
}

#[tokio::test]
async fn what_came_back_and_is_in_use_keeps_it_from_being_undone() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, way) = migrating(&portal, &who, true).await;
    let migrated = portal.services.migrate_license(&who, ask(&before, &way)).await.unwrap();
    let key = portal.rows(&who, &format!("tab=unused&order=={}", migrated.number)).await.remove(0);
    portal.services.set_license_note(&who, key.id, key.version, "for Meier").await.unwrap();

    let refused = portal.services.undo_renewal(&who, migrated.order).await.unwrap_err();

    assert!(matches!(refused, ServiceError::Refused("undo-changed-since")), "{refused:?}");
    assert_eq!(row(&portal, &who, before.id).await, migrated.row);
}

#[tokio::test]
async fn of_many_at_the_same_moment_one_wins() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, way) = migrating(&portal, &who, true).await;

    let outcomes = futures::future::join_all((0..32).map(|_| {
        let (services, who, request) = (portal.services.clone(), who.clone(), ask(&before, &way));
        tokio::spawn(async move { services.migrate_license(&who, request).await })
    }))
    .await;

    let (won, lost): (Vec<_>, Vec<_>) =
        outcomes.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 31));
    assert!(lost.iter().all(|lost| matches!(lost, Err(ServiceError::Conflict(Some(_))))));
    let orders = "SELECT count(*)::text FROM order_line WHERE kind = 'migration'";
    assert_eq!(store::testing::texts(&portal.url, orders).await, ["1"]);
    assert_eq!(row(&portal, &who, before.id).await.version, before.version + 1);
}

#[tokio::test]
async fn the_same_key_again_gets_the_same_answer() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, way) = migrating(&portal, &who, false).await;
    let request = ask(&before, &way);
    let answers = futures::future::join_all((0..8).map(|_| {
        let (services, who, request) = (portal.services.clone(), who.clone(), request.clone());
        tokio::spawn(async move { services.migrate_license(&who, request).await.unwrap() })
    }))
    .await;
    let first = answers[0].as_ref().unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));
}

#[tokio::test]
async fn nobody_is_migrated_who_must_not_be() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, way) = migrating(&portal, &who, false).await;
    let services = &portal.services;
    let refusal = async |request: MigrateLicense| match services
        .migrate_license(&who, request)
        .await
        .unwrap_err()
    {
        ServiceError::Refused(code) => code,
        other => panic!("{other:?}"),
    };
    let wish = |wish: MigrationWish| MigrateLicense { wish, ..ask(&before, &way) };
    let good = ask(&before, &way).wish;
    assert_eq!(
        refusal(wish(MigrationWish { to: before.edition.id, ..good })).await,
        "not-an-upgrade"
    );
    assert_eq!(refusal(wish(MigrationWish { seats: Some(0), ..good })).await, "seats-out-of-range");
    assert_eq!(refusal(wish(MigrationWish { years: 9, ..good })).await, "years-not-offered");

    let stale = MigrateLicense { version: before.version + 1, ..ask(&before, &way) };
    let conflict = services.migrate_license(&who, stale).await.unwrap_err();
    assert!(matches!(conflict, ServiceError::Conflict(Some(_))), "{conflict:?}");
    for email in ["owner@westernhagen.example", "reader@kranich.example"] {
        let who = portal.person(email).await;
        let refused = services.migrate_license(&who, ask(&before, &way)).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Forbidden), "{email}: {refused:?}");
    }
    let other = portal.person("owner@bergfried.example").await;
    let hidden = services.migrate_license(&other, ask(&before, &way)).await.unwrap_err();
    assert!(matches!(hidden, ServiceError::NotFound), "{hidden:?}");
    assert_eq!(row(&portal, &who, before.id).await, before);

    // Who has just renewed it is asked.
    let years = services.renewal_offer(&who, before.id).await.unwrap().choices[0].years;
    let renewal = RenewLicense {
        id: before.id,
        version: before.version,
        with: RenewWith::Years(years),
        idempotency: Uuid::new_v4(),
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };
    let renewed = services.renew_license(&who, renewal).await.unwrap().row;
    let offer = services.migration_offer(&who, before.id, None).await.unwrap();
    assert!(offer.recent.is_some());
    let way = offer.targets.iter().flat_map(|target| &target.ways).next().unwrap();
    assert_eq!(refusal(ask(&renewed, way)).await, "renewed-recently");
    let again = MigrateLicense { again: true, ..ask(&renewed, way) };
    services.migrate_license(&who, again).await.unwrap();
}

/// Invariant 6, also where two licenses of one customer are migrated at the same moment.
#[tokio::test]
async fn of_a_family_a_customer_has_one_product() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, way) = migrating(&portal, &who, true).await;
    let customer = before.customer.clone().unwrap();
    // A second license of the product stays behind.
    let second =
        LicenseRow { id: LicenseId(Uuid::now_v7()), key: "SECOND".to_owned(), ..before.clone() };
    let mut tx = portal.services.store.begin(who.scope).await.unwrap();
    store::license::licenses_insert_many(&mut tx, std::slice::from_ref(&second)).await.unwrap();
    tx.commit().await.unwrap();

    let offer = portal.services.migration_offer(&who, before.id, None).await.unwrap();
    let target = offer.targets.iter().find(|target| target.edition.id == way.to).unwrap();
    assert_eq!((target.refused.as_deref(), target.ways.len()), (Some("family-held"), 0));
    let both = [ask(&before, &way), ask(&second, &way)];
    let tries = both.map(|ask| portal.services.migrate_license(&who, ask));
    for outcome in futures::future::join_all(tries).await {
        let refused = outcome.unwrap_err();
        assert!(matches!(refused, ServiceError::Refused("family-held")), "{refused:?}");
    }
    let of = |id| row(&portal, &who, id);
    assert_eq!((of(before.id).await, of(second.id).await), (before.clone(), second.clone()));

    // As a trial it is not in the way, and no more once it has ended.
    for change in ["kind = 'trial'", "kind = 'term', expires = activated"] {
        let sql = format!("UPDATE license SET {change} WHERE id = '{}'", second.id);
        assert_eq!(store::testing::change(&portal.url, &sql).await, 1);
        let offer = portal.services.migration_offer(&who, before.id, None).await.unwrap();
        let target = offer.targets.into_iter().find(|target| target.edition.id == way.to);
        assert_eq!(target.unwrap().refused, None, "{change}");
    }
    let migrated = portal.services.migrate_license(&who, ask(&before, &way)).await.unwrap();
    assert_eq!(migrated.row.edition.id, way.to);
    assert_eq!(migrated.row.customer, Some(customer));
}
