use super::*;
use rstest::rstest;

const GRID: Layout = Layout {
    pills: 2,
    columns: 5,
    lines: 100,
    page: 20,
    line: LineKind::Row,
    groupable: true,
    editable: false,
    selectable: true,
    last: (7, 1),
};

fn at(line: u64, column: usize) -> Focus {
    Focus::Cell { line, column }
}

/// `Ctrl+Shift+g` as modifiers and a key.
fn keys(text: &str) -> (Modifiers, &str) {
    let mut modifiers = NO;
    let mut rest = text;
    while let Some((name, tail)) = rest.split_once('+') {
        match name {
            "Ctrl" => modifiers.ctrl = true,
            "Shift" => modifiers.shift = true,
            _ => modifiers.alt = true,
        }
        rest = tail;
    }
    (modifiers, rest)
}

fn pressed(text: &str, focus: Focus, layout: &Layout) -> Option<(Focus, Option<Action>)> {
    let (modifiers, key) = keys(text);
    press(key, modifiers, focus, layout).map(|step| (step.focus, step.action))
}

#[rstest]
#[case("ArrowUp", at(5, 2), at(4, 2))]
#[case("ArrowUp", at(0, 2), Focus::Header(2))]
#[case("ArrowUp", at(0, 5), Focus::Header(4))]
#[case("ArrowDown", at(99, 2), at(99, 2))]
#[case("ArrowLeft", at(5, 2), at(5, 1))]
#[case("ArrowRight", at(5, 4), at(5, 5))]
#[case("ArrowRight", at(5, 5), at(5, 5))]
#[case("Home", at(5, 2), at(5, 0))]
#[case("End", at(5, 2), at(5, 5))]
#[case("Ctrl+Home", at(5, 2), at(0, 0))]
#[case("Ctrl+End", at(5, 2), at(99, 5))]
#[case("PageUp", at(5, 2), at(0, 2))]
#[case("PageDown", at(5, 2), at(25, 2))]
#[case("PageDown", at(95, 2), at(99, 2))]
#[case("Ctrl+ArrowUp", at(5, 2), Focus::Header(2))]
#[case("Ctrl+ArrowUp", Focus::Header(2), Focus::Pill(0))]
#[case("Ctrl+ArrowDown", Focus::Pill(1), Focus::Header(0))]
#[case("Ctrl+ArrowDown", Focus::Header(2), at(7, 2))]
#[case("ArrowDown", Focus::Header(2), at(7, 2))]
#[case("ArrowRight", Focus::Header(2), Focus::Header(3))]
#[case("End", Focus::Header(2), Focus::Header(4))]
#[case("ArrowLeft", Focus::Pill(0), Focus::Pill(0))]
#[case("ArrowRight", Focus::Pill(0), Focus::Pill(1))]
#[case("Home", Focus::Pill(1), Focus::Pill(0))]
#[case("Ctrl+ArrowRight", Focus::Pill(1), Focus::Pill(1))]
fn the_focus_moves(#[case] key: &str, #[case] from: Focus, #[case] to: Focus) {
    assert_eq!(pressed(key, from, &GRID), Some((to, None)));
}

#[rstest]
#[case("Ctrl+g", Focus::Header(2), Focus::Header(2), Action::GroupBy(2))]
#[case("Ctrl+g", Focus::Header(4), Focus::Header(3), Action::GroupBy(4))]
#[case("Ctrl+Shift+G", Focus::Header(4), Focus::Header(4), Action::UngroupAll)]
#[case("Ctrl+Shift+G", Focus::Pill(1), at(7, 1), Action::UngroupAll)]
#[case("Ctrl+g", at(3, 1), at(3, 1), Action::GroupBy(1))]
#[case("Ctrl+Shift+G", at(3, 1), at(3, 1), Action::UngroupAll)]
#[case("Ctrl+ArrowLeft", Focus::Pill(1), Focus::Pill(0), Action::MovePill { from: 1, to: 0 })]
#[case("Ctrl+ArrowRight", Focus::Pill(0), Focus::Pill(1), Action::MovePill { from: 0, to: 1 })]
#[case("Delete", Focus::Pill(0), Focus::Pill(0), Action::RemovePill(0))]
#[case("Backspace", Focus::Pill(1), Focus::Pill(0), Action::RemovePill(1))]
#[case("Enter", Focus::Pill(1), Focus::Pill(1), Action::TurnPill(1))]
#[case("Alt+ArrowDown", Focus::Pill(1), Focus::Pill(1), Action::PillMenu(1))]
#[case("ContextMenu", Focus::Pill(0), Focus::Pill(0), Action::PillMenu(0))]
#[case("Shift+F10", Focus::Pill(1), Focus::Pill(1), Action::PillMenu(1))]
#[case("Enter", Focus::Header(1), Focus::Header(1), Action::Sort { column: 1, more: false })]
#[case("Shift+ ", Focus::Header(1), Focus::Header(1), Action::Sort { column: 1, more: true })]
#[case("Shift+ArrowRight", Focus::Header(1), Focus::Header(2), Action::MoveColumn { from: 1, to: 2 })]
#[case("Alt+ArrowDown", Focus::Header(1), Focus::Header(1), Action::HeaderMenu(1))]
#[case("Shift+F10", Focus::Header(1), Focus::Header(1), Action::HeaderMenu(1))]
#[case("ContextMenu", at(5, 2), at(5, 2), Action::RowMenu(5))]
#[case("Enter", at(5, 5), at(5, 5), Action::RowMenu(5))]
#[case("Enter", at(5, 2), at(5, 2), Action::Edit { line: 5, column: 2 })]
#[case("F2", at(5, 2), at(5, 2), Action::Edit { line: 5, column: 2 })]
#[case("ArrowLeft", at(5, 0), at(5, 0), Action::ToParent(5))]
fn keys_act(#[case] key: &str, #[case] from: Focus, #[case] to: Focus, #[case] action: Action) {
    assert_eq!(pressed(key, from, &GRID), Some((to, Some(action))));
}

