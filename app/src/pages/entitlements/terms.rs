//! Seats and term: how many, how charged, until when, and whether they may be granted on.

use super::draft::Draft;
use super::inputs::{Choice, ErrorLine, Line, Tick};
use crate::i18n::use_messages;
use crate::ui::{list, maybe, when};
use domain::entitlement::{ProductChoice, Source};
use domain::license::LicenseKind;
use leptos::prelude::*;

/// The last step of the guided choice.
#[component]
pub(super) fn Terms(
    /// The form.
    draft: Draft,
    /// What is enabled.
    product: ProductChoice,
    /// What it draws from.
    source: Option<Source>,
    /// Whether the right to grant further may be given.
    resale: bool,
) -> impl IntoView {
    let t = use_messages();
    let kind = move || draft.kind.get();
    let kinds = product.kinds.iter().map(|choice| {
        let own = choice.kind;
        let chosen = Signal::derive(move || draft.kind.get() == Some(own));
        let reason = choice.refused.as_ref().map(|refused| t.field_error(refused));
        let trial = product.trial;
        let choose = Callback::new(move |_| {
            draft.kind.set(Some(own));
            if let (LicenseKind::Trial, Some(trial)) = (own, trial) {
                draft.seats.set(trial.seats.to_string());
                draft.unlimited.set(false);
            }
        });
        view! { <Choice name="kind" title=t.kind(own) reason=reason chosen choose/> }
    });
    let kinds = list(kinds.collect::<Vec<_>>());
    let years = product.terms_years.clone();
    let term = move || (kind() == Some(LicenseKind::Term)).then(|| years_of(draft, &years));
    let trial = product.trial;
    let trial = move || {
        let trial = trial.filter(|_| kind() == Some(LicenseKind::Trial))?;
        let text = t.guide_trial(trial.days, trial.seats);
        Some(view! { <p class="entitlements__quiet">{text}</p> })
    };
    let open = source.is_none_or(|source| source.seats.is_none());
    let seats = move || {
        matches!(kind(), Some(LicenseKind::Term | LicenseKind::Monthly))
            .then(|| view! { <Seats draft prefix="grant" open/> })
    };
    let ends = move || {
        matches!(kind(), Some(LicenseKind::Term | LicenseKind::Monthly)).then(|| {
            view! { <Ends draft prefix="grant" open=kind() == Some(LicenseKind::Monthly)/> }
        })
    };
    let resale = move || {
        let offered = resale && kind().is_some_and(|kind| kind != LicenseKind::Trial);
        offered.then(|| view! { <Resale draft prefix="grant"/> })
    };
    view! {
        <div class="terms">
            <div class="options" role="radiogroup" aria-label=t.guide_kind()>{kinds}</div>
            <ErrorLine
                id="grant-kind-error".to_owned()
                error=Signal::derive(move || draft.error(t, "kind"))
            />
            {when(trial)}
            {when(term)}
            {when(seats)}
            {when(ends)}
            {when(resale)}
        </div>
    }
}

fn years_of(draft: Draft, years: &[i16]) -> impl IntoView + use<> {
    let t = use_messages();
    let option = |years: &i16| {
        let years = *years;
        let chosen = Signal::derive(move || draft.years.get() == Some(years));
        let choose = Callback::new(move |_| draft.years.set(Some(years)));
        view! { <Choice name="years" title=t.guide_years_count(years) chosen choose/> }
    };
    let options = list(years.iter().map(option).collect::<Vec<_>>());
    view! {
        <div class="options options--row" role="radiogroup" aria-label=t.guide_years()>
            {options}
        </div>
        <ErrorLine
            id="grant-years-error".to_owned()
            error=Signal::derive(move || draft.error(t, "years"))
        />
    }
}

/// How many seats.
#[component]
pub(super) fn Seats(
    /// The form.
    draft: Draft,
    /// What the inputs' ids begin with.
    #[prop(into)]
    prefix: String,
    /// Whether there may be no limit.
    open: bool,
) -> impl IntoView {
    let t = use_messages();
    let error = Signal::derive(move || draft.error(t, "seats"));
    let unlimited = move || {
        let monthly = draft.kind.get() == Some(LicenseKind::Monthly);
        (open && monthly).then(|| {
            view! { <Tick label=t.guide_unlimited() value=draft.unlimited/> }
        })
    };
    view! {
        <Line
            id=format!("{prefix}-seats")
            label=t.guide_seats()
            value=draft.seats
            error
            disabled=draft.unlimited
        />
        {when(unlimited)}
    }
}

/// Until when, and whether it goes on by itself.
#[component]
pub(super) fn Ends(
    /// The form.
    draft: Draft,
    /// What the inputs' ids begin with.
    #[prop(into)]
    prefix: String,
    /// Whether the end is open: a term's follows from its years.
    open: bool,
) -> impl IntoView {
    let t = use_messages();
    let end = open.then(|| {
        view! {
            <Line
                id=format!("{prefix}-ends")
                label=t.guide_ends()
                kind="date"
                value=draft.ends
                hint=t.guide_ends_hint()
                error=Signal::derive(move || draft.error(t, "ends"))
            />
        }
    });
    view! {
        {maybe(end)}
        <Line
            id=format!("{prefix}-renew")
            label=t.guide_renew()
            value=draft.renew
            hint=t.guide_renew_hint()
            error=Signal::derive(move || draft.error(t, "auto_renew_months"))
        />
    }
}

/// Whether it may be granted on.
#[component]
pub(super) fn Resale(
    /// The form.
    draft: Draft,
    /// What the inputs' ids begin with.
    #[prop(into)]
    prefix: String,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <div class="field">
            <Tick label=t.guide_resale() value=draft.resale/>
            <ErrorLine
                id=format!("{prefix}-resale-error")
                error=Signal::derive(move || draft.error(t, "resale"))
            />
        </div>
    }
}
