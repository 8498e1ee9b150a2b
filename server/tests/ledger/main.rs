#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! The ledger of endpoints: every route and server function, called by everybody who should
//! and should not about things of every organization that they could be about. `ledger.txt`
//! holds the answers' statuses, a line for each endpoint and whose things it is called about,
//! so that a change of who may do what is read in a diff. A route or server function without
//! an entry fails.

#[path = "common/known.rs"]
mod known;
#[path = "common/portal.rs"]
mod portal;
#[path = "common/routes.rs"]
mod routes;

use app::api::{ApiError, ErrorCode};
use axum::body::Body;
use axum::http::{Request, header};
use chrono::{DateTime, Utc};
use domain::api_token::TokenView;
use domain::bulk::{BulkAction, BulkState, Selection, StartBulk};
use domain::catalog::Catalog;
use domain::command::{Coterm, MergeCoupons, MigrateLicense, RenewLicense, RenewWith, SplitCoupon};
use domain::entitlement::{ChangeEntitlement, Entitlement, GrantEntitlement, Wish};
use domain::export::{ExportFormat, ExportRows, ExportState, StartExport};
use domain::ids::{
    ApiTokenId, BulkId, ExportId, ImportId, InvoiceId, LicenseId, OrderId, OrderLineId, OrgId,
    PermissionSetId, PersonId, ProgramRequestId, SessionId, ViewId,
};
use domain::license::{LicenseKind, LicenseRow, OrgRef};
use domain::money::{Currency, Money};
use domain::order::{CheckoutDraft, LineDraft, LineKind, PlaceOrder, Recipient};
use domain::organization::OrgDraft;
use domain::people::{Language, OrgKind, Preferences, Principal, Role, RoleChoice};
use domain::policy::Action;
use domain::price::{Percent, PriceListDraft, TradeTerms, price_line};
use domain::program::{ApprovalDraft, Program, ProgramChoice, UseProgram};
use domain::reminder::ReminderSettings;
use domain::renewal::{Agreed, MigrationWish, PreviewRenewals};
use domain::view::{ViewDraft, ViewRef};
use grid::page::Line;
use known::ROUTES;
use portal::Portal;
use serde_json::{Value, json};
use services::auth::{NewOwner, Visitor};
use services::export::Words;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use store::TenantTx;
use store::api_token::{TokenRow, api_token_insert};
use store::bulk::{Changes, NewBulk, bulk_create, bulk_end};
use store::directory::{Account, account_insert};
use store::invitation::{InvitationRow, InvitationState, invitation_insert};
use store::order::{NewRenewal, RenewalPart, RenewedLine, renewal_insert};
use store::permission_set::set_insert;
use store::person::{NewPerson, person_insert};
use store::program::{ProgramRow, program_insert};
use store::view::view_insert;
use uuid::Uuid;

/// Who calls, by the head of its column: nobody; every role of the partner Kranich; and the
/// owners of its customer Westernhagen, of the distributor above it, and of another tree.
const CALLERS: [(&str, Option<&str>); 10] = [
    ("nobody", None),
    ("owner", Some("owner@kranich.example")),
    ("admin", Some("admin@kranich.example")),
    ("protect", Some("protection@kranich.example")),
    ("billing", Some("billing@kranich.example")),
    ("reader", Some("reader@kranich.example")),
    ("custom", Some("custom@kranich.example")),
    ("below", Some("owner@westernhagen.example")),
    ("above", Some("owner@nordlicht.example")),
    ("foreign", Some("owner@elsewhere.example")),
];

/// Whose things the calls are about, as they stand to Kranich: somebody of the organization sees
/// all that it has.
const RELATIONS: [(&str, &str); 6] = [
    ("own", "owner@kranich.example"),
    ("child", "owner@westernhagen.example"),
    ("unassisted", UNASSISTED),
    ("sibling", "owner@bergfried.example"),
    ("parent", "owner@nordlicht.example"),
    ("other-tree", "owner@elsewhere.example"),
];

/// The owner of a customer of Kranich that lets nobody assist, which the demo does not have.
const UNASSISTED: &str = "owner@unassisted.example";

/// What an answer's line says of a call that is about nobody's things in particular.
const NOTHING: &str = "-";

/// An organization and one of everything that it has.
struct Subject {
    org: OrgId,
    /// Of a distributor, which has none, one that there is not.
    license: LicenseRow,
    /// A renewal of it, too long ago to be taken back; of a distributor likewise.
    order: OrderId,
    /// A change of many licenses that has ended, on record at the organization.
    bulk: BulkId,
    /// An empty draft of its partner, as of its order.
    invoice: InvoiceId,
    /// A discount that its partner asked for.
    discount: ProgramRequestId,
    /// Uploads of its partner, or of itself when it is one, and nobody's of a distributor. One
    /// for each caller, since some end it; the first has been checked, and nothing in it can be
    /// written.
    imports: Vec<ImportId>,
    /// Files of its owner's, ready: one to look at, one to make again and one to remove.
    exports: Vec<ExportId>,
    /// Of its owner's, shared.
    view: ViewId,
    /// Somebody else's, shared as well: it is the owner's to delete.
    shared: ViewId,
    /// Its owner's.
    session: SessionId,
    /// The partner that it could be put below.
    other: OrgId,
    /// What it is entitled to.
    entitlement: Entitlement,
    person: PersonId,
    set: PermissionSetId,
    /// One for each caller, since some take it away.
    invitations: Vec<PersonId>,
    /// Likewise, of the person.
    tokens: Vec<ApiTokenId>,
}

