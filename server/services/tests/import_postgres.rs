#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Imports against a real database: all or nothing, and what was seen is what happens.

use chrono::{DateTime, Utc};
use domain::ids::{ImportId, PersonId, Scope};
use domain::import::{
    Counts, CustomerChoice, CustomerDecision, ImportState, Outcome, Progress, Settings,
};
use domain::license::LicenseRow;
use domain::people::{Language, OrgKind, Preferences, Principal, Role};
use services::clock::Clock;
use services::export::Format;
use services::{ServiceError, Services};
use std::io::Read;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::catalog::CatalogVersion;
use store::org::Org;
use uuid::Uuid;

const FILE: &str = "\
Lizenzschlüssel;Produkt;Edition;Kunde;Anzahl;Kaufdatum;Gültig bis;Bestellnummer;Bemerkung
A-1;Emsisoft;Business;Westernhagen GmbH;10;05.01.2026;04.01.2027;PO-1;=1+1
A-2;Emsisoft;Business;westernhagen gmbh;5;05.01.2026;04.01.2027;;
A-3;Emsisoft;Business;;25;05.01.2026;;PO-2;reserved
";

fn now() -> DateTime<Utc> {
    "2026-06-15T10:00:00Z".parse().unwrap()
}

struct World {
    services: Services,
    url: String,
    partner: Org,
    scope: Scope,
}

impl World {
    /// A migrated database of its own with the real catalog and one partner.
    async fn new() -> Self {
        let server = std::env::var("DATABASE_URL").expect("run under tools/with-postgres");
        let name = format!("import_{}", Uuid::new_v4().simple());
        let sql = format!("CREATE DATABASE {name}");
        let made = Command::new("psql").args([&server, "-qc", &sql]).status().unwrap();
        assert!(made.success());
        let (base, query) = server.split_once('?').unwrap_or((&server, ""));
        let url = format!("{}/{name}?{query}", base.rsplit_once('/').unwrap().0);
        Store::migrate(&url).await.unwrap();
        let (catalog, files) = services::catalog::load().unwrap();
        let versions: Vec<CatalogVersion> = files
            .into_iter()
            .map(|f| CatalogVersion { vendor: f.vendor, version: f.version, digest: f.digest })
            .collect();
        store::catalog::catalog_load(&url, &catalog, &versions, now()).await.unwrap();
        let store = Store::connect(&url, 8).await.unwrap();
        let services = Services::new(store, Arc::new(catalog), Clock::fixed(now()));
        let (partner, scope) = root(&services).await;
        Self { services, url, partner, scope }
    }

    fn who(&self) -> Principal {
        principal(&self.partner, self.scope)
    }

    async fn upload(&self, text: &str) -> ImportId {
        let bytes = text.as_bytes().to_vec();
        self.services.import_upload(&self.who(), "licenses.csv", bytes).await.unwrap()
    }

    async fn checked(&self, text: &str) -> (ImportId, Counts) {
        let id = self.upload(text).await;
        let check = self.services.import_check(&self.who(), id, Settings::default()).await.unwrap();
        (id, check.summary.counts)
    }

    async fn run(&self, id: ImportId) -> Progress {
        self.services.import_run(&self.who(), id).await.unwrap()
    }

    async fn import(&self, text: &str) -> Progress {
        let (id, _) = self.checked(text).await;
        self.run(id).await
    }

    async fn licenses(&self) -> Vec<LicenseRow> {
        let keys: Vec<String> = (0..2_500).map(|n| format!("A-{n}")).collect();
        let mut tx = self.services.store.begin_read(self.scope).await.unwrap();
        let catalog = &self.services.catalog;
        let found = store::license::license_by_keys(&mut tx, catalog, self.partner.id, &keys).await;
        found.unwrap()
    }

    async fn customers(&self) -> Vec<String> {
        let mut tx = self.services.store.begin_read(self.scope).await.unwrap();
        let all = store::org::org_children(&mut tx, self.partner.id).await.unwrap();
        all.into_iter().map(|org| org.name).collect()
    }

