#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Files that are made while the page goes on: whose they are, how far they are, how they end.

mod support;

use domain::export::{
    ExportFormat, ExportProgress, ExportRows, ExportState, MOST_FILES, StartExport,
};
use domain::ids::ExportId;
use domain::license::LicenseRow;
use domain::people::{Language, Principal};
use futures::TryStreamExt;
use grid::customers::CustomerRow;
use grid::page::Line;
use services::export::Words;
use services::{ServiceError, Services};
use std::io::Read;
use std::sync::Arc;
use store::testing::Locked;
use support::Portal;
use uuid::Uuid;

const EN: Words =
    Words { language: Language::En, texts: |_, family, name| format!("{family}-{name}") };

fn csv(state: &str, rows: ExportRows) -> StartExport {
    StartExport {
        grid: "licenses".to_owned(),
        format: ExportFormat::Csv,
        state: state.to_owned(),
        rows,
    }
}

async fn ended(services: &Services, who: &Principal, id: ExportId) -> ExportProgress {
    loop {
        let progress = services.export_progress(who, id).await.unwrap();
        if progress.state != ExportState::Running {
            return progress;
        }
        tokio::task::yield_now().await;
    }
}

async fn made(services: &Services, who: &Principal, ask: StartExport) -> ExportProgress {
    let begun = services.export_start(who, ask, EN).await.unwrap();
    let made = ended(services, who, begun.id).await;
    assert_eq!((made.state, &made.reason), (ExportState::Ready, &None));
    made
}

async fn pieces(services: &Services, who: &Principal, id: ExportId) -> Vec<Vec<u8>> {
    let file = services.export_file(who, id).await.unwrap();
    services.export_content(who, &file).try_collect().await.unwrap()
}

/// The lines of a CSV file without its headings and total.
async fn lines(services: &Services, who: &Principal, ask: StartExport) -> Vec<Vec<String>> {
    let file = made(services, who, ask).await;
    let bytes = pieces(services, who, file.id).await.concat();
    let mut reader = csv::ReaderBuilder::new().from_reader(&bytes[..]);
    let lines = reader.records().map(|record| record.unwrap().iter().map(String::from).collect());
    let mut lines: Vec<Vec<String>> = lines.collect();
    assert_eq!(lines.pop().unwrap()[0], "Total");
    lines
}

fn missing<T: std::fmt::Debug>(answer: Result<T, ServiceError>) {
    assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
}

async fn count(portal: &Portal, table: &str) -> i64 {
    store::testing::rows(&portal.url, table).await
}

#[tokio::test]
async fn a_file_is_made_and_is_the_one_that_a_download_gives() {
    let portal = Portal::new().await;
    let who = portal.person("owner@nordlicht.example").await;
    let state = "tab=all&group=partner,product,expires.month&cols=key,name,note,vendor,order,seats";
    let ask = csv(state, ExportRows::All);

    let file = made(&portal.services, &who, ask).await;

    let direct = portal.services.grid_export::<LicenseRow>(&who, state, ExportFormat::Csv, EN);
    let mut direct = direct.await.unwrap();
    let mut expected = Vec::new();
    direct.content.read_to_end(&mut expected).unwrap();
    let found = pieces(&portal.services, &who, file.id).await;
    assert!(found.len() > 1, "{} bytes come in pieces", file.bytes);
    assert!(found.concat() == expected, "piece by piece the same");
    assert_eq!((file.bytes, file.rows), (direct.bytes, direct.rows));
    assert_eq!(file.file_name, "licenses-2026-06-15.csv");
    let headers = portal.services.export_file(&who, file.id).await.unwrap();
    assert_eq!((headers.bytes, headers.media_type), (file.bytes, direct.media_type.to_owned()));
    assert_eq!(portal.services.export_list(&who).await.unwrap(), [file]);
}

