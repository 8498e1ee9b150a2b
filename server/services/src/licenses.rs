//! Reading licenses, and writing their notes and names.

use crate::roots::Mirrored;
use crate::{ServiceError, Services, authorize};
use domain::history::HistoryEntry;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::policy::Action;
use grid::licenses::LICENSES;
use grid::page::Page;
use serde_json::{Map, Value};
use store::TenantTx;
use store::feed::Change;
use store::log::{LogEntry, NewLogEntry};

/// Most entries of a history.
const HISTORY_LIMIT: i64 = 500;
/// The row as this person may see it: customers do not see the partner's own words.
#[must_use]
pub fn masked(who: &Principal, mut row: LicenseRow) -> LicenseRow {
    mask(who, &mut row);
    row
}

pub(crate) fn mask(who: &Principal, row: &mut LicenseRow) {
    if !who.sees_internal() {
        (row.note, row.order_no, row.auto_years) = (None, None, None);
    }
}

/// Whether this person may know of a change of this field of a license.
pub(crate) fn public(who: &Principal, field: &str) -> bool {
    let internal = LICENSES.by_key(field).is_some_and(|column| LICENSES.column(column).internal);
    who.sees_internal() || !internal
}

impl Services {
    /// A window of the license grid.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn license_page(
        &self,
        who: &Principal,
        state: &str,
        start: u32,
        len: u32,
    ) -> Result<Page<LicenseRow>, ServiceError> {
        self.grid_page(who, state, start, len).await
    }

    /// Asks the mirror of this person's tree, which knows everything that is committed by
    /// now; none when there is none, or it takes too long to catch up.
    pub(crate) async fn mirrored<T: Send + 'static>(
        &self,
        who: &Principal,
        ask: impl FnOnce(&Mirrored<LicenseRow>) -> T + Send + 'static,
    ) -> Result<Option<T>, ServiceError> {
        let root = self.roots.look(who.scope.root).await?;
        if root.licenses(|_| ()).is_none() {
            return Ok(None);
        }
        if !root.reach(self.store.feed_head(who.scope.root).await?).await {
            return Ok(None);
        }
        let today = self.clock.today();
        let asking = tokio::task::spawn_blocking(move || {
            root.licenses(|held| (held.rows.today() == today).then(|| ask(held))).flatten()
        });
        match asking.await {
            Ok(answer) => Ok(answer),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }

    /// One license.
    ///
    /// # Errors
    /// `NotFound` when there is none in this person's scope.
    pub async fn license_get(
        &self,
        who: &Principal,
        id: LicenseId,
    ) -> Result<(LicenseRow, i64), ServiceError> {
        authorize(who, Action::ViewLicenses)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let row = store::license::license_get(&mut tx, &self.catalog, id).await?;
        let pos = store::feed::feed_pos(&mut tx).await?;
        tx.commit().await?;
        Ok((masked(who, row), pos))
    }

    /// What was done to a license, newest first.
    ///
    /// # Errors
    /// `NotFound` when there is none in this person's scope.
    pub async fn license_history(
        &self,
        who: &Principal,
        id: LicenseId,
    ) -> Result<Vec<HistoryEntry>, ServiceError> {
        authorize(who, Action::ViewHistory)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        store::license::license_get(&mut tx, &self.catalog, id).await?;
        let entries = store::log::log_of(&mut tx, id.0, HISTORY_LIMIT, None).await?;
        tx.commit().await?;
        Ok(entries
            .into_iter()
            .map(LogEntry::into_history)
            .map(|mut entry| {
                entry.fields.retain(|key, _| public(who, key));
                entry
            })
            .filter(|entry| who.sees_internal() || !entry.fields.is_empty())
            .collect())
    }

    /// Writes the note; empty text removes it.
    ///
    /// # Errors
    /// `Invalid`, `NotFound`, `Forbidden`, or `Conflict` when the version is stale.
    pub async fn set_license_note(
        &self,
        who: &Principal,
        id: LicenseId,
        version: i32,
        note: &str,
    ) -> Result<LicenseRow, ServiceError> {
        authorize(who, Action::EditNote)?;
        let note = domain::note::parse(note)?;
        self.edit_license(who, id, version, "note-edited", |row| row.note = note).await
    }

    /// Changes the display name.
    ///
    /// # Errors
    /// `Invalid`, `NotFound`, `Forbidden`, or `Conflict` when the version is stale.
    pub async fn rename_license(
        &self,
        who: &Principal,
        id: LicenseId,
        version: i32,
        name: &str,
    ) -> Result<LicenseRow, ServiceError> {
        authorize(who, Action::Rename)?;
        let name = domain::name::parse(name)?;
        self.edit_license(who, id, version, "renamed", |row| row.name = name).await
    }

    /// Changes one license: lock, compare, write, log, publish, commit.
    async fn edit_license(
        &self,
        who: &Principal,
        id: LicenseId,
        version: i32,
        action: &'static str,
        change: impl FnOnce(&mut LicenseRow),
    ) -> Result<LicenseRow, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let before = store::license::license_lock(&mut tx, &self.catalog, id).await?;
        if before.version != version {
            return Err(conflict(who, before));
        }
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(masked(who, before));
        }
        let after = self.write_license(&mut tx, who, action, &before, &after).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(masked(who, after))
    }

    /// Writes one license, its log entry and its live change. The caller commits at once:
    /// publishing is the last statement of a transaction.
    pub(crate) async fn write_license(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        action: &'static str,
        before: &LicenseRow,
        after: &LicenseRow,
    ) -> Result<LicenseRow, ServiceError> {
        let after = store::license::license_update(tx, before, after).await?;
        store::log::log_append(tx, &self.log_entry(who, action, before, &after)).await?;
        let change = Change::license(action, Some(before), Some(&after))?;
        store::feed::changes_publish(tx, &[change], self.clock.now()).await?;
        Ok(after)
    }

    /// The log entry of a license's change.
    pub(crate) fn log_entry(
        &self,
        who: &Principal,
        action: &'static str,
        before: &LicenseRow,
        after: &LicenseRow,
    ) -> NewLogEntry {
        self.log_entry_from(who, action, Some(before), after)
    }

    /// The same of a license that may be new.
    pub(crate) fn log_entry_from(
        &self,
        who: &Principal,
        action: &'static str,
        before: Option<&LicenseRow>,
        after: &LicenseRow,
    ) -> NewLogEntry {
        let (old, new) = changed_fields(before, after);
        NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: action.to_owned(),
            entity: "license".to_owned(),
            entity_id: Some(after.id.0),
            subject: Some(after.name.clone()),
            org: store::license::license_org(after),
            before: old,
            after: new,
        }
    }
}

