//! Nothing that a text can hold breaks a document.
#![allow(missing_docs, clippy::unwrap_used)]

use paper::{Align, Column, Document, Fact, PaperError, Row, Table, Total, render};
use proptest::collection::vec;
use proptest::prelude::*;

/// Any text, and more often than by chance what texts are broken with.
fn text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        any::<char>(),
        proptest::char::range('\0', '\u{ff}'),
        proptest::char::range('\u{300}', '\u{36f}'),
        proptest::char::range('\u{5d0}', '\u{6ff}'),
        proptest::char::range('\u{1100}', '\u{11ff}'),
        proptest::char::range('\u{2000}', '\u{206f}'),
        proptest::char::range('\u{fe00}', '\u{ffff}'),
        proptest::char::range('\u{1f1e6}', '\u{1f6ff}'),
    ];
    vec(odd, 0..80).prop_map(String::from_iter)
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..4)
}

fn table() -> impl Strategy<Value = Table> {
    (0..Table::MAX_COLUMNS).prop_flat_map(|columns| {
        let column = (text(), any::<bool>(), any::<u16>()).prop_map(|(title, end, share)| Column {
            title,
            align: if end { Align::End } else { Align::Start },
            share,
        });
        let row = (vec(text(), columns), proptest::option::of(text()))
            .prop_map(|(cells, note)| Row { cells, note });
        let rows = vec(row, 0..12);
        (vec(column, columns), rows).prop_map(|(columns, rows)| Table { columns, rows })
    })
}

fn document() -> impl Strategy<Value = Document> {
    let total = (text(), text(), any::<bool>()).prop_map(|(label, amount, strong)| Total {
        label,
        amount,
        strong,
    });
    let fact = (text(), text()).prop_map(|(label, value)| Fact { label, value });
    let blocks = (texts(), texts(), texts(), texts(), vec(text(), 0..2));
    let created = proptest::option::of(0..4_000_000_000_i64);
    (blocks, text(), vec(fact, 0..4), table(), vec(total, 0..4), text(), created).prop_map(
        |(blocks, title, facts, table, totals, label, created)| {
            let (sender, recipient, intro, closing, footer) = blocks;
            Document {
                language: "en".into(),
                title: format!("T{title}"),
                facts,
                sender,
                recipient,
                intro,
                table,
                totals,
                closing,
                footer,
                page_label: format!("{label}{{page}}"),
                created: created.and_then(|at| chrono::DateTime::from_timestamp(at, 0)),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_written(document in document()) {
        match render(&document) {
            Ok(bytes) => {
                let file = lopdf::Document::load_mem(&bytes).unwrap();
                prop_assert!(!file.get_pages().is_empty());
            }
            Err(error) => prop_assert!(matches!(error, PaperError::TooTall(_)), "{error}"),
        }
    }

    #[test]
    fn any_language_is_taken_or_refused(language in "\\PC{0,12}") {
        let document = Document { language, title: "T".into(), ..Document::default() };
        let _ = render(&document);
    }
}
