#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Invariant 14: whatever is written leaves one log entry and one live change for each thing
//! that changed, in the same transaction; and the log's chain is right afterwards.

mod support;

use domain::api_token::TokenDraft;
use domain::bulk::{BulkAction, BulkState, Selection, StartBulk};
use domain::command::{Coterm, MigrateLicense, RenewLicense, RenewWith};
use domain::entitlement::{ChangeEntitlement, Entitlement, GrantEntitlement, Wish};
use domain::ids::{OrgId, ProgramRequestId};
use domain::import::{ImportState, Settings};
use domain::license::{LicenseKind, LicenseRow};
use domain::order::CheckoutDraft;
use domain::organization::OrgDraft;
use domain::people::{
    InviteDraft, Language, OrgKind, Preferences, Principal, Profile, Role, RoleChoice, SetDraft,
    Theme,
};
use domain::policy::Action;
use domain::program::{ApprovalDraft, Program, ProgramChoice, ProgramDraft, UseProgram};
use domain::renewal::{MigrationWish, Planned};
use domain::view::ViewDraft;
use services::Services;
use services::audit::{AuditKey, PublicKeys, verify};
use services::auth::NewOwner;
use services::programs::Incoming;
use store::testing::texts;
use support::Portal;
use uuid::Uuid;

/// What a use case left: `action entity` of its entries and `kind entity` of its live changes.
#[derive(PartialEq, Debug)]
struct Left {
    entries: Vec<String>,
    changes: Vec<String>,
}

/// Looks at what comes after what was seen before.
struct Watch<'a> {
    portal: &'a Portal,
    links: i64,
    pos: i64,
}

impl Watch<'_> {
    async fn ask(&self, sql: &str) -> Vec<String> {
        texts(&self.portal.url, sql).await
    }

    /// What was left since the last time, in one transaction each time.
    async fn left(&mut self) -> Left {
        let entries = self
            .ask(&format!(
                "SELECT a.action || ' ' || a.entity FROM log_link l
                 JOIN action_log a ON a.root_id = l.root_id AND a.id = l.entry_id
                 WHERE l.root_id = 1 AND l.seq > {} ORDER BY l.seq",
                self.links
            ))
            .await;
        let changes = self
            .ask(&format!(
                "SELECT kind || ' ' || entity FROM feed WHERE root_id = 1 AND pos > {} ORDER BY pos",
                self.pos
            ))
            .await;
        let transactions = self
            .ask(&format!(
                "SELECT count(DISTINCT x)::text FROM (
                     SELECT xmin::text x FROM log_link WHERE root_id = 1 AND seq > {0}
                     UNION ALL SELECT a.xmin::text FROM log_link l JOIN action_log a
                         ON a.root_id = l.root_id AND a.id = l.entry_id
                         WHERE l.root_id = 1 AND l.seq > {0}
                     UNION ALL SELECT xmin::text FROM feed WHERE root_id = 1 AND pos > {1}) t",
                self.links, self.pos
            ))
            .await;
        if !entries.is_empty() || !changes.is_empty() {
            assert_eq!(transactions, ["1"], "{entries:?} {changes:?}");
        }
        self.links += entries.len() as i64;
        self.pos += changes.len() as i64;
        Left { entries, changes }
    }

    /// Licenses, each with an entry and a change of this name.
    async fn licenses(&mut self, actions: &[&str]) {
        let each: Vec<String> = actions.iter().map(|action| format!("{action} license")).collect();
        assert_eq!(self.left().await, Left { entries: each.clone(), changes: each });
    }

    /// The same, and one change of their order.
    async fn orders(&mut self, actions: &[&str], order: &str) {
        let entries: Vec<String> =
            actions.iter().map(|action| format!("{action} license")).collect();
        let mut changes = entries.clone();
        changes.push(format!("{order} order"));
        assert_eq!(self.left().await, Left { entries, changes });
    }

    /// One entry, which is nobody else's.
    async fn private(&mut self, entry: &str, changes: &[&str]) {
        let changes = changes.iter().map(|change| (*change).to_owned()).collect();
        assert_eq!(self.left().await, Left { entries: vec![entry.to_owned()], changes });
    }

    /// One entry and one change of the same name.
    async fn one(&mut self, both: &str) {
        self.private(both, &[both]).await;
    }

    async fn nothing(&mut self) {
        assert_eq!(self.left().await, Left { entries: Vec::new(), changes: Vec::new() });
    }
}

