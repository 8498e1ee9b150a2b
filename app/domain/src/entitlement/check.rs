//! Judging what is to be granted or changed.

use super::rules::{self, Extras, Rule, extra_field, names, refuse};
use super::{Changed, Entitlement, ExtraSeats, MAX_RENEW_MONTHS, MAX_SEATS, Situation, Wish, term};
use crate::catalog::{Edition, Product};
use crate::field::FieldError;
use crate::ids::EntitlementId;
use crate::license::LicenseKind;
use chrono::NaiveDate;

/// What a wish that the rules allow comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    /// The parent's entitlement that it draws from; none at the top of the tree.
    pub source: Option<EntitlementId>,
    /// The catalog's product.
    pub product: i32,
    /// The catalog's edition.
    pub edition: i32,
    /// How it is charged.
    pub kind: LicenseKind,
    /// The term in years, where the kind has one.
    pub term_years: Option<i16>,
    /// Seats; none is unlimited.
    pub seats: Option<i32>,
    /// Add-ons and services, ascending by id.
    pub extras: Vec<ExtraSeats>,
    /// First day.
    pub starts: NaiveDate,
    /// Last day, inclusive; none never ends.
    pub ends: Option<NaiveDate>,
    /// The day of the month its periods end on.
    pub anchor_day: i16,
    /// Months by which it goes on.
    pub auto_renew_months: Option<i16>,
    /// Whether the receiver may grant further.
    pub resale: bool,
    /// The name that no other commercial entitlement of a customer may share (invariant 6);
    /// none where several may stand side by side.
    pub family: Option<String>,
}

/// What is wished, if every rule allows it. Seats are judged by what is left now; the store
/// takes them by a conditional update.
///
/// # Errors
/// Everything that is wrong with it, field by field.
pub fn check(s: &Situation<'_>, wish: &Wish) -> Result<Terms, Vec<FieldError>> {
    let edition = s.catalog.edition(wish.edition);
    let product = edition.and_then(|edition| s.catalog.product(edition.product));
    let (Some(edition), Some(product)) = (edition, product) else {
        return Err(vec![FieldError::new("edition", "entitlement-unknown")]);
    };
    let mut check = Check { s, wish, edition, product, errors: Vec::new() };
    let terms = check.terms();
    match terms {
        Some(terms) if check.errors.is_empty() => Ok(terms),
        _ => Err(check.errors),
    }
}

struct Check<'a> {
    s: &'a Situation<'a>,
    wish: &'a Wish,
    edition: &'a Edition,
    product: &'a Product,
    errors: Vec<FieldError>,
}

impl<'a> Check<'a> {
    fn keep<T>(&mut self, outcome: Rule<T>) -> Option<T> {
        outcome.map_err(|error| self.errors.push(error)).ok()
    }

    fn terms(&mut self) -> Option<Terms> {
        let (s, wish) = (self.s, self.wish);
        match s.changed {
            None => self.keep(rules::product(s, self.product))?,
            Some(changed) if grows(changed.now, wish) => self.keep(rules::open(s))?,
            Some(_) => {}
        }
        self.keep(rules::kind(s, self.product, wish.kind));
        let source = self.keep(rules::edition(s, self.edition))?;
        self.keep(rules::resale(s, wish.kind, wish.resale));
        let seats = self.keep(self.seats(source));
        let extras = self.extras(source, seats.unwrap_or(wish.seats));
        let ends = self.ends(source);
        let (ends, anchor_day) = self.keep(ends)?;
        let auto_renew_months = self.keep(self.auto_renew(ends));
        let auto_renew_months = auto_renew_months?;
        self.keep(self.children_end(ends, auto_renew_months));
        let customer = s.org_kind == crate::people::OrgKind::Customer;
        let alone = customer && wish.kind != LicenseKind::Trial;
        Some(Terms {
            source: source.map(|source| source.id),
            product: self.product.id,
            edition: self.edition.id,
            kind: wish.kind,
            term_years: wish.years.filter(|_| wish.kind == LicenseKind::Term),
            seats: seats?,
            extras,
            starts: s.changed.map_or(s.today, |changed| changed.now.starts),
            ends,
            anchor_day,
            auto_renew_months,
            resale: wish.resale,
            family: alone.then(|| self.product.family_name().to_owned()),
        })
    }

