//! What was done to a thing, as its history shows it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whatever is done and kept in the log for others to read.
pub const DEEDS: &[&str] = &[
    "note-edited",
    "renamed",
    "renewed",
    "migrated",
    "co-termed",
    "seats-returned",
    "auto-renewal-changed",
    "auto-renewal-refused",
    "renewal-undone",
    "split",
    "merged",
    "claimed",
    "keys-entered",
    "key-claimed",
    "key-withdrawn",
    "coupon-redeemed",
    "coupon-restored",
    "imported",
    "created",
    "assigned",
    "assignment-undone",
    "activated",
    "recovered",
    "seats-changed",
    "used-changed",
    "customer-created",
    "owner-created",
    "organization-created",
    "organization-changed",
    "organization-suspended",
    "organization-reactivated",
    "organization-closed",
    "organization-moved",
    "handover-asked",
    "handover-withdrawn",
    "handover-declined",
    "handover-accepted",
    "handover-left",
    "handover-code-made",
    "handover-code-renewed",
    "signed-in",
    "signed-out",
    "proved",
    "sign-in-refused",
    "refused",
    "password-changed",
    "password-reset",
    "password-reset-asked",
    "entitlement-granted",
    "entitlement-changed",
    "entitlement-prolonged",
    "entitlement-ended",
    "session-ended",
    "factor-added",
    "factor-removed",
    "factor-renamed",
    "recovery-renewed",
    "mfa-required-changed",
    "sso-changed",
    "person-joined",
    "role-given",
    "invited",
    "invitation-renewed",
    "invitation-revoked",
    "invitation-accepted",
    "role-changed",
    "person-deactivated",
    "person-reactivated",
    "person-renamed",
    "permission-set-created",
    "permission-set-changed",
    "permission-set-deleted",
    "token-created",
    "token-revoked",
    "sessions-ended",
    "order-quoted",
    "order-asked",
    "order-approved",
    "order-changed",
    "order-declined",
    "order-placed",
    "order-canceled",
    "order-expired",
    "bought",
    "returned",
    "price-list-created",
    "price-list-changed",
    "price-list-deleted",
    "terms-changed",
    "plan-closed",
    "invoice-drafted",
    "invoice-changed",
    "invoice-adjusted",
    "invoice-locked",
    "reminders-sent",
    "reminder-settings-changed",
    "calendar-made",
    "calendar-revoked",
    "discount-asked",
    "discount-approved",
    "discount-declined",
    "discount-withdrawn",
    "discount-link-renewed",
    "discount-used",
    "discount-expired",
];

/// One entry of a license's change history.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// Who, as named at that time.
    pub actor: String,
    /// What, a stable slug of [`DEEDS`].
    pub action: String,
    /// The fields that changed, by column key, each with its value before and after as text;
    /// none is no value.
    pub fields: BTreeMap<String, FieldChange>,
}

impl HistoryEntry {
    /// What it changed, in one line; `title` names a field by its key.
    #[must_use]
    pub fn told(&self, title: impl Fn(&str) -> String) -> String {
        let value = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        let fields = self.fields.iter().map(|(key, FieldChange { before, after })| {
            format!("{}: {} → {}", title(key), value(before), value(after))
        });
        fields.collect::<Vec<_>>().join(" · ")
    }
}

/// A field's value before and after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldChange {
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}
