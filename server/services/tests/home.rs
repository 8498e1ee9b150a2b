#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]
//! What needs doing, against plain counting.

#[path = "support/house.rs"]
mod house;

use chrono::{Days, NaiveDate};
use domain::billing::Month;
use domain::catalog::Catalog;
use domain::home::{Home, LAPSE_DAYS, MONTHS, PAST_DAYS, RISK_DAYS};
use domain::ids::OrgId;
use domain::license::{LicenseKind, LicenseRow, OrgRef};
use domain::money::{Currency, Money};
use domain::people::{Principal, Role};
use domain::price::{ListPrice, Percent, PriceListDraft, TradeTerms};
use house::{House, PLAIN, day};
use services::ServiceError;
use std::collections::BTreeMap;

const NOW: &str = "2026-06-10T10:00:00Z";
/// Another edition of the same currency.
const OTHER: &str = "gravityzone-secure";

fn today() -> NaiveDate {
    day("2026-06-10")
}

/// Licenses, trials and coupons that end on each third day of two years around today.
async fn filled(house: &House) -> Vec<LicenseRow> {
    let kinds = [LicenseKind::Term, LicenseKind::Trial, LicenseKind::Term];
    let mut rows = Vec::new();
    for (at, back) in (0..730).step_by(3).enumerate() {
        let ends = day("2027-07-10") - Days::new(back);
        let edition = if at % 2 == 0 { PLAIN } else { OTHER };
        let kind = kinds[at % 3];
        let row = LicenseRow {
            expires: Some(ends),
            seats: Some(1 + i32::try_from(at % 7).unwrap()),
            term_years: Some(1),
            ..house.license(edition, kind, "2024-01-01")
        };
        let coupon = at % 5 == 0 && kind == LicenseKind::Term;
        rows.push(match coupon {
            true => LicenseRow { activated: None, customer: None, ..row },
            false => row,
        });
    }
    // Neither ends.
    rows.push(house.license(PLAIN, LicenseKind::Term, "2024-01-01"));
    rows.push(LicenseRow { seats: None, ..house.license(PLAIN, LicenseKind::Usage, "2024-01-01") });
    house.add_all(&rows).await;
    rows
}

fn list_price(catalog: &Catalog, edition: i32) -> Option<Money> {
    let edition = catalog.edition(edition)?;
    let product = catalog.product(edition.product)?;
    let currency = catalog.vendor(product.vendor)?.currency;
    Some(Money { minor: edition.price_minor_per_seat(1)?, currency })
}

/// The sum at list prices less a discount in percent, group by group as bills round.
fn worth<'a>(
    catalog: &Catalog,
    rows: impl Iterator<Item = &'a LicenseRow>,
    percent: i64,
) -> BTreeMap<&'static str, i64> {
    let mut exact: BTreeMap<&'static str, i64> = BTreeMap::new();
    for row in rows.filter(|row| row.kind == LicenseKind::Term) {
        if let Some(unit) = list_price(catalog, row.edition.id) {
            *exact.entry(unit.currency.code()).or_default() +=
                unit.minor * i64::from(row.seats.unwrap_or_default()) * (100 - percent);
        }
    }
    exact.into_iter().map(|(code, sum)| (code, sum / 100)).collect()
}

/// Whether amounts are the same but for what rounding makes of each group.
fn close(found: &[Money], wanted: &BTreeMap<&'static str, i64>) {
    let wanted: Vec<_> = wanted.iter().filter(|(_, minor)| **minor != 0).collect();
    assert_eq!(found.len(), wanted.len(), "{found:?} {wanted:?}");
    for (code, minor) in wanted {
        let money = found.iter().find(|money| money.currency.code() == *code).unwrap();
        assert!((money.minor - minor).abs() <= 50, "{} {minor}", money.minor);
    }
}

