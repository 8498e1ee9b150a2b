use domain::ids::{OrgId, PersonId, RootId, Scope};
use domain::people::{
    OrgKind, PER_PAGE, Preferences, Principal, Role, RoleChoice, SetDraft, Standing,
    change_verdict, deactivate_verdict, grant_verdict, reactivate_verdict, reset_verdict,
    role_verdict, touch_verdict,
};
use domain::policy::{Action, Grants, allowed, effective};
use domain::sso::{counts_as_two, save_verdict};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

const KINDS: [OrgKind; 3] = [OrgKind::Distributor, OrgKind::Partner, OrgKind::Customer];

fn somebody(org_kind: OrgKind, grants: Grants) -> Principal {
    Principal {
        person: PersonId(Uuid::nil()),
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        org: OrgId(Uuid::nil()),
        org_name: "Engines".to_owned(),
        org_kind,
        role: Role::Custom,
        grants,
        scope: Scope { root: RootId(1), lo: 1, hi: 9 },
        language: None,
        session: None,
        proved_at: None,
        preferences: Preferences::default(),
    }
}

fn standing(role: Role, active: bool, other_owners: usize) -> Standing {
    let org_kind = OrgKind::Partner;
    Standing { org_kind, role, grants: role.grants(), active, other_owners }
}

#[rstest]
#[case::lowered(Role::Owner, true, 1, Role::Billing, Ok(()))]
#[case::last(Role::Owner, true, 0, Role::Billing, Err("last-owner"))]
#[case::stays(Role::Owner, true, 0, Role::Owner, Ok(()))]
#[case::out_already(Role::Owner, false, 0, Role::Billing, Ok(()))]
#[case::raised(Role::ReadOnly, true, 1, Role::Owner, Ok(()))]
fn an_owner_makes_roles(
    #[case] is: Role,
    #[case] active: bool,
    #[case] other_owners: usize,
    #[case] to: Role,
    #[case] verdict: Result<(), &'static str>,
) {
    let owner = somebody(OrgKind::Partner, Role::Owner.grants());
    let of = standing(is, active, other_owners);
    assert_eq!(role_verdict(&owner, &of, to, to.grants()), verdict);
}

#[test]
fn the_last_owner_is_not_locked_out() {
    let owner = somebody(OrgKind::Partner, Role::Owner.grants());
    for (is, active, others, out, back) in [
        (Role::Owner, true, 0, Err("last-owner"), Err("person-active")),
        (Role::Owner, true, 1, Ok(()), Err("person-active")),
        (Role::Owner, false, 0, Err("person-inactive"), Ok(())),
        (Role::ReadOnly, true, 0, Ok(()), Err("person-active")),
    ] {
        let of = standing(is, active, others);
        assert_eq!(deactivate_verdict(&owner, &of), out, "{of:?}");
        assert_eq!(reactivate_verdict(&owner, &of), back, "{of:?}");
    }
}

#[test]
fn those_above_make_owners_below() {
    let owner = Role::Owner.grants();
    for (above, below) in [
        (OrgKind::Distributor, OrgKind::Partner),
        (OrgKind::Distributor, OrgKind::Customer),
        (OrgKind::Partner, OrgKind::Customer),
    ] {
        assert_eq!(grant_verdict(&somebody(above, owner), below, owner), Ok(()));
        let admin = somebody(above, Role::LicenseAdmin.grants());
        assert_eq!(grant_verdict(&admin, below, owner), Err("role-beyond-own"));
    }
}

#[test]
fn a_set_is_part_of_what_its_maker_may() {
    let draft = |actions: &[Action]| SetDraft { name: "Set".to_owned(), actions: actions.to_vec() };
    let codes = |who: &Principal, draft: SetDraft| match draft.parse(who) {
        Ok(_) => Vec::new(),
        Err(wrong) => wrong.into_iter().map(|error| error.code).collect(),
    };
    let owner = somebody(OrgKind::Customer, Role::Owner.grants());
    assert_eq!(codes(&owner, draft(&[Action::ViewLicenses])), Vec::<String>::new());
    assert_eq!(codes(&owner, draft(&[])), ["set-empty"]);
    // A customer's owner holds it, but no customer does it.
    assert_eq!(codes(&owner, draft(&[Action::Renew])), ["set-beyond-own"]);
    let nameless = SetDraft { name: "\u{202e}".to_owned(), actions: Vec::new() };
    assert_eq!(codes(&owner, nameless), ["text-control", "set-empty"]);
    let reader = somebody(OrgKind::Partner, Role::ReadOnly.grants());
    assert_eq!(change_verdict(&reader, Role::ReadOnly.grants()), Ok(()));
    assert_eq!(change_verdict(&reader, Role::Billing.grants()), Err("set-stronger"));
}

