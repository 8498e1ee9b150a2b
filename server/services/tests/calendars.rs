#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Calendars of renewals: by a secret address, as long as its person may look.

#[path = "support/house.rs"]
mod house;

use domain::billing::Month;
use domain::license::{LicenseKind, LicenseRow};
use domain::people::{Principal, Role};
use house::{House, PLAIN, day};
use services::ServiceError;
use std::net::{IpAddr, Ipv4Addr};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn secret(path: &str) -> &str {
    path.strip_prefix("/calendar/").unwrap().strip_suffix(".ics").unwrap()
}

async fn house() -> House {
    let house = House::new("2026-05-29T10:00:00Z").await;
    let row = |ends: &str, kind| LicenseRow {
        expires: Some(day(ends)),
        term_years: (kind == LicenseKind::Term).then_some(1),
        seats: Some(10),
        ..house.license(PLAIN, kind, "2025-06-01")
    };
    let coupon =
        LicenseRow { activated: None, customer: None, ..row("2026-06-30", LicenseKind::Term) };
    let rows = [
        row("2026-06-01", LicenseKind::Term),
        row("2026-06-01", LicenseKind::Term),
        row("2026-06-01", LicenseKind::Trial),
        row("2026-05-28", LicenseKind::Term),
        row("2027-08-01", LicenseKind::Term),
        row("2026-06-20", LicenseKind::Monthly),
        coupon,
    ];
    house.add_all(&rows).await;
    house
}

#[tokio::test]
async fn an_address_shows_what_its_person_sees_until_it_ends() {
    let house = house().await;
    let services = &house.services;
    let unproved = Principal { proved_at: None, ..house.owner.clone() };
    let refused = services.calendar_address(&unproved).await.unwrap_err();
    assert!(matches!(refused, ServiceError::StepUp));
    assert_eq!(services.calendar_state(&house.owner).await.unwrap(), None);
    let first = services.calendar_address(&house.owner).await.unwrap();
    let feed = services.calendar_feed(secret(&first), HERE).await.unwrap();
    assert_eq!(feed.ends.len(), 4, "the next 400 days");
    assert!(services.calendar_state(&house.owner).await.unwrap().unwrap().read.is_some());
    let customer = house.person(&house.customers[1], "c@example.com", Role::Owner, None).await;
    let theirs = services.calendar_address(&customer).await.unwrap();
    assert!(services.calendar_feed(secret(&theirs), HERE).await.unwrap().ends.is_empty());

    let second = services.calendar_address(&house.owner).await.unwrap();
    let nobody = |path: String| async move { services.calendar_feed(secret(&path), HERE).await };
    assert!(matches!(nobody(first).await, Err(ServiceError::NotFound)));
    assert!(nobody(second.clone()).await.is_ok());
    assert!(services.calendar_revoke(&house.owner).await.unwrap());
    assert!(!services.calendar_revoke(&house.owner).await.unwrap());
    assert!(matches!(nobody(second).await, Err(ServiceError::NotFound)));
    // Nothing of the secret is kept.
    let kept = house.texts("SELECT length(token_hash)::text FROM calendar_feed").await;
    assert_eq!(kept, ["32"]);
}

#[tokio::test]
async fn a_calendar_ends_with_its_persons_access() {
    let house = house().await;
    let services = &house.services;
    let admin = house.person(&house.partner, "admin@example.com", Role::LicenseAdmin, None).await;
    let path = services.calendar_address(&admin).await.unwrap();
    house
        .change(&format!(
            "UPDATE organization SET state = 'suspended', suspended_by = id WHERE id = '{}'",
            house.partner.id
        ))
        .await;
    let away = services.calendar_feed(secret(&path), HERE).await;
    assert!(matches!(away, Err(ServiceError::NotFound)), "{away:?}");
    house.change("UPDATE organization SET state = 'active', suspended_by = NULL").await;
    assert!(services.calendar_feed(secret(&path), HERE).await.is_ok());
    store::testing::deactivate(&house.url, "admin@example.com").await;
    let out = services.calendar_feed(secret(&path), HERE).await;
    assert!(matches!(out, Err(ServiceError::NotFound)), "{out:?}");
}

#[tokio::test]
async fn strangers_guess_slowly() {
    let house = house().await;
    let mut last = None;
    for _ in 0..61 {
        last = house.services.calendar_feed("0a1b", HERE).await.err();
    }
    assert!(matches!(last, Some(ServiceError::RateLimited(_))), "{last:?}");
}

#[tokio::test]
async fn a_month_tells_what_ends_and_what_renewing_brings() {
    let house = house().await;
    let month: Month = "2026-06".parse().unwrap();
    let shown = house.services.renewal_calendar(&house.owner, month).await.unwrap();
    let days: Vec<_> = shown
        .days
        .iter()
        .map(|it| (it.day.to_string(), it.licenses, it.trials, it.coupons))
        .collect();
    assert_eq!(days, [("2026-06-01".to_owned(), 2, 1, 0), ("2026-06-30".to_owned(), 0, 0, 1)]);
    assert_eq!(shown.days[0].value[0].minor, 20 * 1_890);
    assert_eq!(shown.value, shown.days[0].value);
    assert!(shown.days[1].value.is_empty());
    let below = house.person(&house.customers[0], "c@example.com", Role::Owner, None).await;
    let theirs = house.services.renewal_calendar(&below, month).await.unwrap();
    assert_eq!((theirs.days[0].licenses, theirs.value.len()), (2, 0));
}