    async fn feed(&self) -> Vec<String> {
        let feed = self.services.store.feed_since(self.scope.root, 0, 100).await.unwrap();
        feed.into_iter().map(|change| change.kind).collect()
    }
}

async fn root(services: &Services) -> (Org, Scope) {
    let mut tx = services.store.begin_new_root(now()).await.unwrap();
    let partner =
        store::org::org_create_top(&mut tx, OrgKind::Partner, "Nord-IT", now()).await.unwrap();
    let scope = tx.scope();
    tx.commit().await.unwrap();
    (partner, scope)
}

fn principal(partner: &Org, scope: Scope) -> Principal {
    Principal {
        person: PersonId(Uuid::now_v7()),
        name: "Nora".to_owned(),
        email: "nora@example.org".to_owned(),
        org: partner.id,
        org_name: partner.name.clone(),
        org_kind: partner.kind,
        role: Role::LicenseAdmin,
        grants: Role::LicenseAdmin.grants(),
        scope,
        language: None,
        session: None,
        proved_at: None,
        preferences: Preferences::default(),
    }
}

fn counts(create: u32, change: u32, same: u32, refuse: u32) -> Counts {
    Counts { create, change, same, refuse }
}

#[tokio::test]
async fn three_lines_make_licenses_a_customer_log_entries_and_one_change() {
    let world = World::new().await;
    let (id, planned) = world.checked(FILE).await;
    assert_eq!(planned, counts(3, 0, 0, 0));
    assert!(world.licenses().await.is_empty() && world.customers().await.is_empty());
    let done = world.run(id).await;
    assert_eq!((done.state, done.counts), (ImportState::Done, counts(3, 0, 0, 0)));
    assert_eq!((done.done, done.total, done.customers_created), (3, 3, 1));
    assert_eq!(world.customers().await, ["Westernhagen GmbH"]);
    let rows = world.licenses().await;
    assert_eq!(rows[0].note.as_deref(), Some("=1+1"));
    assert_eq!(rows[1].customer.as_ref().unwrap().name, "Westernhagen GmbH");
    assert_eq!((rows[2].customer.as_ref(), rows[2].activated), (None, None));
    assert_eq!(world.feed().await, ["licenses-imported"]);
    let mut tx = world.services.store.begin_read(world.scope).await.unwrap();
    for row in &rows {
        let log = store::log::log_of(&mut tx, row.id.0, 10, None).await.unwrap();
        assert_eq!((log.len(), log[0].action.as_str()), (1, "imported"));
        assert_eq!(log[0].actor, "Nora");
        assert_eq!(log[0].after["edition"], "Business Security");
    }
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let world = World::new().await;
    world.import(FILE).await;
    let before = world.licenses().await;
    let (id, planned) = world.checked(FILE).await;
    assert_eq!(planned, counts(0, 0, 3, 0));
    let started = world.services.import_start(&world.who(), id).await;
    assert!(matches!(started, Err(ServiceError::Refused("import-nothing"))));
    assert_eq!((world.licenses().await, world.feed().await.len()), (before, 1));
}

#[tokio::test]
async fn an_exported_file_changes_nothing() {
    let world = World::new().await;
    world.import(FILE).await;
    let who = world.who();
    for format in Format::ALL {
        for language in Language::ALL {
            let export = world.services.license_export_whole(&who, format, language);
            let mut export = export.await.unwrap();
            let mut bytes = Vec::new();
            export.content.read_to_end(&mut bytes).unwrap();
            assert_eq!((export.rows, export.bytes), (3, bytes.len() as u64));
            let id = world.services.import_upload(&who, &export.file_name, bytes).await.unwrap();
            let check = world.services.import_check(&who, id, Settings::default()).await.unwrap();
            assert_eq!(check.summary.counts, counts(0, 0, 3, 0), "{format:?} {language:?}");
        }
    }
}

