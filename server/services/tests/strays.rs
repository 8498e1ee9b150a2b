#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Keys that were bought elsewhere: who enters them, who claims them, and what is told.

#[path = "support/house.rs"]
mod house;

use domain::license::LicenseStatus;
use domain::people::{Principal, Role};
use domain::stray::Claimed;
use futures::future::join_all;
use house::{House, WITH_FEE, day};
use services::ServiceError;
use std::time::Duration;

const NOW: &str = "2026-06-15T10:00:00Z";

fn refused<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> &'static str {
    match answer.unwrap_err() {
        ServiceError::Refused(code) => code,
        other => panic!("{other:?}"),
    }
}

async fn enter(house: &House, text: &str) -> Result<u32, ServiceError> {
    house.services.stray_keys_add(&house.distributor, text).await
}

async fn claim(house: &House, who: &Principal, key: &str) -> Result<Claimed, ServiceError> {
    house.services.key_claim(who, key).await
}

#[tokio::test]
async fn a_key_bought_elsewhere_becomes_an_unused_license() {
    let house = House::new(NOW).await;
    let text = format!("AAAA-1; {WITH_FEE}; 5; 2; 2026-03-31\n\nBBBB-2\t{WITH_FEE}\t7\t1\n");
    assert_eq!(enter(&house, &text).await.unwrap(), 2);
    let claimed = claim(&house, &house.owner, "  aaaa-1 ").await.unwrap();
    assert!(claimed.new);
    let (row, _) = house.services.license_get(&house.owner, claimed.row.id).await.unwrap();
    assert_eq!(row, claimed.row);
    assert_eq!(row.status(day("2026-06-15")), LicenseStatus::Unused);
    assert_eq!((row.key.as_str(), row.seats, row.term_years), ("AAAA-1", Some(5), Some(2)));
    assert_eq!(row.expires, Some(day("2027-03-31")), "12 months after the purchase");
    let history = house.services.license_history(&house.owner, row.id).await.unwrap();
    assert_eq!(history[0].action, "claimed");
    let again = claim(&house, &house.owner, "AAAA-1").await.unwrap();
    assert_eq!((again.row.id, again.new), (row.id, false), "it is told where it is");
    let list = house.services.stray_keys(&house.distributor).await.unwrap();
    let claimed: Vec<_> = list.iter().map(|it| (it.key.as_str(), it.claimed.is_some())).collect();
    assert_eq!(claimed, [("BBBB-2", false), ("AAAA-1", true)]);
    assert!(house.services.stray_keys(&house.owner).await.unwrap().is_empty(), "it sees its own");
}

#[tokio::test]
async fn whatever_is_wrong_in_the_lines_is_told_and_nothing_is_entered() {
    let house = House::new(NOW).await;
    house.add(&house.license(WITH_FEE, domain::license::LicenseKind::Term, "2026-01-02")).await;
    let known = house.license_of().await.key;
    let text = format!(
        "ok-1; {WITH_FEE}; 5; 1\n\nnone; nothing; 5; 1\nOK-1; {WITH_FEE}; 5; 1\nx\n\
         a; {WITH_FEE}; 0; 1\nb; {WITH_FEE}; 1; 11\nc; {WITH_FEE}; 1; 1; 2026-06-16\n"
    );
    let Err(ServiceError::Invalid(errors)) = enter(&house, &text).await else { panic!() };
    let told: Vec<_> = errors.iter().map(|it| (it.field.as_str(), it.code.as_str())).collect();
    assert_eq!(
        told,
        [
            ("line-3", "stray-edition-unknown"),
            ("line-4", "stray-twice"),
            ("line-5", "stray-cells"),
            ("line-6", "stray-seats"),
            ("line-7", "stray-years"),
            ("line-8", "stray-date"),
        ]
    );
    let text = format!("ok-1; {WITH_FEE}; 5; 1\n{known}; {WITH_FEE}; 5; 1");
    let Err(ServiceError::Invalid(errors)) = enter(&house, &text).await else { panic!() };
    assert_eq!((errors.len(), errors[0].field.as_str()), (1, "line-2"));
    assert!(house.services.stray_keys(&house.distributor).await.unwrap().is_empty());
    assert_eq!(enter(&house, &format!("ok-1; {WITH_FEE}; 5; 1")).await.unwrap(), 1);
    assert!(matches!(
        house.services.stray_keys_add(&house.owner, "").await,
        Err(ServiceError::Invalid(_))
    ));
    let customer = house.person(&house.customers[0], "c@example.com", Role::Owner, None).await;
    let forbidden = claim(&house, &customer, "ok-1").await.unwrap_err();
    assert!(matches!(forbidden, ServiceError::Forbidden), "{forbidden:?}");
}

#[tokio::test]
async fn a_key_that_waits_is_withdrawn_and_one_that_was_claimed_is_not() {
    let house = House::new(NOW).await;
    enter(&house, &format!("AAAA-1; {WITH_FEE}; 5; 1\nBBBB-2; {WITH_FEE}; 5; 1")).await.unwrap();
    claim(&house, &house.owner, "BBBB-2").await.unwrap();
    let list = house.services.stray_keys(&house.distributor).await.unwrap();
    let id = |key: &str| list.iter().find(|it| it.key == key).unwrap().id;
    let withdraw = async |who, key| house.services.stray_key_withdraw(who, id(key)).await;
    assert_eq!(refused(withdraw(&house.owner, "AAAA-1").await), "key-not-waiting", "its seller's");
    withdraw(&house.distributor, "AAAA-1").await.unwrap();
    for key in ["AAAA-1", "BBBB-2"] {
        assert_eq!(refused(withdraw(&house.distributor, key).await), "key-not-waiting", "{key}");
    }
    assert_eq!(refused(claim(&house, &house.owner, "AAAA-1").await), "key-not-claimable");
    let left = house.services.stray_keys(&house.distributor).await.unwrap();
    assert_eq!(left.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["BBBB-2"]);
    let logged = "SELECT before->>'key' FROM action_log WHERE action = 'key-withdrawn'";
    assert_eq!(house.texts(logged).await, ["AAAA-1"]);
}

