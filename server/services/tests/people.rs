#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Inviting, managing and deactivating people, and permission sets.

mod support;

use domain::ids::{OrgId, PersonId};
use domain::people::{
    Access, InviteDraft, Invited, Language, PersonDetail, Preferences, Principal, Profile, Role,
    RoleChoice, SetDraft, Theme,
};
use domain::policy::Action;
use domain::sign_in::RECENT;
use domain::sso::SsoDraft;
use services::ServiceError;
use services::auth::Visitor;
use services::people::Accept;
use std::fmt::Debug;
use std::net::IpAddr;
use store::invitation::invitation_hold;
use store::mail::Mail;
use store::person::members_hold;
use support::Portal;

const EN: Language = Language::En;
const PASSWORD: &str = "three green glasses of water";

/// The field and code of a refused input, or `-` and the code of a rule.
fn refusal<T: Debug>(result: Result<T, ServiceError>) -> (String, String) {
    match result {
        Err(ServiceError::Invalid(fields)) => (fields[0].field.clone(), fields[0].code.clone()),
        Err(ServiceError::Refused(code)) => ("-".to_owned(), code.to_owned()),
        other => panic!("{other:?}"),
    }
}

fn draft(org: OrgId, email: &str, role: Role) -> InviteDraft {
    let (email, role) = (email.to_owned(), RoleChoice::Fixed(role));
    InviteDraft { email, name: "Ada Lovelace".to_owned(), org, role }
}

fn here() -> Visitor {
    Visitor::new(IpAddr::from([192, 0, 2, 1]), "Firefox")
}

fn accept() -> Accept {
    Accept { name: "Ada Lovelace".to_owned(), password: PASSWORD.to_owned() }
}

impl Portal {
    async fn kranich(&self) -> Principal {
        self.person("owner@kranich.example").await
    }

    async fn invite(&self, who: &Principal, email: &str, role: Role) -> Invited {
        let draft = draft(who.org, email, role);
        self.services.person_invite(who, draft, EN).await.unwrap()
    }

    /// The newest mail to an address.
    async fn mail(&self, to: &str) -> Mail {
        let mails = self.services.demo_mails().await.unwrap();
        mails.into_iter().find(|mail| mail.address == to).expect("there is a mail")
    }

    /// The secret of the link in the newest mail to an address.
    async fn secret(&self, to: &str) -> String {
        let letter = serde_json::to_value(&self.mail(to).await.letter).unwrap();
        letter["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    async fn detail(&self, who: &Principal, id: PersonId) -> PersonDetail {
        self.services.person_get(who, id).await.unwrap()
    }

    /// What the log says was done to somebody, newest first.
    async fn deeds(&self, who: &Principal, id: PersonId) -> Vec<String> {
        let history = self.services.person_history(who, id).await.unwrap();
        history.into_iter().map(|entry| entry.action).collect()
    }

    async fn account_active(&self, email: &str) -> bool {
        self.services.store.account_by_email(email).await.unwrap().unwrap().active
    }
}

#[tokio::test]
async fn somebody_invited_by_mail_becomes_a_person_once() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let invited = portal.invite(&owner, " Ada@Example.com ", Role::Billing).await;
    assert_eq!(invited.path, None);
    let shown = portal.detail(&owner, invited.id).await;
    assert_eq!((shown.access, shown.email.as_str()), (Access::Invited, "Ada@example.com"));
    let secret = portal.secret("Ada@example.com").await;
    let peeked = services.invitation_peek(&secret).await.unwrap();
    assert_eq!((&*peeked.inviter, &*peeked.org_name), ("Karla Kranich", "Kranich Systemhaus GmbH"));
    assert_eq!(peeked.role, Role::Billing);

    let weak = Accept { password: "password1234".to_owned(), ..accept() };
    assert_eq!(
        refusal(services.invitation_accept(&secret, weak, &here()).await),
        ("password".to_owned(), "password-breached".to_owned())
    );
    let signed_in = services.invitation_accept(&secret, accept(), &here()).await.unwrap();
    let signed_in = signed_in.signed_in().unwrap();
    let who = services.principal(&signed_in.token).await.unwrap().unwrap();
    assert_eq!((who.person, who.role, who.org), (invited.id, Role::Billing, owner.org));
    let again = services.invitation_accept(&secret, accept(), &here()).await;
    assert_eq!(refusal(again).1, "invitation-used");
    assert_eq!(refusal(services.invitation_peek(&secret).await).1, "invitation-used");
    let told = ["signed-in", "invitation-accepted", "invited"];
    assert_eq!(portal.deeds(&owner, invited.id).await, told);
    assert_eq!(portal.detail(&owner, invited.id).await.invited_by.unwrap(), "Karla Kranich");
}

