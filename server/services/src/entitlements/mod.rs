//! Entitlements: what organizations hold, and granting it down the chain.

mod change;
mod expiry;
mod grant;
mod list;
mod moving;

use crate::{ServiceError, Services};
use domain::catalog::Catalog;
use domain::entitlement::{Changed, Entitlement, Parent, Situation};
use domain::ids::{OrgId, Scope};
use domain::license::OrgRef;
use domain::people::Principal;
use domain::policy::{Action, Place, Relation, Verdict};
use serde_json::{Map, Value};
use store::TenantTx;
use store::entitlement::ChainOrg;
use store::feed::Change;
use store::log::NewLogEntry;

/// Whose seats are about to be moved, and all that the rules look at.
pub(crate) struct Ground {
    /// The organization and those above it that are in scope.
    chain: Vec<ChainOrg>,
    /// What its parent holds.
    above: Vec<Entitlement>,
    /// What it holds itself.
    own: Vec<Entitlement>,
    /// Names of those in the chain that may not be assisted, topmost first.
    unassisted: Vec<String>,
}

impl Ground {
    /// For reading.
    async fn seen(tx: &mut TenantTx, org: OrgId) -> Result<Self, ServiceError> {
        let chain = store::entitlement::org_chain(tx, org).await?;
        let above = match chain.first().and_then(|own| own.parent) {
            Some(parent) => store::entitlement::entitlements_of(tx, parent).await?,
            None => Vec::new(),
        };
        let own = store::entitlement::entitlements_of(tx, org).await?;
        Ok(Self::new(chain, above, own))
    }

    /// For writing: the organizations and everything that they hold are locked.
    async fn locked(tx: &mut TenantTx, org: OrgId) -> Result<Self, ServiceError> {
        let chain = store::entitlement::org_chain_lock(tx, org).await?;
        let orgs: Vec<OrgId> =
            std::iter::once(org).chain(chain.first().and_then(|own| own.parent)).collect();
        let held = store::entitlement::entitlements_lock(tx, &orgs).await?;
        let (own, above) = held.into_iter().partition(|held| held.org == org);
        Ok(Self::new(chain, above, own))
    }

    fn new(chain: Vec<ChainOrg>, above: Vec<Entitlement>, own: Vec<Entitlement>) -> Self {
        // The top of the tree has nobody above it who could assist.
        let off = |one: &&ChainOrg| one.parent.is_some() && !one.assistance;
        let unassisted = chain.iter().rev().filter(off).map(|one| one.name.clone()).collect();
        Self { chain, above, own, unassisted }
    }

    /// Where the organization stands.
    fn org(&self) -> Result<&ChainOrg, ServiceError> {
        self.chain.first().ok_or(ServiceError::NotFound)
    }

    fn reference(&self) -> Result<OrgRef, ServiceError> {
        self.org().map(|org| OrgRef { id: org.id, name: org.name.clone() })
    }

    /// Its parent, if that is in scope.
    fn parent(&self) -> Option<OrgRef> {
        self.chain.get(1).map(|parent| OrgRef { id: parent.id, name: parent.name.clone() })
    }

    fn situation<'a>(
        &'a self,
        services: &'a Services,
        changed: Option<Changed<'a>>,
    ) -> Result<Situation<'a>, ServiceError> {
        let org = self.org()?;
        let name = self.chain.get(1).map_or("", |parent| parent.name.as_str());
        Ok(Situation {
            catalog: &services.catalog,
            today: services.clock.today(),
            org_kind: org.kind,
            open: org.open,
            unassisted: &self.unassisted,
            parent: org.parent.map(|_| Parent { name, held: &self.above }),
            own: &self.own,
            changed,
        })
    }

    fn held(&self, id: domain::ids::EntitlementId) -> Result<&Entitlement, ServiceError> {
        self.own.iter().find(|held| held.id == id).ok_or(ServiceError::NotFound)
    }
}