#[tokio::test]
async fn a_changed_line_changes_one_license() {
    let world = World::new().await;
    world.import(FILE).await;
    let done = world.import(&FILE.replace("GmbH;10;", "GmbH;50;")).await;
    assert_eq!(done.counts, counts(0, 1, 2, 0));
    let row = &world.licenses().await[0];
    assert_eq!((row.seats, row.version, row.note.as_deref()), (Some(50), 2, Some("=1+1")));
}

#[tokio::test]
async fn a_write_that_fails_leaves_nothing() {
    let mut world = World::new().await;
    // An edition that the database does not have: writing it fails, after much was written.
    let mut catalog = (*world.services.catalog).clone();
    let mut edition = catalog.editions[0].clone();
    (edition.id, edition.code, edition.name) = (999_999, "ghost".into(), "Ghost".into());
    let product = catalog.product(edition.product).unwrap().name.clone();
    catalog.editions.push(edition);
    world.services.catalog = Arc::new(catalog);
    let mut text = "Key;Product;Edition;Customer;Kind;Seats;Expires\n".to_owned();
    for n in 0..2_100 {
        text.push_str(&format!("A-{n};Emsisoft;Business;Customer {};term;1;2027-01-01\n", n % 9));
    }
    text.push_str(&format!("A-2100;{product};Ghost;Customer 1;term;1;2027-01-01\n"));
    let (id, planned) = world.checked(&text).await;
    assert_eq!(planned, counts(2_101, 0, 0, 0));
    let failed = world.run(id).await;
    assert_eq!(failed.state, ImportState::Failed);
    assert_eq!(failed.error.unwrap().code, "import-failed");
    assert_eq!(failed.done, 2_000, "progress was seen before the end");
    assert!(world.licenses().await.is_empty() && world.customers().await.is_empty());
    assert!(world.feed().await.is_empty());
}

#[tokio::test]
async fn what_changed_after_the_check_is_not_written_but_told() {
    let world = World::new().await;
    world.import(FILE).await;
    let wanted = FILE.replace("GmbH;10;", "GmbH;50;").replace(";reserved", ";for Kunze");
    let (id, planned) = world.checked(&wanted).await;
    assert_eq!(planned, counts(0, 2, 1, 0));
    let row = world.licenses().await[2].clone();
    let who = world.who();
    world.services.set_license_note(&who, row.id, row.version, "mine").await.unwrap();
    let done = world.run(id).await;
    assert_eq!((done.state, done.counts), (ImportState::Done, counts(0, 1, 1, 1)));
    assert_eq!(done.meanwhile.len(), 1);
    assert_eq!((done.meanwhile[0].line, done.meanwhile[0].key.as_str()), (4, "A-3"));
    assert_eq!(done.meanwhile[0].issues[0].error.code, "changed-meanwhile");
    let rows = world.licenses().await;
    assert_eq!((rows[0].seats, rows[2].note.as_deref()), (Some(50), Some("mine")));
    let refused = world.services.import_rows(&who, id, Some(Outcome::Refuse), 0, 10).await;
    assert_eq!(refused.unwrap(), done.meanwhile, "also after the end");
}

#[tokio::test]
async fn what_was_checked_before_midnight_is_imported_after_it() {
    let world = World::new().await;
    let text = "Key;Product;Edition;Customer;Seats;Expires\n\
        A-1;Emsisoft;Business;Westernhagen GmbH;1;2027-01-01\n";
    let ((first, _), (second, _)) =
        (world.checked(text).await, world.checked(&text.replace("A-1", "A-2")).await);
    world.services.clock.set(now() + Duration::from_secs(24 * 60 * 60));
    let done = world.run(first).await;
    assert_eq!((done.counts, done.meanwhile), (counts(1, 0, 0, 0), Vec::new()));
    // Also where another process has made the check.
    let store = Store::connect(&world.url, 4).await.unwrap();
    let catalog = Arc::clone(&world.services.catalog);
    let restarted = Services::new(store, catalog, world.services.clock.clone());
    let done = restarted.import_run(&world.who(), second).await.unwrap();
    assert_eq!((done.counts, done.meanwhile), (counts(1, 0, 0, 0), Vec::new()));
    for row in world.licenses().await {
        assert_eq!((row.purchased, row.activated), (now().date_naive(), Some(now().date_naive())));
    }
}

