//! The terms that an organization buys on.

use crate::api::prices::{terms_get, terms_set};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::live::wire::Topic;
use crate::pages::follow::follow;
use crate::ui::{Button, Field, Look, TextInput, Textarea, dynamic, list, maybe, use_toasts};
use domain::field::FieldError;
use domain::money::Currency;
use domain::price::{Percent, Terms, TermsField, TradeTerms};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    discount: RwSignal<String>,
    tax: RwSignal<String>,
    margin: RwSignal<String>,
    currency: RwSignal<Option<Currency>>,
    tax_number: RwSignal<String>,
    address: RwSignal<String>,
    sale_terms: RwSignal<String>,
}

impl Typed {
    fn of(terms: &TradeTerms) -> Self {
        Self {
            discount: RwSignal::new(terms.discount.shown()),
            tax: RwSignal::new(terms.tax.shown()),
            margin: RwSignal::new(terms.margin.shown()),
            currency: RwSignal::new(terms.currency),
            tax_number: RwSignal::new(terms.tax_number.clone()),
            address: RwSignal::new(terms.address.clone()),
            sale_terms: RwSignal::new(terms.sale_terms.clone()),
        }
    }

    fn read(self) -> Result<TradeTerms, Vec<FieldError>> {
        let share = |field: &str, text: RwSignal<String>, most: Percent| {
            Percent::parse(field, &text.read_untracked(), most)
        };
        let discount = share("discount", self.discount, TradeTerms::MAX_DISCOUNT);
        let tax = share("tax", self.tax, TradeTerms::MAX_TAX);
        let margin = share("margin", self.margin, TradeTerms::MAX_MARGIN);
        match (discount, tax, margin) {
            (Ok(discount), Ok(tax), Ok(margin)) => Ok(TradeTerms {
                discount,
                tax,
                currency: self.currency.get_untracked(),
                margin,
                tax_number: self.tax_number.get_untracked(),
                address: self.address.get_untracked(),
                sale_terms: self.sale_terms.get_untracked(),
            }),
            (one, two, three) => {
                Err([one, two, three].into_iter().filter_map(Result::err).collect())
            }
        }
    }
}

/// The form, which shows what others set as long as nothing is typed into it.
#[component]
pub(super) fn FollowedTerms(first: (Terms, i64)) -> impl IntoView {
    let (first, pos) = first;
    let (org, version) = (first.org.id, RwSignal::new(first.version));
    let (now, pos) = (RwSignal::new(first), RwSignal::new(pos));
    let typed = RwSignal::new(false);
    let take = move |(terms, at): (Terms, i64)| {
        pos.try_set(at);
        // What is saved here is shown already.
        let news = version.try_get_untracked().is_some_and(|known| known != terms.version);
        if news && typed.try_get_untracked() == Some(false) {
            version.try_set(terms.version);
            now.try_set(terms);
        }
    };
    follow(move || terms_get(Some(org)), take, move || Topic::Prices { pos: pos.get() });
    dynamic(move || view! { <TermsForm terms=now.get() version touched=typed/> })
}

