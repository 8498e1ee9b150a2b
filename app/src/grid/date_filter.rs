//! The menu of a filter by day: spans that move with today, and a range.

use super::def::GridRow;
use super::state::GridState;
use chrono::NaiveDate;
use grid::column::{ColumnId, Key};
use grid::query::{Filter, Span};
use leptos::prelude::*;

/// First and last day of a range.
type Ends = (Option<NaiveDate>, Option<NaiveDate>);

/// The spans on offer.
const SPANS: [Span; 5] =
    [Span::Past, Span::Next(7), Span::Next(30), Span::Next(60), Span::Next(90)];

/// The menu of a filter by day.
#[component]
pub(crate) fn DateFilter<R: GridRow>(state: GridState<R>, column: ColumnId) -> impl IntoView {
    let t = state.t;
    let name = state.def.spec.column(column).key;
    let filter = Memo::new(move |_| state.address.read().query.filter(column).cloned());
    let set = move |filter| state.change(false, |address| address.filter(column, filter));
    let spans = SPANS
        .into_iter()
        .map(|span| {
            view! {
                <label class="filter-value">
                    <input
                        type="radio"
                        name=format!("span-{name}")
                        prop:checked=move || *filter.read() == Some(Filter::Span(span))
                        on:change=move |_| set(Some(Filter::Span(span)))
                    />
                    <span>{span_text(state, span)}</span>
                </label>
            }
        })
        .collect_view();
    let end = move |which: fn(&Ends) -> Option<NaiveDate>| {
        which(&range(filter.read().as_ref())).map(|day| day.to_string()).unwrap_or_default()
    };
    let change = move |from: bool, text: String| {
        let (mut first, mut last) = range(filter.read_untracked().as_ref());
        let day = text.parse().ok();
        if from {
            first = day
        } else {
            last = day
        }
        set(between(first, last));
    };
    view! {
        <div class="filter-menu">
            <div class="filter-values">{spans}</div>
            <div class="filter-range">
                <label>
                    <span>{t.grid_from()}</span>
                    <input
                        type="date"
                        class="input"
                        prop:value=move || end(|range| range.0)
                        on:change=move |ev| change(true, event_target_value(&ev))
                    />
                </label>
                <label>
                    <span>{t.grid_to()}</span>
                    <input
                        type="date"
                        class="input"
                        prop:value=move || end(|range| range.1)
                        on:change=move |ev| change(false, event_target_value(&ev))
                    />
                </label>
            </div>
            <button
                type="button"
                class="button button--quiet"
                disabled=move || filter.read().is_none()
                on:click=move |_| set(None)
            >
                {t.grid_clear_filter()}
            </button>
        </div>
    }
}

/// "Expired", "Next 30 days".
#[must_use]
pub(crate) fn span_text<R: GridRow>(state: GridState<R>, span: Span) -> String {
    match span {
        Span::Past => state.t.grid_span_past(),
        Span::Next(days) => state.t.grid_span_next(days),
        Span::ThisQuarter => state.t.grid_span_this_quarter(),
    }
}

fn range(filter: Option<&Filter>) -> Ends {
    let day = |key: &Option<Key>| match key {
        Some(Key::Day(day)) => Some(*day),
        _ => None,
    };
    match filter {
        Some(Filter::Between(from, to)) => (day(from), day(to)),
        _ => (None, None),
    }
}

fn between(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Filter> {
    (from.is_some() || to.is_some()).then(|| Filter::Between(from.map(Key::Day), to.map(Key::Day)))
}
