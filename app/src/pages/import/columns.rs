//! Which column of the file is which.

use super::work::Work;
use crate::i18n::use_messages;
use crate::ui::{Icon, IconName};
use domain::import::Field;
use leptos::prelude::*;

/// The columns of the file, each with its first values and what it is.
#[component]
pub(super) fn Columns(work: Work) -> impl IntoView {
    let t = use_messages();
    // The headings stay the same from check to check, so the selects stay too.
    let headings = Memo::new(move |_| {
        work.check.with(|check| {
            check.as_ref().map(|c| (c.summary.headings.clone(), c.summary.samples.clone()))
        })
    });
    let rows = move || {
        let (headings, samples) = headings.get().unwrap_or_default();
        headings
            .into_iter()
            .enumerate()
            .map(|(at, heading)| {
                let sample = samples.get(at).map(|values| values.join(" · ")).unwrap_or_default();
                view! {
                    <li class="columns__one">
                        <span class="columns__heading" id=format!("column-{at}")>{heading}</span>
                        <span class="columns__sample">{sample}</span>
                        <FieldSelect work column=at/>
                    </li>
                }
            })
            .collect_view()
    };
    let used = move || {
        let (used, all) = work.check.with(|check| {
            check.as_ref().map_or((0, 0), |c| (c.summary.mapping.count(), c.summary.headings.len()))
        });
        t.import_columns_used(used, all)
    };
    // Only what needs an answer opens by itself.
    let open = work.check.with_untracked(|check| {
        check.as_ref().is_some_and(|check| !check.summary.missing.is_empty())
    });
    view! {
        <details class="import__columns" open=open>
            <summary>
                <Icon name=IconName::ChevronRight/>
                <h2>{t.import_columns()}</h2>
                <span class="import__quiet">{used}</span>
            </summary>
            <p class="import__quiet">{t.import_columns_hint()}</p>
            <ul class="columns">{rows}</ul>
        </details>
    }
}

#[component]
fn FieldSelect(work: Work, column: usize) -> impl IntoView {
    let t = use_messages();
    let chosen =
        Memo::new(move |_| work.check.with(|check| check.as_ref()?.summary.mapping.field(column)));
    let choose = move |event: leptos::ev::Event| {
        let field = Field::from_slug(&event_target_value(&event));
        work.change(move |settings| {
            if let Some(mapping) = &mut settings.mapping {
                mapping.set(column, field);
            }
        });
    };
    let option = move |field: Field| {
        view! {
            <option value=field.slug() selected=move || chosen.get() == Some(field)>
                {t.import_field(field)}
            </option>
        }
    };
    view! {
        <select
            class="select"
            class:select--none=move || chosen.get().is_none()
            aria-labelledby=format!("column-{column}")
            on:change=choose
        >
            <option value="" selected=move || chosen.get().is_none()>{t.import_ignore()}</option>
            {Field::ALL.into_iter().map(option).collect_view()}
        </select>
    }
}
