//! All that a grid on the screen knows, as one handle to copy around.

use super::address::Address;
use super::def::GridDef;
use super::drag_events::Press;
use super::edit::{Edit, Pending};
use super::frame::Frame;
use super::held::Held;
use super::item::Item;
use super::loader::Loader;
use super::parts;
use super::pool::RowElements;
use super::rows::Face;
use crate::api::ApiError;
use crate::i18n::{Messages, use_messages};
use crate::live::View;
use crate::ui::{Later, Toasts, use_toasts};
use chrono::NaiveDate;
use grid::column::{Audience, ColumnId, GridSpec, Key};
use grid::groups;
use grid::level::Level;
use grid::page::{Line, Page};
use grid::query::Query;
use grid::selection::Selection;
use grid::url::Problem;
use grid::window::Scroll;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::web_sys::Element;
use std::sync::Arc;
use uuid::Uuid;

/// What a row element shows. An element is recycled: it shows line after line.
#[derive(Default)]
pub(crate) struct Slot {
    /// The line's index in the visible list; none while it shows nothing.
    pub(crate) line: Option<u64>,
    /// The line; none while it is on its way.
    pub(crate) content: Option<Arc<Line<Item>>>,
    /// Of a row in a group its place in it, and how many rows that has.
    pub(crate) place: Option<(u64, u64)>,
    /// How it looks; none when that is not known.
    pub(crate) face: Option<Face>,
    /// Where it stands, in CSS pixels.
    pub(crate) top: Option<f64>,
    /// Whether it was drawn at all.
    pub(crate) drawn: bool,
}

/// The numbers around the window.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Numbers {
    /// Matching rows.
    pub(crate) rows: u64,
    /// The declaration's sums over them.
    pub(crate) sums: Vec<i64>,
    /// Outermost groups.
    pub(crate) groups: u64,
    /// Length of the visible list.
    pub(crate) lines: u64,
    /// The day all of it was read on.
    pub(crate) today: NaiveDate,
}

impl Numbers {
    /// The numbers of a page.
    #[must_use]
    pub(crate) fn of<R>(page: &Page<R>) -> Self {
        Self {
            rows: page.rows,
            sums: page.sums.clone(),
            groups: page.groups,
            lines: page.lines,
            today: page.today,
        }
    }
}

/// Whether rows are on their way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum Load {
    /// What is asked for is here.
    #[default]
    Ready,
    /// A new answer is awaited; the old rows stay meanwhile.
    Waiting,
    /// It did not come.
    Failed(ApiError),
}

impl Load {
    /// Whether it failed for a reason that passes by itself.
    #[must_use]
    pub(crate) fn passes(&self) -> bool {
        matches!(self, Self::Failed(error) if error.code.passes())
    }
}

/// The cell that the keyboard is on: line and column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Active {
    /// The line's index.
    pub(crate) line: u64,
    /// The column's index among those shown.
    pub(crate) column: usize,
}

/// Which of several elements Tab stops at; arrows lead to the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Stops {
    /// Index of a header.
    pub(crate) header: usize,
    /// Level of a pill.
    pub(crate) pill: usize,
}

/// Where a dragged column would land.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// In this gap of the group area.
    Level(usize),
    /// Before the header with this index among those shown, or behind the last one.
    Header(usize),
}

/// A column being dragged.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Drag {
    /// Which.
    pub(crate) column: ColumnId,
    /// Its level, if it started as a pill of the group area.
    pub(crate) pill: Option<usize>,
    /// The pointer, in the viewport.
    pub(crate) at: (f64, f64),
    /// Where it would land.
    pub(crate) target: Option<Target>,
}

/// Something a cell's button asks of the page: what, for which row, beside which element.
pub(crate) type Act = Callback<(String, Item, Element)>;

