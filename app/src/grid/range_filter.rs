//! The form of a filter by a range of numbers or days, which is all that numbers need.

use super::filter_editor::{FilterActions, apply};
use super::state::GridState;
use crate::ui::{Field, TextInput};
use domain::field::FieldError;
use grid::column::{ColumnId, ColumnType};
use grid::range::{self, Fault, Faults};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;

/// The inputs' elements in the page.
const FROM: &str = "filter-from";
const TO: &str = "filter-to";

/// The editor of a filter by number, or by day.
#[component]
pub(crate) fn RangeFilter(state: GridState, column: ColumnId) -> impl IntoView {
    let t = state.t;
    let kind = state.def.spec.column(column).kind;
    let (from, to) = range::texts(state.address.read_untracked().query.filter(column));
    let faults: RwSignal<Faults> = RwSignal::new((None, None));
    let text = move |fault: Option<Fault>| {
        fault.map(|fault| t.field_error(&FieldError::new("", fault.code())))
    };
    let end = move |id, label, begin: String, fault: fn(&Faults) -> Option<Fault>| {
        let error = Signal::derive(move || text(fault(&faults.read())));
        view! {
            <Field id label error>
                <TextInput
                    name=id
                    value=begin
                    kind=if kind == ColumnType::Date { "date" } else { "text" }
                    attr:inputmode=(kind == ColumnType::Number).then_some("numeric")
                />
            </Field>
        }
    };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let (from, to) = (typed(FROM), typed(TO));
        match range::read(kind, from.as_deref(), to.as_deref()) {
            Ok(filter) => apply(state, column, filter),
            Err(found) => {
                faults.set(found);
                // To the first one that has to be mended.
                if let Some(input) = input(if found.0.is_some() { FROM } else { TO }) {
                    let _ = input.focus();
                }
            }
        }
    };
    view! {
        // The browser's own words about a bad value would cover ours.
        <form class="filter-menu" novalidate on:submit=submit>
            <div class="filter-range">
                {end(FROM, t.grid_from(), from, |faults| faults.0)}
                {end(TO, t.grid_to(), to, |faults| faults.1)}
            </div>
            <FilterActions state column typed=true/>
        </form>
    }
}

fn input(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// What stands in an input; none when the browser cannot read it itself, such as half a day.
fn typed(id: &str) -> Option<String> {
    input(id).filter(HtmlInputElement::check_validity).map(|input| input.value())
}
