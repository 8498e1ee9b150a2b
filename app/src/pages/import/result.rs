//! An import that runs, and one that is over.

use super::lines::{LineTable, Lines};
use super::model::percent;
use super::work::Work;
use crate::i18n::use_messages;
use crate::ui::{Button, Icon, IconName};
use domain::import::{ImportState, Outcome, Progress};
use leptos::prelude::*;

/// How far it is.
#[component]
pub(super) fn Running(work: Work) -> impl IntoView {
    let t = use_messages();
    let read = move |part: fn(&Progress) -> u32| {
        work.progress.with(|progress| progress.as_ref().map_or(0, part))
    };
    let name = work
        .progress
        .with_untracked(|progress| progress.as_ref().map(|p| p.file_name.clone()))
        .unwrap_or_default();
    let title = StoredValue::new(t.import_running(name));
    let done = move || percent(read(|p| p.done), read(|p| p.total));
    view! {
        <section class="import__part import__running">
            <h2>{title.get_value()}</h2>
            <progress
                class="progress"
                max="100"
                aria-label=title.get_value()
                value=move || done().to_string()
            ></progress>
            <p class="import__quiet" role="status">
                {move || t.import_progress(read(|p| p.done), read(|p| p.total))}
            </p>
            <p>{t.import_running_hint()}</p>
            <Button on:click=move |_| work.stop(|| {})>{t.import_stop()}</Button>
        </section>
    }
}

/// What came of it.
#[component]
pub(super) fn Summary(work: Work) -> impl IntoView {
    let t = use_messages();
    let Some(progress) = work.progress.get_untracked() else { return ().into_any() };
    let done = progress.state == ImportState::Done;
    let title = if done { t.import_done(progress.counts.writes()) } else { t.import_failed() };
    let refused = progress.counts.refuse;
    let text = move || {
        let counts = progress.counts;
        done.then(|| t.import_done_text(counts.create, counts.change, counts.same, counts.refuse))
    };
    let why = progress.error.as_ref().map(|error| t.field_error(error));
    let customers = progress.customers_created;
    let meanwhile = progress.meanwhile.clone();
    view! {
        <div class="state" class:state--error=!done role="status">
            <span class="state__icon">
                <Icon name=if done { IconName::Check } else { IconName::Alert }/>
            </span>
            <p class="state__title">{title}</p>
            <p class="state__text">{text()} {why}</p>
            {(customers > 0)
                .then(|| view! { <p class="state__text">{t.import_done_customers(customers)}</p> })}
            <div class="state__actions">
                <a class="button button--primary" href="/licenses">{t.import_to_licenses()}</a>
                <a class="button" href="/import">{t.import_another()}</a>
            </div>
        </div>
        {(!meanwhile.is_empty())
            .then(|| {
                view! {
                    <section class="import__part">
                        <h2>{t.import_meanwhile()}</h2>
                        <LineTable lines=meanwhile/>
                    </section>
                }
            })}
        {(done && refused > 0)
            .then(|| {
                view! {
                    <section class="import__part">
                        <h2>{t.import_refused_lines()}</h2>
                        <Lines
                            work
                            outcome=Signal::stored(Some(Outcome::Refuse))
                            total=Signal::stored(refused.min(1_000))
                        />
                    </section>
                }
            })}
    }
    .into_any()
}
