//! Sessions: how they begin, count and end.

use super::{Begun, Pending, SignedIn, TOUCH_EVERY, Visitor, count, new_token, token_hash};
use crate::{ServiceError, Services};
use chrono::{DateTime, Utc};
use domain::ids::{PersonId, RootId, SessionId};
use domain::people::Principal;
use domain::sign_in::{IDLE, LONGEST, SessionView, agent};
use serde_json::json;
use store::TenantTx;
use store::device::device_seen;
use store::log::{NewLogEntry, log_append};
use store::person::person_seen;
use store::session::{Session, session_end, session_end_others, session_insert};
use store::whole;
use uuid::Uuid;

/// Somebody who has proved enough.
pub(super) struct Proved {
    pub(super) who: Principal,
    /// How, of `domain::sign_in::METHODS`.
    pub(super) method: String,
    /// With two factors, or one that counts as two.
    pub(super) strong: bool,
}

/// An entry of the log about a person's sign-ins, sessions or factors.
pub(crate) fn entry(
    who: &Principal,
    at: DateTime<Utc>,
    action: &str,
    before: serde_json::Value,
    after: serde_json::Value,
) -> NewLogEntry {
    NewLogEntry {
        at,
        person: Some(who.person),
        actor: who.name.clone(),
        action: action.to_owned(),
        entity: "person".to_owned(),
        entity_id: Some(who.person.0),
        subject: Some(who.name.clone()),
        org: who.org,
        before,
        after,
    }
}

impl Services {
    /// Who signs in: the person of an account.
    pub(crate) async fn who(
        &self,
        root: RootId,
        person: PersonId,
    ) -> Result<Principal, ServiceError> {
        // An account without a person signs nobody in.
        self.store.principal_load(root, person).await?.ok_or(ServiceError::Unauthenticated)
    }

    /// The same of somebody who has just proved to be it. That it may not sign in is in the log.
    pub(crate) async fn who_signs_in(
        &self,
        root: RootId,
        person: PersonId,
        from: &Visitor,
    ) -> Result<Principal, ServiceError> {
        self.who(root, person).await.inspect_err(|error| {
            if matches!(error, ServiceError::Unauthenticated) {
                count("refused");
                self.log_refused(root, person, "inactive", from);
            }
        })
    }

    /// Begins a session, with all that is written of it, and commits.
    pub(super) async fn session_begin(
        &self,
        mut tx: TenantTx,
        proved: Proved,
        from: &Visitor,
    ) -> Result<SignedIn, ServiceError> {
        let Proved { who, method, strong } = proved;
        let (token, now) = (new_token(), self.clock.now());
        let expires = now + IDLE;
        let session = Session {
            id: SessionId(Uuid::new_v4()),
            token_hash: token_hash(&token),
            person: who.person,
            root: who.scope.root,
            created_at: now,
            seen_at: now,
            expires_at: expires,
            agent: from.agent(),
            method: method.clone(),
            address: from.place(),
            strong,
            proved_at: now,
        };
        session_insert(&mut tx, &session).await?;
        person_seen(&mut tx, who.person, now).await?;
        let device = from.device.clone().unwrap_or_else(new_token);
        device_seen(&mut tx, who.person, &token_hash(&device), &session.address, now).await?;
        let after = json!({ "method": method, "address": session.address, "agent": session.agent });
        log_append(&mut tx, &entry(&who, now, "signed-in", json!({}), after)).await?;
        tx.commit().await?;
        count("signed-in");
        tracing::info!(person.id = %who.person, method, "person {} signed in", who.person);
        Ok(SignedIn { token, expires, device })
    }

