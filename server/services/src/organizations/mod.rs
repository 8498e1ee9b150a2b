//! Organizations: what is kept of them, whether their people can work, and where they stand in
//! the tree (DOMAIN.md 1.2).

mod handover;
mod moving;
mod state;

use crate::{ServiceError, Services, authorize, authorize_on};
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::license::OrgRef;
use domain::organization::{
    Field, OrgDetail, OrgDraft, Standing, TreePage, create_obstacle, settable,
};
use domain::people::Principal;
use domain::policy::{Action, Relation};
use serde_json::{Map, Value};
use store::feed::Change;
use store::log::NewLogEntry;
use store::org::{Org, OrgRow};
use store::{StoreError, TenantTx};

/// Entries of the tree that are read at once.
const TREE_PAGE: u32 = 200;
/// Partners that are offered at once.
const OPTIONS: u32 = 50;

/// How an organization stands to the person's own.
pub(crate) fn relation(who: &Principal, org: &Org) -> Relation {
    Relation::between(who.scope, org.place(who.scope.root))
}

/// The organization as its rules see it.
fn standing(org: &Org) -> Standing<'_> {
    Standing {
        id: org.id,
        parent: org.parent,
        kind: org.kind,
        state: org.state,
        suspended_by: org.suspended_by,
        name: &org.name,
        interval: org.interval,
    }
}