/// A grid on the screen.
pub(crate) struct GridState {
    /// Its constants.
    pub(crate) def: &'static GridDef,
    /// Texts.
    pub(crate) t: Messages,
    /// Where short messages go.
    pub(crate) toasts: Toasts,
    /// Who looks.
    pub(crate) audience: Audience,
    /// Whether this person may edit in place.
    pub(crate) may_edit: bool,
    /// What the address says.
    pub(crate) address: RwSignal<Address>,
    /// What it said when the page began.
    pub(crate) first: StoredValue<Address>,
    /// What was wrong with the address.
    pub(crate) problems: RwSignal<Vec<Problem>>,
    /// The columns shown.
    pub(crate) columns: Memo<Vec<ColumnId>>,
    /// The numbers around the window.
    pub(crate) numbers: RwSignal<Numbers>,
    /// Whether rows are on their way.
    pub(crate) load: RwSignal<Load>,
    /// Lines in memory.
    pub(crate) held: StoredValue<Held<Item>>,
    /// What the row elements show, in the order of the elements.
    pub(crate) drawn: StoredValue<Vec<Slot>>,
    /// Their elements.
    pub(crate) rows: StoredValue<RowElements>,
    /// Height of all rows as it was set last, in CSS pixels.
    pub(crate) height: StoredValue<Option<f64>>,
    /// Height of a row in CSS pixels; 0 before it was measured.
    pub(crate) row: StoredValue<f64>,
    /// The view that the live socket follows.
    pub(crate) live: StoredValue<Option<View>>,
    /// What the lines in memory are grouped by.
    pub(crate) levels: StoredValue<Vec<Level>>,
    /// Changes that are not in what is shown, since they could not be followed.
    pub(crate) stale: RwSignal<u64>,
    /// The first line that is seen, while rows are grouped.
    pub(crate) top: RwSignal<Option<u64>>,
    /// The cell that the keyboard is on.
    pub(crate) active: RwSignal<Option<Active>>,
    /// The open editor.
    pub(crate) editing: RwSignal<Option<Edit>>,
    /// What the open editor holds.
    pub(crate) typed: RwSignal<String>,
    /// The column whose edge is dragged, where that began, and its width then (CSS pixels).
    pub(crate) resizing: StoredValue<Option<(ColumnId, f64, f64)>>,
    /// The selected rows.
    pub(crate) selection: RwSignal<Selection>,
    /// The row that was selected last, and its line then: where a range begins.
    pub(crate) selected_from: StoredValue<Option<(Uuid, u64)>>,
    /// Edits that are not saved yet, or failed.
    pub(crate) pending: RwSignal<Vec<Pending>>,
    /// What the live region says.
    pub(crate) said: RwSignal<String>,
    /// The column being dragged.
    pub(crate) drag: RwSignal<Option<Drag>>,
    /// Names of values seen in groups and filters, by column key and value.
    pub(crate) names: RwSignal<Vec<(ColumnId, Key, String)>>,
    /// Requests under way.
    pub(crate) loader: StoredValue<Loader>,
    /// What the next frame takes in.
    pub(crate) frame: StoredValue<Frame>,
    /// Lines moved: what lies over one of them follows.
    pub(crate) moved: Trigger,
    /// Where the list is scrolled to.
    pub(crate) scroll: StoredValue<Scroll>,
    /// The element that scrolls.
    pub(crate) scroller: NodeRef<Div>,
    /// The element that holds the rows.
    pub(crate) body: NodeRef<Div>,
    /// The element of the group area.
    pub(crate) area: NodeRef<Div>,
    /// The pointer that may be dragging.
    pub(crate) press: StoredValue<Press>,
    /// The header and the pill that Tab stops at: the last ones that had the focus.
    pub(crate) stops: RwSignal<Stops>,
    /// The column that the headers' menu is open for.
    pub(crate) head_menu: RwSignal<Option<ColumnId>>,
    /// The column whose filter's editor was opened last, and which opening that was.
    pub(crate) filtering: RwSignal<Option<(ColumnId, u32)>>,
    /// The level that the pills' menu is open for.
    pub(crate) pill_menu: RwSignal<Option<usize>>,
    /// Menus and dialogs, which are loaded with the first of them.
    pub(crate) parts: Later,
    /// Opens the menu of views beside an element; set by that part.
    pub(crate) open_views: StoredValue<Option<Callback<Element>>>,
    /// What buttons in cells ask of the page.
    pub(crate) act: Act,
    /// Goes to an address of this page; true replaces the current one.
    pub(crate) go: Callback<(String, bool)>,
}