/// Nobody's.
const NIL: Uuid = Uuid::nil();

impl Subject {
    async fn of(
        portal: &Portal,
        imports: Vec<ImportId>,
        sample: &LicenseRow,
        entitlement: Entitlement,
        (email, other): (&str, OrgId),
    ) -> Self {
        let (who, services) = (principal(portal, email).await, &portal.services);
        let own = if who.org_kind == OrgKind::Partner { "tab=unused" } else { "tab=all" };
        let page = services.license_page(&who, own, 0, 500).await.unwrap();
        let mut rows = page.window.into_iter().filter_map(|line| match line {
            Line::Row(row) => Some(row),
            Line::Group(_) => None,
        });
        let license = match who.org_kind {
            OrgKind::Distributor => LicenseRow { id: LicenseId(NIL), ..sample.clone() },
            _ => rows.next().expect("it has a license"),
        };
        let now = services.clock.now();
        let mut tx = services.store.begin(store::whole(who.scope.root)).await.unwrap();
        let set = set_insert(&mut tx, who.org, "Set", Role::ReadOnly.grants(), now).await.unwrap();
        let somebody = format!("somebody-{email}");
        let person = newcomer(&mut tx, who.org, &somebody, Role::ReadOnly, None).await;
        let (mut invitations, mut tokens) = (Vec::new(), Vec::new());
        for (at, _) in CALLERS.iter().enumerate() {
            let id = PersonId(Uuid::now_v7());
            let invitation = InvitationRow {
                id,
                version: 1,
                org: who.org,
                name: "Invited".to_owned(),
                email: format!("{at}@example.com"),
                email_key: format!("{at}@example.com"),
                choice: RoleChoice::Fixed(Role::ReadOnly),
                invited_by: person,
                token_hash: id.0.as_bytes().to_vec(),
                state: InvitationState::Open,
                created_at: now,
                expires_at: now + chrono::Duration::hours(1),
            };
            invitation_insert(&mut tx, &invitation).await.unwrap();
            invitations.push(id);
            let id = Uuid::now_v7();
            let view = TokenView {
                id: ApiTokenId(id),
                name: "Token".to_owned(),
                prefix: prefix(id),
                grants: Role::ReadOnly.grants(),
                created: now,
                expires: now + chrono::Duration::days(1),
                used: None,
                used_from: None,
            };
            let row = TokenRow { view, hash: Vec::new(), person, root: who.scope.root };
            api_token_insert(&mut tx, &row).await.unwrap();
            tokens.push(ApiTokenId(id));
        }
        let view = view_of(&mut tx, who.person, &format!("Of {email}"), now).await;
        let shared = view_of(&mut tx, person, &format!("Of {somebody}"), now).await;
        // The order is the partner's, whoever has the license.
        let order = ordered(&mut tx, &services.catalog, &license, person, now).await;
        let invoice = drafted(&mut tx, &license, now).await;
        let discount = asked(&mut tx, &license, person, now).await;
        tx.commit().await.unwrap();
        let mut tx = services.store.begin(who.scope).await.unwrap();
        let bulk = ended(&mut tx, &license, person, now).await;
        tx.commit().await.unwrap();
        Self {
            org: who.org,
            order,
            bulk,
            invoice,
            discount,
            imports,
            exports: exports(portal, &who, &license).await,
            license,
            view,
            shared,
            session: session_of(portal, &who).await,
            other,
            entitlement,
            person,
            set,
            invitations,
            tokens,
        }
    }
}

/// A view that its person offers to everybody in the organization.
async fn view_of(tx: &mut TenantTx, person: PersonId, name: &str, now: DateTime<Utc>) -> ViewId {
    let draft = ViewDraft { name: name.to_owned(), state: String::new(), shared: true };
    view_insert(tx, person, "licenses", &draft, now).await.unwrap().id
}

fn choice() -> ProgramChoice {
    ProgramChoice { edition: 40_102, years: 1, seats: 1, count: 1 }
}

/// An invoice without lines of a license's partner.
async fn drafted(tx: &mut TenantTx, license: &LicenseRow, now: DateTime<Utc>) -> InvoiceId {
    if license.id.0 == NIL {
        return InvoiceId(NIL);
    }
    let month = "2020-01".parse().unwrap();
    let of = (month, Currency::Eur);
    store::billing::invoice_open(tx, license.partner.id, of, now).await.unwrap().0
}

/// A discount that a license's partner asks for.
async fn asked(
    tx: &mut TenantTx,
    license: &LicenseRow,
    person: PersonId,
    now: DateTime<Utc>,
) -> ProgramRequestId {
    if license.id.0 == NIL {
        return ProgramRequestId(NIL);
    }
    let customer = license.customer.clone().unwrap_or_else(|| license.partner.clone());
    let orgs = (license.partner.clone(), customer);
    let row = ProgramRow::asked(orgs, Program::Education, (person, "Ada".to_owned()), now);
    program_insert(tx, &row, &[]).await.unwrap();
    row.id
}

