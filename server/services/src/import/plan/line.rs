//! What one understood line does to its license, by the rules of the domain.

use super::customers::Found;
use super::products::Meaning;
use super::{Draft, Planned, Planner};
use chrono::NaiveDate;
use domain::catalog::{MAX_TERM_YEARS, Product};
use domain::dates::{add_months, anchor_of};
use domain::field::FieldError;
use domain::import::{Expiry, Field, Parsed, RowIssue, Seats, clean_line, clean_note};
use domain::license::{LicenseKind, LicenseRow, LicenseStatus};
use domain::text::fold;

impl<'a> Planner<'a> {
    /// What the line does; none when it is refused. Issues are added to those of parsing,
    /// so that the person sees all of them at once.
    pub(super) fn decide(&mut self, parsed: Parsed, issues: &mut Vec<RowIssue>) -> Option<Planned> {
        if let Some(partner) = &parsed.partner
            && fold(partner) != fold(&self.partner.name)
        {
            let error = FieldError::new("partner", "partner-other").with("partner", partner);
            issues.push(self.issue(Field::Partner, partner, error));
        }
        let customer = self.customer(&parsed, issues);
        if issues.iter().any(|issue| issue.error.code == "key-twice") {
            return None;
        }
        match self.licenses.remove(&parsed.key) {
            Some(row) => self.change(row, &parsed, customer, issues),
            None => self.create(&parsed, customer, issues),
        }
    }

    fn customer(&mut self, parsed: &Parsed, issues: &mut Vec<RowIssue>) -> Option<Found> {
        let name = parsed.customer.as_deref()?;
        let found = self.customers.find(name);
        if found.is_none() {
            let error = FieldError::new("customer", "customer-unknown");
            issues.push(self.issue(Field::Customer, name, error));
        }
        found
    }

    fn create(
        &mut self,
        parsed: &Parsed,
        customer: Option<Found>,
        issues: &mut Vec<RowIssue>,
    ) -> Option<Planned> {
        let refused = |issues: &[RowIssue], field: Field| {
            issues.iter().any(|issue| issue.error.field == field.slug())
        };
        let edition = self.edition(parsed, None, issues);
        let product = self.product_of(edition);
        let kind = parsed.kind.or_else(|| product.map(|product| usual_kind(product, parsed)));
        let is_coupon = customer.is_none() && parsed.activated.is_none();
        let limited = kind != Some(LicenseKind::Usage);
        let mut needed = Vec::new();
        if parsed.customer.is_none() && parsed.activated.is_some() {
            needed.push(Field::Customer);
        }
        if limited && parsed.seats.is_none() {
            needed.push(Field::Seats);
        }
        if limited && !is_coupon && parsed.expires.is_none() {
            needed.push(Field::Expires);
        }
        for field in needed {
            if !refused(issues, field) {
                let issue = self.lacks(field);
                issues.push(issue);
            }
        }
        if !issues.is_empty() {
            return None;
        }
        let (edition, product, kind) = (edition?, product?, kind?);
        let mut draft = self.new_draft(parsed, edition, product, kind, is_coupon);
        self.check(None, &draft, issues);
        if !issues.is_empty() {
            return None;
        }
        draft.customer = customer.map(|found| self.customers.plan(found));
        self.coupons += u32::from(is_coupon);
        Some(Planned::Create(Box::new(draft)))
    }

    /// A new license, with what the file does not say filled in: an end for a coupon by the
    /// product's policy, an activation on the day of purchase, the term by the dates.
    fn new_draft(
        &self,
        parsed: &Parsed,
        edition: i32,
        product: &Product,
        kind: LicenseKind,
        is_coupon: bool,
    ) -> Draft {
        let stated = match parsed.expires {
            Some(Expiry::On(day)) => Some(day),
            _ => None,
        };
        let known_by = stated.map_or(self.today, |end| end.min(self.today));
        let purchased = parsed.purchased.or(parsed.activated).unwrap_or(known_by);
        let lapses = |months| add_months(purchased, anchor_of(purchased), i32::from(months));
        let expires = match parsed.expires {
            None if is_coupon => product.key_lapse_months.and_then(lapses),
            _ => stated,
        };
        let activated = if is_coupon { None } else { parsed.activated.or(Some(purchased)) };
        let start = activated.unwrap_or(purchased);
        let term = parsed
            .term
            .or_else(|| if is_coupon { None } else { expires.map(|end| years(start, end)) });
        Draft {
            key: parsed.key.clone(),
            name: parsed.name.clone().unwrap_or_else(|| product.name.clone()),
            edition,
            customer: None,
            kind,
            seats: match parsed.seats {
                Some(Seats::Count(seats)) => Some(seats),
                Some(Seats::Unlimited) | None => None,
            },
            used: parsed.used.unwrap_or(0),
            purchased,
            activated,
            expires,
            term_years: match kind {
                LicenseKind::Term => term.or_else(|| product.terms_years.first().copied()),
                _ => None,
            },
            anchor_day: anchor_of(expires.unwrap_or(start)),
            order_no: parsed.order.clone(),
            note: parsed.note.clone(),
        }
    }

