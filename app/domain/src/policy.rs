//! Who may do what: one table, checked before anything is read or written. It speaks of
//! rows inside the principal's scope; rows outside do not exist for it (404, not 403).
//!
//! `policy.txt` beside the crate's manifest is the whole table in readable form; a test
//! holds the two equal.

use crate::people::{OrgKind, Principal, Role};

/// Something a person does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// See licenses and coupons.
    ViewLicenses,
    /// Download them as a file.
    Export,
    /// See who changed a license, when and how.
    ViewHistory,
    /// See the customers of one's partners.
    ViewCustomers,
    /// Write the note.
    EditNote,
    /// Change a license's name.
    Rename,
    /// Renew a license, with or without a coupon.
    Renew,
    /// Take back a renewal.
    UndoRenewal,
    /// Import licenses from a spreadsheet.
    Import,
    /// Invite people and change what they may do.
    ManagePeople,
}

impl Action {
    /// Every action, in the table's order.
    pub const ALL: [Self; 10] = [
        Self::ViewLicenses,
        Self::Export,
        Self::ViewHistory,
        Self::ViewCustomers,
        Self::EditNote,
        Self::Rename,
        Self::Renew,
        Self::UndoRenewal,
        Self::Import,
        Self::ManagePeople,
    ];

    /// The stable name used in the table and in logs.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ViewLicenses => "view-licenses",
            Self::Export => "export",
            Self::ViewHistory => "view-history",
            Self::ViewCustomers => "view-customers",
            Self::EditNote => "edit-note",
            Self::Rename => "rename",
            Self::Renew => "renew",
            Self::UndoRenewal => "undo-renewal",
            Self::Import => "import",
            Self::ManagePeople => "manage-people",
        }
    }
}

/// Whether a person of this role in such an organization may do this.
///
/// Customers look, export and read the history. Partners and distributors work on licenses
/// unless they are read-only; people are the owner's business. Licenses are imported by
/// the partner who holds them.
#[must_use]
pub const fn allowed(org: OrgKind, role: Role, action: Action) -> bool {
    match action {
        Action::ViewLicenses | Action::Export | Action::ViewHistory => true,
        Action::ViewCustomers => !matches!(org, OrgKind::Customer),
        Action::EditNote | Action::Rename | Action::Renew | Action::UndoRenewal => {
            !matches!(org, OrgKind::Customer) && !matches!(role, Role::ReadOnly)
        }
        Action::Import => matches!(org, OrgKind::Partner) && !matches!(role, Role::ReadOnly),
        Action::ManagePeople => !matches!(org, OrgKind::Customer) && matches!(role, Role::Owner),
    }
}

impl Principal {
    /// Whether this person may do this to rows of its scope; see [`allowed`].
    #[must_use]
    pub const fn may(&self, action: Action) -> bool {
        allowed(self.org_kind, self.role, action)
    }
}