#[tokio::test]
async fn an_invitation_accepted_in_two_tabs_makes_one_person() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    portal.invite(&owner, "ada@example.com", Role::ReadOnly).await;
    let secret = portal.secret("ada@example.com").await;
    let from = here();
    let tabs = (0..4).map(|_| services.invitation_accept(&secret, accept(), &from));
    let outcomes = futures::future::join_all(tabs).await;
    let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    for outcome in refused {
        assert_eq!(refusal(outcome).1, "invitation-used");
    }
}

#[tokio::test]
async fn what_cannot_be_invited_is_named() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    portal.invite(&owner, "ada@example.com", Role::ReadOnly).await;
    for (email, name, field, code) in [
        ("ADA@example.com", "Ada", "email", "invitation-open"),
        ("Admin@Kranich.example", "Ada", "email", "email-taken"),
        ("ada", "Ada", "email", "email-invalid"),
        ("аdmin@kranich.example", "Ada", "email", "email-look-alike"),
        ("a\r\nBcc: x@example.com@example.com", "Ada", "email", "email-invalid"),
        ("b@example.com", "Ada\r\nBcc: x@example.com", "name", "text-control"),
        ("b@example.com", "Ada\u{202e}x", "name", "text-control"),
        ("b@example.com", " ", "name", "name-empty"),
    ] {
        let draft = InviteDraft { name: name.to_owned(), ..draft(owner.org, email, Role::Billing) };
        let refused = refusal(services.person_invite(&owner, draft, EN).await);
        assert_eq!(refused, (field.to_owned(), code.to_owned()), "{email} {name:?}");
    }
    // Nothing of a refused one is left.
    let page = services.grid_page::<grid::people::PersonRow>(&owner, "access=invited", 0, 10).await;
    assert_eq!(page.unwrap().rows, 1);
}

#[tokio::test]
async fn an_address_known_elsewhere_is_not_told_from_a_new_one() {
    let portal = Portal::new().await;
    let owner = portal.kranich().await;
    // Of a sibling.
    let invited = portal.invite(&owner, "owner@bergfried.example", Role::Billing).await;
    assert_eq!(invited.path, None);
    let mail = portal.mail("owner@bergfried.example").await;
    assert_eq!(mail.letter.slug(), "invitation-taken");
    assert_eq!(portal.detail(&owner, invited.id).await.access, Access::Invited);
}

#[tokio::test]
async fn nobody_gives_more_than_it_has_or_touches_who_has_more() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let draft_set = SetDraft {
        name: "Personnel".to_owned(),
        actions: vec![Action::ViewPeople, Action::ManagePeople, Action::ViewLicenses],
    };
    let set = services.set_create(&owner, draft_set).await.unwrap();
    let reader = portal.person("reader@kranich.example").await;
    let detail = portal.detail(&owner, reader.person).await;
    services
        .person_set_role(&owner, reader.person, detail.version, RoleChoice::Set(set))
        .await
        .unwrap();
    let clerk = portal.person("reader@kranich.example").await;
    assert_eq!(clerk.role, Role::Custom);

    let up = services.person_invite(&clerk, draft(clerk.org, "x@example.com", Role::Owner), EN);
    assert_eq!(refusal(up.await), ("role".to_owned(), "role-beyond-own".to_owned()));
    let own = portal.detail(&clerk, clerk.person).await;
    let up = RoleChoice::Fixed(Role::Owner);
    let raised = services.person_set_role(&clerk, clerk.person, own.version, up).await;
    assert_eq!(refusal(raised).1, "role-beyond-own");
    let offered = services.role_offers(&clerk, clerk.org).await.unwrap();
    assert_eq!(offered.iter().map(|o| o.choice).collect::<Vec<_>>(), [RoleChoice::Set(set)]);

    let seen = portal.detail(&clerk, owner.person).await;
    assert!(!seen.manageable && seen.sessions.is_empty());
    let down = RoleChoice::Set(set);
    for refused in [
        services.person_set_role(&clerk, owner.person, seen.version, down).await,
        services.person_deactivate(&clerk, owner.person, seen.version).await,
    ] {
        assert_eq!(refusal(refused).1, "person-stronger");
    }
    assert_eq!(refusal(services.person_reset(&clerk, owner.person, EN).await).1, "person-stronger");
    assert_eq!(
        refusal(services.person_end_sessions(&clerk, owner.person, None).await).1,
        "person-stronger"
    );
}

