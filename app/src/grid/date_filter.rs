//! The editor of a filter by day: spans that move with today, and a range.

use super::filter_editor::Presets;
use super::range_filter::RangeFilter;
use super::state::GridState;
use grid::column::ColumnId;
use grid::query::{Filter, Span};
use leptos::prelude::*;

/// The spans on offer for what is still to come, and for what has happened.
const AHEAD: &[Span] =
    &[Span::Past, Span::Next(7), Span::Next(30), Span::Next(60), Span::Next(90), Span::ThisQuarter];
const BACK: &[Span] =
    &[Span::Last(1), Span::Last(7), Span::Last(30), Span::Last(90), Span::ThisQuarter];

/// The editor of a filter by day.
#[component]
pub(crate) fn DateFilter(state: GridState, column: ColumnId) -> impl IntoView {
    let spans = if state.def.spec.column(column).past { BACK } else { AHEAD };
    let choices = spans.iter().map(|span| (span_text(state, column, *span), Filter::Span(*span)));
    let choices = choices.collect();
    view! {
        <Presets state column choices/>
        <RangeFilter state column/>
    }
}

/// "Expired", "Next 30 days".
#[must_use]
pub(crate) fn span_text(state: GridState, column: ColumnId, span: Span) -> String {
    match span {
        Span::Past => state.t.span_past(state.def.spec.column(column).key),
        Span::Next(days) => state.t.grid_span_next(days),
        Span::Last(..=1) => state.t.grid_span_today(),
        Span::Last(days) => state.t.grid_span_last(days),
        Span::ThisQuarter => state.t.grid_span_this_quarter(),
    }
}