/// A renewal of a license, of yesterday.
async fn ordered(
    tx: &mut TenantTx,
    catalog: &Catalog,
    license: &LicenseRow,
    person: PersonId,
    now: DateTime<Utc>,
) -> OrderId {
    if license.id.0 == NIL {
        return OrderId(NIL);
    }
    let part = RenewalPart {
        coupon: None,
        old_expires: license.expires,
        new_expires: now.date_naive(),
        old_anchor: license.anchor_day,
        old_term: license.term_years,
        at_version: license.version,
        migrated: None,
    };
    let unit = Money { minor: 0, currency: Currency::Eur };
    let line = RenewedLine {
        id: OrderLineId(Uuid::now_v7()),
        license,
        kind: LineKind::Renewal,
        years: 1,
        part,
        price: price_line(unit, license.seats.unwrap_or(1), 1, []).unwrap(),
    };
    let order = NewRenewal {
        id: OrderId(Uuid::now_v7()),
        lines: vec![line],
        tax: Percent::ZERO,
        person: (person, "Ada".to_owned()),
        placed_at: now - chrono::Duration::days(1),
        request: None,
    };
    renewal_insert(tx, catalog, &order).await.unwrap();
    order.id
}

/// A change of many licenses that changed none.
async fn ended(
    tx: &mut TenantTx,
    license: &LicenseRow,
    person: PersonId,
    now: DateTime<Utc>,
) -> BulkId {
    let id = BulkId(Uuid::now_v7());
    let action = serde_json::to_value(BulkAction::SetNote { text: String::new() }).unwrap();
    let changes = Changes::Note;
    let new = NewBulk { id, person, action, changes, named: true, at: now };
    bulk_create(tx, &new, &[(license.id, None)]).await.unwrap();
    assert!(bulk_end(tx, id, BulkState::Done, now).await.unwrap());
    id
}

/// As many files of somebody's as one may have.
async fn exports(portal: &Portal, who: &Principal, license: &LicenseRow) -> Vec<ExportId> {
    let (services, mut made) = (&portal.services, Vec::new());
    for _ in 0..3 {
        let ask = StartExport {
            grid: "licenses".to_owned(),
            format: ExportFormat::Csv,
            state: String::new(),
            rows: ExportRows::Only(vec![license.id.0]),
        };
        let words = Words { language: Language::En, texts: app::i18n::text };
        let id = services.export_start(who, ask, words).await.unwrap().id;
        loop {
            let at = services.export_progress(who, id).await.unwrap();
            match at.state {
                ExportState::Running => tokio::task::yield_now().await,
                state => break assert_eq!(state, ExportState::Ready, "{:?}", at.reason),
            }
        }
        made.push(id);
    }
    made
}

/// A browser that somebody is signed in with.
async fn session_of(portal: &Portal, who: &Principal) -> SessionId {
    let visitor = Visitor::new(std::net::IpAddr::from([127, 0, 0, 1]), "test");
    let services = &portal.services;
    let opened = services.open_session(who.person, who.scope.root, &visitor).await.unwrap();
    services.principal(&opened.token).await.unwrap().unwrap().session.unwrap()
}

/// Files that a partner uploaded, a line in each of a product that there is not. The first was
/// checked.
async fn uploads(portal: &Portal, email: &str) -> Vec<ImportId> {
    let (who, services) = (principal(portal, email).await, &portal.services);
    let file = "Key;Product;Customer;Expires\nONE-1;No such thing;Neu GmbH;2030-01-31\n";
    let mut uploaded = Vec::new();
    for _ in CALLERS {
        let id = services.import_upload(&who, "a.csv", file.as_bytes().to_vec()).await;
        uploaded.push(id.unwrap());
    }
    let settings = domain::import::Settings::default();
    let check = services.import_check(&who, uploaded[0], settings).await.unwrap();
    assert!(!check.summary.can_start(), "{:?}", check.summary);
    uploaded
}

/// A customer of Kranich switches assistance off, and gets an owner.
async fn unassisted(portal: &Portal, owner: &Principal) {
    let services = &portal.services;
    let page = services.license_page(owner, "tab=active", 0, 500).await.unwrap();
    let customers = page.window.into_iter().filter_map(|line| match line {
        Line::Row(row) => row.customer,
        Line::Group(_) => None,
    });
    for customer in customers.filter(|customer| !customer.name.contains("Westernhagen")) {
        let seen = services.organization_get(owner, customer.id).await.unwrap();
        let draft = OrgDraft { assistance: false, ..seen.draft };
        // Some need it.
        if services.organization_update(owner, customer.id, seen.version, draft).await.is_ok() {
            let mut tx = services.store.begin(owner.scope).await.unwrap();
            newcomer(&mut tx, customer.id, UNASSISTED, Role::Owner, None).await;
            tx.commit().await.unwrap();
            return;
        }
    }
    panic!("no customer of {} does without assistance", owner.org_name);
}

/// One seat of an edition.
fn wish(edition: i32) -> Wish {
    Wish {
        edition,
        kind: LicenseKind::Monthly,
        years: None,
        ends: None,
        auto_renew_months: None,
        seats: Some(1),
        extras: Vec::new(),
        resale: false,
    }
}

