//! The tree as far as it is open, as lines, and what keys mean in it (WAI-ARIA tree pattern).

use domain::ids::OrgId;
use domain::license::OrgRef;
use domain::organization::{TreeEntry, TreePage, child_kind};
use domain::people::OrgKind;
use std::collections::HashMap;

/// The organizations below one, as far as they were read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Branch {
    /// Those read so far, from the first.
    pub(super) entries: Vec<TreeEntry>,
    /// How many there are.
    pub(super) total: i64,
    /// Whether they are shown.
    pub(super) open: bool,
}

impl Branch {
    /// The first part of a branch, shown.
    pub(super) fn first(page: TreePage) -> Self {
        Self { entries: page.entries, total: page.total, open: true }
    }

    /// Puts the next part behind what is there.
    pub(super) fn extend(&mut self, page: TreePage) {
        self.entries.extend(page.entries);
        self.total = page.total;
    }

    /// How many were not read yet.
    pub(super) fn rest(&self) -> i64 {
        self.total - i64::try_from(self.entries.len()).unwrap_or(i64::MAX)
    }
}

/// Branches by what they are below.
pub(super) type Branches = HashMap<OrgId, Branch>;

/// A line of the tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// The organization; of a line that stands for more, the one below whom they are.
    pub(super) entry: TreeEntry,
    /// The one above it.
    pub(super) parent: OrgRef,
    /// From 1.
    pub(super) level: usize,
    /// Its place among its siblings, from 1.
    pub(super) place: usize,
    /// How many siblings there are, itself counted.
    pub(super) siblings: i64,
    /// Whether what is below it is shown; none where nothing can be.
    pub(super) open: Option<bool>,
}

/// The lines below the top, and for each branch that was not read to its end how many are left,
/// behind its last line.
pub(super) fn lines(branches: &Branches, top: &OrgRef) -> Vec<Shown> {
    let mut out = Vec::new();
    push(branches, top, 1, &mut out);
    out
}

/// What is shown in one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    /// An organization.
    Org(Line),
    /// So many more below one, at this level.
    More(OrgId, usize, i64),
}

fn push(branches: &Branches, above: &OrgRef, level: usize, out: &mut Vec<Shown>) {
    let Some(branch) = branches.get(&above.id).filter(|branch| branch.open) else { return };
    for (at, entry) in branch.entries.iter().enumerate() {
        let open = openable(entry).then(|| branches.get(&entry.org.id).is_some_and(|b| b.open));
        out.push(Shown::Org(Line {
            entry: entry.clone(),
            parent: above.clone(),
            level,
            place: at + 1,
            siblings: branch.total,
            open,
        }));
        if open == Some(true) {
            push(branches, &entry.org, level + 1, out);
        }
    }
    if branch.rest() > 0 {
        out.push(Shown::More(above.id, level, branch.rest()));
    }
}

/// Whether something can be shown below it.
fn openable(entry: &TreeEntry) -> bool {
    entry.children > 0
}

/// Whether something of one kind can be put below another.
pub(super) fn takes(kind: OrgKind, moved: OrgKind) -> bool {
    child_kind(kind) == Some(moved)
}

/// What a key asks for where the focus is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// The focus goes to this line.
    Focus(usize),
    /// What is below the line is shown.
    Open,
    /// What is below the line is hidden.
    Close,
    /// The line's page.
    Go,
    /// The line is taken, to be put elsewhere.
    Take,
    /// What was taken is put below the line.
    Put,
    /// What was taken stays where it is.
    LetGo,
}

