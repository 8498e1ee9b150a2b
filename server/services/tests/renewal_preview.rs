#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! What the renewal of a selection will do is told before, and done as told.

mod support;

use domain::bulk::{BulkAction, BulkOutcome, BulkState, Selection, StartBulk};
use domain::command::{RenewLicense, RenewWith};
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::renewal::{Planned, PreviewRenewals, RenewalPreview};
use services::ServiceError;
use std::collections::{BTreeMap, HashSet};
use support::Portal;
use uuid::Uuid;

fn ask(rows: &[LicenseRow], years: Option<i16>, coupons: bool) -> PreviewRenewals {
    let selection = Selection::Named(rows.iter().map(|row| row.id).collect());
    PreviewRenewals { selection, years, coupons, again: false }
}

async fn preview(portal: &Portal, who: &Principal, ask: PreviewRenewals) -> RenewalPreview {
    portal.services.renewal_preview(who, ask).await.unwrap()
}

/// Runs what was previewed; the reasons of those that were left.
async fn run(
    portal: &Portal,
    who: &Principal,
    PreviewRenewals { selection, years, coupons, again }: PreviewRenewals,
) -> BTreeMap<LicenseId, String> {
    let action =
        BulkAction::Renew { years, coupons, again, price: domain::renewal::Agreed::AnyPrice };
    let start = StartBulk { selection, action, idempotency: Uuid::new_v4() };
    let id = portal.services.bulk_start(who, start).await.unwrap().id;
    while portal.services.bulk_progress(who, id).await.unwrap().state == BulkState::Running {
        tokio::task::yield_now().await;
    }
    let refused = Some(BulkOutcome::Refused);
    let lines = portal.services.bulk_report(who, id, refused, 0, 500).await.unwrap();
    lines.into_iter().map(|line| (line.license, line.reason.unwrap().code)).collect()
}

/// Holds what happened to what was said.
async fn as_told(portal: &Portal, who: &Principal, told: &RenewalPreview, ask: PreviewRenewals) {
    let refused = run(portal, who, ask).await;
    assert_eq!(refused.len(), told.refused as usize);
    let mut taken = HashSet::new();
    for line in &told.lines {
        match &line.planned {
            Planned::Refused(code) => assert_eq!(&refused[&line.license], code),
            planned => {
                let (now, _) = portal.services.license_get(who, line.license).await.unwrap();
                assert_eq!((now.expires, now.version), (line.new_expires, line.version + 1));
                if let Planned::Takes(key) = planned {
                    let sql = format!(
                        "SELECT redeemed_by::text FROM license WHERE license_key = '{key}'"
                    );
                    let by = store::testing::texts(&portal.url, &sql).await;
                    assert_eq!(by, [line.license.to_string()], "{key}");
                    assert!(taken.insert(key.clone()), "{key} is taken twice");
                }
            }
        }
    }
    assert_eq!(taken.len(), told.taken as usize);
}

#[tokio::test]
async fn years_are_bought_as_told() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let rows = portal.rows(&who, "tab=all").await;
    let ask = ask(&rows[..60], Some(1), false);
    let told = preview(&portal, &who, ask.clone()).await;
    assert!(told.bought > 5 && told.refused > 0 && told.taken == 0);
    let mut sums = BTreeMap::new();
    for line in &told.lines {
        if let Planned::Buys(price) = &line.planned {
            *sums.entry(price.net.currency.code()).or_insert(0) += price.net.minor;
        }
    }
    let totals: BTreeMap<_, _> =
        told.totals.iter().map(|total| (total.currency.code(), total.minor)).collect();
    assert_eq!(totals, sums);
    as_told(&portal, &who, &told, ask).await;
}

#[tokio::test]
async fn each_coupon_is_taken_once_and_as_told() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (first, _) = portal.with_coupon(&who).await;
    let rows = portal.rows(&who, "tab=active").await;
    // Licenses alike, which want the same coupons, and others.
    let (mut alike, others): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.edition == first.edition && row.seats == first.seats);
    alike.extend(others.into_iter().take(100));
    for (years, coupons) in [(None, true), (Some(1), true)] {
        let ask = ask(&alike, years, coupons);
        let told = preview(&portal, &who, ask.clone()).await;
        assert!(years.is_some() || told.taken > 0 && told.bought == 0);
        as_told(&portal, &who, &told, ask).await;
        let gone: HashSet<LicenseId> = told
            .lines
            .iter()
            .filter(|line| !matches!(line.planned, Planned::Refused(_)))
            .map(|line| line.license)
            .collect();
        alike.retain(|row| !gone.contains(&row.id));
    }
}

