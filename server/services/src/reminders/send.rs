//! Sending what is due.

use super::letters::{Rows, to_customer, to_partner};
use super::readers::{self, OfCustomer};
use crate::billing::keep_on;
use crate::mail::{Recipient, enqueue};
use crate::{ServiceError, Services};
use chrono::{Days, NaiveDate};
use domain::ids::{LicenseId, OrgId, RootId};
use domain::license::LicenseRow;
use domain::people::Language;
use domain::reminder::{
    Audience, CUSTOMER_DAYS, Due, Item, ReminderKey, ReminderSettings, due_reminders, is_news,
    messages,
};
use serde_json::json;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use store::log::{NewLogEntry, log_append};
use store::org::OrgRow;
use store::reminder::{
    ends_between, reminder_day, reminder_day_done, reminder_partners, sent_claim, sent_of,
    settings_get,
};
use store::{TenantTx, whole};

/// How many reminders were sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reminded {
    /// To partners.
    pub partners: u64,
    /// To end customers.
    pub customers: u64,
    /// Mails that they are in.
    pub mails: u64,
}

impl Reminded {
    fn add(&mut self, other: Self) {
        self.partners += other.partners;
        self.customers += other.customers;
        self.mails += other.mails;
    }
}

/// The customers that somebody can be written to of, each looked up once.
type Customers = HashMap<OrgId, Option<OfCustomer>>;

impl Services {
    /// Sends the reminders of today (UTC), once: tree by tree, partner by partner, each with
    /// the mails in one transaction. What nobody sent on days before is made up for by the step
    /// that is due now. Done already, it costs one question a tree.
    ///
    /// # Errors
    /// When the database is away; what was sent until then stays so.
    pub async fn reminders_send(&self) -> Result<Reminded, ServiceError> {
        let mut sent = Reminded::default();
        for root in self.store.root_list().await? {
            sent.add(keep_on(root, "reminding", self.remind_in(root).await)?);
        }
        if sent.mails > 0 {
            self.ring_mail();
        }
        Ok(sent)
    }

    async fn remind_in(&self, root: RootId) -> Result<Reminded, ServiceError> {
        let today = self.clock.today();
        let mut tx = self.store.begin_read(whole(root)).await?;
        let done = reminder_day(&mut tx).await?;
        let partners =
            if done >= Some(today) { Vec::new() } else { reminder_partners(&mut tx).await? };
        tx.commit().await?;
        if done >= Some(today) {
            return Ok(Reminded::default());
        }
        let (mut sent, mut all) = (Reminded::default(), true);
        for partner in partners {
            match self.remind_partner(root, partner, today).await {
                Ok(done) => sent.add(done),
                Err(error @ ServiceError::Unavailable(_)) => return Err(error),
                // It is tried again with the next round; the others go on.
                Err(error) => {
                    tracing::error!(org.id = %partner, "reminding partner {partner}: {error}");
                    all = false;
                }
            }
        }
        if all {
            let mut tx = self.store.begin(whole(root)).await?;
            reminder_day_done(&mut tx, today).await?;
            tx.commit().await?;
        }
        Ok(sent)
    }

    async fn remind_partner(
        &self,
        root: RootId,
        partner: OrgId,
        today: NaiveDate,
    ) -> Result<Reminded, ServiceError> {
        let mut tx = self.store.begin(whole(root)).await?;
        let (settings, _) = settings_get(&mut tx, partner).await?;
        let Some(until) = horizon(&settings, today) else { return Ok(Reminded::default()) };
        let rows = ends_between(&mut tx, &self.catalog, partner, (today, until)).await?;
        if rows.is_empty() {
            return Ok(Reminded::default());
        }
        let partner = store::org::org_read(&mut tx, partner).await?;
        let (to, language) = readers::of_partner(&mut tx, &partner).await?;
        let mut customers = Customers::new();
        let due =
            self.due_of(&mut tx, (&rows, &settings), today, (&mut customers, language)).await?;
        let due: Vec<Due> = due
            .into_iter()
            .filter(|due| due.key.audience == Audience::Customer || !to.is_empty())
            .collect();
        let keys: Vec<ReminderKey> = due.iter().map(|due| due.key).collect();
        let now = self.clock.now();
        let new: HashSet<ReminderKey> =
            sent_claim(&mut tx, &keys, now).await?.into_iter().collect();
        let due: Vec<Due> = due.into_iter().filter(|due| new.contains(&due.key)).collect();
        if due.is_empty() {
            return Ok(Reminded::default());
        }
        let by_id: Rows<'_> = rows.iter().map(|row| (row.id, row)).collect();
        let told = Told { partner: &partner, rows: &by_id, due: &due };
        let mails = self.write_partner(&mut tx, &told, &to, settings.digest).await?
            + self.write_customers(&mut tx, &told, &customers).await?;
        let count = |audience| due.iter().filter(|due| due.key.audience == audience).count() as u64;
        let sent = Reminded {
            partners: count(Audience::Partner),
            customers: count(Audience::Customer),
            mails,
        };
        self.log_reminded(&mut tx, &partner, sent).await?;
        tx.commit().await?;
        self.wake.ring(root);
        metrics::counter!("seatkeeper_reminders_total").increment(sent.partners + sent.customers);
        Ok(sent)
    }