#[tokio::test]
async fn two_imports_of_one_file_at_the_same_moment_make_each_license_once() {
    let world = World::new().await;
    let ((first, _), (second, _)) = (world.checked(FILE).await, world.checked(FILE).await);
    let (first, second) = tokio::join!(world.run(first), world.run(second));
    assert_eq!((first.state, second.state), (ImportState::Done, ImportState::Done));
    let mut created = [first.counts.create, second.counts.create];
    created.sort_unstable();
    assert_eq!(created, [0, 3], "{first:?} {second:?}");
    assert_eq!((world.licenses().await.len(), world.customers().await.len()), (3, 1));
}

#[tokio::test]
async fn one_import_is_started_once() {
    let world = World::new().await;
    let (id, _) = world.checked(FILE).await;
    let who = world.who();
    let (first, second) =
        tokio::join!(world.services.import_run(&who, id), world.services.import_run(&who, id));
    assert_eq!(u32::from(first.is_ok()) + u32::from(second.is_ok()), 1, "{first:?} {second:?}");
    assert_eq!(world.feed().await, ["licenses-imported"]);
    let again = world.services.import_check(&who, id, Settings::default()).await;
    assert!(matches!(again, Err(ServiceError::Refused("import-started"))));
}

#[tokio::test]
async fn a_stopped_import_leaves_nothing_and_cannot_be_started() {
    let world = World::new().await;
    let (id, _) = world.checked(FILE).await;
    let who = world.who();
    world.services.import_cancel(&who, id).await.unwrap();
    let status = world.services.import_status(&who, id).await.unwrap();
    assert_eq!(status.state, ImportState::Failed);
    assert_eq!(status.error.unwrap().code, "import-cancelled");
    let started = world.services.import_start(&who, id).await;
    assert!(matches!(started, Err(ServiceError::Refused("import-started"))));
    assert!(world.licenses().await.is_empty());
}

#[tokio::test]
async fn an_import_stopped_while_it_runs_is_all_or_nothing() {
    let world = World::new().await;
    let mut text = "Key;Product;Edition;Customer;Seats;Expires\n".to_owned();
    for n in 0..2_500 {
        text.push_str(&format!("A-{n};Emsisoft;Business;Customer {};1;2027-01-01\n", n % 9));
    }
    let (id, _) = world.checked(&text).await;
    let who = world.who();
    let stop = async {
        // As soon as the first licenses are written.
        while world.services.import_status(&who, id).await.unwrap().done == 0 {
            tokio::task::yield_now().await;
        }
        world.services.import_cancel(&who, id).await
    };
    let (run, stopped) = tokio::join!(world.services.import_run(&who, id), stop);
    let (state, licenses) = (run.unwrap().state, world.licenses().await.len());
    match stopped {
        Ok(()) => assert_eq!((state, licenses), (ImportState::Failed, 0)),
        Err(_) => assert_eq!((state, licenses), (ImportState::Done, 2_500)),
    }
}

#[tokio::test]
async fn what_a_dead_process_left_running_is_marked_failed() {
    let world = World::new().await;
    let (id, _) = world.checked(FILE).await;
    let who = world.who();
    let mut tx = world.services.store.begin(world.scope).await.unwrap();
    let mut import = store::import::import_get(&mut tx, id).await.unwrap();
    import.state = ImportState::Running;
    store::import::import_update(&mut tx, &import, now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.services.import_tidy(Duration::from_secs(60)).await.unwrap(), 0);
    assert_eq!(world.services.import_tidy(Duration::ZERO).await.unwrap(), 1);
    let status = world.services.import_status(&who, id).await.unwrap();
    assert_eq!(status.state, ImportState::Failed);
    assert_eq!(status.error.unwrap().code, "import-interrupted");
    assert_eq!(status.counts, counts(3, 0, 0, 0), "the check's answer stays");
}

