//! Business documents as PDF: quotes, order confirmations, monthly statements.
//!
//! [`render`] takes a [`Document`], whose texts are translated and formatted, and gives the bytes
//! of a file: A4, tagged for screen readers (PDF/UA-1), the same bytes for the same document. It
//! knows no language, no clock and no disk.
//!
//! Files are written by krilla, the writer beneath Typst, because it subsets fonts, tags content
//! and checks what it writes against PDF/UA and PDF/A with half the dependencies of printpdf,
//! while genpdf rests since 2021 and pdf-writer is the layer beneath krilla. Text is shaped by
//! harfrust, which reads fonts by the same crate as krilla, since krilla's own shaping can neither
//! measure a text nor choose digits of one width.
//!
//! The fonts are Inter 4.1 (`fonts/inter.LICENSE.txt`), regular and semibold, as TrueType:
//! fonttools took the characters of Europe's languages, currency signs and arrows from the npm
//! package `inter-ui` (`pyftsubset --no-hinting
//! --layout-features=kern,tnum,ccmp,mark,mkmk,locl`).

mod columns;
mod document;
mod error;
mod flow;
mod font;
mod paint;
mod plan;
mod style;
mod table;
mod text;
mod wrap;

pub use document::{Align, Column, Document, Fact, PAGE, PAGES, Row, Table, Total};
pub use error::PaperError;

/// Lays `document` out and writes it as a PDF.
///
/// # Errors
///
/// When the document cannot be shown as it is meant; see [`PaperError`].
pub fn render(document: &Document) -> Result<Vec<u8>, PaperError> {
    check(document)?;
    let fonts = font::Fonts::new()?;
    let plan = flow::plan(document, &fonts)?;
    paint::paint(document, plan, &fonts)
}

fn check(document: &Document) -> Result<(), PaperError> {
    let tag = &document.language;
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if !tag.split('-').all(part) {
        return Err(PaperError::Language(tag.clone()));
    }
    if text::clean(&document.title).is_empty() {
        return Err(PaperError::NoTitle);
    }
    let columns = document.table.columns.len();
    if columns > Table::MAX_COLUMNS {
        return Err(PaperError::TooManyColumns(columns));
    }
    for (row, found) in document.table.rows.iter().map(|row| row.cells.len()).enumerate() {
        if found != columns {
            return Err(PaperError::Cells { row, found, columns });
        }
    }
    Ok(())
}