#[tokio::test]
async fn a_role_lowered_since_withdraws_the_invitation() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let admin = portal.person("admin@kranich.example").await;
    let version = portal.detail(&owner, admin.person).await.version;
    let up = RoleChoice::Fixed(Role::Owner);
    services.person_set_role(&owner, admin.person, version, up).await.unwrap();
    let second = portal.person("admin@kranich.example").await;
    let invited = portal.invite(&second, "ada@example.com", Role::Owner).await;
    let secret = portal.secret("ada@example.com").await;
    let version = portal.detail(&owner, admin.person).await.version;
    let down = RoleChoice::Fixed(Role::LicenseAdmin);
    services.person_set_role(&owner, admin.person, version, down).await.unwrap();

    assert_eq!(refusal(services.invitation_peek(&secret).await).1, "invitation-withdrawn");
    let refused = services.invitation_accept(&secret, accept(), &here()).await;
    assert_eq!(refusal(refused).1, "invitation-withdrawn");
    assert!(services.store.account_by_email("ada@example.com").await.unwrap().is_none());
    // For good, whatever becomes of the inviter.
    let version = portal.detail(&owner, admin.person).await.version;
    services.person_set_role(&owner, admin.person, version, up).await.unwrap();
    assert_eq!(refusal(services.invitation_peek(&secret).await).1, "invitation-revoked");
    let gone = services.person_get(&owner, invited.id).await;
    assert!(matches!(gone, Err(ServiceError::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn time_renewal_and_revocation_end_links() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let invited = portal.invite(&owner, "ada@example.com", Role::ReadOnly).await;
    let first = portal.secret("ada@example.com").await;
    let start = services.clock.now();
    portal.clock.set(start + chrono::Duration::hours(72));
    assert_eq!(refusal(services.invitation_peek(&first).await).1, "invitation-expired");
    assert_eq!(
        refusal(services.invitation_accept(&first, accept(), &here()).await).1,
        "invitation-expired"
    );
    let owner = portal.kranich().await;
    services.invitation_renew(&owner, invited.id, EN).await.unwrap();
    assert_eq!(refusal(services.invitation_peek(&first).await).1, "link-invalid");
    let second = portal.secret("ada@example.com").await;
    services.invitation_peek(&second).await.unwrap();
    services.invitation_revoke(&owner, invited.id).await.unwrap();
    assert_eq!(refusal(services.invitation_peek(&second).await).1, "invitation-revoked");
    let again = services.invitation_revoke(&owner, invited.id).await;
    assert!(matches!(again, Err(ServiceError::NotFound)));
    assert_eq!(refusal(services.invitation_peek("no secret").await).1, "link-invalid");
    // One whose time is over makes room by itself, and is tidied away.
    portal.invite(&owner, "bob@example.com", Role::ReadOnly).await;
    portal.clock.set(start + chrono::Duration::hours(200));
    let owner = portal.kranich().await;
    portal.invite(&owner, "bob@example.com", Role::ReadOnly).await;
    portal.clock.set(start + chrono::Duration::hours(300));
    assert_eq!(services.invitations_tidy().await.unwrap(), 1);
}

#[tokio::test]
async fn the_last_owner_stays() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let version = portal.detail(&owner, owner.person).await.version;
    let down = RoleChoice::Fixed(Role::Billing);
    let refused = services.person_set_role(&owner, owner.person, version, down).await;
    assert_eq!(refusal(refused), ("role".to_owned(), "last-owner".to_owned()));
    let refused = services.person_deactivate(&owner, owner.person, version).await;
    assert_eq!(refusal(refused).1, "last-owner");
    // Nor from above.
    let above = portal.person("owner@nordlicht.example").await;
    let refused = services.person_deactivate(&above, owner.person, version).await;
    assert_eq!(refusal(refused).1, "last-owner");
    // With another one, it may go; a deactivated one does not count.
    let admin = portal.person("admin@kranich.example").await;
    let at = portal.detail(&owner, admin.person).await;
    let up = RoleChoice::Fixed(Role::Owner);
    let at = services.person_set_role(&owner, admin.person, at.version, up).await.unwrap();
    let at = services.person_deactivate(&owner, admin.person, at.version).await.unwrap();
    let refused = services.person_set_role(&owner, owner.person, version, down).await;
    assert_eq!(refusal(refused).1, "last-owner");
    services.person_reactivate(&owner, admin.person, at.version).await.unwrap();
    let gone = services.person_set_role(&owner, owner.person, version, down).await.unwrap();
    assert_eq!(gone.choice, down);
}

#[tokio::test]
async fn two_owners_who_demote_each_other_leave_one() {
    let portal = Portal::new().await;
    let (services, one) = (&portal.services, portal.kranich().await);
    for _ in 0..4 {
        let one = portal.kranich().await;
        let admin = portal.person("admin@kranich.example").await;
        let at = portal.detail(&one, admin.person).await;
        let up = RoleChoice::Fixed(Role::Owner);
        services.person_set_role(&one, admin.person, at.version, up).await.unwrap();
        let other = portal.person("admin@kranich.example").await;
        let down = RoleChoice::Fixed(Role::Billing);
        let (first, second) = (
            portal.detail(&one, other.person).await.version,
            portal.detail(&other, one.person).await.version,
        );
        let outcomes = tokio::join!(
            services.person_set_role(&one, other.person, first, down),
            services.person_set_role(&other, one.person, second, down),
        );
        let done = [outcomes.0.is_ok(), outcomes.1.is_ok()];
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{outcomes:?}");
        let lost = if done[0] { outcomes.1 } else { outcomes.0 };
        assert!(matches!(lost, Err(ServiceError::Forbidden)), "{lost:?}");
        // The owner is Karla again.
        if done[1] {
            let version = portal.detail(&other, one.person).await.version;
            services.person_set_role(&other, one.person, version, up).await.unwrap();
        }
    }
    let owners = "role=owner";
    let page = services.grid_page::<grid::people::PersonRow>(&one, owners, 0, 50).await.unwrap();
    assert!(page.rows >= 1);
}

#[tokio::test]
async fn who_is_deactivated_is_out_at_once() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let reader = portal.person("reader@kranich.example").await;
    let open = services.open_session(reader.person, reader.scope.root, &here()).await.unwrap();
    assert!(services.principal(&open.token).await.unwrap().is_some());
    let at = portal.detail(&owner, reader.person).await;
    assert_eq!((at.sessions.len(), at.seen), (1, Some(services.clock.now())));
    let stale = services.person_deactivate(&owner, reader.person, at.version - 1).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))), "{stale:?}");
    assert!(portal.account_active("reader@kranich.example").await);
    let at = services.person_deactivate(&owner, reader.person, at.version).await.unwrap();
    assert_eq!((at.access, at.sessions.len()), (Access::Deactivated, 0));
    assert!(services.principal(&open.token).await.unwrap().is_none());
    assert!(!portal.account_active("reader@kranich.example").await);
    // What it began on its own before ends, too.
    let late =
        services.profile_set(&reader, Profile { name: "X".to_owned(), ..Profile::default() });
    assert!(matches!(late.await, Err(ServiceError::Unauthenticated)));
    assert_eq!(
        refusal(services.person_reset(&owner, reader.person, EN).await).1,
        "person-inactive"
    );
    let at = services.person_reactivate(&owner, reader.person, at.version).await.unwrap();
    assert_eq!(at.access, Access::Active);
    let twice = services.person_reactivate(&owner, reader.person, at.version).await;
    assert_eq!(refusal(twice).1, "person-active");
    assert_eq!(
        portal.deeds(&owner, reader.person).await[..2],
        ["person-reactivated", "person-deactivated"]
    );
}

