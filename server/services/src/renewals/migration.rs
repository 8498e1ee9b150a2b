//! Renewing a license into another edition (DOMAIN.md 1.4.8, D12).

use super::{Outcome, as_agreed, buys};
use crate::keys::new_key;
use crate::licenses::conflict;
use crate::{ServiceError, Services, authorize};
use domain::catalog::Product;
use domain::command::{MigrateLicense, Renewed};
use domain::dates::{add_months, anchor_of};
use domain::ids::LicenseId;
use domain::license::{CatalogRef, LicenseKind, LicenseRow};
use domain::order::LineKind;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::PriceBook;
use domain::renewal::{
    self, Migration, MigrationOffer, MigrationTarget, MigrationWish, Refusal, family_free, targets,
};
use store::TenantTx;
use uuid::Uuid;

impl Services {
    /// How a license can be renewed into other editions today, with so many seats or as many as
    /// it has: each with its formula.
    ///
    /// # Errors
    /// `Refused` with `migration-not-offered` when there are none.
    pub async fn migration_offer(
        &self,
        who: &Principal,
        id: LicenseId,
        seats: Option<i32>,
    ) -> Result<MigrationOffer, ServiceError> {
        authorize(who, Action::Renew)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let license = store::license::license_get(&mut tx, &self.catalog, id).await?;
        let prices = self.prices_of(&mut tx, license.partner.id).await?;
        let recent = self.recent_renewals(&mut tx, &[id]).await?.remove(&id);
        let standings = self.standings(&mut tx, [&license]).await?;
        let held = self.held_besides(&mut tx, &license).await?;
        tx.commit().await?;
        standings.check(&license)?;
        let book = self.book_of(&prices);
        let to = targets(&license, &self.catalog);
        if to.is_empty() {
            return Err(Refusal::MigrationNotOffered.into());
        }
        let offered = |edition: &domain::catalog::Edition| {
            let product = self.catalog.product(edition.product)?;
            Some(target(&license, (edition, product), seats, &book, &held))
        };
        Ok(MigrationOffer {
            version: license.version,
            seats: license.seats.ok_or(Refusal::Unlimited)?,
            targets: to.into_iter().filter_map(offered).collect(),
            direct: buys(who, &prices).is_ok(),
            recent,
        })
    }

    /// Renews a license into another edition: license, key of what comes back, order, log and
    /// live changes in one transaction. The same idempotency key again gets the same answer.
    ///
    /// # Errors
    /// As [`Services::renew_license`].
    pub async fn migrate_license(
        &self,
        who: &Principal,
        ask: MigrateLicense,
    ) -> Result<Renewed, ServiceError> {
        authorize(who, Action::Renew)?;
        let mut tx = self.store.begin(who.scope).await?;
        if let Some(answer) = self.claimed(&mut tx, who, ask.idempotency, &ask).await? {
            return Ok(answer);
        }
        let license = self.hold_for_migration(&mut tx, ask.id).await?;
        if license.version != ask.version {
            return Err(conflict(who, license));
        }
        let prices = self.prices_of(&mut tx, license.partner.id).await?;
        self.standings(&mut tx, [&license]).await?.check(&license)?;
        let (after, migration) = renewal::migrate(&license, ask.wish, &self.book_of(&prices))?;
        let held = self.held_besides(&mut tx, &license).await?;
        family_free(&self.catalog, after.product.id, held)?;
        buys(who, &prices)?;
        self.ask_again(&mut tx, license.id, ask.again).await?;
        let back = self.given_back(&license, migration.returned_seats)?;
        let Migration { years, residue, price, .. } = migration;
        let outcome = Outcome::new(LineKind::Migration, after, years, price);
        let outcome = Outcome { back, residue, ..outcome };
        as_agreed(&ask.price, &outcome)?;
        let placed = self.place(&mut tx, who, &prices, vec![(license, outcome)]).await?;
        self.renewed(tx, who, ask.idempotency, placed).await
    }

    /// Holds a license's partner, then its customer, then locks the license. Two licenses of one
    /// customer are not migrated at the same moment, each as if the other one stayed what it is.
    async fn hold_for_migration(
        &self,
        tx: &mut TenantTx,
        id: LicenseId,
    ) -> Result<LicenseRow, ServiceError> {
        let seen = store::license::license_get(tx, &self.catalog, id).await?;
        store::org::partners_hold(tx, &[id]).await?;
        if let Some(customer) = &seen.customer {
            store::org::org_lock_beside(tx, customer.id).await?;
        }
        Ok(store::license::license_lock(tx, &self.catalog, id).await?)
    }

    /// The products that a license's customer has in use besides.
    async fn held_besides(
        &self,
        tx: &mut TenantTx,
        license: &LicenseRow,
    ) -> Result<Vec<i32>, ServiceError> {
        let Some(customer) = &license.customer else { return Ok(Vec::new()) };
        let today = self.clock.today();
        Ok(store::license::products_in_use(tx, customer.id, license.id, today).await?)
    }

    /// The unused key that seats of a license come back as, for a term as long as its own; until
    /// there are pools, that is what can be given to others.
    fn given_back(
        &self,
        license: &LicenseRow,
        seats: i64,
    ) -> Result<Option<LicenseRow>, ServiceError> {
        if seats < 1 {
            return Ok(None);
        }
        let today = self.clock.today();
        let seats = i32::try_from(seats).map_err(|_| Refusal::SeatsOutOfRange)?;
        let product = self.catalog.product(license.product.id).ok_or(Refusal::NotOffered)?;
        let lapses = product.key_lapse_months.map(|months| {
            add_months(today, anchor_of(today), i32::from(months)).ok_or(Refusal::EndBeyondLimit)
        });
        Ok(Some(LicenseRow {
            id: LicenseId(Uuid::now_v7()),
            version: 1,
            name: license.product.name.clone(),
            key: new_key(),
            customer: None,
            kind: LicenseKind::Term,
            seats: Some(seats),
            used: 0,
            purchased: today,
            activated: None,
            expires: lapses.transpose()?,
            anchor_day: anchor_of(today),
            note: None,
            order_no: None,
            redeemed_by: None,
            auto_years: None,
            ..license.clone()
        }))
    }
}

/// One edition that a license can be migrated to, for all its years.
fn target(
    license: &LicenseRow,
    (edition, product): (&domain::catalog::Edition, &Product),
    seats: Option<i32>,
    book: &PriceBook<'_>,
    held: &[i32],
) -> MigrationTarget {
    let mut years = product.renewal.years.clone();
    years.sort_unstable();
    let (mut ways, mut refused) = (Vec::new(), None);
    for years in years {
        let wish = MigrationWish { to: edition.id, years, seats };
        let free = family_free(book.catalog, product.id, held.iter().copied());
        match free.and_then(|()| renewal::migrate(license, wish, book)) {
            Ok((_, migration)) => ways.push(migration),
            Err(why) => refused = refused.or(Some(why.slug().to_owned())),
        }
    }
    MigrationTarget {
        edition: CatalogRef { id: edition.id, name: edition.name.clone() },
        product: CatalogRef { id: product.id, name: product.name.clone() },
        refused: refused.filter(|_| ways.is_empty()),
        ways,
    }
}
