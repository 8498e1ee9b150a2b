//! `seatkeeper import`: licenses from a spreadsheet, without the page.

use super::{CliError, Global, data::at, partner::partner, say};
use crate::database::Database;
use clap::ValueEnum;
use domain::{
    ids::ImportId,
    import::{Counts, DateOrder, Field, LineReport, Mapping, Outcome, Settings, Summary},
    people::Principal,
};
use services::Services;
use std::path::PathBuf;

/// Refused lines that are printed unless all lines are asked for.
const SHOWN_LINES: u32 = 50;
/// Lines that are read at once.
const PAGE: u32 = 200;

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The spreadsheet: csv or xlsx
    file: PathBuf,
    /// Name of the partner whose licenses they are
    #[arg(long)]
    partner: String,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Say of every line what becomes of it, not only of the first refused ones
    #[arg(long)]
    lines: bool,
    /// What a column is, where its heading does not say: "Serial no=key". Nothing behind the
    /// equals sign leaves the column out. May be given several times
    #[arg(long = "column", value_name = "HEADING=FIELD")]
    columns: Vec<String>,
    /// How to read dates such as 01/02/2027 in a column of which no value decides
    #[arg(long, value_enum)]
    dates: Option<Dates>,
    /// Refuse lines of customers that are not known, instead of creating them
    #[arg(long)]
    known_customers_only: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Dates {
    /// 1 February
    DayFirst,
    /// January 2
    MonthFirst,
}

impl Import {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let bytes = tokio::fs::read(&self.file).await.map_err(at("cannot read", &self.file))?;
        let database = Database::shared(global.url(), &global.data_dir()?).await?;
        let outcome = async {
            let services = database.services(4).await?;
            let who = partner(&services, &self.partner).await?;
            let outcome = self.import(&services, &who, bytes).await;
            services.store.close().await;
            outcome
        }
        .await;
        database.close().await;
        outcome
    }

    async fn import(
        self,
        services: &Services,
        who: &Principal,
        bytes: Vec<u8>,
    ) -> Result<(), CliError> {
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let id = services.import_upload(who, &name, bytes).await?;
        let mut settings = Settings {
            date_order: self.dates.map(|dates| match dates {
                Dates::DayFirst => DateOrder::DayFirst,
                Dates::MonthFirst => DateOrder::MonthFirst,
            }),
            create_customers: !self.known_customers_only,
            ..Settings::default()
        };
        let mut summary = services.import_check(who, id, settings.clone()).await?.summary;
        if !self.columns.is_empty() {
            match mapping(&summary, &self.columns) {
                Ok(mapping) => settings.mapping = Some(mapping),
                Err(why) => {
                    services.import_cancel(who, id).await?;
                    return Err(CliError::Usage(why));
                }
            }
            summary = services.import_check(who, id, settings).await?.summary;
        }
        self.tell(services, who, id, &summary).await?;
        if !summary.can_start() {
            services.import_cancel(who, id).await?;
            return match obstacle(&summary) {
                None => {
                    say("Nothing to do: every license is as the file says.");
                    Ok(())
                }
                Some(_) if self.dry_run => Ok(()),
                Some(why) => Err(CliError::Usage(why.to_owned())),
            };
        }
        if self.dry_run {
            services.import_cancel(who, id).await?;
            say("Nothing was written.");
            return Ok(());
        }
        let ended = services.import_run(who, id).await?;
        if let Some(error) = ended.error {
            return Err(CliError::Usage(format!(
                "the import failed, nothing was written: {}",
                error.code
            )));
        }
        say(format_args!(
            "Imported: {} created, {} changed, {} new customers",
            ended.counts.create, ended.counts.change, ended.customers_created
        ));
        Ok(())
    }

    /// Says what would become of the lines.
    async fn tell(
        &self,
        services: &Services,
        who: &Principal,
        id: ImportId,
        summary: &Summary,
    ) -> Result<(), CliError> {
        let counts = summary.counts;
        say(format_args!(
            "{} to create, {} to change, {} unchanged, {} refused",
            counts.create, counts.change, counts.same, counts.refuse
        ));
        let outcome = (!self.lines).then_some(Outcome::Refuse);
        let mut told = 0;
        loop {
            let limit = if self.lines { PAGE } else { SHOWN_LINES };
            let lines = services.import_rows(who, id, outcome, told, limit).await?;
            lines.iter().flat_map(described).for_each(say);
            told += lines.len() as u32;
            if lines.is_empty() || !self.lines {
                break;
            }
        }
        if !self.lines && counts.refuse > told {
            say(format_args!("  and {} more; --lines shows all", counts.refuse - told));
        }
        Ok(())
    }
}

