//! Enabling a license as a guided choice on one page: product type > protection model >
//! add-ons > services > seats and term (DOMAIN.md 1.2.4).

use super::draft::Draft;
use super::extras::Extras;
use super::inputs::{Choice, OtherErrors};
use super::terms::Terms;
use crate::api::entitlements::{entitlement_offer, grant_entitlement};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::ui::{Button, ErrorState, Look, Spinner, dynamic, keyed, list, maybe, use_toasts, when};
use domain::catalog::ExtraKind;
use domain::entitlement::{EditionChoice, GrantEntitlement, Offered, ProductChoice, Source};
use domain::ids::OrgId;
use domain::license::LicenseKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

/// The fields whose errors stand beside them.
const SHOWN: [&str; 6] = ["seats", "ends", "auto_renew_months", "resale", "years", "kind"];

/// The guide, from the moment it is opened.
#[component]
pub(super) fn Guide(
    /// For whom.
    org: OrgId,
    /// Closes it; says whether something was enabled.
    close: Callback<bool>,
) -> impl IntoView {
    let t = use_messages();
    let offered = RwSignal::new(None::<Result<Offered, ApiError>>);
    let load = Callback::new(move |()| {
        spawn_local(async move {
            let answer = entitlement_offer(org).await;
            offered.try_set(Some(answer));
        });
    });
    load.run(());
    let draft = Draft::empty();
    dynamic(move || match offered.get() {
        None => view! { <p class="entitlements__wait" role="status"><Spinner/></p> }.into_any(),
        Some(Err(error)) => view! { <ErrorState text=t.api_error(&error) retry=load/> }.into_any(),
        Some(Ok(offered)) => view! { <Steps draft offered load close/> }.into_any(),
    })
}

/// What the steps share.
#[derive(Clone, Copy)]
struct Steps {
    draft: Draft,
    offered: StoredValue<Offered>,
}

impl Steps {
    fn product(self) -> Option<ProductChoice> {
        let id = self.draft.product.get()?;
        self.offered.with_value(|offered| {
            offered.offer.products.iter().find(|product| product.id == id).cloned()
        })
    }

    fn edition(self) -> Option<EditionChoice> {
        let id = self.draft.edition.get()?;
        self.product()?.editions.into_iter().find(|edition| edition.id == id)
    }

    fn parent(self) -> Option<String> {
        self.offered.with_value(|offered| offered.parent.as_ref().map(|org| org.name.clone()))
    }

    /// Another product type has other models; one that has no models to choose has one.
    fn choose_product(self, product: &ProductChoice) {
        self.draft.product.set(Some(product.id));
        let only = product.editions.first().filter(|_| product.editions.len() == 1);
        let edition = only.filter(|edition| edition.refused.is_none()).map(|edition| edition.id);
        self.choose_edition(edition);
        self.draft.years.set(product.terms_years.first().copied());
        // Monthly, where there is a choice.
        let possible = |kind: LicenseKind| {
            product.kinds.iter().any(|choice| choice.kind == kind && choice.refused.is_none())
        };
        let preferred = [LicenseKind::Monthly, LicenseKind::Term, LicenseKind::Usage];
        self.draft.kind.set(preferred.into_iter().find(|kind| possible(*kind)));
    }

    fn choose_edition(self, edition: Option<i32>) {
        self.draft.edition.set(edition);
        self.draft.extras.update(|extras| extras.clear());
        self.draft.errors.set(Vec::new());
    }
}