#[tokio::test]
async fn a_selection_has_the_columns_groups_and_order_of_its_view() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.partner().await;
    let other = portal.person("owner@bergfried.example").await;
    let foreign = portal.rows(&other, "tab=all").await.remove(0);
    let active = portal.rows(&who, "tab=active&status=expired&sort=-key").await;
    let unused = portal.rows(&who, "tab=unused").await.remove(0);
    let picked = [&active[7], &active[2], &unused];
    let mut keys: Vec<String> = picked.iter().map(|row| row.key.clone()).collect();
    keys.sort_unstable_by(|a, b| b.cmp(a));
    let mut ids: Vec<Uuid> = picked.iter().map(|row| row.id.0).collect();
    ids.extend([foreign.id.0, Uuid::nil()]);

    // Chosen one by one before the tab or the search was another.
    let state = "q=nothinglikethis&product=1&sort=-key&cols=key,status";
    let found = lines(services, &who, csv(state, ExportRows::Only(ids.clone()))).await;
    let found: Vec<&String> = found.iter().map(|line| &line[0]).collect();
    assert_eq!(found, keys.iter().collect::<Vec<_>>(), "and nobody else's");

    let grouped = csv("group=product&cols=key", ExportRows::Only(ids.clone()));
    let found = lines(services, &who, grouped).await;
    let counted: i64 = found.iter().filter_map(|line| line[1].parse::<i64>().ok()).sum();
    assert_eq!(counted, 3, "groups count what is in the file: {found:?}");

    let but = csv("tab=active&status=expired&sort=-key&cols=key", ExportRows::But(ids));
    let found = lines(services, &who, but).await;
    let found: Vec<&String> = found.iter().map(|line| &line[0]).collect();
    let wanted = active.iter().filter(|row| ![active[7].id, active[2].id].contains(&row.id));
    assert_eq!(found, wanted.map(|row| &row.key).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_file_is_of_any_grid_that_one_may_see() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.partner().await;
    let row = portal.rows(&who, "tab=all").await.remove(0);
    services.set_license_note(&who, row.id, row.version, "A quiet word").await.unwrap();
    let of =
        |grid: &str, state: &str, rows| StartExport { grid: grid.to_owned(), ..csv(state, rows) };

    let state = "sort=-licenses&cols=name,licenses";
    let held = services.grid_page::<CustomerRow>(&who, state, 0, 500).await.unwrap();
    let names: Vec<(Uuid, String)> = held
        .window
        .into_iter()
        .filter_map(|line| match line {
            Line::Row(row) => Some((row.org.id.0, row.org.name)),
            Line::Group(_) => None,
        })
        .collect();
    let all = lines(services, &who, of("customers", state, ExportRows::All)).await;
    let found: Vec<&String> = all.iter().map(|line| &line[0]).collect();
    assert_eq!(found, names.iter().map(|(_, name)| name).collect::<Vec<_>>());
    let two = vec![names[2].0, names[0].0];
    let only = lines(services, &who, of("customers", state, ExportRows::Only(two.clone()))).await;
    assert_eq!(only, [all[0].clone(), all[2].clone()]);
    let but = lines(services, &who, of("customers", state, ExportRows::But(two))).await;
    assert_eq!((but.len(), &but[0]), (all.len() - 2, &all[1]));

    let ask = of("activity", "cols=action,changes", ExportRows::All);
    let file = made(services, &who, ask).await;
    assert_eq!(file.file_name, "nav-activity-2026-06-15.csv");
    let text = String::from_utf8(pieces(services, &who, file.id).await.concat()).unwrap();
    assert!(text.contains("A quiet word"), "{text}");

    let customer = portal.person("owner@westernhagen.example").await;
    let refused = services.export_start(&customer, of("customers", "", ExportRows::All), EN).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    assert_eq!(services.export_list(&customer).await.unwrap(), []);
}

#[tokio::test]
async fn it_tells_how_far_it_is_and_stops_wherever_it_is_asked() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let held = Locked::table(&portal.url, "license").await;
    let begun = portal.services.export_start(&who, csv("", ExportRows::All), EN).await.unwrap();
    assert_eq!((begun.state, begun.rows, begun.bytes), (ExportState::Running, 0, 0));
    missing(portal.services.export_file(&who, begun.id).await);
    // Another process knows it as well, and stops it.
    let catalog = Arc::clone(&portal.services.catalog);
    let elsewhere = Services::new(portal.services.store.clone(), catalog, portal.clock.clone());
    let found = elsewhere.export_progress(&who, begun.id).await.unwrap();
    assert_eq!(found.state, ExportState::Running);
    elsewhere.export_remove(&who, begun.id).await.unwrap();
    held.release().await;
    missing(portal.services.export_progress(&who, begun.id).await);
    missing(portal.services.export_remove(&who, begun.id).await);
    // Those after it have their turn.
    made(&portal.services, &who, csv("", ExportRows::All)).await;
    assert_eq!(count(&portal, "export_job").await, 1);
}

#[tokio::test]
async fn a_person_has_three_at_once_and_the_oldest_makes_room() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.partner().await;
    let small = || csv("tab=unused&cols=key", ExportRows::All);
    let mut ids = Vec::new();
    for _ in 0..=MOST_FILES {
        ids.push(made(services, &who, small()).await.id);
        portal.clock.set(portal.clock.now() + chrono::Duration::seconds(1));
    }
    missing(services.export_progress(&who, ids[0]).await);
    let list = services.export_list(&who).await.unwrap();
    assert_eq!(list.iter().map(|file| file.id).collect::<Vec<_>>(), ids[1..]);

    // None makes room for another while it is being made.
    let held = Locked::table(&portal.url, "license").await;
    for _ in 0..MOST_FILES {
        services.export_start(&who, small(), EN).await.unwrap();
    }
    let refused = services.export_start(&who, small(), EN).await;
    assert!(matches!(refused, Err(ServiceError::Refused("export-busy"))), "{refused:?}");
    let colleague = portal.person("owner@kranich.example").await;
    let theirs = services.export_start(&colleague, small(), EN).await.unwrap();
    held.release().await;
    // More than are made at once, and all of them get done.
    for file in services.export_list(&who).await.unwrap() {
        assert_eq!(ended(services, &who, file.id).await.state, ExportState::Ready);
    }
    assert_eq!(ended(services, &colleague, theirs.id).await.state, ExportState::Ready);
}

