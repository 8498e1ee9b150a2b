//! What an organization pays: the terms it buys on and its seller's price lists.

use crate::{ServiceError, Services};
use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::ids::{OrgId, RootId};
use domain::price::{PriceBook, PriceList, TradeTerms};
use store::TenantTx;
use store::org::OrgRow;

/// What decides on a buyer's prices, as it was read in one transaction.
pub(crate) struct Prices {
    /// The tree.
    pub(crate) root: RootId,
    /// Who buys.
    pub(crate) buyer: OrgRow,
    pub(crate) lists: Vec<PriceList>,
    pub(crate) terms: TradeTerms,
}

impl Prices {
    /// The organization that sells to the buyer: the one above it, or itself at the top.
    pub(crate) fn seller(&self) -> OrgId {
        self.buyer.org.parent.unwrap_or(self.buyer.org.id)
    }

    /// Whether the buyer may buy without asking its distributor (DOMAIN.md 1.4.1). At the top of
    /// a tree there is nobody to ask.
    pub(crate) fn direct(&self) -> bool {
        self.buyer.org.parent.is_none() || self.buyer.draft.direct_purchase
    }

    /// The buyer's prices on a day.
    pub(crate) fn book<'a>(&'a self, catalog: &'a Catalog, on: NaiveDate) -> PriceBook<'a> {
        PriceBook { catalog, lists: &self.lists, terms: &self.terms, on }
    }
}

impl Services {
    /// What decides on the prices of a partner.
    ///
    /// # Errors
    /// `NotFound` when it is not in scope.
    pub(crate) async fn prices_of(
        &self,
        tx: &mut TenantTx,
        buyer: OrgId,
    ) -> Result<Prices, ServiceError> {
        let buyer = store::org::org_read(tx, buyer).await?;
        let seller = buyer.org.parent.unwrap_or(buyer.org.id);
        let lists = store::price::lists_of(tx, seller).await?;
        let (terms, _) = store::price::terms_get(tx, buyer.org.id).await?;
        Ok(Prices { root: tx.scope().root, buyer, lists, terms })
    }
}
