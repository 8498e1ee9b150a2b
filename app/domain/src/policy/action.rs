//! What people do, and to what.

use serde::{Deserialize, Serialize};

/// What something is done to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Resource {
    /// Licenses and coupons.
    License,
    /// Orders, carts and requests.
    Order,
    /// Price lists, and the terms that organizations buy on.
    Price,
    /// What was done.
    Activity,
    /// Organizations.
    Organization,
    /// What an organization is entitled to.
    Entitlement,
    /// People and what they may do.
    Person,
    /// How an organization's people sign in.
    SignIn,
    /// Keys of programs.
    Token,
    /// Views of grids.
    View,
}

impl Resource {
    /// Every resource, in the table's order.
    pub const ALL: [Self; 10] = [
        Self::License,
        Self::Order,
        Self::Price,
        Self::Activity,
        Self::Organization,
        Self::Entitlement,
        Self::Person,
        Self::SignIn,
        Self::Token,
        Self::View,
    ];

    /// The stable name used in the table and for messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::Order => "order",
            Self::Price => "price",
            Self::Activity => "activity",
            Self::Organization => "organization",
            Self::Entitlement => "entitlement",
            Self::Person => "person",
            Self::SignIn => "sign-in",
            Self::Token => "token",
            Self::View => "view",
        }
    }
}

/// Declares the actions: each with its stable name, which tables, logs and the database know.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $slug:literal),+ $(,)?) => {
        /// Something a person does.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Action {$(
            $(#[$doc])*
            $name,
        )+}

        impl Action {
            /// Every action, in the table's order.
            pub const ALL: [Self; [$($slug),+].len()] = [$(Self::$name),+];

            /// The stable name used in the table, in logs and in the database.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self {
                    $(Self::$name => $slug,)+
                }
            }
        }
    };
}

actions! {
    /// See licenses and coupons.
    ViewLicenses = "view-licenses",
    /// Download what one sees as a file.
    Export = "export",
    /// Write a license's note.
    EditNote = "edit-note",
    /// Change a license's name.
    Rename = "rename",
    /// Renew a license, with or without a coupon.
    Renew = "renew",
    /// Take back a renewal.
    UndoRenewal = "undo-renewal",
    /// Give a license to another customer of its partner.
    Assign = "assign",
    /// Change many licenses at once, each as far as one may change it alone.
    Bulk = "bulk",
    /// Import licenses from a spreadsheet.
    Import = "import",
    /// Enter keys that were bought elsewhere, for whoever buys from one's organization.
    EnterKeys = "enter-keys",
    /// Claim a key that was bought elsewhere.
    ClaimKey = "claim-key",
    /// See what was bought, by whom and for how much.
    ViewOrders = "view-orders",
    /// Buy, and ask for what one may not buy directly.
    Buy = "buy",
    /// Say yes or no to what somebody asks for.
    AnswerOrders = "answer-orders",
    /// Buy with a discount of a program, by the link that is for one's organization.
    UseDiscount = "use-discount",
    /// Make price lists.
    SetPrices = "set-prices",
    /// Set the terms that an organization buys on, as far as each is one's to set.
    SetTerms = "set-terms",
    /// See who changed what, when and how: in a license's history, and all of it as activity.
    ViewHistory = "view-history",
    /// See the organizations below one's own in a list.
    ViewCustomers = "view-customers",
    /// See an organization's particulars.
    ViewOrganization = "view-organization",
    /// Create an organization below another.
    CreateOrganization = "create-organization",
    /// Change an organization's particulars, as far as each is one's to change.
    EditOrganization = "edit-organization",
    /// Lock an organization's people out, and let them in again.
    SuspendOrganization = "suspend-organization",
    /// End an organization for good.
    CloseOrganization = "close-organization",
    /// Put an organization below another partner.
    MoveOrganization = "move-organization",
    /// Ask another distributor to take one's organization over.
    ChangeDistributor = "change-distributor",
    /// Take over a partner who asked for it.
    AcceptPartner = "accept-partner",
    /// See what an organization is entitled to.
    ViewEntitlements = "view-entitlements",
    /// Enable licenses for an organization right below one's own, change and end them; at the
    /// top of a tree, enter what one has oneself.
    GrantEntitlements = "grant-entitlements",
    /// See an organization's people.
    ViewPeople = "view-people",
    /// Invite people, change what they may do, deactivate them.
    ManagePeople = "manage-people",
    /// Make and change permission sets.
    ManagePermissionSets = "manage-permission-sets",
    /// Set how an organization's people sign in: single sign-on, second factors.
    ManageSignIn = "manage-sign-in",
    /// Make API tokens for oneself.
    UseTokens = "use-tokens",
    /// Keep views of grids for oneself, and choose the one to begin with.
    SaveViews = "save-views",
    /// Offer one's views to everybody in the organization.
    ShareViews = "share-views",
    /// Delete what others of the organization offer.
    ManageViews = "manage-views",
}

impl Action {
    /// The action with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.slug() == slug)
    }
}
