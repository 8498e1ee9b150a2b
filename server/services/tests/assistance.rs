//! Assistance stays switched on where a service needs it (DOMAIN.md 1.2.5).
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use domain::entitlement::{ExtraSeats, GrantEntitlement, Shown, Wish};
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::license::LicenseKind;
use domain::organization::{OrgDetail, OrgDraft};
use domain::people::Principal;
use services::ServiceError;
use support::Portal;
use uuid::Uuid;

/// GravityZone Endpoint Security, Secure Extra.
const EXTRA: i32 = 20104;
/// Managed detection, which needs assistance.
const MDR: i32 = 261;

struct World {
    portal: Portal,
    partner: Principal,
    customer: Principal,
}

impl World {
    async fn new() -> Self {
        let portal = Portal::new().await;
        let partner = portal.person("owner@kranich.example").await;
        let customer = portal.person("owner@westernhagen.example").await;
        Self { portal, partner, customer }
    }

    /// The partner grants managed detection to the customer.
    async fn grant(&self) -> Result<Shown, ServiceError> {
        let wish = Wish {
            edition: EXTRA,
            kind: LicenseKind::Monthly,
            years: None,
            ends: None,
            auto_renew_months: None,
            seats: Some(5),
            extras: vec![ExtraSeats { extra: MDR, seats: Some(1) }],
            resale: false,
        };
        let ask = GrantEntitlement { org: self.customer.org, wish, idempotency: Uuid::new_v4() };
        self.portal.services.grant_entitlement(&self.partner, ask).await
    }

    async fn end(&self, granted: &Shown) {
        let (id, version) = (granted.entitlement.id, granted.entitlement.version);
        self.portal.services.end_entitlement(&self.partner, id, version).await.unwrap();
    }

    async fn switch(
        &self,
        who: &Principal,
        org: OrgId,
        assistance: bool,
    ) -> Result<OrgDetail, ServiceError> {
        let services = &self.portal.services;
        let seen = services.organization_get(who, org).await.unwrap();
        let draft = OrgDraft { assistance, ..seen.draft };
        services.organization_update(who, org, seen.version, draft).await
    }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, ServiceError>) -> FieldError {
    match outcome {
        Err(ServiceError::Invalid(mut errors)) if errors.len() == 1 => errors.remove(0),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_service_that_needs_assistance_keeps_it_switched_on() {
    let world = World::new().await;
    let (partner, customer) = (&world.partner, &world.customer);
    let service = world.portal.services.catalog.extra(MDR).unwrap().name.clone();
    let granted = world.grant().await.unwrap();
    for who in [customer, partner] {
        let error = refused(world.switch(who, customer.org, false).await);
        let told = FieldError::new("assistance", "assistance-locked")
            .with("name", &customer.org_name)
            .with("service", &service);
        assert_eq!(error, told);
    }
    // Whoever is above assists by the partner's leave, so that holds as well.
    let error = refused(world.switch(partner, partner.org, false).await);
    assert_eq!((&*error.field, &*error.code), ("assistance", "assistance-locked"));
    assert!(error.args.iter().any(|(name, value)| name == "service" && *value == service));
    // What is changed beside it is not kept either.
    let services = &world.portal.services;
    let seen = services.organization_get(customer, customer.org).await.unwrap();
    assert!(seen.draft.assistance);
    let draft = OrgDraft { name: "Anders GmbH".into(), assistance: false, ..seen.draft.clone() };
    refused(services.organization_update(customer, customer.org, seen.version, draft).await);
    let kept = services.organization_get(customer, customer.org).await.unwrap();
    assert_eq!((kept.version, kept.draft), (seen.version, seen.draft));

    world.end(&granted).await;
    let off = world.switch(customer, customer.org, false).await.unwrap();
    assert!(!off.draft.assistance && off.assistance_locks.is_empty());
    let error = refused(world.grant().await);
    assert_eq!((&*error.field, &*error.code), ("extra-261", "entitlement-assistance-off"));
}

/// Each looks whether the other has been done: whoever comes second is refused.
#[tokio::test(flavor = "multi_thread")]
async fn of_granting_and_switching_off_at_once_one_is_done() {
    let world = World::new().await;
    let customer = &world.customer;
    for round in 0..8 {
        let (granted, switched) = if round % 2 == 0 {
            tokio::join!(world.grant(), world.switch(customer, customer.org, false))
        } else {
            let (switched, granted) =
                tokio::join!(world.switch(customer, customer.org, false), world.grant());
            (granted, switched)
        };
        match (granted, switched) {
            (Ok(granted), Err(error)) => {
                assert_eq!(refused::<()>(Err(error)).code, "assistance-locked", "round {round}");
                world.end(&granted).await;
            }
            (Err(error), Ok(_)) => {
                let code = refused::<()>(Err(error)).code;
                assert_eq!(code, "entitlement-assistance-off", "round {round}");
                world.switch(customer, customer.org, true).await.unwrap();
            }
            other => panic!("round {round}: {other:?}"),
        }
    }
}
