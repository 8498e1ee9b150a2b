//! The dry run: what would happen, and the button that lets it happen.

use super::columns::Columns;
use super::lines::Lines;
use super::questions::Questions;
use super::work::Work;
use crate::i18n::use_messages;
use crate::ui::{Button, IconName, Look, Spinner};
use domain::import::{Counts, Outcome};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The dry run with its questions.
#[component]
pub(super) fn Review(work: Work) -> impl IntoView {
    let t = use_messages();
    let counts = Memo::new(move |_| {
        work.check.with(|check| check.as_ref().map(|c| c.summary.counts).unwrap_or_default())
    });
    let coupons =
        move || work.check.with(|check| check.as_ref().map_or(0, |check| check.summary.coupons));
    let file = move || work.check.with(|c| c.as_ref().map(|c| c.file_name.clone()));
    view! {
        <p class="import__file">{file}</p>
        <Columns work/>
        <Questions work/>
        <section class="import__part">
            <h2>
                {t.import_result()} {move || work.busy.get().then(|| view! { <Spinner/> })}
            </h2>
            {move || {
                (coupons() > 0)
                    .then(|| view! { <p class="import__quiet">{t.import_coupons(coupons())}</p> })
            }}
            <OutcomeLines work counts/>
        </section>
        <Actions work counts/>
    }
}

/// The report's lines, by outcome.
#[component]
fn OutcomeLines(work: Work, counts: Memo<Counts>) -> impl IntoView {
    let t = use_messages();
    let wanted = RwSignal::new(None::<Outcome>);
    let tab = move |outcome: Option<Outcome>| {
        let name = outcome.map_or_else(|| t.import_outcome_all(), |o| t.import_outcome(o));
        let count = move || {
            let counts = counts.get();
            t.number(i64::from(outcome.map_or(counts.total(), |outcome| counts.of(outcome))))
        };
        view! {
            <button
                type="button"
                class="choice__option"
                aria-pressed=move || if wanted.get() == outcome { "true" } else { "false" }
                on:click=move |_| wanted.set(outcome)
            >
                {name}
                " "
                <span class="choice__count">{count}</span>
            </button>
        }
    };
    let total = Signal::derive(move || {
        let counts = counts.get();
        wanted.get().map_or(counts.total(), |outcome| counts.of(outcome))
    });
    view! {
        <div class="choice__options" role="group" aria-label=t.import_result()>
            {tab(None)}
            {Outcome::ALL.into_iter().map(|outcome| tab(Some(outcome))).collect_view()}
        </div>
        <Lines work outcome=wanted.into() total/>
    }
}

#[component]
fn Actions(work: Work, counts: Memo<Counts>) -> impl IntoView {
    let t = use_messages();
    let navigate = StoredValue::new_local(use_navigate());
    let ready = Signal::derive(move || {
        work.check.with(|check| check.as_ref().is_some_and(|c| c.summary.can_start()))
    });
    let away = move || {
        navigate.try_with_value(|go| go("/import", Default::default()));
    };
    view! {
        <footer class="import__actions">
            <p class="import__quiet">
                {move || {
                    let refused = counts.get().refuse;
                    (refused > 0).then(|| t.import_refused_stay(refused))
                }}
            </p>
            <Button look=Look::Quiet on:click=move |_| work.stop(away)>{t.import_discard()}</Button>
            <Button
                look=Look::Primary
                icon=IconName::Check
                busy=work.busy
                disabled=Signal::derive(move || !ready.get())
                on:click=move |_| work.start()
            >
                {move || t.import_start(counts.get().writes())}
            </Button>
        </footer>
    }
}
