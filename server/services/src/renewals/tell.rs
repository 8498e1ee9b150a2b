//! Confirming renewals by mail to who ordered them, and to whom they were ordered for.

use super::Placed;
use crate::mail::{Recipient, enqueue};
use crate::{ServiceError, Services};
use domain::ids::{OrgId, PersonId};
use domain::mail::{Letter, OrderNews};
use domain::people::{Language, Principal};
use store::TenantTx;
use store::reminder::{Reader, reader_get};

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
        self.tell_person(tx, who.person, letter.clone(), dedupe.clone()).await?;
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

    /// Queues a letter to somebody, who may not be there any more by now.
    pub(crate) async fn tell_person(
        &self,
        tx: &mut TenantTx,
        person: PersonId,
        letter: Letter,
        dedupe: String,
    ) -> Result<(), ServiceError> {
        match reader_get(tx, person).await? {
            Some(to) => self.tell_reader(tx, to, letter, &dedupe).await,
            None => Ok(()),
        }
    }

    async fn tell_reader(
        &self,
        tx: &mut TenantTx,
        (org, reader): (OrgId, Reader),
        letter: Letter,
        dedupe: &str,
    ) -> Result<(), ServiceError> {
        let dedupe = format!("{dedupe} {}", reader.person);
        let to = Recipient {
            org,
            address: reader.email,
            name: reader.name,
            language: reader.language.unwrap_or(Language::En),
        };
        enqueue(tx, to, letter, dedupe, self.clock.now()).await
    }
}
