//! Prices, terms, orders and the last month of a demo. They are laid over what [`mod@super::load`]
//! has loaded: an order that was delivered has licenses that are there.

use super::keys::{self, Table};
use super::load::stored_ids;
use super::months::{CHARGED_BEFORE, count_last_month};
use super::{DemoPlan, FIRST_PARTNER};
use crate::ServiceError;
use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike, Utc};
use domain::catalog::Catalog;
use domain::ids::{OrderId, OrderLineId, OrgId, PersonId, PriceListId};
use domain::license::{LicenseKind, LicenseRow, OrgRef};
use domain::money::Currency;
use domain::order::{CheckoutDraft, LineKind, OrderState, QUOTE_DAYS, Side};
use domain::people::Role;
use domain::price::{ListPrice, Percent, PriceBook, PriceList, PriceListDraft, TradeTerms};
use std::collections::HashMap;
use store::order::{LineRow, OrderRow, keys_insert, lines_insert, order_insert, order_number};
use store::price::{list_insert, lists_of, terms_set};
use store::{Store, TenantTx, whole};

/// Licenses that are looked through for such as came of an order.
const LOOKED_AT: usize = 2_400;
/// Orders of each partner that were delivered, besides those that are somewhere in between.
const DELIVERED: usize = 8;
/// Days within which they were.
const DAYS: u64 = 330;

/// The distributor's terms and those of the partners: discount, tax and margin in percent, tax
/// number, address.
const TERMS: [(u8, u8, u8, &str, &str); 4] = [
    (0, 0, 0, "DE811234567", "Nordlicht Distribution GmbH\nAm Sandtorkai 30\n20457 Hamburg"),
    (10, 19, 25, "DE298765432", "Kranich Systemhaus GmbH\nHolzdamm 41\n20099 Hamburg"),
    (0, 0, 20, "CHE-123.456.788", "Bergfried IT Services AG\nUntertor 9\n8400 Winterthur"),
    (15, 0, 30, "GB987654321", "Lighthouse Managed Security Ltd\n3 Quay Street\nBristol BS1 4DJ"),
];

/// An order that holds nothing yet, or not any more: days since it was begun, its state, whose
/// turn it is, what is asked for besides what there is, and what was said.
struct Open {
    partner: usize,
    days_ago: u64,
    state: OrderState,
    awaits: Option<Side>,
    seats: i32,
    count: u32,
    wish: Option<&'static str>,
    reason: Option<&'static str>,
}

const OPEN: [Open; 9] = [
    open(0, 2, OrderState::Quoted, Some(Side::Buyer), 25, 1),
    Open {
        wish: Some("Fünf Jahre Laufzeit für eine Schule, 140 Plätze"),
        ..open(0, 4, OrderState::Quoted, Some(Side::Seller), 140, 1)
    },
    Open { reason: Some("Doppelt bestellt"), ..open(0, 48, OrderState::Canceled, None, 10, 5) },
    open(1, 1, OrderState::Quoted, Some(Side::Seller), 50, 2),
    Open {
        reason: Some("50 statt 40 Plätze, damit die nächste Staffel gilt"),
        ..open(1, 6, OrderState::Approved, Some(Side::Buyer), 50, 12)
    },
    open(1, 75, OrderState::Expired, None, 15, 1),
    open(2, 3, OrderState::Quoted, Some(Side::Seller), 30, 1),
    open(2, 9, OrderState::Quoted, Some(Side::Buyer), 5, 10),
    Open {
        reason: Some("The customer decided otherwise"),
        ..open(2, 21, OrderState::Canceled, None, 100, 1)
    },
];

const fn open(
    partner: usize,
    days_ago: u64,
    state: OrderState,
    awaits: Option<Side>,
    seats: i32,
    count: u32,
) -> Open {
    Open { partner, days_ago, state, awaits, seats, count, wish: None, reason: None }
}

/// A planned order, with the license that came of it.
struct Planned {
    order: OrderRow,
    lines: Vec<LineRow>,
    delivered: Option<LicenseRow>,
}

/// Lays price lists, terms, orders and the last month over a loaded demo, once and all at once; how
/// many orders there are of it now. A demo that has price lists already stays as it is.
///
/// # Errors
/// When the database fails, or the demo's organizations are not those of the plan.
pub async fn load_trade(
    store: &Store,
    catalog: &Catalog,
    plan: &DemoPlan,
    now: DateTime<Utc>,
) -> Result<usize, ServiceError> {
    let Some(root) = store.root_of_demo().await? else { return Err(ServiceError::NotFound) };
    let mut tx = store.begin(whole(root)).await?;
    let first = plan.people.first().ok_or(ServiceError::NotFound)?;
    let owner = store.principal_load(root, first.id).await?.ok_or(ServiceError::NotFound)?;
    if !lists_of(&mut tx, owner.org).await?.is_empty() {
        tx.commit().await?;
        return Ok(0);
    }
    let ids = stored_ids(&mut tx, plan, owner.org).await?;
    let lists = price_lists(catalog, plan.today);
    for list in &lists {
        list_insert(&mut tx, owner.org, list, now).await?;
    }
    for (org, terms) in plan.orgs.iter().zip(TERMS) {
        let org = ids.get(&org.id).ok_or(ServiceError::NotFound)?;
        terms_set(&mut tx, *org, 0, &trade_terms(terms)).await?;
    }
    let orders = Orders { catalog, plan, lists: &lists, ids: &ids, now }.all();
    for planned in &orders {
        write(&mut tx, catalog, planned).await?;
    }
    if plan.license_count <= CHARGED_BEFORE {
        count_last_month(&mut tx, plan.today).await?;
    }
    tx.commit().await?;
    Ok(orders.len())
}

