//! What ends when, and what renewing it would bring.

use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use chrono::NaiveDate;
use domain::billing::{Month, totals};
use domain::ids::OrgId;
use domain::money::Money;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{Discount, DiscountKind, price_line};
use domain::reminder::{EndingDay, RenewalMonth, Topic};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use store::reminder::{EndingGroup, ends_grouped};

impl Services {
    /// A month of this person's renewal calendar. What renewing costs is told to those who may
    /// know of orders; a license whose term has no price any more adds nothing to it.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn renewal_calendar(
        &self,
        who: &Principal,
        month: Month,
    ) -> Result<RenewalMonth, ServiceError> {
        authorize(who, Action::ViewLicenses)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let groups = ends_grouped(&mut tx, (month.first_day(), month.last_day())).await?;
        let mut prices: HashMap<OrgId, Prices> = HashMap::new();
        if who.may(Action::ViewOrders) {
            for partner in groups.iter().map(|group| group.partner) {
                if let Entry::Vacant(unknown) = prices.entry(partner) {
                    unknown.insert(self.prices_of(&mut tx, partner).await?);
                }
            }
        }
        tx.commit().await?;
        let today = self.clock.today();
        let days = groups.chunk_by(|one, other| one.day == other.day);
        let days: Result<Vec<EndingDay>, ServiceError> = days
            .filter_map(|of_day| Some(self.day(of_day.first()?.day, of_day, &prices, today)))
            .collect();
        let days = days?;
        let value = sum(days.iter().flat_map(|day| day.value.iter().copied()))?;
        Ok(RenewalMonth { month, days, value })
    }

    fn day(
        &self,
        day: NaiveDate,
        groups: &[EndingGroup],
        prices: &HashMap<OrgId, Prices>,
        today: NaiveDate,
    ) -> Result<EndingDay, ServiceError> {
        let count = |topic| {
            groups.iter().filter(|group| group.topic == topic).map(|group| group.count).sum()
        };
        let licenses = groups.iter().filter(|group| group.topic == Topic::License);
        let values =
            licenses.filter_map(|group| self.value(group, prices.get(&group.partner)?, today));
        Ok(EndingDay {
            day,
            licenses: count(Topic::License),
            trials: count(Topic::Trial),
            coupons: count(Topic::Coupon),
            value: sum(values)?,
        })
    }

    /// What licenses cost for the same time once more.
    fn value(&self, group: &EndingGroup, prices: &Prices, today: NaiveDate) -> Option<Money> {
        let edition = self.catalog.edition(group.edition)?;
        let unit = prices.book(&self.catalog, today).seat(edition, group.years)?.price;
        let partner = Discount { kind: DiscountKind::Partner, percent: prices.terms.discount };
        Some(price_line(unit, i32::try_from(group.seats).ok()?, 1, [partner])?.net)
    }
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Vec<Money>, ServiceError> {
    totals(amounts).map_err(|error| ServiceError::Internal(error.to_string()))
}
