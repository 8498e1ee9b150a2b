//! Orders as they stand on paper.

use crate::{ServiceError, Services};
use domain::ids::{OrderId, RootId};
use domain::license::OrgRef;
use domain::order::{OrderDetail, OrderSheet, OrderState, Party, Recipient};
use domain::people::Principal;
use domain::price::TradeTerms;
use store::TenantTx;

impl Services {
    /// An order as it stands on paper, with those who stand on it.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn order_sheet(
        &self,
        who: &Principal,
        id: OrderId,
    ) -> Result<OrderSheet, ServiceError> {
        let order = self.order_get(who, id).await?;
        if order.state == OrderState::Draft {
            return Err(ServiceError::NotFound);
        }
        self.sheet_of(who.scope.root, order).await
    }

    /// The parties of an order. The buyer knows of its seller what stands on paper, too.
    pub(super) async fn sheet_of(
        &self,
        root: RootId,
        order: OrderDetail,
    ) -> Result<OrderSheet, ServiceError> {
        let mut tx = self.store.begin_read(store::whole(root)).await?;
        let seller = match &order.seller {
            Some(seller) => Some(party(&mut tx, seller).await?.0),
            None => None,
        };
        let (buyer, _) = party(&mut tx, &order.buyer).await?;
        let mut customers =
            order.lines.iter().map(|line| match (&line.recipient, &line.customer) {
                (Recipient::Customer(id), Some(name)) => {
                    Some(OrgRef { id: *id, name: name.clone() })
                }
                _ => None,
            });
        let customer = match customers.next().flatten() {
            Some(one) if customers.all(|other| other.as_ref() == Some(&one)) => {
                let (party, terms) = party(&mut tx, &one).await?;
                Some((party, terms.tax))
            }
            _ => None,
        };
        tx.commit().await?;
        Ok(OrderSheet { order, seller, buyer, customer })
    }
}

/// Who stands on paper, with the terms that it buys on.
async fn party(tx: &mut TenantTx, org: &OrgRef) -> Result<(Party, TradeTerms), ServiceError> {
    let (terms, _) = store::price::terms_get(tx, org.id).await?;
    let party = Party {
        name: org.name.clone(),
        address: terms.address.clone(),
        tax_number: terms.tax_number.clone(),
    };
    Ok((party, terms))
}
