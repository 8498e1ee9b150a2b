//! What the renewal of a selection would do, before it begins: by the same rules, in the same
//! order, and without writing anything.

use super::{PricesOf, RECENTLY, buys};
use crate::{ServiceError, Services, authorize};
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::policy::Action;
use domain::renewal::{
    Planned, PreviewLine, PreviewRenewals, Recent, Refusal, RenewalPreview, assign_coupons, renew,
    renew_with_coupon,
};
use std::collections::HashMap;
use store::TenantTx;

/// How a selection is to be renewed.
#[derive(Clone, Copy)]
pub(crate) struct Wish {
    /// For how many years; without, only with coupons.
    pub(crate) years: Option<i16>,
    /// Whether fitting coupons are taken first.
    pub(crate) coupons: bool,
    /// Also those that were renewed within a day.
    pub(crate) again: bool,
}

/// Licenses that are looked at together.
const CHUNK: usize = 1_000;

/// Which coupon renews which license, or why none does.
type Plan = HashMap<LicenseId, Result<LicenseRow, Refusal>>;

impl Services {
    /// What the renewal of a selection would do to each license, with the totals.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid` for too many licenses; `Refused` with `bulk-nothing`.
    pub async fn renewal_preview(
        &self,
        who: &Principal,
        ask: PreviewRenewals,
    ) -> Result<RenewalPreview, ServiceError> {
        authorize(who, Action::Bulk)?;
        authorize(who, Action::Renew)?;
        let (ids, _) = self.bulk_select(who, ask.selection.clone()).await?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let mut preview = RenewalPreview::default();
        let wish = Wish { years: ask.years, coupons: ask.coupons, again: ask.again };
        preview.recent =
            self.preview_of(&mut tx, who, wish, &ids, |line| preview.add(line)).await?;
        tx.commit().await?;
        Ok(preview)
    }

    /// Tells of each of these licenses, in their order, what a renewal would do; how many were
    /// renewed within a day.
    pub(crate) async fn preview_of(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        wish: Wish,
        ids: &[LicenseId],
        mut told: impl FnMut(PreviewLine) + Send,
    ) -> Result<u32, ServiceError> {
        let mut recently = 0;
        let (mut prices, mut taken) = (PricesOf::new(), Vec::new());
        for ids in ids.chunks(CHUNK) {
            let rows = store::license::licenses_get(tx, &self.catalog, ids).await?;
            self.prices_known(tx, &mut prices, rows.iter()).await?;
            let standings = self.standings(tx, &rows).await?;
            let recent = self.recent_renewals(tx, ids).await?;
            let asked = |row: &&LicenseRow| {
                (wish.again || !recent.contains_key(&row.id)) && standings.check(row).is_ok()
            };
            let wanted: Vec<LicenseRow> = rows.iter().filter(asked).cloned().collect();
            let plan = self.plan_coupons(tx, wish, &wanted, &prices, &taken).await?;
            taken.extend(plan.values().flatten().map(|coupon| coupon.id));
            let known: HashMap<LicenseId, &LicenseRow> =
                rows.iter().map(|row| (row.id, row)).collect();
            for id in ids {
                recently += u32::from(recent.contains_key(id));
                told(match known.get(id) {
                    None => unknown(*id),
                    Some(row) => {
                        let recent = recent.get(id);
                        let standing = standings.check(row);
                        self.plan_line(who, wish, row, (&prices, standing), &plan, recent)
                    }
                });
            }
        }
        Ok(recently)
    }

    /// The coupons for licenses, each of those once that are not taken yet.
    async fn plan_coupons(
        &self,
        tx: &mut TenantTx,
        ask: Wish,
        rows: &[LicenseRow],
        prices: &PricesOf,
        taken: &[LicenseId],
    ) -> Result<Plan, ServiceError> {
        let mut plan = Plan::new();
        if !ask.coupons && ask.years.is_some() {
            return Ok(plan);
        }
        let today = self.clock.today();
        let (catalog, years) = (&self.catalog, ask.years);
        let coupons =
            store::license::coupons_for_many(tx, catalog, rows, years, taken, today).await?;
        for (partner, prices) in prices {
            let own = |row: &&LicenseRow| row.partner.id == *partner;
            let rows: Vec<LicenseRow> = rows.iter().filter(own).cloned().collect();
            for (license, coupon) in assign_coupons(&rows, &coupons, years, &self.book_of(prices)) {
                let found = |id| coupons.iter().find(|row| row.id == id).cloned();
                let coupon = coupon.and_then(|id| found(id).ok_or(Refusal::CouponUnfit));
                plan.insert(license, coupon);
            }
        }
        Ok(plan)
    }

    fn plan_line(
        &self,
        who: &Principal,
        ask: Wish,
        row: &LicenseRow,
        (prices, standing): (&PricesOf, Result<(), Refusal>),
        plan: &Plan,
        recent: Option<&Recent>,
    ) -> PreviewLine {
        let planned = match (prices.get(&row.partner.id), standing) {
            _ if recent.is_some() && !ask.again => Err(RECENTLY),
            (None, _) => Err("not-found"),
            (_, Err(why)) => Err(why.slug()),
            (Some(prices), Ok(())) => {
                let book = self.book_of(prices);
                match (plan.get(&row.id), ask.years) {
                    (Some(Ok(coupon)), _) => renew_with_coupon(row, coupon, &book)
                        .map(|(after, ..)| (after.expires, Planned::Takes(coupon.key.clone())))
                        .map_err(Refusal::slug),
                    (Some(Err(why)), None) => Err(why.slug()),
                    (None, None) => Err(Refusal::CouponUnfit.slug()),
                    (_, Some(years)) => match renew(row, years, &book) {
                        Err(why) => Err(why.slug()),
                        Ok(_) if buys(who, prices).is_err() => Err("direct-purchase-off"),
                        Ok((after, price)) => Ok((after.expires, Planned::Buys(price))),
                    },
                }
            }
        };
        let (new_expires, planned) =
            planned.unwrap_or_else(|why| (None, Planned::Refused(why.to_owned())));
        PreviewLine {
            license: row.id,
            version: row.version,
            name: row.name.clone(),
            old_expires: row.expires,
            new_expires,
            planned,
        }
    }
}

/// A license that this person does not see.
fn unknown(id: LicenseId) -> PreviewLine {
    PreviewLine {
        license: id,
        version: 0,
        name: String::new(),
        old_expires: None,
        new_expires: None,
        planned: Planned::Refused("not-found".to_owned()),
    }
}
