//! How days travel: as ISO text in formats that people read, as a number of days between the
//! server and its pages, which saves them the reading of dates.

use chrono::{Datelike, NaiveDate};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day, for `#[serde(with = "domain::wire::day")]`.
pub mod day {
    use super::{Day, Deserialize, Deserializer, NaiveDate, Serialize, Serializer};

    /// Writes a day.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(day: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        Day(*day).serialize(to)
    }

    /// Reads a day.
    ///
    /// # Errors
    /// Where there is no day.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        Day::deserialize(from).map(|Day(day)| day)
    }
}

/// A day that may be missing, for `#[serde(with = "domain::wire::optional_day")]`.
pub mod optional_day {
    use super::{Day, Deserialize, Deserializer, NaiveDate, Serialize, Serializer};

    /// Writes a day.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(day: &Option<NaiveDate>, to: S) -> Result<S::Ok, S::Error> {
        day.map(Day).serialize(to)
    }

    /// Reads a day.
    ///
    /// # Errors
    /// Where there is something else.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
        Ok(Option::<Day>::deserialize(from)?.map(|Day(day)| day))
    }
}

struct Day(NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            self.0.serialize(to)
        } else {
            to.serialize_i32(self.0.num_days_from_ce())
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // A browser never reads the first kind.
        #[cfg(not(target_arch = "wasm32"))]
        if from.is_human_readable() {
            return NaiveDate::deserialize(from).map(Self);
        }
        let days = i32::deserialize(from)?;
        NaiveDate::from_num_days_from_ce_opt(days)
            .map(Self)
            .ok_or_else(|| D::Error::custom("no day"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    #[derive(PartialEq, Debug, Serialize, Deserialize)]
    struct Ends {
        #[serde(with = "day")]
        first: NaiveDate,
        #[serde(with = "optional_day")]
        last: Option<NaiveDate>,
    }

    proptest! {
        #[test]
        fn days_arrive_as_they_left(first in -5_000_000..5_000_000, last in proptest::option::of(0..3_000_000)) {
            let day = |days| NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let ends = Ends { first: day(first), last: last.map(day) };
            let bytes = postcard::to_allocvec(&ends).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Ends>(&bytes).unwrap(), ends);
        }
    }

    #[test]
    fn people_read_iso() {
        let first = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let text = r#"{"first":"2026-01-31","last":null}"#;
        assert_eq!(serde_json::to_string(&Ends { first, last: None }).unwrap(), text);
        assert_eq!(serde_json::from_str::<Ends>(text).unwrap().first, first);
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        let bytes = postcard::to_allocvec(&(i32::MAX, None::<i32>)).unwrap();
        assert!(postcard::from_bytes::<Ends>(&bytes).is_err());
    }
}