/// What becomes of a line, one text for each thing to say of it.
fn described(line: &LineReport) -> Vec<String> {
    let (at, key) = (line.line, &line.key);
    let what = match line.outcome {
        Outcome::Refuse => {
            let issues = line.issues.iter();
            return issues
                .map(|issue| {
                    let (value, error) = (&issue.value, &issue.error);
                    let column = if issue.heading.is_empty() {
                        error.field.as_str()
                    } else {
                        issue.heading.as_str()
                    };
                    format!("  line {at}: refused, {column}: {} {value:?}", error.code)
                })
                .collect();
        }
        Outcome::Same => return vec![format!("  line {at}: {key} unchanged")],
        Outcome::Create => "create",
        Outcome::Change => "change",
    };
    let none = || "-".to_owned();
    let changes: Vec<String> = line
        .changes
        .iter()
        .map(|change| {
            let after = change.after.clone().unwrap_or_else(none);
            match &change.before {
                Some(before) => format!("{}: {before} -> {after}", change.field.slug()),
                None => format!("{}: {after}", change.field.slug()),
            }
        })
        .collect();
    vec![format!("  line {at}: {what} {key} ({})", changes.join(", "))]
}

/// The recognized mapping with the given columns changed.
fn mapping(summary: &Summary, columns: &[String]) -> Result<Mapping, String> {
    let mut mapping = summary.mapping.clone();
    for column in columns {
        let Some((heading, field)) = column.rsplit_once('=') else {
            return Err(format!("--column {column:?}: HEADING=FIELD is expected"));
        };
        let Some(at) = summary.headings.iter().position(|known| known.trim() == heading.trim())
        else {
            let known = summary.headings.join(", ");
            return Err(format!("no column is called {heading:?}; there are: {known}"));
        };
        let field = match field.trim() {
            "" => None,
            slug => Some(Field::from_slug(slug).ok_or_else(|| {
                let known = Field::ALL.map(Field::slug).join(", ");
                format!("there is no field {slug:?}; fields are: {known}")
            })?),
        };
        mapping.set(at, field);
    }
    Ok(mapping)
}

/// Why a file that cannot start is a failure. None when it says what is there already: who
/// imports the same file each night has done nothing wrong.
fn obstacle(summary: &Summary) -> Option<&'static str> {
    let asks = summary.ask_date_order.is_some()
        || !(summary.missing.is_empty() && summary.products.is_empty());
    match summary.counts {
        Counts { create: 0, change: 0, refuse: 0, .. } => None,
        _ if asks => Some(
            "some columns, dates or products need a decision: see --column and --dates, or \
             import this file on the page",
        ),
        _ => Some("there is nothing to import"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::import::{Field, MissingColumn};

    #[test]
    fn a_file_of_what_is_there_already_is_no_failure() {
        let of = |counts| Summary { counts, ..Summary::default() };
        let same = of(Counts { same: 3, ..Counts::default() });
        assert_eq!(obstacle(&same), None);
        let refused = of(Counts { same: 3, refuse: 1, ..Counts::default() });
        assert_eq!(obstacle(&refused), Some("there is nothing to import"));
        let missing = vec![MissingColumn { field: Field::Product, lines: 1 }];
        let asked = Summary { missing, ..refused };
        assert!(obstacle(&asked).is_some_and(|why| why.contains("decision")));
        let question = Some(("Expires".to_owned(), "01/02/2027".to_owned()));
        let dated =
            Summary { ask_date_order: question, ..of(Counts { create: 1, ..Counts::default() }) };
        assert!(obstacle(&dated).is_some_and(|why| why.contains("decision")));
    }

    #[test]
    fn columns_are_named_by_hand() {
        let headings = ["Serial no", "Product", "Remark = x"].map(str::to_owned).to_vec();
        let mapping_of = |columns: &[&str]| {
            let summary = Summary {
                headings: headings.clone(),
                mapping: domain::import::recognize(&headings),
                ..Summary::default()
            };
            mapping(&summary, &columns.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>())
        };
        let mapped = mapping_of(&["Serial no=key", "Remark = x=note", "Product="]).unwrap();
        assert_eq!(mapped.column(Field::Key), Some(0));
        assert_eq!(mapped.column(Field::Note), Some(2));
        assert_eq!(mapped.column(Field::Product), None);
        for (wrong, why) in [
            ("Serial no", "HEADING=FIELD"),
            ("Nothing=key", "there are: Serial no"),
            ("Product=colour", "fields are: key"),
        ] {
            assert!(mapping_of(&[wrong]).is_err_and(|said| said.contains(why)), "{wrong}");
        }
    }
}
