//! Named views of grids: keeping, sharing, and beginning with one.

use crate::grid::audience;
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::ids::ViewId;
use domain::people::Principal;
use domain::policy::Action;
use domain::view::{MAX_STATE, MAX_VIEWS, SavedView, ViewDraft, ViewRef, Views};
use grid::GRIDS;
use grid::column::GridSpec;
use grid::state::State;
use serde_json::{Value, json};
use store::log::NewLogEntry;
use store::view::ViewRow;
use store::{StoreError, TenantTx};

/// The grid of this name.
fn viewed(grid: &str) -> Result<&'static GridSpec, ServiceError> {
    GRIDS.iter().copied().find(|spec| spec.name == grid).ok_or(ServiceError::NotFound)
}

impl Services {
    /// The saved views of a grid that this person may open, and the default among them.
    ///
    /// # Errors
    /// `NotFound` when no such grid has views.
    pub async fn view_list(&self, who: &Principal, grid: &str) -> Result<Views, ServiceError> {
        authorize(who, Action::SaveViews)?;
        let grid = viewed(grid)?.name;
        let mut tx = self.store.begin_read(who.scope).await?;
        let rows = store::view::view_list(&mut tx, who.person, who.org, grid).await?;
        let default = store::view::view_default(&mut tx, who.person, grid).await?;
        tx.commit().await?;
        let saved = rows.into_iter().map(|row| saved(who, row)).collect();
        Ok(Views { saved, default })
    }

