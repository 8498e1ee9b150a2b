//! How a line looks: its element's attributes and the markup in it. The server writes the
//! first lines with it and the browser every later one, so that both are the same.

use super::def::CellContext;
use super::edit::{Pending, Stage};
use super::item::Item;
use super::levels;
use super::state::GridState;
use crate::ui::Html;
use grid::column::ColumnId;
use grid::level::Level;
use grid::page::{Group, Line};
use grid::search::Needle;
use grid::selection::Selection;
use leptos::prelude::*;

/// Every attribute that a row element may have; those that a face lacks are taken off.
pub(crate) const ATTRIBUTES: [&str; 10] = [
    "class",
    "data-line",
    "aria-rowindex",
    "aria-level",
    "aria-expanded",
    "aria-posinset",
    "aria-setsize",
    "aria-selected",
    "aria-busy",
    "hidden",
];

/// How a row element looks.
#[derive(Default)]
pub(crate) struct Face {
    /// Its attributes, besides `role`.
    pub(crate) attributes: Vec<(&'static str, String)>,
    /// What is in it.
    pub(crate) cells: Vec<Html>,
    /// Whether cells of it flash. They do when their elements are new.
    pub(crate) flashes: bool,
}

impl Face {
    /// The value of an attribute, if it has it.
    #[must_use]
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let held = self.attributes.iter().find(|(known, _)| *known == name);
        held.map(|(_, value)| value.as_str())
    }

    /// The markup of all cells.
    #[must_use]
    pub(crate) fn markup(&self) -> String {
        self.cells.iter().map(Html::markup).collect()
    }
}

/// A line to draw.
pub(crate) struct Drawn<'a> {
    /// Its index in the visible list.
    pub(crate) line: u64,
    /// What it is; none while it is on its way.
    pub(crate) content: Option<&'a Line<Item>>,
    /// Of a row in a group its place in it, from 1, and how many rows that has.
    pub(crate) place: Option<(u64, u64)>,
    /// The columns in which somebody just changed it.
    pub(crate) flash: &'a [ColumnId],
}

/// What all lines are drawn with.
pub(crate) struct Painter {
    state: GridState,
    columns: Vec<ColumnId>,
    levels: Vec<Level>,
    needle: Needle,
    pending: Vec<Pending>,
    selection: Selection,
}

impl Painter {
    /// As things are now.
    #[must_use]
    pub(crate) fn new(state: GridState) -> Self {
        let address = state.address.read_untracked();
        Self {
            state,
            columns: state.columns.get_untracked(),
            levels: state.levels.get_value(),
            needle: Needle::parse(&address.query.search),
            pending: state.pending.get_untracked(),
            selection: state.selection.get_untracked(),
        }
    }

    /// Whether no groups are shown.
    #[must_use]
    pub(crate) fn is_flat(&self) -> bool {
        self.levels.is_empty()
    }

    /// How a line looks.
    #[must_use]
    pub(crate) fn face(&self, drawn: &Drawn) -> Face {
        let mut face = Face { flashes: !drawn.flash.is_empty(), ..Face::default() };
        face.attributes.push(("data-line", drawn.line.to_string()));
        // The header is the first row.
        face.attributes.push(("aria-rowindex", (drawn.line + 2).to_string()));
        match drawn.content {
            None => self.waiting(&mut face),
            Some(Line::Group(group)) => self.group(&mut face, group),
            Some(Line::Row(row)) => self.row(&mut face, drawn, row),
        }
        face
    }

    /// The columns shown in which two versions of a row differ.
    #[must_use]
    pub(crate) fn changed(&self, old: &Item, new: &Item) -> Vec<ColumnId> {
        let (t, today) = (self.state.t, self.state.numbers.read_untracked().today);
        let differ =
            |column: &ColumnId| old.shown(t, *column, today) != new.shown(t, *column, today);
        self.columns.iter().copied().filter(differ).collect()
    }

