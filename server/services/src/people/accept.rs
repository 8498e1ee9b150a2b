//! Accepting an invitation.

use super::{Deed, given_by};
use crate::auth::{Begun, Visitor, token_hash};
use crate::password::check;
use crate::{ServiceError, Services};
use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use domain::name;
use domain::password::Whose;
use domain::people::{Invitation, Principal, grant_verdict};
use domain::policy::{Action, Relation, Verdict};
use serde_json::json;
use store::directory::{Account, account_insert};
use store::feed::Change;
use store::invitation::{
    InvitationRow, InvitationState, invitation_end, invitation_get, invitation_hold,
};
use store::log::NewLogEntry;
use store::org_place::{OrgPlace, org_place};
use store::permission_set::set_list;
use store::person::{NewPerson, member_get, members_hold, person_insert, principal_in};
use store::token::{Purpose, Token, token_consume};
use store::{StoreError, TenantTx, whole};

/// Who takes an invitation back that nobody may give any more.
const PORTAL: &str = "Seatkeeper";

/// What is said of a link that never was one, was replaced by a later one, or is forgotten.
const NO_LINK: ServiceError = ServiceError::Refused("link-invalid");

/// What somebody who accepts decides.
#[derive(Clone, Debug)]
pub struct Accept {
    /// Display name.
    pub name: String,
    /// The password in clear.
    pub password: String,
}

/// How an invitation stands that can be accepted.
struct Given {
    who: Option<Principal>,
    at: OrgPlace,
    set: Option<String>,
}

impl Services {
    /// What a link invites to. It goes on working.
    ///
    /// # Errors
    /// `Refused`: `link-invalid`, `invitation-used`, `invitation-revoked`,
    /// `invitation-expired`, `invitation-withdrawn` (whoever invited may not do so any more),
    /// `invitation-organization` (the organization is suspended or closed).
    pub async fn invitation_peek(&self, secret: &str) -> Result<Invitation, ServiceError> {
        let (token, id) = self.invitation_link(secret).await?;
        let mut tx = self.store.begin_read(whole(token.root)).await?;
        let row = invitation_get(&mut tx, id).await.map_err(no_link)?;
        self.stands(&row, secret)?;
        let lo = tx.scope().lo;
        let at = org_place(&mut tx, row.org, lo).await?;
        let sets = set_list(&mut tx, row.org).await?;
        let set = row.choice.set().and_then(|id| sets.into_iter().find(|set| set.id == id));
        let grants = set.as_ref().map_or_else(|| row.choice.role().grants(), |set| set.grants);
        let inviter = member_get(&mut tx, row.invited_by).await?;
        let who = principal_in(&mut tx, row.invited_by).await?;
        let given = may_give(&mut tx, who.as_ref(), &row, grants).await?;
        tx.commit().await?;
        if !at.active {
            return Err(ServiceError::Refused("invitation-organization"));
        }
        if !given {
            return Err(ServiceError::Refused("invitation-withdrawn"));
        }
        Ok(Invitation {
            name: row.name,
            email: row.email,
            org_name: at.org.name,
            role: row.choice.role(),
            set: set.map(|set| set.name),
            inviter: inviter.name,
            until: row.expires_at,
        })
    }

