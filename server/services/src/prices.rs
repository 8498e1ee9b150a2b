//! What an organization pays: the terms it buys on and its seller's price lists.

use crate::organizations::relation;
use crate::{ServiceError, Services, authorize, authorize_on};
use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::field::FieldError;
use domain::ids::{OrgId, PriceListId};
use domain::license::OrgRef;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{
    Listable, MAX_LISTS, Offer, Percent, PriceBook, PriceList, PriceListDraft, PriceLists, Terms,
    TradeTerms, settable,
};
use serde_json::{Map, Value, json};
use store::TenantTx;
use store::feed::Change;
use store::log::{NewLogEntry, log_append};
use store::org::{Org, OrgRow};
use uuid::Uuid;

/// What decides on a buyer's prices, as it was read in one transaction.
pub(crate) struct Prices {
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
        Ok(Prices { buyer, lists, terms })
    }
}

impl Services {
    /// The organization's own price lists, with what can be listed.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn price_lists(&self, who: &Principal) -> Result<PriceLists, ServiceError> {
        authorize(who, Action::SetPrices)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let lists = store::price::lists_of(&mut tx, who.org).await?;
        tx.commit().await?;
        Ok(PriceLists { lists, listable: listable(&self.catalog), today: self.clock.today() })
    }

    /// Writes a price list; a new one where none is named. Orders that were placed keep their
    /// prices.
    ///
    /// # Errors
    /// As [`PriceListDraft::parse`]; `list-many` (arg `max`); `Conflict` when it changed
    /// meanwhile; `Forbidden`, `NotFound`.
    pub async fn price_list_save(
        &self,
        who: &Principal,
        id: Option<PriceListId>,
        version: i32,
        draft: PriceListDraft,
    ) -> Result<PriceListId, ServiceError> {
        authorize(who, Action::SetPrices)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let lists = store::price::lists_of(&mut tx, who.org).await?;
        let before = lists.iter().find(|list| Some(list.id) == id);
        let listable = listable(&self.catalog);
        let draft = draft.parse(|edition, years| {
            let sold = listable.iter().any(|one| {
                one.edition.id == edition && one.terms.iter().any(|(term, _)| *term == years)
            });
            // What is not sold any more may stay where it was.
            let listed = || {
                let prices = before.map(|list| &list.draft.prices).into_iter().flatten();
                prices.into_iter().any(|one| (one.edition, one.years) == (edition, years))
            };
            sold || listed()
        });
        let draft = draft.map_err(ServiceError::Invalid)?;
        let (list, action) = match id {
            Some(id) => {
                if !lists.iter().any(|list| list.id == id) {
                    return Err(ServiceError::NotFound);
                }
                let list = PriceList { id, version, draft };
                store::price::list_update(&mut tx, &list).await?;
                (list, "price-list-changed")
            }
            None if lists.len() >= MAX_LISTS => {
                return Err(FieldError::new("name", "list-many").with("max", MAX_LISTS).into());
            }
            None => {
                let list = PriceList { id: PriceListId(Uuid::now_v7()), version: 1, draft };
                store::price::list_insert(&mut tx, who.org, &list, now).await?;
                (list, "price-list-created")
            }
        };
        let after = json!({
            "from": list.draft.from,
            "until": list.draft.until,
            "currency": list.draft.currency.code(),
            "prices": list.draft.prices.len(),
        });
        self.price_log(&mut tx, who, action, (list.id.0, &list.draft.name), after).await?;
        self.price_commit(tx, who, Change::price(action, who.org)).await?;
        Ok(list.id)
    }

    /// Deletes a price list. Orders that were placed keep their prices.
    ///
    /// # Errors
    /// `Conflict` when it changed meanwhile; `Forbidden`, `NotFound`.
    pub async fn price_list_delete(
        &self,
        who: &Principal,
        id: PriceListId,
        version: i32,
    ) -> Result<(), ServiceError> {
        authorize(who, Action::SetPrices)?;
        let mut tx = self.store.begin(who.scope).await?;
        let lists = store::price::lists_of(&mut tx, who.org).await?;
        let list = lists.into_iter().find(|list| list.id == id).ok_or(ServiceError::NotFound)?;
        store::price::list_delete(&mut tx, id, version).await?;
        let what = (id.0, list.draft.name.as_str());
        self.price_log(&mut tx, who, "price-list-deleted", what, json!({})).await?;
        self.price_commit(tx, who, Change::price("price-list-deleted", who.org)).await?;
        Ok(())
    }

    /// The terms that an organization buys on; the own ones where none is named.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn terms_get(
        &self,
        who: &Principal,
        org: Option<OrgId>,
    ) -> Result<Terms, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let org = store::org::org_get(&mut tx, org.unwrap_or(who.org)).await?;
        authorize_terms(who, &org)?;
        let (terms, version) = store::price::terms_get(&mut tx, org.id).await?;
        tx.commit().await?;
        Ok(shown(who, &org, terms, version))
    }

    /// Sets the terms that an organization buys on, as far as they are this person's to set; the
    /// rest stays.
    ///
    /// # Errors
    /// As [`TradeTerms::parse`]; `Conflict` when they changed meanwhile; `Forbidden`, `NotFound`.
    pub async fn terms_set(
        &self,
        who: &Principal,
        org: OrgId,
        version: i32,
        wish: TradeTerms,
    ) -> Result<Terms, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let org = store::org::org_get(&mut tx, org).await?;
        authorize_terms(who, &org)?;
        let wish = wish.parse().map_err(ServiceError::Invalid)?;
        let (before, now) = store::price::terms_get(&mut tx, org.id).await?;
        if now != version {
            return Err(ServiceError::Conflict(None));
        }
        let fields = settable(org.id == who.org, org.parent.is_none());
        let after = before.clone().with(wish, fields);
        if after == before {
            return Ok(shown(who, &org, before, version));
        }
        store::price::terms_set(&mut tx, org.id, version, &after).await?;
        let (old, new) = differing(&before, &after);
        let entry = NewLogEntry {
            entity: "price".to_owned(),
            ..self.org_entry(who, "terms-changed", &org, old, new)
        };
        log_append(&mut tx, &entry).await?;
        self.price_commit(tx, who, Change::price("terms-changed", org.id)).await?;
        Ok(shown(who, &org, after, version + 1))
    }

    /// Publishes what happened to prices, commits, and rings.
    async fn price_commit(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        change: Change,
    ) -> Result<(), ServiceError> {
        store::feed::changes_publish(&mut tx, &[change], self.clock.now()).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }

    async fn price_log(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        action: &str,
        (id, name): (Uuid, &str),
        after: Value,
    ) -> Result<(), ServiceError> {
        let entry = NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: action.to_owned(),
            entity: "price".to_owned(),
            entity_id: Some(id),
            subject: Some(name.to_owned()),
            org: who.org,
            before: json!({}),
            after,
        };
        Ok(log_append(tx, &entry).await?)
    }
}