#[tokio::test]
async fn sessions_end_one_by_one_or_all_at_once() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let reader = portal.person("reader@kranich.example").await;
    let mut tokens = Vec::new();
    for at in 1..=3 {
        let from = Visitor::new(IpAddr::from([192, 0, 2, at]), "Firefox");
        let open = services.open_session(reader.person, reader.scope.root, &from).await.unwrap();
        tokens.push(open.token);
    }
    let at = portal.detail(&owner, reader.person).await;
    let firefox = at.sessions.iter().find(|session| session.address == "192.0.2.1").unwrap();
    services.person_end_sessions(&owner, reader.person, Some(firefox.id)).await.unwrap();
    let again = services.person_end_sessions(&owner, reader.person, Some(firefox.id)).await;
    assert!(matches!(again, Err(ServiceError::NotFound)));
    // Of somebody else it is none.
    let other = services.person_end_sessions(&owner, owner.person, Some(at.sessions[1].id)).await;
    assert!(matches!(other, Err(ServiceError::NotFound)));
    assert!(services.principal(&tokens[0]).await.unwrap().is_none());
    assert!(services.principal(&tokens[1]).await.unwrap().is_some());
    services.person_end_sessions(&owner, reader.person, None).await.unwrap();
    assert!(services.principal(&tokens[1]).await.unwrap().is_none());
    let told = portal.deeds(&owner, reader.person).await;
    assert_eq!(told[..3], ["sessions-ended", "sessions-ended", "signed-in"]);
}