#[tokio::test]
async fn prices_are_told_where_they_hold() {
    let portal = Portal::new().await;
    let who = portal.person("owner@nordlicht.example").await;
    let partner = portal.partner().await.org;
    let services = &portal.services;
    let mut watch = Watch { portal: &portal, links: 0, pos: 0 };
    watch.left().await;
    let listable = services.price_lists(&who).await.unwrap().listable;
    let draft = domain::price::PriceListDraft {
        name: "Next".to_owned(),
        currency: domain::money::Currency::Eur,
        from: portal.clock.today(),
        until: None,
        prices: vec![domain::price::ListPrice {
            edition: listable[0].edition.id,
            years: listable[0].terms[0].0,
            minor: 100,
        }],
    };
    let id = services.price_list_save(&who, None, 0, draft.clone()).await.unwrap();
    watch.one("price-list-created price").await;
    let draft = domain::price::PriceListDraft { name: "Later".to_owned(), ..draft };
    services.price_list_save(&who, Some(id), 1, draft).await.unwrap();
    watch.one("price-list-changed price").await;
    services.price_list_delete(&who, id, 2).await.unwrap();
    watch.one("price-list-deleted price").await;
    let now = services.terms_get(&who, Some(partner)).await.unwrap();
    let discount = domain::price::Percent::whole(63);
    let wish = domain::price::TradeTerms { discount, ..now.terms };
    services.terms_set(&who, partner, now.version, wish).await.unwrap();
    watch.one("terms-changed price").await;
    let at = texts(
        &portal.url,
        "SELECT (f.tkey = o.tkey)::text FROM feed f, organization o
         WHERE f.kind = 'terms-changed' AND o.direct_purchase IS NOT NULL AND o.id IN
             (SELECT org_id FROM trade_terms WHERE discount = 6300)",
    );
    assert_eq!(at.await, ["true"]);
}

/// A migration, a common end and a license that renews by itself, and all of it back.
async fn migrated_and_aligned(portal: &Portal, who: &Principal, watch: &mut Watch<'_>) {
    let services = &portal.services;
    let rows = portal.rows(who, "tab=active").await;
    let mut found = None;
    for row in &rows {
        let offer = services.migration_offer(who, row.id, None).await;
        let ways = offer.into_iter().flat_map(|offer| offer.targets).flat_map(|to| to.ways);
        if let Some(way) = ways.into_iter().find(|way| way.returned_seats > 0) {
            found = Some((row, way));
            break;
        }
    }
    let (row, way) = found.expect("the demo has a license whose seats come back");
    let ask = MigrateLicense {
        id: row.id,
        version: row.version,
        wish: MigrationWish { to: way.to, years: way.years, seats: None },
        idempotency: Uuid::new_v4(),
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };
    let migrated = services.migrate_license(who, ask).await.unwrap();
    watch.orders(&["migrated", "seats-returned"], "order-placed").await;
    services.undo_renewal(who, migrated.order).await.unwrap();
    watch.orders(&["renewal-undone", "returned"], "order-canceled").await;

    let row = portal.renewable(who).await;
    let customer = row.customer.as_ref().unwrap().id;
    let date = portal.clock.today() + chrono::Days::new(1_500);
    let offer = services.coterm_offer(who, customer, date).await.unwrap();
    let line = offer.lines.iter().find(|line| line.license == row.id).unwrap();
    let Planned::Buys(price) = &line.planned else { panic!("{line:?}") };
    let ask = Coterm {
        customer,
        date,
        licenses: vec![(row.id, row.version)],
        totals: vec![price.net],
        idempotency: Uuid::new_v4(),
    };
    let done = services.coterm(who, ask).await.unwrap();
    watch.orders(&["co-termed"], "order-placed").await;
    services.undo_renewal(who, done.orders[0].0).await.unwrap();
    watch.orders(&["renewal-undone"], "order-canceled").await;

    let (row, _) = services.license_get(who, row.id).await.unwrap();
    services.auto_renewal_set(who, row.id, row.version, Some(1)).await.unwrap();
    watch.one("auto-renewal-changed license").await;
    services.auto_renewal_set(who, row.id, row.version, None).await.unwrap();
    watch.one("auto-renewal-changed license").await;
    services.auto_renewal_set(who, row.id, row.version, None).await.unwrap();
    watch.nothing().await;
}

