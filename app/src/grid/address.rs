//! What a grid page's address says: the query, and the page around it.

use super::def::GridDef;
use crate::ui::preference;
pub(crate) use domain::people::{Density, PER_PAGE};
use grid::column::{Audience, ColumnId, Direction, GridSpec};
use grid::query::{Filter, Query};
use grid::url::{self, Problem, ProblemKind};

/// A grid page's state, equal to its address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Address {
    /// The chosen tab's name; empty without tabs.
    pub(crate) tab: String,
    /// What is asked of the grid.
    pub(crate) query: Query,
    /// Columns chosen by the person, in their order; none are the declaration's visible ones.
    pub(crate) columns: Option<Vec<ColumnId>>,
    /// Widths chosen by the person, in CSS pixels.
    pub(crate) widths: Vec<(ColumnId, u16)>,
    /// Columns besides the first that stay in place while the others are scrolled.
    pub(crate) pin: usize,
    /// Height of the rows.
    pub(crate) density: Density,
    /// Rows of a page; none scrolls through all of them.
    pub(crate) per: Option<u16>,
    /// The page, where there are pages, from 1.
    pub(crate) page: u64,
}

/// Columns that stay in place at most, the first included.
pub(crate) const MAX_PINNED: usize = 4;
/// Narrowest and widest column, in CSS pixels.
pub(crate) const WIDTHS: (u16, u16) = (48, 800);

