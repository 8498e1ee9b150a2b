//! Looking at people.

use super::choice_of;
use crate::{ServiceError, Services, authorize, authorize_on};
use domain::history::HistoryEntry;
use domain::ids::{OrgId, PersonId};
use domain::people::{
    Access, OrgChoice, OrgKind, PersonDetail, Principal, Role, RoleChoice, RoleOffer, Standing,
    touch_verdict,
};
use domain::policy::{Action, Grants, Place, Relation, Verdict, effective};
use store::api_token::api_token_list;
use store::invitation::{InvitationRow, InvitationState, invitation_get};
use store::log::LogEntry;
use store::org_place::{OrgPlace, org_choices, org_place};
use store::permission_set::set_list;
use store::person::{Member, member_get};
use store::{StoreError, TenantTx};

/// Most organizations that are offered at once.
const ORGS: u32 = 50;
/// Most entries of a person's history.
const HISTORY_LIMIT: i64 = 200;

impl Services {
    /// Somebody, or somebody invited, with what this person may do about it.
    ///
    /// # Errors
    /// `NotFound`, also for people of organizations that let nobody assist.
    pub async fn person_get(
        &self,
        who: &Principal,
        id: PersonId,
    ) -> Result<PersonDetail, ServiceError> {
        authorize(who, Action::ViewPeople)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let detail = match member_get(&mut tx, id).await {
            Ok(member) => member_detail(&mut tx, who, member).await?,
            Err(StoreError::NotFound) => {
                let invitation = invitation_get(&mut tx, id).await?;
                invitation_detail(&mut tx, who, invitation).await?
            }
            Err(error) => return Err(error.into()),
        };
        if !detail.manageable || detail.access != Access::Active {
            tx.commit().await?;
            return Ok(detail);
        }
        let tokens = api_token_list(&mut tx, id, self.clock.now()).await?;
        tx.commit().await?;
        let sessions = self.session_views_of(who, id).await?;
        let tokens = tokens.into_iter().map(|token| token.view).collect();
        Ok(PersonDetail { sessions, tokens, ..detail })
    }

    /// What was done to somebody, newest first.
    ///
    /// # Errors
    /// As [`Self::person_get`].
    pub async fn person_history(
        &self,
        who: &Principal,
        id: PersonId,
    ) -> Result<Vec<HistoryEntry>, ServiceError> {
        authorize(who, Action::ViewHistory)?;
        let own = self.person_get(who, id).await?.own;
        let mut tx = self.store.begin_read(who.scope).await?;
        let entries = store::log::log_of(&mut tx, id.0, HISTORY_LIMIT, None).await?;
        tx.commit().await?;
        let private = |action: &str| matches!(action, "language-chosen" | "preferences-chosen");
        let entries = entries.into_iter().filter(|entry| own || !private(&entry.action));
        Ok(entries.map(LogEntry::into_history).collect())
    }

    /// Organizations that this person may invite to whose name contains `search`.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn invite_places(
        &self,
        who: &Principal,
        search: &str,
    ) -> Result<Vec<OrgChoice>, ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let search: String = search.chars().take(grid::query::MAX_SEARCH).collect();
        let mut tx = self.store.begin_read(who.scope).await?;
        let found = org_choices(&mut tx, &search, ORGS).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// What this person may make somebody in an organization.
    ///
    /// # Errors
    /// `Forbidden`, or `NotFound`.
    pub async fn role_offers(
        &self,
        who: &Principal,
        org: OrgId,
    ) -> Result<Vec<RoleOffer>, ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let at = org_place(&mut tx, org, who.scope.lo).await?;
        authorize_on(who, Action::ManagePeople, Relation::between(who.scope, at.place))?;
        let offers = offers(&mut tx, who, org, at.kind).await?;
        tx.commit().await?;
        Ok(offers)
    }
}

/// What somebody may make others in an organization: never more than it has.
async fn offers(
    tx: &mut TenantTx,
    who: &Principal,
    org: OrgId,
    kind: OrgKind,
) -> Result<Vec<RoleOffer>, ServiceError> {
    let fixed = Role::FIXED.map(|role| (RoleChoice::Fixed(role), None, role.grants()));
    let sets = set_list(tx, org).await?;
    let sets = sets.into_iter().map(|set| (RoleChoice::Set(set.id), Some(set.name), set.grants));
    let all = fixed.into_iter().chain(sets);
    let granted = all.filter(|(.., grants)| who.may_grant(kind, *grants));
    let offer = |(choice, name, grants): (RoleChoice, Option<String>, Grants)| RoleOffer {
        choice,
        name,
        grants: effective(kind, grants),
    };
    Ok(granted.map(offer).collect())
}

/// Whether this person sees people there (or they do not exist for it), and manages them.
fn manages(who: &Principal, place: Place) -> Result<bool, ServiceError> {
    let relation = Relation::between(who.scope, place);
    authorize_on(who, Action::ViewPeople, relation)?;
    Ok(who.judge(Action::ManagePeople, relation) == Verdict::Allowed)
}

async fn member_detail(
    tx: &mut TenantTx,
    who: &Principal,
    member: Member,
) -> Result<PersonDetail, ServiceError> {
    let standing = Standing {
        org_kind: member.org_kind,
        role: member.role,
        grants: member.grants,
        active: member.deactivated_at.is_none(),
        other_owners: 0,
    };
    let manageable = manages(who, member.place)? && touch_verdict(who, &standing).is_ok();
    let offers = match manageable {
        true => offers(tx, who, member.org.id, member.org_kind).await?,
        false => Vec::new(),
    };
    Ok(PersonDetail {
        id: member.id,
        version: member.version,
        access: if standing.active { Access::Active } else { Access::Deactivated },
        choice: choice_of(&member),
        set: member.set.map(|(_, name)| name),
        grants: effective(member.org_kind, member.grants),
        name: member.name,
        email: member.email,
        org: member.org,
        org_kind: member.org_kind,
        language: member.language,
        seen: member.seen_at,
        created: member.created_at,
        invited_by: member.invited_by,
        until: None,
        own: member.id == who.person,
        manageable,
        offers,
        sessions: Vec::new(),
        tokens: Vec::new(),
    })
}

async fn invitation_detail(
    tx: &mut TenantTx,
    who: &Principal,
    invitation: InvitationRow,
) -> Result<PersonDetail, ServiceError> {
    if invitation.state != InvitationState::Open {
        return Err(ServiceError::NotFound);
    }
    let OrgPlace { org, kind, place, .. } = org_place(tx, invitation.org, who.scope.lo).await?;
    let manageable = manages(who, place)?;
    let set = match invitation.choice {
        RoleChoice::Fixed(_) => None,
        RoleChoice::Set(id) => set_list(tx, org.id).await?.into_iter().find(|set| set.id == id),
    };
    let grants = set.as_ref().map_or_else(|| invitation.choice.role().grants(), |set| set.grants);
    let inviter = match member_get(tx, invitation.invited_by).await {
        Ok(member) => Some(member.name),
        // Somebody above.
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(PersonDetail {
        id: invitation.id,
        version: invitation.version,
        name: invitation.name,
        email: invitation.email,
        org,
        org_kind: kind,
        access: Access::Invited,
        choice: invitation.choice,
        set: set.map(|set| set.name),
        grants: effective(kind, grants),
        language: None,
        seen: None,
        created: invitation.created_at,
        invited_by: inviter,
        until: Some(invitation.expires_at),
        own: false,
        manageable,
        offers: Vec::new(),
        sessions: Vec::new(),
        tokens: Vec::new(),
    })
}