/// What a key means on the `at`th of these lines.
pub(super) fn key(lines: &[Line], at: usize, key: &str, ctrl: bool) -> Option<Asked> {
    let line = lines.get(at)?;
    let last = lines.len().checked_sub(1)?;
    Some(match (key, ctrl) {
        ("x", true) => Asked::Take,
        ("v", true) => Asked::Put,
        ("Escape", false) => Asked::LetGo,
        ("Enter", false) => Asked::Go,
        ("ArrowDown", false) => Asked::Focus((at + 1).min(last)),
        ("ArrowUp", false) => Asked::Focus(at.saturating_sub(1)),
        ("Home", false) => Asked::Focus(0),
        ("End", false) => Asked::Focus(last),
        ("ArrowRight", false) => match line.open? {
            false => Asked::Open,
            true => Asked::Focus((at + 1).min(last)),
        },
        ("ArrowLeft", false) if line.open == Some(true) => Asked::Close,
        ("ArrowLeft", false) => {
            let above = lines[..at].iter().rposition(|above| above.level < line.level)?;
            Asked::Focus(above)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::organization::OrgState;
    use uuid::Uuid;

    fn id(n: u128) -> OrgId {
        OrgId(Uuid::from_u128(n))
    }

    fn entry(n: u128, kind: OrgKind, children: i64) -> TreeEntry {
        TreeEntry {
            org: OrgRef { id: id(n), name: format!("{n}") },
            version: 1,
            kind,
            state: OrgState::Active,
            children,
        }
    }

    /// 1 > (2 > (4, 5, and one more), 3), with 2 open.
    fn sample() -> (Branches, OrgRef) {
        let partners = vec![entry(2, OrgKind::Partner, 3), entry(3, OrgKind::Partner, 0)];
        let customers = vec![entry(4, OrgKind::Customer, 0), entry(5, OrgKind::Customer, 0)];
        let branches = [
            (id(1), Branch::first(TreePage { entries: partners, total: 2 })),
            (id(2), Branch::first(TreePage { entries: customers, total: 3 })),
        ];
        (branches.into_iter().collect(), OrgRef { id: id(1), name: "1".into() })
    }

    fn orgs(shown: &[Shown]) -> Vec<Line> {
        let org = |shown: &Shown| match shown {
            Shown::Org(line) => Some(line.clone()),
            Shown::More(..) => None,
        };
        shown.iter().filter_map(org).collect()
    }

    #[test]
    fn open_branches_are_shown_below_their_lines_with_what_is_left() {
        let (branches, top) = sample();
        let shown = lines(&branches, &top);
        let told: Vec<String> = shown
            .iter()
            .map(|shown| match shown {
                Shown::Org(l) => format!(
                    "{}{} {}/{} {:?}",
                    " ".repeat(l.level),
                    l.entry.org.name,
                    l.place,
                    l.siblings,
                    l.open
                ),
                Shown::More(_, level, rest) => format!("{}+{rest}", " ".repeat(*level)),
            })
            .collect();
        let expected = [" 2 1/2 Some(true)", "  4 1/3 None", "  5 2/3 None", "  +1", " 3 2/2 None"];
        assert_eq!(told, expected);
    }

    #[test]
    fn keys_move_open_and_close_as_in_any_tree() {
        let (mut branches, top) = sample();
        let shown = orgs(&lines(&branches, &top));
        for (at, pressed, asked) in [
            (0, "ArrowDown", Some(Asked::Focus(1))),
            (0, "ArrowUp", Some(Asked::Focus(0))),
            (0, "ArrowRight", Some(Asked::Focus(1))),
            (0, "ArrowLeft", Some(Asked::Close)),
            (1, "ArrowRight", None),
            (1, "ArrowLeft", Some(Asked::Focus(0))),
            (3, "ArrowLeft", None),
            (3, "ArrowDown", Some(Asked::Focus(3))),
            (1, "End", Some(Asked::Focus(3))),
            (1, "Home", Some(Asked::Focus(0))),
            (1, "Enter", Some(Asked::Go)),
            (1, "a", None),
        ] {
            assert_eq!(key(&shown, at, pressed, false), asked, "{at} {pressed}");
        }
        assert_eq!(key(&shown, 1, "x", true), Some(Asked::Take));
        assert_eq!(key(&shown, 1, "x", false), None);
        branches.get_mut(&id(2)).unwrap().open = false;
        let shown = orgs(&lines(&branches, &top));
        assert_eq!(shown.len(), 2);
        assert_eq!(key(&shown, 0, "ArrowRight", false), Some(Asked::Open));
    }

    #[test]
    fn only_partners_take_customers() {
        assert!(takes(OrgKind::Partner, OrgKind::Customer));
        assert!(!takes(OrgKind::Distributor, OrgKind::Customer));
        assert!(!takes(OrgKind::Customer, OrgKind::Customer));
        assert!(takes(OrgKind::Distributor, OrgKind::Partner));
    }
}
