//! The simulated colleague of demo mode, so that one person alone can see live updates.
//!
//! It is no shortcut: it calls the same use cases as a person, under the same rules.

use crate::{ServiceError, Services, authorize};
use domain::command::{RenewLicense, RenewWith};
use domain::ids::{OrgId, PersonId};
use domain::license::{LicenseRow, LicenseStatus};
use domain::people::{Principal, Role};
use domain::policy::Action;
use grid::page::Line;
use rand::RngExt;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::task::AbortHandle;
use uuid::Uuid;

/// Pause between two of its changes.
const PACE: Duration = Duration::from_millis(1_500);
/// It goes home after this many changes, should nobody switch it off.
const SHIFT: u32 = 400;
/// Lines of the grid it works in: what a person sees first.
const REACH: u32 = 40;
/// Who it is in the log.
const PERSON: PersonId = PersonId(Uuid::from_u128(0xc011_ea60_0000_4000_8000_0000_0000_0001));

const NOTES: [&str; 8] = [
    "Called, wants a quote for next year",
    "Ms. Albrecht confirms the number of seats",
    "PO 4500127781",
    "Ticket 20817: two laptops replaced",
    "Renewal approved by phone",
    "Ask again after the board meeting",
    "Kundenreferenz KR-3306",
    "Invoice to head office",
];

/// The colleagues at work, by organization.
#[derive(Debug, Default)]
pub(crate) struct Colleagues {
    working: Mutex<HashMap<OrgId, AbortHandle>>,
}

impl Services {
    /// Whether a colleague works in this person's organization.
    #[must_use]
    pub fn colleague_works(&self, who: &Principal) -> bool {
        let working = self.colleagues.working.lock().unwrap_or_else(PoisonError::into_inner);
        working.get(&who.org).is_some_and(|task| !task.is_finished())
    }

    /// Lets a colleague begin or stop working in this person's organization. The server offers
    /// this in demo mode only.
    ///
    /// # Errors
    /// `Forbidden` for who may not edit: nobody changes by a colleague what they may not change.
    pub fn set_colleague(&self, who: &Principal, on: bool) -> Result<bool, ServiceError> {
        authorize(who, Action::EditNote)?;
        let mut working = self.colleagues.working.lock().unwrap_or_else(PoisonError::into_inner);
        working.retain(|_, task| !task.is_finished());
        if !on {
            if let Some(task) = working.remove(&who.org) {
                task.abort();
            }
        } else if let Entry::Vacant(free) = working.entry(who.org) {
            let colleague = Principal {
                person: PERSON,
                name: "Robin (simulated)".to_owned(),
                role: Role::LicenseAdmin,
                grants: Role::LicenseAdmin.grants(),
                ..who.clone()
            };
            free.insert(tokio::spawn(work(self.clone(), colleague)).abort_handle());
        }
        Ok(on)
    }
}

async fn work(services: Services, who: Principal) {
    let mut pace = tokio::time::interval(PACE);
    for _ in 0..SHIFT {
        pace.tick().await;
        // Somebody else being faster, or the database being away, is a colleague's daily life.
        if let Err(error) = one_change(&services, &who).await {
            tracing::debug!("the simulated colleague could not: {error}");
        }
    }
}

/// One change to a random license near the top of the grid.
async fn one_change(services: &Services, who: &Principal) -> Result<(), ServiceError> {
    let page = services.license_page(who, "", 0, REACH).await?;
    let rows: Vec<LicenseRow> = page
        .window
        .into_iter()
        .filter_map(|line| if let Line::Row(row) = line { Some(row) } else { None })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let (at, roll, text) = {
        let mut rng = rand::rng();
        (rng.random_range(0..rows.len()), rng.random_range(0..10), rng.random_range(0..NOTES.len()))
    };
    let row = &rows[at];
    let renewable = row.status(page.today) != LicenseStatus::Active;
    if roll == 0 && renewable && renew(services, who, row).await.is_ok() {
        return Ok(());
    }
    services.set_license_note(who, row.id, row.version, NOTES[text]).await.map(drop)
}

async fn renew(services: &Services, who: &Principal, row: &LicenseRow) -> Result<(), ServiceError> {
    let offer = services.renewal_offer(who, row.id).await?;
    let choice = offer.choices.first();
    let years = choice.map_or(1, |choice| choice.years);
    let ask = RenewLicense {
        id: row.id,
        version: row.version,
        with: RenewWith::Years(years),
        idempotency: Uuid::new_v4(),
        again: false,
        price: choice.map(|choice| choice.price.net.into()).unwrap_or_default(),
    };
    services.renew_license(who, ask).await.map(drop)
}
