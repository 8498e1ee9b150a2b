//! An invoice as a file: each line, and below it the days that it was made of.

use super::rate::span;
use super::{decimal, internal};
use crate::export::Words;
use crate::{ServiceError, Services, authorize};
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use domain::billing::{Invoice, InvoiceLine, LineKind, Month, PlanSpan, Snapshot, UsedDay, days};
use domain::ids::{InvoiceId, LicenseId};
use domain::import::defuse;
use domain::people::Principal;
use domain::policy::Action;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Seek, Write};
use store::TenantTx;
use store::billing::{licenses_of, lines_of, usage_of};
use tokio::task::spawn_blocking;

/// Lines that are written at once.
const BATCH: i64 = 500;

/// The columns, by what their headings are called in the messages (`statement-<name>`).
const COLUMNS: [&str; 18] = [
    "row",
    "number",
    "month",
    "customer",
    "license",
    "license-id",
    "vendor",
    "product",
    "edition",
    "day",
    "active",
    "counted",
    "devices",
    "unit",
    "discount",
    "floor",
    "net",
    "currency",
];

/// A file with an invoice's lines and days.
#[derive(Debug)]
pub struct Statement {
    /// What it is called.
    pub file_name: String,
    /// Its content, from the beginning.
    pub content: File,
    /// How many bytes that is.
    pub bytes: u64,
}

/// What a batch of lines is made of.
struct Page {
    lines: Vec<InvoiceLine>,
    open: HashMap<LicenseId, PlanSpan>,
    known: HashMap<LicenseId, Vec<Snapshot>>,
}

impl Services {
    /// An invoice as CSV: a row for each line, and one for each day of the month on which its
    /// license was open, with the devices that count for it. Amounts stand in the lines' rows
    /// alone, so that their sum is the invoice's.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn invoice_csv(
        &self,
        who: &Principal,
        id: InvoiceId,
        words: Words,
    ) -> Result<Statement, ServiceError> {
        authorize(who, Action::ViewOrders)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let invoice = store::billing::invoice_get(&mut tx, id).await?;
        let mut writer = blocking(move || begin(words)).await?;
        let mut start = 0;
        loop {
            let lines = lines_of(&mut tx, &self.catalog, id, (start, BATCH)).await?;
            if lines.is_empty() {
                break;
            }
            start += BATCH;
            let page = self.page(&mut tx, lines).await?;
            let of = invoice.clone();
            writer = blocking(move || {
                page.write(&mut writer, &of, words)?;
                Ok(writer)
            })
            .await?;
        }
        tx.commit().await?;
        let (content, bytes) = blocking(move || {
            let mut file = writer.into_inner().map_err(|error| error.into_error())?;
            let bytes = file.stream_position()?;
            file.rewind()?;
            Ok((file, bytes))
        })
        .await?;
        let number = invoice.number.as_deref().unwrap_or("draft");
        let file_name = format!("{}-{number}-{}.csv", invoice.month, invoice.currency.code());
        Ok(Statement { file_name, content, bytes })
    }

    async fn page(&self, tx: &mut TenantTx, lines: Vec<InvoiceLine>) -> Result<Page, ServiceError> {
        let used = lines.iter().filter(|line| line.kind != LineKind::Activation);
        let ids: Vec<LicenseId> = used.clone().map(|line| line.license).collect();
        let months = || used.clone().map(|line| line.month);
        let known = match (months().min(), months().max()) {
            (Some(first), Some(last)) => {
                usage_of(tx, &ids, (first.first_day(), last.last_day())).await?
            }
            _ => HashMap::new(),
        };
        let licenses = licenses_of(tx, &self.catalog, &ids).await?;
        let open = licenses.iter().filter_map(|row| Some((row.id, span(row)?))).collect();
        Ok(Page { lines, open, known })
    }
}

impl Page {
    fn write(
        &self,
        writer: &mut Writer<File>,
        invoice: &Invoice,
        words: Words,
    ) -> std::io::Result<()> {
        for line in &self.lines {
            let amounts = line_row(line);
            row(writer, invoice, line, (words, line.kind.slug()), &amounts)?;
            for used in self.days(line) {
                let counted = if used.measured { "yes" } else { "no" };
                let of_day = [
                    used.day.to_string(),
                    used.active.to_string(),
                    words.text("statement", counted),
                ];
                row(writer, invoice, line, (words, "day"), &of_day)?;
            }
        }
        Ok(())
    }

    fn days(&self, line: &InvoiceLine) -> Vec<UsedDay> {
        let known = self.known.get(&line.license).map_or(&[][..], Vec::as_slice);
        match self.open.get(&line.license) {
            Some(open) if line.kind != LineKind::Activation => days(line.month, open, known),
            // An activation covers its month however many there are; a license that went
            // elsewhere took its days along.
            _ => Vec::new(),
        }
    }
}

/// What stands behind the day's columns.
fn line_row(line: &InvoiceLine) -> Vec<String> {
    vec![
        line.peak_day.map(|day| day.to_string()).unwrap_or_default(),
        String::new(),
        String::new(),
        line.devices.to_string(),
        decimal(line.unit_minor),
        line.discount_percent.to_string(),
        if line.floor_applied { "1" } else { "0" }.to_owned(),
        decimal(line.net.minor),
        line.net.currency.code().to_owned(),
    ]
}

fn row(
    writer: &mut Writer<File>,
    invoice: &Invoice,
    line: &InvoiceLine,
    (words, kind): (Words, &str),
    rest: &[String],
) -> std::io::Result<()> {
    let month: Month = line.month;
    let customer = line.customer.as_ref().map_or("", |customer| &customer.name);
    let names = [
        words.text("statement", kind),
        invoice.number.clone().unwrap_or_default(),
        month.to_string(),
        defuse(customer).to_string(),
        defuse(&line.license_name).to_string(),
        line.license.to_string(),
        defuse(&line.vendor.name).to_string(),
        defuse(&line.product.name).to_string(),
        defuse(&line.edition.name).to_string(),
    ];
    let empty = COLUMNS.len() - names.len() - rest.len();
    let fields = names.iter().chain(rest).map(String::as_str);
    Ok(writer.write_record(fields.chain(std::iter::repeat_n("", empty)))?)
}

/// Begins the file like all others: so that Excel reads umlauts, and no separator misleads.
fn begin(words: Words) -> std::io::Result<Writer<File>> {
    let mut file = tempfile::tempfile()?;
    file.write_all("\u{feff}".as_bytes())?;
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::NonNumeric)
        .terminator(Terminator::CRLF)
        .from_writer(file);
    writer.write_record(COLUMNS.map(|column| words.text("statement", column)))?;
    Ok(writer)
}

/// Works on a disk, which may take its time, where it blocks nobody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, ServiceError> {
    spawn_blocking(work).await.map_err(internal)?.map_err(internal)
}
