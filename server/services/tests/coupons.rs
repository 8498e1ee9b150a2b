#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Splitting and merging unused keys: no seat comes or goes, and what two do at once counts once.

#[path = "support/house.rs"]
mod house;

use domain::command::{MergeCoupons, RenewLicense, RenewWith, SplitCoupon};
use domain::ids::LicenseId;
use domain::license::{LicenseKind, LicenseRow, LicenseStatus};
use domain::people::Role;
use futures::future::join_all;
use house::{House, PLAIN, WITH_FEE, day};
use services::ServiceError;
use uuid::Uuid;

const NOW: &str = "2026-06-15T10:00:00Z";

fn coupon(house: &House, edition: &str, seats: i32, lapses: &str) -> LicenseRow {
    LicenseRow {
        customer: None,
        activated: None,
        seats: Some(seats),
        term_years: Some(1),
        expires: Some(day(lapses)),
        ..house.license(edition, LicenseKind::Term, "2026-01-02")
    }
}

fn split(row: &LicenseRow, parts: &[i32]) -> SplitCoupon {
    let (id, version, parts) = (row.id, row.version, parts.to_vec());
    SplitCoupon { id, version, parts, idempotency: Uuid::new_v4() }
}

fn merge(rows: &[LicenseRow]) -> MergeCoupons {
    let coupons = rows.iter().map(|row| (row.id, row.version)).collect();
    MergeCoupons { coupons, idempotency: Uuid::new_v4() }
}

/// The seats of all keys that can still be used.
async fn free_seats(house: &House) -> i64 {
    let sql = "SELECT coalesce(sum(seats), 0)::text FROM license
        WHERE activated IS NULL AND redeemed_by IS NULL";
    house.texts(sql).await[0].parse().unwrap()
}