#[tokio::test]
async fn of_two_at_the_same_moment_no_coupon_is_used_twice() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (first, _) = portal.with_coupon(&who).await;
    let rows = portal.rows(&who, "tab=active").await;
    let alike: Vec<_> = rows
        .into_iter()
        .filter(|row| row.edition == first.edition && row.seats == first.seats)
        .collect();
    assert!(alike.len() > 1);
    let (some, others) = alike.split_at(alike.len() / 2);
    futures::future::join(
        run(&portal, &who, ask(some, None, true)),
        run(&portal, &who, ask(others, None, true)),
    )
    .await;
    let twice = "SELECT coupon_id::text FROM order_line WHERE coupon_id IS NOT NULL
        GROUP BY 1 HAVING count(*) > 1";
    assert!(store::testing::texts(&portal.url, twice).await.is_empty());
    let used = "SELECT (SELECT count(*) FROM order_line WHERE coupon_id IS NOT NULL)
        - (SELECT count(*) FROM order_line l JOIN license c
           ON c.id = l.coupon_id AND c.redeemed_by = l.license_id) AS lost";
    assert_eq!(
        store::testing::texts(&portal.url, &format!("SELECT lost::text FROM ({used}) t")).await,
        ["0"]
    );
}

#[tokio::test]
async fn what_was_renewed_a_moment_ago_is_left_unless_it_is_meant() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.renewable(&who).await;
    let years = portal.services.renewal_offer(&who, row.id).await.unwrap().choices[0].years;
    let renewal = RenewLicense {
        id: row.id,
        version: row.version,
        with: RenewWith::Years(years),
        idempotency: Uuid::new_v4(),
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };
    portal.services.renew_license(&who, renewal).await.unwrap();
    let asked = ask(std::slice::from_ref(&row), Some(years), false);
    let told = preview(&portal, &who, asked.clone()).await;
    assert_eq!((told.recent, told.bought, told.refused), (1, 0, 1));
    let refused = run(&portal, &who, asked.clone()).await;
    assert_eq!(refused[&row.id], "renewed-recently");
    let meant = PreviewRenewals { again: true, ..asked };
    let told = preview(&portal, &who, meant.clone()).await;
    assert_eq!((told.recent, told.bought, told.refused), (1, 1, 0));
    assert!(run(&portal, &who, meant).await.is_empty());
}

#[tokio::test]
async fn a_partner_that_may_not_buy_renews_with_coupons_alone() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (row, coupon) = portal.with_coupon(&who).await;
    let off =
        format!("UPDATE organization SET direct_purchase = false WHERE id = '{}'", row.partner.id);
    assert_eq!(store::testing::change(&portal.url, &off).await, 1);
    let rows = portal.rows(&who, "tab=active").await;
    let ask = ask(&rows[..100], Some(coupon.years), true);
    let told = preview(&portal, &who, ask.clone()).await;
    assert_eq!(told.bought, 0);
    as_told(&portal, &who, &told, ask).await;
}

#[tokio::test]
async fn who_may_not_change_many_sees_no_preview() {
    let portal = Portal::new().await;
    let rows = portal.rows(&portal.partner().await, "tab=active").await;
    for email in ["owner@westernhagen.example", "reader@kranich.example"] {
        let who = portal.person(email).await;
        let refused = portal.services.renewal_preview(&who, ask(&rows[..1], Some(1), false)).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden)), "{email}");
    }
    let other = portal.person("owner@bergfried.example").await;
    let hidden = preview(&portal, &other, ask(&rows[..1], Some(1), false)).await;
    assert_eq!(hidden.lines[0].planned, Planned::Refused("not-found".to_owned()));
    assert_eq!(hidden.lines[0].name, "");
}