    /// Makes somebody a person of the organization that invited it, and signs it in, or asks for
    /// the second factor that is demanded there. Of all who do so at once, one succeeds.
    ///
    /// # Errors
    /// As [`Self::invitation_peek`], where whoever may not invite any more has its invitation
    /// taken back for good; `Refused` with `email-taken` when the address got an account
    /// meanwhile; `Invalid` for an unusable name or password, after which the link still works;
    /// `Refused` with `sso-only` where the person that there is now signs in otherwise.
    pub async fn invitation_accept(
        &self,
        secret: &str,
        accept: Accept,
        from: &Visitor,
    ) -> Result<Begun, ServiceError> {
        let shown = self.invitation_peek_or_withdraw(secret).await?;
        let whose =
            Whose { email: &shown.email, name: &accept.name, organization: &shown.org_name };
        let mut wrong = Vec::new();
        let name = name::parse_of_somebody(&accept.name).map_err(|error| wrong.push(error));
        wrong.extend(check(&accept.password, &whose).err());
        let (Ok(name), true) = (name, wrong.is_empty()) else {
            return Err(ServiceError::Invalid(wrong));
        };
        let hash = self.hash(&accept.password).await?;
        let (token, id) = self.invitation_link(secret).await?;
        let now = self.clock.now();
        let mut tx = self.store.begin(whole(token.root)).await?;
        let row = self.held(&mut tx, id, secret).await?;
        let given = self.given(&mut tx, &row).await?;
        let Given { who: Some(_), at, set } = given else {
            return self.withdraw(tx, &row, now).await;
        };
        token_consume(&mut tx, &row.token_hash, Purpose::Invitation, now).await.map_err(no_link)?;
        invitation_end(&mut tx, id, InvitationState::Accepted).await?;
        let person = NewPerson {
            id,
            org: row.org,
            name,
            email: row.email.clone(),
            role: row.choice.role(),
            set: row.choice.set(),
            invited_by: Some(row.invited_by),
            language: None,
        };
        person_insert(&mut tx, &person, now).await?;
        let account = Account {
            person: id,
            root: token.root,
            email: row.email.clone(),
            email_key: row.email_key.clone(),
            password_hash: hash,
            active: true,
        };
        account_insert(&mut tx, &account).await.map_err(|error| match error {
            StoreError::Duplicate { .. } => ServiceError::Refused("email-taken"),
            other => other.into(),
        })?;
        let who = principal_in(&mut tx, id).await?;
        let who = who.ok_or(ServiceError::Refused("invitation-organization"))?;
        let deed = Deed {
            who: &who,
            action: "invitation-accepted",
            entity: "person",
            id: id.0,
            subject: &who.name,
            org: row.org,
            before: json!({}),
            after: json!({
                "name": who.name,
                "role": super::role_text(row.choice, set.as_deref()),
                "organization": at.org.name,
            }),
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(token.root);
        tracing::info!(person.id = %id, "person {id} has accepted an invitation");
        self.after_first(who, "password", false, from).await
    }

    /// As [`Self::invitation_peek`]; what may not be given any more is taken back for good.
    async fn invitation_peek_or_withdraw(&self, secret: &str) -> Result<Invitation, ServiceError> {
        let peeked = self.invitation_peek(secret).await;
        if !matches!(peeked, Err(ServiceError::Refused("invitation-withdrawn"))) {
            return peeked;
        }
        let (token, id) = self.invitation_link(secret).await?;
        let mut tx = self.store.begin(whole(token.root)).await?;
        let row = self.held(&mut tx, id, secret).await?;
        match self.given(&mut tx, &row).await?.who {
            // Raised again a moment ago.
            Some(_) => {
                tx.commit().await?;
                self.invitation_peek(secret).await
            }
            None => self.withdraw(tx, &row, self.clock.now()).await,
        }
    }

    /// The tree and the invitation that a link is of.
    async fn invitation_link(&self, secret: &str) -> Result<(Token, PersonId), ServiceError> {
        let found = self.store.token_find(&token_hash(secret), Purpose::Invitation).await?;
        let token = found.ok_or(NO_LINK)?;
        let id = token.subject.get("invitation").and_then(|id| id.as_str()?.parse().ok());
        Ok((token, id.ok_or(NO_LINK)?))
    }

    /// Whether an invitation can be accepted by this link.
    fn stands(&self, row: &InvitationRow, secret: &str) -> Result<(), ServiceError> {
        let refused = |code| Err(ServiceError::Refused(code));
        match row.state {
            InvitationState::Accepted => refused("invitation-used"),
            InvitationState::Revoked => refused("invitation-revoked"),
            InvitationState::Expired => refused("invitation-expired"),
            InvitationState::Open if row.token_hash != token_hash(secret) => Err(NO_LINK),
            InvitationState::Open if row.expires_at <= self.clock.now() => {
                refused("invitation-expired")
            }
            InvitationState::Open => Ok(()),
        }
    }

    /// An invitation that can be accepted by this link, held after its inviter, as everywhere.
    async fn held(
        &self,
        tx: &mut TenantTx,
        id: PersonId,
        secret: &str,
    ) -> Result<InvitationRow, ServiceError> {
        let seen = invitation_get(tx, id).await.map_err(no_link)?;
        self.stands(&seen, secret)?;
        members_hold(tx, &[seen.invited_by], seen.org).await?;
        // Whoever sends it again becomes the inviter, and ends this link.
        let row = invitation_hold(tx, id).await.map_err(no_link)?;
        self.stands(&row, secret)?;
        Ok(row)
    }

    /// Whether an invitation that is held may still be given by whoever invites: `who` is none
    /// when not.
    async fn given(&self, tx: &mut TenantTx, row: &InvitationRow) -> Result<Given, ServiceError> {
        let lo = tx.scope().lo;
        let at = org_place(tx, row.org, lo).await?;
        if !at.active {
            return Err(ServiceError::Refused("invitation-organization"));
        }
        let (grants, set) = given_by(tx, row.org, row.choice).await?;
        let who = principal_in(tx, row.invited_by).await?;
        let may = may_give(tx, who.as_ref(), row, grants).await?;
        Ok(Given { who: who.filter(|_| may), at, set })
    }

    /// Takes an invitation back for good, and says so.
    async fn withdraw<T>(
        &self,
        mut tx: TenantTx,
        row: &InvitationRow,
        now: DateTime<Utc>,
    ) -> Result<T, ServiceError> {
        let root = tx.scope().root;
        invitation_end(&mut tx, row.id, InvitationState::Revoked).await?;
        let entry = NewLogEntry {
            at: now,
            person: None,
            actor: PORTAL.to_owned(),
            action: "invitation-revoked".to_owned(),
            entity: "person".to_owned(),
            entity_id: Some(row.id.0),
            subject: Some(row.name.clone()),
            org: row.org,
            before: json!({}),
            after: json!({}),
        };
        store::log::log_append(&mut tx, &entry).await?;
        let change =
            Change { entity: "person".to_owned(), ..Change::many("invitation-revoked", row.org) };
        store::feed::changes_publish(&mut tx, &[change], now).await?;
        tx.commit().await?;
        self.wake.ring(root);
        Err(ServiceError::Refused("invitation-withdrawn"))
    }
}

/// Whether who invited is still there and may give this there.
async fn may_give(
    tx: &mut TenantTx,
    who: Option<&Principal>,
    row: &InvitationRow,
    grants: domain::policy::Grants,
) -> Result<bool, ServiceError> {
    let Some(who) = who else { return Ok(false) };
    let at = org_place(tx, row.org, who.scope.lo).await?;
    let relation = Relation::between(who.scope, at.place);
    let manages = who.judge(Action::ManagePeople, relation) == Verdict::Allowed;
    Ok(manages && grant_verdict(who, at.kind, grants).is_ok())
}

fn no_link(error: StoreError) -> ServiceError {
    match error {
        StoreError::NotFound => NO_LINK,
        other => other.into(),
    }
}