    /// What is due of a partner's licenses and was not said yet.
    async fn due_of(
        &self,
        tx: &mut TenantTx,
        (rows, settings): (&[LicenseRow], &ReminderSettings),
        today: NaiveDate,
        (customers, language): (&mut Customers, Language),
    ) -> Result<Vec<Due>, ServiceError> {
        let ids: Vec<LicenseId> = rows.iter().map(|row| row.id).collect();
        let mut sent: HashMap<LicenseId, Vec<ReminderKey>> = HashMap::new();
        for key in sent_of(tx, &ids).await? {
            sent.entry(key.license).or_default().push(key);
        }
        let mut found = Vec::new();
        for row in rows {
            let near = row.expires.is_some_and(|end| {
                (end - today).num_days() <= i64::from(CUSTOMER_DAYS) && settings.customers
            });
            let reachable = match &row.customer {
                Some(customer) if near => {
                    if let Entry::Vacant(unknown) = customers.entry(customer.id) {
                        unknown.insert(readers::of_customer(tx, customer.id, language).await?);
                    }
                    customers.get(&customer.id).is_some_and(Option::is_some)
                }
                _ => false,
            };
            let sent = sent.get(&row.id).map_or(&[][..], Vec::as_slice);
            let due = due_reminders(row, settings, reachable, today);
            found.extend(due.into_iter().filter(|due| is_news(&due.key, sent)));
        }
        Ok(found)
    }

    async fn write_partner(
        &self,
        tx: &mut TenantTx,
        told: &Told<'_>,
        to: &[Recipient],
        digest: bool,
    ) -> Result<u64, ServiceError> {
        let items = told.items(Audience::Partner);
        let each = (0..to.len()).flat_map(|at| items.iter().map(move |(_, it)| (at, it.clone())));
        let mut mails = 0;
        for message in messages(each, digest) {
            let Some(to) = to.get(message.to) else { continue };
            let letter = to_partner(&told.partner.org.name, told.rows, &message.items);
            self.post(tx, to, letter, &message.items).await?;
            mails += 1;
        }
        Ok(mails)
    }

    async fn write_customers(
        &self,
        tx: &mut TenantTx,
        told: &Told<'_>,
        customers: &Customers,
    ) -> Result<u64, ServiceError> {
        let items = told.items(Audience::Customer);
        let each =
            items.into_iter().filter_map(|(row, item)| Some((row.customer.as_ref()?.id, item)));
        let mut mails = 0;
        // However the partner wants its own, a customer gets one mail a day.
        for message in messages(each, true) {
            let Some(Some(OfCustomer { to, signs_in })) = customers.get(&message.to) else {
                continue;
            };
            let customer = message.items.first().and_then(|item| item.customer.clone());
            let names = (&*customer.unwrap_or_default(), &*told.partner.org.name);
            let letter = to_customer(names, told.rows, &message.items, *signs_in);
            self.post(tx, to, letter, &message.items).await?;
            mails += 1;
        }
        Ok(mails)
    }

    /// Queues a letter. Its first reminder is in no other letter to the same address.
    async fn post(
        &self,
        tx: &mut TenantTx,
        to: &Recipient,
        letter: domain::mail::Letter,
        items: &[Item],
    ) -> Result<(), ServiceError> {
        let first = items.iter().map(|item| item.due.key).min();
        let key = first.map(|key| key.to_string()).unwrap_or_default();
        let dedupe = format!("reminder/{key}/{}", domain::mail::key_of(&to.address));
        enqueue(tx, to.clone(), letter, dedupe, self.clock.now()).await
    }

    async fn log_reminded(
        &self,
        tx: &mut TenantTx,
        partner: &OrgRow,
        sent: Reminded,
    ) -> Result<(), ServiceError> {
        let entry = NewLogEntry {
            at: self.clock.now(),
            person: None,
            actor: "Seatkeeper".to_owned(),
            action: "reminders-sent".to_owned(),
            entity: "reminder".to_owned(),
            entity_id: Some(partner.org.id.0),
            subject: Some(partner.org.name.clone()),
            org: partner.org.id,
            before: json!({}),
            after: json!({
                "licenses": sent.partners,
                "customer-licenses": sent.customers,
                "mails": sent.mails,
            }),
        };
        Ok(log_append(tx, &entry).await?)
    }
}

/// What is told of a partner's licenses.
struct Told<'a> {
    partner: &'a OrgRow,
    rows: &'a Rows<'a>,
    due: &'a [Due],
}

impl<'a> Told<'a> {
    /// What somebody is told, with the licenses.
    fn items(&self, audience: Audience) -> Vec<(&'a LicenseRow, Item)> {
        let due = self.due.iter().filter(|due| due.key.audience == audience);
        due.filter_map(|due| {
            let row = *self.rows.get(&due.key.license)?;
            let customer = row.customer.as_ref().map(|customer| customer.name.clone());
            Some((row, Item { due: *due, license: row.name.clone(), customer }))
        })
        .collect()
    }
}

/// The last day of what anybody may have to be reminded of; none where nobody is.
fn horizon(settings: &ReminderSettings, today: NaiveDate) -> Option<NaiveDate> {
    let customers = settings.customers.then_some(CUSTOMER_DAYS);
    let days = settings.days.iter().chain(&settings.coupon_days).copied().chain(customers);
    let most = days.max().filter(|_| settings.enabled)?;
    today.checked_add_days(Days::new(most.into()))
}
