//! What somebody has filled in, and the wish that it makes.

use crate::i18n::Messages;
use chrono::NaiveDate;
use domain::entitlement::{Entitlement, ExtraSeats, Wish};
use domain::field::FieldError;
use domain::license::LicenseKind;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A form of an entitlement, new or to be changed. Texts stay as they were typed.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) product: RwSignal<Option<i32>>,
    pub(super) edition: RwSignal<Option<i32>>,
    pub(super) kind: RwSignal<Option<LicenseKind>>,
    pub(super) years: RwSignal<Option<i16>>,
    /// The chosen add-ons and services, each with what was typed as its seats.
    pub(super) extras: RwSignal<BTreeMap<i32, String>>,
    pub(super) seats: RwSignal<String>,
    pub(super) unlimited: RwSignal<bool>,
    /// As a date input has it: ISO, or nothing.
    pub(super) ends: RwSignal<String>,
    pub(super) renew: RwSignal<String>,
    pub(super) resale: RwSignal<bool>,
    /// What is wrong, by field.
    pub(super) errors: RwSignal<Vec<FieldError>>,
}

impl Draft {
    /// Nothing is chosen yet.
    pub(super) fn empty() -> Self {
        Self {
            product: RwSignal::new(None),
            edition: RwSignal::new(None),
            kind: RwSignal::new(None),
            years: RwSignal::new(None),
            extras: RwSignal::new(BTreeMap::new()),
            seats: RwSignal::new(String::new()),
            unlimited: RwSignal::new(false),
            ends: RwSignal::new(String::new()),
            renew: RwSignal::new(String::new()),
            resale: RwSignal::new(false),
            errors: RwSignal::new(Vec::new()),
        }
    }

    /// An entitlement as it is. A term's and a trial's end follow from the product.
    pub(super) fn of(held: &Entitlement) -> Self {
        let draft = Self::empty();
        let text = |seats: Option<i32>| seats.map(|seats| seats.to_string()).unwrap_or_default();
        let extras = held.extras.iter().map(|extra| (extra.extra, text(extra.seats))).collect();
        draft.product.set(Some(held.product));
        draft.edition.set(Some(held.edition));
        draft.kind.set(Some(held.kind));
        draft.years.set(held.term_years);
        draft.extras.set(extras);
        draft.seats.set(text(held.seats));
        draft.unlimited.set(held.seats.is_none());
        draft.ends.set(held.ends.map(|end| end.to_string()).unwrap_or_default());
        let renew = held.auto_renew_months.map(|months| months.to_string());
        draft.renew.set(renew.unwrap_or_default());
        draft.resale.set(held.resale);
        draft
    }

    /// The wish, if everything that was typed can be read; what cannot is said beside it.
    pub(super) fn wish(self) -> Option<Wish> {
        let mut errors = Vec::new();
        let Some(kind) = self.kind.get_untracked() else {
            self.errors.set(vec![FieldError::new("kind", "value-missing")]);
            return None;
        };
        let unlimited = self.unlimited.get_untracked() || kind == LicenseKind::Usage;
        let seats = match self.seats.read_untracked().trim() {
            _ if unlimited => None,
            text => number(text, "seats", "entitlement-seats-needed", &mut errors),
        };
        let extras = self.extras.read_untracked();
        let extras = extras.iter().map(|(extra, typed)| {
            let field = format!("extra-{extra}");
            let seats = match typed.trim() {
                "" => seats,
                text => number(text, &field, "number-invalid", &mut errors),
            };
            ExtraSeats { extra: *extra, seats }
        });
        let extras = extras.collect();
        let renew = match self.renew.read_untracked().trim() {
            "" => None,
            text => number(text, "auto_renew_months", "number-invalid", &mut errors),
        };
        let ends = match self.ends.read_untracked().trim() {
            "" => None,
            text => day(text).or_else(|| {
                errors.push(FieldError::new("ends", "date-invalid"));
                None
            }),
        };
        let wish = Wish {
            edition: self.edition.get_untracked()?,
            kind,
            years: self.years.get_untracked().filter(|_| kind == LicenseKind::Term),
            ends,
            auto_renew_months: renew,
            seats,
            extras,
            resale: self.resale.get_untracked(),
        };
        let fine = errors.is_empty();
        self.errors.set(errors);
        fine.then_some(wish)
    }

    /// The text of what is wrong with a field.
    pub(super) fn error(self, t: Messages, field: &str) -> Option<String> {
        let errors = self.errors.read();
        errors.iter().find(|error| error.field == field).map(|error| t.field_error(error))
    }

    /// Says what the server found wrong.
    pub(super) fn refuse(self, errors: Vec<FieldError>) {
        self.errors.try_set(errors);
    }

    /// What is wrong with fields that are not among these.
    pub(super) fn other_errors(self, t: Messages, shown: &[&str]) -> Vec<String> {
        let errors = self.errors.read();
        let other = errors.iter().filter(|error| {
            !error.field.starts_with("extra-") && !shown.contains(&error.field.as_str())
        });
        other.map(|error| t.field_error(error)).collect()
    }
}

fn number<T: std::str::FromStr>(
    text: &str,
    field: &str,
    code: &str,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    let read = text.parse().ok();
    if read.is_none() {
        let code = if text.is_empty() { code } else { "number-invalid" };
        errors.push(FieldError::new(field, code));
    }
    read
}

/// A day as a date input has it.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn filled() -> Draft {
        let draft = Draft::empty();
        draft.edition.set(Some(20102));
        draft.kind.set(Some(LicenseKind::Monthly));
        draft.seats.set(" 20 ".to_owned());
        draft
    }

    fn codes(draft: Draft) -> Vec<(String, String)> {
        let errors = draft.errors.get_untracked();
        errors.into_iter().map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn what_is_filled_in_becomes_a_wish() {
        Owner::new().with(|| {
            let draft = filled();
            draft.extras.set([(251, String::new()), (252, "5".to_owned())].into());
            draft.ends.set("2026-12-31".to_owned());
            draft.renew.set("12".to_owned());
            let wish = draft.wish().unwrap();
            assert_eq!((wish.seats, wish.auto_renew_months), (Some(20), Some(12)));
            let seats: Vec<_> =
                wish.extras.iter().map(|extra| (extra.extra, extra.seats)).collect();
            assert_eq!(seats, [(251, Some(20)), (252, Some(5))]);
            assert_eq!(wish.ends, NaiveDate::from_ymd_opt(2026, 12, 31));
            draft.unlimited.set(true);
            assert_eq!(draft.wish().unwrap().seats, None);
        });
    }

    #[test]
    fn what_cannot_be_read_is_said_beside_it_and_stays() {
        Owner::new().with(|| {
            let draft = filled();
            draft.seats.set("many".to_owned());
            draft.extras.set([(251, "some".to_owned())].into());
            draft.ends.set("2026-02-30".to_owned());
            draft.renew.set("1.5".to_owned());
            assert!(draft.wish().is_none());
            let expected = [
                ("seats", "number-invalid"),
                ("extra-251", "number-invalid"),
                ("auto_renew_months", "number-invalid"),
                ("ends", "date-invalid"),
            ];
            assert_eq!(codes(draft), expected.map(|(f, c)| (f.to_owned(), c.to_owned())));
            assert_eq!(draft.seats.get_untracked(), "many");
            draft.seats.set(String::new());
            draft.extras.set(BTreeMap::new());
            assert!(draft.wish().is_none());
            assert_eq!(codes(draft)[0].1, "entitlement-seats-needed");
        });
    }
}