/// Who claims a key and who withdraws it at once: one of them succeeds, and the key is nowhere else.
#[tokio::test]
async fn claiming_and_withdrawing_meet() {
    let house = House::new(NOW).await;
    let lines: Vec<_> = (0..8).map(|at| format!("KEY-{at}; {WITH_FEE}; 5; 1")).collect();
    enter(&house, &lines.join("\n")).await.unwrap();
    let list = house.services.stray_keys(&house.distributor).await.unwrap();
    let outcomes = join_all(list.into_iter().map(async |it| {
        let withdrawn = house.services.stray_key_withdraw(&house.distributor, it.id);
        let (withdrawn, claimed) = tokio::join!(withdrawn, claim(&house, &house.owner, &it.key));
        (withdrawn.is_ok(), claimed.is_ok())
    }))
    .await;
    assert!(outcomes.iter().all(|(withdrawn, claimed)| withdrawn != claimed), "{outcomes:?}");
    let claimed = outcomes.iter().filter(|it| it.1).count().to_string();
    assert_eq!(house.texts("SELECT count(*)::text FROM license").await, [claimed]);
}

/// Of 32 claims of one key, by people of two partners, one gets it.
#[tokio::test]
async fn a_key_is_claimed_once() {
    let house = House::new(NOW).await;
    let now = house.services.clock.now();
    let mut tx = house.services.store.begin(store::whole(house.root)).await.unwrap();
    let other = store::org::partner_create(&mut tx, house.top.id, "Bergfried", now).await.unwrap();
    tx.commit().await.unwrap();
    let mut people = Vec::new();
    for at in 0..8 {
        let org = if at % 2 == 0 { &house.partner } else { &other };
        people.push(house.person(org, &format!("p{at}@example.com"), Role::Owner, None).await);
    }
    enter(&house, &format!("AAAA-1; {WITH_FEE}; 5; 1")).await.unwrap();
    let outcomes = join_all((0..32).map(|at| {
        let (services, who) = (house.services.clone(), people[at % 8].clone());
        tokio::spawn(async move { services.key_claim(&who, "AAAA-1").await })
    }))
    .await;
    let outcomes: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    let new = outcomes.iter().filter(|it| it.as_ref().is_ok_and(|claimed| claimed.new)).count();
    assert_eq!(new, 1);
    for outcome in &outcomes {
        assert!(
            matches!(outcome, Ok(_) | Err(ServiceError::Refused("key-not-claimable"))),
            "{outcome:?}"
        );
    }
    assert_eq!(house.texts("SELECT count(*)::text FROM license").await, ["1"]);
    assert_eq!(
        house.texts("SELECT count(*)::text FROM action_log WHERE action = 'claimed'").await,
        ["1"]
    );
}

#[tokio::test]
async fn a_foreign_a_claimed_a_lapsed_and_an_unknown_key_are_the_same() {
    let house = House::new(NOW).await;
    let now = house.services.clock.now();
    let mut tx = house.services.store.begin(store::whole(house.root)).await.unwrap();
    let other = store::org::partner_create(&mut tx, house.top.id, "Bergfried", now).await.unwrap();
    tx.commit().await.unwrap();
    let other = house.person(&other, "b@example.com", Role::Owner, None).await;
    let text = format!("claimed-1; {WITH_FEE}; 5; 1\nlapsed-1; {WITH_FEE}; 5; 1; 2025-07-01");
    enter(&house, &text).await.unwrap();
    house.add(&house.license(WITH_FEE, domain::license::LicenseKind::Term, "2026-01-02")).await;
    let foreign = house.license_of().await.key;
    // What another partner entered for itself is nobody else's.
    house.services.stray_keys_add(&house.owner, &format!("own-1; {WITH_FEE}; 5; 1")).await.unwrap();
    assert!(claim(&house, &house.owner, "claimed-1").await.unwrap().new);
    house.set("2026-07-02T10:00:00Z");
    for key in ["claimed-1", "lapsed-1", "own-1", "no-such-key", foreign.as_str()] {
        assert_eq!(refused(claim(&house, &other, key).await), "key-not-claimable", "{key}");
    }
    assert!(claim(&house, &house.owner, "own-1").await.unwrap().new);
}

#[tokio::test]
async fn who_guesses_has_to_wait() {
    let house = House::new(NOW).await;
    enter(&house, &format!("AAAA-1; {WITH_FEE}; 5; 1")).await.unwrap();
    for at in 0..10 {
        let guess = claim(&house, &house.owner, &format!("guess-{at}")).await;
        assert_eq!(refused(guess), "key-not-claimable");
    }
    let wait = claim(&house, &house.owner, "AAAA-1").await.unwrap_err();
    let ServiceError::RateLimited(wait) = wait else { panic!("{wait:?}") };
    assert!(wait <= Duration::from_secs(600) && wait > Duration::from_secs(500));
    let colleague = house.person(&house.partner, "c@example.com", Role::LicenseAdmin, None).await;
    assert!(claim(&house, &colleague, "AAAA-1").await.unwrap().new, "not those of another person");
}
