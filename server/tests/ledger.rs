#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! The ledger of endpoints: every route and server function, called by everybody who should
//! and should not. `ledger.txt` holds the answers' statuses, so that a change of who may do
//! what is read in a diff. A route or server function without an entry fails.

#[path = "common/portal.rs"]
mod portal;

use axum::body::Body;
use axum::http::{Request, header};
use domain::bulk::{BulkAction, Selection, StartBulk};
use domain::command::{RenewLicense, RenewWith};
use domain::entitlement::{ChangeEntitlement, Entitlement, GrantEntitlement, Wish};
use domain::export::{ExportFormat, ExportRows, StartExport};
use domain::ids::{ImportId, LicenseId, OrderId, OrgId};
use domain::license::{LicenseKind, LicenseRow};
use domain::organization::OrgDraft;
use grid::page::Line;
use portal::Portal;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use uuid::Uuid;

/// Who calls. Nobody first; then by organization: the license's own partner, the one above
/// it, the one below, and one that has nothing to do with it.
const CALLERS: [(&str, Option<&str>); 8] = [
    ("nobody", None),
    ("partner owner", Some("owner@kranich.example")),
    ("partner admin", Some("admin@kranich.example")),
    ("partner reader", Some("reader@kranich.example")),
    ("distributor owner", Some("owner@nordlicht.example")),
    ("customer owner", Some("owner@westernhagen.example")),
    ("other partner owner", Some("owner@bergfried.example")),
    ("other customer owner", Some("owner@ttt-point.example")),
];