    fn key(&self, column: ColumnId) -> &'static str {
        self.state.def.spec.column(column).key
    }

    fn waiting(&self, face: &mut Face) {
        face.attributes.push(("class", "grid-row waits".to_owned()));
        face.attributes.push(("aria-busy", "true".to_owned()));
        cell(face, "grid-cell bone-cell", |html| {
            html.element("span", &[("class", "bone"), ("aria-hidden", "true")], "");
        });
    }

    fn row(&self, face: &mut Face, drawn: &Drawn, row: &Item) {
        let state = self.state;
        face.attributes.push(("class", "grid-row".to_owned()));
        if !self.levels.is_empty() {
            face.attributes.push(("aria-level", (self.levels.len() + 1).to_string()));
        }
        if let Some((place, of)) = drawn.place {
            face.attributes.push(("aria-posinset", place.to_string()));
            face.attributes.push(("aria-setsize", of.to_string()));
        }
        let selected = self.selection.has(row.id());
        if state.def.selectable {
            face.attributes.push(("aria-selected", selected.to_string()));
        }
        let today = state.numbers.read_untracked().today;
        let needle = &self.needle;
        let context = CellContext { messages: state.t, today, needle, may_edit: state.may_edit };
        for (at, column) in self.columns.iter().enumerate() {
            let key = self.key(*column);
            let is_here = |p: &&Pending| p.id == row.id() && p.column == *column;
            let pending = self.pending.iter().find(is_here);
            let class = match pending {
                Some(_) => " pending",
                None if drawn.flash.contains(column) => " flash",
                None => "",
            };
            cell(face, &format!("grid-cell c-{key}{class}"), |html| {
                if at == 0 && state.def.selectable {
                    check(html, selected, &state.t.grid_select(row.title()));
                }
                match pending {
                    Some(pending) => self.pending(html, pending, |html| {
                        row.draw(*column, context, html);
                    }),
                    None => row.draw(*column, context, html),
                }
            });
        }
        if !state.def.actions {
            return;
        }
        cell(face, "grid-cell c-actions", |html| {
            let attributes = [
                ("type", "button"),
                ("class", "row-button more"),
                ("tabindex", "-1"),
                ("data-act", "menu"),
                ("aria-haspopup", "menu"),
                ("aria-label", &*state.t.grid_actions_for(row.title())),
            ];
            html.element("button", &attributes, "");
        });
    }

    /// A text on its way to the server, one that got there, or one that did not. `cell` is what
    /// the cell shows else.
    fn pending(&self, html: &mut Html, pending: &Pending, cell: impl FnOnce(&mut Html)) {
        let t = self.state.t;
        let text = |html: &mut Html, text: &str| {
            html.element("bdi", &[("class", "clip")], text);
        };
        match &pending.stage {
            Stage::Saving => {
                text(html, &pending.text);
                html.element("span", &[("class", "save-state")], &t.grid_saving());
            }
            // From here on the row has it, or what somebody else has made of it since.
            Stage::Saved => {
                html.open("span", &[("class", "clip")]);
                cell(html);
                html.close("span");
                html.element("span", &[("class", "save-state saved")], &t.grid_saved());
            }
            Stage::Failed(_) => {
                text(html, &pending.text);
                let attributes = [
                    ("type", "button"),
                    ("class", "save-state failed"),
                    ("tabindex", "-1"),
                    ("data-act", "edit"),
                    ("data-col", self.key(pending.column)),
                ];
                html.element("button", &attributes, &t.grid_save_failed());
            }
        }
    }

    fn group(&self, face: &mut Face, group: &Group) {
        let (state, t) = (self.state, self.state.t);
        let level = group.path.len();
        let (Some(by), Some(key)) = (self.levels.get(level.wrapping_sub(1)), group.path.last())
        else {
            return self.waiting(face); // of another grouping than the one that is asked for
        };
        face.attributes.extend([
            ("class", "grid-row group".to_owned()),
            ("aria-level", level.to_string()),
            ("aria-expanded", group.open.to_string()),
            ("aria-posinset", group.position.to_string()),
            ("aria-setsize", group.siblings.to_string()),
        ]);
        let summed = self.columns.iter().any(|column| state.def.spec.has_sums(*column));
        for (at, column) in self.columns.iter().enumerate() {
            cell(face, &format!("grid-cell c-{}", self.key(*column)), |html| {
                if at == 0 {
                    let chevron = if group.open { "chevron open" } else { "chevron" };
                    let value = state.def.value(t, *by, key, &group.label);
                    html.open("span", &[("class", &*format!("group-label level-{level}"))])
                        .element("span", &[("class", chevron), ("aria-hidden", "true")], "")
                        .element("span", &[("class", "group-by")], &levels::title(state, by))
                        .element("bdi", &[("class", "group-value")], &value)
                        .element(
                            "span",
                            &[("class", "group-count")],
                            &t.number(group.count as i64),
                        );
                    // Where no column is there to have them.
                    if !summed && !group.sums.is_empty() {
                        let sums = state.def.all_sums(t, &group.sums);
                        html.element("span", &[("class", "group-sums")], &sums);
                    }
                    html.close("span");
                }
                if state.def.spec.has_sums(*column) {
                    html.text(&(state.def.sums)(state.def.spec, t, *column, &group.sums));
                }
            });
        }
        if state.def.actions {
            cell(face, "grid-cell c-actions", |_| {});
        }
    }
}

/// The box by which a row is selected.
fn check(html: &mut Html, selected: bool, label: &str) {
    let attributes = [
        ("type", "button"),
        ("class", "row-check"),
        ("role", "checkbox"),
        ("tabindex", "-1"),
        ("data-act", "select"),
        ("aria-checked", if selected { "true" } else { "false" }),
        ("aria-label", label),
    ];
    html.element("button", &attributes, "");
}

fn cell(face: &mut Face, class: &str, fill: impl FnOnce(&mut Html)) {
    let mut html = Html::default();
    html.open("div", &[("class", class), ("role", "gridcell")]);
    fill(&mut html);
    html.close("div");
    face.cells.push(html);
}

/// The lines that the server draws, one element each.
#[must_use]
pub(crate) fn first_lines(state: GridState) -> String {
    let mut html = Html::default();
    let painter = Painter::new(state);
    state.held.with_value(|held| {
        for line in held.range() {
            let content = held.line(line).map(AsRef::as_ref);
            let drawn = Drawn { line, content, place: held.place(line), flash: &[] };
            let face = painter.face(&drawn);
            let mut attributes: Vec<(&'static str, &str)> = vec![("role", "row")];
            attributes.extend(face.attributes.iter().map(|(name, value)| (*name, value.as_str())));
            html.open("div", &attributes);
            for cell in &face.cells {
                html.push(cell);
            }
            html.close("div");
        }
    });
    html.markup()
}
