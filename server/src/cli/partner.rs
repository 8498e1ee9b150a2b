//! On whose behalf a command works.

use super::CliError;
use domain::{
    ids::{PersonId, Scope},
    people::{OrgKind, Preferences, Principal, Role},
    text::fold,
};
use services::{ServiceError, Services};
use store::{StoreError, org::partners_by_name_fold, whole};
use uuid::Uuid;

/// Who the command line is in the log.
const PERSON: PersonId = PersonId(Uuid::from_u128(0x5ea7_c0de_0000_4000_8000_0000_0000_0001));

/// Somebody who administrates the licenses of the partner with this name.
pub(super) async fn partner(services: &Services, name: &str) -> Result<Principal, CliError> {
    let failed = |error: StoreError| CliError::Service(ServiceError::from(error));
    let mut found = Vec::new();
    for root in services.store.root_list().await.map_err(failed)? {
        let mut tx = services.store.begin_read(whole(root)).await.map_err(failed)?;
        let orgs = partners_by_name_fold(&mut tx, &fold(name.trim())).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        found.extend(orgs.into_iter().map(|org| (root, org)));
    }
    match found.as_slice() {
        [] => Err(CliError::Usage(format!("there is no partner named {name:?}"))),
        [(root, org)] => Ok(Principal {
            person: PERSON,
            name: "Command line".to_owned(),
            email: String::new(),
            org: org.id,
            org_name: org.name.clone(),
            org_kind: OrgKind::Partner,
            role: Role::LicenseAdmin,
            grants: Role::LicenseAdmin.grants(),
            scope: Scope { root: *root, lo: org.interval.lo, hi: org.interval.hi },
            language: None,
            session: None,
            proved_at: None,
            preferences: Preferences::default(),
        }),
        several => Err(CliError::Usage(format!(
            "{} partners are named {name:?}; the command cannot tell them apart",
            several.len()
        ))),
    }
}
