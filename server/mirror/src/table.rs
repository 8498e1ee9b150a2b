//! All rows of one root, in columns. A row is known by its slot, a small number that it keeps
//! as long as it lives.

use crate::column::Column;
use crate::record::{Layout, cells};
use crate::texts::Texts;
use chrono::NaiveDate;
use grid::column::{ColumnId, GridSpec, Row};
use hashbrown::HashTable;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::marker::PhantomData;
use uuid::Uuid;

/// Most sums of a declaration.
pub(crate) const MAX_SUMS: usize = 4;

/// The declaration's sums, in its order.
pub(crate) type Sums = [i64; MAX_SUMS];

/// A row type that can be mirrored.
pub trait Mirrored: Row + Clone + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<R: Row + Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Mirrored for R {}

pub(crate) struct Table<R> {
    pub(crate) spec: &'static GridSpec,
    /// The day that choices which follow from today were read on.
    pub(crate) today: NaiveDate,
    pub(crate) columns: Vec<Column>,
    pub(crate) layout: Layout,
    slots: HashTable<u32>,
    hasher: hashbrown::DefaultHashBuilder,
    ids: Vec<Uuid>,
    /// The tenant key of each row's organization; of a free slot [`FREE`].
    tkeys: Vec<i64>,
    sums: Vec<Sums>,
    /// Raised whenever a slot is written, so that (slot, edit) names one state of one row.
    edits: Vec<u32>,
    records: Texts,
    packed: Texts,
    free: Vec<u32>,
    edit: u32,
    /// Whether slots stand in the order of ids: then sorts need not look at ids.
    in_order: bool,
    row: PhantomData<R>,
}

/// Tenant keys are positive.
const FREE: i64 = i64::MIN;

impl<R: Mirrored> Table<R> {
    pub(crate) fn new(spec: &'static GridSpec, today: NaiveDate) -> Self {
        Self {
            spec,
            today,
            columns: spec.columns.iter().map(|c| Column::new(c.kind, c.groupable)).collect(),
            layout: Layout::new(spec),
            slots: HashTable::new(),
            hasher: hashbrown::DefaultHashBuilder::default(),
            ids: Vec::new(),
            tkeys: Vec::new(),
            sums: Vec::new(),
            edits: Vec::new(),
            records: Texts::default(),
            packed: Texts::default(),
            free: Vec::new(),
            edit: 0,
            in_order: true,
            row: PhantomData,
        }
    }

    /// Slots ever used; the free ones among them hold no row.
    pub(crate) fn slots(&self) -> u32 {
        self.ids.len() as u32
    }

    pub(crate) fn rows(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn slot(&self, id: Uuid) -> Option<u32> {
        self.slots.find(self.hasher.hash_one(id), |slot| self.ids[*slot as usize] == id).copied()
    }

    #[inline]
    pub(crate) fn holds(&self, slot: u32, (lo, hi): (i64, i64)) -> bool {
        let tkey = self.tkeys[slot as usize];
        lo <= tkey && tkey <= hi && tkey != FREE
    }

    pub(crate) fn id(&self, slot: u32) -> Uuid {
        self.ids[slot as usize]
    }

    pub(crate) fn sums(&self, slot: u32) -> &Sums {
        &self.sums[slot as usize]
    }

    pub(crate) fn edit(&self, slot: u32) -> u32 {
        self.edits[slot as usize]
    }

    pub(crate) fn record(&self, slot: u32) -> &[u8] {
        self.records.get(slot)
    }

    #[inline]
    pub(crate) fn column(&self, id: ColumnId) -> &Column {
        &self.columns[usize::from(id.0)]
    }

    /// The row of a slot.
    pub(crate) fn row(&self, slot: u32) -> Option<R> {
        postcard::from_bytes(self.packed.get(slot)).ok()
    }

    /// Whether rows of equal sort values stand in the order of their slots.
    pub(crate) fn in_order(&self) -> bool {
        self.in_order
    }

    /// Finds or takes a slot for an id. Its values are written by [`Self::write`].
    pub(crate) fn take(&mut self, id: Uuid) -> u32 {
        if let Some(slot) = self.slot(id) {
            return slot;
        }
        let slot = match self.free.pop() {
            Some(slot) => {
                self.in_order = false;
                self.ids[slot as usize] = id;
                slot
            }
            None => {
                self.in_order &= self.ids.last().is_none_or(|last| *last < id);
                self.ids.push(id);
                self.tkeys.push(FREE);
                self.sums.push([0; MAX_SUMS]);
                self.edits.push(0);
                self.ids.len() as u32 - 1
            }
        };
        let (hasher, ids) = (&self.hasher, &self.ids);
        self.slots
            .insert_unique(hasher.hash_one(id), slot, |slot| hasher.hash_one(ids[*slot as usize]));
        slot
    }

    /// Writes a row into its slot. True when a thing's name changed that other rows have, too.
    pub(crate) fn write(&mut self, slot: u32, tkey: i64, row: &R) -> bool {
        let cells = cells(self.spec, row, self.today);
        let mut renamed = false;
        for (column, cell) in self.columns.iter_mut().zip(&cells) {
            renamed |= column.set(slot, cell);
        }
        let mut record = Vec::with_capacity(192);
        self.layout.write(&cells, &mut record);
        self.records.set(slot, &record);
        // A row always fits: what cannot be written is lost to the next read, not to this one.
        let packed = postcard::to_extend(row, {
            record.clear();
            record
        });
        self.packed.set(slot, &packed.unwrap_or_default());
        let at = slot as usize;
        self.tkeys[at] = tkey;
        for (sum, part) in self.sums[at].iter_mut().zip(row.sums()) {
            *sum = part;
        }
        self.edit = self.edit.wrapping_add(1);
        self.edits[at] = self.edit;
        renamed
    }

    /// Forgets a row.
    pub(crate) fn free(&mut self, slot: u32) {
        let id = self.ids[slot as usize];
        let hash = self.hasher.hash_one(id);
        if let Ok(entry) = self.slots.find_entry(hash, |held| *held == slot) {
            entry.remove();
        }
        self.tkeys[slot as usize] = FREE;
        self.records.set(slot, &[]);
        self.packed.set(slot, &[]);
        self.free.push(slot);
    }

    /// Reads what follows from today anew.
    pub(crate) fn turn(&mut self, today: NaiveDate) {
        self.today = today;
        let choices: Vec<ColumnId> = self
            .spec
            .ids()
            .filter(|(id, _)| matches!(self.column(*id), Column::Rank(_)))
            .map(|(id, _)| id)
            .collect();
        for slot in 0..self.slots() {
            if self.tkeys[slot as usize] == FREE {
                continue;
            }
            let Some(row) = self.row(slot) else { continue };
            for id in &choices {
                self.columns[usize::from(id.0)].set(slot, &row.cell(*id, today));
            }
        }
    }

    pub(crate) fn compare_ids(&self, a: u32, b: u32) -> Ordering {
        if self.in_order { a.cmp(&b) } else { self.id(a).cmp(&self.id(b)) }
    }

    /// Bytes of memory taken, about.
    pub(crate) fn size(&self) -> usize {
        let columns: usize = self.columns.iter().map(Column::size).sum();
        let fixed = size_of::<Uuid>() + 8 + size_of::<Sums>() + 4 + 6;
        columns + self.ids.capacity() * fixed + self.records.size() + self.packed.size()
    }
}
