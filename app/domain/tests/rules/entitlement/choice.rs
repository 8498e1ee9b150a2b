//! The guided choice: what is offered, what is not, and why.

use super::*;
use domain::catalog::ExtraKind;
use domain::entitlement::{EditionChoice, Verdict};
use rstest::rstest;

fn edition(offer: &Offer, id: i32) -> &EditionChoice {
    let all = offer.products.iter().flat_map(|product| &product.editions);
    all.into_iter().find(|edition| edition.id == id).unwrap()
}

fn verdict(offer: &Offer, of: i32, extra: i32) -> &Verdict {
    let extras = &edition(offer, of).extras;
    &extras.iter().find(|choice| choice.id == extra).unwrap().verdict
}

/// "possible", "included", or why not.
fn word(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Possible { .. } => "possible",
        Verdict::Included => "included",
        Verdict::Impossible { reason } => &reason.code,
    }
}

#[test]
fn product_types_are_those_that_the_parent_may_resell() {
    let used = Entitlement { resale: false, ..held(2, EDR_ONLY, 50) };
    let parent = [held(1, SECURE, 100), used];
    let offer = offer(&customer(&parent, &[]));
    assert_eq!(product(&offer, ENDPOINT).refused, None);
    let refused = product(&offer, EDR).refused.as_ref().unwrap();
    assert_eq!(
        (refused.field.as_str(), refused.code.as_str()),
        ("product", "entitlement-no-resale")
    );
    assert_eq!(arg(refused, "parent"), "Kranich");
    let others = offer.products.iter().filter(|p| ![ENDPOINT, EDR].contains(&p.id));
    let codes: Vec<_> = others.map(|p| p.refused.as_ref().unwrap().code.as_str()).collect();
    assert_eq!(codes, ["entitlement-not-held"; 6]);
}

#[test]
fn at_the_top_of_the_tree_everything_is_to_be_had() {
    let s = Situation { parent: None, org_kind: OrgKind::Distributor, ..customer(&[], &[]) };
    let offer = offer(&s);
    assert_eq!(offer.products.len(), CATALOG.products.len());
    for product in &offer.products {
        assert_eq!(product.refused, None, "{}", product.name);
        assert!(product.editions.iter().all(|edition| edition.refused.is_none()));
    }
    assert!(offer.resale);
}

#[test]
fn what_ended_or_is_a_trial_is_nothing_to_grant_from() {
    let over = Entitlement { ends: Some(day("2026-06-14")), ..held(1, SECURE, 10) };
    let ended = Entitlement { ended: Some(day("2026-06-01")), ..held(2, SECURE, 10) };
    let trial = Entitlement { kind: LicenseKind::Trial, ..held(3, SECURE, 10) };
    let parent = [over, ended, trial];
    let offer = offer(&customer(&parent, &[]));
    assert_eq!(product(&offer, ENDPOINT).refused.as_ref().unwrap().code, "entitlement-not-held");
    let last = Entitlement { ends: Some(today()), ..held(1, SECURE, 10) };
    let offer = super::offer(&customer(std::slice::from_ref(&last), &[]));
    assert_eq!(product(&offer, ENDPOINT).refused, None, "the last day counts");
}

