//! Random changes of a demo's licenses, for load tests and for looking at live updates.
//!
//! They are no shortcut: each batch locks its licenses, writes, logs and publishes in one
//! transaction as every use case does, and the rules decide what a license can become.

mod deed;

use crate::{ServiceError, Services, demo};
use chrono::{DateTime, Utc};
use deed::{Around, Deed};
use domain::ids::{LicenseId, OrgId, PersonId};
use domain::license::{LicenseRow, OrgRef};
use domain::people::{OrgKind, Principal, Role};
use grid::query::Query;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::feed::Change;
use uuid::Uuid;

/// Who it is in the log.
const PERSON: PersonId = PersonId(Uuid::from_u128(0xc011_ea60_0000_4000_8000_0000_0000_0002));
/// Draws for each license of a batch before it is left with fewer.
const TRIES: usize = 8;

/// Somebody who changes licenses at random, batch by batch.
#[derive(Debug)]
pub struct Churn {
    services: Services,
    who: Principal,
    rng: Xoshiro256PlusPlus,
    licenses: Vec<LicenseId>,
    /// Half of the changes are made to these, if there are any.
    watched: Vec<LicenseId>,
    /// By partner.
    customers: HashMap<OrgId, Vec<OrgRef>>,
    /// Notes written so far; each says its number, so that no two are alike.
    notes: u64,
}

/// What was committed at once.
#[derive(Clone, PartialEq, Debug)]
pub struct Batch {
    /// Right after the commit.
    pub at: DateTime<Utc>,
    /// The licenses that changed or are new, each once.
    pub ids: Vec<LicenseId>,
    /// The notes that were written.
    pub notes: BTreeMap<LicenseId, String>,
}

/// A license before and after, with what happened to it.
struct Written {
    action: &'static str,
    before: Option<LicenseRow>,
    after: LicenseRow,
}

impl Services {
    /// Begins to change a demo's licenses; the same seed draws the same changes of the same
    /// licenses. Half of them are made to the `watched` ones, as far as these exist.
    ///
    /// # Errors
    /// `NotFound` unless a demo is all that the database holds.
    pub async fn churn(&self, seed: u64, watched: Vec<LicenseId>) -> Result<Churn, ServiceError> {
        let demo = self.store.root_of_demo().await?;
        let root = demo.ok_or(ServiceError::NotFound)?;
        if self.store.root_list().await? != [root] {
            return Err(ServiceError::NotFound);
        }
        let today = self.clock.today();
        let plan = demo::plan(&self.catalog, today, 0);
        let first = plan.people.first().ok_or(ServiceError::NotFound)?;
        let owner = self.store.principal_load(root, first.id).await?;
        let owner = owner.ok_or(ServiceError::NotFound)?;
        let name = "Random changes".to_owned();
        let who = Principal { person: PERSON, name, ..owner.in_role(Role::LicenseAdmin) };

        let mut tx = self.store.begin_read(who.scope).await?;
        let (seen, all) = (self.seen(&who), Query::default());
        let licenses = store::grid::grid_ids::<LicenseRow>(&mut tx, seen, &all, u32::MAX).await?;
        let licenses = licenses.into_iter().map(LicenseId).collect();
        let mut customers = HashMap::new();
        for partner in store::org::org_children(&mut tx, who.org).await? {
            let of = store::org::org_children(&mut tx, partner.id).await?.into_iter();
            let of = of.filter(|org| org.kind == OrgKind::Customer);
            let of = of.map(|org| OrgRef { id: org.id, name: org.name }).collect();
            customers.insert(partner.id, of);
        }
        tx.commit().await?;
        let rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        Ok(Churn { services: self.clone(), who, rng, licenses, watched, customers, notes: 0 })
    }
}

impl Churn {
    /// Makes so many changes in one transaction, each of another license, and tells every
    /// process. Fewer when there are not so many licenses.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub async fn batch(&mut self, changes: usize) -> Result<Batch, ServiceError> {
        let ids = self.draw(changes);
        let services = self.services.clone();
        let mut tx = services.store.begin(self.who.scope).await?;
        let rows = store::license::licenses_lock(&mut tx, &services.catalog, &ids).await?;
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for (action, before, after) in self.deeds(rows) {
            if before.id == after.id {
                changed.push((action, (before, after)));
            } else {
                new.push((action, after));
            }
        }
        let (actions, pairs): (Vec<_>, Vec<_>) = changed.into_iter().unzip();
        let after = store::license::licenses_update_many(&mut tx, &pairs).await?;
        let rows: Vec<LicenseRow> = new.iter().map(|(_, row)| row.clone()).collect();
        store::license::licenses_insert_many(&mut tx, &rows).await?;
        let changed = actions.into_iter().zip(pairs).zip(after);
        let mut written: Vec<Written> = changed
            .map(|((action, (before, _)), after)| Written { action, before: Some(before), after })
            .collect();
        written.extend(new.into_iter().map(|(action, after)| Written {
            action,
            before: None,
            after,
        }));

        let entries: Vec<_> = written
            .iter()
            .map(|w| services.log_entry_from(&self.who, w.action, w.before.as_ref(), &w.after))
            .collect();
        store::import_batch::log_append_many(&mut tx, &entries).await?;
        let changes = written
            .iter()
            .map(|w| Change::license(w.action, w.before.as_ref(), Some(&w.after)))
            .collect::<Result<Vec<_>, _>>()?;
        store::feed::changes_publish(&mut tx, &changes, services.clock.now()).await?;
        tx.commit().await?;
        let at = services.clock.now();
        services.wake.ring(self.who.scope.root);
        services.store.notify(self.who.scope.root).await?;

        let made = written.iter().filter(|w| w.before.is_none());
        self.licenses.extend(made.map(|w| w.after.id));
        let note = |w: &Written| {
            let before = w.before.as_ref().and_then(|row| row.note.as_ref());
            let note = w.after.note.as_ref().filter(|note| Some(*note) != before)?;
            Some((w.after.id, note.clone()))
        };
        let notes = written.iter().filter_map(note).collect();
        Ok(Batch { at, ids: written.into_iter().map(|w| w.after.id).collect(), notes })
    }

    /// Different licenses, up to half of them watched.
    fn draw(&mut self, count: usize) -> Vec<LicenseId> {
        let mut drawn = BTreeSet::new();
        for (from, until) in [(&self.watched, count / 2), (&self.licenses, count)] {
            let mut tries = TRIES * count;
            while drawn.len() < until && !from.is_empty() && tries > 0 {
                drawn.insert(from[self.rng.random_range(0..from.len())]);
                tries -= 1;
            }
        }
        drawn.into_iter().collect()
    }

    /// What becomes of these licenses.
    fn deeds(&mut self, rows: Vec<LicenseRow>) -> Vec<(&'static str, LicenseRow, LicenseRow)> {
        let today = self.services.clock.today();
        let mut takers = HashMap::new();
        for row in rows.iter().filter(|row| row.activated.is_some()) {
            takers.entry(row.partner.id).or_insert(row.id);
        }
        let mut done = Vec::with_capacity(rows.len());
        for row in rows {
            let around = Around {
                today,
                customers: self.customers.get(&row.partner.id).map_or(&[], Vec::as_slice),
                taker: takers.get(&row.partner.id).copied(),
                note: self.notes,
            };
            let deed = Deed::draw(&mut self.rng);
            let (action, after) = deed.done_to(&row, &around, &mut self.rng);
            self.notes += u64::from(after.note.is_some() && after.note != row.note);
            done.push((action, row, after));
        }
        done
    }
}