#[tokio::test]
async fn people_of_those_who_let_nobody_assist_do_not_exist_for_those_above() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let customer = portal.person("owner@westernhagen.example").await;
    assert!(portal.detail(&owner, customer.person).await.manageable);
    let rows = async |who: &Principal| {
        let found = services.grid_page::<grid::people::PersonRow>(who, "q=westernhagen", 0, 50);
        found.await.unwrap().rows
    };
    assert!(rows(&owner).await > 1);
    portal.set_assistance("westernhagen", false).await;
    let distributor = portal.person("owner@nordlicht.example").await;
    assert_eq!((rows(&owner).await, rows(&distributor).await), (0, 0));
    for above in [&owner, &distributor] {
        let (id, places) = (customer.person, services.invite_places(above, "westernhagen").await);
        assert!(places.unwrap().is_empty());
        assert!(matches!(services.person_get(above, id).await, Err(ServiceError::NotFound)));
        assert!(matches!(
            services.person_deactivate(above, id, 1).await,
            Err(ServiceError::NotFound)
        ));
        let invited =
            services.person_invite(above, draft(customer.org, "a@b.example", Role::Owner), EN);
        assert!(matches!(invited.await, Err(ServiceError::NotFound)));
        // Nor is an address of theirs known.
        let taken = services.person_invite(
            above,
            draft(above.org, "owner@westernhagen.example", Role::Billing),
            EN,
        );
        taken.await.unwrap();
    }
    assert!(rows(&customer).await > 1);
    // What was done there is theirs, too.
    let reader = portal.person("reader@westernhagen.example").await;
    let at = portal.detail(&customer, reader.person).await;
    services.person_deactivate(&customer, reader.person, at.version).await.unwrap();
    let log = async |who: &Principal| {
        let found = services.grid_page::<grid::activity::ActivityRow>(
            who,
            "action=person-deactivated",
            0,
            50,
        );
        found.await.unwrap().rows
    };
    assert_eq!(log(&owner).await, 0);
    portal.set_assistance("westernhagen", true).await;
    assert_eq!(log(&owner).await, 1);
    // Between them and the distributor somebody must let itself be assisted, too.
    portal.set_assistance("kranich", false).await;
    assert_eq!(log(&portal.person("owner@nordlicht.example").await).await, 0);
    assert_eq!(log(&owner).await, 1);
}

#[tokio::test]
async fn a_distributors_owner_makes_a_partners_owner() {
    let portal = Portal::new().await;
    let above = portal.person("owner@nordlicht.example").await;
    let partner = portal.kranich().await;
    let draft = draft(partner.org, "second@kranich.example", Role::Owner);
    portal.services.person_invite(&above, draft, EN).await.unwrap();
    let secret = portal.secret("second@kranich.example").await;
    let open = portal.services.invitation_accept(&secret, accept(), &here()).await.unwrap();
    let open = open.signed_in().unwrap();
    let who = portal.services.principal(&open.token).await.unwrap().unwrap();
    assert_eq!((who.role, who.org), (Role::Owner, partner.org));
}