#[component]
fn Steps(
    draft: Draft,
    offered: Offered,
    load: Callback<()>,
    close: Callback<bool>,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let (org, resale) = (offered.org.clone(), offered.offer.resale);
    let steps = Steps { draft, offered: StoredValue::new(offered) };
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    // Made once for what the person means to do: sent again, it does nothing twice.
    let intent = StoredValue::new(Uuid::new_v4());
    let title = t.guide_title(org.name.as_str());
    let receiver = org.name.clone();
    let confirm = move || {
        trouble.set(None);
        let (Some(wish), Some(product)) = (draft.wish(), steps.product()) else { return };
        let grant = GrantEntitlement { org: org.id, wish, idempotency: intent.get_value() };
        let receiver = receiver.clone();
        busy.set(true);
        spawn_local(async move {
            let answer = grant_entitlement(grant).await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.show(t.guide_done(product.name, receiver));
                    close.try_run(true);
                }
                Err(error) => {
                    // The same intent again would be another request than the one refused.
                    intent.try_set_value(Uuid::new_v4());
                    match error.code {
                        ErrorCode::Invalid => draft.refuse(error.fields),
                        ErrorCode::Conflict => {
                            trouble.try_set(Some(t.api_error(&error)));
                            load.try_run(());
                        }
                        _ => {
                            trouble.try_set(Some(t.api_error(&error)));
                        }
                    }
                }
            }
        });
    };
    let edition = move || draft.edition.get().map(|edition| u64::from(edition.unsigned_abs()));
    let product = move || draft.product.get().map(|product| u64::from(product.unsigned_abs()));
    let others = Signal::derive(move || {
        let mut all = draft.other_errors(t, &SHOWN);
        all.extend(trouble.get());
        all
    });
    view! {
        <form
            class="guide"
            aria-labelledby="guide-title"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                confirm();
            }
        >
            <h2 id="guide-title">{title}</h2>
            <Products steps/>
            {keyed(move || product().into_iter().collect(), move |_| models(steps))}
            {keyed(move || edition().into_iter().collect(), move |_| below(steps, resale))}
            <OtherErrors errors=others/>
            <div class="guide__actions">
                {when(move || edition().map(|_| view! {
                    <Button look=Look::Primary submit=true busy>{t.guide_confirm()}</Button>
                }))}
                <Button look=Look::Quiet on:click=move |_| close.run(false)>
                    {t.action_cancel()}
                </Button>
            </div>
        </form>
    }
}

/// A step with its heading.
fn step(number: u8, title: String, content: AnyView) -> AnyView {
    view! {
        <fieldset class="guide__step">
            <legend class="guide__legend">
                <span class="guide__number" aria-hidden="true">{number}</span>
                {title}
            </legend>
            {content}
        </fieldset>
    }
    .into_any()
}

#[component]
fn Products(steps: Steps) -> impl IntoView {
    let t = use_messages();
    let mut products = steps.offered.with_value(|offered| offered.offer.products.clone());
    // What can be chosen comes first.
    products.sort_by_key(|product| product.refused.is_some());
    let one = move |product: ProductChoice| {
        let id = product.id;
        let chosen = Signal::derive(move || steps.draft.product.get() == Some(id));
        let reason = product.refused.as_ref().map(|refused| t.field_error(refused));
        let (title, note) = (product.name.clone(), Some(product.vendor.clone()));
        let choose = Callback::new(move |_| steps.choose_product(&product));
        view! { <Choice name="product" title note=note reason=reason chosen choose/> }
    };
    let options = list(products.into_iter().map(one).collect::<Vec<_>>());
    step(1, t.guide_product(), view! { <div class="options">{options}</div> }.into_any())
}

/// The models of the chosen product type.
fn models(steps: Steps) -> AnyView {
    let t = use_messages();
    let Some(product) = untrack(move || steps.product()) else { return ().into_any() };
    let single = product.editions.len() == 1;
    let one = move |edition: EditionChoice| {
        let id = edition.id;
        let chosen = Signal::derive(move || steps.draft.edition.get() == Some(id));
        let reason = edition.refused.as_ref().map(|refused| t.field_error(refused));
        let note = edition.source.as_ref().map(|source| left(t, steps, source));
        let choose = Callback::new(move |_| steps.choose_edition(Some(id)));
        view! { <Choice name="edition" title=edition.name note=note reason=reason chosen choose/> }
    };
    let refused = product.editions.first().and_then(|edition| edition.refused.clone());
    let content = match (single, refused) {
        (true, None) => {
            let text = t.guide_model_none(product.name);
            view! { <p class="entitlements__quiet">{text}</p> }.into_any()
        }
        _ => {
            let options = list(product.editions.into_iter().map(one).collect::<Vec<_>>());
            view! { <div class="options">{options}</div> }.into_any()
        }
    };
    step(2, t.guide_model(), content)
}