    /// Seats: never more than the parent has left, never fewer than were granted on
    /// (DOMAIN.md 1.2.7, invariant 5).
    fn seats(&self, source: Option<&Entitlement>) -> Rule<Option<i32>> {
        let (s, kind) = (self.s, self.wish.kind);
        let wished = match (kind, self.product.trial) {
            (LicenseKind::Usage, _) => None,
            (LicenseKind::Trial, Some(policy)) if self.wish.seats != Some(policy.seats) => {
                let error = FieldError::new("seats", "entitlement-trial-seats");
                return Err(error.with("seats", policy.seats));
            }
            _ => self.wish.seats,
        };
        let Some(seats) = wished else {
            return if rules::may_be_unlimited(kind, source) {
                Ok(None)
            } else {
                refuse("seats", "entitlement-seats-needed")
            };
        };
        if !(1..=MAX_SEATS).contains(&seats) {
            let error = FieldError::new("seats", "number-range");
            return Err(error.with("min", 1).with("max", MAX_SEATS));
        }
        let now = s.changed.map(|changed| changed.now);
        if let Some(now) = now.filter(|now| now.reserved > i64::from(seats)) {
            let error = FieldError::new("seats", "entitlement-seats-reserved");
            return Err(error.with("count", now.reserved));
        }
        let more = super::drawn(kind, wished) - now.map_or(0, Entitlement::drawn);
        self.left(more, source.and_then(Entitlement::left), "seats", now.map(Entitlement::drawn))
            .map(|()| wished)
    }

    /// Whether the parent has `more` left; `own` is what is drawn already.
    fn left(&self, more: i64, left: Option<i64>, field: &str, own: Option<i64>) -> Rule {
        match left {
            Some(left) if more > 0 && more > left => {
                let parent = self.s.parent.map_or("", |parent| parent.name);
                let error = FieldError::new(field, "entitlement-seats-left");
                Err(error.with("count", left.max(0) + own.unwrap_or(0)).with("parent", parent))
            }
            _ => Ok(()),
        }
    }

    /// Add-ons and services: those that go with the edition, at most for its seats.
    fn extras(&mut self, source: Option<&Entitlement>, seats: Option<i32>) -> Vec<ExtraSeats> {
        let mut extras = self.wish.extras.clone();
        extras.sort_unstable();
        for at in 0..extras.len() {
            let twice = at > 0 && extras[at - 1].extra == extras[at].extra;
            let judged = if twice {
                refuse(&extra_field(extras[at].extra), "entitlement-unknown")
            } else {
                self.extra(source, seats, extras[at])
            };
            self.keep(judged);
        }
        self.removed(&extras);
        extras
    }

    fn extra(&self, source: Option<&Entitlement>, of: Option<i32>, wished: ExtraSeats) -> Rule {
        let field = extra_field(wished.extra);
        let Some(extra) = self.s.catalog.extra(wished.extra) else {
            return refuse(&field, "entitlement-unknown");
        };
        if rules::extra(self.s, self.edition, extra, source)? == Extras::Included {
            return refuse(&field, "entitlement-extra-included");
        }
        let Some(seats) = wished.seats else {
            let open = source.and_then(|source| source.extra(extra.id));
            let open = open.is_none_or(|held| held.seats.is_none());
            return if of.is_none() && open {
                Ok(())
            } else {
                refuse(&field, "entitlement-seats-needed")
            };
        };
        let max = of.unwrap_or(MAX_SEATS);
        if seats < 1 || seats > max {
            let error = FieldError::new(&field, "entitlement-extra-seats");
            return Err(error.with("max", max));
        }
        let now = self.s.changed.and_then(|changed| changed.now.extra(extra.id));
        if let Some(now) = now.filter(|now| now.reserved > i64::from(seats)) {
            let error = FieldError::new(&field, "entitlement-seats-reserved");
            return Err(error.with("count", now.reserved));
        }
        let drawn = |seats| super::drawn(self.wish.kind, seats);
        let own = now.map(|now| drawn(now.seats));
        let more = drawn(Some(seats)) - own.unwrap_or(0);
        let held = source.and_then(|source| source.extra(extra.id));
        let left = held.and_then(|held| Some(i64::from(held.seats?) - held.reserved));
        self.left(more, left, &field, own)
    }