/// The refusal of a write that saw an older version.
pub(crate) fn conflict(who: &Principal, current: LicenseRow) -> ServiceError {
    ServiceError::Conflict(Some(Box::new(masked(who, current))))
}

/// The fields that differ, by column key, as the log keeps them; a new license had none.
fn changed_fields(before: Option<&LicenseRow>, after: &LicenseRow) -> (Value, Value) {
    let (mut old, mut new) = (Map::new(), Map::new());
    let was = before.map(fields).unwrap_or_default();
    for ((_, was), (key, is)) in was.into_iter().zip(fields(after)) {
        if was != is {
            old.insert(key.to_owned(), was.map_or(Value::Null, Value::String));
            new.insert(key.to_owned(), is.map_or(Value::Null, Value::String));
        }
    }
    (Value::Object(old), Value::Object(new))
}

/// A license's loggable fields by column key, as text.
fn fields(row: &LicenseRow) -> [(&'static str, Option<String>); 9] {
    [
        ("name", Some(row.name.clone())),
        ("customer", row.customer.as_ref().map(|customer| customer.name.clone())),
        ("edition", Some(row.edition.name.clone())),
        ("seats", row.seats.map(|seats| seats.to_string())),
        ("used", Some(row.used.to_string())),
        ("expires", row.expires.map(|day| day.to_string())),
        ("note", row.note.clone()),
        ("order", row.order_no.clone()),
        ("redeemed-by", row.redeemed_by.map(|id| id.to_string())),
    ]
}