/// Terms are between a buyer and its seller: whoever is further above has none to set.
fn authorize_terms(who: &Principal, org: &Org) -> Result<(), ServiceError> {
    authorize_on(who, Action::SetTerms, relation(who, org))?;
    let sides = [Some(org.id), org.parent];
    if sides.contains(&Some(who.org)) { Ok(()) } else { Err(crate::refused(Action::SetTerms)) }
}

/// What can be listed.
fn listable(catalog: &Catalog) -> Vec<Listable> {
    let plain = TradeTerms::default();
    let on = NaiveDate::default();
    let shop = PriceBook { catalog, lists: &[], terms: &plain, on }.shop();
    let one = |offer: Offer| Listable {
        terms: offer.monthly.map(|price| (0, price)).into_iter().chain(offer.terms).collect(),
        edition: offer.edition,
        product: offer.product,
    };
    shop.offers.into_iter().map(one).collect()
}

/// Terms as this person may see them: what a buyer adds when it sells on is its own business.
fn shown(who: &Principal, org: &Org, terms: TradeTerms, version: i32) -> Terms {
    let own = org.id == who.org;
    let margin = if own { terms.margin } else { Percent::ZERO };
    Terms {
        org: OrgRef { id: org.id, name: org.name.clone() },
        version,
        terms: TradeTerms { margin, ..terms },
        settable: settable(own, org.parent.is_none()).to_vec(),
    }
}

/// The terms that differ, as the log keeps them. A margin is nobody else's business.
fn differing(before: &TradeTerms, after: &TradeTerms) -> (Map<String, Value>, Map<String, Value>) {
    let told = |terms: &TradeTerms| {
        [
            ("discount", terms.discount.shown()),
            ("tax", terms.tax.shown()),
            ("currency", terms.currency.map_or(String::new(), |one| one.code().to_owned())),
            ("tax-number", terms.tax_number.clone()),
            ("address", terms.address.clone()),
            ("sale-terms", terms.sale_terms.clone()),
        ]
    };
    let (mut old, mut new) = (Map::new(), Map::new());
    for ((key, was), (_, is)) in told(before).into_iter().zip(told(after)) {
        if was != is {
            old.insert(key.to_owned(), Value::from(was));
            new.insert(key.to_owned(), Value::from(is));
        }
    }
    (old, new)
}
