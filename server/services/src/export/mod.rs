//! Exporting grids to a file: what a view shows with its groups and a total. Of licenses also
//! everything that an import reads; either imports as "nothing changed".

mod csv;
mod filed;
mod jobs;
mod layout;
mod make;
mod service;
mod values;
mod words;
mod xlsx;

pub use domain::export::ExportFormat as Format;
pub use filed::Filed;
pub use jobs::ExportFile;
pub use layout::{Content, Layout};
pub use service::Export;
pub use values::Value;
pub use words::{Texts, Words};
pub use xlsx::MAX_XLSX_ROWS;

use self::csv::CsvFile;
use self::xlsx::XlsxFile;
use grid::column::Key;
use std::io::{self, Seek, Write};
use store::grid::Figures;

/// A file being written, row by row in the order of its view.
pub struct File<R, W: Write + Seek + Send> {
    kind: Kind<W>,
    layout: Layout<R>,
    /// The innermost group of the last row.
    path: Vec<Key>,
    /// What was written so far.
    total: Figures,
}

enum Kind<W: Write + Seek + Send> {
    Csv(Box<CsvFile<W>>),
    Xlsx(Box<XlsxFile>, W),
}

impl<R: Filed, W: Write + Seek + Send> File<R, W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(format: Format, layout: Layout<R>, to: W) -> io::Result<Self> {
        let kind = match format {
            Format::Csv => Kind::Csv(Box::new(CsvFile::new(to, &layout.columns)?)),
            Format::Xlsx => {
                Kind::Xlsx(Box::new(XlsxFile::new(&layout.columns, &layout.title)?), to)
            }
        };
        let total = Figures { count: 0, sums: vec![0; R::SPEC.sums.len()] };
        Ok(Self { kind, layout, path: Vec::new(), total })
    }

    /// Writes one row, and before it the groups that begin with it: `groups` are the
    /// figures of those around it, outermost first.
    ///
    /// # Errors
    /// When it cannot be written; `FileTooLarge` when a workbook is full ([`MAX_XLSX_ROWS`]).
    pub fn row(&mut self, row: &R, groups: &[Figures]) -> io::Result<()> {
        let cells = self.layout.groups_of(row);
        let path: Vec<Key> = cells.iter().map(|cell| cell.key.clone()).collect();
        let shared = path.iter().zip(&self.path).take_while(|(now, was)| now == was).count();
        for depth in shared..path.len() {
            if let Some(figures) = groups.get(depth) {
                let line = self.layout.group_line(&cells[..=depth], figures);
                self.line(&line, true)?;
            }
        }
        self.path = path;
        self.total.count += 1;
        for (sum, part) in self.total.sums.iter_mut().zip(row.sums()) {
            *sum += part;
        }
        let line = self.layout.row(row, &cells);
        self.line(&line, false)
    }

    /// Ends the file, with its total if the layout has one. How many rows it holds.
    ///
    /// # Errors
    /// As [`Self::row`].
    pub fn finish(mut self) -> io::Result<u64> {
        if self.layout.total {
            let line = self.layout.total_line(&self.total);
            self.line(&line, true)?;
        }
        match self.kind {
            Kind::Csv(file) => file.finish()?,
            Kind::Xlsx(file, to) => file.finish(to)?,
        }
        Ok(self.total.count)
    }

    fn line(&mut self, values: &[Value], bold: bool) -> io::Result<()> {
        match &mut self.kind {
            Kind::Csv(file) => file.line(values),
            Kind::Xlsx(file, _) if file.is_full() => Err(io::ErrorKind::FileTooLarge.into()),
            Kind::Xlsx(file, _) => file.line(values, bold),
        }
    }
}

fn internal(error: impl std::fmt::Display) -> crate::ServiceError {
    crate::ServiceError::Internal(error.to_string())
}
