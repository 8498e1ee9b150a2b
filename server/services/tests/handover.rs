//! A partner changes its distributor: it leaves one tree for another with all that it has.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use domain::entitlement::{GrantEntitlement, Wish};
use domain::handover::{HandoverState, HandoverView, Handovers};
use domain::ids::HandoverId;
use domain::people::{OrgKind, Principal};
use grid::activity::ActivityRow;
use grid::page::Line;
use services::audit::{PublicKeys, verify};
use services::auth::{NewOwner, Visitor};
use services::{ServiceError, demo};
use std::collections::BTreeMap;
use store::testing::texts;
use support::{OWNERS_PASSWORD, Portal};
use uuid::Uuid;

const NEW: &str = "owner@seestern.example";

struct World {
    portal: Portal,
    old: Principal,
    new: Principal,
    partner: Principal,
}

impl World {
    /// The demo, and another distributor who has all that Kranich draws from its own.
    async fn new() -> Self {
        let portal = Portal::new().await;
        let services = &portal.services;
        let old = portal.person("owner@nordlicht.example").await;
        let partner = portal.person("owner@kranich.example").await;
        let new = NewOwner {
            email: NEW.to_owned(),
            name: "Sina".to_owned(),
            organization: "Seestern Distribution".to_owned(),
            kind: OrgKind::Distributor,
            password: OWNERS_PASSWORD.to_owned(),
        };
        services.create_owner(new).await.unwrap();
        // Partners of a demonstration go to demonstrations' distributors alone.
        store::testing::change(&portal.url, "UPDATE root SET demo = true").await;
        let new = portal.person(NEW).await;
        for wish in world_of(&portal, &partner).await {
            let ask = GrantEntitlement { org: new.org, wish, idempotency: Uuid::new_v4() };
            services.grant_entitlement(&new, ask).await.unwrap();
        }
        Self { portal, old, new, partner }
    }

    async fn code(&self) -> String {
        match self.portal.services.handover_page(&self.new).await.unwrap() {
            Handovers::Distributor { code, .. } => code,
            Handovers::Partner { .. } => panic!("a partner's page"),
        }
    }

    async fn ask(&self) -> HandoverId {
        let code = self.code().await;
        let services = &self.portal.services;
        let page = services.handover_ask(&self.partner, &code, "Please").await.unwrap();
        asked(page)[0].id
    }

    async fn accept(&self, id: HandoverId) -> Result<Handovers, ServiceError> {
        self.portal.services.handover_accept(&self.new, id).await
    }

    /// Rows of each table that goes along, by root.
    async fn counts(&self, root: i64) -> BTreeMap<&'static str, i64> {
        let mut counts = BTreeMap::new();
        for table in store::handover::GOING {
            counts.insert(*table, self.rows(table, &format!("root_id = {root}")).await);
        }
        counts
    }

    async fn rows(&self, table: &str, which: &str) -> i64 {
        let sql = format!("SELECT count(*)::text FROM {table} WHERE {which}");
        texts(&self.portal.url, &sql).await[0].parse().unwrap()
    }

    async fn activity(&self, who: &Principal) -> Vec<String> {
        let services = &self.portal.services;
        let page = services.grid_page::<ActivityRow>(who, "", 0, 500).await.unwrap();
        let lines = page.window.into_iter();
        lines
            .filter_map(|line| match line {
                Line::Row(row) => Some(row.entry.action.clone()),
                _ => None,
            })
            .collect()
    }

    /// What the log's proof says of a tree.
    async fn audit(&self, root: domain::ids::RootId) -> Vec<String> {
        let store = &self.portal.services.store;
        let report = verify(store, root, &PublicKeys::default(), None).await.unwrap();
        report.findings.iter().map(|finding| format!("{finding:?}")).collect()
    }
}

/// What a distributor must have, so that it can carry all that a partner has: without limits.
async fn world_of(portal: &Portal, partner: &Principal) -> Vec<Wish> {
    let held = portal.services.entitlement_list(partner, partner.org).await.unwrap().held;
    let wishes = held.into_iter().filter(|one| one.entitlement.ended.is_none()).map(|one| {
        let mut wish = Wish::of(&one.entitlement);
        (wish.seats, wish.ends, wish.auto_renew_months, wish.resale) = (None, None, None, true);
        wish.extras.iter_mut().for_each(|extra| extra.seats = None);
        wish
    });
    wishes.collect()
}

