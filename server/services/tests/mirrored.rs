//! What the mirror answers equals what the database answers, through writes, imports, days
//! and people.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use chrono::{DateTime, Duration, Utc};
use domain::license::LicenseRow;
use domain::people::Principal;
use grid::licenses::LICENSES;
use grid::state::State;
use services::Services;
use services::roots::Root;
use std::sync::Arc;
use support::Portal;

const STATES: [&str; 16] = [
    "",
    "tab=all&sort=-expires",
    "tab=all&sort=name",
    "tab=all&sort=customer,-name",
    "tab=all&sort=note,key",
    "tab=all&group=product",
    "tab=all&group=product,customer",
    "tab=all&group=-customer:count&sort=key",
    "tab=all&group=expires.year,expires",
    "tab=all&group=seats,-vendor:used",
    "tab=all&group=expires.week:seats&q=a*b",
    "tab=unused&group=partner",
    "tab=all&q=e&status=expired,active",
    "tab=all&name=*s&seats=5..50",
    "expires=next-60&note=none",
    "tab=all&note==none&sort=-status",
];

/// The same portal without mirrors.
fn stored(services: &Services) -> Services {
    services.clone().with_mirrored_rows(0)
}

async fn filled(services: &Services, who: &Principal) -> Arc<Root> {
    let root = services.roots.look(who.scope.root).await.unwrap();
    let ready = root.watch_mirror().wait_for(|ready| *ready).await.map(|_| ());
    ready.unwrap();
    root
}

async fn compare(services: &Services, who: &Principal) {
    let stored = stored(services);
    for state in STATES {
        let opened = open_some(services, who, state).await;
        for start in [0, 30, 700] {
            let mirrored = services.license_page(who, &opened, start, 60).await.unwrap();
            let expected = stored.license_page(who, &opened, start, 60).await.unwrap();
            assert_eq!(mirrored, expected, "{opened} from {start} of {}", who.email);
        }
    }
    for column in ["product", "customer", "status", "expires", "seats"] {
        let of = |services: Services| async move {
            services.grid_options::<LicenseRow>(who, "tab=all&q=a", column, "").await.unwrap()
        };
        assert_eq!(of(services.clone()).await, of(stored.clone()).await, "{column}");
    }
}

/// The state with its first groups open, to the innermost level.
async fn open_some(services: &Services, who: &Principal, state: &str) -> String {
    let mut view = State::parse(&LICENSES, state, grid::column::Audience::Provider).0;
    for _ in 0..view.query.group.len() {
        let page = services.license_page(who, &view.format(), 0, 20).await.unwrap();
        for line in page.window {
            if let grid::page::Line::Group(group) = line
                && group.position < 3
                && !group.open
            {
                view.query.open.push(group.path);
            }
        }
    }
    view.format()
}

#[tokio::test]
async fn mirror_and_database_agree() {
    let portal = Portal::new().await;
    let people = [
        portal.person("owner@nordlicht.example").await,
        portal.partner().await,
        portal.person("owner@westernhagen.example").await,
    ];
    let root = filled(&portal.services, &people[0]).await;
    for who in &people {
        compare(&portal.services, who).await;
    }

    // A write is seen by the very next page.
    let who = &people[1];
    for n in 0..5 {
        let row = portal.renewable(who).await;
        let note = format!("written{n}");
        portal.services.set_license_note(who, row.id, row.version, &note).await.unwrap();
        let found = portal.rows(who, &format!("tab=all&q=written{n}")).await;
        assert_eq!(found.len(), 1);
    }
    compare(&portal.services, who).await;

    // The next day statuses are others.
    let now: DateTime<Utc> = support::TODAY.parse().unwrap();
    portal.clock.set(now + Duration::days(20));
    let today = portal.clock.today();
    let mut turned = root.watch_mirror();
    while root.licenses(|held| held.rows.today() != today) == Some(true) {
        turned.changed().await.unwrap();
    }
    compare(&portal.services, who).await;
}
