//! What a view looks at, and what a change means for one that no mirror follows.

use super::grid::GridView;
use app::live::wire::Topic;
use chrono::NaiveDate;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::policy::Action;
use grid::customers::CUSTOMERS;
use grid::eval::View;
use grid::licenses::LICENSES;
use grid::live::{Effect, effect};
use grid::orders::ORDERS;
use grid::people::PEOPLE;
use services::grid::audience;
use services::licenses::masked;
use services::with_grid;
use std::sync::Arc;
use store::feed::FeedRow;

/// What a view looks at.
pub(super) enum Viewed {
    /// A grid.
    Grid(Box<GridView>),
    /// What is read anew as a whole once a change shows on it.
    Page {
        /// Changes after this feed position are still to be told.
        from: i64,
        /// Whether any of some changes shows on it to somebody.
        shows: Shows,
        /// Whether it is another one on another day, whatever was written.
        daily: bool,
    },
}

type Shows = Box<dyn Fn(&[Arc<FeedRow>], &Principal) -> bool + Send + Sync>;

impl Viewed {
    /// What a browser wants to look at; none when there is no such grid, or what is no grid is
    /// not this person's to see.
    pub(super) fn new(topic: Topic, who: &Principal) -> Option<Self> {
        let (seen, from, shows, daily): (_, _, Shows, _) = match topic {
            Topic::Grid(ask) => {
                let view = with_grid!(&*ask.grid, R => GridView::new::<R>(ask.clone(), who));
                return view.map(|view| Self::Grid(Box::new(view)));
            }
            Topic::License { id, pos } => {
                let shows = move |changes: &[_], who: &_| concerns(id, changes, who);
                (Action::ViewLicenses, pos, Box::new(shows), true)
            }
            Topic::Entitlements { pos } => {
                (Action::ViewEntitlements, pos, Box::new(entitles), true)
            }
            Topic::Home { pos } => (Action::ViewLicenses, pos, Box::new(needs_doing), true),
            Topic::Order { pos } => (Action::ViewOrders, pos, Box::new(orders_changed), true),
            Topic::Discounts { pos } => (Action::ViewOrders, pos, Box::new(discounts), true),
            // They change by what is written alone.
            Topic::Invoices { pos } => (Action::ViewOrders, pos, Box::new(invoiced), false),
            // A list holds from a day on.
            Topic::Prices { pos } => (Action::SetTerms, pos, Box::new(prices), true),
        };
        who.may(seen).then_some(Self::Page { from, shows, daily })
    }
}

/// How many of these changes touch a grid that is not followed.
pub(super) fn touches(
    grid: &GridView,
    changes: &[Arc<FeedRow>],
    who: &Principal,
    today: NaiveDate,
) -> u64 {
    let view = View::new(&LICENSES, grid.query(), audience(who), today);
    let name = &*grid.ask().grid;
    let touches = |change: &&Arc<FeedRow>| {
        let seen = Seen::new(change, who);
        seen.bulk
            || match name {
                name if name == LICENSES.name => {
                    effect(&view, seen.before.as_ref(), seen.after.as_ref()) != Effect::None
                }
                name if name == PEOPLE.name => about_people(change, who),
                name if name == ORDERS.name => about_orders(change, who),
                name if name == CUSTOMERS.name => counted(&seen.before) != counted(&seen.after),
                // Whatever is done is logged. A version tells nothing of it.
                _ => seen.logged || unversioned(seen.before) != unversioned(seen.after),
            }
    };
    changes.iter().filter(|change| change.pos > grid.read_at).filter(touches).count() as u64
}

/// Whether a change of people in scope is told to others at all.
fn about_people(change: &FeedRow, who: &Principal) -> bool {
    change.entity == "person" && !is_private(change) && who.scope.holds(change.tkey)
}

/// Whether a change may show in the orders of a scope: an order's, or that of a key, by which
/// tells how much of an order is in use.
fn about_orders(change: &FeedRow, who: &Principal) -> bool {
    let used = |row: &Option<LicenseRow>| {
        row.as_ref().map(|row| (row.activated.is_some(), row.redeemed_by.is_some()))
    };
    let shown = match &*change.entity {
        "order" => true,
        "license" => used(&change.before) != used(&change.after),
        _ => false,
    };
    shown && who.may(Action::ViewOrders) && who.scope.holds(change.tkey)
}