fn check(home: &Home, catalog: &Catalog, rows: &[LicenseRow], percent: i64) {
    let used = || rows.iter().filter(|row| row.activated.is_some());
    let ends = |row: &&LicenseRow, from: NaiveDate, until: NaiveDate| {
        row.expires.is_some_and(|end| (from..=until).contains(&end))
    };
    assert_eq!(home.today, today());
    assert_eq!(home.months.len(), MONTHS);
    let mut month = Month::of(today()).unwrap();
    for told in &home.months {
        let of = || used().filter(|row| ends(row, month.first_day(), month.last_day()));
        assert_eq!(told.month, month);
        assert_eq!(told.count, i64::try_from(of().count()).unwrap(), "{month}");
        let seats = of().map(|row| i64::from(row.seats.unwrap_or_default())).sum::<i64>();
        assert_eq!(told.seats, seats, "{month}");
        close(&told.value, &worth(catalog, of(), percent));
        month = month.next().unwrap();
    }
    let (past, yesterday) = (today() - Days::new(PAST_DAYS), today() - Days::new(1));
    let expired = used().filter(|row| ends(row, past, yesterday)).count();
    assert_eq!(home.expired, i64::try_from(expired).unwrap());
    let soon = today() + Days::new(u64::from(LAPSE_DAYS));
    let coupons = rows.iter().filter(|row| row.activated.is_none());
    let lapsing = coupons.filter(|row| ends(row, today(), soon)).count();
    assert!(lapsing > 0 && expired > 0);
    assert_eq!(home.lapsing, i64::try_from(lapsing).unwrap());
    let risk = today() + Days::new(RISK_DAYS);
    let at_risk = used().filter(|row| ends(row, past, risk));
    close(&home.value_at_risk, &worth(catalog, at_risk, percent));
}

async fn discount(house: &House, org: OrgId, percent: u8) {
    let terms = TradeTerms { discount: Percent::whole(percent), ..TradeTerms::default() };
    house.services.terms_set(&house.distributor, org, 0, terms).await.unwrap();
}

#[tokio::test]
async fn numbers_are_those_of_plain_counting() {
    let house = House::new(NOW).await;
    let rows = filled(&house).await;
    let catalog = house.services.catalog.clone();
    for who in [&house.owner, &house.distributor] {
        check(&house.services.home(who).await.unwrap(), &catalog, &rows, 0);
    }
    // The partner's terms hold for it, and for what its distributor is told of it.
    discount(&house, house.partner.id, 20).await;
    for who in [&house.owner, &house.distributor] {
        check(&house.services.home(who).await.unwrap(), &catalog, &rows, 20);
    }
}

#[tokio::test]
async fn a_sellers_list_is_what_counts() {
    let house = House::new(NOW).await;
    let row = LicenseRow {
        expires: Some(day("2026-06-20")),
        seats: Some(3),
        term_years: Some(1),
        ..house.license(PLAIN, LicenseKind::Term, "2025-06-21")
    };
    house.add(&row).await;
    let price = ListPrice { edition: row.edition.id, years: 1, minor: 1_111 };
    let draft = PriceListDraft {
        name: "Own".to_owned(),
        currency: Currency::Eur,
        from: day("2026-01-01"),
        until: None,
        prices: vec![price],
    };
    house.services.price_list_save(&house.distributor, None, 0, draft).await.unwrap();
    for who in [&house.owner, &house.distributor] {
        let home = house.services.home(who).await.unwrap();
        let wanted = vec![Money { minor: 3_333, currency: Currency::Eur }];
        assert_eq!(home.value_at_risk, wanted);
        assert_eq!(home.months[0].value, wanted);
    }
}

#[tokio::test]
async fn who_may_not_know_of_orders_is_told_no_amounts() {
    let house = House::new(NOW).await;
    filled(&house).await;
    let who: Principal =
        house.person(&house.partner, "guard@example.com", Role::ProtectionManager, None).await;
    let home = house.services.home(&who).await.unwrap();
    assert!(home.expired > 0);
    assert_eq!((home.requests, home.value_at_risk), (None, Vec::new()));
    assert!(home.months.iter().all(|month| month.value.is_empty()));
    let nothing = Principal { grants: domain::policy::Grants::default(), ..who };
    assert!(matches!(house.services.home(&nothing).await, Err(ServiceError::Forbidden)));
}

