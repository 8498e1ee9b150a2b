//! The table.

use super::{Action, Relation, Resource};
use crate::people::{OrgKind, Role};

/// A line of the table: who may do an action, and to whose things.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What is done.
    pub action: Action,
    /// What it is done to.
    pub resource: Resource,
    /// In what organizations people do it.
    pub kinds: &'static [OrgKind],
    /// The roles that give it.
    pub roles: &'static [Role],
    /// To things of which organizations.
    pub relations: &'static [Relation],
}

impl Rule {
    /// Whether such a thing below does not even exist for those who may not do this to it: what
    /// reaches those who let themselves be assisted, and not the others, hides the others.
    #[must_use]
    pub fn hides(&self, relation: Relation) -> bool {
        relation == Relation::Unassisted && self.relations.contains(&Relation::Child)
    }
}

use OrgKind::{Customer, Distributor, Partner};
use Relation::{Child, Own, Unassisted};
use Role::{Billing, LicenseAdmin, Owner, ProtectionManager, ReadOnly};

const ALL_KINDS: &[OrgKind] = &[Distributor, Partner, Customer];
const PROVIDERS: &[OrgKind] = &[Distributor, Partner];

const EVERYBODY: &[Role] = &[Owner, LicenseAdmin, ProtectionManager, Billing, ReadOnly];
const WRITERS: &[Role] = &[Owner, LicenseAdmin, ProtectionManager, Billing];
const ADMINS: &[Role] = &[Owner, LicenseAdmin];
const BUYERS: &[Role] = &[Owner, LicenseAdmin, Billing];
const SELLERS: &[Role] = &[Owner, Billing];
/// Whoever may know what things cost.
const READERS: &[Role] = &[Owner, LicenseAdmin, Billing, ReadOnly];
const OWNERS: &[Role] = &[Owner];

/// One's own things alone.
const OWN: &[Relation] = &[Own];
/// Everything in scope.
const SCOPE: &[Relation] = &[Own, Child, Unassisted];
/// What is below.
const BELOW: &[Relation] = &[Child, Unassisted];
/// One's own, and what is below where that lets itself be assisted.
const ASSISTED: &[Relation] = &[Own, Child];

/// The table, in the order of [`Action::ALL`]. Owners may all that anybody may in their kind of
/// organization; an organization's people are its owner's business.
pub static TABLE: [Rule; Action::ALL.len()] = {
    use Action as A;
    use Resource as R;
    [
        line(A::ViewLicenses, R::License, ALL_KINDS, EVERYBODY, SCOPE),
        line(A::Export, R::License, ALL_KINDS, EVERYBODY, SCOPE),
        line(A::EditNote, R::License, PROVIDERS, ADMINS, SCOPE),
        line(A::Rename, R::License, PROVIDERS, ADMINS, SCOPE),
        line(A::Renew, R::License, PROVIDERS, BUYERS, SCOPE),
        line(A::UndoRenewal, R::License, PROVIDERS, BUYERS, SCOPE),
        line(A::Assign, R::License, PROVIDERS, ADMINS, SCOPE),
        line(A::Bulk, R::License, PROVIDERS, BUYERS, SCOPE),
        line(A::Import, R::License, &[Partner], ADMINS, OWN),
        line(A::EnterKeys, R::License, PROVIDERS, ADMINS, OWN),
        line(A::ClaimKey, R::License, &[Partner], ADMINS, OWN),
        line(A::ViewOrders, R::Order, PROVIDERS, READERS, SCOPE),
        line(A::Buy, R::Order, &[Partner], BUYERS, OWN),
        line(A::AnswerOrders, R::Order, PROVIDERS, BUYERS, SCOPE),
        line(A::UseDiscount, R::Order, &[Partner, Customer], BUYERS, OWN),
        line(A::SetPrices, R::Price, PROVIDERS, SELLERS, OWN),
        line(A::SetTerms, R::Price, PROVIDERS, SELLERS, SCOPE),
        line(A::ViewHistory, R::Activity, ALL_KINDS, EVERYBODY, SCOPE),
        line(A::ViewCustomers, R::Organization, PROVIDERS, EVERYBODY, SCOPE),
        line(A::ViewOrganization, R::Organization, ALL_KINDS, EVERYBODY, SCOPE),
        line(A::CreateOrganization, R::Organization, PROVIDERS, ADMINS, SCOPE),
        line(A::EditOrganization, R::Organization, ALL_KINDS, ADMINS, SCOPE),
        line(A::SuspendOrganization, R::Organization, PROVIDERS, ADMINS, BELOW),
        line(A::CloseOrganization, R::Organization, PROVIDERS, OWNERS, BELOW),
        line(A::MoveOrganization, R::Organization, &[Distributor], ADMINS, BELOW),
        line(A::ChangeDistributor, R::Organization, &[Partner], OWNERS, OWN),
        line(A::AcceptPartner, R::Organization, &[Distributor], OWNERS, OWN),
        line(A::ViewEntitlements, R::Entitlement, ALL_KINDS, EVERYBODY, SCOPE),
        line(A::GrantEntitlements, R::Entitlement, PROVIDERS, ADMINS, SCOPE),
        line(A::ViewPeople, R::Person, ALL_KINDS, EVERYBODY, ASSISTED),
        line(A::ManagePeople, R::Person, ALL_KINDS, OWNERS, ASSISTED),
        line(A::ManagePermissionSets, R::Person, ALL_KINDS, OWNERS, OWN),
        line(A::ManageSignIn, R::SignIn, ALL_KINDS, OWNERS, ASSISTED),
        line(A::UseTokens, R::Token, ALL_KINDS, EVERYBODY, OWN),
        line(A::SaveViews, R::View, ALL_KINDS, EVERYBODY, OWN),
        line(A::ShareViews, R::View, ALL_KINDS, WRITERS, OWN),
        line(A::ManageViews, R::View, ALL_KINDS, OWNERS, OWN),
    ]
};

const fn line(
    action: Action,
    resource: Resource,
    kinds: &'static [OrgKind],
    roles: &'static [Role],
    relations: &'static [Relation],
) -> Rule {
    Rule { action, resource, kinds, roles, relations }
}

/// The line of an action.
#[must_use]
pub fn rule(action: Action) -> &'static Rule {
    &TABLE[action as usize]
}
