//! Whom reminders go to.

use crate::ServiceError;
use crate::mail::Recipient;
use domain::ids::OrgId;
use domain::mail::{EmailAddress, key_of};
use domain::organization::{About, Contact};
use domain::people::{Language, OrgKind};
use domain::policy::{Action, allowed};
use domain::reminder::addressee;
use store::TenantTx;
use store::org::OrgRow;
use store::reminder::{Reader, readers_of};

/// Whom the partner's reminders go to: its contacts for renewals, or where it names none all who
/// may renew. Nobody where there is nobody to read them.
pub(crate) async fn of_partner(
    tx: &mut TenantTx,
    partner: &OrgRow,
) -> Result<(Vec<Recipient>, Language), ServiceError> {
    let org = partner.org.id;
    let people = readers_of(tx, org).await?;
    let usual = usual(&people).unwrap_or(Language::En);
    let named = reachable(&partner.draft.contacts);
    let named = named.iter().filter(|contact| contact.about == About::Renewals);
    let mut to: Vec<Recipient> =
        named.map(|contact| contacted(org, contact, &people, usual)).collect();
    if to.is_empty() {
        let may = |it: &&Reader| allowed(OrgKind::Partner, it.grants, Action::Renew);
        to = people.iter().filter(may).map(|reader| known(org, reader, usual)).collect();
    }
    let mut seen = std::collections::HashSet::new();
    to.retain(|one| seen.insert(key_of(&one.address)));
    Ok((to, usual))
}

/// Somebody of a customer, and whether that is somebody who can sign in.
#[derive(Clone)]
pub(super) struct OfCustomer {
    pub(super) to: Recipient,
    pub(super) signs_in: bool,
}

/// Whom of a customer reminders go to, if there is anybody; in the partner's language where the
/// customer's own is not known.
pub(super) async fn of_customer(
    tx: &mut TenantTx,
    customer: OrgId,
    partners: Language,
) -> Result<Option<OfCustomer>, ServiceError> {
    let row = store::org::org_read(tx, customer).await?;
    // Nobody writes to an organization that was closed or locked out.
    if row.org.state != domain::organization::OrgState::Active {
        return Ok(None);
    }
    let contacts = reachable(&row.draft.contacts);
    let Some(contact) = addressee(&contacts) else { return Ok(None) };
    let people = readers_of(tx, customer).await?;
    let usual = usual(&people).unwrap_or(partners);
    let signs_in = person_of(contact, &people).is_some();
    Ok(Some(OfCustomer { to: contacted(customer, contact, &people, usual), signs_in }))
}

/// Contacts with an address that mail can be sent to.
fn reachable(contacts: &[Contact]) -> Vec<Contact> {
    let fit = |contact: &&Contact| EmailAddress::parse(&contact.email).is_ok();
    contacts.iter().filter(fit).cloned().collect()
}

fn person_of<'a>(contact: &Contact, people: &'a [Reader]) -> Option<&'a Reader> {
    let key = key_of(&contact.email);
    people.iter().find(|reader| key_of(&reader.email) == key)
}

fn contacted(org: OrgId, contact: &Contact, people: &[Reader], usual: Language) -> Recipient {
    let language = person_of(contact, people).and_then(|reader| reader.language);
    let address = contact.email.trim().to_owned();
    let name = if contact.name.is_empty() { address.clone() } else { contact.name.clone() };
    Recipient { org, address, name, language: language.unwrap_or(usual) }
}

fn known(org: OrgId, reader: &Reader, usual: Language) -> Recipient {
    Recipient {
        org,
        address: reader.email.clone(),
        name: reader.name.clone(),
        language: reader.language.unwrap_or(usual),
    }
}

/// The language that most of these people chose; none where nobody did, or as many chose another.
fn usual(people: &[Reader]) -> Option<Language> {
    let count = |language| people.iter().filter(|it| it.language == Some(language)).count();
    let (english, german) = (count(Language::En), count(Language::De));
    match english.cmp(&german) {
        std::cmp::Ordering::Less => Some(Language::De),
        std::cmp::Ordering::Greater => Some(Language::En),
        std::cmp::Ordering::Equal => None,
    }
}