/// What an organization is entitled to by somebody's grant.
async fn granted(portal: &Portal, org: OrgId, by: &str, wish: Wish) -> Entitlement {
    let by = principal(portal, by).await;
    let ask = GrantEntitlement { org, wish, idempotency: Uuid::new_v4() };
    portal.services.grant_entitlement(&by, ask).await.expect("it can be granted").entitlement
}

/// Eight letters that no other id has.
fn prefix(id: Uuid) -> String {
    let digit = |byte: &u8| char::from(b'a' + byte % 16);
    id.as_bytes()[8..].iter().map(digit).collect()
}

/// Somebody with an account, who never typed a password.
async fn newcomer(
    tx: &mut TenantTx,
    org: OrgId,
    email: &str,
    role: Role,
    set: Option<PermissionSetId>,
) -> PersonId {
    let id = PersonId(Uuid::now_v7());
    let (name, invited_by, language) = ("Newcomer".to_owned(), None, None);
    let email = email.to_owned();
    let new = NewPerson { id, org, name, email: email.clone(), role, set, invited_by, language };
    let now = "2026-06-15T10:00:00Z".parse().unwrap();
    person_insert(tx, &new, now).await.unwrap();
    let account = Account {
        person: id,
        root: tx.scope().root,
        email_key: email.clone(),
        email,
        password_hash: String::new(),
        active: true,
    };
    account_insert(tx, &account).await.unwrap();
    id
}

/// Everybody and everything that is called for and about.
async fn prepare(portal: &Portal) -> Vec<Subject> {
    let services = &portal.services;
    let owner = principal(portal, "owner@kranich.example").await;
    // A role of Kranich's own.
    let now = services.clock.now();
    let mut tx = services.store.begin(owner.scope).await.unwrap();
    let may = [Action::ViewLicenses, Action::EditNote, Action::ViewPeople].into_iter().collect();
    let set = set_insert(&mut tx, owner.org, "Custom", may, now).await.unwrap();
    newcomer(&mut tx, owner.org, "custom@kranich.example", Role::Custom, Some(set)).await;
    tx.commit().await.unwrap();
    unassisted(portal, &owner).await;
    // Another tree, with a coupon.
    let page = services.license_page(&owner, "tab=unused", 0, 1).await.unwrap();
    let Some(Line::Row(sample)) = page.window.into_iter().next() else { panic!("no coupon") };
    let new = NewOwner {
        email: "owner@elsewhere.example".to_owned(),
        name: "Elsa".to_owned(),
        organization: "Elsewhere".to_owned(),
        kind: OrgKind::Partner,
        password: "correct horse battery staple".to_owned(),
    };
    let foreign = services.create_owner(new).await.unwrap();
    let partner = OrgRef { id: foreign.org, name: foreign.org_name.clone() };
    let theirs = LicenseRow { id: LicenseId(Uuid::now_v7()), partner, ..sample.clone() };
    let mut tx = services.store.begin(foreign.scope).await.unwrap();
    store::license::license_insert(&mut tx, &theirs).await.unwrap();
    tx.commit().await.unwrap();
    // At the top the totals are one's own; the parent's come first, since others draw from them.
    let (top, other) = ("owner@nordlicht.example", "owner@elsewhere.example");
    let sold = Wish { seats: Some(100), resale: true, ..wish(40102) };
    let parent = granted(portal, principal(portal, top).await.org, top, sold.clone()).await;
    let (own, next) = ("owner@kranich.example", "owner@bergfried.example");
    let mut subjects = Vec::new();
    for (relation, email) in RELATIONS {
        let org = principal(portal, email).await.org;
        let imports = match relation {
            "parent" => vec![ImportId(NIL); CALLERS.len()],
            "child" | "unassisted" => uploads(portal, own).await,
            _ => uploads(portal, email).await,
        };
        let beside = if relation == "sibling" { own } else { next };
        let beside = principal(portal, beside).await.org;
        let entitlement = match relation {
            "parent" => parent.clone(),
            "other-tree" => granted(portal, org, other, sold.clone()).await,
            "child" | "unassisted" => granted(portal, org, own, wish(20102)).await,
            _ => granted(portal, org, top, Wish { seats: Some(10), ..sold.clone() }).await,
        };
        let whose = (email, beside);
        subjects.push(Subject::of(portal, imports, &sample, entitlement, whose).await);
    }
    subjects
}

async fn principal(portal: &Portal, email: &str) -> Principal {
    let store = &portal.services.store;
    let account = store.account_by_email(email).await.unwrap().unwrap();
    store.principal_load(account.root, account.person).await.unwrap().unwrap()
}

