//! The one codec of a grid's state: its URL query string, short and readable. The browser's
//! address, server functions and socket subscriptions all carry it, for example
//! `group=product,-expires.year:count&sort=-expires,name&q=foo*&status=expired&open=3~2026!5`.

use crate::column::{ColumnId, Direction, GridSpec};
use crate::encode::{decode, encode, split};
use crate::level::Level;
use crate::query::{Filter, MAX_LEVELS, MAX_OPEN, MAX_SEARCH, MAX_SORTS, MAX_VALUES, Query};
use crate::value::{format_filter, format_group_key, parse_filter, parse_group_key};

mod level;
mod problem;

pub use crate::column::Audience;
pub(crate) use problem::report;
pub use problem::{Problem, ProblemKind};

/// Parameters of the page around a grid, which the grid leaves alone.
pub const PAGE_PARAMETERS: [&str; 8] =
    ["tab", "view", "cols", "width", "pin", "density", "per", "page"];

/// Those of them that say how a grid looks. The page reads and bounds their values.
pub const LOOKS: [&str; 4] = ["width", "pin", "density", "per"];

/// What stands in the address of a grid that is asked for nothing.
const PLAIN: &str = "view=plain";

/// The grid's own parameters; every other one names a column and holds its filter.
const GROUP: &str = "group";
const SORT: &str = "sort";
const SEARCH: &str = "q";
const OPEN: &str = "open";

/// Reads a query string (a leading `?` is fine). Never fails: what does not fit the
/// declaration or the audience is left out and reported.
#[must_use]
pub fn parse(spec: &GridSpec, text: &str, audience: Audience) -> (Query, Vec<Problem>) {
    let mut reader = Reader { spec, audience, query: Query::default(), problems: Vec::new() };
    let mut open = String::new();
    for (name, value) in parameters(text).filter(|(_, value)| !value.is_empty()) {
        match name.as_str() {
            GROUP => reader.group(&value),
            SORT => reader.sort(&value),
            SEARCH => reader.search(&value),
            OPEN => open = value,
            other if PAGE_PARAMETERS.contains(&other) => {}
            other => reader.filter(other, &value),
        }
    }
    reader.open(&open); // last: its keys are read by the grouping
    (reader.query, reader.problems)
}

/// Writes the query string that [`parse`] reads as this query; empty for the default query.
#[must_use]
pub fn format(spec: &GridSpec, query: &Query) -> String {
    let mut out = String::new();
    let levels: Vec<String> = query.group.iter().map(|l| level::format(spec, l)).collect();
    push(&mut out, GROUP, &levels.join(","));
    push(&mut out, SORT, &order(spec, &query.sort));
    push(&mut out, SEARCH, &query.search);
    for (id, filter) in &query.filters {
        let column = spec.column(*id);
        push(&mut out, column.key, &format_filter(column, filter));
    }
    let paths: Vec<String> = query
        .open
        .iter()
        .map(|path| {
            let keys = path.iter().zip(&query.group);
            keys.map(|(key, l)| format_group_key(spec.column(l.column), l.bucket, key))
                .collect::<Vec<_>>()
                .join("~")
        })
        .collect();
    push(&mut out, OPEN, &paths.join("!"));
    out
}

/// The decoded parameters of a query string, in order.
pub fn parameters(text: &str) -> impl Iterator<Item = (String, String)> {
    text.strip_prefix('?').unwrap_or(text).split('&').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decode(name), decode(value))
    })
}

/// Appends a parameter, unless its value is empty.
pub fn push(out: &mut String, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push('&');
    }
    encode(name, out);
    out.push('=');
    encode(value, out);
}

/// The address of a grid's page in this state. It never is the bare path: there everybody's
/// default view begins, and the plain grid must be found again beside it.
#[must_use]
pub fn address(path: &str, state: &str) -> String {
    format!("{path}?{}", if state.is_empty() { PLAIN } else { state })
}

/// The parameters that say how a grid looks, written anew. One that is no list of plain words
/// and numbers is left out and reported.
#[must_use]
pub fn looks(text: &str) -> (String, Vec<Problem>) {
    let (mut out, mut problems) = (String::new(), Vec::new());
    for (name, value) in parameters(text).filter(|(name, _)| LOOKS.contains(&name.as_str())) {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '-');
        match value.chars().all(plain) {
            true => push(&mut out, &name, &value),
            false => report(&mut problems, ProblemKind::BadValue, &value),
        }
    }
    (out, problems)
}

/// Reads a list of columns to show, `name,key`; none when no usable one is named.
pub fn parse_columns(
    spec: &GridSpec,
    value: &str,
    audience: Audience,
    problems: &mut Vec<Problem>,
) -> Option<Vec<ColumnId>> {
    let mut columns = Vec::new();
    for key in value.split(',').filter(|key| !key.is_empty()) {
        match column(spec, audience, key) {
            Some(id) if columns.contains(&id) => report(problems, ProblemKind::Twice, key),
            Some(id) => columns.push(id),
            None => report(problems, ProblemKind::UnknownColumn, key),
        }
    }
    (!columns.is_empty()).then_some(columns)
}

