//! What the license page shows: a tab, a query, the chosen columns. All of it in the URL.

use super::{LICENSES, STATUS};
use crate::column::{Audience, ColumnId, Key};
use crate::query::{Filter, Query};
use crate::url::{self, Problem, ProblemKind};
use domain::license::LicenseStatus;

/// The tabs of the license page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Tab {
    /// Licenses in use, expired ones included.
    #[default]
    Active,
    /// Coupons, lapsed ones included.
    Unused,
    /// Everything, redeemed coupons included.
    All,
}

impl Tab {
    /// Every tab in display order.
    pub const ALL: [Self; 3] = [Self::Active, Self::Unused, Self::All];

    /// The stable name used in URLs and messages.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Unused => "unused",
            Self::All => "all",
        }
    }

    /// The tab with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.slug() == slug)
    }

    /// The statuses shown; none for no restriction.
    #[must_use]
    pub fn statuses(self) -> Option<&'static [LicenseStatus]> {
        use LicenseStatus::{Active, Expired, ExpiresSoon, Lapsed, Unused};
        match self {
            Self::Active => Some(&[Expired, ExpiresSoon, Active]),
            Self::Unused => Some(&[Unused, Lapsed]),
            Self::All => None,
        }
    }

    /// The tab's fixed condition.
    #[must_use]
    pub fn filter(self) -> Option<(ColumnId, Filter)> {
        let keys = self.statuses()?.iter().map(|status| Key::Int(status.rank())).collect();
        Some((STATUS, Filter::OneOf(keys)))
    }
}

/// The state of the license page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LicenseView {
    /// The tab.
    pub tab: Tab,
    /// What the person asks within the tab. Evaluate [`Self::effective`] instead.
    pub query: Query,
    /// The columns shown, in order; none for the declaration's visible ones.
    pub columns: Option<Vec<ColumnId>>,
}

impl LicenseView {
    /// Reads a query string; what does not fit is left out and reported.
    #[must_use]
    pub fn parse(text: &str, audience: Audience) -> (Self, Vec<Problem>) {
        let (query, mut problems) = url::parse(&LICENSES, text, audience);
        let mut view = Self { query, ..Self::default() };
        for (name, value) in url::parameters(text) {
            match name.as_str() {
                "tab" => match Tab::from_slug(&value) {
                    Some(tab) => view.tab = tab,
                    None => url::report(&mut problems, ProblemKind::UnknownTab, &value),
                },
                "cols" => {
                    view.columns = url::parse_columns(&LICENSES, &value, audience, &mut problems);
                }
                _ => {}
            }
        }
        (view, problems)
    }

    /// The query string that [`Self::parse`] reads as this view; empty for the default one.
    #[must_use]
    pub fn format(&self) -> String {
        let mut out = String::new();
        if self.tab != Tab::default() {
            url::push(&mut out, "tab", self.tab.slug());
        }
        let query = url::format(&LICENSES, &self.query);
        if !out.is_empty() && !query.is_empty() {
            out.push('&');
        }
        out.push_str(&query);
        let keys = self.columns.iter().flatten().map(|id| LICENSES.column(*id).key);
        url::push(&mut out, "cols", &keys.collect::<Vec<_>>().join(","));
        out
    }

    /// The query with the tab's condition in it: what the store, the hub and every other
    /// evaluation use. A status filter is narrowed to the tab's statuses, down to an empty
    /// set, which matches nothing.
    #[must_use]
    pub fn effective(&self) -> Query {
        let mut query = self.query.clone();
        let Some((column, tab)) = self.tab.filter() else { return query };
        match query.filters.iter_mut().find(|(id, _)| *id == column) {
            Some((_, Filter::OneOf(chosen))) => {
                chosen.retain(|key| matches!(&tab, Filter::OneOf(keys) if keys.contains(key)));
            }
            _ => query.filters.push((column, tab)),
        }
        query
    }

    /// The columns to show: the chosen ones, or the declaration's visible ones, without those
    /// grouped by ([`Query::replaces`]).
    #[must_use]
    pub fn shown(&self, audience: Audience) -> Vec<ColumnId> {
        let grouped = |id: &ColumnId| self.query.replaces(&LICENSES, *id);
        let chosen = self.columns.clone().unwrap_or_else(|| {
            LICENSES.ids().filter(|(_, column)| column.visible).map(|(id, _)| id).collect()
        });
        let sees = |id: &ColumnId| audience.sees(LICENSES.column(*id));
        chosen.into_iter().filter(|id| sees(id) && !grouped(id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licenses::{CUSTOMER, EXPIRES, NAME, NOTE, PRODUCT, SEATS};
    use rstest::rstest;

    #[test]
    fn a_view_travels_in_the_address() {
        let text = "tab=all&group=product&status=expired&cols=name,customer";
        let (view, problems) = LicenseView::parse(text, Audience::Provider);
        assert_eq!(problems, []);
        assert_eq!((view.tab, view.columns.as_deref()), (Tab::All, Some(&[NAME, CUSTOMER][..])));
        assert_eq!(view.format(), text);
        assert_eq!(LicenseView::default().format(), "");
    }

    #[test]
    fn the_views_that_come_with_the_grid_fit_everybody() {
        for view in LICENSES.views {
            for audience in [Audience::Provider, Audience::Customer] {
                let (read, problems) = LicenseView::parse(view.state, audience);
                assert_eq!((problems, read.format().as_str()), (Vec::new(), view.state));
            }
        }
    }

    #[test]
    fn what_does_not_exist_is_reported() {
        let (view, problems) =
            LicenseView::parse("tab=old&cols=name,note,colour", Audience::Customer);
        assert_eq!((view.tab, view.columns), (Tab::Active, Some(vec![NAME])));
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
        let (view, _) = LicenseView::parse(text, Audience::Provider);
        let keys = ranks.iter().map(|rank| Key::Int(*rank)).collect();
        assert_eq!(view.effective().filters, [(STATUS, Filter::OneOf(keys))]);
    }

    #[test]
    fn the_tab_of_everything_restricts_nothing() {
        let (view, _) = LicenseView::parse("tab=all", Audience::Provider);
        assert_eq!(view.effective(), Query::default());
    }

    #[test]
    fn grouped_and_internal_columns_are_not_shown() {
        let (view, _) = LicenseView::parse("group=product", Audience::Customer);
        let shown = view.shown(Audience::Customer);
        assert!(shown.contains(&NAME) && !shown.contains(&PRODUCT) && !shown.contains(&NOTE));
        assert!(view.shown(Audience::Provider).contains(&NOTE));
    }

    #[test]
    fn the_column_of_the_sums_stays_when_grouped_by() {
        let (view, _) = LicenseView::parse("group=seats,expires.year", Audience::Provider);
        let shown = view.shown(Audience::Provider);
        assert!(shown.contains(&SEATS) && !shown.contains(&EXPIRES));
    }
}
