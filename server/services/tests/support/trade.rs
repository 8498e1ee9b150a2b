//! Buying in a tree of one's own: what tests of orders do again and again.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs)]

use crate::house::House;
use domain::field::FieldError;
use domain::ids::{OrderId, OrgId};
use domain::money::{Currency, Money};
use domain::order::{CheckoutDraft, LineDraft, OrderDetail, PlaceOrder, Placed, Recipient};
use domain::organization::OrgDraft;
use domain::people::Principal;
use services::ServiceError;
use uuid::Uuid;

/// Emsisoft Business Security: $28.90 a seat and year, $2.79 a month, $10 to open a plan.
pub const BUSINESS: i32 = 40_102;

pub fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::Usd }
}

pub fn refused(answer: Result<impl std::fmt::Debug, ServiceError>) -> &'static str {
    match answer {
        Err(ServiceError::Refused(code)) => code,
        other => panic!("{other:?}"),
    }
}

/// The first field and its error.
pub fn invalid(answer: Result<impl std::fmt::Debug, ServiceError>) -> (String, String) {
    match answer {
        Err(ServiceError::Invalid(mut wrong)) => {
            let FieldError { field, code, .. } = wrong.remove(0);
            (field, code)
        }
        other => panic!("{other:?}"),
    }
}

impl House {
    /// Five seats for a year, for the first customer.
    pub fn line(&self) -> LineDraft {
        let recipient = Recipient::Customer(self.customers[0].id);
        LineDraft {
            edition: BUSINESS,
            years: 1,
            seats: 5,
            count: 1,
            recipient,
            wish: String::new(),
        }
    }

    /// Keys for nobody yet.
    pub fn keys(&self, count: u32) -> LineDraft {
        LineDraft { count, recipient: Recipient::Stock, ..self.line() }
    }

    /// A plan for the first customer.
    pub fn by_month(&self) -> LineDraft {
        LineDraft { years: 0, ..self.line() }
    }

    pub async fn cart(&self, lines: &[LineDraft]) -> OrderDetail {
        let mut cart = None;
        for line in lines {
            cart = Some(self.services.cart_add(&self.owner, line.clone()).await.unwrap());
        }
        cart.unwrap()
    }

    pub fn ask(&self, cart: &OrderDetail) -> PlaceOrder {
        PlaceOrder {
            id: cart.id,
            version: cart.version,
            total: cart.totals.gross().unwrap(),
            checkout: CheckoutDraft::default(),
            idempotency: Uuid::new_v4(),
        }
    }

    pub async fn place(&self, ask: PlaceOrder) -> Result<Placed, ServiceError> {
        self.services.order_place(&self.owner, ask).await
    }

    pub async fn buy(&self, lines: &[LineDraft]) -> OrderDetail {
        let cart = self.cart(lines).await;
        let placed = self.place(self.ask(&cart)).await.unwrap();
        self.order(&self.owner, placed.id).await
    }

    pub async fn order(&self, who: &Principal, id: OrderId) -> OrderDetail {
        self.services.order_get(who, id).await.unwrap()
    }

    /// Fixes the prices of what is put into a cart, or sends it to the distributor; as the
    /// partner sees it.
    pub async fn quoted(&self, lines: &[LineDraft], to_seller: bool) -> OrderDetail {
        let cart = self.cart(lines).await;
        let checkout = CheckoutDraft::default();
        let (id, version) = (cart.id, cart.version);
        self.services.order_quote(&self.owner, id, version, checkout, to_seller).await.unwrap();
        self.order(&self.owner, id).await
    }

    pub async fn approve(&self, order: &OrderDetail) -> Result<Placed, ServiceError> {
        self.services.order_approve(&self.distributor, order.id, order.version).await
    }

    pub async fn draft_of(&self, org: OrgId) -> (i32, OrgDraft) {
        let org = self.services.organization_get(&self.distributor, org).await.unwrap();
        (org.version, org.draft)
    }

    /// The partner has to ask its distributor.
    pub async fn indirect(&self) {
        let (version, draft) = self.draft_of(self.partner.id).await;
        let draft = OrgDraft { direct_purchase: false, ..draft };
        let id = self.partner.id;
        self.services.organization_update(&self.distributor, id, version, draft).await.unwrap();
    }

    pub async fn count(&self, what: &str) -> i64 {
        self.texts(&format!("SELECT count(*)::text FROM {what}")).await[0].parse().unwrap()
    }
}
