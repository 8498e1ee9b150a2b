//! The whole permission matrix as text, so that a change of policy is a readable diff.

use domain::people::{OrgKind, Role};
use domain::policy::{Action, allowed};
use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policy.txt");

fn matrix() -> String {
    let mut text = String::from(
        "# Who may do what (domain::policy). yes = within the own scope; everything else is 403.\n\
         # Written by the test `the_checked_in_matrix_is_current`; after a wanted change run\n\
         #   UPDATE_POLICY=1 cargo test -p domain policy\n",
    );
    for org in [OrgKind::Distributor, OrgKind::Partner, OrgKind::Customer] {
        write!(text, "\n{:<18}", org.slug()).unwrap();
        for role in Role::ALL {
            write!(text, "{:<15}", role.slug()).unwrap();
        }
        for action in Action::ALL {
            text.truncate(text.trim_end().len());
            write!(text, "\n  {:<16}", action.slug()).unwrap();
            for role in Role::ALL {
                let cell = if allowed(org, role, action) { "yes" } else { "-" };
                write!(text, "{cell:<15}").unwrap();
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

#[test]
fn the_checked_in_matrix_is_current() {
    let current = matrix();
    if std::env::var_os("UPDATE_POLICY").is_some() {
        std::fs::write(FILE, &current).unwrap();
    }
    let stored = std::fs::read_to_string(FILE).unwrap();
    assert_eq!(
        stored, current,
        "the policy changed; if that is wanted: UPDATE_POLICY=1 cargo test -p domain policy"
    );
}

#[test]
fn a_weaker_role_never_may_more() {
    for org in [OrgKind::Distributor, OrgKind::Partner, OrgKind::Customer] {
        for action in Action::ALL {
            let may = Role::ALL.map(|role| allowed(org, role, action));
            assert!(may.is_sorted_by(|strong, weak| strong >= weak), "{org:?} {action:?}");
        }
    }
}

#[test]
fn customers_never_change_anything_but_their_views() {
    let reads = [Action::ViewLicenses, Action::Export, Action::ViewHistory];
    let views = [Action::SaveViews, Action::ShareViews, Action::ManageViews];
    for role in Role::ALL {
        for action in Action::ALL.into_iter().filter(|action| !views.contains(action)) {
            assert_eq!(allowed(OrgKind::Customer, role, action), reads.contains(&action));
        }
    }
}