    fn change(
        &mut self,
        row: LicenseRow,
        parsed: &Parsed,
        customer: Option<Found>,
        issues: &mut Vec<RowIssue>,
    ) -> Option<Planned> {
        let edition = self.edition(parsed, Some(&row), issues);
        if !issues.is_empty() {
            return None;
        }
        let before = Draft::of(&row);
        let mut after = apply(&before, parsed, edition);
        let moved = customer.filter(|found| !found.is(row.customer.as_ref()));
        if moved.is_none() && after == before {
            return Some(Planned::Same);
        }
        if moved.is_some() && row.activated.is_none() && after.activated.is_none() {
            // A coupon that got a customer is in use from then on.
            after.activated = Some(parsed.purchased.unwrap_or(self.today));
        }
        self.check(Some((&row, moved.is_some())), &after, issues);
        if !issues.is_empty() {
            return None;
        }
        if let Some(found) = moved {
            after.customer = Some(self.customers.plan(found));
        }
        Some(Planned::Change(Box::new(row), Box::new(after)))
    }

    /// The edition that the line means. Of a license that is there, a product without an
    /// edition keeps its edition.
    fn edition(
        &mut self,
        parsed: &Parsed,
        row: Option<&LicenseRow>,
        issues: &mut Vec<RowIssue>,
    ) -> Option<i32> {
        let edition = parsed.edition.as_deref().unwrap_or_default();
        let product = match (&parsed.product, row) {
            (Some(product), _) => product.clone(),
            (None, Some(row)) if edition.is_empty() => {
                return self.of_vendor(row.edition.id, parsed, issues);
            }
            (None, Some(row)) => row.product.name.clone(),
            (None, None) => {
                let issue = self.lacks(Field::Product);
                issues.push(issue);
                return None;
            }
        };
        match (self.products.find(&product, edition), row) {
            (Meaning::Edition(id), _) => return self.of_vendor(id, parsed, issues),
            (Meaning::Product(id), Some(row)) if row.product.id == id => {
                return self.of_vendor(row.edition.id, parsed, issues);
            }
            _ => {}
        }
        self.products.note_unknown(&product, edition);
        let (field, code) = match self.products.find(&product, "") {
            Meaning::Unknown => (Field::Product, "product-unknown"),
            _ => (Field::Edition, "edition-unknown"),
        };
        let value = if field == Field::Edition { edition } else { &product };
        let error = FieldError::new(field.slug(), code).with("product", &product);
        issues.push(self.issue(field, value, error));
        None
    }

    /// The edition, unless the line names another vendor than makes it: then one of the two
    /// is a mistake, and nobody knows which.
    fn of_vendor(&self, edition: i32, parsed: &Parsed, issues: &mut Vec<RowIssue>) -> Option<i32> {
        let Some(written) = &parsed.vendor else { return Some(edition) };
        let (product, cell) = (parsed.product.as_deref(), parsed.edition.as_deref());
        // What the person chose for the product is what was meant.
        let chosen = product.is_some_and(|p| self.products.chosen(p, cell.unwrap_or_default()));
        let Some((product, vendor)) = self.products.other_vendor(edition, written) else {
            return Some(edition);
        };
        if chosen {
            return Some(edition);
        }
        let error = FieldError::new(Field::Vendor.slug(), "vendor-other")
            .with("product", &product.name)
            .with("vendor", &vendor.name);
        issues.push(self.issue(Field::Vendor, written, error));
        None
    }