/// Asks again until `holds`; fails the test after ten seconds.
async fn until(holds: impl AsyncFn() -> bool) {
    let asking = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), asking).await.expect("not within 10 seconds");
}

#[tokio::test]
async fn an_import_that_lost_the_database_is_marked_as_soon_as_it_is_back() {
    let world = World::new().await;
    world.import(FILE).await;
    let (id, _) = world.checked(&FILE.replace("GmbH;10;", "GmbH;50;")).await;
    let who = world.who();
    // Somebody holds a license of the file, so that the import waits in the middle.
    let row = world.licenses().await[0].id;
    let mut holder = world.services.store.begin(world.scope).await.unwrap();
    let catalog = &world.services.catalog;
    store::license::licenses_lock(&mut holder, catalog, &[row]).await.unwrap();
    world.services.import_start(&who, id).await.unwrap();
    let server = std::env::var("DATABASE_URL").unwrap();
    let (base, _) = world.url.split_once('?').unwrap_or((&world.url, ""));
    let name = base.rsplit_once('/').unwrap().1;
    let psql = |sql: String| {
        let output = Command::new("psql").args([&server, "-Atqc", &sql]).output().unwrap();
        assert!(output.status.success(), "{sql}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname";
    until(async || psql(format!("{waiting} = '{name}'")) != "0").await;
    psql(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname";
    psql(format!("{kill} = '{name}'"));
    until(async || world.services.import_status(&who, id).await.is_err()).await;
    // Long enough for the import to have tried, too, which takes one such try.
    for _ in 0..20 {
        assert!(world.services.import_status(&who, id).await.is_err(), "it is away");
    }
    psql(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    until(async || {
        let status = world.services.import_status(&who, id).await;
        status.is_ok_and(|status| status.state.ended())
    })
    .await;
    let status = world.services.import_status(&who, id).await.unwrap();
    assert_eq!(status.state, ImportState::Failed);
    assert_eq!(status.error.unwrap().code, "import-failed");
    assert_eq!(world.licenses().await[0].seats, Some(10));
}

#[tokio::test]
async fn a_file_left_alone_for_a_day_is_forgotten() {
    let world = World::new().await;
    let id = world.upload(FILE).await;
    world.services.clock.set(now() + Duration::from_secs(25 * 60 * 60));
    world.services.import_tidy(Duration::ZERO).await.unwrap();
    let check = world.services.import_check(&world.who(), id, Settings::default()).await;
    assert!(matches!(check, Err(ServiceError::Refused("import-file-gone"))));
}

#[tokio::test]
async fn lines_come_by_outcome_and_page_also_after_a_restart() {
    let world = World::new().await;
    let text = format!("{FILE}A-1;;;;;;;;\nA-9;Emsisoft;Business;X;-5;;1.1.2027;;\n");
    let (id, planned) = world.checked(&text).await;
    assert_eq!(planned, counts(3, 0, 0, 2));
    let store = Store::connect(&world.url, 4).await.unwrap();
    let catalog = Arc::clone(&world.services.catalog);
    let restarted = Services::new(store, catalog, world.services.clock.clone());
    for services in [&world.services, &restarted] {
        let rows = |outcome, offset, limit| {
            let who = world.who();
            async move { services.import_rows(&who, id, outcome, offset, limit).await.unwrap() }
        };
        let refused = rows(Some(Outcome::Refuse), 0, 10).await;
        assert_eq!(refused.iter().map(|line| line.line).collect::<Vec<_>>(), [5, 6]);
        assert_eq!(refused[0].issues[0].error.code, "key-twice");
        assert_eq!(refused[1].issues[0].error.code, "number-range");
        assert_eq!(refused[1].issues[0].value, "-5");
        assert_eq!(rows(None, 1, 2).await.len(), 2);
        assert_eq!(rows(None, 9, 2).await.len(), 0);
    }
    let who = world.who();
    assert_eq!(restarted.import_checked(&who, id).await.unwrap().summary.counts, planned);
    assert_eq!(restarted.import_run(&who, id).await.unwrap().counts, planned);
}

#[tokio::test]
async fn a_customer_may_be_matched_to_one_that_is_there() {
    let world = World::new().await;
    world.import(FILE).await;
    let who = world.who();
    let mut tx = world.services.store.begin_read(world.scope).await.unwrap();
    let there = store::org::org_children(&mut tx, world.partner.id).await.unwrap()[0].id;
    drop(tx);
    let id = world.upload(&FILE.replace("A-1;", "A-7;").replace("Westernhagen GmbH", "WH")).await;
    let settings = Settings {
        customers: vec![CustomerChoice {
            name: "WH".to_owned(),
            decision: CustomerDecision::Existing(there),
        }],
        ..Settings::default()
    };
    world.services.import_check(&who, id, settings).await.unwrap();
    assert_eq!(world.run(id).await.customers_created, 0);
    assert_eq!(world.licenses().await[3].customer.as_ref().unwrap().id, there);
}

#[tokio::test]
async fn every_customer_can_be_found_also_one_without_a_license() {
    let world = World::new().await;
    let who = world.who();
    let mut tx = world.services.store.begin(world.scope).await.unwrap();
    let mut names: Vec<String> = (0..300).map(|n| format!("Kunde {n:03} GmbH")).collect();
    names.push("Zürcher Möbel AG".to_owned());
    let partner = world.partner.id;
    store::org::customers_create_many(&mut tx, partner, &names, now()).await.unwrap();
    tx.commit().await.unwrap();
    let found = async |search: &str, limit| {
        let found = world.services.import_customers(&who, search, limit).await.unwrap();
        found.into_iter().map(|org| org.name).collect::<Vec<_>>()
    };
    assert_eq!(found("", 100).await, names[..100]);
    assert_eq!(found(" ZURCHER mo", 100).await, ["Zürcher Möbel AG"]);
    assert_eq!(found("kunde 29", 3).await, names[290..293]);
    assert!(found("nobody", 100).await.is_empty());
    let reader = world.who().in_role(Role::ReadOnly);
    let refused = world.services.import_customers(&reader, "", 100).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)));
    let (other, scope) = root(&world.services).await;
    let stranger = principal(&other, scope);
    assert!(world.services.import_customers(&stranger, "", 100).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_who_may_imports_and_nobody_sees_another_partners_import() {
    let world = World::new().await;
    let (id, _) = world.checked(FILE).await;
    let reader = world.who().in_role(Role::ReadOnly);
    let upload = world.services.import_upload(&reader, "a.csv", b"Key".to_vec()).await;
    assert!(matches!(upload, Err(ServiceError::Forbidden)));
    let start = world.services.import_start(&reader, id).await;
    assert!(matches!(start, Err(ServiceError::Forbidden)));
    let customer = Principal { org_kind: OrgKind::Customer, ..world.who() };
    assert!(matches!(world.services.import_list(&customer).await, Err(ServiceError::Forbidden)));
    let (other, scope) = root(&world.services).await;
    let stranger = principal(&other, scope);
    let seen = world.services.import_status(&stranger, id).await;
    assert!(matches!(seen, Err(ServiceError::NotFound)));
    let rows = world.services.import_rows(&stranger, id, None, 0, 10).await;
    assert!(matches!(rows, Err(ServiceError::NotFound)), "not from the cache either");
    let cancelled = world.services.import_cancel(&stranger, id).await;
    assert!(matches!(cancelled, Err(ServiceError::NotFound)));
    assert_eq!(world.services.import_list(&world.who()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_bad_file_is_refused_at_once() {
    let world = World::new().await;
    for (name, bytes, code) in [
        ("a.xlsx", b"no workbook".to_vec(), "xlsx-none"),
        ("a.csv", vec![b'x'; 60 * 1024 * 1024], "file-too-big"),
    ] {
        let refused = world.services.import_upload(&world.who(), name, bytes).await;
        let Err(ServiceError::Invalid(errors)) = refused else { panic!("{refused:?}") };
        assert_eq!(errors[0].code, code);
    }
    assert!(world.services.import_list(&world.who()).await.unwrap().is_empty());
}
