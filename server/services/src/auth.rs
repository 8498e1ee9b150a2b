//! Signing in and out, and who a request comes from.

use crate::throttle::Throttle;
use crate::{ServiceError, Services, password};
use chrono::{DateTime, Duration, Utc};
use domain::field::FieldError;
use domain::ids::{PersonId, RootId};
use domain::mail::{EmailAddress, key_of};
use domain::name::parse_of_somebody;
use domain::password::Whose;
use domain::people::{Language, OrgKind, Principal, Role};
use rand::RngExt;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::time::Instant;
use store::directory::{Account, account_insert};
use store::feed::Change;
use store::log::NewLogEntry;
use store::org::org_create_top;
use store::person::{NewPerson, person_insert};
use tokio::sync::Semaphore;

/// A session ends this long after its last use.
pub const IDLE: Duration = Duration::days(7);
/// A session's last use is written down at most this often.
const TOUCH_EVERY: Duration = Duration::minutes(5);

/// What guards the front door.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) throttle: Throttle,
    /// Who asks for new passwords, whether or not there is such a person.
    pub(crate) resets: Throttle,
    /// Each hash takes 19 MiB and a core, so at most two at once.
    hashing: Semaphore,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            throttle: Throttle::default(),
            resets: Throttle::default(),
            hashing: Semaphore::new(2),
        }
    }
}

/// A fresh session.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the cookie; the database keeps only its hash.
    pub token: String,
    /// When it ends unless used.
    pub expires: DateTime<Utc>,
}

/// What `seatkeeper admin create` makes.
#[derive(Clone, Debug)]
pub struct NewOwner {
    /// Sign-in address.
    pub email: String,
    /// Display name.
    pub name: String,
    /// Name of the new organization.
    pub organization: String,
    /// Distributor or partner.
    pub kind: OrgKind,
    /// The password in clear.
    pub password: String,
}

pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