/// The arguments of a server function's call; none when the ledger does not know it.
fn arguments(function: &str, subject: &Subject, caller: usize) -> Option<Value> {
    let LicenseRow { id, version, name, .. } = &subject.license;
    let import = subject.imports[0];
    Some(match function {
        "license_page" => json!({ "state": "", "start": 0, "len": 10 }),
        "customers_page" | "activity_page" | "orders_page" => {
            json!({ "state": "", "start": 0, "len": 10 })
        }
        // The customers', which customers do not have.
        "grid_groups" => json!({ "grid": "customers", "state": "group=partner" }),
        "grid_options" => {
            json!({ "grid": "customers", "state": "", "column": "partner", "search": "" })
        }
        "license_get" | "license_history" | "renewal_offer" => json!({ "id": id }),
        // What is there already: allowed callers succeed without changing anything.
        "set_license_note" => {
            json!({ "id": id, "version": version, "note": subject.license.note.clone().unwrap_or_default() })
        }
        "rename_license" => json!({ "id": id, "version": version, "name": name }),
        "renew_license" | "renewal_ask" => {
            let with = RenewWith::Coupon(LicenseId(Uuid::nil()));
            let (idempotency, again, price) = (NIL, false, Agreed::default());
            json!({ "renewal": RenewLicense { id: *id, version: *version, with, idempotency, again, price } })
        }
        // It is not divided into nothing, and not merged alone.
        "coupon_split" => {
            let (parts, idempotency) = (Vec::new(), NIL);
            json!({ "split": SplitCoupon { id: *id, version: *version, parts, idempotency } })
        }
        "coupon_merge" => {
            let coupons = vec![(*id, *version)];
            json!({ "merge": MergeCoupons { coupons, idempotency: NIL } })
        }
        "coupon_merge_offer" => json!({ "ids": [id] }),
        "coupon_products" | "stray_keys" => json!({}),
        "stray_keys_add" => json!({ "lines": "" }),
        "stray_key_withdraw" => json!({ "id": NIL }),
        // There is no such key.
        "key_claim" => json!({ "key": "none" }),
        "buy_page" | "price_lists" => json!({}),
        "home" | "reminders_page" | "calendar_address" | "calendar_revoke" => json!({}),
        "renewal_calendar" => json!({ "month": "2026-11" }),
        // A version that nobody saw.
        "reminder_settings_set" => {
            json!({ "version": 9, "settings": ReminderSettings::default() })
        }
        "invoice_list" => json!({ "partner": subject.org }),
        "invoice_get" => json!({ "id": subject.invoice, "start": 0, "len": 10 }),
        "invoice_lock" => json!({ "id": subject.invoice, "version": 9 }),
        // Nothing of them is charged by the month.
        "plan_close" => json!({ "id": id, "version": version }),
        // Nobody sells that, and nobody has such a cart.
        "cart_add" => json!({ "line": nothing() }),
        "cart_change" => json!({ "cart": NIL, "line": NIL, "was": nothing(), "draft": nothing() }),
        "cart_remove" => json!({ "cart": NIL, "line": NIL }),
        "order_get" | "order_page" | "order_again" => json!({ "id": subject.order }),
        // A renewal: it is neither asked for nor given back like keys.
        "order_place" => {
            let total = Money { minor: 0, currency: Currency::Eur };
            let (checkout, idempotency) = (CheckoutDraft::default(), NIL);
            json!({ "order": PlaceOrder { id: subject.order, version: 0, total, checkout, idempotency } })
        }
        "order_quote" => {
            let checkout = CheckoutDraft::default();
            json!({ "id": NIL, "version": 0, "checkout": checkout, "to_seller": false })
        }
        "order_send" => {
            json!({ "id": subject.order, "version": 0, "agreed_terms": "" })
        }
        "order_approve" => json!({ "id": subject.order, "version": 0 }),
        "order_change" => json!({ "id": subject.order, "version": 0, "lines": [], "reason": "" }),
        "order_decline" | "order_cancel" => {
            json!({ "id": subject.order, "version": 0, "reason": "" })
        }
        "discount_list" => json!({}),
        "discount_get" => json!({ "id": subject.discount }),
        // A version that nobody saw.
        "discount_approve" => {
            let approval = ApprovalDraft { percent: 30, days: 7, licenses: 1 };
            json!({ "id": subject.discount, "version": 9, "approval": approval })
        }
        "discount_decline" | "discount_withdraw" => {
            json!({ "id": subject.discount, "version": 9, "reason": "No" })
        }
        // Nothing was approved, and there is no such link.
        "discount_link" => json!({ "id": subject.discount }),
        "discount_shop" => json!({ "secret": "none" }),
        "discount_price" => json!({ "secret": "none", "choice": choice() }),
        "discount_buy" => {
            let total = Money { minor: 0, currency: Currency::Eur };
            let checkout = CheckoutDraft::default();
            let (secret, idempotency) = ("none".to_owned(), NIL);
            let choice = choice();
            json!({ "purchase": UseProgram { secret, choice, total, checkout, idempotency } })
        }
        // There is nothing on it, and there is no such list.
        "price_list_save" => {
            let from = "2026-01-01".parse().unwrap();
            let (name, currency) = (String::new(), Currency::Eur);
            let draft = PriceListDraft { name, currency, from, until: None, prices: Vec::new() };
            json!({ "id": null, "version": 0, "draft": draft })
        }
        "price_list_delete" => json!({ "id": NIL, "version": 0 }),
        "terms_get" => json!({ "org": subject.org }),
        // A version that nobody saw.
        "terms_set" => {
            json!({ "org": subject.org, "version": 9, "terms": TradeTerms::default() })
        }
        "undo_renewal" => json!({ "order": subject.order }),
        // It is not renewed by itself, and stays so.
        "auto_renewal_set" => json!({ "id": id, "version": version, "years": null }),
        // Allowed callers are told that nothing leads to it.
        "migration_offer" => json!({ "id": id, "seats": 0 }),
        "migrate_license" => {
            let wish = MigrationWish { to: 0, years: 1, seats: None };
            let (idempotency, again, price) = (NIL, false, Agreed::default());
            json!({ "migration": MigrateLicense { id: *id, version: *version, wish, idempotency, again, price } })
        }
        // The day is past.
        "coterm_offer" => json!({ "customer": subject.org, "date": "2026-01-01" }),
        "coterm" => {
            let licenses = vec![(*id, *version)];
            let (totals, idempotency) = (Vec::new(), NIL);
            let (customer, date) = (subject.org, "2026-01-01".parse().unwrap());
            json!({ "ask": Coterm { customer, date, licenses, totals, idempotency } })
        }
        "renewal_preview" => {
            let selection = Selection::Named(Vec::new());
            let (years, coupons, again) = (Some(1), false, false);
            json!({ "ask": PreviewRenewals { selection, years, coupons, again } })
        }
        "organization_get" | "organization_close_obstacles" => json!({ "id": subject.org }),
        "organization_tree" => json!({ "parent": subject.org, "search": "", "offset": 0 }),
        "organization_targets" => json!({ "search": "" }),
        // Allowed callers are refused for the input, and nothing changes.
        "organization_create" => {
            json!({ "parent": subject.org, "draft": OrgDraft::default() })
        }
        "organization_update" => {
            json!({ "id": subject.org, "version": 0, "draft": OrgDraft::default() })
        }
        "organization_suspend" => {
            json!({ "id": subject.org, "version": 0, "below": false })
        }
        "organization_reactivate" | "organization_close" => {
            json!({ "id": subject.org, "version": 0 })
        }
        "organization_move_obstacles" => {
            json!({ "id": subject.org, "to": subject.other })
        }
        "handover_page" | "handover_code_renew" => json!({}),
        "handover_ask" => json!({ "code": "AAAA-BBBB-CCCC", "message": "" }),
        // Nobody asked; `handover.rs` tells who may answer a wish that there is.
        "handover_withdraw" | "handover_decline" | "handover_obstacles" | "handover_accept" => {
            json!({ "id": NIL })
        }
        "organization_move" => {
            json!({ "id": subject.org, "version": 0, "to": subject.other })
        }
        "security_get"
        | "proof_ways"
        | "authenticator_begin"
        | "authenticator_remove"
        | "recovery_renew"
        | "session_end_others"
        | "passkey_begin"
        | "passkey_add_begin"
        | "demand_get"
        | "sso_settings" => json!({}),
        "prove" => json!({ "proof": { "Password": "wrong" } }),
        "authenticator_confirm" => json!({ "key": "none", "code": "000000" }),
        "session_end" => json!({ "id": subject.session }),
        "passkey_remove" => json!({ "id": NIL }),
        "passkey_add" => json!({ "key": "none", "answer": "{}", "name": "Mine" }),
        "passkey_prove" => json!({ "key": "none", "answer": "{}" }),
        "passkey_rename" => json!({ "id": Uuid::nil(), "name": "Mine" }),
        // Who may is told to have a factor first; the settings are empty.
        "demand_set" => json!({ "mfa_required": true, "version": 0 }),
        "sso_save" => json!({ "draft": domain::sso::SsoDraft::default(), "version": 0 }),
        "sso_test" => json!({ "draft": domain::sso::SsoDraft::default() }),
        "set_colleague" => json!({ "on": false }),
        "set_language" => json!({ "language": "en" }),
        "import_check" => json!({ "id": import, "settings": domain::import::Settings::default() }),
        "import_checked" | "import_status" | "import_start" => json!({ "id": import }),
        "import_cancel" => json!({ "id": subject.imports[caller] }),
        "import_rows" => json!({ "id": import, "outcome": null, "offset": 0, "limit": 10 }),
        "import_customers" => json!({ "search": "" }),
        "import_list" | "import_editions" | "bulk_list" => json!({}),
        // Nothing is selected.
        "bulk_start" => {
            let selection = Selection::Named(Vec::new());
            let action = BulkAction::SetNote { text: String::new() };
            json!({ "job": StartBulk { selection, action, idempotency: NIL } })
        }
        "bulk_progress" | "bulk_stop" | "bulk_undo" => json!({ "id": subject.bulk }),
        "bulk_report" => {
            json!({ "id": subject.bulk, "outcome": null, "offset": 0, "limit": 10 })
        }
        // Nothing is selected.
        "export_start" => {
            let (format, rows) = (ExportFormat::Csv, ExportRows::Only(Vec::new()));
            json!({ "file": StartExport { grid: "licenses".to_owned(), format, state: String::new(), rows } })
        }
        "export_list" => json!({}),
        "export_progress" => json!({ "id": subject.exports[0] }),
        "export_again" => json!({ "id": subject.exports[1] }),
        "export_remove" => json!({ "id": subject.exports[2] }),
        // The demo's mails are for everybody, and there is no such link.
        "demo_mails" => json!({}),
        "password_reset_works" => json!({ "secret": "none" }),
        "view_list" | "view_default" => json!({ "grid": "licenses" }),
        "view_save" => {
            json!({ "grid": "licenses", "draft": { "name": "Mine", "state": "", "shared": false } })
        }
        "view_update" => {
            let draft = json!({ "name": "Mine", "state": "", "shared": false });
            json!({ "id": subject.view, "version": 0, "draft": draft })
        }
        "view_delete" => json!({ "id": subject.shared }),
        "entitlement_list" | "entitlement_offer" => json!({ "org": subject.org }),
        "entitlement_choice" => json!({ "id": subject.entitlement.id }),
        // No such edition, nothing that changes, and a version that nobody saw.
        "grant_entitlement" => {
            let (org, idempotency) = (subject.org, NIL);
            json!({ "grant": GrantEntitlement { org, wish: wish(1), idempotency } })
        }
        "change_entitlement" => {
            let Entitlement { id, version, .. } = subject.entitlement;
            let wish = Wish::of(&subject.entitlement);
            json!({ "change": ChangeEntitlement { id, version, wish } })
        }
        "end_entitlement" => json!({ "id": subject.entitlement.id, "version": 0 }),
        "view_set_default" => {
            json!({ "grid": "licenses", "view": ViewRef::Saved(subject.view) })
        }
        "people_page" => json!({ "state": "", "start": 0, "len": 10 }),
        "person_get" | "person_history" => json!({ "id": subject.person }),
        // What it is already, or what nobody may see of it: nothing changes.
        "person_set_role" => {
            json!({ "id": subject.person, "version": 1, "role": { "fixed": "read-only" } })
        }
        "person_deactivate" => json!({ "id": subject.person, "version": 0 }),
        "person_reactivate" => json!({ "id": subject.person, "version": 0 }),
        "person_reset" => json!({ "id": subject.person }),
        "person_end_sessions" => json!({ "id": subject.person, "session": null }),
        "invite_places" => json!({ "search": "" }),
        "role_offers" => json!({ "org": subject.org }),
        // Allowed callers are told that there is no such set.
        "person_invite" => json!({ "draft": {
            "email": "new@example.com", "name": "New", "org": subject.org, "role": { "set": NIL },
        } }),
        "invitation_renew" => json!({ "id": subject.invitations[0] }),
        "invitation_revoke" => json!({ "id": subject.invitations[caller] }),
        "invitation_peek" => json!({ "secret": "none" }),
        "set_list" | "profile_get" | "token_list" => json!({}),
        "set_create" => json!({ "draft": { "name": "New", "actions": [] } }),
        "set_update" => {
            let draft = json!({ "name": "Set", "actions": ["view-licenses"] });
            json!({ "id": subject.set, "version": 0, "draft": draft })
        }
        "set_delete" => json!({ "id": subject.set, "version": 0 }),
        // Nobody is called nothing.
        "profile_set" => {
            let looks = Preferences::default();
            json!({ "profile": { "name": "", "language": null, "preferences": looks } })
        }
        "preferences_set" => json!({ "preferences": Preferences::default() }),
        "token_create" => json!({ "draft": { "name": "New", "actions": [], "days": 1 } }),
        "token_revoke" => json!({ "person": subject.person, "id": subject.tokens[caller] }),
        _ => return None,
    })
}