    /// What is taken away must not have been granted on.
    fn removed(&mut self, extras: &[ExtraSeats]) {
        let Some(Changed { now, children }) = self.s.changed else { return };
        for gone in &now.extras {
            if extras.iter().any(|extra| extra.extra == gone.extra) {
                continue;
            }
            let having = |child: &&super::Child| child.entitlement.extra(gone.extra).is_some();
            let holders: Vec<&str> =
                children.iter().filter(having).map(|child| child.org.as_str()).collect();
            if !holders.is_empty() {
                let error = FieldError::new(&extra_field(gone.extra), "entitlement-children");
                self.errors.push(error.with("names", names(holders.into_iter())));
            }
        }
    }

    /// The end, which is not after the end of what it draws from.
    fn ends(&self, source: Option<&Entitlement>) -> Rule<(Option<NaiveDate>, i16)> {
        let (s, wish) = (self.s, self.wish);
        let (ends, anchor) = match s.changed.map(|changed| changed.now) {
            Some(now) if now.ends == wish.ends || now.kind != LicenseKind::Monthly => {
                (now.ends, now.anchor_day)
            }
            _ => term::end(self.product, wish.kind, wish.years, wish.ends, s.today)?,
        };
        match source.and_then(term::limit) {
            Some(limit) if ends.is_none_or(|end| end > limit) => {
                let field = if wish.kind == LicenseKind::Term { "years" } else { "ends" };
                let error = FieldError::new(field, "entitlement-ends-after").with("day", limit);
                Err(error.with("parent", s.parent.map_or("", |parent| parent.name)))
            }
            _ => Ok((ends, anchor)),
        }
    }

    fn auto_renew(&self, ends: Option<NaiveDate>) -> Rule<Option<i16>> {
        const FIELD: &str = "auto_renew_months";
        let Some(months) = self.wish.auto_renew_months else { return Ok(None) };
        let renews = matches!(self.wish.kind, LicenseKind::Term | LicenseKind::Monthly);
        if ends.is_none() || !renews {
            return refuse(FIELD, "entitlement-renew-needs-end");
        }
        if !(1..=MAX_RENEW_MONTHS).contains(&months) {
            let error = FieldError::new(FIELD, "number-range");
            return Err(error.with("min", 1).with("max", MAX_RENEW_MONTHS));
        }
        Ok(Some(months))
    }

    /// What was granted on never outlives what it draws from.
    fn children_end(&self, ends: Option<NaiveDate>, renews: Option<i16>) -> Rule {
        let (Some(changed), Some(end), None) = (self.s.changed, ends, renews) else {
            return Ok(());
        };
        let longer = |child: &&super::Child| child.entitlement.ends.is_none_or(|last| last > end);
        let mut later = changed.children.iter().filter(longer).map(|child| child.org.as_str());
        let Some(first) = later.next() else { return Ok(()) };
        let names = names(std::iter::once(first).chain(later));
        Err(FieldError::new("ends", "entitlement-children-end").with("names", names))
    }
}

/// Whether a change asks for more than there is.
fn grows(now: &Entitlement, wish: &Wish) -> bool {
    let more = |seats: Option<i32>, than: Option<i32>| match (seats, than) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(seats), Some(than)) => seats > than,
    };
    more(wish.seats, now.seats)
        || wish
            .extras
            .iter()
            .any(|wished| now.extra(wished.extra).is_none_or(|held| more(wished.seats, held.seats)))
}