#[tokio::test]
async fn sets_are_parts_of_what_their_makers_have() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let draft = |name: &str, actions: &[Action]| SetDraft {
        name: name.to_owned(),
        actions: actions.to_vec(),
    };
    let looks = &[Action::ViewLicenses, Action::ViewPeople];
    let id = services.set_create(&owner, draft(" Support ", looks)).await.unwrap();
    for (name, actions, field, code) in [
        ("support", &looks[..], "name", "set-name-taken"),
        ("", looks, "name", "name-empty"),
        ("Empty", &[], "actions", "set-empty"),
        // What no partner may do.
        ("Mover", &[Action::MoveOrganization], "actions", "set-beyond-own"),
    ] {
        let refused = refusal(services.set_create(&owner, draft(name, actions)).await);
        assert_eq!(refused, (field.to_owned(), code.to_owned()), "{name}");
    }
    let admin = portal.person("admin@kranich.example").await;
    let refused = services.set_create(&admin, draft("Mine", looks)).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)));

    let reader = portal.person("reader@kranich.example").await;
    let at = portal.detail(&owner, reader.person).await;
    let choice = RoleChoice::Set(id);
    services.person_set_role(&owner, reader.person, at.version, choice).await.unwrap();
    let listed = services.set_list(&owner).await.unwrap();
    assert_eq!((listed[0].name.as_str(), &listed[0].people), ("Support", &vec![reader.name]));
    assert_eq!(
        refusal(services.set_delete(&owner, id, listed[0].version).await),
        ("set".to_owned(), "set-in-use".to_owned())
    );
    // What the set says changes what its people may.
    let more = [Action::ViewLicenses, Action::ViewPeople, Action::EditNote];
    let changed = draft("Support", &more);
    services.set_update(&owner, id, listed[0].version, changed.clone()).await.unwrap();
    assert!(portal.person("reader@kranich.example").await.may(Action::EditNote));
    let stale = services.set_update(&owner, id, listed[0].version, draft("Other", looks)).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))));
    // Of a sibling it is none.
    let other = portal.person("owner@bergfried.example").await;
    let foreign = services.set_update(&other, id, 2, changed).await;
    assert!(matches!(foreign, Err(ServiceError::NotFound)));
    let theirs = portal.person("reader@bergfried.example").await;
    let at = portal.detail(&other, theirs.person).await;
    let refused = services.person_set_role(&other, theirs.person, at.version, choice).await;
    assert_eq!(refusal(refused), ("role".to_owned(), "set-gone".to_owned()));

    let at = portal.detail(&owner, reader.person).await;
    let back = RoleChoice::Fixed(Role::ReadOnly);
    services.person_set_role(&owner, reader.person, at.version, back).await.unwrap();
    services.set_delete(&owner, id, 2).await.unwrap();
    assert!(services.set_list(&owner).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_set_that_widens_while_it_is_given_gives_nobody_more_than_the_giver_has() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let set = async |name: &str, actions: &[Action]| {
        let draft = SetDraft { name: name.to_owned(), actions: actions.to_vec() };
        services.set_create(&owner, draft).await.unwrap()
    };
    let clerk_may = [Action::ViewPeople, Action::ManagePeople, Action::ViewLicenses];
    let clerks = set("Clerks", &clerk_may).await;
    let small = set("Small", &[Action::ViewLicenses]).await;
    let clerk = portal.person("billing@kranich.example").await;
    let at = portal.detail(&owner, clerk.person).await;
    let choice = RoleChoice::Set(clerks);
    services.person_set_role(&owner, clerk.person, at.version, choice).await.unwrap();
    let clerk = portal.person("billing@kranich.example").await;
    for n in 0..4 {
        let email = format!("new{n}@example.com");
        let version = services.set_list(&owner).await.unwrap();
        let version = version.iter().find(|set| set.id == small).unwrap().version;
        let wide = SetDraft {
            name: format!("Small {n}"),
            actions: vec![Action::ViewLicenses, Action::EditNote],
        };
        let draft = InviteDraft {
            role: RoleChoice::Set(small),
            ..draft(clerk.org, &email, Role::ReadOnly)
        };
        let (widened, given) = tokio::join!(
            services.set_update(&owner, small, version, wide),
            services.person_invite(&clerk, draft, EN),
        );
        widened.unwrap();
        match given {
            // It was small then, and its owner has widened it for all who have it; but who
            // gave it could not any more, so nobody accepts it.
            Ok(_) => {
                let secret = portal.secret(&email).await;
                let refused = services.invitation_accept(&secret, accept(), &here()).await;
                assert_eq!(refusal(refused).1, "invitation-withdrawn");
            }
            refused => assert_eq!(refusal(refused).1, "role-beyond-own"),
        }
        let version = version + 1;
        let narrow = SetDraft { name: "Small".to_owned(), actions: vec![Action::ViewLicenses] };
        services.set_update(&owner, small, version, narrow).await.unwrap();
    }
}

