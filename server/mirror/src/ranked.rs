//! A long sorted list that changes in the middle: runs of bounded length, so that neither an
//! insertion nor the question "which is the n-th" walks over all of it.

use std::cmp::Ordering;

/// Longest run.
const RUN: usize = 1024;

/// Items in an order that the caller defines: every method takes how a held item compares to
/// the wanted one, always by the same total order.
#[derive(Default)]
pub(crate) struct Ranked {
    runs: Vec<Vec<u32>>,
}

impl Ranked {
    /// Of items that are in order already.
    pub(crate) fn from_sorted(items: &[u32]) -> Self {
        // Room to grow, or every insertion into a fresh list would split a run.
        let runs = items.chunks(RUN * 3 / 4).map(<[u32]>::to_vec).collect();
        Self { runs }
    }

    /// Puts an item in its place.
    pub(crate) fn insert(&mut self, item: u32, held: impl Fn(u32) -> Ordering) {
        let (run, at, _) = self.seek(&held);
        let Some(list) = self.runs.get_mut(run) else {
            match self.runs.last_mut() {
                Some(last) if last.len() < RUN => last.push(item),
                _ => self.runs.push(vec![item]),
            }
            return;
        };
        list.insert(at, item);
        if list.len() > RUN {
            let upper = list.split_off(RUN / 2);
            self.runs.insert(run + 1, upper);
        }
    }

    /// Takes an item out. False when it is not here.
    pub(crate) fn remove(&mut self, held: impl Fn(u32) -> Ordering) -> bool {
        let (run, at, found) = self.seek(&held);
        if found {
            self.runs[run].remove(at);
            if self.runs[run].is_empty() {
                self.runs.remove(run);
            }
        }
        found
    }

    /// How many items stand before this one, if it is here.
    pub(crate) fn rank(&self, held: impl Fn(u32) -> Ordering) -> Option<usize> {
        let (run, at, found) = self.seek(&held);
        found.then(|| self.runs[..run].iter().map(Vec::len).sum::<usize>() + at)
    }

    /// The items from a rank on.
    pub(crate) fn from(&self, rank: usize) -> impl Iterator<Item = u32> + '_ {
        let (mut run, mut at) = (0, rank);
        while let Some(list) = self.runs.get(run).filter(|list| at >= list.len()) {
            at -= list.len();
            run += 1;
        }
        let first = self.runs.get(run).map_or(&[][..], |list| &list[at..]);
        let rest = self.runs.get(run + 1..).unwrap_or_default();
        first.iter().chain(rest.iter().flatten()).copied()
    }

    /// Bytes of memory taken.
    pub(crate) fn size(&self) -> usize {
        self.runs.iter().map(|run| run.capacity() * 4 + size_of::<Vec<u32>>()).sum()
    }

    /// Run and place of the item, or where it would go.
    fn seek(&self, held: &impl Fn(u32) -> Ordering) -> (usize, usize, bool) {
        let run =
            self.runs.partition_point(|run| run.last().is_some_and(|last| held(*last).is_lt()));
        match self.runs.get(run).map(|list| list.binary_search_by(|item| held(*item))) {
            Some(Ok(at)) => (run, at, true),
            Some(Err(at)) => (run, at, false),
            None => (run, 0, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn is_a_sorted_set_with_ranks(
            start in prop::collection::btree_set(0u32..6000, 0..3000),
            steps in prop::collection::vec((any::<bool>(), 0u32..6000), 0..3000),
        ) {
            let sorted: Vec<u32> = start.iter().copied().collect();
            let mut ranked = Ranked::from_sorted(&sorted);
            let mut model: BTreeSet<u32> = start;
            for (add, item) in steps {
                let by = |held: u32| held.cmp(&item);
                if add {
                    if model.insert(item) {
                        ranked.insert(item, by);
                    }
                } else {
                    prop_assert_eq!(ranked.remove(by), model.remove(&item));
                }
            }
            let items: Vec<u32> = model.iter().copied().collect();
            prop_assert_eq!(&ranked.from(0).collect::<Vec<_>>(), &items);
            for at in [0, 1, items.len() / 2, items.len(), items.len() + 1] {
                let tail = items.get(at..).unwrap_or_default();
                prop_assert_eq!(&ranked.from(at).collect::<Vec<_>>(), tail);
            }
            for probe in [0, 3000, 5999] {
                let expected = items.binary_search(&probe).ok();
                prop_assert_eq!(ranked.rank(|held| held.cmp(&probe)), expected);
            }
        }
    }
}
