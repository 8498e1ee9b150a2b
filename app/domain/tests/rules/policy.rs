//! The whole permission matrix as text, so that a change of policy is a readable diff.

use domain::ids::{RootId, Scope};
use domain::people::{OrgKind, Role};
use domain::policy::{
    Action, Grants, Place, Relation, Resource, TABLE, Verdict, allowed, effective, judge, rule,
};
use proptest::prelude::*;
use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policy.txt");
const KINDS: [OrgKind; 3] = [OrgKind::Distributor, OrgKind::Partner, OrgKind::Customer];

fn matrix() -> String {
    let mut text = String::from(
        "# Who may do what to whose things (domain::policy). Lines by resource; yes = this role gives\n\
         # it; behind it stand the relations in which it does. Something below that lets nobody assist\n\
         # (\"unassisted\") is forbidden where the line does not name it, or hidden (404) where it says\n\
         # so. What belongs to a sibling, a parent or another tree is hidden from everybody. A custom\n\
         # role has what its permission set says, of the lines of its organization's kind.\n\
         # Written by the test `the_checked_in_matrix_is_current`; after a wanted change run\n\
         #   UPDATE_POLICY=1 cargo test -p domain policy\n",
    );
    for org in KINDS {
        write!(text, "\n{:<28}", org.slug()).unwrap();
        for role in Role::FIXED {
            write!(text, "{:<20}", role.slug()).unwrap();
        }
        text.push_str("relations\n");
        for resource in Resource::ALL {
            writeln!(text, "  {}", resource.slug()).unwrap();
            for action in Action::ALL.into_iter().filter(|a| rule(*a).resource == resource) {
                write!(text, "    {:<24}", action.slug()).unwrap();
                for role in Role::FIXED {
                    let cell = if allowed(org, role.grants(), action) { "yes" } else { "-" };
                    write!(text, "{cell:<20}").unwrap();
                }
                let reach: Vec<_> = rule(action).relations.iter().map(|r| r.slug()).collect();
                let hides = match rule(action).hides(Relation::Unassisted) {
                    true if !reach.contains(&"unassisted") => "; hides unassisted",
                    _ => "",
                };
                writeln!(text, "{}{hides}", reach.join(" ")).unwrap();
            }
        }
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
fn each_action_has_its_line() {
    for (action, line) in Action::ALL.into_iter().zip(&TABLE) {
        assert_eq!(action, line.action, "the table is in the order of the actions");
        assert_eq!(Action::from_slug(action.slug()), Some(action));
    }
    let slugs: std::collections::BTreeSet<_> = Action::ALL.iter().map(|a| a.slug()).collect();
    assert_eq!(slugs.len(), Action::ALL.len(), "no name is used twice");
}

#[test]
fn owners_may_what_any_role_gives_and_who_reads_changes_nothing_of_others() {
    for org in KINDS {
        for action in Action::ALL {
            let may = |role: Role| allowed(org, role.grants(), action);
            for role in Role::FIXED {
                assert!(may(Role::Owner) || !may(role), "{org:?} {role:?} {action:?}");
            }
            if may(Role::ReadOnly) {
                let looks = matches!(
                    action,
                    Action::ViewLicenses
                        | Action::Export
                        | Action::ViewOrders
                        | Action::ViewHistory
                        | Action::ViewCustomers
                        | Action::ViewOrganization
                        | Action::ViewEntitlements
                        | Action::ViewPeople
                );
                assert!(looks || rule(action).relations == [Relation::Own], "{action:?}");
            }
        }
    }
}

#[test]
fn customers_change_no_license_and_no_other_organization() {
    for role in Role::FIXED {
        for line in TABLE.iter().filter(|line| line.resource == Resource::License) {
            let looks = matches!(line.action, Action::ViewLicenses | Action::Export);
            assert_eq!(allowed(OrgKind::Customer, role.grants(), line.action), looks);
        }
        for action in [Action::CreateOrganization, Action::SuspendOrganization] {
            assert!(!allowed(OrgKind::Customer, role.grants(), action));
        }
    }
}

#[test]
fn nothing_beside_or_above_is_known_whoever_asks() {
    for org in KINDS {
        for action in Action::ALL {
            for relation in [Relation::Sibling, Relation::Parent, Relation::OtherTree] {
                let verdict = judge(org, Role::Owner.grants(), action, relation);
                assert_eq!(verdict, Verdict::Hidden, "{org:?} {action:?} {relation:?}");
            }
        }
    }
}

#[test]
fn people_are_hidden_where_nobody_may_assist() {
    let owner = Role::Owner.grants();
    let judge = |action, relation| judge(OrgKind::Partner, owner, action, relation);
    for action in [Action::ViewPeople, Action::ManagePeople, Action::ManageSignIn] {
        assert_eq!(judge(action, Relation::Child), Verdict::Allowed);
        assert_eq!(judge(action, Relation::Unassisted), Verdict::Hidden);
    }
    // DOMAIN.md 1.2.5: the subscription stays manageable.
    for action in [Action::Renew, Action::EditNote, Action::GrantEntitlements] {
        assert_eq!(judge(action, Relation::Unassisted), Verdict::Allowed);
    }
    // One does not suspend oneself, but one knows of oneself.
    assert_eq!(judge(Action::SuspendOrganization, Relation::Own), Verdict::Forbidden);
}

#[test]
fn relations_follow_from_intervals() {
    let scope = |root, lo, hi| Scope { root: RootId(root), lo, hi };
    let partner = scope(1, 100, 199);
    for (root, lo, hi, assisted, expected) in [
        (1, 100, 199, false, Relation::Own),
        (1, 110, 119, true, Relation::Child),
        (1, 110, 119, false, Relation::Unassisted),
        (1, 199, 199, true, Relation::Child),
        (1, 200, 299, true, Relation::Sibling),
        (1, 210, 219, true, Relation::Sibling),
        (1, 1, 999, true, Relation::Parent),
        (2, 110, 119, true, Relation::OtherTree),
        (2, 100, 199, true, Relation::OtherTree),
    ] {
        let place = Place { scope: scope(root, lo, hi), assisted };
        assert_eq!(Relation::between(partner, place), expected, "{place:?}");
    }
}

fn some_grants() -> impl Strategy<Value = Grants> {
    proptest::collection::vec(any::<bool>(), Action::ALL.len()).prop_map(|bits| {
        Action::ALL.into_iter().zip(bits).filter(|(_, bit)| *bit).map(|(a, _)| a).collect()
    })
}

proptest! {
    #[test]
    fn a_set_is_what_was_put_in(grants in some_grants()) {
        prop_assert_eq!(grants.iter().collect::<Grants>(), grants);
        for action in Action::ALL {
            prop_assert_eq!(grants.holds(action), grants.iter().any(|held| held == action));
        }
    }

    #[test]
    fn whoever_grants_what_it_has_makes_nobody_stronger(
        giver in some_grants(), given in some_grants(),
    ) {
        for org in KINDS {
            let (have, get) = (effective(org, giver), effective(org, given));
            if get.within(have) {
                for action in Action::ALL {
                    prop_assert!(allowed(org, giver, action) || !allowed(org, given, action));
                }
            } else {
                prop_assert!(get.iter().any(|action| !have.holds(action)));
            }
        }
    }
}