/// The column with this key, if it exists for the audience.
fn column(spec: &GridSpec, audience: Audience, key: &str) -> Option<ColumnId> {
    spec.by_key(key).filter(|id| audience.sees(spec.column(*id)))
}

fn order(spec: &GridSpec, columns: &[(ColumnId, Direction)]) -> String {
    let column = |(id, direction): &(ColumnId, Direction)| {
        format!("{}{}", sign(*direction), spec.column(*id).key)
    };
    columns.iter().map(column).collect::<Vec<_>>().join(",")
}

/// What stands before a column's name in a list.
fn sign(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "",
        Direction::Down => "-",
    }
}

/// The opposite of [`sign`]: the name, and the direction.
fn directed(part: &str) -> (&str, Direction) {
    match part.strip_prefix('-') {
        Some(name) => (name, Direction::Down),
        None => (part, Direction::Up),
    }
}

struct Reader<'a> {
    spec: &'a GridSpec,
    audience: Audience,
    query: Query,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn report(&mut self, kind: ProblemKind, name: &str) {
        report(&mut self.problems, kind, name);
    }

    fn column(&self, key: &str) -> Option<ColumnId> {
        column(self.spec, self.audience, key)
    }

    fn group(&mut self, value: &str) {
        for part in value.split(',').filter(|part| !part.is_empty()) {
            let (name, direction) = directed(part);
            match level::parse(self.spec, self.audience, name) {
                None => self.report(ProblemKind::UnknownGroup, name),
                Some(found) if self.query.group.iter().any(|l| l.is_like(&found)) => {
                    self.report(ProblemKind::Twice, name);
                }
                Some(_) if self.query.group.len() == MAX_LEVELS => {
                    return self.report(ProblemKind::TooMany, GROUP);
                }
                Some(found) => self.query.group.push(Level { direction, ..found }),
            }
        }
    }

    fn sort(&mut self, value: &str) {
        for part in value.split(',').filter(|part| !part.is_empty()) {
            let (key, direction) = directed(part);
            match self.column(key).filter(|id| self.spec.column(*id).sortable) {
                None => self.report(ProblemKind::UnknownSort, key),
                Some(id) if self.query.sort.iter().any(|(other, _)| *other == id) => {
                    self.report(ProblemKind::Twice, key);
                }
                Some(_) if self.query.sort.len() == MAX_SORTS => {
                    return self.report(ProblemKind::TooMany, SORT);
                }
                Some(id) => self.query.sort.push((id, direction)),
            }
        }
    }

    fn search(&mut self, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        if !self.query.search.is_empty() {
            return self.report(ProblemKind::Twice, SEARCH);
        }
        self.query.search = self.cut(SEARCH, value);
    }

    /// The text within [`MAX_SEARCH`] characters.
    fn cut(&mut self, name: &str, text: &str) -> String {
        match text.char_indices().nth(MAX_SEARCH) {
            Some((end, _)) => {
                self.report(ProblemKind::TooLong, name);
                text[..end].to_owned()
            }
            None => text.to_owned(),
        }
    }

    fn filter(&mut self, name: &str, value: &str) {
        let Some(id) = self.column(name).filter(|id| self.spec.column(*id).filterable) else {
            return self.report(ProblemKind::UnknownFilter, name);
        };
        let parsed = parse_filter(self.spec.column(id), value);
        for bad in &parsed.bad {
            self.report(ProblemKind::BadValue, bad);
        }
        let Some(mut filter) = parsed.filter else { return };
        if let Filter::Like(pattern) = &mut filter {
            *pattern = self.cut(name, pattern);
        }
        match self.query.filters.iter_mut().find(|(other, _)| *other == id) {
            // A form's check boxes come as one parameter each: together they are one set.
            Some((_, Filter::OneOf(set))) if matches!(filter, Filter::OneOf(_)) => {
                if let Filter::OneOf(keys) = filter {
                    let fresh: Vec<_> = keys.into_iter().filter(|k| !set.contains(k)).collect();
                    set.extend(fresh);
                }
            }
            Some(_) => return self.report(ProblemKind::Twice, name),
            None => self.query.filters.push((id, filter)),
        }
        if let Some((_, Filter::OneOf(set))) = self.query.filters.iter_mut().find(|f| f.0 == id)
            && set.len() > MAX_VALUES
        {
            set.truncate(MAX_VALUES);
            self.report(ProblemKind::TooMany, name);
        }
    }

    fn open(&mut self, value: &str) {
        for part in split(value, '!').filter(|part| !part.is_empty()) {
            let keys: Vec<&str> = split(part, '~').collect();
            let path: Option<Vec<_>> = (keys.len() <= self.query.group.len())
                .then(|| {
                    keys.iter()
                        .zip(&self.query.group)
                        .map(|(key, l)| parse_group_key(self.spec.column(l.column), l.bucket, key))
                        .collect()
                })
                .flatten();
            match path {
                None => self.report(ProblemKind::BadPath, part),
                Some(path) if self.query.open.contains(&path) => {}
                Some(_) if self.query.open.len() == MAX_OPEN => {
                    return self.report(ProblemKind::TooMany, OPEN);
                }
                Some(path) => self.query.open.push(path),
            }
        }
    }
}

#[cfg(test)]
mod tests;
