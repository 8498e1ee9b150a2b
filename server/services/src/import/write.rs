//! Writing a plan: customers, new licenses, changed ones, each with its log entry.

use super::plan::{CustomerPlan, Draft, Plan};
use super::run::Agreed;
use crate::{ServiceError, Services};
use domain::import::FieldChange;
use domain::license::{LicenseRow, OrgRef};
use domain::organization::give_obstacle;
use domain::people::Principal;
use domain::text::fold;
use serde_json::{Map, Value};
use store::TenantTx;
use store::import::Import;
use store::log::NewLogEntry;

/// Licenses written between two signs of progress.
const BATCH: usize = 2_000;

/// What was written besides licenses.
pub(super) struct Written {
    pub(super) customers: u32,
}

type Pair<'a> = (Option<&'a LicenseRow>, &'a Draft);

impl Services {
    pub(super) async fn write_plan(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        import: &Import,
        agreed: &Agreed,
    ) -> Result<Written, ServiceError> {
        let plan = &agreed.plan;
        let writes: Vec<Pair<'_>> = plan.lines.iter().filter_map(|line| line.write()).collect();
        let created = self.create_customers(tx, who, plan, &writes).await?;
        let customers = created.iter().flatten().count();
        let mut done = 0;
        for batch in writes.chunks(BATCH) {
            self.import_alive(who, import, done, writes.len()).await?;
            self.write_batch(tx, who, plan, &created, batch).await?;
            done += batch.len();
        }
        self.import_alive(who, import, done, writes.len()).await?;
        Ok(Written { customers: u32::try_from(customers).unwrap_or(u32::MAX) })
    }

    /// Tells how far it is, where everybody sees it at once, and hears whether to stop.
    async fn import_alive(
        &self,
        who: &Principal,
        import: &Import,
        done: usize,
        total: usize,
    ) -> Result<(), ServiceError> {
        let rows = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let mut tx = self.store.begin(who.scope).await?;
        let (done, total, now) = (rows(done), rows(total), self.clock.now());
        let runs = store::import_batch::import_beat(&mut tx, import.id, done, total, now).await?;
        tx.commit().await?;
        if runs { Ok(()) } else { Err(ServiceError::Conflict(None)) }
    }

    /// Creates the customers that the lines to be written need; by the plan's index.
    async fn create_customers(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        plan: &Plan,
        writes: &[Pair<'_>],
    ) -> Result<Vec<Option<OrgRef>>, ServiceError> {
        let mut needed = vec![false; plan.new_customers.len()];
        for (_, draft) in writes {
            if let Some(CustomerPlan::New(at)) = draft.customer {
                needed[at] = true;
            }
        }
        let names = plan.new_customers.iter().zip(&needed).filter(|(_, needed)| **needed);
        let names: Vec<String> = names.map(|(name, _)| name.clone()).collect();
        if names.is_empty() {
            return Ok(vec![None; needed.len()]);
        }
        // A closed one keeps its name, and takes nothing.
        for name in &names {
            let namesake = store::org::org_by_name_fold(tx, who.org, &fold(name)).await?;
            if let Some(obstacle) = namesake.and_then(|org| give_obstacle(org.state, &org.name)) {
                return Err(obstacle.into());
            }
        }
        let now = self.clock.now();
        let made = store::org::customers_create_many(tx, who.org, &names, now).await?;
        let entries: Vec<NewLogEntry> = made
            .iter()
            .map(|org| NewLogEntry {
                at: now,
                person: Some(who.person),
                actor: who.name.clone(),
                action: "customer-created".to_owned(),
                entity: "organization".to_owned(),
                entity_id: Some(org.id.0),
                subject: Some(org.name.clone()),
                org: org.id,
                before: Value::Object(Map::new()),
                after: serde_json::json!({ "name": org.name }),
            })
            .collect();
        store::import_batch::log_append_many(tx, &entries).await?;
        let mut made = made.into_iter().map(|org| OrgRef { id: org.id, name: org.name });
        Ok(needed.into_iter().map(|needed| needed.then(|| made.next()).flatten()).collect())
    }

    async fn write_batch(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        plan: &Plan,
        created: &[Option<OrgRef>],
        batch: &[Pair<'_>],
    ) -> Result<(), ServiceError> {
        let partner = super::jobs::partner(who);
        let (mut new, mut changed, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for (before, draft) in batch {
            let after = draft
                .to_row(*before, &partner, created, &self.catalog)
                .ok_or_else(|| ServiceError::Internal("a planned license lost a part".into()))?;
            let fields = draft.changes(*before, &plan.new_customers, &self.catalog);
            entries.push(self.import_entry(who, &after, &fields));
            match before {
                None => new.push(after),
                Some(before) => changed.push(((*before).clone(), after)),
            }
        }
        store::license::licenses_insert_many(tx, &new).await?;
        store::license::licenses_update_many(tx, &changed).await?;
        store::import_batch::log_append_many(tx, &entries).await?;
        Ok(())
    }

    fn import_entry(
        &self,
        who: &Principal,
        after: &LicenseRow,
        fields: &[FieldChange],
    ) -> NewLogEntry {
        let object = |value: fn(&FieldChange) -> &Option<String>| {
            let pairs = fields.iter().filter(|field| value(field).is_some());
            let pairs = pairs.map(|field| {
                let text = value(field).clone().unwrap_or_default();
                (field.field.slug().to_owned(), Value::String(text))
            });
            Value::Object(pairs.collect())
        };
        NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: "imported".to_owned(),
            entity: "license".to_owned(),
            entity_id: Some(after.id.0),
            subject: Some(after.name.clone()),
            org: store::license::license_org(after),
            before: object(|field| &field.before),
            after: object(|field| &field.after),
        }
    }
}