impl Services {
    /// One organization.
    ///
    /// # Errors
    /// `NotFound` when there is none in this person's scope.
    pub async fn organization_get(
        &self,
        who: &Principal,
        id: OrgId,
    ) -> Result<OrgDetail, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let row = store::org::org_read(&mut tx, id).await?;
        authorize_on(who, Action::ViewOrganization, relation(who, &row.org))?;
        let detail = self.detail(&mut tx, who, row).await?;
        tx.commit().await?;
        Ok(detail)
    }

    /// A part of the organizations right below one (below the person's own when none is named),
    /// by name: those whose name or number contains `search`.
    ///
    /// # Errors
    /// `Forbidden` for customers; `NotFound`.
    pub async fn organization_tree(
        &self,
        who: &Principal,
        parent: Option<OrgId>,
        search: &str,
        offset: u32,
    ) -> Result<TreePage, ServiceError> {
        authorize(who, Action::ViewCustomers)?;
        let parent = parent.unwrap_or(who.org);
        let mut tx = self.store.begin_read(who.scope).await?;
        store::org::org_get(&mut tx, parent).await?;
        let search: String = search.chars().take(grid::query::MAX_SEARCH).collect();
        let page = store::org::tree_page(&mut tx, parent, &search, offset, TREE_PAGE).await?;
        tx.commit().await?;
        Ok(page)
    }

    /// Active partners below whom something can be put, whose name contains `search`.
    ///
    /// # Errors
    /// `Forbidden` for who may not move organizations.
    pub async fn organization_targets(
        &self,
        who: &Principal,
        search: &str,
    ) -> Result<Vec<OrgRef>, ServiceError> {
        authorize(who, Action::MoveOrganization)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let search: String = search.chars().take(grid::query::MAX_SEARCH).collect();
        let found = store::org::partner_options(&mut tx, &search, OPTIONS).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Creates an organization below another: a partner below a distributor, a customer below a
    /// partner (DOMAIN.md D20).
    ///
    /// # Errors
    /// `Invalid` for what cannot be kept or a name in use, or when the parent takes nobody;
    /// `NotFound`, `Forbidden`.
    pub async fn organization_create(
        &self,
        who: &Principal,
        parent: OrgId,
        draft: OrgDraft,
    ) -> Result<OrgDetail, ServiceError> {
        authorize(who, Action::CreateOrganization)?;
        let mut tx = self.store.begin(who.scope).await?;
        let above = store::org::org_lock(&mut tx, parent).await?.org;
        authorize_on(who, Action::CreateOrganization, relation(who, &above))?;
        let checked = draft.parse().map_err(ServiceError::Invalid)?;
        if let Some(obstacle) = create_obstacle(standing(&above)) {
            return Err(obstacle.into());
        }
        let row = store::org::child_insert(&mut tx, &above, &checked, self.clock.now())
            .await
            .map_err(name_in_use)?;
        let after = logged(&row.draft, None);
        let detail = self.detail(&mut tx, who, row.clone()).await?;
        let entry = self.org_entry(who, "organization-created", &row.org, Map::new(), after);
        self.org_commit(tx, who, &[entry], &[org_change("organization-created", row.org.id)])
            .await?;
        Ok(detail)
    }

    /// Changes what is kept of an organization, as far as it is this person's to change.
    ///
    /// # Errors
    /// `Invalid` for what cannot be kept, a name in use or a field that is not this person's;
    /// `NotFound`, `Forbidden`, or `Conflict` when the version is stale.
    pub async fn organization_update(
        &self,
        who: &Principal,
        id: OrgId,
        version: i32,
        draft: OrgDraft,
    ) -> Result<OrgDetail, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let before = store::org::org_lock(&mut tx, id).await?;
        let relation = relation(who, &before.org);
        authorize_on(who, Action::EditOrganization, relation)?;
        let draft = hidden_kept(draft, &before.draft, relation);
        let checked = draft.parse().map_err(ServiceError::Invalid)?;
        if before.org.version != version {
            return Err(ServiceError::Conflict(None));
        }
        let changed: Vec<Field> = Field::ALL
            .into_iter()
            .filter(|field| field.differs(&before.draft, checked.get()))
            .collect();
        let org = &before.org;
        let not_yours: Vec<FieldError> = changed
            .iter()
            .filter(|field| !settable(**field, org.kind, relation, org.assistance))
            .map(|field| FieldError::new(field.key(), "organization-not-yours"))
            .collect();
        if !not_yours.is_empty() {
            return Err(ServiceError::Invalid(not_yours));
        }
        if changed.is_empty() {
            let detail = self.detail(&mut tx, who, before).await?;
            tx.commit().await?;
            return Ok(detail);
        }
        if let Some(locked) = self.assistance_kept(&mut tx, org, checked.get()).await? {
            return Err(locked.into());
        }
        let row = store::org::org_write(&mut tx, org, &checked).await.map_err(name_in_use)?;
        let old = logged(&before.draft, Some(&changed));
        let new = logged(&row.draft, Some(&changed));
        let detail = self.detail(&mut tx, who, row.clone()).await?;
        let entry = self.org_entry(who, "organization-changed", &row.org, old, new);
        let mut changes = vec![org_change("organization-changed", id)];
        if changed.contains(&Field::Name) {
            // Licenses carry the name.
            changes.push(Change::many("organization-changed", id));
        }
        self.org_commit(tx, who, &[entry], &changes).await?;
        Ok(detail)
    }

    /// Why assistance must stay on, if it is about to be switched off (DOMAIN.md 1.2.5).
    async fn assistance_kept(
        &self,
        tx: &mut TenantTx,
        org: &Org,
        draft: &OrgDraft,
    ) -> Result<Option<FieldError>, ServiceError> {
        if draft.assistance || !org.assistance {
            return Ok(None);
        }
        let locks = self.assistance_locks(tx, org).await?;
        Ok(locks.first().map(|(holder, service)| {
            FieldError::new("assistance", "assistance-locked")
                .with("name", &holder.name)
                .with("service", service)
        }))
    }

    /// What locks assistance on at an organization: services of it and those below it.
    async fn assistance_locks(
        &self,
        tx: &mut TenantTx,
        org: &Org,
    ) -> Result<Vec<(OrgRef, String)>, ServiceError> {
        let locks = store::entitlement::entitlement_assistance_locks(tx, org.id, &self.catalog);
        let named = |lock: store::entitlement::AssistanceLock| {
            let service = self.catalog.extra(lock.service)?.name.clone();
            Some((OrgRef { id: lock.org, name: lock.org_name }, service))
        };
        Ok(locks.await?.into_iter().filter_map(named).collect())
    }

    async fn detail(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        row: OrgRow,
    ) -> Result<OrgDetail, ServiceError> {
        let OrgRow { org, draft } = row;
        let relation = relation(who, &org);
        let counts = store::org::org_counts(tx, &org, self.clock.today()).await?;
        let suspended_with = match org.suspended_by.filter(|by| *by != org.id) {
            Some(by) => match store::org::org_get(tx, by).await {
                Ok(above) => Some(OrgRef { id: above.id, name: above.name }),
                Err(StoreError::NotFound) => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        Ok(OrgDetail {
            id: org.id,
            version: org.version,
            kind: org.kind,
            state: org.state,
            suspended_with,
            relation,
            above: store::org::org_above(tx, &org).await?,
            assistance_locks: self.assistance_locks(tx, &org).await?,
            draft: shown(draft, relation),
            children: counts.children,
            running: counts.running,
        })
    }

    /// The log's entry of something done to an organization.
    pub(crate) fn org_entry(
        &self,
        who: &Principal,
        action: &str,
        org: &Org,
        before: Map<String, Value>,
        after: Map<String, Value>,
    ) -> NewLogEntry {
        NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: action.to_owned(),
            entity: "organization".to_owned(),
            entity_id: Some(org.id.0),
            subject: Some(org.name.clone()),
            org: org.id,
            before: Value::Object(before),
            after: Value::Object(after),
        }
    }

    /// Ends a transaction that changed organizations: log, live changes, commit, bell.
    async fn org_commit(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        entries: &[NewLogEntry],
        changes: &[Change],
    ) -> Result<(), ServiceError> {
        store::import_batch::log_append_many(&mut tx, entries).await?;
        store::feed::changes_publish(&mut tx, changes, self.clock.now()).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }
}