#[tokio::test]
async fn a_profile_is_ones_own_and_follows() {
    let portal = Portal::new().await;
    let (services, who) = (&portal.services, portal.partner().await);
    let looks = Preferences {
        theme: Some(Theme::Dark),
        time_zone: Some("Europe/Berlin".to_owned()),
        rows: Some(25),
        density: None,
    };
    let profile = |name: &str, preferences: &Preferences| Profile {
        name: name.to_owned(),
        language: Some(Language::De),
        preferences: preferences.clone(),
    };
    services.profile_set(&who, profile("Tobias R.", &looks)).await.unwrap();
    let now = portal.partner().await;
    assert_eq!((&*now.name, now.language), ("Tobias R.", Some(Language::De)));
    assert_eq!(now.preferences, looks);
    for (name, preferences, field, code) in [
        ("", looks.clone(), "name", "name-empty"),
        ("T\u{2028}x", looks.clone(), "name", "text-control"),
        (
            "T",
            Preferences { time_zone: Some("Mars".to_owned()), ..looks.clone() },
            "time-zone",
            "time-zone-unknown",
        ),
        ("T", Preferences { rows: Some(26), ..looks.clone() }, "rows", "rows-invalid"),
    ] {
        let refused = refusal(services.profile_set(&now, profile(name, &preferences)).await);
        assert_eq!(refused, (field.to_owned(), code.to_owned()));
    }
    // The name is told to others; how the portal looks is not.
    services.preferences_set(&now, Preferences::default()).await.unwrap();
    assert_eq!(portal.partner().await.preferences, looks);
    let light = Preferences { theme: Some(Theme::Light), ..Preferences::default() };
    services.preferences_set(&now, light).await.unwrap();
    let theme = Some(Theme::Light);
    assert_eq!(portal.partner().await.preferences, Preferences { theme, ..looks.clone() });
    let owner = portal.kranich().await;
    assert_eq!(portal.deeds(&owner, who.person).await, ["person-renamed"]);
    assert_eq!(portal.deeds(&now, who.person).await, ["preferences-chosen", "person-renamed"]);
    assert!(services::people::time_zones().contains(&"Europe/Zurich"));
    let noon = "2026-06-15T10:00:00Z".parse().unwrap();
    let there = services::people::wall_clock(noon, "Europe/Zurich").unwrap();
    assert_eq!(there.to_string(), "2026-06-15 12:00:00 UTC");
    assert_eq!(services::people::wall_clock(noon, "Mars"), None);
}

#[tokio::test]
async fn without_a_way_for_mails_the_link_is_handed_over() {
    let portal = Portal::new().await.without_mail();
    let services = &portal.services;
    let owner = portal.kranich().await;
    let invited = portal.invite(&owner, "ada@example.com", Role::ReadOnly).await;
    let path = invited.path.unwrap();
    let secret = path.strip_prefix("/invitation/").unwrap();
    services.invitation_peek(secret).await.unwrap();
    let reader = portal.person("reader@kranich.example").await;
    let handed = services.person_reset(&owner, reader.person, EN).await.unwrap();
    assert!(handed.path.unwrap().starts_with("/reset/"));
    // Not of oneself, nor to who could not give the person all that it has.
    let own = services.person_reset(&owner, owner.person, EN).await;
    assert_eq!(refusal(own).1, "reset-own");
    let clerk_may = vec![Action::ViewPeople, Action::ManagePeople, Action::ViewLicenses];
    let set = SetDraft { name: "Clerks".to_owned(), actions: clerk_may };
    let set = services.set_create(&owner, set).await.unwrap();
    let at = portal.detail(&owner, reader.person).await;
    let choice = RoleChoice::Set(set);
    services.person_set_role(&owner, reader.person, at.version, choice).await.unwrap();
    let clerk = portal.person("reader@kranich.example").await;
    for stronger in [owner.person, portal.partner().await.person] {
        let refused = services.person_reset(&clerk, stronger, EN).await;
        assert_eq!(refusal(refused).1, "person-stronger");
    }
}

