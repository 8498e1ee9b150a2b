//! The grid's component on top of crate `grid`. A page brings a [`GridDef`] and the first
//! rows; everything else is here. `state` is the handle all parts share; `loader` brings
//! rows, `scroller` places them, `edit` saves what is typed.

#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod active;
mod address;
mod announce;
mod body;
mod chips;
mod clipboard;
mod column_menu;
mod date_filter;
mod def;
mod default_view;
mod drag;
mod drag_events;
mod edit;
mod editor;
mod filter_bar;
mod filter_editor;
mod foot;
mod frame;
mod group_area;
mod head;
mod held;
mod item;
mod keyboard;
mod levels;
mod loader;
mod mark;
mod notice;
mod page;
mod parts;
mod pill_menu;
mod place;
mod pool;
mod range_filter;
mod resume;
mod rows;
mod scroller;
mod search_box;
mod select;
mod set_filter;
mod state;
mod sticky;
mod text_filter;
mod views;
mod views_button;
mod views_dialog;
mod views_menu;
mod widths;

pub(crate) use active::actions_of;
pub(crate) use address::Address;
pub(crate) use clipboard::copy as copy_selection;
pub(crate) use def::{Answer, CellContext, GridDef};
pub(crate) use default_view::DefaultView;
pub(crate) use edit::apply;
pub(crate) use held::FIRST;
pub(crate) use item::{
    GridRow, Item, Packed, draw_text, packed, told, unpacked, value_text, written,
};
pub(crate) use mark::marked;
pub(crate) use page::{
    Exports, GridPage, audience, first_page, import_link, licenses_link, own_search,
    start as start_of,
};
pub(crate) use select::{everything as select_everything, nothing as select_nothing};
pub(crate) use state::GridState;

use crate::live::use_live;
use crate::session::use_session;
use crate::ui::{Button, EmptyState, Look, when};
use body::Body;
use domain::policy::Action;
use editor::Editor;
use filter_bar::FilterBar;
use foot::Foot;
use group_area::{Ghost, GroupArea};
use head::Head;
use leptos::prelude::*;
use loader::Keep;
use notice::{Failure, Problems};
use parts::Part;
use state::Load;
use sticky::Sticky;

/// A grid with its search, filters, group area and footer.
#[component]
pub(crate) fn Grid(
    /// Its state, made from the first rows.
    state: GridState,
    /// Its accessible name: "Active licenses".
    label: Signal<String>,
    /// The query string of the page's address.
    search: Memo<String>,
) -> impl IntoView {
    follow_address(state, search);
    widths::follow(state);
    state.live.set_value(Some(use_live().view(move |event| frame::tell(state, event))));
    start(state);
    let numbers = state.numbers;
    let empty = move || numbers.read().lines == 0 && *state.load.read() == Load::Ready;
    // Asked here: where the server writes what follows later, nobody is known any more.
    let may_import = use_session().viewer.is_some_and(|viewer| viewer.may(Action::Import));
    let settled = move || (*state.load.read() != Load::Waiting).then_some("");
    view! {
        <section
            class="grid-frame"
            data-grid-settled=settled
            data-density=move || state.address.read().density.slug()
        >
            <Problems state/>
            <FilterBar state/>
            <GroupArea state/>
            <Failure state/>
            <div
                class="grid-scroller"
                node_ref=state.scroller
                on:scroll=move |_| scroller::scrolled(state)
                on:pointermove=move |_| scroller::rest(state)
                on:scrollend=move |_| scroller::settle(state)
            >
                <div
                    class="grid"
                    data-grid=state.def.spec.name
                    data-row-count=move || numbers.read().rows.to_string()
                    role=move || if state.grouped() { "treegrid" } else { "grid" }
                    aria-label=move || label.get()
                    aria-rowcount=move || (numbers.read().lines + 1).to_string()
                    aria-busy=move || (*state.load.read() == Load::Waiting).to_string()
                    tabindex="0"
                    aria-multiselectable=state.def.selectable.then_some("true")
                    on:keydown=move |ev| keyboard::on_rows(state, &ev)
                    on:copy=move |ev| {
                        // What is marked by the mouse is copied as everywhere.
                        let marked = document().get_selection().ok().flatten();
                        if marked.is_none_or(|marked| marked.is_collapsed()) {
                            ev.prevent_default();
                            clipboard::copy(state);
                        }
                    }
                >
                    <Head state/>
                    <Sticky state/>
                    <Body state/>
                </div>
                {when(move || empty().then(|| view! { <Empty state may_import/> }))}
                <Editor state/>
            </div>
            <Foot state/>
            <Ghost state/>
            {state.parts.show(move || parts::part(state, Part::Menus))}
            <div class="unseen" role="status" aria-live="polite">
                {move || state.said.get()}
            </div>
        </section>
    }
}

/// Why there are no rows, and the way on.
#[component]
fn Empty(state: GridState, may_import: bool) -> impl IntoView {
    let t = state.t;
    if state.address.read().narrowed() {
        let clear = move |_| {
            state.change(false, |address| {
                address.query.filters.clear();
                address.query.search = String::new();
            });
        };
        view! {
            <EmptyState title=t.grid_empty_narrowed() text=t.grid_empty_narrowed_hint()>
                <Button look=Look::Primary on:click=clear>{t.grid_clear_filters()}</Button>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState title=t.grid_empty() text=t.grid_empty_hint()>
                {(state.def.way_on)(t, may_import)}
            </EmptyState>
        }
        .into_any()
    }
}

/// Keeps the state equal to the address: links, back, forward and one's own changes all
/// arrive here.
fn follow_address(state: GridState, search: Memo<String>) {
    Effect::new(move |before: Option<()>| {
        let text = search.get();
        if before.is_none() {
            return;
        }
        let (next, problems) = Address::parse(state.def, &text, state.audience);
        let now = state.address.get_untracked();
        if *state.problems.read_untracked() != problems {
            state.problems.set(problems);
        }
        if next == now {
            return;
        }
        // "All" means all that was there to be seen when it was said: elsewhere it would
        // silently become something else.
        if state.selection.read_untracked().is_whole() && !next.same_rows(state.def, &now) {
            select::nothing(state);
        }
        let same_list = next.state(state.def) == now.state(state.def);
        let mut folded = now;
        folded.query.open.clone_from(&next.query.open);
        let only_folds = folded.state(state.def) == next.state(state.def);
        // What is found begins with the best; in the same rows one goes on where one was.
        let elsewhere = (&next.tab, &next.query.search) != (&folded.tab, &folded.query.search);
        let scrolled = next.per.is_none() && scroller::first_seen(state).is_some();
        let keep = match (only_folds, elsewhere || !scrolled) {
            (true, _) => Keep::Place,
            (false, true) => Keep::Top,
            (false, false) => Keep::Near,
        };
        state.address.set(next);
        if !same_list {
            loader::reload(state, keep);
        }
    });
}

/// From here on rows are placed by hand.
fn start(state: GridState) {
    Effect::new(move |_| {
        let resize = window_event_listener(leptos::ev::resize, move |_| {
            state.row.set_value(0.0);
            frame::schedule(state);
        });
        on_cleanup(move || resize.remove());
        place::keep(state);
        // The page of a browser without JavaScript is a place to scroll to.
        let first = state.held.with_value(|held| held.range().start);
        request_animation_frame(move || {
            scroller::paint(state);
            if first > 0 {
                scroller::jump(state, first);
            }
            loader::begin(state);
            place::find(state);
            resume::seek(state);
        });
    });
}