/// A live change of an organization.
fn org_change(kind: &str, id: OrgId) -> Change {
    Change { entity: "organization".to_owned(), ..Change::many(kind, id) }
}

/// The draft as the reader may see it: what a provider notes of those below is not theirs.
fn shown(draft: OrgDraft, relation: Relation) -> OrgDraft {
    match relation {
        Relation::Own => {
            OrgDraft { reference: String::new(), priority: OrgDraft::default().priority, ..draft }
        }
        _ => draft,
    }
}

/// The draft of somebody who did not see all of it.
fn hidden_kept(draft: OrgDraft, before: &OrgDraft, relation: Relation) -> OrgDraft {
    match relation {
        Relation::Own => {
            OrgDraft { reference: before.reference.clone(), priority: before.priority, ..draft }
        }
        _ => draft,
    }
}

/// Fields as the log keeps them; all but what a new organization begins with when none are
/// named.
fn logged(draft: &OrgDraft, fields: Option<&[Field]>) -> Map<String, Value> {
    let plain = OrgDraft::default();
    Field::ALL
        .into_iter()
        .filter(|field| match fields {
            Some(fields) => fields.contains(field),
            None => field.differs(draft, &plain),
        })
        .map(|field| (field.key().to_owned(), value(draft, field)))
        .collect()
}

fn value(draft: &OrgDraft, field: Field) -> Value {
    let text = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    match field {
        Field::Name => text(&draft.name),
        Field::Sector => Value::from(draft.sector.slug()),
        Field::Reference => text(&draft.reference),
        Field::Priority => Value::from(draft.priority.to_string()),
        Field::ManagesOwnSecurity => Value::from(draft.manages_own_security),
        Field::Assistance => Value::from(draft.assistance),
        Field::DirectPurchase => Value::from(draft.direct_purchase),
        Field::Contacts => {
            let names: Vec<_> = draft.contacts.iter().map(|contact| &*contact.name).collect();
            text(&names.join(", "))
        }
    }
}

/// A refused name, beside its field.
fn name_in_use(error: StoreError) -> ServiceError {
    match error {
        StoreError::Duplicate { constraint } if constraint == "organization_sibling" => {
            FieldError::new("name", "organization-name-taken").into()
        }
        error => error.into(),
    }
}
