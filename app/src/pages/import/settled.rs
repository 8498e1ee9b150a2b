//! Names of the file that the person has said the meaning of, to be taken back.

use super::work::Work;
use crate::i18n::use_messages;
use crate::ui::{IconButton, IconName};
use domain::import::{CustomerDecision, Settings};
use leptos::prelude::*;

/// One such name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Choice {
    /// A customer's name.
    Customer(String),
    /// A product and its edition.
    Product(String, String),
}

impl Choice {
    fn shown(&self) -> String {
        match self {
            Self::Product(product, edition) if !edition.is_empty() => {
                format!("{product} · {edition}")
            }
            Self::Customer(name) | Self::Product(name, _) => name.clone(),
        }
    }

    fn take_back(&self, settings: &mut Settings) {
        match self {
            Self::Customer(name) => settings.customers.retain(|choice| choice.name != *name),
            Self::Product(product, edition) => settings
                .products
                .retain(|choice| (&choice.product, &choice.edition) != (product, edition)),
        }
    }
}

/// The names that stand for something known. Those that are created or left out still stand
/// among the unknown ones.
pub(super) fn choices(settings: &Settings) -> Vec<Choice> {
    let customers = settings
        .customers
        .iter()
        .filter(|choice| matches!(choice.decision, CustomerDecision::Existing(_)))
        .map(|choice| Choice::Customer(choice.name.clone()));
    let products = settings
        .products
        .iter()
        .map(|choice| Choice::Product(choice.product.clone(), choice.edition.clone()));
    customers.chain(products).collect()
}

/// The settled names, each with a way back.
#[component]
pub(super) fn Settled(work: Work) -> impl IntoView {
    let t = use_messages();
    let settled = Memo::new(move |_| {
        work.check.with(|check| check.as_ref().map(|c| choices(&c.settings)).unwrap_or_default())
    });
    let one = move |choice: Choice| {
        let shown = choice.shown();
        let label = t.import_settled_undo(shown.as_str());
        let back = move |_| {
            let choice = choice.clone();
            work.change(move |settings| choice.take_back(settings));
        };
        view! {
            <li class="settled__one">
                {shown}
                <IconButton icon=IconName::Close label on:click=back/>
            </li>
        }
    };
    view! {
        <Show when=move || !settled.with(Vec::is_empty)>
            <section class="import__part">
                <h2>{t.import_settled()}</h2>
                <ul class="settled">
                    <For each=move || settled.get() key=Clone::clone children=one/>
                </ul>
            </section>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use domain::ids::OrgId;
    use domain::import::{CustomerChoice, ProductChoice};

    fn customer(name: &str, decision: CustomerDecision) -> CustomerChoice {
        CustomerChoice { name: name.into(), decision }
    }

    #[test]
    fn only_what_stands_for_something_known_is_settled_and_can_be_taken_back() {
        let known = OrgId("00000000-0000-0000-0000-000000000001".parse().unwrap());
        let product = |edition: &str| ProductChoice {
            product: "EP".into(),
            edition: edition.into(),
            edition_id: 7,
        };
        let mut settings = Settings {
            customers: vec![
                customer("Left out", CustomerDecision::Refuse),
                customer("Meant", CustomerDecision::Existing(known)),
                customer("New", CustomerDecision::Create),
            ],
            products: vec![product(""), product("Pro")],
            ..Settings::default()
        };
        let all = choices(&settings);
        assert_eq!(all.iter().map(Choice::shown).collect::<Vec<_>>(), ["Meant", "EP", "EP · Pro"]);
        all[0].take_back(&mut settings);
        all[1].take_back(&mut settings);
        assert_eq!(choices(&settings).len(), 1);
        assert_eq!(settings.customers.len(), 2);
        assert_eq!(settings.products[0].edition, "Pro");
    }
}
