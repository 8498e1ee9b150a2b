use domain::people::Role;
use domain::sso::{SsoDraft, domain_fits, group_roles_text, role_of_groups};
use rstest::rstest;
use std::collections::BTreeMap;

fn draft() -> SsoDraft {
    SsoDraft {
        slug: "kranich".to_owned(),
        issuer: "https://login.kranich.example/realm".to_owned(),
        client_id: "seatkeeper".to_owned(),
        domains: "Kranich.example, @west.example".to_owned(),
        group_roles: "admins = license-admin\n\n  a = b = owner\n".to_owned(),
        ..SsoDraft::default()
    }
}

#[test]
fn settings_that_fit_are_read() {
    let rules = draft().check().unwrap();
    assert_eq!(rules.domains, ["kranich.example", "west.example"]);
    assert_eq!(rules.groups_claim, None);
    let roles = BTreeMap::from([
        ("admins".to_owned(), Role::LicenseAdmin),
        ("a = b".to_owned(), Role::Owner),
    ]);
    assert_eq!(rules.group_roles, roles);
    let again = SsoDraft { group_roles: group_roles_text(&roles), ..draft() };
    assert_eq!(again.check().unwrap().group_roles, roles);
}

type Spoil = fn(&mut SsoDraft);

#[rstest]
#[case("slug", "sso-slug-invalid", |d: &mut SsoDraft| d.slug = "ab".to_owned())]
#[case("slug", "sso-slug-invalid", |d: &mut SsoDraft| d.slug = "callback".to_owned())]
#[case("slug", "sso-slug-invalid", |d: &mut SsoDraft| d.slug = "Kranich".to_owned())]
#[case("slug", "sso-slug-invalid", |d: &mut SsoDraft| d.slug = "-kranich".to_owned())]
#[case("slug", "sso-slug-invalid", |d: &mut SsoDraft| d.slug = "../kranich".to_owned())]
#[case("issuer", "sso-issuer-invalid", |d: &mut SsoDraft| d.issuer = "login.kranich.example".to_owned())]
#[case("issuer", "sso-issuer-invalid", |d: &mut SsoDraft| d.issuer = "https://a.example/?x=1".to_owned())]
#[case("issuer", "sso-issuer-invalid", |d: &mut SsoDraft| d.issuer = "https://me@a.example".to_owned())]
#[case("issuer", "sso-issuer-invalid", |d: &mut SsoDraft| d.issuer = "javascript:alert(1)".to_owned())]
#[case("client_id", "sso-client-missing", |d: &mut SsoDraft| d.client_id = " ".to_owned())]
#[case("client_id", "text-too-long", |d: &mut SsoDraft| d.client_id = "x".repeat(501))]
#[case("domains", "sso-domains-invalid", |d: &mut SsoDraft| d.domains = "kranich".to_owned())]
#[case("domains", "sso-domains-invalid", |d: &mut SsoDraft| d.domains = "a..example".to_owned())]
#[case("group_roles", "sso-groups-invalid", |d: &mut SsoDraft| d.group_roles = "a = owner\nb = king".to_owned())]
#[case("group_roles", "sso-groups-invalid", |d: &mut SsoDraft| d.group_roles = "a = custom".to_owned())]
#[case("group_roles", "sso-groups-invalid", |d: &mut SsoDraft| d.group_roles = "= owner".to_owned())]
#[case("default_role", "sso-role-custom", |d: &mut SsoDraft| d.default_role = Some(Role::Custom))]
fn what_does_not_fit_is_named(#[case] field: &str, #[case] code: &str, #[case] spoil: Spoil) {
    let mut draft = draft();
    spoil(&mut draft);
    let errors = draft.check().unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), (field, code));
}

#[test]
fn the_strongest_group_counts_and_nothing_is_given_by_chance() {
    let roles = BTreeMap::from([
        ("readers".to_owned(), Role::ReadOnly),
        ("admins".to_owned(), Role::LicenseAdmin),
    ]);
    let of = |groups: &[&str], default| {
        let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        role_of_groups(&roles, default, &groups)
    };
    assert_eq!(of(&["readers", "admins"], None), Some(Role::LicenseAdmin));
    assert_eq!(of(&["readers"], Some(Role::LicenseAdmin)), Some(Role::ReadOnly));
    assert_eq!(of(&["Admins", "others"], None), None);
    assert_eq!(of(&[], Some(Role::ReadOnly)), Some(Role::ReadOnly));
}

#[test]
fn only_whole_domains_fit() {
    let domains = ["kranich.example".to_owned()];
    assert!(domain_fits(&domains, "ada@Kranich.example"));
    for email in
        ["ada@sub.kranich.example", "ada@evilkranich.example", "kranich.example", "a@b@x.example"]
    {
        assert!(!domain_fits(&domains, email), "{email}");
    }
    assert!(domain_fits(&[], "anybody@anywhere.example"));
}