pub(crate) fn new_token() -> String {
    let bytes: [u8; 24] = rand::rng().random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Services {
    /// Signs a person in and opens a session. Unknown people and wrong passwords are told
    /// apart by nothing, time included.
    ///
    /// # Errors
    /// `Unauthenticated` for wrong credentials, `RateLimited` after too many failures.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        address: IpAddr,
        agent: &str,
    ) -> Result<SignedIn, ServiceError> {
        let key = key_of(email);
        let throttle = &self.auth.throttle;
        let attempt = throttle.attempt(&key, address, Instant::now()).map_err(|wait| {
            metrics::counter!("seatkeeper_sign_ins_total", "outcome" => "throttled").increment(1);
            ServiceError::RateLimited(wait)
        })?;
        // A failure of the database says nothing about the password.
        let found = self.account_with(&key, password).await;
        let Some(account) = found.inspect_err(|_| throttle.take_back(&attempt))? else {
            metrics::counter!("seatkeeper_sign_ins_total", "outcome" => "refused").increment(1);
            return Err(ServiceError::Unauthenticated);
        };
        throttle.succeeded(&attempt);
        metrics::counter!("seatkeeper_sign_ins_total", "outcome" => "signed-in").increment(1);
        let signed_in = self.open_session(account.person, account.root, agent).await?;
        tracing::info!(person.id = %account.person, "person {} signed in", account.person);
        Ok(signed_in)
    }

    /// Opens a session for a person who has proved to be who it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(
        &self,
        person: PersonId,
        root: RootId,
        agent: &str,
    ) -> Result<SignedIn, ServiceError> {
        let (token, now) = (new_token(), self.clock.now());
        let expires = now + IDLE;
        let agent: String = agent.chars().take(200).collect();
        self.store.session_insert(&token_hash(&token), person, root, now, expires, &agent).await?;
        Ok(SignedIn { token, expires })
    }

    /// The account with this address and this password.
    async fn account_with(
        &self,
        key: &str,
        password: &str,
    ) -> Result<Option<Account>, ServiceError> {
        let account = self.store.account_for_sign_in(key, self.demo).await?;
        let stored = account.as_ref().map(|account| account.password_hash.clone());
        let right = password.len() <= password::MAX_BYTES
            && self.verify(password.to_owned(), stored).await?;
        Ok(account.filter(|_| right))
    }

    pub(crate) async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, ServiceError> {
        let _turn = self.auth.hashing.acquire().await.map_err(internal)?;
        tokio::task::spawn_blocking(move || password::verify(&password, stored.as_deref()))
            .await
            .map_err(internal)
    }

    pub(crate) async fn hash(&self, password: &str) -> Result<String, ServiceError> {
        let _turn = self.auth.hashing.acquire().await.map_err(internal)?;
        let password = password.to_owned();
        tokio::task::spawn_blocking(move || password::hash(&password)).await.map_err(internal)?
    }

    /// Who this session token belongs to, if it is still good. Using it prolongs it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn principal(&self, token: &str) -> Result<Option<Principal>, ServiceError> {
        let (hash, now) = (token_hash(token), self.clock.now());
        let Some(session) = self.store.session_find(&hash, now, self.demo).await? else {
            return Ok(None);
        };
        if now - session.seen_at > TOUCH_EVERY {
            self.store.session_touch(&hash, now, now + IDLE).await?;
        }
        Ok(self.store.principal_load(session.root, session.person).await?)
    }

    /// Ends the session of this token; ending one that is gone is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, token: &str) -> Result<(), ServiceError> {
        Ok(self.store.session_delete(&token_hash(token)).await?)
    }

    /// Keeps the language that a person chose.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_language(
        &self,
        who: &Principal,
        language: Language,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        store::person::person_set_language(&mut tx, who.person, Some(language)).await?;
        let entry = NewLogEntry {
            at: now,
            person: Some(who.person),
            actor: who.name.clone(),
            action: "language-chosen".to_owned(),
            entity: "person".to_owned(),
            entity_id: Some(who.person.0),
            subject: Some(who.name.clone()),
            org: who.org,
            before: json!({ "language": who.language.map(Language::tag) }),
            after: json!({ "language": language.tag() }),
        };
        store::log::log_append(&mut tx, &entry).await?;
        let change =
            Change { entity: "person".to_owned(), ..Change::many("language-chosen", who.org) };
        store::feed::changes_publish(&mut tx, &[change], now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Creates a new tree with one organization and its owner.
    ///
    /// # Errors
    /// `Invalid` when the address is taken or a field is unusable.
    pub async fn create_owner(&self, new: NewOwner) -> Result<Principal, ServiceError> {
        let email = EmailAddress::parse(&new.email)?;
        let name = parse_of_somebody(&new.name)?;
        let organization = parse_of_somebody(&new.organization)
            .map_err(|error| FieldError { field: "organization".to_owned(), ..error })?;
        if new.kind == OrgKind::Customer {
            return Err(FieldError::new("kind", "kind-invalid").into());
        }
        let (typed, key) = (email.to_string(), email.key());
        let whose = Whose { email: &typed, name: &name, organization: &organization };
        password::check(&new.password, &whose)?;
        if self.store.account_by_email(&key).await?.is_some() {
            return Err(FieldError::new("email", "email-taken").into());
        }
        let (hash, now) = (self.hash(&new.password).await?, self.clock.now());
        let mut tx = self.store.begin_new_root(now).await?;
        let root = tx.scope().root;
        let org = org_create_top(&mut tx, new.kind, &organization, now).await?;
        let person = PersonId(uuid::Uuid::now_v7());
        let owner = NewPerson {
            id: person,
            org: org.id,
            name,
            email: typed,
            role: Role::Owner,
            language: None,
        };
        person_insert(&mut tx, &owner, now).await?;
        let account = Account {
            person,
            root,
            email: owner.email.clone(),
            email_key: key,
            password_hash: hash,
            active: true,
        };
        account_insert(&mut tx, &account).await?;
        // No live change: nobody can be looking at a tree that is not there yet.
        let entry = NewLogEntry {
            at: now,
            person: None,
            actor: "Command line".to_owned(),
            action: "owner-created".to_owned(),
            entity: "person".to_owned(),
            entity_id: Some(person.0),
            subject: Some(owner.name.clone()),
            org: org.id,
            before: json!({}),
            after: json!({
                "name": owner.name,
                "email": account.email,
                "role": owner.role.slug(),
                "organization": org.name,
                "kind": new.kind.slug(),
            }),
        };
        store::log::log_append(&mut tx, &entry).await?;
        tx.commit().await?;
        self.store
            .principal_load(root, person)
            .await?
            .ok_or_else(|| ServiceError::Internal("the new owner cannot be read".to_owned()))
    }
}

pub(crate) fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