/// The form: what is not the reader's to set is shown as text.
#[component]
fn TermsForm(
    terms: Terms,
    /// The version that is written over.
    version: RwSignal<i32>,
    /// Whether something is typed that is not saved.
    touched: RwSignal<bool>,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let typed = Typed::of(&terms.terms);
    let org = terms.org.id;
    let wrong: RwSignal<Vec<FieldError>> = RwSignal::new(Vec::new());
    let trouble = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        trouble.set(None);
        let wish = match typed.read() {
            Ok(wish) => wish,
            Err(errors) => return wrong.set(errors),
        };
        wrong.set(Vec::new());
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = terms_set(org, version.get_untracked(), wish).await;
            busy.try_set(false);
            match answer {
                Ok(now) => {
                    version.try_set(now.version);
                    touched.try_set(false);
                    toasts.show(t.terms_saved());
                }
                Err(error) if error.code == ErrorCode::Invalid => {
                    wrong.try_set(error.fields);
                }
                Err(error) => {
                    // What is typed stays; saving again writes it over what somebody else set.
                    if error.code == ErrorCode::Conflict
                        && let Ok((now, _)) = terms_get(Some(org)).await
                    {
                        version.try_set(now.version);
                    }
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let wrong = wrong.read();
            wrong.iter().find(|error| error.field == field).map(|error| t.field_error(error))
        })
    };
    let sets = terms.settable.clone();
    let own = sets.contains(&TermsField::Margin);
    let may = move |field: TermsField| sets.contains(&field);
    let share = |id: &'static str, label: String, hint: String, value: RwSignal<String>| {
        view! {
            <Field id label hint error=error(id)>
                <TextInput
                    name=id
                    value=value.get_untracked()
                    attr:inputmode="decimal"
                    on:input=move |ev| value.set(event_target_value(&ev))
                />
            </Field>
        }
        .into_any()
    };
    let said = |label: String, text: String| {
        view! { <div class="terms__said"><span>{label}</span> <strong>{text}</strong></div> }
            .into_any()
    };
    let shown = |share: Percent| t.percent(share);
    let mut parts: Vec<AnyView> = Vec::new();
    parts.push(match may(TermsField::Discount) {
        true => share("discount", t.terms_discount(), t.terms_discount_hint(), typed.discount),
        false => said(t.terms_discount(), shown(terms.terms.discount)),
    });
    parts.push(match may(TermsField::Tax) {
        true => share("tax", t.terms_tax(), t.terms_tax_hint(), typed.tax),
        false => said(t.terms_tax(), shown(terms.terms.tax)),
    });
    parts.push(match may(TermsField::Currency) {
        true => currency_field(t, typed.currency),
        false => said(t.terms_currency(), currency_name(t, terms.terms.currency)),
    });
    if own {
        parts.push(share("margin", t.terms_margin(), t.terms_margin_hint(), typed.margin));
    }
    let sale_terms = may(TermsField::SaleTerms).then(|| {
        view! {
            <Field
                id="sale-terms"
                label=t.terms_sale()
                hint=t.terms_sale_hint()
                error=error("sale-terms")
            >
                <Textarea value=typed.sale_terms name="sale-terms"/>
            </Field>
        }
    });
    let heading = if own { t.terms_own() } else { t.terms_theirs() };
    view! {
        <form
            class="card terms"
            novalidate
            on:submit=save
            on:input=move |_| touched.set(true)
            on:change=move |_| touched.set(true)
        >
            <h2>{heading}</h2>
            <div class="terms__fields">{list(parts)}</div>
            <Field id="tax-number" label=t.terms_tax_number() error=error("tax-number")>
                <TextInput
                    name="tax-number"
                    value=typed.tax_number.get_untracked()
                    on:input=move |ev| typed.tax_number.set(event_target_value(&ev))
                />
            </Field>
            <Field
                id="address"
                label=t.terms_address()
                hint=t.terms_address_hint()
                error=error("address")
            >
                <Textarea value=typed.address name="address"/>
            </Field>
            {maybe(sale_terms)}
            <p class="dialog__trouble" role="alert">
                {move || trouble.read().as_ref().map(|error| match error.code {
                    ErrorCode::Conflict => t.terms_conflict(),
                    _ => t.api_error(error),
                })}
            </p>
            <div class="order__deeds">
                <Button look=Look::Primary submit=true busy>{t.action_save()}</Button>
            </div>
        </form>
    }
}

fn currency_name(t: Messages, currency: Option<Currency>) -> String {
    currency.map_or_else(|| t.terms_currency_any(), |currency| currency.code().to_owned())
}

fn currency_field(t: Messages, chosen: RwSignal<Option<Currency>>) -> AnyView {
    let all = std::iter::once(None).chain(Currency::ALL.map(Some));
    let options = all.map(move |one| {
        let code = one.map_or("", Currency::code);
        view! {
            <option value=code selected=move || chosen.get() == one>{currency_name(t, one)}</option>
        }
    });
    view! {
        <Field id="currency" label=t.terms_currency() hint=t.terms_currency_hint()>
            <select
                class="input"
                id="currency"
                on:change=move |ev| chosen.set(Currency::from_code(&event_target_value(&ev)))
            >
                {list(options)}
            </select>
        </Field>
    }
    .into_any()
}
