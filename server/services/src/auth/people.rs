//! People's accounts: the first owner of a tree, and what somebody sets for itself.

use crate::{ServiceError, Services, password};
use domain::field::FieldError;
use domain::ids::PersonId;
use domain::mail::EmailAddress;
use domain::name::parse_of_somebody;
use domain::password::Whose;
use domain::people::{Language, OrgKind, Principal, Role};
use serde_json::json;
use store::directory::{Account, account_insert};
use store::feed::Change;
use store::log::NewLogEntry;
use store::org::org_create_top;
use store::person::{NewPerson, person_insert};

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

impl Services {
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
            set: None,
            invited_by: None,
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
