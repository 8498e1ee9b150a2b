#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]
//! How long it takes to close a month of many licenses. Not run by itself:
//! `tools/with-postgres cargo nextest run -p services --test month_close --run-ignored only --no-capture`

#[path = "support/house.rs"]
mod house;

use domain::license::{LicenseKind, LicenseRow};
use house::{House, PLAIN, WITH_FEE};
use std::time::Instant;

/// Licenses; `LICENSES` in the environment says otherwise.
const LICENSES: usize = 100_000;
/// They are those of so many partners.
const PARTNERS: usize = 50;

fn told(what: &str, begun: Instant) {
    println!("{what}: {:.1} s", begun.elapsed().as_secs_f64());
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn closing_a_month_of_100_000_licenses() {
    let count = std::env::var("LICENSES").ok().and_then(|count| count.parse().ok());
    let count: usize = count.unwrap_or(LICENSES);
    let house = House::new("2026-06-01T00:10:00Z").await;
    let mut partners = Vec::new();
    let mut tx = house.services.store.begin(store::whole(house.root)).await.unwrap();
    for at in 0..PARTNERS {
        let (name, now) = (format!("Partner {at}"), house.clock.now());
        let partner = store::org::partner_create(&mut tx, house.top.id, &name, now).await.unwrap();
        let names = ["Customer".to_owned()];
        let made =
            store::org::customers_create_many(&mut tx, partner.id, &names, now).await.unwrap();
        partners.push((partner, made));
    }
    tx.commit().await.unwrap();
    let named =
        |org: &store::org::Org| domain::license::OrgRef { id: org.id, name: org.name.clone() };
    let rows: Vec<LicenseRow> = (0..count)
        .map(|at| {
            let (partner, customers) = &partners[at % PARTNERS];
            let edition = if at % 3 == 0 { WITH_FEE } else { PLAIN };
            LicenseRow {
                partner: named(partner),
                customer: Some(named(&customers[0])),
                used: i32::try_from(at % 300).unwrap(),
                ..house.license(edition, LicenseKind::Monthly, "2026-05-10")
            }
        })
        .collect();
    let begun = Instant::now();
    house.add_all(&rows).await;
    told("writing the licenses", begun);
    let begun = Instant::now();
    assert_eq!(house.services.usage_snapshot_take().await.unwrap(), count as u64);
    told("counting a day", begun);
    // The other days of the month, as if they had been counted.
    let begun = Instant::now();
    let sql = "INSERT INTO usage_snapshot
         SELECT root_id, license_id, day + d, tkey, active FROM usage_snapshot, generate_series(1, 29) d";
    assert_eq!(house.change(sql).await, count as u64 * 29);
    told("(filling 30 days)", begun);
    let begun = Instant::now();
    assert_eq!(house.services.usage_snapshot_take().await.unwrap(), 0);
    told("counting a day again", begun);
    house.set("2026-07-01T00:00:00Z");
    let begun = Instant::now();
    let closed = house.services.months_close().await.unwrap();
    assert_eq!(closed.lines, count as u64);
    told("closing the month", begun);
    let begun = Instant::now();
    assert_eq!(house.services.months_close().await.unwrap().lines, 0);
    told("closing it again", begun);
    let begun = Instant::now();
    let invoices = house.services.invoice_list(&house.distributor, None).await.unwrap();
    told("listing the invoices", begun);
    assert_eq!(invoices.iter().map(|it| it.lines).sum::<i64>(), count as i64);
    let begun = Instant::now();
    house.services.reminders_send().await.unwrap();
    told("reminding of nothing", begun);
}
