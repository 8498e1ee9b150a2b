//! The customers that a file names.

use super::{CustomerPlan, LIST_LIMIT};
use domain::import::{CustomerDecision, Settings, UnknownCustomer};
use domain::license::OrgRef;
use domain::text::fold;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What is known about customers, by folded name.
pub(super) struct Customers {
    known: HashMap<String, OrgRef>,
    decisions: HashMap<String, Decision>,
    create: bool,
    /// Unknown ones in the order in which they come.
    unknown: Vec<UnknownCustomer>,
    unknown_at: HashMap<String, usize>,
    created: Vec<String>,
    created_at: HashMap<String, usize>,
}

enum Decision {
    Create,
    Use(OrgRef),
    Refuse,
}

impl Customers {
    pub(super) fn new(customers: Vec<OrgRef>, settings: &Settings) -> Self {
        let decisions = settings
            .customers
            .iter()
            .map(|choice| {
                let decision = match choice.decision {
                    CustomerDecision::Create => Decision::Create,
                    CustomerDecision::Refuse => Decision::Refuse,
                    // One that is gone, or never was this partner's, is refused.
                    CustomerDecision::Existing(id) => customers
                        .iter()
                        .find(|org| org.id == id)
                        .map_or(Decision::Refuse, |org| Decision::Use(org.clone())),
                };
                (fold(&choice.name), decision)
            })
            .collect();
        Self {
            known: customers.into_iter().map(|org| (fold(&org.name), org)).collect(),
            decisions,
            create: settings.create_customers,
            unknown: Vec::new(),
            unknown_at: HashMap::new(),
            created: Vec::new(),
            created_at: HashMap::new(),
        }
    }

    /// The customer of this name; none when it is refused.
    pub(super) fn find(&mut self, name: &str) -> Option<Found> {
        let folded = fold(name);
        if let Some(org) = self.known.get(&folded) {
            return Some(Found::Known(org.clone()));
        }
        let (create, found) = match self.decisions.get(&folded) {
            Some(Decision::Use(org)) => (false, Some(Found::Known(org.clone()))),
            Some(Decision::Refuse) => (false, None),
            Some(Decision::Create) => (true, Some(Found::New(name.to_owned()))),
            None => (self.create, self.create.then(|| Found::New(name.to_owned()))),
        };
        let at = *self.unknown_at.entry(folded).or_insert_with(|| {
            self.unknown.push(UnknownCustomer { name: name.to_owned(), lines: 0, create });
            self.unknown.len() - 1
        });
        self.unknown[at].lines += 1;
        found
    }

    /// Plans the customer: from now on it is among those to create. Only for a line that is
    /// imported: nobody wants a customer without licenses from a refused line.
    pub(super) fn plan(&mut self, found: Found) -> CustomerPlan {
        match found {
            Found::Known(org) => CustomerPlan::Known(org),
            Found::New(name) => {
                let created = &mut self.created;
                let at = *self.created_at.entry(fold(&name)).or_insert_with(|| {
                    created.push(name);
                    created.len() - 1
                });
                CustomerPlan::New(at)
            }
        }
    }

    pub(super) fn created(self) -> Vec<String> {
        self.created
    }

    /// The unknown ones, most lines first.
    pub(super) fn unknown(&self) -> Vec<UnknownCustomer> {
        let mut unknown = self.unknown.clone();
        unknown.sort_by_key(|customer| Reverse(customer.lines));
        unknown.truncate(LIST_LIMIT);
        unknown
    }
}

/// A customer that a line may have.
#[derive(Clone)]
pub(super) enum Found {
    Known(OrgRef),
    New(String),
}

impl Found {
    /// Whether it is this organization.
    pub(super) fn is(&self, org: Option<&OrgRef>) -> bool {
        matches!((self, org), (Self::Known(found), Some(org)) if found.id == org.id)
    }
}
