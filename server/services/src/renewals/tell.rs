//! Confirming renewals by mail to who ordered them.

use super::Placed;
use crate::mail::{Recipient, enqueue};
use crate::{ServiceError, Services};
use domain::ids::PersonId;
use domain::mail::{Letter, OrderNews};
use domain::people::{Language, Principal};
use store::TenantTx;
use store::reminder::reader_get;

impl Services {
    /// Queues the confirmation of a renewal's order, which goes along on paper, once however often
    /// it is asked for.
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
        self.tell_person(tx, who.person, letter, format!("order {order} 1")).await
    }

    /// Queues a letter to somebody, who may not be there any more by now.
    pub(crate) async fn tell_person(
        &self,
        tx: &mut TenantTx,
        person: PersonId,
        letter: Letter,
        dedupe: String,
    ) -> Result<(), ServiceError> {
        let Some((org, reader)) = reader_get(tx, person).await? else { return Ok(()) };
        let to = Recipient {
            org,
            address: reader.email,
            name: reader.name,
            language: reader.language.unwrap_or(Language::En),
        };
        enqueue(tx, to, letter, format!("{dedupe} {person}"), self.clock.now()).await
    }
}