/// Whether any of these changes may show on the page of an order in somebody's scope. Which order
/// one is about is not told; looking again at one that did not change costs little.
fn orders_changed(changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    changes.iter().any(|change| about_orders(change, who))
}

/// Whether it is what somebody chose for itself alone.
fn is_private(change: &FeedRow) -> bool {
    matches!(&*change.kind, "language-chosen" | "preferences-chosen")
}

/// What a license adds to its customer's numbers.
fn counted(row: &Option<LicenseRow>) -> impl PartialEq + use<> {
    let row = row.as_ref().filter(|row| row.activated.is_some());
    row.map(|row| (row.customer.clone(), row.seats, row.used, row.expires))
}

fn unversioned(row: Option<LicenseRow>) -> Option<LicenseRow> {
    row.map(|row| LicenseRow { version: 0, ..row })
}

/// Whether any of these changes touches one license.
fn concerns(id: LicenseId, changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    changes.iter().any(|change| {
        let seen = Seen::new(change, who);
        let is = |row: &Option<LicenseRow>| row.as_ref().is_some_and(|row| row.id == id);
        seen.bulk || is(&seen.before) || is(&seen.after)
    })
}

/// Whether any of these changes touches an entitlement in somebody's scope: by itself, or with
/// its organization, which moves along with what it has.
fn entitles(changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    in_scope(&["entitlement", "organization"], changes, who)
}

/// Whether any of these changes touches a discount that was asked for in somebody's scope, or a
/// name that stands on it.
fn discounts(changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    in_scope(&["discount", "organization"], changes, who)
}

/// Whether any of these changes touches an invoice in somebody's scope, or an organization, whose
/// name stands on them.
fn invoiced(changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    in_scope(&["invoice", "organization"], changes, who)
}

/// Whether any of these changes touches price lists or terms in somebody's scope.
fn prices(changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    in_scope(&["price"], changes, who)
}

/// Whether any of these changes is one of such an entity in somebody's scope.
fn in_scope(entities: &[&str], changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    let named = |change: &FeedRow| entities.contains(&&*change.entity);
    changes.iter().any(|change| named(change) && who.scope.holds(change.tkey))
}

/// Whether any of these changes touches what needs doing in somebody's scope: licenses that came,
/// went or end at another time, orders, or an organization, which moves along with what it has; or
/// what that is worth. A price list holds for those below whoever it is of, who do not see that
/// one: which of them it is cannot be told from here, so all of them look again.
fn needs_doing(changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    changes.iter().any(|change| {
        let was = change.tkey_before.unwrap_or(change.tkey);
        let (was, is) = (who.scope.holds(was), who.scope.holds(change.tkey));
        let shows = match &*change.entity {
            // A note or a name changes no number.
            "license" => {
                was != is
                    || change.entity_id.is_none()
                    || dated(&change.before) != dated(&change.after)
            }
            "order" | "organization" | "discount" => true,
            "price" if change.kind != "terms-changed" => return true,
            "price" => true,
            _ => false,
        };
        (was || is) && shows
    })
}

/// What a license adds to what needs doing.
fn dated(row: &Option<LicenseRow>) -> impl PartialEq + use<> {
    row.as_ref().map(|row| {
        (row.expires, row.activated.is_some(), row.redeemed_by.is_some(), row.seats, row.edition.id)
    })
}

/// A change as its receiver may see it.
struct Seen {
    before: Option<LicenseRow>,
    after: Option<LicenseRow>,
    /// It names no license: any of them may have changed.
    bulk: bool,
    /// It is no license's, and there is an entry of it in the receiver's activity.
    logged: bool,
}

impl Seen {
    fn new(change: &FeedRow, who: &Principal) -> Self {
        let was_in_scope = who.scope.holds(change.tkey_before.unwrap_or(change.tkey));
        let is_in_scope = who.scope.holds(change.tkey);
        let show = |row: &Option<LicenseRow>, visible: bool| {
            row.as_ref().filter(|_| visible).map(|row| masked(who, row.clone()))
        };
        Self {
            before: show(&change.before, was_in_scope),
            after: show(&change.after, is_in_scope),
            bulk: change.entity == "license" && change.entity_id.is_none(),
            // Customers see of others' activity what concerns their licenses alone.
            logged: (was_in_scope || is_in_scope)
                && who.sees_internal()
                && change.entity != "license"
                && !is_private(change),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