#[tokio::test]
async fn it_is_there_for_who_asked_and_for_nobody_else() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.partner().await;
    let file = made(services, &who, csv("tab=unused", ExportRows::All)).await;
    for email in ["owner@kranich.example", "owner@nordlicht.example", "owner@bergfried.example"] {
        let other = portal.person(email).await;
        missing(services.export_progress(&other, file.id).await);
        missing(services.export_file(&other, file.id).await);
        missing(services.export_again(&other, file.id, EN).await);
        missing(services.export_remove(&other, file.id).await);
        assert_eq!(services.export_list(&other).await.unwrap(), []);
    }
    assert_eq!(services.export_progress(&who, file.id).await.unwrap(), file);
    let customer = portal.person("reader@westernhagen.example").await;
    let own = made(services, &customer, csv("tab=all&cols=key,note", ExportRows::All)).await;
    let text = String::from_utf8(pieces(services, &customer, own.id).await.concat()).unwrap();
    assert!(!text.lines().next().unwrap().contains("Note"), "{text}");
}

#[tokio::test]
async fn it_is_forgotten_after_an_hour() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.partner().await;
    let file = made(services, &who, csv("", ExportRows::All)).await;
    portal.clock.set(portal.clock.now() + chrono::Duration::minutes(59));
    assert_eq!(services.export_tidy().await.unwrap(), 0);
    let half = services.export_file(&who, file.id).await.unwrap();
    assert_eq!(half.bytes, file.bytes);
    portal.clock.set(portal.clock.now() + chrono::Duration::minutes(1));
    missing(services.export_progress(&who, file.id).await);
    missing(services.export_file(&who, file.id).await);
    assert_eq!(services.export_tidy().await.unwrap(), 1);
    assert_eq!((count(&portal, "export_job").await, count(&portal, "export_chunk").await), (0, 0));
    // Who is in the middle of it does not take it for the whole.
    let cut: Result<Vec<_>, _> = services.export_content(&who, &half).try_collect().await;
    missing(cut);
}

#[tokio::test]
async fn one_whose_process_died_says_so_and_is_tried_again() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.partner().await;
    let new = store::export::NewExport {
        id: ExportId(Uuid::new_v4()),
        person: who.person,
        ask: serde_json::to_value(csv("tab=unused", ExportRows::All)).unwrap(),
        file_name: "licenses.csv".to_owned(),
        media_type: "text/csv",
        at: portal.clock.now(),
    };
    let mut tx = services.store.begin(who.scope).await.unwrap();
    store::export::export_create(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    let found = services.export_progress(&who, new.id).await.unwrap();
    assert_eq!((found.state, found.reason), (ExportState::Running, None));
    portal.clock.set(portal.clock.now() + chrono::Duration::seconds(61));
    let found = services.export_progress(&who, new.id).await.unwrap();
    assert_eq!(
        (found.state, found.reason.as_deref()),
        (ExportState::Failed, Some("export-interrupted"))
    );

    let again = services.export_again(&who, new.id, EN).await.unwrap();

    let made = ended(services, &who, again.id).await;
    assert_eq!(made.state, ExportState::Ready);
    assert_eq!(made.rows, portal.page(&who, "tab=unused").await.rows);
    missing(services.export_progress(&who, new.id).await);
}

#[tokio::test]
async fn one_that_fails_tells_why_in_words_of_ours() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let mut broken = portal.services.clone();
    let mut catalog = (*broken.catalog).clone();
    catalog.editions.clear();
    broken.catalog = Arc::new(catalog);
    let begun = broken.export_start(&who, csv("", ExportRows::All), EN).await.unwrap();
    let failed = ended(&broken, &who, begun.id).await;
    assert_eq!((failed.state, failed.reason.as_deref()), (ExportState::Failed, Some("internal")));
    missing(broken.export_file(&who, begun.id).await);
    let again = portal.services.export_again(&who, begun.id, EN).await.unwrap();
    assert_eq!(ended(&portal.services, &who, again.id).await.state, ExportState::Ready);
}

#[tokio::test]
async fn what_is_too_much_or_nothing_is_refused() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let many: Vec<Uuid> = (0..10_001).map(Uuid::from_u128).collect();
    for rows in [ExportRows::Only(many.clone()), ExportRows::But(many)] {
        let refused = portal.services.export_start(&who, csv("", rows), EN).await;
        let Err(ServiceError::Invalid(fields)) = refused else { panic!("10,001 licenses") };
        assert_eq!(fields[0].code, "too-many");
    }
    let none = portal.services.export_start(&who, csv("", ExportRows::Only(Vec::new())), EN).await;
    assert!(matches!(none, Err(ServiceError::Refused("bulk-nothing"))), "{none:?}");
    let other = StartExport { grid: "nobody".to_owned(), ..csv("", ExportRows::All) };
    missing(portal.services.export_start(&who, other, EN).await);
}