async fn bulk(services: &Services, who: &Principal, rows: &[LicenseRow], action: BulkAction) {
    let selection = Selection::Named(rows.iter().map(|row| row.id).collect());
    let ask = StartBulk { selection, action, idempotency: Uuid::new_v4() };
    let id = services.bulk_start(who, ask).await.unwrap().id;
    while services.bulk_progress(who, id).await.unwrap().state == BulkState::Running {
        tokio::task::yield_now().await;
    }
    assert_eq!(services.bulk_progress(who, id).await.unwrap().done, rows.len() as u32);
}

/// What an owner does about people.
async fn people(watch: &mut Watch<'_>, services: &Services, who: &Principal, other: &Principal) {
    let draft = InviteDraft {
        email: "ada@example.com".into(),
        name: "Ada".into(),
        org: who.org,
        role: RoleChoice::Fixed(Role::Billing),
    };
    let invited = services.person_invite(who, draft, Language::En).await.unwrap();
    watch.private("invited person", &["invited person"]).await;
    services.invitation_renew(who, invited.id, Language::En).await.unwrap();
    watch.private("invitation-renewed person", &["invitation-renewed person"]).await;
    services.invitation_revoke(who, invited.id).await.unwrap();
    watch.private("invitation-revoked person", &["invitation-revoked person"]).await;

    let id = other.person;
    let at = services.person_get(who, id).await.unwrap();
    let role = RoleChoice::Fixed(Role::Billing);
    let at = services.person_set_role(who, id, at.version, role).await.unwrap();
    watch.private("role-changed person", &["role-changed person"]).await;
    services.person_set_role(who, id, at.version, role).await.unwrap();
    watch.nothing().await;
    let at = services.person_deactivate(who, id, at.version).await.unwrap();
    watch.private("person-deactivated person", &["person-deactivated person"]).await;
    services.person_reactivate(who, id, at.version).await.unwrap();
    watch.private("person-reactivated person", &["person-reactivated person"]).await;
    services.person_reset(who, id, Language::En).await.unwrap();
    watch.private("password-reset-asked person", &["password-reset-asked person"]).await;
    services.person_end_sessions(who, id, None).await.unwrap();
    watch.nothing().await;

    let draft = |name: &str| SetDraft { name: name.into(), actions: vec![Action::ViewLicenses] };
    let set = services.set_create(who, draft("One")).await.unwrap();
    watch
        .private("permission-set-created permission-set", &["permission-set-created person"])
        .await;
    services.set_update(who, set, 1, draft("Two")).await.unwrap();
    watch
        .private("permission-set-changed permission-set", &["permission-set-changed person"])
        .await;
    services.set_update(who, set, 2, draft("Two")).await.unwrap();
    watch.nothing().await;
    services.set_delete(who, set, 2).await.unwrap();
    watch
        .private("permission-set-deleted permission-set", &["permission-set-deleted person"])
        .await;

    let draft = TokenDraft { name: "T".into(), actions: vec![Action::ViewLicenses], days: 1 };
    let made = services.token_create(who, draft).await.unwrap();
    watch.private("token-created token", &["token-created person"]).await;
    services.token_revoke(who, who.person, made.view.id).await.unwrap();
    watch.private("token-revoked token", &["token-revoked person"]).await;

    let named = |name: &str| Profile { name: name.into(), ..Profile::default() };
    services.profile_set(who, named("Karla K.")).await.unwrap();
    watch.private("person-renamed person", &["person-renamed person"]).await;
    let dark = Preferences { theme: Some(Theme::Dark), ..Preferences::default() };
    services.preferences_set(who, dark).await.unwrap();
    watch.private("preferences-chosen person", &["preferences-chosen person"]).await;
}

