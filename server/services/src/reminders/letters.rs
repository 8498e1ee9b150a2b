//! Reminders as letters.

use chrono::NaiveDate;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::mail::{Ending, Letter};
use domain::reminder::{Item, Topic};
use std::collections::HashMap;

/// What ends that one mail names; it says how much more there is, and its link shows all.
const NAMED: usize = 100;

/// The licenses that letters are about.
pub(super) type Rows<'a> = HashMap<LicenseId, &'a LicenseRow>;

fn ending(rows: &Rows<'_>, item: &Item) -> Ending {
    let (topic, ends) = (item.due.topic, item.due.key.period_end);
    match rows.get(&item.due.key.license) {
        Some(row) => ending_of(row, topic, ends),
        None => Ending {
            topic,
            license: item.license.clone(),
            product: String::new(),
            seats: None,
            customer: item.customer.clone(),
            ends,
        },
    }
}

/// A license that ends on a day, as mails tell of it.
pub(crate) fn ending_of(row: &LicenseRow, topic: Topic, ends: NaiveDate) -> Ending {
    let product = match row.product.name == row.edition.name {
        true => row.product.name.clone(),
        false => format!("{} {}", row.product.name, row.edition.name),
    };
    let customer = row.customer.as_ref().map(|customer| customer.name.clone());
    Ending { topic, license: row.name.clone(), product, seats: row.seats, customer, ends }
}

/// The first endings, and how many more there are.
fn named(rows: &Rows<'_>, items: &[Item]) -> (Vec<Ending>, u32) {
    let named = items.iter().take(NAMED).map(|item| ending(rows, item)).collect();
    (named, u32::try_from(items.len().saturating_sub(NAMED)).unwrap_or(u32::MAX))
}

/// What a partner is told.
pub(super) fn to_partner(organization: &str, rows: &Rows<'_>, items: &[Item]) -> Letter {
    let organization = organization.to_owned();
    if let [only] = items {
        let (item, path) = (ending(rows, only), format!("/licenses/{}", only.due.key.license));
        return match only.due.topic {
            Topic::Coupon => Letter::CouponLapse { organization, item, path },
            Topic::License | Topic::Trial => Letter::RenewalDue { organization, item, path },
        };
    }
    let (named, more) = named(rows, items);
    Letter::RenewalDigest { organization, items: named, more, path: shown(items) }
}

/// What a customer is told.
pub(super) fn to_customer(
    (organization, partner): (&str, &str),
    rows: &Rows<'_>,
    items: &[Item],
    signs_in: bool,
) -> Letter {
    let (named, more) = named(rows, items);
    Letter::CustomerExpiry {
        organization: organization.to_owned(),
        partner: partner.to_owned(),
        items: named,
        more,
        path: signs_in.then(|| shown(items)),
    }
}

/// The grid of what ends within the days of these, the nearest first.
fn shown(items: &[Item]) -> String {
    let days = || items.iter().map(|item| item.due.key.period_end);
    match (days().min(), days().max()) {
        (Some(first), Some(last)) => {
            format!("/licenses?tab=all&sort=expires&expires={first}..{last}")
        }
        _ => "/licenses".to_owned(),
    }
}