impl Address {
    /// Reads an address's query string. What does not fit is left out and reported. Where it
    /// says nothing of pages and heights, it is as the person prefers.
    #[must_use]
    pub(crate) fn parse(def: &GridDef, text: &str, audience: Audience) -> (Self, Vec<Problem>) {
        let (query, mut problems) = url::parse(def.spec, text, audience);
        let first = def.spec.tabs.first().map_or("", |tab| tab.key);
        let per = preference::rows_per_page().filter(|per| PER_PAGE.contains(per));
        let tab = first.to_owned();
        let density = preference::density().unwrap_or_default();
        let mut address = Self { tab, query, per, density, page: 1, ..Self::default() };
        for (name, value) in url::parameters(text) {
            match name.as_str() {
                "tab" if def.spec.tabs.iter().any(|tab| tab.key == value) => address.tab = value,
                "tab" if !value.is_empty() => {
                    problems.push(Problem { kind: ProblemKind::UnknownTab, name: value });
                }
                "cols" => {
                    address.columns = url::parse_columns(def.spec, &value, audience, &mut problems);
                }
                "width" => address.read_widths(def, &value, audience, &mut problems),
                "pin" => address.pin = value.parse().unwrap_or(0).min(MAX_PINNED - 1),
                "density" => {
                    let known = Density::ALL.into_iter().find(|density| density.slug() == value);
                    address.density = known.unwrap_or_default();
                }
                "per" => address.per = value.parse().ok().filter(|per| PER_PAGE.contains(per)),
                "page" => address.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        (address, problems)
    }

    /// What the server is asked with: all that decides rows and groups.
    #[must_use]
    pub(crate) fn state(&self, def: &GridDef) -> String {
        let mut out = String::new();
        if def.spec.tabs.first().is_some_and(|tab| tab.key != self.tab) {
            url::push(&mut out, "tab", &self.tab);
        }
        let query = url::format(def.spec, &self.query);
        if !query.is_empty() {
            if !out.is_empty() {
                out.push('&');
            }
            out.push_str(&query);
        }
        out
    }

    /// What a file is asked with: the state with the chosen columns, too.
    #[must_use]
    pub(crate) fn shown_state(&self, def: &GridDef) -> String {
        let mut out = self.state(def);
        self.push_columns(def, &mut out);
        out
    }

    fn push_columns(&self, def: &GridDef, out: &mut String) {
        if let Some(columns) = &self.columns {
            let keys: Vec<_> = columns.iter().map(|id| def.spec.column(*id).key).collect();
            url::push(out, "cols", &keys.join(","));
        }
    }

    /// Whether both ask for the same rows, whatever their order and groups.
    #[must_use]
    pub(crate) fn same_rows(&self, def: &GridDef, other: &Self) -> bool {
        let rows = |address: &Self| {
            let mut address = address.folded().essence();
            address.query.group.clear();
            address.query.sort.clear();
            address.state(def)
        };
        rows(self) == rows(other)
    }

    /// The address with path, as the browser shows it.
    #[must_use]
    pub(crate) fn href(&self, def: &GridDef) -> String {
        let mut out = self.shown_state(def);
        let widths: Vec<_> = self
            .widths
            .iter()
            .map(|(id, width)| format!("{}.{width}", def.spec.column(*id).key))
            .collect();
        url::push(&mut out, "width", &widths.join(","));
        if self.pin > 0 {
            url::push(&mut out, "pin", &self.pin.to_string());
        }
        if self.density != preference::density().unwrap_or_default() {
            url::push(&mut out, "density", self.density.slug());
        }
        if let Some(per) = self.per {
            url::push(&mut out, "per", &per.to_string());
        }
        if self.page > 1 {
            url::push(&mut out, "page", &self.page.to_string());
        }
        url::address(def.path, &out)
    }

    fn read_widths(
        &mut self,
        def: &GridDef,
        text: &str,
        audience: Audience,
        problems: &mut Vec<Problem>,
    ) {
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (key, width) = part.split_once('.').unwrap_or((part, ""));
            let seen = |id: &ColumnId| audience.sees(def.spec.column(*id));
            match (def.spec.by_key(key).filter(seen), width.parse().ok()) {
                (Some(id), Some(width)) => self.set_width(id, Some(width)),
                _ => {
                    let name = part.to_owned();
                    problems.push(Problem { kind: ProblemKind::UnknownColumn, name });
                }
            }
        }
    }

    /// Sets the width of a column in CSS pixels, or lets it have its own again.
    pub(crate) fn set_width(&mut self, column: ColumnId, width: Option<u16>) {
        self.widths.retain(|(id, _)| *id != column);
        self.widths.extend(width.map(|width| (column, width.clamp(WIDTHS.0, WIDTHS.1))));
    }

    /// The columns on the screen: the chosen ones but those that group rows stand for.
    #[must_use]
    pub(crate) fn shown(&self, spec: &GridSpec, audience: Audience) -> Vec<ColumnId> {
        let grouped = |id: &ColumnId| self.query.replaces(spec, *id);
        self.chosen(spec, audience).into_iter().filter(|id| !grouped(id)).collect()
    }

    /// The chosen columns, grouped ones included.
    #[must_use]
    pub(crate) fn chosen(&self, spec: &GridSpec, audience: Audience) -> Vec<ColumnId> {
        let visible = || {
            let seen = spec.ids().filter(|(_, c)| c.visible && audience.sees(c));
            seen.map(|(id, _)| id).collect()
        };
        self.columns.clone().unwrap_or_else(visible)
    }

    /// Shows or hides a column. The last one stays.
    pub(crate) fn toggle_column(&mut self, spec: &GridSpec, audience: Audience, column: ColumnId) {
        let mut columns = self.chosen(spec, audience);
        match columns.iter().position(|id| *id == column) {
            Some(_) if columns.len() == 1 => return,
            Some(at) => {
                columns.remove(at);
            }
            // Behind the column that it follows in the declaration.
            None => {
                let earlier = spec.ids().map(|(id, _)| id).take_while(|id| *id != column);
                let at = earlier.filter_map(|id| columns.iter().position(|c| *c == id)).last();
                columns.insert(at.map_or(0, |at| at + 1), column);
            }
        }
        self.choose(spec, audience, columns);
    }

    /// The direction and rank (from 1) of a column in the sort.
    #[must_use]
    pub(crate) fn sorted(&self, spec: &GridSpec, column: ColumnId) -> Option<(Direction, usize)> {
        let sort = self.query.sort_or_default(spec);
        let at = sort.iter().position(|(id, _)| *id == column)?;
        Some((sort[at].1, at + 1))
    }

    /// Sets or removes the filter of a column.
    pub(crate) fn filter(&mut self, column: ColumnId, filter: Option<Filter>) {
        let at = self.query.filters.iter().position(|(id, _)| *id == column);
        match (at, filter) {
            (Some(at), Some(filter)) => self.query.filters[at].1 = filter,
            (Some(at), None) => {
                self.query.filters.remove(at);
            }
            (None, Some(filter)) => self.query.filters.push((column, filter)),
            (None, None) => {}
        }
    }

    /// Whether anything but the tab narrows the rows.
    #[must_use]
    pub(crate) fn narrowed(&self) -> bool {
        !self.query.filters.is_empty() || !self.query.search.trim().is_empty()
    }

    /// Whether both show the same, whichever groups are open.
    #[must_use]
    pub(crate) fn looks_like(&self, other: &Self) -> bool {
        self.folded().essence() == other.folded().essence()
    }

    /// The same with all groups closed.
    fn folded(&self) -> Self {
        let mut address = self.clone();
        address.query.open.clear();
        address
    }

    /// What it shows, without the page and the order in which filters and values were chosen.
    #[must_use]
    pub(crate) fn essence(&self) -> Self {
        let mut plain = Self { page: 1, ..self.clone() };
        in_order(&mut plain.query.filters, |a, b| a.0 < b.0);
        for (_, filter) in &mut plain.query.filters {
            if let Filter::OneOf(keys) = filter {
                in_order(keys, |a, b| a < b);
            }
        }
        in_order(&mut plain.query.open, |a, b| a < b);
        plain
    }

    /// Moves a shown column to the place of another.
    pub(crate) fn move_column(
        &mut self,
        spec: &GridSpec,
        audience: Audience,
        column: ColumnId,
        to: ColumnId,
    ) {
        let mut after = self.chosen(spec, audience);
        let place = |id| after.iter().position(|known| *known == id);
        let (Some(from), Some(to)) = (place(column), place(to)) else { return };
        let moved = after.remove(from);
        after.insert(to, moved);
        self.choose(spec, audience, after);
    }

    /// Puts a column before another, or behind all.
    pub(crate) fn place_column(
        &mut self,
        spec: &GridSpec,
        audience: Audience,
        column: ColumnId,
        before: Option<ColumnId>,
    ) {
        if before == Some(column) {
            return;
        }
        let mut after = self.chosen(spec, audience);
        after.retain(|known| *known != column);
        let place = after.iter().position(|known| Some(*known) == before);
        after.insert(place.unwrap_or(after.len()), column);
        self.choose(spec, audience, after);
    }

    /// Shows these columns; the declaration's own choice is not written down.
    fn choose(&mut self, spec: &GridSpec, audience: Audience, columns: Vec<ColumnId>) {
        let default = Self::default().chosen(spec, audience);
        self.columns = (columns != default).then_some(columns);
    }
}

/// Puts a list in order that is short or nearly in order: the general sort is some kilobytes of
/// code, which every page would load.
fn in_order<T>(list: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for end in 1..list.len() {
        for at in (1..=end).rev() {
            if !before(&list[at], &list[at - 1]) {
                break;
            }
            list.swap(at, at - 1);
        }
    }
}

#[cfg(test)]
mod tests;