    /// Begins a session for somebody who has proved to be who it is by other means.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(
        &self,
        person: PersonId,
        root: RootId,
        from: &Visitor,
    ) -> Result<SignedIn, ServiceError> {
        let who = self.who(root, person).await?;
        let tx = self.store.begin(whole(root)).await?;
        let proved = Proved { who, method: "command".to_owned(), strong: true };
        self.session_begin(tx, proved, from).await
    }

    /// Who this session token belongs to, if it is still good. Using it prolongs it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn principal(&self, token: &str) -> Result<Option<Principal>, ServiceError> {
        let (hash, now) = (token_hash(token), self.clock.now());
        let session = self.store.session_find(&hash, now, now - LONGEST, self.demo).await?;
        let Some(session) = session else { return Ok(None) };
        if now - session.seen_at > TOUCH_EVERY {
            self.store.session_touch(&hash, now, now + IDLE).await?;
            self.note_seen(session.root, session.person).await?;
        }
        let who = self.store.principal_load(session.root, session.person).await?;
        Ok(who.map(|who| Principal {
            session: Some(session.id),
            proved_at: Some(session.proved_at),
            ..who
        }))
    }

    /// Ends the session of this token; ending one that is gone is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, token: &str) -> Result<(), ServiceError> {
        let Some(who) = self.principal(token).await? else { return Ok(()) };
        let Some(id) = who.session else { return Ok(()) };
        let mut tx = self.store.begin(who.scope).await?;
        if session_end(&mut tx, who.person, id).await? {
            let entry = entry(&who, self.clock.now(), "signed-out", json!({}), json!({}));
            log_append(&mut tx, &entry).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// One's own sessions, the last used first.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn session_views(
        &self,
        who: &Principal,
    ) -> Result<Vec<SessionView>, ServiceError> {
        self.session_views_of(who, who.person).await
    }

    /// Somebody's sessions as this person sees them, the last used first.
    pub(crate) async fn session_views_of(
        &self,
        who: &Principal,
        person: PersonId,
    ) -> Result<Vec<SessionView>, ServiceError> {
        let now = self.clock.now();
        let sessions = self.store.session_list(person, now, now - LONGEST).await?;
        let view = |session: Session| SessionView {
            id: session.id,
            here: who.session == Some(session.id),
            method: session.method,
            agent: agent(&session.agent),
            address: session.address,
            created_at: session.created_at,
            seen_at: session.seen_at,
        };
        Ok(sessions.into_iter().map(view).collect())
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// `NotFound` when it is not there any more, or somebody else's.
    pub async fn end_session(&self, who: &Principal, id: SessionId) -> Result<(), ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        if !session_end(&mut tx, who.person, id).await? {
            return Err(ServiceError::NotFound);
        }
        let after = json!({ "sessions": 1 });
        let entry = entry(who, self.clock.now(), "session-ended", json!({}), after);
        log_append(&mut tx, &entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends all of one's own sessions but the one that asks; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_other_sessions(&self, who: &Principal) -> Result<u64, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let ended = session_end_others(&mut tx, who.person, who.session).await?;
        if ended > 0 {
            let after = json!({ "sessions": ended });
            let entry = entry(who, self.clock.now(), "session-ended", json!({}), after);
            log_append(&mut tx, &entry).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// What follows a right first factor: a session, or the question for a second one.
    /// `alone` says that the first one counts as two. A password is none where single sign-on
    /// alone is allowed.
    pub(crate) async fn after_first(
        &self,
        who: Principal,
        method: &str,
        alone: bool,
        from: &Visitor,
    ) -> Result<Begun, ServiceError> {
        if method == "password" && self.is_sso_only(&who).await? {
            self.log_refused(who.scope.root, who.person, "sso-only", from);
            return Err(ServiceError::Refused("sso-only"));
        }
        if !alone {
            let has = self.store.factors_of(who.person).await?;
            let demanded = self.mfa_demanded_by(&who).await?;
            if has.any() || demanded.is_some() {
                let setup = if has.any() { None } else { Some(self.new_setup(who.person)?) };
                return Ok(Begun::Second(self.pend(&who, method, setup).await?));
            }
        }
        let tx = self.store.begin(whole(who.scope.root)).await?;
        let proved = Proved { who, method: method.to_owned(), strong: alone };
        Ok(Begun::SignedIn(self.session_begin(tx, proved, from).await?))
    }

    async fn pend(
        &self,
        who: &Principal,
        method: &str,
        setup: Option<Vec<u8>>,
    ) -> Result<Pending, ServiceError> {
        let (token, now) = (new_token(), self.clock.now());
        let expires = now + super::PENDING;
        let pending = store::pending::PendingSignIn {
            person: who.person,
            root: who.scope.root,
            method: method.to_owned(),
            setup,
        };
        self.store.pending_insert(&token_hash(&token), &pending, now, expires).await?;
        count("second-factor");
        Ok(Pending { token, expires })
    }
}
