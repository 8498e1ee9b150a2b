//! Telling by mail what happened to an order: who buys, or who sells.

use crate::prices::Prices;
use crate::{ServiceError, Services};
use domain::ids::{OrderId, OrgId, PersonId, RootId};
use domain::mail::{Letter, OrderNews};
use domain::order::OrderSheet;
use domain::people::OrgKind;
use domain::policy::{Action, allowed};
use store::order::OrderRow;
use store::reminder::{Reader, readers_of};
use store::{StoreError, TenantTx};

impl Services {
    /// Queues the mails that tell of an order, each once however often it is asked for: to who made
    /// it, or to all of the seller who may answer. Where who made it has left, all of the buyer who
    /// may buy are told.
    pub(crate) async fn order_tell(
        &self,
        tx: &mut TenantTx,
        prices: &Prices,
        order: &OrderRow,
        news: OrderNews,
    ) -> Result<(), ServiceError> {
        let to_seller = news.to_seller();
        if to_seller && news != OrderNews::Asked && prices.buyer.org.parent.is_none() {
            return Ok(());
        }
        let readers = match to_seller {
            true => self.answerers(tx, prices.seller()).await?,
            false => {
                let kind = prices.buyer.org.kind;
                self.buyers(tx, kind, order.buyer.id, order.person.0).await?
            }
        };
        let other = match to_seller {
            true => Some(order.buyer.name.clone()),
            false => self.seller_of(tx, prices).await?.map(|seller| seller.name),
        };
        let letter = Letter::Order {
            news,
            order: order.id,
            number: order.number.clone(),
            other,
            reason: order.reason.clone().unwrap_or_default(),
            path: format!("/orders/{}", order.id),
        };
        let dedupe = format!("order {} {} {}", order.id, order.revision, news.slug());
        for reader in readers {
            self.tell_reader(tx, (order.buyer.id, reader), letter.clone(), &dedupe).await?;
        }
        Ok(())
    }

    /// Who of the seller may answer a request, though the buyer does not reach them.
    pub(crate) async fn answerers(
        &self,
        tx: &mut TenantTx,
        id: OrgId,
    ) -> Result<Vec<Reader>, ServiceError> {
        let found = tx
            .above(async |tx| Ok((store::org::org_get(tx, id).await?, readers_of(tx, id).await?)));
        let (seller, people) = found.await?;
        let may = |reader: &Reader| allowed(seller.kind, reader.grants, Action::AnswerOrders);
        Ok(people.into_iter().filter(may).collect())
    }

    /// Whom of a buyer to tell what became of what somebody wished: that person; where it is of
    /// the customer, or gone, all who may buy.
    pub(crate) async fn buyers(
        &self,
        tx: &mut TenantTx,
        kind: OrgKind,
        buyer: OrgId,
        person: PersonId,
    ) -> Result<Vec<Reader>, ServiceError> {
        let people = readers_of(tx, buyer).await?;
        let own: Vec<Reader> =
            people.iter().filter(|reader| reader.person == person).cloned().collect();
        if !own.is_empty() {
            return Ok(own);
        }
        let may = |reader: &Reader| allowed(kind, reader.grants, Action::Buy);
        Ok(people.into_iter().filter(may).collect())
    }

    /// An order as it goes along with a mail; none when it is not there any more, such as of a
    /// partner that went to another tree.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order_enclosed(
        &self,
        root: RootId,
        id: OrderId,
    ) -> Result<Option<OrderSheet>, ServiceError> {
        let mut tx = self.store.begin_read(store::whole(root)).await?;
        let row = match store::order::order_get(&mut tx, id).await {
            Ok(row) => row,
            Err(StoreError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let held = self.order_with(&mut tx, row).await?;
        let order = self.order_detail(&mut tx, None, held).await?;
        tx.commit().await?;
        self.sheet_of(root, order).await.map(Some)
    }
}
