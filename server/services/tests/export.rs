#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Views as files: columns, groups, totals, one moment, little memory.

mod support;

use domain::import::Settings;
use domain::license::LicenseRow;
use domain::people::{Language, Principal};
use grid::page::Line;
use services::export::{Format, Words};
use services::import::read::{Sheet, read};
use std::io::Read;
use support::Portal;

fn words(language: Language) -> Words {
    Words { language, texts: |_, family, name| format!("{family}-{name}") }
}

async fn exported(portal: &Portal, who: &Principal, state: &str, format: Format) -> Vec<u8> {
    let export = portal.services.grid_export::<LicenseRow>(who, state, format, words(Language::En));
    let mut content = export.await.unwrap().content;
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).unwrap();
    bytes
}

/// The lines of a CSV file with its headings.
async fn table(portal: &Portal, who: &Principal, state: &str) -> Vec<Vec<String>> {
    let bytes = exported(portal, who, state, Format::Csv).await;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap().to_vec();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    let lines = reader.records().map(|record| record.unwrap().iter().map(String::from).collect());
    lines.collect()
}

fn number(text: &str) -> i64 {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

#[tokio::test]
async fn groups_stand_before_their_licenses_and_the_total_last() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let state = "tab=all&group=-product:count,customer&sort=-seats&cols=seats,name,product";
    let lines = table(&portal, &who, state).await;
    let headings = ["Product", "Customer", "Licenses counted", "Seats", "Used seats", "Name"]
        .map(String::from);
    assert_eq!(lines[0], headings);

    let page = portal.services.license_page(&who, state, 0, 500).await.unwrap();
    let expected: Vec<[String; 4]> = page
        .window
        .iter()
        .map(|line| {
            let Line::Group(group) = line else { panic!("all groups are closed") };
            let [seats, used] = group.sums[..] else { panic!("two sums") };
            [group.label.clone(), group.count.to_string(), seats.to_string(), used.to_string()]
        })
        .collect();
    let outermost = lines[1..lines.len() - 1].iter();
    let outermost = outermost.filter(|line| !line[2].is_empty() && line[1].is_empty());
    let outermost: Vec<[String; 4]> =
        outermost.map(|line| [0, 2, 3, 4].map(|at| line[at].clone())).collect();
    assert_eq!(outermost, expected);

    // Each group's numbers are those of the licenses below it.
    let (mut open, mut total): (Vec<[i64; 3]>, [i64; 3]) = (Vec::new(), [0; 3]);
    for line in &lines[1..lines.len() - 1] {
        if line[2].is_empty() {
            let seats = if line[3] == "∞" { 0 } else { number(&line[3]) };
            let one = [1, seats, number(&line[4])];
            for group in open.iter_mut().chain([&mut total]) {
                for (left, part) in group.iter_mut().zip(one) {
                    *left += part;
                }
            }
            assert!(!line[0].is_empty(), "a license says what it is grouped by");
        } else {
            let depth = usize::from(!line[1].is_empty());
            for left in open.drain(depth..) {
                assert_eq!(left, [0; 3], "before {line:?}");
            }
            open.push([2, 3, 4].map(|at| -number(&line[at])));
        }
    }
    assert!(open.iter().all(|left| *left == [0; 3]));
    let last = lines.last().unwrap();
    assert_eq!((last[0].as_str(), [2, 3, 4].map(|at| number(&last[at]))), ("Total", total));
    assert_eq!(total[0], page.rows as i64);
}

#[tokio::test]
async fn a_flat_view_has_its_columns_and_a_total() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let lines = table(&portal, &who, "tab=unused&cols=key,status,seats").await;
    let headings = ["License key", "Status", "Seats", "Used seats", "Licenses counted"];
    assert_eq!(lines[0], headings.map(String::from));
    let rows = portal.rows(&who, "tab=unused").await;
    assert_eq!(lines.len(), rows.len() + 2);
    assert_eq!((&lines[1][0], lines[1][4].as_str()), (&rows[0].key, ""));
    let seats: i64 = rows.iter().filter_map(|row| row.seats).map(i64::from).sum();
    let last = [String::from("Total"), String::new(), seats.to_string(), "0".into()];
    assert_eq!(lines.last().unwrap()[..4], last);
    assert_eq!(number(&lines.last().unwrap()[4]), rows.len() as i64);
    let nothing = table(&portal, &who, "tab=all&q=nothinglikethis&cols=key").await;
    assert_eq!(nothing[1..], [["Total".to_owned(), "0".to_owned()]]);
}