/// What is left where it comes from.
fn left(t: crate::i18n::Messages, steps: Steps, source: &Source) -> String {
    let parent = steps.parent().unwrap_or_default();
    match (source.left, source.seats) {
        (Some(left), Some(seats)) => t.guide_left(left, seats, parent),
        _ => t.guide_left_unlimited(parent),
    }
}

/// The steps behind the model: add-ons, services, seats and term, and what it comes to.
fn below(steps: Steps, resale: bool) -> AnyView {
    let t = use_messages();
    let found = untrack(move || steps.product().zip(steps.edition()));
    let Some((product, edition)) = found else { return ().into_any() };
    let draft = steps.draft;
    let parts = |kind: ExtraKind| {
        let (extras, parent) = (edition.extras.clone(), steps.parent());
        view! { <Extras draft extras kind parent prefix="grant"/> }.into_any()
    };
    let source = edition.source.clone();
    let terms = view! { <Terms draft product=product.clone() source=source.clone() resale/> };
    view! {
        {step(3, t.guide_add_ons(), parts(ExtraKind::AddOn))}
        {step(4, t.guide_services(), parts(ExtraKind::Service))}
        {step(5, t.guide_terms(), terms.into_any())}
        <Summary steps product edition/>
    }
    .into_any()
}

/// What would be enabled, and what the parent has left before and afterwards.
#[component]
fn Summary(steps: Steps, product: ProductChoice, edition: EditionChoice) -> impl IntoView {
    let t = use_messages();
    let draft = steps.draft;
    let model = (product.editions.len() > 1).then(|| edition.name.clone());
    let title = match model {
        Some(model) => format!("{} · {model}", product.name),
        None => product.name.clone(),
    };
    let extras = edition.extras.clone();
    let chosen = move || {
        let chosen = draft.extras.read();
        let names = extras.iter().filter(|extra| chosen.contains_key(&extra.id));
        let names: Vec<&str> = names.map(|extra| extra.name.as_str()).collect();
        (!names.is_empty()).then(|| view! { <p>{names.join(", ")}</p> })
    };
    let how = move || {
        let kind = draft.kind.get()?;
        let seats = match draft.unlimited.get() || kind == LicenseKind::Usage {
            true => Some(t.entitlement_unlimited()),
            false => draft.seats.read().trim().parse::<i64>().ok().map(|s| t.entitlement_seats(s)),
        };
        let parts: Vec<String> = std::iter::once(t.kind(kind)).chain(seats).collect();
        Some(view! { <p>{parts.join(" · ")}</p> })
    };
    let source = edition.source.clone();
    let before = source.as_ref().map(|source| left(t, steps, source));
    let after = move || {
        let left = source.as_ref()?.left?;
        let drawn = match draft.kind.get()? {
            LicenseKind::Trial => 0,
            _ if draft.unlimited.get() => return None,
            _ => draft.seats.read().trim().parse::<i64>().ok()?,
        };
        let after = left.checked_sub(drawn).filter(|after| *after >= 0)?;
        Some(view! { <p>{t.guide_left_after(after)}</p> })
    };
    view! {
        <section class="guide__summary" aria-label=t.guide_summary()>
            <h3>{t.guide_summary()}</h3>
            <p><strong>{title}</strong></p>
            {when(chosen)}
            {when(how)}
            {maybe(before.map(|text| view! { <p class="guide__left">{text}</p> }))}
            {when(after)}
        </section>
    }
}
