//! Which rows are selected: some of them, or the whole result but some. Rows that are not
//! loaded are selected as well as those on the screen.

use uuid::Uuid;

/// Most rows that are selected one by one.
pub const MAX_IDS: usize = 10_000;

/// Selected rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// Whether everything is selected but [`Self::ids`], or nothing but them.
    all: bool,
    /// In ascending order, each once.
    ids: Vec<Uuid>,
}

impl Selection {
    /// The whole result.
    #[must_use]
    pub fn everything() -> Self {
        Self { all: true, ids: Vec::new() }
    }

    /// Whether the selection is of the whole result, without [`Self::ids`].
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.all
    }

    /// The selected rows; of the whole result those that are not.
    #[must_use]
    pub fn ids(&self) -> &[Uuid] {
        &self.ids
    }

    /// Whether a row of the result is selected.
    #[must_use]
    pub fn has(&self, id: Uuid) -> bool {
        self.ids.binary_search(&id).is_ok() != self.all
    }

    /// How many rows are selected of a result of so many. Rows that left the result since
    /// they were chosen one by one still count: they are still acted on.
    #[must_use]
    pub fn count(&self, rows: u64) -> u64 {
        let ids = self.ids.len() as u64;
        if self.all { rows.saturating_sub(ids) } else { ids }
    }

    /// Whether nothing is selected of a result of so many rows.
    #[must_use]
    pub fn is_empty(&self, rows: u64) -> bool {
        self.count(rows) == 0
    }

    /// Selects rows, or not. False when that would name more than [`MAX_IDS`] one by one;
    /// then nothing changes.
    pub fn set(&mut self, ids: impl IntoIterator<Item = Uuid>, selected: bool) -> bool {
        let mut next = self.ids.clone();
        for id in ids {
            match (next.binary_search(&id), selected == self.all) {
                (Ok(at), true) => drop(next.remove(at)),
                (Err(at), false) => next.insert(at, id),
                _ => {}
            }
        }
        let fits = next.len() <= MAX_IDS;
        if fits {
            self.ids = next;
        }
        fits
    }

    /// Selects a row that was not, or the other way round. False as in [`Self::set`].
    pub fn toggle(&mut self, id: Uuid) -> bool {
        self.set([id], !self.has(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn rows_are_selected_one_by_one() {
        let mut some = Selection::default();
        assert!(some.is_empty(9));
        assert!(some.toggle(id(1)) && some.set([id(2), id(3)], true) && some.toggle(id(2)));
        assert!(some.has(id(1)) && !some.has(id(2)) && some.has(id(3)));
        assert_eq!(some.count(9), 2);
        assert!(some.set([id(1), id(3)], false) && some.is_empty(9));
    }

    #[test]
    fn everything_is_selected_but_some() {
        let mut most = Selection::everything();
        assert!(most.has(id(7)) && most.toggle(id(7)) && !most.has(id(7)));
        assert_eq!((most.count(9), most.count(0)), (8, 0));
        assert!(most.set([id(7)], true));
        assert_eq!(most, Selection::everything());
    }

    #[test]
    fn only_so_many_are_named() {
        let mut some = Selection::default();
        assert!(some.set((0..MAX_IDS as u128).map(id), true));
        assert!(!some.toggle(id(MAX_IDS as u128)));
        assert_eq!(some.count(0), MAX_IDS as u64);
        assert!(some.toggle(id(0)));
    }
}
