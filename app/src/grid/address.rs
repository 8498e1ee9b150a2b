//! What a grid page's address says: the query, and the page around it.

use super::def::GridDef;
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
    /// The page of a browser without JavaScript, from 1.
    pub(crate) page: u64,
}

impl Address {
    /// Reads an address's query string. What does not fit is left out and reported.
    #[must_use]
    pub(crate) fn parse<R>(
        def: &GridDef<R>,
        text: &str,
        audience: Audience,
    ) -> (Self, Vec<Problem>) {
        let (query, mut problems) = url::parse(def.spec, text, audience);
        let first = def.tabs.first().copied().unwrap_or_default();
        let mut address = Self { tab: first.to_owned(), query, columns: None, page: 1 };
        for (name, value) in url::parameters(text) {
            match name.as_str() {
                "tab" if def.tabs.contains(&value.as_str()) => address.tab = value,
                "tab" if !value.is_empty() => {
                    problems.push(Problem { kind: ProblemKind::UnknownTab, name: value });
                }
                "cols" => {
                    address.columns = url::parse_columns(def.spec, &value, audience, &mut problems);
                }
                "page" => address.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        (address, problems)
    }

    /// What the server is asked with: all that decides rows and groups.
    #[must_use]
    pub(crate) fn state<R>(&self, def: &GridDef<R>) -> String {
        let mut out = String::new();
        if def.tabs.first() != Some(&self.tab.as_str()) {
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

    /// The address with path, as the browser shows it.
    #[must_use]
    pub(crate) fn href<R>(&self, def: &GridDef<R>) -> String {
        let mut out = self.state(def);
        if let Some(columns) = &self.columns {
            let keys: Vec<_> = columns.iter().map(|id| def.spec.column(*id).key).collect();
            url::push(&mut out, "cols", &keys.join(","));
        }
        if self.page > 1 {
            url::push(&mut out, "page", &self.page.to_string());
        }
        url::address(def.path, &out)
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

    /// Shows these columns; the declaration's own choice is not written down.
    fn choose(&mut self, spec: &GridSpec, audience: Audience, columns: Vec<ColumnId>) {
        let default = Self::default().chosen(spec, audience);
        self.columns = (columns != default).then_some(columns);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grid::level::Level;
    use grid::licenses::{KEY, LICENSES, NAME, NOTE, PRODUCT};

    const ALL: Audience = Audience::Provider;

    #[test]
    fn grouped_columns_leave_and_the_last_one_stays() {
        let mut address = Address::default();
        address.query.group = vec![Level::new(&LICENSES, PRODUCT)];
        assert!(!address.shown(&LICENSES, ALL).contains(&PRODUCT));
        assert!(!address.shown(&LICENSES, Audience::Customer).contains(&NOTE));
        address.columns = Some(vec![NAME]);
        address.toggle_column(&LICENSES, ALL, NAME);
        assert_eq!(address.columns, Some(vec![NAME]));
        address.toggle_column(&LICENSES, ALL, KEY);
        assert_eq!(address.columns, Some(vec![NAME, KEY]));
        address.toggle_column(&LICENSES, ALL, NOTE);
        address.move_column(&LICENSES, ALL, NOTE, NAME);
        assert_eq!(address.columns, Some(vec![NOTE, NAME, KEY]));
        address.move_column(&LICENSES, ALL, NOTE, KEY);
        assert_eq!(address.columns, Some(vec![NAME, KEY, NOTE]));
    }
}