/// Whoever finds an open browser must not take the organization with it.
#[tokio::test]
async fn what_is_done_about_others_asks_for_a_fresh_proof() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let proved_at = Some(services.clock.now() - RECENT - chrono::Duration::seconds(1));
    let stale = Principal { proved_at, ..owner.clone() };
    let invited = portal.invite(&owner, "ada@example.com", Role::ReadOnly).await;
    let set = |actions: &[Action]| SetDraft { name: "Set".to_owned(), actions: actions.to_vec() };
    let (small, wide) = (&[Action::ViewLicenses][..], &[Action::ViewLicenses, Action::EditNote]);
    let id = services.set_create(&owner, set(small)).await.unwrap();
    let reader = portal.person("reader@kranich.example").await;
    let gone = portal.person("billing@kranich.example").await;
    let at = portal.detail(&owner, gone.person).await;
    let gone = services.person_deactivate(&owner, gone.person, at.version).await.unwrap();
    let at = portal.detail(&owner, reader.person).await;
    let (who, up) = (&stale, RoleChoice::Fixed(Role::Billing));
    let draft = draft(owner.org, "bob@example.com", Role::ReadOnly);
    for (what, outcome) in [
        ("invite", services.person_invite(who, draft, EN).await.map(drop)),
        ("renew", services.invitation_renew(who, invited.id, EN).await.map(drop)),
        ("role", services.person_set_role(who, at.id, at.version, up).await.map(drop)),
        ("deactivate", services.person_deactivate(who, at.id, at.version).await.map(drop)),
        ("reactivate", services.person_reactivate(who, gone.id, gone.version).await.map(drop)),
        ("reset", services.person_reset(who, at.id, EN).await.map(drop)),
        ("widen a set", services.set_update(who, id, 1, set(wide)).await),
        ("demand", services.demand_set(who, false, 0).await),
        ("single sign-on", services.sso_save(who, SsoDraft::default(), 0).await),
    ] {
        assert!(matches!(outcome, Err(ServiceError::StepUp)), "{what}: {outcome:?}");
    }
    assert_eq!(portal.detail(&owner, at.id).await.version, at.version, "nothing was done");
    // What gives nobody more is no danger.
    services.set_update(&owner, id, 1, set(wide)).await.unwrap();
    services.set_update(who, id, 2, set(small)).await.unwrap();
}

#[tokio::test]
async fn an_invitation_sent_again_counts_as_a_mail() {
    let portal = Portal::new().await;
    let (services, owner) = (&portal.services, portal.kranich().await);
    let invited = portal.invite(&owner, "ada@example.com", Role::ReadOnly).await;
    for _ in 1..100 {
        services.invitation_renew(&owner, invited.id, EN).await.unwrap();
    }
    let renewed = services.invitation_renew(&owner, invited.id, EN).await;
    assert_eq!(refusal(renewed).1, "invite-too-many");
    let draft = draft(owner.org, "bob@example.com", Role::ReadOnly);
    let another = services.person_invite(&owner, draft.clone(), EN).await;
    assert_eq!(refusal(another).1, "invite-too-many");
    let start = services.clock.now();
    portal.clock.set(start + chrono::Duration::hours(1));
    let fresh = portal.kranich().await;
    services.person_invite(&fresh, draft, EN).await.unwrap();
}

/// People are held before invitations, whoever does what about them.
#[tokio::test(flavor = "multi_thread")]
async fn who_sends_takes_back_or_accepts_an_invitation_waits_for_people_first() {
    let portal = Portal::new().await;
    let (services, owner) = (portal.services.clone(), portal.kranich().await);
    let invited = portal.invite(&owner, "ada@example.com", Role::ReadOnly).await;
    type Done = std::pin::Pin<Box<dyn Future<Output = bool> + Send>>;
    let renew = |services: services::Services, owner: Principal, _: String| -> Done {
        Box::pin(async move { services.invitation_renew(&owner, invited.id, EN).await.is_ok() })
    };
    let accept = |services: services::Services, _: Principal, secret: String| -> Done {
        Box::pin(
            async move { services.invitation_accept(&secret, accept(), &here()).await.is_ok() },
        )
    };
    let acts: [&dyn Fn(services::Services, Principal, String) -> Done; 2] = [&renew, &accept];
    for act in acts {
        let secret = portal.secret("ada@example.com").await;
        let mut holds = services.store.begin(owner.scope).await.unwrap();
        members_hold(&mut holds, &[owner.person], owner.org).await.unwrap();
        let waiting = tokio::spawn(act(services.clone(), owner.clone(), secret));
        store::testing::until_waiting(&portal.url, 1).await;
        invitation_hold(&mut holds, invited.id).await.expect("nobody waits in a circle");
        holds.commit().await.unwrap();
        assert!(waiting.await.unwrap());
    }
}

#[tokio::test]
async fn two_tabs_that_choose_different_things_do_not_undo_each_other() {
    let portal = Portal::new().await;
    let (services, who) = (&portal.services, portal.partner().await);
    services.set_language(&who, Language::De).await.unwrap();
    let theme = Preferences { theme: Some(Theme::Dark), ..Preferences::default() };
    let rows = Preferences { rows: Some(50), ..Preferences::default() };
    services.preferences_set(&who, theme).await.unwrap();
    // As the other tab's request began before.
    services.preferences_set(&who, rows).await.unwrap();
    let now = portal.partner().await;
    assert_eq!((now.preferences.theme, now.preferences.rows), (Some(Theme::Dark), Some(50)));
    assert_eq!(now.language, Some(Language::De));
}
