//! Makes each of what endpoints are called about.

use super::CALLERS;
use super::portal::Portal;
use super::subject::{NIL, UNASSISTED, principal};
use chrono::{DateTime, Utc};
use domain::bulk::{BulkAction, BulkState};
use domain::catalog::Catalog;
use domain::entitlement::{Entitlement, GrantEntitlement, Wish};
use domain::export::{ExportFormat, ExportRows, ExportState, StartExport};
use domain::ids::{
    BulkId, ExportId, ImportId, InvoiceId, OrderId, OrderLineId, OrgId, PermissionSetId, PersonId,
    ProgramRequestId, SessionId, ViewId,
};
use domain::license::{LicenseKind, LicenseRow};
use domain::money::{Currency, Money};
use domain::order::LineKind;
use domain::organization::OrgDraft;
use domain::people::{Language, Principal, Role};
use domain::price::{Percent, price_line};
use domain::program::Program;
use domain::view::ViewDraft;
use grid::page::Line;
use services::auth::Visitor;
use services::export::Words;
use store::TenantTx;
use store::bulk::{Changes, NewBulk, bulk_create, bulk_end};
use store::directory::{Account, account_insert};
use store::order::{NewRenewal, RenewalPart, RenewedLine, renewal_insert};
use store::person::{NewPerson, person_insert};
use store::program::{ProgramRow, program_insert};
use store::view::view_insert;
use uuid::Uuid;

/// A view that its person offers to everybody in the organization.
pub(super) async fn view_of(
    tx: &mut TenantTx,
    person: PersonId,
    name: &str,
    now: DateTime<Utc>,
) -> ViewId {
    let draft = ViewDraft { name: name.to_owned(), state: String::new(), shared: true };
    view_insert(tx, person, "licenses", &draft, now).await.unwrap().id
}

/// An invoice without lines of a license's partner.
pub(super) async fn drafted(
    tx: &mut TenantTx,
    license: &LicenseRow,
    now: DateTime<Utc>,
) -> InvoiceId {
    if license.id.0 == NIL {
        return InvoiceId(NIL);
    }
    let month = "2020-01".parse().unwrap();
    let of = (month, Currency::Eur);
    store::billing::invoice_open(tx, license.partner.id, of, now).await.unwrap().0
}

/// A discount that a license's partner asks for.
pub(super) async fn asked(
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
pub(super) async fn ordered(
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
pub(super) async fn ended(
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
pub(super) async fn exports(
    portal: &Portal,
    who: &Principal,
    license: &LicenseRow,
) -> Vec<ExportId> {
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
pub(super) async fn session_of(portal: &Portal, who: &Principal) -> SessionId {
    let visitor = Visitor::new(std::net::IpAddr::from([127, 0, 0, 1]), "test");
    let services = &portal.services;
    let opened = services.open_session(who.person, who.scope.root, &visitor).await.unwrap();
    services.principal(&opened.token).await.unwrap().unwrap().session.unwrap()
}

/// Files that a partner uploaded, a line in each of a product that there is not. The first was
/// checked.
pub(super) async fn uploads(portal: &Portal, email: &str) -> Vec<ImportId> {
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
pub(super) async fn unassisted(portal: &Portal, owner: &Principal) {
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
pub(super) fn wish(edition: i32) -> Wish {
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
pub(super) async fn granted(portal: &Portal, org: OrgId, by: &str, wish: Wish) -> Entitlement {
    let by = principal(portal, by).await;
    let ask = GrantEntitlement { org, wish, idempotency: Uuid::new_v4() };
    portal.services.grant_entitlement(&by, ask).await.expect("it can be granted").entitlement
}

/// Eight letters that no other id has.
pub(super) fn prefix(id: Uuid) -> String {
    let digit = |byte: &u8| char::from(b'a' + byte % 16);
    id.as_bytes()[8..].iter().map(digit).collect()
}

/// Somebody with an account, who never typed a password.
pub(super) async fn newcomer(
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
