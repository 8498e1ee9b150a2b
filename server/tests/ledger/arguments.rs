//! What each server function is called with.

use super::made::wish;
use super::subject::{NIL, Subject};
use domain::bulk::{BulkAction, Selection, StartBulk};
use domain::command::{Coterm, MergeCoupons, MigrateLicense, RenewLicense, RenewWith, SplitCoupon};
use domain::entitlement::{ChangeEntitlement, Entitlement, GrantEntitlement, Wish};
use domain::export::{ExportFormat, ExportRows, StartExport};
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::money::{Currency, Money};
use domain::order::{CheckoutDraft, LineDraft, PlaceOrder, Recipient};
use domain::organization::OrgDraft;
use domain::people::Preferences;
use domain::price::{PriceListDraft, TradeTerms};
use domain::program::{ApprovalDraft, ProgramChoice, UseProgram};
use domain::reminder::ReminderSettings;
use domain::renewal::{Agreed, MigrationWish, PreviewRenewals};
use domain::view::ViewRef;
use serde_json::{Value, json};
use uuid::Uuid;

/// The arguments of a server function's call; none when the ledger does not know it.
pub(super) fn arguments(function: &str, subject: &Subject, caller: usize) -> Option<Value> {
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

fn choice() -> ProgramChoice {
    ProgramChoice { edition: 40_102, years: 1, seats: 1, count: 1 }
}