#[tokio::test]
async fn customers_get_what_they_see() {
    let portal = Portal::new().await;
    let customer = portal.person("reader@westernhagen.example").await;
    let lines = table(&portal, &customer, "tab=all&cols=key,note,order,name&note=*").await;
    assert_eq!(lines[0], ["License key", "Name", "Licenses counted"].map(String::from));
    assert!(lines.len() > 2, "and the filter that it may not have is dropped");
}

#[tokio::test]
async fn what_a_view_exports_imports_as_itself() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let states = [
        "",
        "tab=all&group=product,customer",
        "tab=all&group=expires.year,expires.month,seats&cols=key,seats,expires,note",
        "tab=unused&group=status,-vendor:seats&cols=status,key,product,purchased,order",
    ];
    for (state, format) in states.iter().flat_map(|state| Format::ALL.map(|f| (state, f))) {
        for language in Language::ALL {
            let export =
                portal.services.grid_export::<LicenseRow>(&who, state, format, words(language));
            let mut export = export.await.unwrap();
            let mut bytes = Vec::new();
            export.content.read_to_end(&mut bytes).unwrap();
            let id = portal.services.import_upload(&who, &export.file_name, bytes).await.unwrap();
            let check = portal.services.import_check(&who, id, Settings::default()).await.unwrap();
            let counts = check.summary.counts;
            assert_eq!(
                (u64::from(counts.same), u64::from(counts.total())),
                (export.rows, export.rows),
                "{state} {format:?} {language:?}"
            );
        }
    }
}

#[tokio::test]
async fn numbers_are_of_the_moment_of_the_licenses() {
    let portal = Portal::new().await;
    let who = portal.person("owner@nordlicht.example").await;
    let mut churn = portal.services.churn(3, Vec::new()).await.unwrap();
    let changing = tokio::spawn(async move {
        for _ in 0..40 {
            churn.batch(40).await.unwrap();
        }
    });
    let mut seen = std::collections::BTreeSet::new();
    while !changing.is_finished() {
        let lines = table(&portal, &who, "tab=active&group=partner,status&cols=seats").await;
        let mut counted = [0, 0, 0];
        for line in &lines[1..lines.len() - 1] {
            match (line[1].is_empty(), line[2].is_empty()) {
                (true, false) => counted[0] += number(&line[2]),
                (false, false) => counted[1] += number(&line[2]),
                _ => counted[2] += 1,
            }
        }
        assert_eq!(counted, [number(&lines.last().unwrap()[2]); 3]);
        seen.insert(lines.last().unwrap().clone());
    }
    changing.await.unwrap();
    assert!(seen.len() > 1, "it changed meanwhile");
}

#[tokio::test]
async fn a_workbook_is_like_the_text() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let state = "tab=all&group=customer,expires.quarter&cols=key,seats,purchased";
    let sheet = |bytes: &[u8], name: &str| -> Sheet { read(name, bytes).unwrap() };
    let text = sheet(&exported(&portal, &who, state, Format::Csv).await, "a.csv");
    let book = sheet(&exported(&portal, &who, state, Format::Xlsx).await, "a.xlsx");
    assert_eq!(text.headings, book.headings);
    let lines = |sheet: &Sheet| -> Vec<Vec<String>> {
        let cells = sheet.rows.iter().map(|row| row.cells.iter().map(|cell| cell.to_text()));
        cells.map(Iterator::collect).collect()
    };
    assert_eq!(lines(&text), lines(&book));
}
