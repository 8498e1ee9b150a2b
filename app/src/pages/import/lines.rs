//! A page of the report's lines.

use super::model::{PAGE, sentences, span, tone};
use super::work::Work;
use crate::api::imports::import_rows;
use crate::i18n::use_messages;
use crate::ui::{Badge, Button, EmptyState, ErrorState};
use domain::import::{LineReport, Outcome};
use leptos::prelude::*;

/// The lines of an outcome (or all), a page at a time. They are read again when a check has
/// found something else.
#[component]
pub(super) fn Lines(
    work: Work,
    outcome: Signal<Option<Outcome>>,
    total: Signal<u32>,
) -> impl IntoView {
    let t = use_messages();
    let offset = RwSignal::new(0_u32);
    Effect::new(move |_| {
        outcome.track();
        offset.set(0);
    });
    let lines = LocalResource::new(move || {
        work.check.track();
        import_rows(work.id, outcome.get(), offset.get(), PAGE)
    });
    let body = move || {
        Suspend::new(async move {
            match lines.await {
                Ok(lines) if lines.is_empty() => {
                    view! { <EmptyState title=t.import_no_lines()/> }.into_any()
                }
                Ok(lines) => view! { <LineTable lines/> }.into_any(),
                Err(error) => {
                    let retry = Callback::new(move |()| lines.refetch());
                    view! {
                        <ErrorState text=t.api_error(&error) request_id=error.request_id retry/>
                    }
                    .into_any()
                }
            }
        })
    };
    view! {
        <Transition fallback=move || {
            view! { <p class="import__quiet">{t.loading()}</p> }
        }>{body}</Transition>
        <Show when=move || { total.get() > PAGE }>
            <nav class="pager">
                <span>
                    {move || {
                        let (from, to) = span(offset.get(), total.get());
                        t.import_page(from, to, total.get())
                    }}
                </span>
                <Button
                    disabled=Signal::derive(move || offset.get() == 0)
                    on:click=move |_| offset.update(|at| *at = at.saturating_sub(PAGE))
                >
                    {t.import_earlier()}
                </Button>
                <Button
                    disabled=Signal::derive(move || offset.get() + PAGE >= total.get())
                    on:click=move |_| offset.update(|at| *at += PAGE)
                >
                    {t.import_later()}
                </Button>
            </nav>
        </Show>
    }
}

/// Lines with what becomes of them and why.
#[component]
pub(super) fn LineTable(lines: Vec<LineReport>) -> impl IntoView {
    let t = use_messages();
    let row = move |line: LineReport| {
        let said = sentences(t, &line);
        view! {
            <tr>
                <td class="number">{line.line}</td>
                <td class="mono">{line.key}</td>
                <td><Badge tone=tone(line.outcome)>{t.import_outcome(line.outcome)}</Badge></td>
                <td class="lines__said">
                    <ul>{said.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-box lines">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="number">{t.import_line()}</th>
                        <th scope="col">{t.column("key")}</th>
                        <th scope="col">{t.column("status")}</th>
                        <th scope="col">{t.import_what()}</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
