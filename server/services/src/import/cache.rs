//! Plans that were made, kept so that paging through one does not make it again.

use super::plan::Plan;
use super::read::Sheet;
use chrono::NaiveDate;
use domain::ids::ImportId;
use domain::import::Settings;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Most lines kept in all plans together: a plan of 200,000 lines takes about 200 MB.
const MAX_LINES: usize = 300_000;
/// Most plans kept.
const MAX_PLANS: usize = 32;

/// A file with the plan for it.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) sheet: Arc<Sheet>,
    pub(super) settings: Settings,
    /// The day that the plan takes for today.
    pub(super) today: NaiveDate,
    pub(super) plan: Plan,
}

/// The most recent plans of this process. One that is missing is made again.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    plans: Mutex<VecDeque<(ImportId, Arc<Checked>)>>,
}

impl Cache {
    pub(super) fn get(&self, id: ImportId) -> Option<Arc<Checked>> {
        let plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.iter().find(|(held, _)| *held == id).map(|(_, checked)| Arc::clone(checked))
    }

    /// Keeps a plan instead of an older one of the same import. The newest is always kept.
    pub(super) fn put(&self, id: ImportId, checked: Arc<Checked>) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|(held, _)| *held != id);
        plans.push_front((id, checked));
        let mut lines = 0;
        let mut kept = 0;
        plans.retain(|(_, checked)| {
            lines += checked.plan.lines.len();
            kept += 1;
            kept == 1 || (lines <= MAX_LINES && kept <= MAX_PLANS)
        });
    }

    pub(super) fn remove(&self, id: ImportId) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|(held, _)| *held != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::{Planned, PlannedLine};
    use uuid::Uuid;

    fn checked(lines: usize) -> Arc<Checked> {
        let line = PlannedLine { line: 1, key: String::new(), planned: Planned::Same };
        let plan = Plan { lines: vec![line; lines], ..Plan::default() };
        let (sheet, settings, today) = (Arc::default(), Settings::default(), NaiveDate::MIN);
        Arc::new(Checked { sheet, settings, today, plan })
    }

    #[test]
    fn the_oldest_plans_go_first_and_the_newest_stays() {
        let cache = Cache::default();
        let id = |n| ImportId(Uuid::from_u128(n));
        cache.put(id(1), checked(10));
        cache.put(id(2), checked(MAX_LINES - 5));
        assert!(cache.get(id(1)).is_none());
        cache.put(id(3), checked(MAX_LINES + 1));
        assert!(cache.get(id(2)).is_none() && cache.get(id(3)).is_some());
        for n in 10..=10 + MAX_PLANS as u128 {
            cache.put(id(n), checked(1));
        }
        assert!(cache.get(id(3)).is_none() && cache.get(id(10)).is_none());
        cache.remove(id(11));
        assert!(cache.get(id(11)).is_none() && cache.get(id(12)).is_some());
    }
}