/// Whether a person grants to this organization: to the children of the own one, and at the
/// top of the tree to that itself, whose totals are its own. Others' seats are theirs to give.
fn grants_to(who: &Principal, org: &ChainOrg) -> bool {
    let right_below = org.parent.unwrap_or(org.id) == who.org;
    right_below && who.judge(Action::GrantEntitlements, relation(who, org)) == Verdict::Allowed
}

/// How an organization stands to that of a person.
fn relation(who: &Principal, org: &ChainOrg) -> Relation {
    let scope = Scope { root: who.scope.root, lo: org.interval.lo, hi: org.interval.hi };
    Relation::between(who.scope, Place { scope, assisted: org.assistance })
}

impl Services {
    /// The log entry of what was done to an entitlement; without a person by the portal itself.
    fn entitlement_entry(
        &self,
        who: Option<&Principal>,
        action: &'static str,
        before: Option<&Entitlement>,
        after: Option<&Entitlement>,
    ) -> Result<NewLogEntry, ServiceError> {
        let shown = after.or(before).ok_or(ServiceError::NotFound)?;
        let product = self.catalog.product(shown.product).map(|product| product.name.clone());
        let (mut old, mut new) = (Map::new(), Map::new());
        let fields = |of: Option<&Entitlement>| of.map(|of| fields(&self.catalog, of));
        let (was, is) = (fields(before), fields(after));
        for at in 0..FIELDS.len() {
            let of = |fields: &Option<[Option<String>; FIELDS.len()]>| {
                fields.as_ref().and_then(|fields| fields[at].clone())
            };
            let (was, is) = (of(&was), of(&is));
            if was != is {
                let value = |text: Option<String>| text.map_or(Value::Null, Value::String);
                old.insert(FIELDS[at].to_owned(), value(was));
                new.insert(FIELDS[at].to_owned(), value(is));
            }
        }
        Ok(NewLogEntry {
            at: self.clock.now(),
            person: who.map(|who| who.person),
            actor: who.map_or_else(|| "Seatkeeper".to_owned(), |who| who.name.clone()),
            action: action.to_owned(),
            entity: "entitlement".to_owned(),
            entity_id: Some(shown.id.0),
            subject: product,
            org: shown.org,
            before: Value::Object(old),
            after: Value::Object(new),
        })
    }

    /// Writes what was done to the log and, as the transaction's last statements, to the feed.
    async fn entitlement_published(
        &self,
        tx: &mut TenantTx,
        who: Option<&Principal>,
        action: &'static str,
        before: Option<&Entitlement>,
        after: Option<&Entitlement>,
    ) -> Result<(), ServiceError> {
        let entry = self.entitlement_entry(who, action, before, after)?;
        store::log::log_append(tx, &entry).await?;
        let entity = "entitlement".to_owned();
        let change = Change { entity, ..Change::many(action, entry.org) };
        store::feed::changes_publish(tx, &[change], self.clock.now()).await?;
        Ok(())
    }
}

/// What the log keeps of an entitlement, by column key.
const FIELDS: [&str; 8] =
    ["product", "edition", "kind", "seats", "extras", "expires", "auto-renew", "resale"];

fn fields(catalog: &Catalog, of: &Entitlement) -> [Option<String>; FIELDS.len()] {
    let extra = |held: &domain::entitlement::HeldExtra| {
        let name = catalog.extra(held.extra).map(|extra| extra.name.as_str())?;
        Some(match held.seats {
            Some(seats) => format!("{name} ({seats})"),
            None => name.to_owned(),
        })
    };
    let extras: Vec<String> = of.extras.iter().filter_map(extra).collect();
    [
        catalog.product(of.product).map(|product| product.name.clone()),
        catalog.edition(of.edition).map(|edition| edition.name.clone()),
        Some(of.kind.slug().to_owned()),
        Some(of.seats.map_or_else(|| "∞".to_owned(), |seats| seats.to_string())),
        (!extras.is_empty()).then(|| extras.join(", ")),
        of.ended.or(of.ends).map(|day| day.to_string()),
        of.auto_renew_months.map(|months| months.to_string()),
        of.resale.then(|| "✓".to_owned()),
    ]
}
