//! What an import would do: pure, from the file, the person's choices, and what is there.
//!
//! The same function makes the dry run and, against locked rows, the import itself, so that
//! the two cannot disagree about a rule.

mod customers;
mod draft;
mod line;
mod products;

pub use draft::{CustomerPlan, Draft};

use super::read::{Row, Sheet};
use chrono::NaiveDate;
use customers::Customers;
use domain::catalog::Catalog;
use domain::field::FieldError;
use domain::import::{
    Counts, DateOrders, Field, LineReport, Mapping, MissingColumn, Outcome, Parsed, RowIssue,
    Settings, Summary, infer, parse_line, recognize, shorten,
};
use domain::license::{LicenseRow, OrgRef};
use products::Products;
use std::collections::{BTreeMap, HashMap};

/// Most entries of a list in a summary.
pub const LIST_LIMIT: usize = 1_000;
/// Values shown under each heading.
const SAMPLES: usize = 3;

/// What is there before the import.
pub struct Existing<'a> {
    /// What is sold.
    pub catalog: &'a Catalog,
    /// Who imports and will hold the licenses.
    pub partner: &'a OrgRef,
    /// Its licenses by key; at least those whose keys the file names.
    pub licenses: HashMap<String, LicenseRow>,
    /// Its customers.
    pub customers: Vec<OrgRef>,
    /// Today in UTC.
    pub today: NaiveDate,
}

/// What one line does.
#[derive(Clone, PartialEq, Debug)]
pub enum Planned {
    /// Makes this license.
    Create(Box<Draft>),
    /// Makes of the first license the second.
    Change(Box<LicenseRow>, Box<Draft>),
    /// Nothing: the license is as the line says.
    Same,
    /// Nothing: the line is refused.
    Refuse(Vec<RowIssue>),
}

/// One line of the file and what it does.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedLine {
    /// Line of the file, from 1.
    pub line: u32,
    /// The license key; shortened and possibly empty when refused.
    pub key: String,
    /// What it does.
    pub planned: Planned,
}

/// What an import would do, line by line.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    /// Every line, in the file's order.
    pub lines: Vec<PlannedLine>,
    /// Names of the customers to create; [`CustomerPlan::New`] is an index here.
    pub new_customers: Vec<String>,
    /// The whole at a glance.
    pub summary: Summary,
}

/// Plans an import.
#[must_use]
pub fn plan(sheet: &Sheet, settings: &Settings, existing: Existing<'_>) -> Plan {
    let mapping = mapping(sheet, settings);
    let (orders, ask_date_order) = date_orders(sheet, &mapping, settings);
    let mut planner = Planner {
        mapping: &mapping,
        headings: &sheet.headings,
        today: existing.today,
        catalog: existing.catalog,
        partner: existing.partner,
        licenses: existing.licenses,
        customers: Customers::new(existing.customers, settings),
        products: Products::new(existing.catalog, settings),
        first_lines: HashMap::new(),
        missing: BTreeMap::new(),
        coupons: 0,
    };
    let mut counts = Counts::default();
    let mut lines = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let (parsed, issues) = parse_line(&row.cells, &mapping, &orders);
        let line = planner.line(row, parsed, issues);
        counts.add(line.outcome());
        lines.push(line);
    }
    let summary = Summary {
        headings: sheet.headings.clone(),
        samples: samples(sheet),
        counts,
        coupons: planner.coupons,
        missing: planner
            .missing
            .iter()
            .map(|(field, lines)| MissingColumn { field: *field, lines: *lines })
            .collect(),
        ask_date_order,
        customers: planner.customers.unknown(),
        products: planner.products.unknown(),
        mapping: mapping.clone(),
    };
    Plan { lines, new_customers: planner.customers.created(), summary }
}

