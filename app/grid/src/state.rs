//! What a grid's page shows: a tab, a query, the chosen columns. All of it in the URL.

use crate::column::{Audience, ColumnId, GridSpec, Key, Tab};
use crate::query::{Filter, Query};
use crate::url::{self, Problem, ProblemKind};

/// The state of a grid's page.
#[derive(Clone, Debug)]
pub struct State {
    /// The grid.
    pub spec: &'static GridSpec,
    /// The tab; none where there are no tabs.
    pub tab: Option<&'static Tab>,
    /// What the person asks within the tab. Evaluate [`Self::effective`] instead.
    pub query: Query,
    /// The columns shown, in order; none for the declaration's visible ones.
    pub columns: Option<Vec<ColumnId>>,
}

impl State {
    /// Reads a query string; what does not fit is left out and reported.
    #[must_use]
    pub fn parse(spec: &'static GridSpec, text: &str, audience: Audience) -> (Self, Vec<Problem>) {
        let (query, mut problems) = url::parse(spec, text, audience);
        let mut state = Self { spec, tab: spec.tabs.first(), query, columns: None };
        for (name, value) in url::parameters(text) {
            match name.as_str() {
                "tab" => match spec.tabs.iter().find(|tab| tab.key == value) {
                    Some(tab) => state.tab = Some(tab),
                    None => url::report(&mut problems, ProblemKind::UnknownTab, &value),
                },
                "cols" => {
                    state.columns = url::parse_columns(spec, &value, audience, &mut problems);
                }
                _ => {}
            }
        }
        (state, problems)
    }

    /// The query string that [`Self::parse`] reads as this state; empty for the default one.
    #[must_use]
    pub fn format(&self) -> String {
        let mut out = String::new();
        if self.tab != self.spec.tabs.first() {
            url::push(&mut out, "tab", self.tab.map_or("", |tab| tab.key));
        }
        let query = url::format(self.spec, &self.query);
        if !out.is_empty() && !query.is_empty() {
            out.push('&');
        }
        out.push_str(&query);
        let keys = self.columns.iter().flatten().map(|id| self.spec.column(*id).key);
        url::push(&mut out, "cols", &keys.collect::<Vec<_>>().join(","));
        out
    }

    /// The query with the tab's condition in it: what the store, the hub and every other
    /// evaluation use. A filter of the tab's column is narrowed to what the tab has, down to an
    /// empty set, which matches nothing.
    #[must_use]
    pub fn effective(&self) -> Query {
        let mut query = self.query.clone();
        let Some((column, ranks)) = self.tab.and_then(|tab| tab.only) else { return query };
        let has = |key: &Key| matches!(key, Key::Int(rank) if ranks.contains(rank));
        match query.filters.iter_mut().find(|(id, _)| *id == column) {
            Some((_, Filter::OneOf(chosen))) => chosen.retain(has),
            _ => {
                let keys = ranks.iter().copied().map(Key::Int).collect();
                query.filters.push((column, Filter::OneOf(keys)));
            }
        }
        query
    }

    /// The columns to show: the chosen ones, or the declaration's visible ones, without those
    /// grouped by ([`Query::replaces`]).
    #[must_use]
    pub fn shown(&self, audience: Audience) -> Vec<ColumnId> {
        let grouped = |id: &ColumnId| self.query.replaces(self.spec, *id);
        let chosen = self.columns.clone().unwrap_or_else(|| {
            self.spec.ids().filter(|(_, column)| column.visible).map(|(id, _)| id).collect()
        });
        let sees = |id: &ColumnId| audience.sees(self.spec.column(*id));
        chosen.into_iter().filter(|id| sees(id) && !grouped(id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GRIDS;
    use crate::licenses::{CUSTOMER, EXPIRES, LICENSES, NAME, NOTE, PRODUCT, SEATS, STATUS};
    use rstest::rstest;

    fn parse(text: &str, audience: Audience) -> (State, Vec<Problem>) {
        State::parse(&LICENSES, text, audience)
    }

    fn tab(state: &State) -> &'static str {
        state.tab.map_or("", |tab| tab.key)
    }

    #[test]
    fn a_view_travels_in_the_address() {
        let text = "tab=all&group=product&status=expired&cols=name,customer";
        let (view, problems) = parse(text, Audience::Provider);
        assert_eq!(problems, []);
        assert_eq!((tab(&view), view.columns.as_deref()), ("all", Some(&[NAME, CUSTOMER][..])));
        assert_eq!(view.format(), text);
        assert_eq!(parse("", Audience::Provider).0.format(), "");
    }

    #[test]
    fn the_views_that_come_with_a_grid_fit_everybody() {
        for (spec, view) in GRIDS.iter().flat_map(|spec| spec.views.iter().map(|v| (*spec, v))) {
            for audience in [Audience::Provider, Audience::Customer] {
                let (read, problems) = State::parse(spec, view.state, audience);
                assert_eq!((problems, read.format().as_str()), (Vec::new(), view.state));
            }
        }
    }

    #[test]
    fn what_does_not_exist_is_reported() {
        let (view, problems) = parse("tab=old&cols=name,note,colour", Audience::Customer);
        assert_eq!((tab(&view), view.columns), ("active", Some(vec![NAME])));
        let told: Vec<_> = problems.iter().map(|p| (p.kind.slug(), p.name.as_str())).collect();
        let expected =
            [("unknown-tab", "old"), ("unknown-column", "note"), ("unknown-column", "colour")];
        assert_eq!(told, expected);
    }

    #[rstest]
    #[case("", &[0, 1, 2])]
    #[case("tab=unused", &[3, 4])]
    #[case("status=active,unused", &[2])]
    #[case("tab=unused&status=active", &[])]
    #[case("tab=all&status=redeemed", &[5])]
    fn tab_and_status_filter_both_hold(#[case] text: &str, #[case] ranks: &[i64]) {
        let (view, _) = parse(text, Audience::Provider);
        let keys = ranks.iter().map(|rank| Key::Int(*rank)).collect();
        assert_eq!(view.effective().filters, [(STATUS, Filter::OneOf(keys))]);
    }

    #[test]
    fn the_tab_of_everything_restricts_nothing() {
        let (view, _) = parse("tab=all", Audience::Provider);
        assert_eq!(view.effective(), Query::default());
    }

    #[test]
    fn grouped_and_internal_columns_are_not_shown() {
        let (view, _) = parse("group=product", Audience::Customer);
        let shown = view.shown(Audience::Customer);
        assert!(shown.contains(&NAME) && !shown.contains(&PRODUCT) && !shown.contains(&NOTE));
        assert!(view.shown(Audience::Provider).contains(&NOTE));
    }

    #[test]
    fn the_column_of_the_sums_stays_when_grouped_by() {
        let (view, _) = parse("group=seats,expires.year", Audience::Provider);
        let shown = view.shown(Audience::Provider);
        assert!(shown.contains(&SEATS) && !shown.contains(&EXPIRES));
    }
}
