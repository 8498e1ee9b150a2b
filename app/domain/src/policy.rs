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
    /// See who changed a license, when and how: in its history, and all of it as activity.
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
    /// Give a license to another customer of its partner.
    Assign,
    /// Change many licenses at once, each as far as one may change it alone.
    Bulk,
    /// Import licenses from a spreadsheet.
    Import,
    /// Invite people and change what they may do.
    ManagePeople,
    /// Keep views of grids for oneself, and choose the one to begin with.
    SaveViews,
    /// Offer one's views to everybody in the organization.
    ShareViews,
    /// Delete what others of the organization offer.
    ManageViews,
}

impl Action {
    /// Every action, in the table's order.
    pub const ALL: [Self; 15] = [
        Self::ViewLicenses,
        Self::Export,
        Self::ViewHistory,
        Self::ViewCustomers,
        Self::EditNote,
        Self::Rename,
        Self::Renew,
        Self::UndoRenewal,
        Self::Assign,
        Self::Bulk,
        Self::Import,
        Self::ManagePeople,
        Self::SaveViews,
        Self::ShareViews,
        Self::ManageViews,
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
            Self::Assign => "assign",
            Self::Bulk => "bulk",
            Self::Import => "import",
            Self::ManagePeople => "manage-people",
            Self::SaveViews => "save-views",
            Self::ShareViews => "share-views",
            Self::ManageViews => "manage-views",
        }
    }
}

/// Whether a person of this role in such an organization may do this.
///
/// Customers look, export and read the history. Partners and distributors work on licenses
/// unless they are read-only; people are the owner's business. Licenses are imported by
/// the partner who holds them. Everybody keeps views of what they see; who is not read-only
/// offers them to the own organization, whose owners tidy up.
#[must_use]
pub const fn allowed(org: OrgKind, role: Role, action: Action) -> bool {
    match action {
        Action::ViewLicenses | Action::Export | Action::ViewHistory | Action::SaveViews => true,
        Action::ShareViews => !matches!(role, Role::ReadOnly),
        Action::ManageViews => matches!(role, Role::Owner),
        Action::ViewCustomers => !matches!(org, OrgKind::Customer),
        Action::EditNote
        | Action::Rename
        | Action::Renew
        | Action::UndoRenewal
        | Action::Assign
        | Action::Bulk => !matches!(org, OrgKind::Customer) && !matches!(role, Role::ReadOnly),
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
