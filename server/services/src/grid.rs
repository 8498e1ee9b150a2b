//! Reading grids, whatever their rows are: windows, groups, what filters offer. Where rows are
//! mirrored in memory they are read there first.

use crate::export::Filed;
use crate::licenses::{mask, public};
use crate::roots::Mirrored;
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::policy::Action;
use domain::text::fold;
use grid::activity::ActivityRow;
use grid::column::{Audience, ColumnId, Key};
use grid::customers::CustomerRow;
use grid::orders::OrderRow;
use grid::page::{FilterOption, Line, Page};
use grid::people::PersonRow;
use grid::query::{MAX_OPEN, MAX_WINDOW, Query, Window};
use grid::state::State;
use mirror::Asked;
use serde::Serialize;
use store::grid::{Seen, Source, grid_options, grid_page};

/// Most values a filter list offers at once.
const OPTION_LIMIT: usize = 200;

/// Reads a window from the mirror.
pub type FromMirror<R> = fn(&Mirrored<LicenseRow>, &Asked, Window) -> Page<R>;

/// Rows that a grid of the portal shows.
pub trait Rows: Source + Filed + Clone + Serialize + Sync {
    /// What one must be allowed to do to see them.
    const MAY: Action;
    /// How they are read from memory, where a mirror holds them.
    const MIRROR: Option<FromMirror<Self>> = None;

    /// Takes away what this person must not see.
    fn mask(&mut self, _: &Principal) {}
}

impl Rows for LicenseRow {
    const MAY: Action = Action::ViewLicenses;
    const MIRROR: Option<FromMirror<Self>> =
        Some(|held, asked, window| held.rows.page(asked, window, held.pos));

    fn mask(&mut self, who: &Principal) {
        mask(who, self);
    }
}

impl Rows for CustomerRow {
    const MAY: Action = Action::ViewCustomers;
}

impl Rows for PersonRow {
    const MAY: Action = Action::ViewPeople;
}

impl Rows for OrderRow {
    const MAY: Action = Action::ViewOrders;
}

impl Rows for ActivityRow {
    const MAY: Action = Action::ViewHistory;

    fn mask(&mut self, who: &Principal) {
        self.entry.fields.retain(|key, _| public(who, key));
    }
}

/// Does something with the row type of the grid of a name; none when there is no such grid.
/// This is the list of the portal's grids: `with_grid!(name, R => services.grid_page::<R>(…))`.
#[macro_export]
macro_rules! with_grid {
    ($name:expr, $rows:ident => $act:expr) => {
        match $name {
            "licenses" => {
                type $rows = ::domain::license::LicenseRow;
                Some($act)
            }
            "customers" => {
                type $rows = ::grid::customers::CustomerRow;
                Some($act)
            }
            "activity" => {
                type $rows = ::grid::activity::ActivityRow;
                Some($act)
            }
            "people" => {
                type $rows = ::grid::people::PersonRow;
                Some($act)
            }
            "orders" => {
                type $rows = ::grid::orders::OrderRow;
                Some($act)
            }
            _ => None,
        }
    };
}

/// How the grid's rules see this person.
#[must_use]
pub fn audience(who: &Principal) -> Audience {
    if who.sees_internal() { Audience::Provider } else { Audience::Customer }
}

/// The query that a grid state asks for this person. What does not fit is dropped; the page
/// tells about it from its own parse of the same text.
#[must_use]
pub fn query_of<R: Source>(who: &Principal, state: &str) -> Query {
    State::parse(R::SPEC, state, audience(who)).0.effective()
}

/// A query of this person as a mirror takes it.
#[must_use]
pub fn asked(who: &Principal, query: Query) -> Asked {
    Asked { scope: (who.scope.lo, who.scope.hi), audience: audience(who), query }
}

impl Services {
    /// A window of a grid.
    ///
    /// # Errors
    /// `Forbidden`, or when the database fails.
    pub async fn grid_page<R: Rows>(
        &self,
        who: &Principal,
        state: &str,
        start: u32,
        len: u32,
    ) -> Result<Page<R>, ServiceError> {
        authorize(who, R::MAY)?;
        let query = query_of::<R>(who, state);
        let window = Window { start, len: len.min(MAX_WINDOW) };
        let mut page: Page<R> = match self.mirrored_page(who, &query, window).await? {
            Some(page) => page,
            None => {
                // Many who come at once, after a restart, must not take every connection
                // from those who sign in; and while they wait the mirror may be there.
                let _turn = self.stored_reads.acquire().await;
                match self.mirrored_page(who, &query, window).await? {
                    Some(page) => page,
                    None => self.stored_page(who, &query, window).await?,
                }
            }
        };
        for line in &mut page.window {
            if let Line::Row(row) = line {
                row.mask(who);
            }
        }
        Ok(page)
    }

