//! What needs doing now. A few statements, each over all that is in scope: the page is looked at
//! more often than any other, and read again with every change.

use crate::{ServiceError, Services, authorize};
use chrono::{Days as Ahead, NaiveDate};
use domain::billing::{Month, totals};
use domain::home::{Home, HomeMonth, LAPSE_DAYS, MONTHS};
use domain::ids::OrgId;
use domain::money::Money;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{Discount, DiscountKind, PriceBook, PriceList, TradeTerms, price_line};
use std::collections::{HashMap, HashSet};
use store::TenantTx;
use store::home::{Days, HomeGroup, home_groups, home_lapsing, home_requests, home_terms};

/// What decides on prices, as far as it is needed for many partners at once.
struct Books {
    /// Who asks, and the lists of whoever sells to it.
    own: (OrgId, Vec<PriceList>),
    /// Its own lists, by which those below it buy.
    below: Vec<PriceList>,
    terms: HashMap<OrgId, TradeTerms>,
}

impl Services {
    /// What needs doing now in this person's scope. Values and requests are told to those who may
    /// know of orders. An edition that is not sold for one year, or not in its partner's
    /// currency, adds nothing to the values.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn home(&self, who: &Principal) -> Result<Home, ServiceError> {
        authorize(who, Action::ViewLicenses)?;
        let today = self.clock.today();
        let months = months(today);
        let until = months.last().map_or(today, |month| month.last_day());
        let (past, _) = Home::past(today);
        let days = Days { past, today, risk: Home::risk_until(today), until };
        let lapse = today.checked_add_days(Ahead::new(u64::from(LAPSE_DAYS))).unwrap_or(today);
        let mut tx = self.store.begin_read(who.scope).await?;
        let pos = store::feed::feed_pos(&mut tx).await?;
        let groups = home_groups(&mut tx, days).await?;
        let lapsing = home_lapsing(&mut tx, (today, lapse)).await?;
        let (requests, books) = match who.may(Action::ViewOrders) {
            true => {
                let requests = home_requests(&mut tx, who.org, today).await?;
                (Some(requests), Some(self.books(&mut tx, who.org, &groups).await?))
            }
            false => (None, None),
        };
        tx.commit().await?;
        let worth = |groups: &mut dyn Iterator<Item = &HomeGroup>| match &books {
            Some(books) => sum(groups.filter_map(|group| self.year(group, books, today))),
            None => Ok(Vec::new()),
        };
        let one = |month: Month| {
            let of_month = || groups.iter().filter(move |group| group.month == month);
            Ok(HomeMonth {
                month,
                count: of_month().map(|group| group.count).sum(),
                seats: of_month().map(|group| group.seats).sum(),
                value: worth(&mut of_month())?,
            })
        };
        let months = months.into_iter().map(one).collect::<Result<_, ServiceError>>()?;
        let expired = groups.iter().filter(|group| group.past).map(|group| group.count).sum();
        let value_at_risk = worth(&mut groups.iter().filter(|group| group.risk))?;
        Ok(Home { today, months, expired, lapsing, requests, value_at_risk, pos })
    }

    /// All prices that these groups need, by three statements however many partners there are:
    /// who is below buys by one's own lists.
    async fn books(
        &self,
        tx: &mut TenantTx,
        own: OrgId,
        groups: &[HomeGroup],
    ) -> Result<Books, ServiceError> {
        let partners: HashSet<OrgId> = groups.iter().map(|group| group.partner).collect();
        let mut lists = Vec::new();
        if partners.contains(&own) {
            let org = store::org::org_get(tx, own).await?;
            lists = store::price::lists_of(tx, org.parent.unwrap_or(own)).await?;
        }
        let others: Vec<OrgId> = partners.into_iter().collect();
        let below = match others.iter().any(|partner| *partner != own) {
            true => store::price::lists_of(tx, own).await?,
            false => Vec::new(),
        };
        let terms = home_terms(tx, &others).await?;
        Ok(Books { own: (own, lists), below, terms })
    }

    /// What licenses cost for one year more.
    fn year(&self, group: &HomeGroup, books: &Books, today: NaiveDate) -> Option<Money> {
        let edition = self.catalog.edition(group.edition)?;
        let none = TradeTerms::default();
        let terms = books.terms.get(&group.partner).unwrap_or(&none);
        let (own, lists) = &books.own;
        let lists = if group.partner == *own { lists } else { &books.below };
        let book = PriceBook { catalog: &self.catalog, lists, terms, on: today };
        let unit = book.seat(edition, 1)?.price;
        let partner = Discount { kind: DiscountKind::Partner, percent: terms.discount };
        Some(price_line(unit, i32::try_from(group.term_seats).ok()?, 1, [partner])?.net)
    }
}

/// This month and those after it.
fn months(today: NaiveDate) -> Vec<Month> {
    std::iter::successors(Month::of(today), |month| month.next()).take(MONTHS).collect()
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Vec<Money>, ServiceError> {
    totals(amounts).map_err(|error| ServiceError::Internal(error.to_string()))
}
