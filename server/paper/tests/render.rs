//! Documents are written, and read back by another library.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used)]

mod read;

use chrono::DateTime;
use paper::{Align, Column, Document, Fact, PaperError, Row, Table, Total, render};
use read::{Read, squeezed};

fn column(title: &str, align: Align, share: u16) -> Column {
    Column { title: title.into(), align, share }
}

fn row(cells: [&str; 3]) -> Row {
    Row { cells: cells.map(str::to_owned).into(), note: None }
}

fn total(label: &str, amount: &str, strong: bool) -> Total {
    Total { label: label.into(), amount: amount.into(), strong }
}

/// A statement with rows that can be told apart.
fn statement(rows: usize) -> Document {
    let rows = (0..rows).map(|at| Row {
        cells: vec![format!("Product-{at}."), format!("{}", at + 1), format!("{at},00\u{a0}€")],
        note: at.is_multiple_of(3).then(|| format!("Note-{at}.")),
    });
    Document {
        language: "de".into(),
        title: "Abrechnung Juli 2025".into(),
        facts: vec![Fact { label: "Nummer".into(), value: "S-2025-07".into() }],
        sender: vec!["Hafenlizenz GmbH".into(), "20457 Hamburg".into()],
        recipient: vec!["Weiß & Söhne KG".into(), "10623 Berlin".into()],
        intro: vec!["Guten Tag,".into()],
        table: Table {
            columns: vec![
                column("Produkt", Align::Start, 6),
                column("Menge", Align::End, 2),
                column("Betrag", Align::End, 2),
            ],
            rows: rows.collect(),
        },
        totals: vec![
            total("Netto", "1.000,00\u{a0}€", false),
            total("Summe", "1.190,00\u{a0}€", true),
        ],
        closing: vec!["Vielen Dank.".into()],
        footer: vec!["IBAN DE00 0000".into()],
        page_label: "Seite {page} von {pages}".into(),
        created: None,
    }
}

fn read(document: &Document) -> Read {
    Read::new(&render(document).unwrap())
}

/// That what `document` says is all there, on the pages where it belongs.
fn assert_complete(document: &Document, read: &Read) {
    let pages = read.pages.len();
    let all: String = read.pages.concat();
    for (at, page) in read.pages.iter().enumerate() {
        let label = squeezed(&format!("Seite {} von {pages}", at + 1));
        assert!(page.contains(&label), "no {label} on it: {page}");
        for line in &document.footer {
            assert!(page.contains(&squeezed(line)), "no {line} on page {at}");
        }
    }
    for row in &document.table.rows {
        for text in row.cells.iter().chain(&row.note) {
            assert!(all.contains(&squeezed(text)), "no {text}");
        }
    }
    let blocks = [&document.sender, &document.recipient, &document.intro, &document.closing];
    for text in blocks.into_iter().flatten().chain([&document.title]) {
        assert!(all.contains(&squeezed(text)), "no {text}");
    }
    let sum = read
        .pages
        .iter()
        .find(|page| document.totals.iter().all(|total| page.contains(&squeezed(&total.amount))));
    let sum = sum.expect("the totals stand together");
    if let Some(last) = document.table.rows.last() {
        assert!(sum.contains(&squeezed(&last.cells[0])), "no row stands with the totals");
    }
}

#[test]
fn a_short_document_is_one_page() {
    let document = statement(4);
    let read = read(&document);
    assert_eq!(read.pages.len(), 1);
    assert_complete(&document, &read);
    assert_eq!(read.info("Title"), "Abrechnung Juli 2025");
    assert_eq!(read.info("Producer"), "Seatkeeper");
    assert_eq!(read.language(), "de");
    assert!(read.is_tagged());
}

#[test]
fn an_empty_table_keeps_its_header_and_totals() {
    let document = statement(0);
    let read = read(&document);
    assert_eq!(read.pages.len(), 1);
    assert_complete(&document, &read);
    assert!(read.pages[0].contains("Produkt"));
}

#[test]
fn a_document_of_a_title_only_is_written() {
    let document = Document { language: "en".into(), title: "Note".into(), ..Document::default() };
    assert!(read(&document).pages[0].contains("Note"));
}

/// Whatever the number of rows: the page breaks fall everywhere once.
#[test]
fn totals_stay_with_a_row_wherever_the_page_ends() {
    for rows in 5..60 {
        let document = statement(rows);
        let read = read(&document);
        assert_complete(&document, &read);
    }
}

