//! The portal's pages and their addresses: one table for the server's router, for the page in
//! the browser, and for what has to be loaded before a page is taken over.

use crate::pages::later;
use crate::ui::later::Loading;
use grid::activity::ACTIVITY;
use grid::customers::CUSTOMERS;
use grid::licenses::LICENSES;
use grid::orders::ORDERS;
use grid::people::PEOPLE;

/// A page of the portal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Route {
    /// What needs doing now.
    Home,
    /// Where one signs in.
    SignIn,
    /// Where a second factor is asked for.
    SecondFactor,
    /// All licenses.
    Licenses,
    /// One license.
    License,
    /// All customers.
    Customers,
    /// The tree of organizations.
    Organizations,
    /// A new organization.
    NewOrganization,
    /// Partners who change their distributor.
    Handover,
    /// One organization.
    Organization,
    /// What was done.
    Activity,
    /// Licenses from a file.
    Import,
    /// Where one asks for a link to set a password.
    Reset,
    /// Where such a link leads.
    ResetLink,
    /// Where one changes one's password.
    ChangePassword,
    /// What a demonstration would have sent.
    Mails,
    /// What an organization is entitled to.
    Entitlements,
    /// One's own factors and sessions.
    Security,
    /// How the people of one's organization sign in.
    SignInSettings,
    /// All people.
    People,
    /// Roles that the organization makes itself.
    PermissionSets,
    /// One person.
    Person,
    /// What one decides about oneself.
    Profile,
    /// Keys of one's programs.
    Tokens,
    /// Where an invitation's link leads.
    InvitationLink,
    /// What can be bought.
    Buy,
    /// What was bought, line by line.
    Orders,
    /// One order, from the cart on.
    Order,
    /// What one sells for, and buys on.
    Prices,
    /// What an organization below buys on.
    Terms,
    /// How one is reminded of what ends.
    Reminders,
    /// What ends on which day of a month.
    Calendar,
    /// What was charged by the month.
    Invoices,
    /// One invoice.
    Invoice,
    /// Discounts that were asked for.
    Discounts,
    /// Asking for one.
    NewDiscount,
    /// One of them.
    Discount,
    /// Where the link of one leads.
    DiscountLink,
}

impl Route {
    /// Every page.
    pub const ALL: [Self; 38] = [
        Self::Home,
        Self::SignIn,
        Self::SecondFactor,
        Self::Licenses,
        Self::License,
        Self::Customers,
        Self::Organizations,
        Self::NewOrganization,
        Self::Handover,
        Self::Organization,
        Self::Activity,
        Self::Import,
        Self::Reset,
        Self::ResetLink,
        Self::ChangePassword,
        Self::Mails,
        Self::Entitlements,
        Self::Security,
        Self::SignInSettings,
        Self::People,
        // Before any person.
        Self::PermissionSets,
        Self::Person,
        Self::Profile,
        Self::Tokens,
        Self::InvitationLink,
        Self::Buy,
        Self::Orders,
        Self::Order,
        Self::Prices,
        Self::Terms,
        Self::Reminders,
        Self::Calendar,
        Self::Invoices,
        Self::Invoice,
        Self::Discounts,
        // Before any request.
        Self::NewDiscount,
        Self::Discount,
        Self::DiscountLink,
    ];

    /// What the address of an invitation's link begins with.
    pub const INVITATION: &str = "/invitation";

