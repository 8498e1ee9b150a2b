//! Reminders put together into mails.

use super::Due;
use crate::text::fold;
use serde::{Deserialize, Serialize};

/// A line of a mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// What is due.
    pub due: Due,
    /// The license's name.
    pub license: String,
    /// The name of the customer that uses it; none for a coupon.
    pub customer: Option<String>,
}

/// A mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message<R> {
    /// Who gets it.
    pub to: R,
    /// What it says; never empty.
    pub items: Vec<Item>,
}

/// The mails that say all of this, ordered by recipient: with `digest` one for each, otherwise one
/// for each line. Lines go by the day of the end, the nearest first, then by customer as names are
/// sorted everywhere (coupons, which have none, come last), then by license. What one recipient would get twice, it
/// gets once.
#[must_use]
pub fn messages<R: Ord + Clone>(
    due: impl IntoIterator<Item = (R, Item)>,
    digest: bool,
) -> Vec<Message<R>> {
    let mut lines: Vec<_> = due.into_iter().collect();
    lines.sort_by_cached_key(|(to, item)| {
        let customer = item.customer.as_deref();
        let key = item.due.key;
        let names = (customer.is_none(), customer.map(fold), customer.map(str::to_owned));
        (to.clone(), key.period_end, names, fold(&item.license), key)
    });
    lines.dedup_by(|(to, item), (before, known)| to == before && item.due.key == known.due.key);
    let mut found: Vec<Message<R>> = Vec::new();
    for (to, item) in lines {
        match found.last_mut().filter(|last| digest && last.to == to) {
            Some(last) => last.items.push(item),
            None => found.push(Message { to, items: vec![item] }),
        }
    }
    found
}