#[test]
fn a_thousand_rows_have_the_header_on_each_page() {
    let document = statement(1_000);
    let bytes = render(&document).unwrap();
    assert!(bytes.len() < 2_000_000, "{}", bytes.len());
    let read = Read::new(&bytes);
    assert!(read.pages.len() > 20);
    assert_complete(&document, &read);
    for page in &read.pages {
        assert!(page.contains("ProduktMengeBetrag"), "{page}");
    }
    let later = &read.pages[1..];
    assert!(later.iter().all(|page| page.contains("AbrechnungJuli2025")));
}

#[test]
fn a_row_is_not_cut() {
    let mut document = statement(80);
    for row in &mut document.table.rows {
        let name = row.cells[0].trim_end_matches('.').to_owned();
        row.cells[0] = format!(
            "{name} begins and goes on for some lines, which a page could cut, until {name} ends."
        );
    }
    let read = read(&document);
    for row in &document.table.rows {
        let text = squeezed(&row.cells[0]);
        assert!(read.pages.iter().any(|page| page.contains(&text)), "cut: {text}");
    }
}

#[test]
fn long_names_wrap_within_the_page() {
    let word = "Ü".repeat(200);
    let name = "Großhandel ".repeat(19).trim_end().to_owned();
    let mut document = statement(2);
    document.recipient = vec![word.clone(), name.clone()];
    document.title.clone_from(&name);
    document.facts[0].value.clone_from(&word);
    document.totals[0].label.clone_from(&word);
    document.table.rows[0].cells = vec![word.clone(), word.clone(), word.clone()];
    document.table.rows[0].note = Some(word);
    let read = read(&document);
    assert_complete(&document, &read);
}

#[test]
fn a_row_taller_than_a_page_goes_on_over_the_next() {
    let mut document = statement(1);
    document.table.rows[0].cells[0] = "word ".repeat(4_000);
    let read = read(&document);
    assert!(read.pages.len() > 3);
    assert_eq!(read.pages.concat().matches("word").count(), 4_000);
}

#[test]
fn what_the_font_lacks_is_a_box_and_stays_readable() {
    let mut document = statement(1);
    let name = "漢字 🎉 👩\u{200d}💻 Müller";
    document.recipient = vec![name.into()];
    document.table.rows[0].cells[0] = "😀".into();
    let read = read(&document);
    let page = &read.pages[0];
    assert!(page.contains("□□□□Müller"), "{page}");
    for lacking in ["漢", "字", "🎉", "👩\u{200d}💻", "😀"] {
        assert!(read.actual_texts.iter().any(|text| text == lacking), "no {lacking}");
    }
}

#[test]
fn what_hides_or_reorders_text_is_gone() {
    let mut document = statement(0);
    document.table.rows = vec![row(["in\u{202e}voice\r\nnext\0line", "\t1\u{2066}2", "\u{feff}3"])];
    let read = read(&document);
    let all = format!("{}{}", read.pages.concat(), read.actual_texts.concat());
    assert!(all.contains("invoicenextline"), "{all}");
    assert!(!all.contains(['\u{202e}', '\u{2066}', '\u{feff}', '\0']));
}

#[test]
fn the_same_document_is_the_same_bytes() {
    let mut document = statement(50);
    assert_eq!(render(&document), render(&document));
    document.created = DateTime::from_timestamp(1_755_000_000, 0);
    let bytes = render(&document).unwrap();
    assert_eq!(render(&document).unwrap(), bytes);
    assert_eq!(Read::new(&bytes).info("CreationDate"), "D:20250812120000Z");
}

#[test]
fn a_dated_document_is_archival_whatever_it_holds() {
    let mut document = statement(3);
    document.created = DateTime::from_timestamp(0, 0);
    document.recipient = vec!["漢 \u{e000} \u{ffff} \u{fe0f} a\u{300}\u{20dd}".into()];
    render(&document).unwrap();
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let refused = |change: fn(&mut Document)| {
        let mut document = statement(2);
        change(&mut document);
        render(&document).unwrap_err()
    };
    assert_eq!(refused(|it| it.title = "\u{202e} ".into()), PaperError::NoTitle);
    assert_eq!(refused(|it| it.language = "de_DE".into()), PaperError::Language("de_DE".into()));
    let cells = refused(|it| drop(it.table.rows[1].cells.pop()));
    assert_eq!(cells, PaperError::Cells { row: 1, found: 2, columns: 3 });
    let footer = refused(|it| it.footer = vec!["line".into(); 40]);
    assert_eq!(footer, PaperError::TooTall("footer"));
    let head = refused(|it| it.recipient = vec!["line".into(); 60]);
    assert_eq!(head, PaperError::TooTall("head"));
    let many = refused(|it| it.table.columns = vec![Column::default(); 13]);
    assert_eq!(many, PaperError::TooManyColumns(13));
}
