//! People: who is invited where and as what, who is locked out, and what people decide about
//! themselves.
//!
//! Whoever acts is read again in the transaction that writes, with the rows held: somebody who
//! was lowered or locked out a moment ago does nothing any more.

mod accept;
mod invite;
mod manage;
mod profile;
mod read;
mod reset;
mod sessions;
mod sets;

pub use accept::Accept;
pub use profile::{time_zones, wall_clock};

use crate::{ServiceError, authorize_on};
use chrono::{DateTime, Utc};
use domain::field::FieldError;
use domain::ids::{OrgId, PersonId};
use domain::people::{Principal, RoleChoice, Standing};
use domain::policy::{Action, Grants, Relation};
use serde_json::Value;
use store::feed::Change;
use store::log::NewLogEntry;
use store::permission_set::{Hold, set_hold};
use store::person::{Member, member_get, members_hold, owners_other, principal_in};
use store::{StoreError, TenantTx};
use uuid::Uuid;

/// Something that was done, with all that is written of it.
pub(crate) struct Deed<'a> {
    pub(crate) who: &'a Principal,
    pub(crate) action: &'static str,
    /// One of `grid::activity::ABOUT_PEOPLE`.
    pub(crate) entity: &'static str,
    pub(crate) id: Uuid,
    /// What it is called now.
    pub(crate) subject: &'a str,
    pub(crate) org: OrgId,
    pub(crate) before: Value,
    pub(crate) after: Value,
}

impl Deed<'_> {
    /// Writes the log's entry and, as the transaction's last statement, the live change.
    pub(crate) async fn write(
        self,
        tx: &mut TenantTx,
        now: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let entry = NewLogEntry {
            at: now,
            person: Some(self.who.person),
            actor: self.who.name.clone(),
            action: self.action.to_owned(),
            entity: self.entity.to_owned(),
            entity_id: Some(self.id),
            subject: Some(self.subject.to_owned()),
            org: self.org,
            before: self.before,
            after: self.after,
        };
        store::log::log_append(tx, &entry).await?;
        let change = Change { entity: "person".to_owned(), ..Change::many(self.action, self.org) };
        store::feed::changes_publish(tx, &[change], now).await?;
        Ok(())
    }
}

/// Somebody who is about to be changed, held until the transaction's end.
pub(crate) struct Held {
    /// Who acts, as it is now.
    pub(crate) who: Principal,
    /// Whom it is about, as it is now.
    pub(crate) member: Member,
    pub(crate) standing: Standing,
}

/// Holds somebody whose account this person manages.
///
/// # Errors
/// `NotFound`, `Forbidden`; `Unauthenticated` for who was locked out meanwhile.
pub(crate) async fn hold(
    tx: &mut TenantTx,
    who: &Principal,
    id: PersonId,
) -> Result<Held, ServiceError> {
    let seen = member_get(tx, id).await?;
    may_manage(who, &seen)?;
    members_hold(tx, &[who.person, id], seen.org.id).await?;
    let who = actor(tx, who).await?;
    let member = member_get(tx, id).await?;
    may_manage(&who, &member)?;
    let standing = Standing {
        org_kind: member.org_kind,
        role: member.role,
        grants: member.grants,
        active: member.deactivated_at.is_none(),
        other_owners: owners_other(tx, member.org.id, id).await?,
    };
    Ok(Held { who, member, standing })
}

fn may_manage(who: &Principal, member: &Member) -> Result<(), ServiceError> {
    authorize_on(who, Action::ManagePeople, Relation::between(who.scope, member.place))
}

/// Who acts, as it is in this transaction: never more than it was when it asked.
pub(crate) async fn actor(tx: &mut TenantTx, who: &Principal) -> Result<Principal, ServiceError> {
    let now = principal_in(tx, who.person).await?.ok_or(ServiceError::Unauthenticated)?;
    Ok(Principal { grants: now.grants.and(who.grants), ..now })
}

/// What a choice gives in an organization, and what it is called; a set is held against changes
/// until the transaction's end.
async fn given_by(
    tx: &mut TenantTx,
    org: OrgId,
    choice: RoleChoice,
) -> Result<(Grants, Option<String>), ServiceError> {
    match choice {
        RoleChoice::Fixed(role) => Ok((role.grants(), None)),
        RoleChoice::Set(id) => match set_hold(tx, org, id, Hold::Given).await {
            Ok(set) => Ok((set.grants, Some(set.name))),
            Err(StoreError::NotFound) => Err(FieldError::new("role", "set-gone").into()),
            Err(error) => Err(error.into()),
        },
    }
}

/// A refusal beside the role.
fn beside_role(code: &'static str) -> ServiceError {
    FieldError::new("role", code).into()
}

/// A role as the log keeps it: a set by its name.
fn role_text(choice: RoleChoice, set: Option<&str>) -> String {
    set.map_or_else(|| choice.role().slug().to_owned(), str::to_owned)
}

fn choice_of(member: &Member) -> RoleChoice {
    let set = member.set.as_ref().map(|(id, _)| RoleChoice::Set(*id));
    set.unwrap_or(RoleChoice::Fixed(member.role))
}