#[test]
fn endpoint_security_has_models_and_edr_standalone_has_none() {
    let parent = [held(1, SECURE, 100), held(2, EDR_ONLY, 100)];
    let offer = offer(&customer(&parent, &[]));
    let names = |id| {
        let editions = &product(&offer, id).editions;
        editions.iter().map(|edition| edition.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(ENDPOINT), ["A la carte", "Secure", "Secure Plus", "Secure Extra"]);
    assert_eq!(names(EDR), ["GravityZone EDR Standalone"]);
}

/// Plus and Extra contain Secure, and nothing contains A la carte.
#[rstest]
#[case(SECURE, &[SECURE])]
#[case(PLUS, &[SECURE, PLUS])]
#[case(EXTRA, &[SECURE, EXTRA])]
#[case(A_LA_CARTE, &[A_LA_CARTE])]
fn models_are_those_held_and_those_contained(#[case] held_by: i32, #[case] possible: &[i32]) {
    let parent = [held(1, held_by, 100)];
    let offer = offer(&customer(&parent, &[]));
    for choice in &product(&offer, ENDPOINT).editions {
        let code = choice.refused.as_ref().map(|refused| refused.code.as_str());
        let expected = (!possible.contains(&choice.id)).then_some("entitlement-edition-not-held");
        assert_eq!(code, expected, "{}", choice.name);
    }
}

#[test]
fn seats_come_from_the_same_model_before_one_that_contains_it() {
    let extra = held(1, EXTRA, 500);
    let secure = Entitlement { reserved: 162, ..held(2, SECURE, 200) };
    let parent = [extra, secure.clone()];
    let offer = offer(&customer(&parent, &[]));
    let source = edition(&offer, SECURE).source.as_ref().unwrap();
    assert_eq!((source.id, source.seats, source.left), (secure.id, Some(200), Some(38)));
}

/// Add-ons only with A la carte; what a model brings is included (DOMAIN.md 1.2.8).
#[rstest]
#[case(A_LA_CARTE, ATS, "possible")]
#[case(SECURE, ATS, "entitlement-extra-only-with")]
#[case(PLUS, ATS, "included")]
#[case(EXTRA, ATS, "included")]
#[case(A_LA_CARTE, 255, "possible")]
#[case(PLUS, 255, "entitlement-extra-only-with")]
#[case(EXTRA, 255, "included")]
#[case(EDR_ONLY, 255, "included")]
#[case(PLUS, EMAIL, "possible")]
#[case(EXTRA, MDR, "possible")]
#[case(EDR_ONLY, MDR, "possible")]
#[case(SECURE, MDR, "entitlement-extra-only-with")]
// A module needs its main product (1.3.7).
#[case(30201, 351, "possible")]
#[case(30201, 352, "entitlement-extra-only-with")]
#[case(30301, 354, "entitlement-extra-only-with")]
#[case(30101, 354, "possible")]
fn add_ons_go_with_their_models(#[case] model: i32, #[case] extra: i32, #[case] expected: &str) {
    let all: Vec<i32> = CATALOG.extras.iter().map(|extra| extra.id).collect();
    let parent = [with(held(1, model, 100), &all)];
    let offer = offer(&customer(&parent, &[]));
    assert_eq!(word(verdict(&offer, model, extra)), expected);
}

#[test]
fn why_an_add_on_does_not_fit_names_the_models_that_it_goes_with() {
    let parent = [with(held(1, SECURE, 100), &[ATS])];
    let offer = offer(&customer(&parent, &[]));
    let Verdict::Impossible { reason } = verdict(&offer, SECURE, ATS) else { panic!() };
    assert_eq!((reason.field.as_str(), arg(reason, "editions")), ("extra-254", "A la carte"));
}

#[test]
fn add_ons_are_inherited_from_the_parent() {
    let parent = [with(held(1, A_LA_CARTE, 100), &[EMAIL])];
    let offer = offer(&customer(&parent, &[]));
    assert_eq!(word(verdict(&offer, A_LA_CARTE, EMAIL)), "possible");
    assert_eq!(word(verdict(&offer, A_LA_CARTE, ATS)), "entitlement-extra-not-held");
}

#[test]
fn managed_detection_needs_assistance_along_the_whole_chain() {
    let parent = [with(held(1, EXTRA, 100), &[EMAIL, MDR])];
    let unassisted = ["Kranich".to_owned(), "Westernhagen".to_owned()];
    let s = Situation { unassisted: &unassisted, ..customer(&parent, &[]) };
    let offer = offer(&s);
    let Verdict::Impossible { reason } = verdict(&offer, EXTRA, MDR) else { panic!() };
    assert_eq!(reason.code, "entitlement-assistance-off");
    assert_eq!(arg(reason, "names"), "Kranich, Westernhagen");
    assert_eq!(word(verdict(&offer, EXTRA, EMAIL)), "possible", "add-ons need no assistance");
}

#[test]
fn services_come_after_add_ons() {
    let parent = [held(1, EXTRA, 100)];
    let offer = offer(&customer(&parent, &[]));
    let kinds: Vec<_> = edition(&offer, EXTRA).extras.iter().map(|extra| extra.kind).collect();
    let first = kinds.iter().position(|kind| *kind == ExtraKind::Service).unwrap();
    assert!(kinds[first..].iter().all(|kind| *kind == ExtraKind::Service));
    assert!(first > 0);
}

/// One commercial product per family, and a trial beside it (1.3.7, invariant 6).
#[rstest]
#[case(EXTRA, EDR, Some("GravityZone Endpoint Security"))]
#[case(EDR_ONLY, ENDPOINT, Some("GravityZone EDR Standalone"))]
#[case(SECURE, ENDPOINT, Some("GravityZone Endpoint Security"))]
#[case(30201, 301, Some("Panda Adaptive Defense"))]
#[case(30401, 303, Some("WatchGuard EPDR"))]
#[case(40101, 401, Some("Emsisoft Anti-Malware"))]
#[case(30201, ENDPOINT, None)]
#[case(10101, 401, None)]
fn a_second_commercial_product_of_a_family_is_impossible(
    #[case] has: i32,
    #[case] wanted: i32,
    #[case] rival: Option<&str>,
) {
    let parent: Vec<Entitlement> =
        (1..).zip(&CATALOG.editions).map(|(n, edition)| held(n, edition.id, 1_000)).collect();
    let own = [held(99, has, 10)];
    let offer = offer(&customer(&parent, &own));
    let choice = product(&offer, wanted);
    for kind in &choice.kinds {
        let refused = kind.refused.as_ref();
        if kind.kind == LicenseKind::Trial {
            assert_eq!(refused, None, "a trial may stand beside it");
        } else {
            assert_eq!(refused.map(|refused| arg(refused, "product")), rival);
        }
    }
    assert_eq!(choice.refused, None);
}

#[test]
fn resellers_hold_every_model_once_and_get_no_trials() {
    let parent = [held(1, SECURE, 1_000), held(2, PLUS, 1_000)];
    let own = [held(3, SECURE, 10)];
    let s = Situation { org_kind: OrgKind::Partner, ..customer(&parent, &own) };
    let offer = offer(&s);
    assert!(offer.resale);
    let refused = |id| edition(&offer, id).refused.as_ref().map(|r| r.code.as_str());
    assert_eq!(refused(SECURE), Some("entitlement-held-already"));
    assert_eq!(refused(PLUS), None);
    let kinds = &product(&offer, ENDPOINT).kinds;
    let trial = kinds.iter().find(|kind| kind.kind == LicenseKind::Trial).unwrap();
    assert_eq!(trial.refused.as_ref().unwrap().code, "entitlement-trial-customers");
}

#[test]
fn who_is_suspended_gets_nothing() {
    let parent = [held(1, SECURE, 100)];
    let s = Situation { open: false, ..customer(&parent, &[]) };
    let codes: Vec<_> =
        offer(&s).products.into_iter().map(|product| product.refused.unwrap().code).collect();
    assert!(codes.iter().all(|code| code == "entitlement-org-closed"));
}