fn asked(page: Handovers) -> Vec<HandoverView> {
    match page {
        Handovers::Partner { asked, .. } | Handovers::Distributor { asked, .. } => asked,
    }
}

fn codes(error: ServiceError) -> Vec<String> {
    match error {
        ServiceError::Invalid(fields) => fields.into_iter().map(|field| field.code).collect(),
        other => panic!("{other:?}"),
    }
}

fn here() -> Visitor {
    Visitor { agent: String::new(), address: [203, 0, 113, 7].into(), device: None }
}

#[tokio::test]
async fn a_partner_goes_to_another_tree_with_all_that_it_has() {
    let world = World::new().await;
    let services = &world.portal.services;
    let (from, to) = (world.old.scope.root, world.new.scope.root);
    let licenses = world.portal.page(&world.partner, "tab=all").await.rows;
    assert!(licenses > 100);
    let held_before = services.entitlement_list(&world.old, world.old.org).await.unwrap().held;
    assert!(held_before.iter().any(|one| one.entitlement.reserved > 0));
    let begun = services.sign_in("admin@kranich.example", demo::PASSWORD, &here()).await.unwrap();
    let session = begun.signed_in().unwrap().token;
    let admin = services.principal(&session).await.unwrap().unwrap();
    let row = world.portal.rows(&admin, "tab=all").await.remove(0);
    services.set_license_note(&admin, row.id, row.version, "before").await.unwrap();

    let id = world.ask().await;
    assert_eq!(services.handover_obstacles(&world.new, id).await.unwrap(), []);
    let before = (world.counts(from.0).await, world.counts(to.0).await);
    let page = world.accept(id).await.unwrap();
    assert_eq!(asked(page)[0].state, HandoverState::Accepted);
    let after = (world.counts(from.0).await, world.counts(to.0).await);
    for table in store::handover::GOING {
        let whole =
            |counts: &(BTreeMap<_, i64>, BTreeMap<_, i64>)| counts.0[table] + counts.1[table];
        // Seats that come back and are taken anew are new lines.
        match *table {
            "entitlement_transfer" => assert!(whole(&after) > whole(&before)),
            table => assert_eq!(whole(&after), whole(&before), "{table}"),
        }
    }
    assert!(after.1["license"] >= licenses as i64 && after.1["person"] > 1);

    // The same session goes on, in the other tree.
    let admin = services.principal(&session).await.unwrap().expect("still signed in");
    assert_eq!((admin.scope.root, admin.org), (to, world.partner.org));
    assert_eq!(world.portal.page(&admin, "tab=all").await.rows, licenses);
    let (moved, _) = services.license_get(&admin, row.id).await.unwrap();
    assert_eq!(moved.note.as_deref(), Some("before"));
    let again = services.set_license_note(&admin, row.id, moved.version, "after").await.unwrap();
    assert_eq!(again.note.as_deref(), Some("after"));
    let history: Vec<String> = services
        .license_history(&admin, row.id)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.action)
        .collect();
    assert_eq!(history, ["note-edited", "note-edited"], "what was done before went along");
    services.sign_in("owner@kranich.example", demo::PASSWORD, &here()).await.unwrap();

    // The new distributor sees it, the old one does not.
    let partner = world.partner.org;
    let seen = services.organization_get(&world.new, partner).await.unwrap();
    assert_eq!(seen.above.last().unwrap().id, world.new.org);
    let gone = services.organization_get(&world.old, partner).await.unwrap_err();
    assert!(matches!(gone, ServiceError::NotFound), "{gone:?}");
    let still = format!("root_id = {} AND partner_id = '{partner}'", from.0);
    assert_eq!(world.rows("license", &still).await, 0);

    // Seats went back and are drawn from the new one.
    let held = services.entitlement_list(&world.old, world.old.org).await.unwrap().held;
    let drawn: i64 = held.iter().map(|one| one.entitlement.reserved).sum();
    let drawn_before: i64 = held_before.iter().map(|one| one.entitlement.reserved).sum();
    assert!(drawn < drawn_before, "{drawn} of {drawn_before}");
    let held = services.entitlement_list(&world.new, world.new.org).await.unwrap().held;
    assert!(held.iter().any(|one| one.entitlement.reserved > 0));

    // Both logs tell of it, and both are whole.
    assert!(world.activity(&world.new).await.contains(&"handover-accepted".to_owned()));
    assert!(world.activity(&world.old).await.contains(&"handover-left".to_owned()));
    assert_eq!(world.audit(from).await, Vec::<String>::new());
    assert_eq!(world.audit(to).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_partner_can_come_back() {
    let world = World::new().await;
    let services = &world.portal.services;
    let id = world.ask().await;
    world.accept(id).await.unwrap();
    let Handovers::Distributor { code, .. } = services.handover_page(&world.old).await.unwrap()
    else {
        panic!("a partner's page")
    };
    let partner = world.portal.person("owner@kranich.example").await;
    let page = services.handover_ask(&partner, &code.to_lowercase().replace('-', " "), "").await;
    let back = asked(page.unwrap())[0].id;
    services.handover_accept(&world.old, back).await.unwrap();
    let partner = world.portal.person("owner@kranich.example").await;
    assert_eq!(partner.scope.root, world.old.scope.root);
    assert!(world.portal.page(&partner, "tab=all").await.rows > 100);
    assert_eq!(world.audit(world.old.scope.root).await, Vec::<String>::new());
    assert_eq!(world.audit(world.new.scope.root).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_asked_is_told() {
    let world = World::new().await;
    let services = &world.portal.services;
    let ask = async |who: &Principal, code: &str| services.handover_ask(who, code, "").await;
    assert_eq!(codes(ask(&world.partner, "AB").await.unwrap_err()), ["handover-code"]);
    let unknown = ask(&world.partner, "AAAA-BBBB-CCCC").await.unwrap_err();
    assert_eq!(codes(unknown), ["handover-code"]);
    let Handovers::Distributor { code: own, .. } =
        services.handover_page(&world.old).await.unwrap()
    else {
        panic!("a partner's page")
    };
    assert_eq!(codes(ask(&world.partner, &own).await.unwrap_err()), ["handover-same"]);
    let code = world.code().await;
    let stale = Principal { proved_at: None, ..world.partner.clone() };
    assert!(matches!(ask(&stale, &code).await, Err(ServiceError::StepUp)));
    for nobody in ["admin@kranich.example", "owner@westernhagen.example", "owner@nordlicht.example"]
    {
        let who = world.portal.person(nobody).await;
        assert!(matches!(ask(&who, &code).await, Err(ServiceError::Forbidden)), "{nobody}");
    }
    let long = services.handover_ask(&world.partner, &code, &"x".repeat(1_001)).await;
    assert_eq!(codes(long.unwrap_err()), ["note-too-long"]);
    ask(&world.partner, &code).await.unwrap();
    assert_eq!(codes(ask(&world.partner, &code).await.unwrap_err()), ["handover-asked"]);
    // A code that was renewed is good for nothing.
    services.handover_code_renew(&world.new).await.unwrap();
    let bergfried = world.portal.person("owner@bergfried.example").await;
    assert_eq!(codes(ask(&bergfried, &code).await.unwrap_err()), ["handover-code"]);
}

#[tokio::test]
async fn only_the_asked_distributor_answers_and_once() {
    let world = World::new().await;
    let services = &world.portal.services;
    let id = world.ask().await;
    let gone = |outcome: Result<Handovers, ServiceError>| {
        assert!(matches!(outcome, Err(ServiceError::NotFound)), "{outcome:?}");
    };
    gone(services.handover_accept(&world.old, id).await);
    gone(services.handover_decline(&world.old, id).await);
    let bergfried = world.portal.person("owner@bergfried.example").await;
    gone(services.handover_withdraw(&bergfried, id).await);
    let stale = Principal { proved_at: None, ..world.new.clone() };
    let refused = services.handover_accept(&stale, id).await;
    assert!(matches!(refused, Err(ServiceError::StepUp)), "{refused:?}");

    services.handover_withdraw(&world.partner, id).await.unwrap();
    gone(world.accept(id).await);
    gone(services.handover_withdraw(&world.partner, id).await);
    let id = world.ask().await;
    services.handover_decline(&world.new, id).await.unwrap();
    gone(world.accept(id).await);
    let page = services.handover_page(&world.partner).await.unwrap();
    let states: Vec<HandoverState> = asked(page).iter().map(|one| one.state).collect();
    assert_eq!(states, [HandoverState::Declined, HandoverState::Withdrawn]);

    // Two owners, or two windows, accept at once.
    let id = world.ask().await;
    let (one, two) = tokio::join!(world.accept(id), world.accept(id));
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);
}

#[tokio::test]
async fn what_stands_in_the_way_is_named_and_nothing_moves() {
    let world = World::new().await;
    let (services, url) = (&world.portal.services, &world.portal.url);
    let id = world.ask().await;
    let hindered = async |sql: &str, undo: &str, code: &str| {
        store::testing::change(url, sql).await;
        let found = services.handover_obstacles(&world.new, id).await.unwrap();
        assert!(found.iter().any(|found| found.code == code), "{code}: {found:?}");
        let before = world.counts(world.new.scope.root.0).await;
        assert!(codes(world.accept(id).await.unwrap_err()).contains(&code.to_owned()));
        assert_eq!(world.counts(world.new.scope.root.0).await, before, "{code}");
        store::testing::change(url, undo).await;
    };
    let partner = world.partner.org;
    hindered(
        &format!(
            "UPDATE organization SET state = 'suspended', suspended_by = id WHERE id = '{partner}'"
        ),
        &format!(
            "UPDATE organization SET state = 'active', suspended_by = NULL WHERE id = '{partner}'"
        ),
        "organization-suspended",
    )
    .await;
    // The new distributor has not got enough of something.
    let to = world.new.org;
    hindered(
        &format!("UPDATE entitlement SET seats = 1 WHERE org_id = '{to}'"),
        &format!("UPDATE entitlement SET seats = NULL WHERE org_id = '{to}'"),
        "move-entitlement",
    )
    .await;
    let (owner, now) = (world.partner.person, services.clock.now().to_rfc3339());
    let (root, tkey) = (world.partner.scope.root.0, world.partner.scope.lo);
    hindered(
        &format!(
            "INSERT INTO bulk_job (root_id, id, tkey, person_id, action, named, state, total,
                 created_at, updated_at)
             VALUES ({root}, gen_random_uuid(), {tkey}, '{owner}', '{{}}', true, 'running', 1,
                 '{now}', '{now}')"
        ),
        "UPDATE bulk_job SET state = 'done'",
        "handover-bulk",
    )
    .await;
    assert_eq!(services.handover_obstacles(&world.new, id).await.unwrap(), []);
    world.accept(id).await.unwrap();
}

#[tokio::test]
async fn a_renewal_under_way_goes_along_and_neither_waits_for_the_other() {
    let world = World::new().await;
    let id = world.ask().await;
    let portal = &world.portal;
    let row = portal.renewable(&world.partner).await;
    let offer = portal.services.renewal_offer(&world.partner, row.id).await.unwrap();
    let choice = &offer.choices[0];
    let ask = domain::command::RenewLicense {
        id: row.id,
        version: row.version,
        with: domain::command::RenewWith::Years(choice.years),
        idempotency: uuid::Uuid::new_v4(),
        again: false,
        price: choice.price.net.into(),
    };
    let sql = format!("SELECT 1 FROM license WHERE id = '{}' FOR UPDATE", row.id);
    let held = store::testing::Locked::rows(&portal.url, &sql).await;
    let (services, who) = (portal.services.clone(), world.partner.clone());
    let renewal = tokio::spawn(async move { services.renew_license(&who, ask).await.unwrap() });
    store::testing::until_waiting(&portal.url, 1).await;
    let (services, new) = (portal.services.clone(), world.new.clone());
    let accept = tokio::spawn(async move { services.handover_accept(&new, id).await.map(drop) });
    store::testing::until_waiting(&portal.url, 2).await;
    held.release().await;
    let renewed = renewal.await.unwrap();
    accept.await.unwrap().unwrap();
    let (now, _) = portal.services.license_get(&world.new, row.id).await.unwrap();
    assert_eq!(now.expires, renewed.row.expires);
}
