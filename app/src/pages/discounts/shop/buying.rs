//! What is chosen and typed, asking what it costs, and buying it.

use super::super::number;
use crate::api::ApiError;
use crate::api::programs::{discount_buy, discount_price};
use crate::i18n::Messages;
use crate::ui::Latest;
use crate::ui::trouble::beside;
use domain::order::CheckoutDraft;
use domain::program::{ProgramBought, ProgramChoice, ProgramPrice, UseProgram};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

/// What is chosen and typed, and what it costs.
#[derive(Clone, Copy)]
pub(super) struct Buying {
    pub(super) t: Messages,
    pub(super) secret: StoredValue<String>,
    pub(super) edition: RwSignal<Option<i32>>,
    pub(super) years: RwSignal<i16>,
    pub(super) seats: RwSignal<String>,
    pub(super) count: RwSignal<String>,
    pub(super) own_number: RwSignal<String>,
    pub(super) reference: RwSignal<String>,
    pub(super) agreed: RwSignal<bool>,
    pub(super) price: RwSignal<Option<ProgramPrice>>,
    pub(super) busy: RwSignal<bool>,
    pub(super) trouble: RwSignal<Option<ApiError>>,
    pub(super) bought: RwSignal<Option<ProgramBought>>,
    /// What was last sent, and the key that was made for it: sent again, it does nothing twice.
    pub(super) intent: StoredValue<Option<UseProgram>>,
    pub(super) latest: Latest,
}

impl Buying {
    /// None while nothing is chosen, or a number cannot be read.
    pub(super) fn choice(self) -> Option<ProgramChoice> {
        Some(ProgramChoice {
            edition: self.edition.get()?,
            years: self.years.get(),
            seats: number(&self.seats.read())?.try_into().unwrap_or(i32::MAX),
            count: number(&self.count.read())?,
        })
    }

    /// Asks what the choice costs.
    pub(super) fn ask(self, choice: ProgramChoice) {
        let secret = self.secret.get_value();
        let begun = self.latest.begin();
        spawn_local(async move {
            let answer = discount_price(secret, choice).await;
            if !self.latest.is(begun) {
                return;
            }
            match answer {
                Ok(price) => self.price.set(Some(price)),
                Err(error) => self.trouble.set(Some(error)),
            }
        });
    }

    pub(super) fn buy(self) {
        let (Some(choice), Some(price)) = (untrack(|| self.choice()), self.price.get_untracked())
        else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        let ask = UseProgram {
            secret: self.secret.get_value(),
            choice,
            total: price.gross,
            checkout: CheckoutDraft {
                own_number: self.own_number.get_untracked(),
                reference: self.reference.get_untracked(),
                ..CheckoutDraft::default()
            },
            idempotency: Uuid::new_v4(),
        };
        let is_same =
            |it: &UseProgram| UseProgram { idempotency: ask.idempotency, ..it.clone() } == ask;
        let ask = self.intent.get_value().filter(is_same).unwrap_or(ask);
        self.intent.set_value(Some(ask.clone()));
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = discount_buy(ask).await;
            self.busy.try_set(false);
            match answer {
                Ok(bought) => {
                    self.bought.try_set(Some(bought));
                }
                Err(error) => {
                    if error.reason.as_deref() == Some("price-changed") {
                        // The new one is shown and has to be agreed to.
                        self.agreed.try_set(false);
                        self.ask(choice);
                    }
                    self.trouble.try_set(Some(error));
                }
            }
        });
    }

    pub(super) fn beside(self, field: &'static str) -> Signal<Option<String>> {
        beside(self.t, self.trouble, field)
    }
}