async fn write(
    tx: &mut TenantTx,
    catalog: &Catalog,
    Planned { order, lines, delivered }: &Planned,
) -> Result<(), ServiceError> {
    let number = order_number(tx, order.buyer.id, 'O').await?;
    order_insert(tx, &OrderRow { number, ..order.clone() }).await?;
    lines_insert(tx, catalog, (order.id, order.revision), lines).await?;
    if let (Some(license), Some(line)) = (delivered, lines.first()) {
        keys_insert(tx, line.id, &[license.id]).await?;
    }
    Ok(())
}

fn trade_terms(
    (discount, tax, margin, tax_number, address): (u8, u8, u8, &str, &str),
) -> TradeTerms {
    TradeTerms {
        discount: Percent::whole(discount),
        tax: Percent::whole(tax),
        currency: None,
        margin: Percent::whole(margin),
        tax_number: tax_number.to_owned(),
        address: address.to_owned(),
        sale_terms: String::new(),
    }
}

/// What was sold in euros last year, what is this year, and what will be from the next one on, a
/// little dearer each time.
fn price_lists(catalog: &Catalog, today: NaiveDate) -> Vec<PriceList> {
    let year = today.year();
    let named = [
        (year - 1, format!("Preisliste {}", year - 1), 94),
        (year, format!("Preisliste {year}"), 97),
        (year + 1, format!("Preisliste {}", year + 1), 103),
    ];
    let lists = named.into_iter().enumerate().filter_map(|(n, (year, name, percent))| {
        let prices =
            catalog.editions.iter().filter(|edition| sold_in_euros(catalog, edition.product));
        let prices = prices.flat_map(|edition| {
            edition.prices.iter().map(move |price| ListPrice {
                edition: edition.id,
                years: price.years,
                // To whole tens of cents, as prices are.
                minor: price.minor * percent / 1_000 * 10,
            })
        });
        let draft = PriceListDraft {
            name,
            currency: Currency::Eur,
            from: NaiveDate::from_ymd_opt(year, 1, 1)?,
            until: NaiveDate::from_ymd_opt(year, 12, 31),
            prices: prices.collect(),
        };
        Some(PriceList { id: PriceListId(keys::id(Table::PriceList, n)), version: 1, draft })
    });
    lists.filter(|list| !list.draft.prices.is_empty()).collect()
}

fn sold_in_euros(catalog: &Catalog, product: i32) -> bool {
    let vendor = catalog.product(product).and_then(|product| catalog.vendor(product.vendor));
    vendor.is_some_and(|vendor| vendor.currency == Currency::Eur)
}

struct Orders<'a> {
    catalog: &'a Catalog,
    plan: &'a DemoPlan,
    lists: &'a [PriceList],
    ids: &'a HashMap<OrgId, OrgId>,
    now: DateTime<Utc>,
}