/// The keys that a file names, as [`plan`] reads them.
#[must_use]
pub fn keys(sheet: &Sheet, settings: &Settings) -> Vec<String> {
    let mut only_key = Mapping::nothing(sheet.headings.len());
    if let Some(column) = mapping(sheet, settings).column(Field::Key) {
        only_key.set(column, Some(Field::Key));
    }
    let mut keys: Vec<String> = sheet
        .rows
        .iter()
        .map(|row| parse_line(&row.cells, &only_key, &DateOrders::default()).0.key)
        .filter(|key| !key.is_empty())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn mapping(sheet: &Sheet, settings: &Settings) -> Mapping {
    settings
        .mapping
        .as_ref()
        .map_or_else(|| recognize(&sheet.headings), |chosen| chosen.fit(sheet.headings.len()))
}

/// The order in each date column, and the first value that the person must decide about.
fn date_orders(
    sheet: &Sheet,
    mapping: &Mapping,
    settings: &Settings,
) -> (DateOrders, Option<(String, String)>) {
    let mut ask = None;
    let mut order = |field| {
        let column = mapping.column(field)?;
        let cells = sheet.rows.iter().filter_map(|row| row.cells.get(column));
        let (decided, open) = infer(cells);
        let order = decided.or(settings.date_order);
        if let (None, Some(cell)) = (order, open) {
            ask.get_or_insert((sheet.headings[column].clone(), cell.shown()));
        }
        order
    };
    let orders = DateOrders {
        purchased: order(Field::Purchased),
        activated: order(Field::Activated),
        expires: order(Field::Expires),
    };
    (orders, ask)
}

/// The first values under each heading.
fn samples(sheet: &Sheet) -> Vec<Vec<String>> {
    (0..sheet.headings.len())
        .map(|column| {
            let cells = sheet.rows.iter().filter_map(|row| row.cells.get(column));
            cells.filter(|cell| !cell.is_empty()).take(SAMPLES).map(|cell| cell.shown()).collect()
        })
        .collect()
}

/// What is known while the lines are planned one after the other.
struct Planner<'a> {
    mapping: &'a Mapping,
    headings: &'a [String],
    today: NaiveDate,
    catalog: &'a Catalog,
    partner: &'a OrgRef,
    licenses: HashMap<String, LicenseRow>,
    customers: Customers,
    products: Products<'a>,
    /// The line on which each key stood first.
    first_lines: HashMap<String, u32>,
    missing: BTreeMap<Field, u32>,
    coupons: u32,
}

impl Planner<'_> {
    fn line(&mut self, row: &Row, parsed: Parsed, mut issues: Vec<RowIssue>) -> PlannedLine {
        for issue in &mut issues {
            let field = Field::from_slug(&issue.error.field);
            issue.heading = field.map_or_else(String::new, |field| self.heading(field));
        }
        if parsed.key.is_empty() && !issues.iter().any(|i| i.error.field == Field::Key.slug()) {
            issues.push(self.lacks(Field::Key));
        }
        if !parsed.key.is_empty() {
            let first = *self.first_lines.entry(parsed.key.clone()).or_insert(row.line);
            if first != row.line {
                let error = FieldError::new(Field::Key.slug(), "key-twice").with("line", first);
                issues.push(self.issue(Field::Key, &parsed.key, error));
            }
        }
        let key = parsed.key.clone();
        let shown = if key.is_empty() { self.shown_key(row) } else { key.clone() };
        let planned = match self.decide(parsed, &mut issues) {
            Some(planned) if issues.is_empty() => planned,
            _ => {
                for issue in &mut issues {
                    issue.line = row.line;
                }
                return PlannedLine {
                    line: row.line,
                    key: shorten(&shown),
                    planned: Planned::Refuse(issues),
                };
            }
        };
        PlannedLine { line: row.line, key, planned }
    }

    /// An issue about a value of the line.
    fn issue(&self, field: Field, value: &str, error: FieldError) -> RowIssue {
        RowIssue::new(0, &self.heading(field), value, error)
    }

    /// An issue about a value that is not there: the cell is empty, or the whole column is
    /// missing, which the summary tells once.
    fn lacks(&mut self, field: Field) -> RowIssue {
        let code = if self.mapping.column(field).is_some() {
            "value-missing"
        } else {
            *self.missing.entry(field).or_default() += 1;
            "column-missing"
        };
        self.issue(field, "", FieldError::new(field.slug(), code))
    }

    fn heading(&self, field: Field) -> String {
        self.mapping.column(field).map_or_else(String::new, |at| self.headings[at].clone())
    }

    fn shown_key(&self, row: &Row) -> String {
        let column = self.mapping.column(Field::Key);
        column.and_then(|at| row.cells.get(at)).map(|cell| cell.shown()).unwrap_or_default()
    }
}

impl PlannedLine {
    /// What becomes of the line.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.planned {
            Planned::Create(_) => Outcome::Create,
            Planned::Change(..) => Outcome::Change,
            Planned::Same => Outcome::Same,
            Planned::Refuse(_) => Outcome::Refuse,
        }
    }
}

impl Plan {
    /// A line as a person reads it.
    #[must_use]
    pub fn report(&self, line: &PlannedLine, catalog: &Catalog) -> LineReport {
        let (changes, issues) = match &line.planned {
            Planned::Create(draft) => {
                (draft.changes(None, &self.new_customers, catalog), Vec::new())
            }
            Planned::Change(before, draft) => {
                (draft.changes(Some(before), &self.new_customers, catalog), Vec::new())
            }
            Planned::Same => (Vec::new(), Vec::new()),
            Planned::Refuse(issues) => (Vec::new(), issues.clone()),
        };
        let (key, outcome) = (line.key.clone(), line.outcome());
        LineReport { line: line.line, key, outcome, changes, issues }
    }
}

#[cfg(test)]
mod tests;