    fn product_of(&self, edition: Option<i32>) -> Option<&'a Product> {
        self.catalog.product(self.catalog.edition(edition?)?.product)
    }

    /// The rules between the values, of a new license or (with whether its customer changes)
    /// of one that is there. What does not change is not judged: it was accepted before.
    fn check(
        &self,
        before: Option<(&LicenseRow, bool)>,
        after: &Draft,
        issues: &mut Vec<RowIssue>,
    ) {
        let row = before.map(|(row, _)| row);
        let was = row.map(Draft::of);
        let differs =
            |same: fn(&Draft, &Draft) -> bool| was.as_ref().is_none_or(|was| !same(was, after));
        let mut refuse = |field: Field, value: String, error: FieldError| {
            issues.push(self.issue(field, &value, error));
        };
        if let Some((row, moved)) = before
            && let Some(code) = locked(row, moved, after, self.today)
        {
            let error = FieldError::new(Field::Key.slug(), code);
            refuse(Field::Key, after.key.clone(), error);
            return;
        }
        if differs(|a, b| (a.kind, a.edition) == (b.kind, b.edition))
            && let Some(product) = self.product_of(Some(after.edition))
            && !product.kinds.contains(&after.kind)
        {
            let error = FieldError::new("kind", "kind-unsupported").with("product", &product.name);
            refuse(Field::Kind, after.kind.slug().to_owned(), error);
        }
        if differs(|a, b| (a.used, a.seats) == (b.used, b.seats))
            && let Some(seats) = after.seats
            && after.used > seats
        {
            let error = FieldError::new("used", "used-over-seats")
                .with("used", after.used)
                .with("seats", seats);
            refuse(Field::Used, after.used.to_string(), error);
        }
        if differs(|a, b| (a.used, a.activated) == (b.used, b.activated))
            && after.activated.is_none()
            && after.used > 0
        {
            refuse(Field::Used, after.used.to_string(), FieldError::new("used", "coupon-in-use"));
        }
        let start = after.activated.unwrap_or(after.purchased);
        if differs(|a, b| {
            (a.expires, a.activated, a.purchased) == (b.expires, b.activated, b.purchased)
        }) && let Some(end) = after.expires
            && end < start
        {
            let error = FieldError::new("expires", "expires-before-start").with("start", start);
            refuse(Field::Expires, end.to_string(), error);
        }
        if differs(|a, b| (a.expires, a.kind) == (b.expires, b.kind))
            && after.expires.is_none()
            && after.activated.is_some()
            && after.kind != LicenseKind::Usage
        {
            refuse(Field::Expires, String::new(), FieldError::new("expires", "end-required"));
        }
    }
}

/// Why this license takes no such change: an expired one that stays so takes a note only
/// (DOMAIN.md invariant 9), and so does a coupon that was consumed (invariant 15).
fn locked(row: &LicenseRow, moved: bool, after: &Draft, today: NaiveDate) -> Option<&'static str> {
    let only_note = !moved && Draft { note: row.note.clone(), ..after.clone() } == Draft::of(row);
    let renewed = after.expires.is_none_or(|end| end >= today);
    match row.status(today) {
        LicenseStatus::Redeemed if !only_note => Some("license-redeemed"),
        LicenseStatus::Expired if !only_note && !renewed => Some("license-expired"),
        _ => None,
    }
}

/// The kind of a new license whose line does not say: the product's only one, by usage where
/// seats are unlimited, otherwise for a term.
fn usual_kind(product: &Product, parsed: &Parsed) -> LicenseKind {
    let kinds = &product.kinds;
    let by_usage = parsed.seats == Some(Seats::Unlimited) && kinds.contains(&LicenseKind::Usage);
    match kinds.as_slice() {
        [only] => *only,
        _ if by_usage => LicenseKind::Usage,
        [first, ..] if !kinds.contains(&LicenseKind::Term) => *first,
        _ => LicenseKind::Term,
    }
}

/// The license after the line. Columns that are not mapped change nothing, nor do empty
/// cells: a list from a vendor has an empty note beside many that were written here.
fn apply(before: &Draft, parsed: &Parsed, edition: Option<i32>) -> Draft {
    let mut after = before.clone();
    if let Some(name) = &parsed.name
        && clean_line(&before.name) != *name
    {
        after.name.clone_from(name);
    }
    after.edition = edition.unwrap_or(before.edition);
    after.kind = parsed.kind.unwrap_or(before.kind);
    match parsed.seats {
        Some(Seats::Count(seats)) => after.seats = Some(seats),
        Some(Seats::Unlimited) => after.seats = None,
        None => {}
    }
    after.used = parsed.used.unwrap_or(before.used);
    after.purchased = parsed.purchased.unwrap_or(before.purchased);
    after.activated = parsed.activated.or(before.activated);
    match parsed.expires {
        Some(Expiry::On(day)) => after.expires = Some(day),
        Some(Expiry::Never) => after.expires = None,
        None => {}
    }
    if let Some(end) = after.expires
        && after.expires != before.expires
    {
        after.anchor_day = anchor_of(end);
    }
    if after.kind == LicenseKind::Term {
        after.term_years = parsed.term.or(before.term_years);
    }
    if let Some(order) = &parsed.order
        && before.order_no.as_deref().map(clean_line).as_ref() != Some(order)
    {
        after.order_no = Some(order.clone());
    }
    if let Some(note) = &parsed.note
        && before.note.as_deref().map(clean_note).as_ref() != Some(note)
    {
        after.note = Some(note.clone());
    }
    after
}

/// The whole years between two days, rounded, at least one.
fn years(start: NaiveDate, end: NaiveDate) -> i16 {
    let rounded = ((end - start).num_days() + 183) / 365;
    i16::try_from(rounded).unwrap_or(MAX_TERM_YEARS).clamp(1, MAX_TERM_YEARS)
}