/// A customer sees its own alone; another partner's tree nothing of it.
#[tokio::test]
async fn everybody_counts_its_own() {
    let house = House::new(NOW).await;
    let ends = LicenseRow {
        expires: Some(day("2026-07-01")),
        ..house.license(PLAIN, LicenseKind::Term, "2025-07-02")
    };
    let other = &house.customers[1];
    let theirs = LicenseRow {
        customer: Some(OrgRef { id: other.id, name: other.name.clone() }),
        ..LicenseRow { ..house.license(PLAIN, LicenseKind::Term, "2025-07-02") }
    };
    let theirs = LicenseRow { expires: Some(day("2026-07-02")), ..theirs };
    house.add_all(&[ends, theirs]).await;
    let mine = house.person(&house.customers[0], "c@example.com", Role::Owner, None).await;
    let counts = |home: Home| home.months.iter().map(|month| month.count).sum::<i64>();
    assert_eq!(counts(house.services.home(&mine).await.unwrap()), 1);
    assert_eq!(counts(house.services.home(&house.owner).await.unwrap()), 2);
}

#[tokio::test]
async fn orders_wait_for_one_side_at_a_time() {
    let house = House::new(NOW).await;
    assert!(house.services.home(&house.owner).await.unwrap().is_quiet());
    let order = |id: u128, awaits: &str, valid: &str| {
        format!(
            "INSERT INTO purchase_order (root_id, id, tkey, org_id, number, number_fold, state,
                 awaits, currency, payment, person_id, person_name, person_fold, created_at,
                 valid_until)
             SELECT root_id, '{}', tkey, id, 'O-{id}', 'o-{id}', 'quoted', '{awaits}', 'EUR',
                 'account', '{}', 'Ada', 'ada', '2026-06-0{id}T08:00:00Z', {valid}
             FROM organization WHERE id = '{}'",
            uuid::Uuid::from_u128(id),
            house.owner.person,
            house.partner.id
        )
    };
    for sql in [
        order(1, "seller", "NULL"),
        order(2, "seller", "'2026-06-10'"),
        order(3, "buyer", "NULL"),
        // Its prices do not hold any more.
        order(4, "seller", "'2026-06-09'"),
    ] {
        assert_eq!(house.change(&sql).await, 1);
    }
    let numbers = |home: Home| {
        let requests = home.requests.unwrap();
        let numbers = requests.first.iter().map(|one| one.number.clone()).collect::<Vec<_>>();
        (requests.count, numbers.join(" "))
    };
    let seller = house.services.home(&house.distributor).await.unwrap();
    assert!(!seller.is_quiet());
    assert_eq!(numbers(seller), (2, "O-1 O-2".to_owned()));
    let buyer = house.services.home(&house.owner).await.unwrap();
    assert_eq!(numbers(buyer), (1, "O-3".to_owned()));
}

/// Prints how long it takes over 100,000 licenses; run with `--run-ignored only --no-capture`.
#[tokio::test]
#[ignore = "a measurement"]
async fn over_many_licenses() {
    let house = House::new(NOW).await;
    let row = |at: u64| LicenseRow {
        expires: Some(day("2028-06-01") - Days::new(at % 1_000)),
        seats: Some(5),
        term_years: Some(1),
        ..house.license(
            if at.is_multiple_of(2) { PLAIN } else { OTHER },
            LicenseKind::Term,
            "2024-01-01",
        )
    };
    let rows: Vec<LicenseRow> = (0..100_000).map(row).collect();
    for rows in rows.chunks(10_000) {
        house.add_all(rows).await;
    }
    store::testing::change(&house.url, "ANALYZE license").await;
    for who in [&house.owner, &house.distributor] {
        for _ in 0..5 {
            let begun = std::time::Instant::now();
            house.services.home(who).await.unwrap();
            println!("{:?} {:?}", who.org_kind, begun.elapsed());
        }
    }
}
