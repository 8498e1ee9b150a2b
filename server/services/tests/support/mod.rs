//! A portal over a database of its own, with a small demo in it.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs)]

use chrono::{DateTime, Utc};
use domain::bulk::{BulkProgress, BulkState};
use domain::ids::BulkId;
use domain::license::LicenseRow;
use domain::people::Principal;
use grid::page::{Line, Page};
use services::clock::Clock;
use services::{Services, demo};
use std::sync::Arc;
use store::Store;
use store::catalog::CatalogVersion;

pub const TODAY: &str = "2026-06-15T10:00:00Z";

pub struct Portal {
    pub services: Services,
    pub clock: Clock,
    pub url: String,
}

impl Portal {
    pub async fn new() -> Self {
        let url = store::testing::empty_database().await;
        Store::migrate(&url).await.unwrap();
        let (catalog, files) = services::catalog::load().unwrap();
        let now: DateTime<Utc> = TODAY.parse().unwrap();
        let versions: Vec<_> = files.into_iter().map(CatalogVersion::from).collect();
        store::catalog::catalog_load(&url, &catalog, &versions, now).await.unwrap();
        let store = Store::connect(&url, 20).await.unwrap();
        let plan = demo::plan(&catalog, now.date_naive(), 1_500);
        demo::load(&store, &url, &plan, now).await.unwrap();
        let clock = Clock::fixed(now);
        let services = Services::new(store, Arc::new(catalog), clock.clone()).with_demo(true);
        Self { services, clock, url }
    }

    pub async fn person(&self, email: &str) -> Principal {
        let store = &self.services.store;
        let account = store.account_by_email(email).await.unwrap().expect(email);
        let who = store.principal_load(account.root, account.person).await.unwrap().unwrap();
        // Who has just signed in.
        Principal { proved_at: Some(self.services.clock.now()), ..who }
    }

    /// Whether an organization of the demo lets itself be assisted by those above it.
    pub async fn set_assistance(&self, part_of_name: &str, assistance: bool) {
        let sql = format!(
            "UPDATE organization SET assistance = {assistance} WHERE name ILIKE '%{part_of_name}%'"
        );
        assert_eq!(store::testing::change(&self.url, &sql).await, 1);
    }

    /// Where mails go nowhere.
    pub fn without_mail(self) -> Self {
        Self { services: self.services.with_demo(false), ..self }
    }

    pub async fn partner(&self) -> Principal {
        self.person("admin@kranich.example").await
    }

    pub async fn page(&self, who: &Principal, state: &str) -> Page<LicenseRow> {
        self.services.license_page(who, state, 0, 500).await.unwrap()
    }

    pub async fn rows(&self, who: &Principal, state: &str) -> Vec<LicenseRow> {
        let lines = self.page(who, state).await.window;
        lines
            .into_iter()
            .filter_map(|line| if let Line::Row(row) = line { Some(row) } else { None })
            .collect()
    }

    /// A license in use that a coupon could renew, and the coupon that would be taken.
    pub async fn with_coupon(&self, who: &Principal) -> (LicenseRow, domain::renewal::CouponOffer) {
        for row in self.rows(who, "tab=active").await {
            if let Ok(offer) = self.services.renewal_offer(who, row.id).await
                && let Some(coupon) = offer.coupon
            {
                return (row, coupon);
            }
        }
        panic!("the demo has no license with a fitting coupon");
    }

    /// Some licenses that can be renewed for a year by paying.
    pub async fn buyable(&self, who: &Principal) -> Vec<LicenseRow> {
        let mut some = Vec::new();
        for row in self.rows(who, "tab=active").await {
            let offer = self.services.renewal_offer(who, row.id).await;
            if offer.is_ok_and(|offer| offer.choices.iter().any(|choice| choice.years == 1)) {
                some.push(row);
            }
            if some.len() == 5 {
                break;
            }
        }
        some
    }

    /// A change of many licenses, once it is over.
    pub async fn ended(&self, who: &Principal, id: BulkId) -> BulkProgress {
        loop {
            let progress = self.services.bulk_progress(who, id).await.unwrap();
            if progress.state != BulkState::Running {
                return progress;
            }
            tokio::task::yield_now().await;
        }
    }

    /// A license in use that can be renewed by purchase.
    pub async fn renewable(&self, who: &Principal) -> LicenseRow {
        for row in self.rows(who, "tab=active").await {
            if self.services.renewal_offer(who, row.id).await.is_ok() {
                return row;
            }
        }
        panic!("the demo has no license to renew");
    }
}

/// The owner of a tree of its own, which is no demo's. The password is [`OWNERS_PASSWORD`].
pub async fn owner(services: &Services, email: &str) -> Principal {
    let new = services::auth::NewOwner {
        email: email.to_owned(),
        name: "Ada".to_owned(),
        organization: format!("Organization of {email}"),
        kind: domain::people::OrgKind::Partner,
        password: OWNERS_PASSWORD.to_owned(),
    };
    services.create_owner(new).await.unwrap()
}

pub const OWNERS_PASSWORD: &str = "correct horse battery staple";
