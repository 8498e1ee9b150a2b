//! A column's values, one a slot, as small as they can be compared.

use chrono::{Datelike, NaiveDate};
use domain::text::fold;
use grid::column::{Cell, ColumnType, Key};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What stands for "no value" among the numbers by which values are compared and grouped.
pub(crate) const NONE: i64 = i64::MAX;

/// The values of one column. Texts that nobody groups by are kept in the rows' records.
pub(crate) enum Column {
    Text,
    Coded(Coded),
    /// Ranks of a choice.
    Rank(Vec<u8>),
    Number(Vec<i64>),
    /// Days since the first of January of year 1.
    Day(Vec<i32>),
}

impl Column {
    pub(crate) fn new(kind: ColumnType, groupable: bool) -> Self {
        match kind {
            ColumnType::Text if !groupable => Self::Text,
            ColumnType::Text => Self::Coded(Coded::new(false)),
            ColumnType::Ref => Self::Coded(Coded::new(true)),
            ColumnType::Choice(_) => Self::Rank(Vec::new()),
            ColumnType::Number => Self::Number(Vec::new()),
            ColumnType::Date => Self::Day(Vec::new()),
        }
    }

    /// Writes a slot's value. True when the name of a thing that other rows have, too, is
    /// another one now.
    pub(crate) fn set(&mut self, slot: u32, cell: &Cell) -> bool {
        let slot = slot as usize;
        match self {
            Self::Text => {}
            Self::Coded(coded) => return coded.set(slot, cell),
            Self::Rank(ranks) => {
                let rank = int(&cell.key).and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX);
                write(ranks, slot, rank);
            }
            Self::Number(numbers) => write(numbers, slot, int(&cell.key).unwrap_or(NONE)),
            Self::Day(days) => write(days, slot, day(&cell.key)),
        }
        false
    }

    /// The number that identifies the value: of coded ones the code, of days the day.
    #[inline]
    pub(crate) fn number(&self, slot: u32) -> i64 {
        let slot = slot as usize;
        match self {
            Self::Text => NONE,
            Self::Coded(coded) => code_number(coded.codes[slot]),
            Self::Rank(ranks) if ranks[slot] == u8::MAX => NONE,
            Self::Rank(ranks) => ranks[slot].into(),
            Self::Number(numbers) => numbers[slot],
            Self::Day(days) => day_number(days[slot]),
        }
    }

    /// The number of a key, as [`Self::number`] gives it; none when no row ever had it.
    pub(crate) fn number_of(&self, key: &Key) -> Option<i64> {
        match (self, key) {
            (_, Key::None) => Some(NONE),
            (Self::Coded(coded), key) => coded.by_key.get(key).map(|code| i64::from(*code)),
            (Self::Rank(_) | Self::Number(_), Key::Int(number)) => Some(*number),
            (Self::Day(_), Key::Day(day)) => Some(day.num_days_from_ce().into()),
            _ => None,
        }
    }

    /// The key and the name behind a number of [`Self::number`], or of its bucket's start.
    pub(crate) fn cell(&self, number: i64) -> Cell {
        let bare = |key| Cell { key, label: String::new() };
        if number == NONE {
            return bare(Key::None);
        }
        match self {
            Self::Coded(coded) => coded.entry(number).map_or(bare(Key::None), |entry| Cell {
                key: entry.key.clone(),
                label: entry.label.clone(),
            }),
            Self::Day(_) => {
                let day = i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
                bare(day.map_or(Key::None, Key::Day))
            }
            _ => bare(Key::Int(number)),
        }
    }

    /// The order of groups by value, upwards; without a value last.
    pub(crate) fn compare_groups(&self, a: i64, b: i64) -> Ordering {
        match self {
            Self::Coded(coded) => match (coded.entry(a), coded.entry(b)) {
                (Some(a), Some(b)) => a.fold.cmp(&b.fold).then_with(|| a.key.cmp(&b.key)),
                (a, b) => a.is_none().cmp(&b.is_none()),
            },
            _ => a.cmp(&b),
        }
    }

    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text => 0,
            Self::Coded(coded) => coded.size(),
            Self::Rank(ranks) => ranks.capacity(),
            Self::Number(numbers) => numbers.capacity() * 8,
            Self::Day(days) => days.capacity() * 4,
        }
    }
}

