//! Telling by mail what happened to a request.

use super::ServiceError;
use crate::Services;
use domain::mail::{DiscountNews, Letter};
use domain::people::OrgKind;
use domain::policy::{Action, allowed};
use store::TenantTx;
use store::program::ProgramRow;
use store::reminder::{Reader, readers_of};

impl Services {
    /// Queues the mails that tell of a request: of a new one to all who may decide; of what became
    /// of it to who asked, and with the link also to those of the customer who may buy with it.
    /// An address that a partner typed for a customer is nobody's that has confirmed it, and
    /// nobody can use the link without signing in, so the link goes to people alone.
    pub(super) async fn discount_tell(
        &self,
        tx: &mut TenantTx,
        row: &ProgramRow,
        news: DiscountNews,
        link: Option<&str>,
    ) -> Result<(), ServiceError> {
        let partner = store::org::org_get(tx, row.partner.id).await?;
        let seller = partner.parent.unwrap_or(partner.id);
        let readers = match news {
            DiscountNews::Asked => self.answerers(tx, seller).await?,
            _ => self.buyers(tx, partner.kind, row.partner.id, row.person.0).await?,
        };
        let path = match link {
            Some(link) => link.to_owned(),
            None => format!("/discounts/{}", row.id),
        };
        let letter = |to_customer| Letter::Discount {
            news,
            program: row.program,
            customer: row.customer.name.clone(),
            partner: row.partner.name.clone(),
            percent: row.approval.map(|approval| approval.percent),
            until: row.approval.map(|approval| approval.until),
            reason: row.reason.clone().unwrap_or_default(),
            to_customer,
            path: path.clone(),
        };
        let mut letters: Vec<(Reader, Letter)> =
            readers.into_iter().map(|reader| (reader, letter(false))).collect();
        if news == DiscountNews::Approved {
            let people = readers_of(tx, row.customer.id).await?;
            let may = |it: &Reader| allowed(OrgKind::Customer, it.grants, Action::UseDiscount);
            letters.extend(people.into_iter().filter(may).map(|reader| (reader, letter(true))));
        }
        let dedupe = format!("discount {} {}", row.id, row.version);
        for (reader, letter) in letters {
            self.tell_reader(tx, (row.partner.id, reader), letter, &dedupe).await?;
        }
        Ok(())
    }
}
