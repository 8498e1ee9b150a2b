//! The editor of a filter by day: spans that move with today, and a range.

use super::filter_editor::Presets;
use super::range_filter::RangeFilter;
use super::state::GridState;
use grid::column::ColumnId;
use grid::query::{Filter, Span};
use leptos::prelude::*;

/// The spans on offer.
const SPANS: [Span; 6] =
    [Span::Past, Span::Next(7), Span::Next(30), Span::Next(60), Span::Next(90), Span::ThisQuarter];

/// The editor of a filter by day.
#[component]
pub(crate) fn DateFilter(state: GridState, column: ColumnId) -> impl IntoView {
    let choices = SPANS.map(|span| (span_text(state, column, span), Filter::Span(span))).to_vec();
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
        Span::ThisQuarter => state.t.grid_span_this_quarter(),
    }
}