/// Values that many rows share: each is kept once and known by its code.
pub(crate) struct Coded {
    pub(crate) codes: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
    by_key: HashMap<Key, u32>,
    /// Whether equal names are told apart by their keys when rows are sorted.
    by_id: bool,
    ranks: OnceLock<Vec<u32>>,
}

/// A value behind a code. Codes are never given to another one.
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) label: String,
    pub(crate) fold: String,
}

impl Coded {
    fn new(by_id: bool) -> Self {
        Self {
            codes: Vec::new(),
            entries: Vec::new(),
            by_key: HashMap::new(),
            by_id,
            ranks: OnceLock::new(),
        }
    }

    fn set(&mut self, slot: usize, cell: &Cell) -> bool {
        let mut renamed = false;
        let code = match (&cell.key, self.by_key.get(&cell.key)) {
            (Key::None, _) => u32::MAX,
            (_, Some(code)) => {
                let entry = &mut self.entries[*code as usize];
                if entry.label != cell.label {
                    entry.label.clone_from(&cell.label);
                    entry.fold = fold(&cell.label);
                    self.ranks = OnceLock::new();
                    renamed = true;
                }
                *code
            }
            (key, None) => {
                let code = self.entries.len() as u32;
                let (label, fold) = (cell.label.clone(), fold(&cell.label));
                self.entries.push(Entry { key: key.clone(), label, fold });
                self.by_key.insert(key.clone(), code);
                self.ranks = OnceLock::new();
                code
            }
        };
        write(&mut self.codes, slot, code);
        renamed
    }

    /// The entry of a number; none for "no value".
    pub(crate) fn entry(&self, number: i64) -> Option<&Entry> {
        usize::try_from(number).ok().and_then(|code| self.entries.get(code))
    }

    /// The place of each code in the order of rows; equal places where names alone decide
    /// and are equal.
    pub(crate) fn ranks(&self) -> &[u32] {
        self.ranks.get_or_init(|| {
            let mut order: Vec<u32> = (0..self.entries.len() as u32).collect();
            order.sort_by(|a, b| self.compare_entries(*a, *b));
            let mut ranks = vec![0; order.len()];
            let mut rank = 0;
            for pair in order.windows(2) {
                if self.compare_entries(pair[0], pair[1]).is_lt() {
                    rank += 1;
                }
                ranks[pair[1] as usize] = rank;
            }
            ranks
        })
    }

    /// The order of rows by two codes, upwards; no value is the caller's to place.
    pub(crate) fn compare_entries(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (&self.entries[a as usize], &self.entries[b as usize]);
        let names = a.fold.cmp(&b.fold);
        if self.by_id { names.then_with(|| a.key.cmp(&b.key)) } else { names }
    }

    fn size(&self) -> usize {
        let names: usize =
            self.entries.iter().map(|entry| entry.label.len() + entry.fold.len()).sum();
        self.codes.capacity() * 4 + names + self.entries.len() * (2 * size_of::<Entry>() + 16)
    }
}

fn code_number(code: u32) -> i64 {
    if code == u32::MAX { NONE } else { code.into() }
}

fn int(key: &Key) -> Option<i64> {
    if let Key::Int(number) = key { Some(*number) } else { None }
}

fn day(key: &Key) -> i32 {
    if let Key::Day(day) = key { day.num_days_from_ce() } else { i32::MAX }
}

fn day_number(day: i32) -> i64 {
    if day == i32::MAX { NONE } else { day.into() }
}

fn write<T: Copy + Default>(values: &mut Vec<T>, slot: usize, value: T) {
    if slot >= values.len() {
        values.resize(slot + 1, T::default());
    }
    values[slot] = value;
}
