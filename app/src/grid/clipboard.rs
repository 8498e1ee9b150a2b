//! Copying cells and rows: as a table for documents, and as text with tabs for everything
//! else.

use super::item::Item;
use super::select;
use super::state::{Active, GridState};
use crate::ui::Html;
use crate::ui::copy::copy_table;
use grid::column::ColumnId;
use grid::page::Line;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Most rows that are copied at once; more are better exported.
const MOST: u64 = 10_000;

/// Copies the selected rows, with their titles, or the cell that the keyboard is on.
pub(crate) fn copy(state: GridState) {
    let numbers = state.numbers.get_untracked();
    let selected = state.selection.read_untracked().count(numbers.rows);
    if selected == 0 {
        return copy_cell(state);
    }
    if selected > MOST {
        return state.said.set(state.t.grid_copy_too_many(MOST));
    }
    spawn_local(async move {
        let Some(rows) = selected_rows(state, numbers.lines).await else { return };
        let columns = state.columns.get_untracked();
        let titles: Vec<String> = columns.iter().map(|id| state.title(*id)).collect();
        let cells = |row: &Item| columns.iter().map(|id| text(state, row, *id)).collect();
        let table: Vec<Vec<String>> =
            std::iter::once(titles).chain(rows.iter().map(cells)).collect();
        put(state, &table, rows.len() as u64);
    });
}

fn copy_cell(state: GridState) {
    let Some(Active { line, column }) = state.active.get_untracked() else { return };
    let (Some(held), Some(id)) =
        (state.line(line), state.columns.read_untracked().get(column).copied())
    else {
        return;
    };
    if let Line::Row(row) = held.as_ref() {
        put(state, &[vec![text(state, row, id)]], 0);
    }
}

/// The selected rows in the order of the list: from memory where all of them are here.
async fn selected_rows(state: GridState, lines: u64) -> Option<Vec<Item>> {
    let selection = state.selection.get_untracked();
    let row = |line: &Line<Item>| match line {
        Line::Row(row) if selection.has(row.id()) => Some(row.clone()),
        _ => None,
    };
    let wanted = selection.count(state.numbers.read_untracked().rows);
    let here: Vec<Item> = state
        .held
        .with_value(|held| held.lines().iter().filter_map(|line| row(line.as_ref())).collect());
    if here.len() as u64 == wanted {
        return Some(here);
    }
    let all = select::read(state, 0..lines).await?;
    Some(all.iter().filter_map(row).collect())
}

fn text(state: GridState, row: &Item, column: ColumnId) -> String {
    row.shown(state.t, column, state.numbers.read_untracked().today)
}

/// Puts a table on the clipboard, and says of how many rows (0: of a cell).
fn put(state: GridState, table: &[Vec<String>], rows: u64) {
    let t = state.t;
    copy_table(&tabbed(table), &table_html(table).markup(), move |done| {
        let said = match (done, rows) {
            (false, _) => t.action_copy_failed(),
            (true, 0) => t.grid_copied_cell(),
            (true, rows) => t.grid_copied(rows),
        };
        state.said.try_set(said);
    });
}

/// Cells with tabs between them, a line a row. What holds a tab, a quotation mark or the end
/// of a line is quoted, as spreadsheets do.
fn tabbed(table: &[Vec<String>]) -> String {
    let cell = |text: &String| {
        if text.contains(['\t', '\n', '\r', '"']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.clone()
        }
    };
    let row = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join("\t");
    table.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn table_html(table: &[Vec<String>]) -> Html {
    let mut html = Html::default();
    html.open("table", &[]);
    for row in table {
        html.open("tr", &[]);
        row.iter().for_each(|text| {
            html.element("td", &[], text);
        });
        html.close("tr");
    }
    html.close("table");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_places() {
        let table =
            [["a", "b\tc"], ["say \"x\"", "two\nlines"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(tabbed(&table), "a\t\"b\tc\"\n\"say \"\"x\"\"\"\t\"two\nlines\"");
        let html = table_html(&[vec!["<b>".to_owned(), "1".to_owned()]]);
        assert_eq!(html.markup(), "<table><tr><td>&lt;b&gt;</td><td>1</td></tr></table>");
    }
}
