//! A log with twelve entries, sealed at the 4th, the 8th and the 10th.

use chrono::{DateTime, Duration, Utc};
use domain::ids::{OrgId, PersonId, RootId, Scope};
use domain::people::OrgKind;
use serde_json::json;
use services::Services;
use services::audit::{AuditKey, PublicKeys, Report, Sealed, Sealer, verify};
use services::clock::Clock;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;
use store::log::{NewLogEntry, log_append};
use store::testing;
use tempfile::TempDir;
use uuid::Uuid;

pub struct Bench {
    pub services: Services,
    pub clock: Clock,
    pub sealer: Sealer,
    pub keys: PublicKeys,
    pub scope: Scope,
    pub orgs: [OrgId; 2],
    pub url: String,
    /// Of the key and the copies.
    pub folder: TempDir,
}

impl Bench {
    /// With twelve entries.
    pub async fn new() -> Self {
        let bench = Self::empty().await;
        for (entries, seal) in [(4, true), (4, true), (2, true), (2, false)] {
            bench.log(entries).await;
            if seal {
                bench.clock.set(bench.clock.now() + Duration::minutes(1));
                bench.seal().await;
            }
        }
        bench
    }

    pub async fn empty() -> Self {
        let url = testing::empty_database().await;
        Store::migrate(&url).await.unwrap();
        let store = Store::connect(&url, 8).await.unwrap();
        let now: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
        let mut tx = store.begin_new_root(now).await.unwrap();
        let scope = tx.scope();
        let kind = OrgKind::Distributor;
        let top = store::org::org_create_top(&mut tx, kind, "Nord", now).await.unwrap();
        let partner = store::org::partner_create(&mut tx, top.id, "Öko", now).await.unwrap();
        tx.commit().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("copies")).unwrap();
        let bench = Self::over(url, store, folder, scope, [top.id, partner.id]);
        bench.clock.set(now);
        bench
    }

    fn over(url: String, store: Store, folder: TempDir, scope: Scope, orgs: [OrgId; 2]) -> Self {
        let key = AuditKey::load_or_create(&folder.path().join("audit.key")).unwrap();
        let keys = PublicKeys::parse(&key.public()).unwrap();
        let (catalog, _) = services::catalog::load().unwrap();
        let clock = Clock::fixed("2026-06-15T10:03:00Z".parse().unwrap());
        let services = Services::new(store, Arc::new(catalog), clock.clone());
        let sealer = Sealer::new(key, Some(folder.path().join("copies")));
        Self { services, clock, sealer, keys, scope, orgs, url, folder }
    }

    /// The same log in a database and a folder of its own. This one must be closed.
    pub async fn copy(&self) -> Self {
        let url = testing::copy_of(&self.url).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("copies")).unwrap();
        let file = format!("copies/checkpoints-{}.jsonl", self.root().0);
        for name in ["audit.key", "audit.pub", &file] {
            std::fs::copy(self.folder.path().join(name), folder.path().join(name)).unwrap();
        }
        let store = Store::connect(&url, 4).await.unwrap();
        Self::over(url, store, folder, self.scope, self.orgs)
    }

    pub fn root(&self) -> RootId {
        self.scope.root
    }

    pub fn copies(&self) -> PathBuf {
        self.folder.path().join("copies")
    }

    /// The file of the copies.
    pub fn file(&self) -> PathBuf {
        self.copies().join(format!("checkpoints-{}.jsonl", self.root().0))
    }

    /// Logs so many entries in one transaction.
    pub async fn log(&self, entries: usize) {
        let mut tx = self.services.store.begin(self.scope).await.unwrap();
        for n in 0..entries {
            let entry = NewLogEntry {
                at: self.clock.now(),
                person: Some(PersonId(Uuid::now_v7())),
                actor: format!("Äda {n}"),
                action: "renamed".into(),
                entity: "license".into(),
                entity_id: Some(Uuid::now_v7()),
                subject: Some(format!("Büro {n}")),
                org: self.orgs[n % 2],
                before: json!({ "name": "Alt", "seats": n }),
                after: json!({ "name": format!("Büro {n}"), "seats": n + 1 }),
            };
            log_append(&mut tx, &entry).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    pub async fn seal(&self) -> Sealed {
        self.services.log_seal(&self.sealer).await.unwrap()
    }

    pub async fn verify(&self, with_copies: bool) -> Report {
        let copies = self.copies();
        let copies: Option<&Path> = with_copies.then_some(&copies);
        verify(&self.services.store, self.root(), &self.keys, copies).await.unwrap()
    }

    /// As the database's owner.
    pub async fn sql(&self, sql: &str) {
        testing::as_owner(&self.url, sql).await;
    }

    /// Nobody is connected to the database any more.
    pub async fn close(&self) {
        self.services.store.close().await;
    }
}

/// The findings as people read them.
pub fn clean(report: &Report) -> Vec<String> {
    assert_eq!(report.found, report.findings.len() as u64);
    report.findings.iter().map(ToString::to_string).collect()
}