/// A line of nothing.
fn nothing() -> LineDraft {
    LineDraft {
        edition: 0,
        years: 1,
        seats: 1,
        count: 1,
        recipient: Recipient::Stock,
        wish: String::new(),
    }
}

async fn status(portal: &Portal, request: Request<Body>) -> u16 {
    portal.send(request).await.status().as_u16()
}

fn request(
    method: &str,
    path: &str,
    cookie: Option<&str>,
    kind: &str,
    body: String,
) -> Request<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, if kind == "text/html" { kind } else { "application/json" });
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    request.body(Body::from(body)).unwrap()
}

/// Which of the subjects a call has to be made about: all, or the first alone where it says the
/// same of each.
fn about(asked: &[String]) -> Vec<(usize, &'static str)> {
    match asked.iter().all(|one| *one == asked[0]) {
        true => vec![(0, NOTHING)],
        false => RELATIONS.iter().enumerate().map(|(at, (relation, _))| (at, *relation)).collect(),
    }
}

/// In what order a subject's things are called about: its own person comes last, who may take them
/// away.
fn turns(at: usize) -> Vec<usize> {
    let own = |caller: &usize| CALLERS[*caller].1 == Some(RELATIONS[at].1);
    let (last, first): (Vec<_>, Vec<_>) = (0..CALLERS.len()).partition(own);
    [first, last].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_everybody_as_the_ledger_says() {
    let database = store::testing::empty_database().await;
    let portal = Portal::on(&database, 1_500, |_| {}).await;
    let subjects = prepare(&portal).await;
    let functions: BTreeSet<&str> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    assert!(functions.len() >= 15, "server functions are registered");

    for function in &functions {
        refuses_unknown_fields(&portal, function, &subjects[0]).await;
    }
    // What is called changes what pages show: a view to begin with, files that are gone.
    let mut ledger = Vec::new();
    for (method, route) in ROUTES {
        let path = |subject: &Subject| {
            let id = match route.split('/').nth(1) {
                Some("organizations") => subject.org.0,
                Some("people") => subject.person.0,
                Some("exports") => subject.exports[0].0,
                Some("orders") => subject.order.0,
                Some("invoices") => subject.invoice.0,
                _ => subject.license.id.0,
            };
            route.replace("{id}", &id.to_string()).replace("{name}", "none.ics")
        };
        let asked: Vec<String> = subjects.iter().map(path).collect();
        for (at, relation) in about(&asked) {
            let mut line = Entry::new(method, route, relation);
            for (_, email) in CALLERS {
                let cookie = session(&portal, email).await;
                let body = if method == "POST" { "next=%2F".to_owned() } else { String::new() };
                let kind = match method {
                    "POST" => "application/x-www-form-urlencoded",
                    _ => "text/html",
                };
                let call = request(method, &asked[at], cookie.as_deref(), kind, body);
                line.answer(status(&portal, call).await);
            }
            ledger.push(line.0);
        }
    }
    for function in functions {
        let name = function.trim_start_matches("/api/");
        let body = |subject: &Subject, caller: usize| {
            let arguments = arguments(name, subject, caller);
            arguments.unwrap_or_else(|| panic!("{function} has no entry in the ledger")).to_string()
        };
        let asked: Vec<String> = subjects.iter().map(|subject| body(subject, 0)).collect();
        for (at, relation) in about(&asked) {
            let mut line = Entry::new("POST", function, relation);
            let mut told = [0; CALLERS.len()];
            for caller in turns(at) {
                // Each call has a session of its own, as some end it.
                let cookie = session(&portal, CALLERS[caller].1).await;
                let body = body(&subjects[at], caller);
                let call = request("POST", function, cookie.as_deref(), "application/json", body);
                told[caller] = status(&portal, call).await;
            }
            told.into_iter().for_each(|status| line.answer(status));
            ledger.push(line.0);
        }
    }
    portal.shutdown.cancel();
    compare(ledger);
}

/// A call of nobody's is refused for what it says, before who calls, wherever there is a field
/// in it that is not known.
async fn refuses_unknown_fields(portal: &Portal, function: &str, subject: &Subject) {
    let name = function.trim_start_matches("/api/");
    let known = arguments(name, subject, 0).unwrap_or_else(|| panic!("{function} has no entry"));
    for wrong in with_surplus(&known) {
        let call = request("POST", function, None, "application/json", wrong.to_string());
        let response = portal.send(call).await;
        let status = response.status().as_u16();
        let answer = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let error = serde_json::from_slice::<ApiError>(&answer).ok();
        let refused = error.is_some_and(|error| {
            status == 422
                && error.code == ErrorCode::Invalid
                && error.fields.is_empty()
                && error.reason.is_none()
        });
        assert!(refused, "{function} {wrong}: {status} {}", String::from_utf8_lossy(&answer));
    }
}

/// What a value becomes with a field more, in itself and in each that it holds.
fn with_surplus(value: &Value) -> Vec<Value> {
    let Value::Object(fields) = value else { return Vec::new() };
    let mut all = vec![fields.clone()];
    all[0].insert("surplus".to_owned(), json!({ "surplus": [] }));
    for (key, inner) in fields {
        for wrong in with_surplus(inner) {
            let mut fields = fields.clone();
            fields.insert(key.clone(), wrong);
            all.push(fields);
        }
    }
    all.into_iter().map(Value::Object).collect()
}

/// A line of the ledger.
struct Entry(String);

impl Entry {
    fn new(method: &str, path: &str, relation: &str) -> Self {
        Self(format!("{:<38} {relation:<11}", format!("{method} {path}")))
    }

    fn answer(&mut self, status: u16) {
        write!(self.0, "{status:<8}").unwrap();
    }
}

async fn session(portal: &Portal, email: Option<&str>) -> Option<String> {
    Some(portal.open_session(email?).await)
}

/// Sorted by endpoint, so that who may do what stands together.
fn compare(mut ledger: Vec<String>) {
    let order: Vec<&str> = RELATIONS.iter().map(|(relation, _)| *relation).collect();
    ledger.sort_by_key(|line| {
        let (endpoint, relation) = (line[..38].to_owned(), line[39..50].trim_end().to_owned());
        (endpoint, order.iter().position(|known| *known == relation))
    });
    let head = format!("{:<38} {:<11}", "endpoint", "things of");
    let heads = CALLERS.iter().map(|(caller, _)| format!("{caller:<8}"));
    let head = format!("{head}{}", heads.collect::<String>());
    let lines = std::iter::once(head).chain(ledger);
    let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    let now = lines.join("\n") + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ledger.txt");
    if std::env::var_os("UPDATE_LEDGER").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == now, "who may do what has changed; UPDATE_LEDGER=1 writes it down:\n{now}");
}

#[test]
fn the_ledger_knows_every_plain_route() {
    let constants =
        [("UPLOAD", app::api::imports::UPLOAD), ("EVIDENCE", app::api::programs::UPLOAD)];
    let plain = routes::of_folder(concat!(env!("CARGO_MANIFEST_DIR"), "/src"), &constants);
    assert!(plain.len() >= 20, "{plain:?}");
    assert_eq!(routes::unknown(&plain, &ROUTES), Vec::<String>::new(), "have no entry");
    let pages = leptos_axum::generate_route_list(app::App);
    for page in pages {
        assert!(ROUTES.contains(&("GET", page.path())), "{} has no entry", page.path());
        let methods: Vec<_> = page.methods().collect();
        assert_eq!(methods, [leptos_router::Method::Get], "{}", page.path());
    }
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        assert_eq!(method, "POST", "{path}");
    }
}
