//! An organization and one of everything that endpoints are called about.

use super::made::{
    asked, drafted, ended, exports, granted, newcomer, ordered, prefix, session_of, unassisted,
    uploads, view_of, wish,
};
use super::portal::Portal;
use super::{CALLERS, RELATIONS};
use domain::api_token::TokenView;
use domain::entitlement::{Entitlement, Wish};
use domain::ids::{
    ApiTokenId, BulkId, ExportId, ImportId, InvoiceId, LicenseId, OrderId, OrgId, PermissionSetId,
    PersonId, ProgramRequestId, SessionId, ViewId,
};
use domain::license::{LicenseRow, OrgRef};
use domain::people::{OrgKind, Principal, Role, RoleChoice};
use domain::policy::Action;
use grid::page::Line;
use services::auth::NewOwner;
use store::api_token::{TokenRow, api_token_insert};
use store::invitation::{InvitationRow, InvitationState, invitation_insert};
use store::permission_set::set_insert;
use uuid::Uuid;

/// The owner of a customer of Kranich that lets nobody assist, which the demo does not have.
pub(super) const UNASSISTED: &str = "owner@unassisted.example";

/// An organization and one of everything that it has.
pub(super) struct Subject {
    pub(super) org: OrgId,
    /// Of a distributor, which has none, one that there is not.
    pub(super) license: LicenseRow,
    /// A renewal of it, too long ago to be taken back; of a distributor likewise.
    pub(super) order: OrderId,
    /// A change of many licenses that has ended, on record at the organization.
    pub(super) bulk: BulkId,
    /// An empty draft of its partner, as of its order.
    pub(super) invoice: InvoiceId,
    /// A discount that its partner asked for.
    pub(super) discount: ProgramRequestId,
    /// Uploads of its partner, or of itself when it is one, and nobody's of a distributor. One
    /// for each caller, since some end it; the first has been checked, and nothing in it can be
    /// written.
    pub(super) imports: Vec<ImportId>,
    /// Files of its owner's, ready: one to look at, one to make again and one to remove.
    pub(super) exports: Vec<ExportId>,
    /// Of its owner's, shared.
    pub(super) view: ViewId,
    /// Somebody else's, shared as well: it is the owner's to delete.
    pub(super) shared: ViewId,
    /// Its owner's.
    pub(super) session: SessionId,
    /// The partner that it could be put below.
    pub(super) other: OrgId,
    /// What it is entitled to.
    pub(super) entitlement: Entitlement,
    pub(super) person: PersonId,
    pub(super) set: PermissionSetId,
    /// One for each caller, since some take it away.
    pub(super) invitations: Vec<PersonId>,
    /// Likewise, of the person.
    pub(super) tokens: Vec<ApiTokenId>,
}

/// Nobody's.
pub(super) const NIL: Uuid = Uuid::nil();

impl Subject {
    pub(super) async fn of(
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

/// Everybody and everything that is called for and about.
pub(super) async fn prepare(portal: &Portal) -> Vec<Subject> {
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

pub(super) async fn principal(portal: &Portal, email: &str) -> Principal {
    let store = &portal.services.store;
    let account = store.account_by_email(email).await.unwrap().unwrap();
    store.principal_load(account.root, account.person).await.unwrap().unwrap()
}