/// Routes that are no server functions, by method and path.
const ROUTES: [(&str, &str); 39] = [
    ("GET", "/"),
    ("GET", "/sign-in"),
    ("GET", "/sign-in/second"),
    ("GET", "/profile/security"),
    ("GET", "/settings/sign-in"),
    ("GET", "/sso"),
    ("GET", "/sso/callback"),
    ("GET", "/sso/{slug}"),
    ("GET", "/licenses"),
    ("GET", "/licenses/{id}"),
    ("GET", "/customers"),
    ("GET", "/organizations"),
    ("GET", "/organizations/new"),
    ("GET", "/organizations/{id}"),
    ("GET", "/activity"),
    ("GET", "/import"),
    ("GET", "/reset"),
    ("GET", "/reset/{token}"),
    ("GET", "/profile/password"),
    ("GET", "/mails"),
    ("GET", "/organizations/{id}/entitlements"),
    ("GET", "/export/licenses.csv"),
    ("GET", "/export/licenses.xlsx"),
    ("GET", "/export/customers.csv"),
    ("GET", "/export/activity.xlsx"),
    ("GET", "/exports/{id}"),
    ("POST", "/import/upload"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/second"),
    ("POST", "/sign-in/passkey"),
    ("POST", "/sign-out"),
    ("POST", "/reset"),
    ("POST", "/reset/{token}"),
    ("POST", "/profile/password"),
    ("GET", "/live"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/nowhere"),
];

/// What the calls are about: a license of Westernhagen, which the partner Kranich serves.
struct Subject {
    license: LicenseRow,
    order: OrderId,
    import: ImportId,
    /// Westernhagen, and what it is entitled to.
    customer: OrgId,
    entitlement: Entitlement,
}

impl Subject {
    async fn of(portal: &Portal) -> Self {
        let who = principal(portal, "owner@kranich.example").await;
        let services = &portal.services;
        let page = services.license_page(&who, "tab=active&q=westernhagen", 0, 500).await.unwrap();
        let mut rows = page.window.into_iter().filter_map(|line| match line {
            Line::Row(row) => Some(row),
            Line::Group(_) => None,
        });
        let license = rows.next().expect("Westernhagen has a license");
        let file = "Key;Product;Customer;Expires\n".to_owned();
        let import = services.import_upload(&who, "a.csv", file.into_bytes()).await.unwrap();
        let customer = license.customer.as_ref().unwrap().id;
        let ask =
            GrantEntitlement { org: customer, wish: wish(20102), idempotency: Uuid::new_v4() };
        let entitlement = services.grant_entitlement(&who, ask).await.unwrap().entitlement;
        Self { license, order: OrderId(Uuid::nil()), import, customer, entitlement }
    }
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

async fn principal(portal: &Portal, email: &str) -> domain::people::Principal {
    let store = &portal.services.store;
    let account = store.account_by_email(email).await.unwrap().unwrap();
    store.principal_load(account.root, account.person).await.unwrap().unwrap()
}

/// The arguments of a server function's call; none when the ledger does not know it.
fn arguments(function: &str, subject: &Subject) -> Option<Value> {
    let LicenseRow { id, version, name, .. } = &subject.license;
    let import = subject.import;
    Some(match function {
        "license_page" => json!({ "state": "", "start": 0, "len": 10 }),
        "customers_page" | "activity_page" => json!({ "state": "", "start": 0, "len": 10 }),
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
        "renew_license" => {
            let with = RenewWith::Coupon(LicenseId(Uuid::nil()));
            let idempotency = Uuid::new_v4();
            json!({ "renewal": RenewLicense { id: *id, version: *version, with, idempotency } })
        }
        "undo_renewal" => json!({ "order": subject.order }),
        "organization_get" | "organization_close_obstacles" => json!({ "id": subject.customer }),
        "organization_tree" => json!({ "parent": null, "search": "", "offset": 0 }),
        "organization_targets" => json!({ "search": "" }),
        // Allowed callers are refused for the input, and nothing changes.
        "organization_create" => {
            json!({ "parent": subject.customer, "draft": OrgDraft::default() })
        }
        "organization_update" => {
            json!({ "id": subject.customer, "version": 0, "draft": OrgDraft::default() })
        }
        "organization_suspend" => {
            json!({ "id": subject.customer, "version": 0, "below": false })
        }
        "organization_reactivate" | "organization_close" => {
            json!({ "id": subject.customer, "version": 0 })
        }
        "organization_move_obstacles" => {
            json!({ "id": subject.customer, "to": subject.customer })
        }
        "organization_move" => {
            json!({ "id": subject.customer, "version": 0, "to": subject.customer })
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
        "session_end" | "passkey_remove" => json!({ "id": Uuid::nil() }),
        "passkey_add" => json!({ "key": "none", "answer": "{}", "name": "Mine" }),
        "passkey_prove" => json!({ "key": "none", "answer": "{}" }),
        "passkey_rename" => json!({ "id": Uuid::nil(), "name": "Mine" }),
        // Who may is told to have a factor first; the settings are empty.
        "demand_set" => json!({ "mfa_required": true, "version": 0 }),
        "sso_save" | "sso_test" => {
            let draft = domain::sso::SsoDraft::default();
            json!({ "draft": draft, "version": 0 })
        }
        "set_colleague" => json!({ "on": false }),
        "set_language" => json!({ "language": "en" }),
        "import_check" => json!({ "id": import, "settings": domain::import::Settings::default() }),
        "import_checked" | "import_status" | "import_start" | "import_cancel" => {
            json!({ "id": import })
        }
        "import_rows" => json!({ "id": import, "outcome": null, "offset": 0, "limit": 10 }),
        "import_customers" => json!({ "search": "" }),
        "import_list" | "import_editions" | "bulk_list" => json!({}),
        // Nothing is selected, and there is no such change.
        "bulk_start" => {
            let selection = Selection::Named(Vec::new());
            let action = BulkAction::SetNote { text: String::new() };
            json!({ "job": StartBulk { selection, action, idempotency: Uuid::new_v4() } })
        }
        "bulk_progress" | "bulk_stop" | "bulk_undo" => json!({ "id": Uuid::nil() }),
        "bulk_report" => {
            json!({ "id": Uuid::nil(), "outcome": null, "offset": 0, "limit": 10 })
        }
        // Nothing is selected, and there is no such file.
        "export_start" => {
            let (format, rows) = (ExportFormat::Csv, ExportRows::Only(Vec::new()));
            json!({ "file": StartExport { grid: "licenses".to_owned(), format, state: String::new(), rows } })
        }
        "export_list" => json!({}),
        "export_progress" | "export_again" | "export_remove" => json!({ "id": Uuid::nil() }),
        // The demo's mails are for everybody, and there is no such link.
        "demo_mails" => json!({}),
        "password_reset_works" => json!({ "secret": "none" }),
        "view_list" | "view_default" => json!({ "grid": "licenses" }),
        "view_save" => {
            json!({ "grid": "licenses", "draft": { "name": "Mine", "state": "", "shared": false } })
        }
        "view_update" => {
            let draft = json!({ "name": "Mine", "state": "", "shared": false });
            json!({ "id": Uuid::nil(), "version": 1, "draft": draft })
        }
        "view_delete" => json!({ "id": Uuid::nil() }),
        "entitlement_list" | "entitlement_offer" => json!({ "org": subject.customer }),
        "entitlement_choice" => json!({ "id": subject.entitlement.id }),
        // No such edition, nothing that changes, and a version that nobody saw.
        "grant_entitlement" => {
            let (org, idempotency) = (subject.customer, Uuid::new_v4());
            json!({ "grant": GrantEntitlement { org, wish: wish(1), idempotency } })
        }
        "change_entitlement" => {
            let Entitlement { id, version, .. } = subject.entitlement;
            let wish = Wish::of(&subject.entitlement);
            json!({ "change": ChangeEntitlement { id, version, wish } })
        }
        "end_entitlement" => json!({ "id": subject.entitlement.id, "version": 0 }),
        "view_set_default" => json!({ "grid": "licenses", "view": null }),
        _ => return None,
    })
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

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_everybody_as_the_ledger_says() {
    let database = store::testing::empty_database().await;
    let portal = Portal::on(&database, 1_500, |_| {}).await;
    let subject = Subject::of(&portal).await;
    let functions: BTreeSet<&str> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    assert!(functions.len() >= 15, "server functions are registered");

    let mut ledger = String::new();
    for (caller, email) in CALLERS {
        for function in &functions {
            // Each call has a session of its own, as some end it.
            let name = function.trim_start_matches("/api/");
            let arguments = arguments(name, &subject)
                .unwrap_or_else(|| panic!("{function} has no entry in the ledger"));
            let cookie = session(&portal, email).await;
            let body = arguments.to_string();
            let call = request("POST", function, cookie.as_deref(), "application/json", body);
            let status = status(&portal, call).await;
            writeln!(ledger, "{:<32} {caller:<22} {status}", format!("POST {function}")).unwrap();
        }
        for (method, route) in ROUTES {
            let id = match route.starts_with("/organizations") {
                true => subject.customer.to_string(),
                false => subject.license.id.to_string(),
            };
            let path = route.replace("{id}", &id);
            let cookie = session(&portal, email).await;
            let body = if method == "POST" { "next=%2F".to_owned() } else { String::new() };
            let kind =
                if method == "POST" { "application/x-www-form-urlencoded" } else { "text/html" };
            let call = request(method, &path, cookie.as_deref(), kind, body);
            let status = status(&portal, call).await;
            writeln!(ledger, "{:<32} {caller:<22} {status}", format!("{method} {route}")).unwrap();
        }
    }
    portal.shutdown.cancel();
    compare(&ledger);
}

async fn session(portal: &Portal, email: Option<&str>) -> Option<String> {
    Some(portal.open_session(email?).await)
}

/// Sorted by endpoint, so that who may do what stands together.
fn compare(ledger: &str) {
    let order: Vec<&str> = CALLERS.iter().map(|(caller, _)| *caller).collect();
    let mut lines: Vec<&str> = ledger.lines().collect();
    lines.sort_by_key(|line| {
        let caller = line[33..55].trim_end();
        (&line[..33], order.iter().position(|known| *known == caller))
    });
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
    let source = include_str!("../src/http/mod.rs");
    let known: BTreeSet<&str> = ROUTES.iter().map(|(_, path)| *path).collect();
    for line in source.lines().filter(|line| line.contains(".route(")) {
        let path = line.split('"').nth(1).unwrap_or("/import/upload");
        let covered = known.contains(path) || path == "/export/{name}";
        assert!(covered, "{path} has no entry in the ledger");
    }
    let pages = leptos_axum::generate_route_list(app::App);
    for page in pages {
        let path = page.path();
        assert!(known.contains(path), "{path} has no entry in the ledger");
        assert_eq!(page.methods().next(), Some(leptos_router::Method::Get));
    }
}
