//! Confirming renewals by mail to who ordered them, and to whom they were ordered for.

use super::Placed;
use crate::{ServiceError, Services};
use domain::mail::{Letter, OrderNews};
use domain::people::Principal;
use store::TenantTx;

impl Services {
    /// Queues the confirmation of a renewal's order, which goes along on paper, once however often
    /// it is asked for. Where somebody above the partner renews, all of the partner who may buy
    /// are told, too.
    pub(crate) async fn renewal_tell(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        placed: &Placed,
    ) -> Result<(), ServiceError> {
        let order = placed.order;
        let letter = Letter::Order {
            news: OrderNews::Placed,
            order,
            number: placed.number.clone(),
            other: None,
            reason: String::new(),
            path: format!("/orders/{order}"),
        };
        let dedupe = format!("order {order} 1");
        self.tell_person(tx, who.person, letter.clone(), &dedupe).await?;
        let Some(partner) = placed.licenses.first().map(|license| license.partner.id) else {
            return Ok(());
        };
        if partner != who.org {
            let kind = store::org::org_get(tx, partner).await?.kind;
            for reader in self.buyers(tx, kind, partner, who.person).await? {
                self.tell_reader(tx, (partner, reader), letter.clone(), &dedupe).await?;
            }
        }
        Ok(())
    }
}