/// What a partner, and the distributor above it, do about a customer.
async fn organizations(
    watch: &mut Watch<'_>,
    services: &Services,
    (who, top): (&Principal, &Principal),
    other: OrgId,
) -> OrgId {
    let draft = OrgDraft { name: "Kette GmbH".into(), ..OrgDraft::default() };
    let at = services.organization_create(who, who.org, draft).await.unwrap();
    watch.one("organization-created organization").await;
    let draft = OrgDraft { reference: "K-1".into(), priority: 1, ..at.draft.clone() };
    let at = services.organization_update(who, at.id, at.version, draft.clone()).await.unwrap();
    watch.one("organization-changed organization").await;
    services.organization_update(who, at.id, at.version, draft.clone()).await.unwrap();
    watch.nothing().await;
    // Its name stands on licenses, of which a view cannot tell which.
    let renamed = OrgDraft { name: "Reihe GmbH".into(), ..draft };
    let at = services.organization_update(who, at.id, at.version, renamed).await.unwrap();
    let both = ["organization-changed organization", "organization-changed license"];
    watch.private("organization-changed organization", &both).await;
    let at = services.organization_suspend(who, at.id, at.version, false).await.unwrap();
    watch.one("organization-suspended organization").await;
    let at = services.organization_reactivate(who, at.id, at.version).await.unwrap();
    watch.one("organization-reactivated organization").await;
    services.organization_move(top, at.id, at.version, other).await.unwrap();
    let all = [
        "organization-moved license",
        "organization-moved license",
        "organization-moved organization",
    ];
    watch.private("organization-moved organization", &all).await;
    let at = services.organization_get(top, at.id).await.unwrap();
    let at = services.organization_move(top, at.id, at.version, who.org).await.unwrap();
    watch.private("organization-moved organization", &all).await;
    // What is refused leaves nothing.
    services.organization_move(top, at.id, at.version, who.org).await.unwrap_err();
    services.organization_close(who, who.org, 0).await.unwrap_err();
    watch.nothing().await;
    at.id
}

/// What a partner enables for a customer, which it then closes.
async fn entitlements(
    watch: &mut Watch<'_>,
    services: &Services,
    who: &Principal,
    customer: OrgId,
) {
    let wish = Wish {
        edition: 20102,
        kind: LicenseKind::Monthly,
        years: None,
        ends: None,
        auto_renew_months: None,
        seats: Some(3),
        extras: Vec::new(),
        resale: false,
    };
    let ask = GrantEntitlement { org: customer, wish, idempotency: Uuid::new_v4() };
    let made = services.grant_entitlement(who, ask.clone()).await.unwrap().entitlement;
    watch.one("entitlement-granted entitlement").await;
    services.grant_entitlement(who, ask.clone()).await.unwrap();
    watch.nothing().await;
    let ask = GrantEntitlement { idempotency: Uuid::new_v4(), ..ask };
    services.grant_entitlement(who, ask).await.unwrap_err();
    watch.nothing().await;
    let change = |of: &Entitlement, seats: i32| {
        let wish = Wish { seats: Some(seats), ..Wish::of(of) };
        ChangeEntitlement { id: of.id, version: of.version, wish }
    };
    let more = services.change_entitlement(who, change(&made, 4)).await.unwrap().entitlement;
    watch.one("entitlement-changed entitlement").await;
    services.change_entitlement(who, change(&more, 4)).await.unwrap();
    watch.nothing().await;
    services.end_entitlement(who, more.id, more.version).await.unwrap();
    watch.one("entitlement-ended entitlement").await;
    let version = services.organization_get(who, customer).await.unwrap().version;
    services.organization_close(who, customer, version).await.unwrap();
    watch.one("organization-closed organization").await;
}

