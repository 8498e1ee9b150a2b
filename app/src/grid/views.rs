//! Named views of a grid: what its menu and its dialogs share.

use super::address::Address;
use super::state::GridState;
use crate::api::ApiError;
use crate::api::views::{view_list, view_set_default};
use crate::ui::{Latest, Toasts, use_toasts};
use domain::view::{SavedView, ViewRef, Views};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a dialog is open for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Ask {
    /// The name of a new view.
    Save,
    /// Another name for one, and whether it is shared.
    Edit(SavedView),
    /// Whether it shall really go.
    Delete(SavedView),
}

/// A view on offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Offered {
    /// Which.
    pub(crate) which: ViewRef,
    /// What it is called.
    pub(crate) name: String,
    /// What the page's address says in it.
    pub(crate) address: Address,
    /// What is known of one that somebody saved.
    pub(crate) saved: Option<SavedView>,
}

/// The views of a grid, as one handle to copy around.
pub(crate) struct GridViews {
    /// The grid.
    pub(crate) grid: GridState,
    /// The saved ones; none before they are read.
    pub(crate) list: RwSignal<Option<Result<Views, ApiError>>>,
    /// The view that was opened last: what was changed since can be kept in it.
    pub(crate) current: RwSignal<Option<ViewRef>>,
    /// What the open dialog asks.
    pub(crate) asks: RwSignal<Option<Ask>>,
    /// Where short messages go.
    pub(crate) toasts: Toasts,
    asked: Latest,
}

impl Clone for GridViews {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for GridViews {}

impl GridViews {
    /// Nothing is read yet.
    #[must_use]
    pub(crate) fn new(grid: GridState) -> Self {
        Self {
            grid,
            list: RwSignal::new(None),
            current: RwSignal::new(None),
            asks: RwSignal::new(None),
            toasts: use_toasts(),
            asked: Latest::default(),
        }
    }

    /// Reads the views again.
    pub(crate) fn load(self) {
        let mine = self.asked.begin();
        spawn_local(async move {
            let answer = view_list(self.grid.def.spec.name.to_owned()).await;
            if self.asked.is(mine) {
                self.list.set(Some(answer));
                self.settle();
            }
        });
    }

    /// Every view on offer: those of the grid, then the saved ones by name.
    #[must_use]
    pub(crate) fn offered(self) -> Vec<Offered> {
        let GridState { def, t, audience, .. } = self.grid;
        let address = |state: &str| Address::parse(def, state, audience).0;
        let declared = def.spec.views.iter().map(|view| Offered {
            which: ViewRef::BuiltIn(view.key.to_owned()),
            name: t.view(view.key),
            address: address(view.state),
            saved: None,
        });
        let list = self.list.read();
        let saved = list.iter().flatten().flat_map(|views| &views.saved).map(|view| Offered {
            which: ViewRef::Saved(view.id),
            name: view.name.clone(),
            address: address(&view.state),
            saved: Some(view.clone()),
        });
        declared.chain(saved).collect()
    }

    /// The view that the page begins with, if one was chosen.
    #[must_use]
    pub(crate) fn default(self) -> Option<ViewRef> {
        self.list.read().as_ref().and_then(|list| list.as_ref().ok()?.default.clone())
    }

    /// Finds out which view is open.
    pub(crate) fn settle(self) {
        let offered = untrack(|| self.offered());
        let here = self.grid.address.get_untracked();
        let now = self.current.get_untracked();
        self.current.set(current(&offered, now.as_ref(), &here, &self.grid.first.get_value()));
    }

    /// Opens a view.
    pub(crate) fn open(self, view: &Offered) {
        self.current.set(Some(view.which.clone()));
        self.grid.change(false, |address| address.clone_from(&view.address));
    }

    /// The query string of the page now, as a view keeps it.
    #[must_use]
    pub(crate) fn state(self) -> String {
        let address = Address { page: 1, ..self.grid.address.get_untracked() };
        let href = address.href(self.grid.def);
        href.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }

    /// The view as it was read last.
    #[must_use]
    pub(crate) fn newest(self, view: SavedView) -> SavedView {
        let list = self.list.read_untracked();
        let mut known = list.iter().flatten().flat_map(|views| &views.saved);
        known.find(|known| known.id == view.id).cloned().unwrap_or(view)
    }

    /// Puts a view that was written into the list, and takes it for the open one.
    pub(crate) fn put(self, view: SavedView) {
        self.current.set(Some(ViewRef::Saved(view.id)));
        self.list.update(|list| {
            if let Some(Ok(views)) = list {
                views.saved.retain(|known| known.id != view.id);
                views.saved.push(view);
                views.saved.sort_by_cached_key(|view| domain::text::fold(&view.name));
            }
        });
    }

    /// Chooses the view that the page begins with.
    pub(crate) fn begin_with(self, view: Option<ViewRef>, said: String) {
        let t = self.grid.t;
        spawn_local(async move {
            let grid = self.grid.def.spec.name.to_owned();
            match view_set_default(grid, view.clone()).await {
                Ok(()) => {
                    self.list.try_update(|list| {
                        if let Some(Ok(views)) = list {
                            views.default = view;
                        }
                    });
                    self.toasts.show(said);
                }
                Err(error) => self.toasts.fail(t.api_error(&error)),
            }
        });
    }
}

/// The open view: one that looks like the page here, the known one first. Where none does, the
/// one that was opened last has been changed; before any was, the one that the page began with.
fn current(
    offered: &[Offered],
    known: Option<&ViewRef>,
    here: &Address,
    first: &Address,
) -> Option<ViewRef> {
    let known = offered.iter().find(|view| Some(&view.which) == known);
    let like = |address: &Address| offered.iter().find(|view| view.address.looks_like(address));
    known
        .filter(|view| view.address.looks_like(here))
        .or_else(|| like(here))
        .or(known)
        .or_else(|| like(first))
        .map(|view| view.which.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::licenses::definition::LICENSES;
    use grid::column::Audience;

    fn address(text: &str) -> Address {
        Address::parse(&LICENSES, text, Audience::Provider).0
    }

    fn offered() -> Vec<Offered> {
        let states = [("a", "sort=name"), ("b", "status=expired"), ("c", "status=expired")];
        let view = |(key, state): (&str, &str)| Offered {
            which: ViewRef::BuiltIn(key.to_owned()),
            name: key.to_owned(),
            address: address(state),
            saved: None,
        };
        states.map(view).to_vec()
    }

    #[test]
    fn the_open_view_stays_the_open_one_while_it_is_changed() {
        let open = |known: Option<&str>, here: &str, first: &str| {
            let known = known.map(|key| ViewRef::BuiltIn(key.to_owned()));
            let found = current(&offered(), known.as_ref(), &address(here), &address(first));
            found.map(|view| match view {
                ViewRef::BuiltIn(key) => key,
                ViewRef::Saved(id) => id.to_string(),
            })
        };
        let (a, b, c) = (Some("a".to_owned()), Some("b".to_owned()), Some("c".to_owned()));
        assert_eq!(open(None, "", ""), None);
        assert_eq!(open(None, "sort=name", ""), a);
        assert_eq!(open(Some("c"), "status=expired", ""), c, "of two alike the opened one");
        assert_eq!(open(Some("a"), "status=expired", ""), b, "by a link or back");
        assert_eq!(open(Some("a"), "sort=-name", "status=expired"), a, "changed");
        assert_eq!(open(None, "sort=-name", "sort=name"), a, "changed since the page began");
        assert_eq!(open(Some("gone"), "sort=-name", ""), None);
    }
}