#[rstest]
#[case("Enter", false, at(3, 1), Some(Action::SetOpen { line: 3, open: true }))]
#[case(" ", true, at(3, 1), Some(Action::SetOpen { line: 3, open: false }))]
#[case("ArrowRight", false, at(3, 1), Some(Action::SetOpen { line: 3, open: true }))]
#[case("ArrowRight", true, at(4, 1), None)]
#[case("ArrowLeft", true, at(3, 1), Some(Action::SetOpen { line: 3, open: false }))]
#[case("ArrowLeft", false, at(3, 1), Some(Action::ToParent(3)))]
#[case("End", true, at(3, 1), None)]
#[case("ArrowDown", true, at(4, 1), None)]
fn group_rows_open_and_close(
    #[case] key: &str,
    #[case] open: bool,
    #[case] to: Focus,
    #[case] action: Option<Action>,
) {
    let layout = Layout { line: LineKind::Group { open }, ..GRID };
    assert_eq!(pressed(key, at(3, 1), &layout), Some((to, action)));
}

#[rstest]
#[case("a", at(5, 2))]
#[case(" ", at(5, 2))]
#[case("Tab", Focus::Header(1))]
#[case("ArrowDown", Focus::Pill(1))]
#[case("Ctrl+c", at(5, 2))]
#[case("Alt+ArrowLeft", at(5, 2))]
#[case("ArrowUp", Focus::Header(1))]
#[case("g", Focus::Header(1))]
fn other_keys_are_the_browsers(#[case] key: &str, #[case] focus: Focus) {
    assert_eq!(pressed(key, focus, &Layout { selectable: false, ..GRID }), None);
}

#[test]
fn the_last_pill_and_the_last_column_leave_the_focus_somewhere() {
    let one = Layout { pills: 1, columns: 1, ..GRID };
    let removed = pressed("Delete", Focus::Pill(0), &one);
    assert_eq!(removed, Some((at(7, 1), Some(Action::RemovePill(0)))));
    let empty = Layout { lines: 0, ..one };
    let removed = pressed("Delete", Focus::Pill(0), &empty);
    assert_eq!(removed, Some((Focus::Header(0), Some(Action::RemovePill(0)))));
    let grouped = pressed("Ctrl+g", Focus::Header(0), &one);
    assert_eq!(grouped, Some((Focus::Pill(1), Some(Action::GroupBy(0)))));
}

#[test]
fn an_empty_flat_grid_takes_no_harm() {
    let empty = Layout { pills: 0, lines: 0, page: 0, ..GRID };
    assert_eq!(pressed("ArrowDown", at(0, 0), &empty), None);
    assert_eq!(pressed("Ctrl+End", at(0, 0), &empty), None);
    assert_eq!(pressed("Ctrl+ArrowDown", Focus::Header(0), &empty), None);
    assert_eq!(pressed("Ctrl+ArrowUp", Focus::Header(0), &empty), None);
    assert_eq!(pressed("Ctrl+Shift+G", Focus::Header(0), &empty), None);
    let fixed = Layout { groupable: false, ..GRID };
    assert_eq!(pressed("Ctrl+g", Focus::Header(0), &fixed), Some((Focus::Header(0), None)));
}

#[rstest]
#[case("Ctrl+a", at(5, 2), Action::SelectAll)]
#[case("Escape", at(5, 2), Action::SelectNothing)]
#[case(" ", at(5, 2), Action::Select(5))]
#[case("Shift+ ", at(5, 2), Action::SelectTo(5))]
#[case("Shift+ArrowDown", at(6, 2), Action::SelectTo(6))]
#[case("Shift+ArrowUp", at(4, 2), Action::SelectTo(4))]
fn rows_are_selected(#[case] key: &str, #[case] focus: Focus, #[case] action: Action) {
    assert_eq!(pressed(key, at(5, 2), &GRID), Some((focus, Some(action))));
    let fixed = Layout { selectable: false, ..GRID };
    assert_eq!(pressed(key, at(5, 2), &fixed).and_then(|(_, action)| action), None);
}

#[test]
fn on_a_group_a_space_still_opens_it() {
    let group = Layout { line: LineKind::Group { open: false }, editable: true, ..GRID };
    let open = Action::SetOpen { line: 5, open: true };
    assert_eq!(pressed(" ", at(5, 2), &group), Some((at(5, 2), Some(open))));
    assert_eq!(pressed("x", at(5, 2), &group), None);
}

#[test]
fn a_letter_on_a_cell_that_can_be_edited_begins_its_text() {
    let editable = Layout { editable: true, ..GRID };
    let typed = Action::Type { line: 5, column: 2 };
    for key in ["x", "Shift+X", "ß", "7"] {
        assert_eq!(pressed(key, at(5, 2), &editable), Some((at(5, 2), Some(typed))), "{key}");
        assert_eq!(pressed(key, at(5, 2), &GRID), None, "{key}");
    }
    assert_eq!(pressed("F5", at(5, 2), &editable), None);
    let select = Some((at(5, 2), Some(Action::Select(5))));
    assert_eq!(pressed(" ", at(5, 2), &editable), select);
}

#[rstest]
#[case("Alt+ArrowRight", true)]
#[case("Alt+ArrowLeft", false)]
fn headers_are_resized(#[case] key: &str, #[case] wider: bool) {
    let resize = Action::Resize { column: 2, wider };
    let header = Focus::Header(2);
    assert_eq!(pressed(key, header, &GRID), Some((header, Some(resize))));
}