    /// The paths of the groups of a grid, level by level from the outermost, at most
    /// [`MAX_OPEN`]: what "expand all" opens.
    ///
    /// # Errors
    /// As [`Self::grid_page`].
    pub async fn grid_groups<R: Rows>(
        &self,
        who: &Principal,
        state: &str,
    ) -> Result<Vec<Vec<Key>>, ServiceError> {
        let mut view = State::parse(R::SPEC, state, audience(who)).0;
        view.query.open.clear();
        for level in 1..=view.query.group.len() {
            let page = self.grid_page::<R>(who, &view.format(), 0, MAX_WINDOW).await?;
            let found = page.window.into_iter().filter_map(|line| match line {
                Line::Group(group) if group.path.len() == level => Some(group.path),
                _ => None,
            });
            view.query.open.extend(found);
            view.query.open.truncate(MAX_OPEN);
        }
        Ok(view.query.open)
    }

    /// The values that a column's set filter offers under the other filters of `state`.
    ///
    /// # Errors
    /// `Forbidden`, or `Invalid` when the column has no set filter for this person.
    pub async fn grid_options<R: Rows>(
        &self,
        who: &Principal,
        state: &str,
        column: &str,
        search: &str,
    ) -> Result<Vec<FilterOption>, ServiceError> {
        authorize(who, R::MAY)?;
        let column = R::SPEC
            .by_key(column)
            .filter(|id| {
                let column = R::SPEC.column(*id);
                column.filterable && audience(who).sees(column)
            })
            .ok_or_else(|| FieldError::new("column", "column-unknown").with("column", column))?;
        let query = query_of::<R>(who, state);
        let search: String = search.chars().take(grid::query::MAX_SEARCH).collect();
        let mirrored = match R::MIRROR {
            Some(_) => {
                let wanted = asked(who, query.clone());
                self.mirrored(who, move |held| held.rows.options(&wanted, column)).await?
            }
            None => None,
        };
        let options = match mirrored {
            Some(options) => options,
            None => self.stored_options::<R>(who, &query, column).await?,
        };
        let wanted = fold(search.trim());
        let named = |option: &FilterOption| fold(&option.label).contains(&wanted);
        Ok(options.into_iter().filter(named).take(OPTION_LIMIT).collect())
    }

    /// What this person sees of any grid today.
    pub(crate) fn seen(&self, who: &Principal) -> Seen<'_> {
        Seen { catalog: &self.catalog, audience: audience(who), today: self.clock.today() }
    }

    async fn stored_page<R: Rows>(
        &self,
        who: &Principal,
        query: &Query,
        window: Window,
    ) -> Result<Page<R>, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let page = grid_page(&mut tx, self.seen(who), query, window).await?;
        tx.commit().await?;
        Ok(page)
    }

    async fn mirrored_page<R: Rows>(
        &self,
        who: &Principal,
        query: &Query,
        window: Window,
    ) -> Result<Option<Page<R>>, ServiceError> {
        let Some(read) = R::MIRROR else { return Ok(None) };
        let asked = asked(who, query.clone());
        self.mirrored(who, move |held| read(held, &asked, window)).await
    }

    async fn stored_options<R: Rows>(
        &self,
        who: &Principal,
        query: &Query,
        column: ColumnId,
    ) -> Result<Vec<FilterOption>, ServiceError> {
        let _turn = self.stored_reads.acquire().await;
        let mut tx = self.store.begin_read(who.scope).await?;
        let options = grid_options::<R>(&mut tx, self.seen(who), query, column).await?;
        tx.commit().await?;
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grid::GRIDS;

    #[test]
    fn every_grid_is_found_by_its_name() {
        for spec in GRIDS {
            let found = with_grid!(spec.name, R => <R as Source>::SPEC.name);
            assert_eq!(found, Some(spec.name));
        }
        assert_eq!(with_grid!("nothing", R => <R as Source>::SPEC.name), None);
    }
}