impl Clone for GridState {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for GridState {}

/// What a page passes in to begin with.
pub(crate) struct Start {
    /// What the address says.
    pub(crate) address: Address,
    /// What was wrong with it.
    pub(crate) problems: Vec<Problem>,
    /// Who looks.
    pub(crate) audience: Audience,
    /// Whether this person may edit in place.
    pub(crate) may_edit: bool,
    /// The first rows.
    pub(crate) page: Result<Page<Item>, ApiError>,
    /// What buttons in cells ask of the page.
    pub(crate) act: Act,
    /// Goes to an address of this page; true replaces the current one.
    pub(crate) go: Callback<(String, bool)>,
}

impl GridState {
    /// The state right after the page was read: equal on both sides.
    #[must_use]
    pub(crate) fn new(def: &'static GridDef, start: Start) -> Self {
        let (spec, audience) = (def.spec, start.audience);
        let address = RwSignal::new(start.address);
        let mut held = Held::default();
        let (numbers, load) = match start.page {
            Ok(page) => {
                let numbers = Numbers::of(&page);
                held.set(page.start, page.above, page.window.into_iter().map(Arc::new).collect());
                (numbers, Load::Ready)
            }
            Err(error) => (Numbers::default(), Load::Failed(error)),
        };
        Self {
            def,
            t: use_messages(),
            toasts: use_toasts(),
            audience,
            may_edit: start.may_edit,
            address,
            first: StoredValue::new(address.get_untracked()),
            problems: RwSignal::new(start.problems),
            columns: Memo::new(move |_| address.read().shown(spec, audience)),
            numbers: RwSignal::new(numbers),
            load: RwSignal::new(load),
            held: StoredValue::new(held),
            drawn: StoredValue::new(Vec::new()),
            rows: StoredValue::new(RowElements::default()),
            height: StoredValue::new(None),
            row: StoredValue::new(0.0),
            live: StoredValue::new(None),
            levels: StoredValue::new(address.read_untracked().query.group.clone()),
            stale: RwSignal::new(0),
            top: RwSignal::new(None),
            active: RwSignal::new(None),
            editing: RwSignal::new(None),
            typed: RwSignal::new(String::new()),
            resizing: StoredValue::new(None),
            selection: RwSignal::new(Selection::default()),
            selected_from: StoredValue::new(None),
            pending: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            drag: RwSignal::new(None),
            names: RwSignal::new(Vec::new()),
            loader: StoredValue::new(Loader::default()),
            frame: StoredValue::new(Frame::default()),
            moved: Trigger::new(),
            scroll: StoredValue::new(Scroll::default()),
            scroller: NodeRef::new(),
            body: NodeRef::new(),
            area: NodeRef::new(),
            press: StoredValue::new(Press::default()),
            stops: RwSignal::new(Stops::default()),
            head_menu: RwSignal::new(None),
            filtering: RwSignal::new(None),
            pill_menu: RwSignal::new(None),
            parts: Later::new(parts::load),
            open_views: StoredValue::new(None),
            act: start.act,
            go: start.go,
        }
    }

    /// Changes the state by going to its new address; `replace` leaves no step to go back to.
    pub(crate) fn change(&self, replace: bool, how: impl FnOnce(&mut Address)) {
        let mut next = self.address.get_untracked();
        how(&mut next);
        next.page = 1;
        if next != self.address.get_untracked() {
            self.go.run((next.href(self.def), replace));
        }
    }

    /// Changes what is asked of the grid by one of the model's operations.
    pub(crate) fn ask(&self, replace: bool, how: impl FnOnce(&mut Query, &GridSpec) -> bool) {
        let spec = self.def.spec;
        self.change(replace, |address| {
            how(&mut address.query, spec);
        });
    }

    /// Groups by one more column.
    pub(crate) fn group_by(&self, column: ColumnId) {
        self.ask(false, |query, spec| groups::add(query, spec, column, query.group.len()));
    }

    /// Opens or closes the group at this path. Folding leaves no step to go back to.
    pub(crate) fn set_open(&self, path: &[Key], open: bool) {
        self.ask(true, |query, _| groups::set_open(query, path, open));
    }

    /// A column's title.
    #[must_use]
    pub(crate) fn title(&self, column: ColumnId) -> String {
        self.t.column(self.def.spec.column(column).key)
    }

    /// The line at this index, if it is here.
    #[must_use]
    pub(crate) fn line(&self, at: u64) -> Option<Arc<Line<Item>>> {
        self.held.with_value(|held| held.line(at).cloned())
    }

    /// Whether the rows are grouped now.
    #[must_use]
    pub(crate) fn grouped(&self) -> bool {
        !self.address.read().query.group.is_empty()
    }
}