    /// Its address, as the server's router writes it: a part in braces stands for any.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::SignIn => "/sign-in",
            Self::SecondFactor => "/sign-in/second",
            Self::Licenses => "/licenses",
            Self::License => "/licenses/{id}",
            Self::Customers => "/customers",
            Self::Organizations => "/organizations",
            Self::NewOrganization => "/organizations/new",
            Self::Handover => "/organizations/handover",
            Self::Organization => "/organizations/{id}",
            Self::Activity => "/activity",
            Self::Import => "/import",
            Self::Reset => "/reset",
            Self::ResetLink => "/reset/{token}",
            Self::ChangePassword => "/profile/password",
            Self::Mails => "/mails",
            Self::Entitlements => "/organizations/{id}/entitlements",
            Self::Security => "/profile/security",
            Self::SignInSettings => "/settings/sign-in",
            Self::People => "/people",
            Self::PermissionSets => "/people/sets",
            Self::Person => "/people/{id}",
            Self::Profile => "/profile",
            Self::Tokens => "/profile/tokens",
            Self::InvitationLink => "/invitation/{token}",
            Self::Buy => "/buy",
            Self::Orders => "/orders",
            Self::Order => "/orders/{id}",
            Self::Prices => "/prices",
            Self::Terms => "/organizations/{id}/terms",
            Self::Reminders => "/settings/reminders",
            Self::Calendar => "/calendar",
            Self::Invoices => "/invoices",
            Self::Invoice => "/invoices/{id}",
            Self::Discounts => "/discounts",
            Self::NewDiscount => "/discounts/new",
            Self::Discount => "/discounts/{id}",
            Self::DiscountLink => "/discount/{secret}",
        }
    }

    /// The page at an address without its query.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| {
            let fits = |(asked, part): (&str, &str)| {
                asked == part || (part.starts_with('{') && !asked.is_empty())
            };
            let (asked, own) = (path.split('/'), route.path().split('/'));
            asked.clone().count() == own.clone().count() && asked.zip(own).all(fits)
        })
    }

    /// Whether it stands alone: a page for people who are not signed in, without the frame.
    #[must_use]
    pub const fn is_alone(self) -> bool {
        matches!(
            self,
            Self::SignIn
                | Self::SecondFactor
                | Self::Reset
                | Self::ResetLink
                | Self::Mails
                | Self::InvitationLink
        )
    }

    /// The grid that it shows; such a page begins with the person's default view.
    #[must_use]
    pub const fn grid(self) -> Option<&'static str> {
        match self {
            Self::Licenses => Some(LICENSES.name),
            Self::Customers => Some(CUSTOMERS.name),
            Self::Activity => Some(ACTIVITY.name),
            Self::People => Some(PEOPLE.name),
            Self::Orders => Some(ORDERS.name),
            _ => None,
        }
    }

    /// The loading of its code, if that is not in the others.
    pub(crate) fn loading(self) -> Option<fn() -> Loading> {
        match self {
            Self::Licenses => None,
            Self::Import => Some(|| Box::pin(later::load_import())),
            Self::License | Self::Customers | Self::Activity => {
                Some(|| Box::pin(later::load_reading()))
            }
            Self::Organizations
            | Self::NewOrganization
            | Self::Handover
            | Self::Organization
            | Self::Entitlements => Some(|| Box::pin(later::load_organizations())),
            Self::Home
            | Self::Buy
            | Self::Orders
            | Self::Order
            | Self::Prices
            | Self::Terms
            | Self::Reminders
            | Self::Calendar
            | Self::Invoices
            | Self::Invoice
            | Self::Discounts
            | Self::NewDiscount
            | Self::Discount
            | Self::DiscountLink => Some(|| Box::pin(later::load_trade())),
            Self::People
            | Self::PermissionSets
            | Self::Person
            | Self::Profile
            | Self::Tokens
            | Self::ChangePassword
            | Self::Security
            | Self::SignInSettings => Some(|| Box::pin(later::load_people())),
            Self::SignIn
            | Self::SecondFactor
            | Self::Reset
            | Self::ResetLink
            | Self::InvitationLink
            | Self::Mails => Some(|| Box::pin(later::load_visitors())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn addresses_lead_to_pages() {
        for (path, route) in [
            ("/", Some(Route::Home)),
            ("/licenses", Some(Route::Licenses)),
            ("/licenses/8c0e", Some(Route::License)),
            ("/activity", Some(Route::Activity)),
            ("/organizations/8c0e/entitlements", Some(Route::Entitlements)),
            ("/organizations//entitlements", None),
            ("/people/sets", Some(Route::PermissionSets)),
            ("/people/8c0e", Some(Route::Person)),
            ("/discounts/new", Some(Route::NewDiscount)),
            ("/discounts/8c0e", Some(Route::Discount)),
            ("/discount/8c0e", Some(Route::DiscountLink)),
            ("/licenses/", None),
            ("/licenses/a/b", None),
            ("//", None),
            ("", None),
            ("/Licenses", None),
        ] {
            assert_eq!(Route::at(path), route, "{path}");
        }
    }

    #[test]
    fn each_page_is_at_its_own_address() {
        for route in Route::ALL {
            assert_eq!(Route::at(route.path()), Some(route));
        }
    }
}