/// What a partner asks for, its distributor decides, a customer buys with, and time ends.
async fn discounts(portal: &Portal, watch: &mut Watch<'_>, who: &Principal, top: &Principal) {
    let services = &portal.services;
    let customer = portal.person("owner@westernhagen.example").await;
    let approval = ApprovalDraft { percent: 30, days: 2, licenses: 1 };
    let ask = async |watch: &mut Watch<'_>| {
        let draft = ProgramDraft {
            id: ProgramRequestId(Uuid::now_v7()),
            customer: customer.org,
            program: Program::Education,
            message: String::new(),
        };
        let mut file = Incoming { name: "school.pdf".into(), ..Incoming::default() };
        file.take(b"%PDF-1.7");
        let id = services.program_ask(who, draft.clone(), vec![file.clone()]).await.unwrap();
        watch.one("discount-asked discount").await;
        services.program_ask(who, draft, vec![file]).await.unwrap();
        watch.nothing().await;
        id
    };
    let id = ask(watch).await;
    services.program_decline(top, id, 1, "").await.unwrap_err();
    watch.nothing().await;
    services.program_decline(top, id, 1, "No school").await.unwrap();
    watch.one("discount-declined discount").await;
    let id = ask(watch).await;
    services.program_withdraw(who, id, 1, "").await.unwrap();
    watch.one("discount-withdrawn discount").await;
    let id = ask(watch).await;
    services.program_approve(top, id, 1, approval).await.unwrap();
    watch.one("discount-approved discount").await;
    let link = services.program_link(who, id).await.unwrap();
    watch.one("discount-link-renewed discount").await;
    let secret = link.path.strip_prefix("/discount/").unwrap().to_owned();
    let choice = ProgramChoice { edition: 40_102, years: 1, seats: 5, count: 1 };
    let total = services.program_price(&customer, &secret, choice).await.unwrap().gross;
    watch.nothing().await;
    let checkout = CheckoutDraft::default();
    let ask_to_buy = UseProgram { secret, choice, total, checkout, idempotency: Uuid::new_v4() };
    services.program_buy(&customer, ask_to_buy.clone()).await.unwrap();
    let Left { mut entries, mut changes } = watch.left().await;
    entries.sort();
    changes.sort();
    let each = ["bought license", "discount-used discount", "order-placed order"];
    assert_eq!((entries, changes), (each.map(String::from).into(), each.map(String::from).into()));
    services.program_buy(&customer, ask_to_buy).await.unwrap();
    watch.nothing().await;
    let id = ask(watch).await;
    services.program_approve(top, id, 1, approval).await.unwrap();
    watch.one("discount-approved discount").await;
    let now = portal.clock.now();
    portal.clock.set(now + chrono::Duration::days(2));
    services.programs_tidy().await.unwrap();
    watch.one("discount-expired discount").await;
    services.programs_tidy().await.unwrap();
    watch.nothing().await;
    portal.clock.set(now);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_write_leaves_one_entry_and_one_change() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = portal.partner().await;
    assert_eq!(who.scope.root.0, 1, "the demo is the first tree");
    let mut watch = Watch { portal: &portal, links: 0, pos: 0 };
    watch.nothing().await;

    let row = portal.rows(&who, "tab=active").await.remove(0);
    let row = services.set_license_note(&who, row.id, row.version, "mine").await.unwrap();
    watch.licenses(&["note-edited"]).await;
    let row = services.rename_license(&who, row.id, row.version, "Called so").await.unwrap();
    watch.licenses(&["renamed"]).await;
    services.rename_license(&who, row.id, row.version, "Called so").await.unwrap();
    watch.nothing().await;

    let row = portal.renewable(&who).await;
    let renew = |row: &LicenseRow, with: RenewWith| RenewLicense {
        id: row.id,
        version: row.version,
        with,
        idempotency: Uuid::new_v4(),
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };
    let offer = services.renewal_offer(&who, row.id).await.unwrap();
    let ask = renew(&row, RenewWith::Years(offer.choices[0].years));
    let renewed = services.renew_license(&who, ask.clone()).await.unwrap();
    watch.orders(&["renewed"], "order-placed").await;
    services.renew_license(&who, ask).await.unwrap();
    watch.nothing().await;
    services.undo_renewal(&who, renewed.order).await.unwrap();
    watch.orders(&["renewal-undone"], "order-canceled").await;
    let (row, coupon) = portal.with_coupon(&who).await;
    let renewed =
        services.renew_license(&who, renew(&row, RenewWith::Coupon(coupon.id))).await.unwrap();
    watch.orders(&["coupon-redeemed", "renewed"], "order-placed").await;
    services.undo_renewal(&who, renewed.order).await.unwrap();
    watch.orders(&["renewal-undone", "coupon-restored"], "order-canceled").await;
    migrated_and_aligned(&portal, &who, &mut watch).await;

    let rows: Vec<LicenseRow> =
        portal.rows(&who, "tab=active&note==none").await.into_iter().take(5).collect();
    bulk(services, &who, &rows, BulkAction::SetNote { text: "all of them".into() }).await;
    watch.licenses(&["note-edited"; 5]).await;

    let file = "Key;Product;Customer;Seats;Expires\n\
                ONE-1;Emsisoft Business Security;Neu GmbH;5;2030-01-31\n\
                ONE-2;Emsisoft Business Security;Neu GmbH;6;2030-01-31\n";
    let id = services.import_upload(&who, "a.csv", file.into()).await.unwrap();
    services.import_check(&who, id, Settings::default()).await.unwrap();
    watch.nothing().await;
    assert_eq!(services.import_run(&who, id).await.unwrap().state, ImportState::Done);
    let imported = ["customer-created organization", "imported license", "imported license"];
    let left = watch.left().await;
    assert_eq!(left.entries, imported);
    assert_eq!(left.changes, ["licenses-imported license"], "one for all: views read again");

    services.set_language(&who, Language::De).await.unwrap();
    watch.private("language-chosen person", &["language-chosen person"]).await;
    let draft = |name: &str| ViewDraft { name: name.into(), state: String::new(), shared: true };
    let view = services.view_save(&who, "licenses", draft("Mine")).await.unwrap();
    watch.private("view-saved view", &[]).await;
    services.view_update(&who, view.id, view.version, draft("Ours")).await.unwrap();
    watch.private("view-changed view", &[]).await;
    services.view_delete(&who, view.id).await.unwrap();
    watch.private("view-deleted view", &[]).await;

    let owner = portal.person("owner@kranich.example").await;
    people(&mut watch, services, &owner, &portal.person("reader@kranich.example").await).await;

    let top = portal.person("owner@nordlicht.example").await;
    let other = portal.person("owner@bergfried.example").await.org;
    let customer = organizations(&mut watch, services, (&owner, &top), other).await;
    entitlements(&mut watch, services, &owner, customer).await;

    discounts(&portal, &mut watch, &owner, &top).await;

    let mut churn = services.churn(7, Vec::new()).await.unwrap();
    let batch = churn.batch(20).await.unwrap();
    let left = watch.left().await;
    assert_eq!((left.entries.len(), &left.entries), (batch.ids.len(), &left.changes));

    let reader = portal.person("reader@kranich.example").await;
    let act = services.set_license_note(&reader, row.id, row.version, "x");
    services.guarded(&reader, "/api/set_license_note", act).await.unwrap_err();
    watch.private("refused person", &["logged log"]).await;

    // What reads leaves nothing.
    services.license_history(&who, row.id).await.unwrap();
    watch.nothing().await;
    let owner = NewOwner {
        email: "new@example.org".into(),
        name: "New".into(),
        organization: "New".into(),
        kind: OrgKind::Partner,
        password: "a long enough passphrase".into(),
    };
    let owner = services.create_owner(owner).await.unwrap();
    watch.nothing().await;
    let keys = tempfile::tempdir().unwrap();
    let key = AuditKey::load_or_create(&keys.path().join("audit.key")).unwrap();
    let key = PublicKeys::parse(&key.public()).unwrap();
    for (root, entries) in [(who.scope.root, watch.links), (owner.scope.root, 1)] {
        let report = verify(&services.store, root, &key, None).await.unwrap();
        assert!(report.is_clean(), "{report:?}");
        assert_eq!(report.entries, entries as u64);
    }
}