impl Orders<'_> {
    /// All of them, the oldest first, so that they are numbered as they came.
    fn all(&self) -> Vec<Planned> {
        let mut orders: Vec<Planned> = self.delivered();
        orders.extend((0_u64..).zip(&OPEN).filter_map(|(n, open)| self.open(n, open)));
        orders.sort_by_key(|planned| planned.order.created_at);
        for (n, planned) in orders.iter_mut().enumerate() {
            planned.order.id = OrderId(keys::id(Table::Order, n));
            for line in &mut planned.lines {
                line.id = OrderLineId(keys::id(Table::OrderLine, n));
            }
        }
        orders
    }

    /// Licenses with a term that were bought not long ago, as orders.
    fn delivered(&self) -> Vec<Planned> {
        let mut found: HashMap<OrgId, usize> = HashMap::new();
        let since = self.plan.today.checked_sub_days(Days::new(DAYS)).unwrap_or(self.plan.today);
        let fits = |row: &LicenseRow| {
            row.kind == LicenseKind::Term
                && row.order_no.is_some()
                && row.redeemed_by.is_none()
                && (since..self.plan.today).contains(&row.purchased)
        };
        let rows = self.plan.licenses().take(LOOKED_AT).map(|license| license.row).filter(fits);
        let orders = rows.filter_map(|row| {
            let before = found.entry(row.partner.id).or_default();
            let planned = (*before < DELIVERED).then(|| self.order_of(row)).flatten()?;
            *before += 1;
            Some(planned)
        });
        orders.collect()
    }

    /// The order that a license came of.
    fn order_of(&self, row: LicenseRow) -> Option<Planned> {
        let partner = self.plan.orgs.iter().position(|org| org.id == row.partner.id)?;
        let (seats, years) = (row.seats?, row.term_years?);
        let customer = match &row.customer {
            Some(org) => Some((Some(*self.ids.get(&org.id)?), org.name.clone())),
            None => None,
        };
        let line = self.line(partner, row.purchased, (row.edition.id, years), (seats, 1))?;
        let line = LineRow { customer, ..line };
        let at = at_work(row.purchased, u64::from(row.purchased.day()));
        let own_number = row.order_no.clone().unwrap_or_default();
        let order = OrderRow {
            checkout: CheckoutDraft { own_number, ..CheckoutDraft::default() },
            placed_at: Some(at),
            ..self.order(partner, OrderState::Fulfilled, at, &line)?
        };
        Some(Planned { order, lines: vec![line], delivered: Some(row) })
    }

    /// One that is somewhere in between.
    fn open(&self, n: u64, open: &Open) -> Option<Planned> {
        let partner = FIRST_PARTNER + open.partner;
        let on = self.plan.today.checked_sub_days(Days::new(open.days_ago))?;
        let wares: Vec<i32> = self.catalog.editions.iter().map(|edition| edition.id).collect();
        let edition = *wares.get((n as usize * 3) % wares.len().max(1))?;
        let years = self.catalog.edition(edition)?.prices.first()?.years;
        let mut line = self.line(partner, on, (edition, years), (open.seats, open.count))?;
        let order = self.order(partner, open.state, at_work(on, n), &line)?;
        if let Some(wish) = open.wish {
            let (kind, wish) = (LineKind::Custom, Some(wish.to_owned()));
            line = LineRow { kind, wish, price: None, ..line };
        }
        let until = on.checked_add_days(Days::new(QUOTE_DAYS));
        let order = OrderRow {
            awaits: open.awaits,
            valid_until: until.filter(|_| open.state != OrderState::Canceled),
            reason: open.reason.map(str::to_owned),
            ..order
        };
        Some(Planned { order, lines: vec![line], delivered: None })
    }

    /// A line at the partner's prices of a day.
    fn line(
        &self,
        partner: usize,
        on: NaiveDate,
        (edition, years): (i32, i16),
        (seats, count): (i32, u32),
    ) -> Option<LineRow> {
        let terms = trade_terms(*TERMS.get(partner)?);
        let book = PriceBook { catalog: self.catalog, lists: self.lists, terms: &terms, on };
        let price =
            book.line(self.catalog.edition(edition)?, years, (seats, count), Percent::ZERO)?;
        Some(LineRow {
            id: OrderLineId(keys::id(Table::OrderLine, 0)),
            kind: if count == 1 { LineKind::New } else { LineKind::Bulk },
            edition,
            years,
            seats,
            count,
            customer: None,
            wish: None,
            price: Some(price),
            license: None,
            renewal: None,
        })
    }

    fn order(
        &self,
        partner: usize,
        state: OrderState,
        at: DateTime<Utc>,
        line: &LineRow,
    ) -> Option<OrderRow> {
        let org = self.plan.orgs.get(partner)?;
        Some(OrderRow {
            id: OrderId(keys::id(Table::Order, 0)),
            version: 1,
            revision: 1,
            buyer: OrgRef { id: *self.ids.get(&org.id)?, name: org.name.clone() },
            number: String::new(),
            state,
            awaits: None,
            currency: line.price.as_ref()?.net.currency,
            tax: trade_terms(*TERMS.get(partner)?).tax,
            checkout: CheckoutDraft::default(),
            agreed_at: None,
            valid_until: None,
            reason: None,
            person: self.buyer(partner)?,
            created_at: at.min(self.now),
            placed_at: None,
        })
    }

    /// Who buys for a partner.
    fn buyer(&self, partner: usize) -> Option<(PersonId, String)> {
        let buys = |role| matches!(role, Role::LicenseAdmin);
        let mut people = self.plan.people.iter();
        let person = people.find(|person| person.org == partner && buys(person.role))?;
        Some((person.id, person.name.clone()))
    }
}

/// A moment of a day on which people work.
fn at_work(day: NaiveDate, n: u64) -> DateTime<Utc> {
    let minutes = (n * 47) % 480;
    let at = day.and_time(chrono::NaiveTime::MIN).and_utc();
    let (hour, minute) = (7 + minutes / 60, minutes % 60);
    at.with_hour(hour as u32).and_then(|at| at.with_minute(minute as u32)).unwrap_or(at)
}