fn refused<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> &'static str {
    match answer.unwrap_err() {
        ServiceError::Refused(code) => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_becomes_several_and_one_again() {
    let house = House::new(NOW).await;
    let note = Some("for Meier".to_owned());
    let row = LicenseRow { note, ..coupon(&house, WITH_FEE, 10, "2027-01-02") };
    house.add(&row).await;
    let ask = split(&row, &[3, 6, 1]);
    let done = house.services.coupon_split(&house.owner, ask.clone()).await.unwrap();
    let again = house.services.coupon_split(&house.owner, ask).await.unwrap();
    assert_eq!(done, again, "sent twice, it is done once");
    assert_eq!(free_seats(&house).await, 10);
    let seats: Vec<_> = done.new.iter().map(|row| row.seats.unwrap()).collect();
    assert_eq!(seats, [3, 6, 1]);
    for new in &done.new {
        let (read, _) = house.services.license_get(&house.owner, new.id).await.unwrap();
        assert_eq!(&read, new);
        assert_eq!(read.status(day("2026-06-15")), LicenseStatus::Unused);
        assert_eq!((&read.note, read.expires), (&row.note, row.expires));
        assert_ne!(read.key, row.key);
        let history = house.services.license_history(&house.owner, new.id).await.unwrap();
        assert_eq!(history[0].action, "split");
    }
    let (void, _) = house.services.license_get(&house.owner, row.id).await.unwrap();
    assert_eq!(void.redeemed_by, Some(done.new[0].id));
    let history = house.services.license_history(&house.owner, row.id).await.unwrap();
    assert_eq!(history.len(), 1);
    assert!(history[0].fields.contains_key("redeemed-by"));

    let ids: Vec<LicenseId> = done.new.iter().map(|row| row.id).collect();
    let (offer, seen) = house.services.coupon_merge_preview(&house.owner, &ids).await.unwrap();
    assert_eq!((offer.seats, seen.len()), (Some(10), 3));
    let one = house.services.coupon_merge(&house.owner, merge(&done.new)).await.unwrap();
    assert_eq!((one.new.len(), one.new[0].seats, one.void.len()), (1, Some(10), 3));
    assert_eq!(free_seats(&house).await, 10);
    assert_eq!(house.texts("SELECT count(*)::text FROM feed WHERE kind = 'merged'").await, ["4"]);
}

#[tokio::test]
async fn who_may_not_and_what_may_not_be_divided_is_refused() {
    let house = House::new(NOW).await;
    let rows = [
        coupon(&house, WITH_FEE, 10, "2027-01-02"),
        coupon(&house, PLAIN, 10, "2027-01-02"),
        coupon(&house, WITH_FEE, 4, "2026-06-14"),
    ];
    house.add_all(&rows).await;
    let reader = house.person(&house.partner, "r@example.com", Role::ReadOnly, None).await;
    let services = &house.services;
    let forbidden = services.coupon_split(&reader, split(&rows[0], &[5, 5])).await.unwrap_err();
    assert!(matches!(forbidden, ServiceError::Forbidden), "{forbidden:?}");
    let owner = &house.owner;
    let sum = services.coupon_split(owner, split(&rows[0], &[5, 6])).await;
    assert_eq!(refused(sum), "coupon-sum");
    let plain = services.coupon_split(owner, split(&rows[1], &[5, 5])).await;
    assert_eq!(refused(plain), "coupon-not-divisible");
    let lapsed = services.coupon_split(owner, split(&rows[2], &[2, 2])).await;
    assert_eq!(refused(lapsed), "coupon-lapsed");
    let twice = [rows[0].clone(), rows[0].clone()];
    assert_eq!(refused(services.coupon_merge(owner, merge(&twice)).await), "coupon-twice");
    let stale = LicenseRow { version: 9, ..rows[0].clone() };
    let stale = services.coupon_split(owner, split(&stale, &[5, 5])).await.unwrap_err();
    assert!(matches!(stale, ServiceError::Conflict(Some(_))), "{stale:?}");
    let unknown = LicenseRow { id: LicenseId(Uuid::nil()), ..rows[0].clone() };
    let unknown = services.coupon_split(owner, split(&unknown, &[5, 5])).await.unwrap_err();
    assert!(matches!(unknown, ServiceError::NotFound), "{unknown:?}");
    assert_eq!(house.texts("SELECT count(*)::text FROM license").await, ["3"]);
}

#[tokio::test]
async fn of_many_who_split_a_key_one_does() {
    let house = House::new(NOW).await;
    let row = coupon(&house, WITH_FEE, 10, "2027-01-02");
    house.add(&row).await;
    let outcomes = join_all((1..=9).map(|seats| {
        let (services, who) = (house.services.clone(), house.owner.clone());
        let ask = split(&row, &[seats, 10 - seats]);
        tokio::spawn(async move { services.coupon_split(&who, ask).await })
    }))
    .await;
    let won = outcomes.iter().filter(|outcome| outcome.as_ref().unwrap().is_ok()).count();
    assert_eq!(won, 1);
    assert_eq!(free_seats(&house).await, 10);
    assert_eq!(house.texts("SELECT count(*)::text FROM license").await, ["3"]);
}

/// Keys that are merged in any order do not wait for each other.
#[tokio::test]
async fn merges_that_overlap_do_not_lock_each_other_up() {
    let house = House::new(NOW).await;
    let rows: Vec<_> = (0..6).map(|_| coupon(&house, WITH_FEE, 2, "2027-01-02")).collect();
    house.add_all(&rows).await;
    let outcomes = join_all((0..6).map(|at| {
        let (services, who) = (house.services.clone(), house.owner.clone());
        let mut turned = rows.clone();
        turned.rotate_left(at);
        tokio::spawn(async move { services.coupon_merge(&who, merge(&turned)).await })
    }))
    .await;
    let won = outcomes.iter().filter(|outcome| outcome.as_ref().unwrap().is_ok()).count();
    assert_eq!(won, 1);
    assert_eq!(free_seats(&house).await, 12);
}

#[tokio::test]
async fn a_key_is_split_or_renews_a_license_and_not_both() {
    let house = House::new(NOW).await;
    for _ in 0..8 {
        let key = coupon(&house, WITH_FEE, 10, "2027-01-02");
        let used = LicenseRow {
            seats: Some(10),
            term_years: Some(1),
            expires: Some(day("2026-08-01")),
            ..house.license(WITH_FEE, LicenseKind::Term, "2025-08-01")
        };
        house.add_all(&[key.clone(), used.clone()]).await;
        let renew = RenewLicense {
            id: used.id,
            version: used.version,
            with: RenewWith::Coupon(key.id),
            idempotency: Uuid::new_v4(),
            again: false,
            price: domain::renewal::Agreed::AnyPrice,
        };
        let (one, other) = tokio::join!(
            house.services.renew_license(&house.owner, renew),
            house.services.coupon_split(&house.owner, split(&key, &[4, 6])),
        );
        assert_ne!(one.is_ok(), other.is_ok(), "{one:?} {other:?}");
        let (now, _) = house.services.license_get(&house.owner, key.id).await.unwrap();
        match other {
            Ok(parts) => assert_eq!(now.redeemed_by, Some(parts.new[0].id)),
            Err(_) => assert_eq!(now.redeemed_by, Some(used.id)),
        }
    }
}