#[test]
fn choices_survive_a_form() {
    let set = RoleChoice::Set(domain::ids::PermissionSetId(Uuid::from_u128(7)));
    for choice in Role::FIXED.map(RoleChoice::Fixed).into_iter().chain([set]) {
        assert_eq!(RoleChoice::from_value(&choice.value()), Some(choice));
    }
    for bad in ["", "custom", "owners", "7"] {
        assert_eq!(RoleChoice::from_value(bad), None, "{bad}");
    }
    assert_eq!(Role::ALL.map(Role::slug), Role::SLUGS);
}

#[test]
fn preferences_are_what_is_offered() {
    let known = |zone: &str| zone == "Europe/Berlin";
    let codes = |preferences: Preferences| match preferences.check(known) {
        Ok(()) => Vec::new(),
        Err(wrong) => wrong.into_iter().map(|error| (error.field, error.code)).collect(),
    };
    for rows in PER_PAGE.into_iter().chain([0]) {
        let time_zone = Some("Europe/Berlin".to_owned());
        let good = Preferences { rows: Some(rows), time_zone, ..Preferences::default() };
        assert_eq!(codes(good), Vec::new());
    }
    let bad =
        Preferences { rows: Some(7), time_zone: Some("Mars".to_owned()), ..Preferences::default() };
    let pair = |field: &str, code: &str| (field.to_owned(), code.to_owned());
    assert_eq!(codes(bad), [pair("time-zone", "time-zone-unknown"), pair("rows", "rows-invalid")]);
}

fn some_grants() -> impl Strategy<Value = Grants> {
    proptest::collection::vec(any::<bool>(), Action::ALL.len()).prop_map(|bits| {
        Action::ALL.into_iter().zip(bits).filter(|(_, bit)| *bit).map(|(a, _)| a).collect()
    })
}

proptest! {
    /// Whatever somebody is made of and by whom: afterwards it may nothing that its maker
    /// was not given, and before it had nothing that its maker was not given.
    #[test]
    fn nobody_gives_or_takes_more_than_it_has(
        giver in some_grants(), had in some_grants(), given in some_grants(),
        above in 0..3usize, below in 0..3usize,
    ) {
        let who = somebody(KINDS[above], giver);
        let org_kind = KINDS[below];
        let of = Standing {
            org_kind, role: Role::Custom, grants: had, active: true, other_owners: 1,
        };
        let beyond = |grants: Grants| {
            Action::ALL.into_iter().any(|a| allowed(org_kind, grants, a) && !giver.holds(a))
        };
        let verdict = role_verdict(&who, &of, Role::Custom, given);
        let expected = match (beyond(had), beyond(given)) {
            (true, _) => Err("person-stronger"),
            (false, true) => Err("role-beyond-own"),
            (false, false) => Ok(()),
        };
        prop_assert_eq!(verdict, expected);
        prop_assert_eq!(touch_verdict(&who, &of).is_ok(), !beyond(had));
        // Oneself is never beyond oneself.
        let own = Standing { org_kind: KINDS[above], grants: giver, ..of };
        prop_assert!(touch_verdict(&who, &own).is_ok());
    }
}

#[test]
fn a_link_for_a_password_is_for_somebody_else_who_has_no_more_than_oneself() {
    let owner = somebody(OrgKind::Partner, Role::Owner.grants());
    let reader = somebody(OrgKind::Partner, Role::ReadOnly.grants());
    let other = PersonId(Uuid::from_u128(1));
    let active = standing(Role::Owner, true, 0);
    assert_eq!(reset_verdict(&owner, other, &active), Ok(()));
    assert_eq!(reset_verdict(&owner, owner.person, &active), Err("reset-own"));
    let inactive = standing(Role::Owner, false, 1);
    assert_eq!(reset_verdict(&owner, other, &inactive), Err("person-inactive"));
    assert_eq!(reset_verdict(&reader, other, &active), Err("person-stronger"));
}

#[test]
fn single_sign_on_is_set_by_who_may_make_owners() {
    for kind in [OrgKind::Distributor, OrgKind::Partner, OrgKind::Customer] {
        let owner = somebody(kind, Role::Owner.grants());
        assert_eq!(save_verdict(&owner), Ok(()));
        // So may they give any other role.
        for role in Role::FIXED {
            assert!(owner.may_grant(kind, role.grants()), "{role:?}");
        }
        let all_but_one = effective(kind, Role::Owner.grants()).iter().skip(1).collect();
        assert_eq!(save_verdict(&somebody(kind, all_but_one)), Err("sso-owner-needed"));
    }
    let two = [(false, false), (false, true), (true, false), (true, true)]
        .map(|(trusts, above)| counts_as_two(trusts, above));
    assert_eq!(two, [false, false, true, false]);
}
