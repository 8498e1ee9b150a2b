//! What a grid page's address says: the query, and the page around it.

use super::def::GridDef;
use grid::column::{Audience, ColumnId, Direction, GridSpec, Key};
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
        match out.as_str() {
            "" => def.path.to_owned(),
            _ => format!("{}?{out}", def.path),
        }
    }

    /// The columns on the screen: the chosen ones but those grouped by.
    #[must_use]
    pub(crate) fn shown(&self, spec: &GridSpec, audience: Audience) -> Vec<ColumnId> {
        let grouped = |id: &ColumnId| self.query.group.iter().any(|(by, _)| by == id);
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
        let before = self.chosen(spec, audience);
        let mut after: Vec<ColumnId> = if before.contains(&column) {
            before.iter().copied().filter(|id| *id != column).collect()
        } else {
            spec.ids().map(|(id, _)| id).filter(|id| *id == column || before.contains(id)).collect()
        };
        if after.is_empty() {
            after = before;
        }
        let default = Self::default().chosen(spec, audience);
        self.columns = (after != default).then_some(after);
    }

    /// Sorts by a column: first up, then down. With `more` it joins the columns already
    /// sorted by, or turns where it is; a third press takes it out.
    pub(crate) fn sort_by(&mut self, spec: &GridSpec, column: ColumnId, more: bool) {
        let now = self.query.sort_or_default(spec).to_vec();
        let found = now.iter().position(|(id, _)| *id == column);
        let turned = match found.map(|at| now[at].1) {
            None => Some(Direction::Up),
            Some(Direction::Up) => Some(Direction::Down),
            Some(Direction::Down) if more => None,
            Some(Direction::Down) => Some(Direction::Up),
        };
        let mut sort = if more { now } else { Vec::new() };
        match (found.filter(|_| more), turned) {
            (Some(at), Some(direction)) => sort[at].1 = direction,
            (Some(at), None) => {
                sort.remove(at);
            }
            (None, direction) => sort.push((column, direction.unwrap_or_default())),
        }
        sort.truncate(grid::query::MAX_SORTS);
        self.query.sort = if sort == spec.default_sort { Vec::new() } else { sort };
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

    /// Opens or closes the group at this path.
    pub(crate) fn toggle_group(&mut self, path: &[Key]) {
        match self.query.open.iter().position(|open| open == path) {
            Some(at) => {
                self.query.open.remove(at);
            }
            None if self.query.open.len() < grid::query::MAX_OPEN => {
                self.query.open.push(path.to_vec());
            }
            None => {}
        }
    }

    /// Groups by exactly these columns. Open groups whose path still means the same stay
    /// open: the common beginning of both groupings.
    pub(crate) fn regroup(&mut self, group: Vec<(ColumnId, Direction)>) {
        let same = group
            .iter()
            .zip(&self.query.group)
            .take_while(|((new, _), (old, _))| new == old)
            .count();
        self.query.open.retain(|path| path.len() <= same);
        self.query.group = group;
    }
}

/// The grouping after `column` is dropped at gap `at` (0 is before the first pill). A column
/// that is there already moves.
#[must_use]
pub(crate) fn dropped(
    group: &[(ColumnId, Direction)],
    column: ColumnId,
    at: usize,
) -> Vec<(ColumnId, Direction)> {
    let mut next = group.to_vec();
    let mut at = at.min(next.len());
    let mut moved = (column, Direction::Up);
    if let Some(from) = next.iter().position(|(id, _)| *id == column) {
        moved = next.remove(from);
        at -= usize::from(from < at);
    }
    next.insert(at, moved);
    next.truncate(grid::query::MAX_LEVELS);
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{Down, Up};
    use grid::licenses::{CUSTOMER, EXPIRES, KEY, LICENSES, NAME, NOTE, PRODUCT, STATUS};

    const ALL: Audience = Audience::Provider;

    #[test]
    fn a_header_sorts_up_then_down_and_shift_adds() {
        let mut address = Address::default();
        address.sort_by(&LICENSES, NAME, false);
        assert_eq!(address.query.sort, [(NAME, Up)]);
        address.sort_by(&LICENSES, NAME, false);
        assert_eq!(address.query.sort, [(NAME, Down)]);
        address.sort_by(&LICENSES, KEY, true);
        address.sort_by(&LICENSES, NAME, true);
        assert_eq!(address.query.sort, [(KEY, Up)], "a third press takes it out");
        address.sort_by(&LICENSES, EXPIRES, false);
        assert_eq!(address.query.sort, [], "the default sort is not written down");
        assert_eq!(address.sorted(&LICENSES, EXPIRES), Some((Up, 1)));
    }

    #[test]
    fn pills_are_dropped_into_gaps() {
        let group = [(PRODUCT, Down), (CUSTOMER, Up)];
        assert_eq!(dropped(&group, STATUS, 1), [(PRODUCT, Down), (STATUS, Up), (CUSTOMER, Up)]);
        assert_eq!(dropped(&group, PRODUCT, 2), [(CUSTOMER, Up), (PRODUCT, Down)]);
        assert_eq!(dropped(&group, PRODUCT, 1), group, "both gaps beside a pill leave it there");
        assert_eq!(dropped(&group, CUSTOMER, 0), [(CUSTOMER, Up), (PRODUCT, Down)]);
        assert_eq!(dropped(&[], STATUS, 9), [(STATUS, Up)]);
    }

    #[test]
    fn regrouping_keeps_open_what_still_means_the_same() {
        let mut address = Address::default();
        address.regroup(vec![(PRODUCT, Up), (CUSTOMER, Up)]);
        address.toggle_group(&[Key::Int(1)]);
        address.toggle_group(&[Key::Int(1), Key::None]);
        address.regroup(vec![(PRODUCT, Up), (STATUS, Up)]);
        assert_eq!(address.query.open, [vec![Key::Int(1)]]);
        address.regroup(vec![(STATUS, Up)]);
        assert_eq!(address.query.open, Vec::<Vec<Key>>::new());
    }

    #[test]
    fn grouped_columns_leave_and_the_last_one_stays() {
        let mut address = Address::default();
        address.regroup(vec![(PRODUCT, Up)]);
        assert!(!address.shown(&LICENSES, ALL).contains(&PRODUCT));
        assert!(!address.shown(&LICENSES, Audience::Customer).contains(&NOTE));
        address.columns = Some(vec![NAME]);
        address.toggle_column(&LICENSES, ALL, NAME);
        assert_eq!(address.columns, Some(vec![NAME]));
        address.toggle_column(&LICENSES, ALL, KEY);
        assert_eq!(address.columns, Some(vec![NAME, KEY]));
    }
}