    /// The state that a grid begins with for this person, if a view was chosen that is still
    /// to be seen.
    ///
    /// # Errors
    /// `NotFound` when no such grid has views.
    pub async fn view_default(
        &self,
        who: &Principal,
        grid: &str,
    ) -> Result<Option<String>, ServiceError> {
        authorize(who, Action::SaveViews)?;
        let spec = viewed(grid)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let state = match store::view::view_default(&mut tx, who.person, spec.name).await? {
            Some(ViewRef::BuiltIn(key)) => spec.view(&key).map(|view| view.state.to_owned()),
            Some(ViewRef::Saved(id)) => match store::view::view_get(&mut tx, id).await {
                Ok(row) if sees(who, &row) => Some(row.draft.state),
                Ok(_) | Err(StoreError::NotFound) => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        tx.commit().await?;
        Ok(state)
    }

    /// Keeps a new view.
    ///
    /// # Errors
    /// `Invalid` for an unfit name or state, a name in use, or too many views; `Forbidden` when
    /// it is shared by who may not.
    pub async fn view_save(
        &self,
        who: &Principal,
        grid: &str,
        draft: ViewDraft,
    ) -> Result<SavedView, ServiceError> {
        let grid = viewed(grid)?;
        let draft = checked(who, grid, draft)?;
        let mut tx = self.store.begin(who.scope).await?;
        if store::view::view_count(&mut tx, who.person, grid.name).await? >= MAX_VIEWS {
            return Err(FieldError::new("name", "view-too-many").with("max", MAX_VIEWS).into());
        }
        let now = self.clock.now();
        let row = store::view::view_insert(&mut tx, who.person, grid.name, &draft, now)
            .await
            .map_err(name_in_use)?;
        self.log_view(&mut tx, who, "view-saved", None, Some(&row)).await?;
        tx.commit().await?;
        Ok(saved(who, row))
    }

    /// Changes one's own view: its name, its state, whether it is shared.
    ///
    /// # Errors
    /// As [`Self::view_save`]; `NotFound`, `Forbidden` when it is somebody else's, or
    /// `Conflict` when the version is stale.
    pub async fn view_update(
        &self,
        who: &Principal,
        id: ViewId,
        version: i32,
        draft: ViewDraft,
    ) -> Result<SavedView, ServiceError> {
        authorize(who, Action::SaveViews)?;
        let mut tx = self.store.begin(who.scope).await?;
        let before = seen(who, store::view::view_lock(&mut tx, id).await?)?;
        if before.person != who.person {
            return Err(ServiceError::Forbidden);
        }
        let draft = checked(who, viewed(&before.grid)?, draft)?;
        if before.version != version {
            return Err(ServiceError::Conflict(None));
        }
        if draft == before.draft {
            return Ok(saved(who, before));
        }
        let after =
            store::view::view_update(&mut tx, &before, &draft).await.map_err(name_in_use)?;
        self.log_view(&mut tx, who, "view-changed", Some(&before), Some(&after)).await?;
        tx.commit().await?;
        Ok(saved(who, after))
    }

    /// Deletes one's own view, or as an owner a shared one of the organization.
    ///
    /// # Errors
    /// `NotFound`, or `Forbidden` when it is somebody else's.
    pub async fn view_delete(&self, who: &Principal, id: ViewId) -> Result<(), ServiceError> {
        authorize(who, Action::SaveViews)?;
        let mut tx = self.store.begin(who.scope).await?;
        let row = seen(who, store::view::view_lock(&mut tx, id).await?)?;
        if row.person != who.person {
            authorize(who, Action::ManageViews)?;
        }
        store::view::view_delete(&mut tx, id).await?;
        self.log_view(&mut tx, who, "view-deleted", Some(&row), None).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Chooses the view that a grid begins with for this person; none is the plain grid.
    ///
    /// # Errors
    /// `NotFound` when there is no such view of the grid.
    pub async fn view_set_default(
        &self,
        who: &Principal,
        grid: &str,
        view: Option<ViewRef>,
    ) -> Result<(), ServiceError> {
        authorize(who, Action::SaveViews)?;
        let spec = viewed(grid)?;
        let mut tx = self.store.begin(who.scope).await?;
        match &view {
            Some(ViewRef::BuiltIn(key)) if spec.view(key).is_none() => {
                return Err(ServiceError::NotFound);
            }
            Some(ViewRef::Saved(id)) => {
                let row = seen(who, store::view::view_get(&mut tx, *id).await?)?;
                if row.grid != spec.name {
                    return Err(ServiceError::NotFound);
                }
            }
            _ => {}
        }
        store::view::view_default_set(&mut tx, who.person, spec.name, view.as_ref()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Notes a view's change in the log. Nothing is published: a menu reads the views when it
    /// opens.
    async fn log_view(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        action: &str,
        before: Option<&ViewRow>,
        after: Option<&ViewRow>,
    ) -> Result<(), ServiceError> {
        let Some(row) = after.or(before) else { return Ok(()) };
        let entry = NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: action.to_owned(),
            entity: "view".to_owned(),
            entity_id: Some(row.id.0),
            subject: Some(row.draft.name.clone()),
            org: row.org,
            before: logged(before),
            after: logged(after),
        };
        store::log::log_append(tx, &entry).await?;
        Ok(())
    }
}

/// Whether this person is offered the view. Being above the organization in the tree is not
/// enough.
fn sees(who: &Principal, row: &ViewRow) -> bool {
    row.person == who.person || row.draft.shared && row.org == who.org
}

fn seen(who: &Principal, row: ViewRow) -> Result<ViewRow, ServiceError> {
    if sees(who, &row) { Ok(row) } else { Err(ServiceError::NotFound) }
}

fn saved(who: &Principal, row: ViewRow) -> SavedView {
    let ViewDraft { name, state, shared } = row.draft;
    SavedView {
        id: row.id,
        version: row.version,
        name,
        state,
        shared,
        mine: row.person == who.person,
        owner: row.owner,
    }
}

/// The draft as it is kept, if this person may keep it: its state as the page writes it,
/// without what does not belong to a view (the page of a browser without JavaScript).
fn checked(
    who: &Principal,
    spec: &'static GridSpec,
    draft: ViewDraft,
) -> Result<ViewDraft, ServiceError> {
    authorize(who, Action::SaveViews)?;
    if draft.shared {
        authorize(who, Action::ShareViews)?;
    }
    let name = domain::name::parse(&draft.name)?;
    let (asked, mut problems) = State::parse(spec, &draft.state, audience(who));
    let asked = asked.format();
    let (looks, more) = grid::url::looks(&draft.state);
    problems.extend(more);
    let state = [asked, looks].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let state = state.join("&");
    if let Some(problem) = problems.first() {
        return Err(FieldError::new("state", "view-unfit").with("part", &problem.name).into());
    }
    if state.len() > MAX_STATE {
        return Err(FieldError::new("state", "view-too-long").with("max", MAX_STATE).into());
    }
    Ok(ViewDraft { name, state, shared: draft.shared })
}

/// A refused name, beside its field.
fn name_in_use(error: StoreError) -> ServiceError {
    match error {
        StoreError::Duplicate { constraint } if constraint == "saved_view_shared_name" => {
            FieldError::new("name", "view-name-shared").into()
        }
        StoreError::Duplicate { .. } => FieldError::new("name", "view-name-taken").into(),
        error => error.into(),
    }
}

/// A view as the log keeps it.
fn logged(row: Option<&ViewRow>) -> Value {
    row.map_or_else(
        || json!({}),
        |row| json!({ "name": row.draft.name, "state": row.draft.state, "shared": row.draft.shared }),
    )
}
