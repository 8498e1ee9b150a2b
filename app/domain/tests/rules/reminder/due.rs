use crate::sample::{coupon, day, license};
use domain::ids::LicenseId;
use domain::license::{LicenseKind, LicenseRow};
use domain::organization::{About, Contact};
use domain::reminder::{
    Audience, CUSTOMER_DAYS, CUSTOMER_STEPS, Due, ReminderKey, ReminderSettings, Subject, Topic,
    addressee, due, due_reminders, is_news, subject,
};
use rstest::rstest;

const STEPS: [u16; 6] = [60, 30, 14, 7, 3, 1];

/// The sample license ends on 1 June 2026.
#[rstest]
#[case::long_before("2026-04-01", None)]
#[case::the_first_step("2026-04-02", Some(60))]
#[case::still_the_first("2026-05-01", Some(60))]
#[case::the_next("2026-05-02", Some(30))]
#[case::missed_by_a_day("2026-05-19", Some(14))]
#[case::three_days("2026-05-29", Some(3))]
#[case::two_days("2026-05-30", Some(3))]
#[case::the_day_before("2026-05-31", Some(1))]
#[case::the_last_day("2026-06-01", Some(1))]
#[case::after_it("2026-06-02", None)]
fn the_nearest_step_that_has_come_is_due(#[case] today: &str, #[case] step: Option<u16>) {
    assert_eq!(due(day("2026-06-01"), STEPS, day(today)), step);
    let turned = STEPS.into_iter().rev();
    assert_eq!(due(day("2026-06-01"), turned, day(today)), step, "whatever the order");
}

#[test]
fn without_steps_nothing_is_due() {
    assert_eq!(due(day("2026-06-01"), [], day("2026-06-01")), None);
}

fn topic_of(change: fn(&mut LicenseRow)) -> Option<Topic> {
    let mut changed = license();
    change(&mut changed);
    subject(&changed, day("2026-05-15")).map(|subject| subject.topic)
}

#[rstest]
#[case::in_use(|_: &mut LicenseRow| {}, Some(Topic::License))]
#[case::long_before_the_end(|l: &mut LicenseRow| l.expires = Some(day("2030-01-01")), Some(Topic::License))]
#[case::on_its_last_day(|l: &mut LicenseRow| l.expires = Some(day("2026-05-15")), Some(Topic::License))]
#[case::without_a_customer(|l: &mut LicenseRow| l.customer = None, Some(Topic::License))]
#[case::trial(|l: &mut LicenseRow| l.kind = LicenseKind::Trial, Some(Topic::Trial))]
#[case::coupon(|l: &mut LicenseRow| l.activated = None, Some(Topic::Coupon))]
#[case::reserved_coupon(|l: &mut LicenseRow| { l.activated = None; l.note = Some("for Meier".into()) }, Some(Topic::Coupon))]
#[case::expired(|l: &mut LicenseRow| l.expires = Some(day("2026-05-14")), None)]
#[case::lapsed(|l: &mut LicenseRow| { l.activated = None; l.expires = Some(day("2026-05-14")) }, None)]
#[case::redeemed(|l: &mut LicenseRow| { l.activated = None; l.redeemed_by = Some(l.id) }, None)]
#[case::without_end(|l: &mut LicenseRow| l.expires = None, None)]
#[case::coupon_that_never_lapses(|l: &mut LicenseRow| { l.activated = None; l.expires = None }, None)]
#[case::by_usage(|l: &mut LicenseRow| l.kind = LicenseKind::Usage, None)]
#[case::renewed_each_month(|l: &mut LicenseRow| l.kind = LicenseKind::Monthly, None)]
#[case::unused_trial(|l: &mut LicenseRow| { l.activated = None; l.kind = LicenseKind::Trial }, None)]
fn what_is_worth_a_reminder(#[case] change: fn(&mut LicenseRow), #[case] topic: Option<Topic>) {
    assert_eq!(topic_of(change), topic);
}

#[test]
fn a_subject_counts_from_its_first_day() {
    let subject_of = |license| subject(&license, day("2026-05-15")).unwrap();
    let (ends, since) = (day("2026-06-01"), day("2025-06-02"));
    assert_eq!(subject_of(license()), Subject { topic: Topic::License, ends, since });
    let coupon = LicenseRow { purchased: day("2025-03-04"), ..coupon(9, 10, "2026-06-01") };
    let since = day("2025-03-04");
    assert_eq!(subject_of(coupon), Subject { topic: Topic::Coupon, ends, since });
}

/// A trial of 30 days that begins on 2 May 2026.
fn trial() -> LicenseRow {
    LicenseRow { kind: LicenseKind::Trial, activated: Some(day("2026-05-02")), ..license() }
}

/// Step and audience of what is due.
fn dues(license: &LicenseRow, settings: &ReminderSettings, today: &str) -> Vec<(u16, Audience)> {
    let due = due_reminders(license, settings, true, day(today));
    due.iter().map(|due| (due.key.step, due.key.audience)).collect()
}

#[test]
fn a_trial_does_not_begin_with_a_reminder() {
    let usual = ReminderSettings::default();
    assert_eq!(dues(&trial(), &usual, "2026-05-02"), []);
    assert_eq!(dues(&trial(), &usual, "2026-05-17"), []);
    assert_eq!(dues(&trial(), &usual, "2026-05-18"), [(14, Audience::Partner)]);
}

#[rstest]
#[case::early("2026-05-02", &[(30, Audience::Partner)])]
#[case::four_days("2026-05-28", &[(7, Audience::Partner)])]
#[case::three_days("2026-05-29", &[(3, Audience::Partner), (3, Audience::Customer)])]
#[case::last_day("2026-06-01", &[(1, Audience::Partner), (1, Audience::Customer)])]
#[case::over("2026-06-02", &[])]
fn customers_hear_of_the_end_alone(#[case] today: &str, #[case] expected: &[(u16, Audience)]) {
    assert_eq!(dues(&license(), &ReminderSettings::default(), today), expected);
}

#[rstest]
#[case::switched_off(|s: &mut ReminderSettings| s.customers = false, &[Audience::Partner])]
#[case::all_off(|s: &mut ReminderSettings| s.enabled = false, &[])]
#[case::partner_early_only(|s: &mut ReminderSettings| s.days = vec![60], &[Audience::Partner, Audience::Customer])]
#[case::partner_never(|s: &mut ReminderSettings| s.days.clear(), &[Audience::Customer])]
#[case::coupons_do_not_matter(|s: &mut ReminderSettings| s.coupon_days.clear(), &[Audience::Partner, Audience::Customer])]
fn the_partner_decides(#[case] change: fn(&mut ReminderSettings), #[case] audiences: &[Audience]) {
    let mut settings = ReminderSettings::default();
    change(&mut settings);
    let due = dues(&license(), &settings, "2026-05-29");
    assert_eq!(due.into_iter().map(|(_, audience)| audience).collect::<Vec<_>>(), audiences);
}

#[test]
fn no_customer_hears_of_trials_and_coupons() {
    let usual = ReminderSettings::default();
    for today in ["2026-05-29", "2026-05-31", "2026-06-01"] {
        for license in [trial(), coupon(9, 10, "2026-06-01")] {
            let due = dues(&license, &usual, today);
            assert!(due.iter().all(|(_, audience)| *audience == Audience::Partner), "{today}");
            assert!(!due.is_empty());
        }
    }
}

#[test]
fn nobody_is_written_to_without_address_or_customer() {
    let usual = ReminderSettings::default();
    let today = day("2026-05-29");
    assert_eq!(due_reminders(&license(), &usual, false, today).len(), 1);
    let nobody = LicenseRow { customer: None, ..license() };
    assert_eq!(due_reminders(&nobody, &usual, true, today).len(), 1);
}

#[test]
fn coupons_have_days_of_their_own() {
    let settings = ReminderSettings { coupon_days: vec![45], ..ReminderSettings::default() };
    let coupon = coupon(9, 10, "2026-06-01");
    let due = due_reminders(&coupon, &settings, true, day("2026-05-29"));
    let key = ReminderKey {
        license: coupon.id,
        period_end: day("2026-06-01"),
        step: 45,
        audience: Audience::Partner,
    };
    assert_eq!(due, [Due { key, topic: Topic::Coupon, days_left: 3 }]);
}

#[test]
fn a_renewal_begins_anew() {
    let usual = ReminderSettings::default();
    let renewed = LicenseRow { expires: Some(day("2027-06-01")), ..license() };
    assert_eq!(dues(&renewed, &usual, "2026-05-29"), []);
    let key = |license, today| due_reminders(license, &usual, true, day(today))[0].key;
    assert_ne!(key(&license(), "2026-05-02"), key(&renewed, "2027-05-02"));
}

#[test]
fn the_customers_steps_lie_within_their_days() {
    assert!(CUSTOMER_STEPS.iter().all(|step| *step <= CUSTOMER_DAYS));
}

fn key(step: u16, audience: Audience) -> ReminderKey {
    ReminderKey { license: license().id, period_end: day("2026-06-01"), step, audience }
}

#[rstest]
#[case::nothing_sent(&[], true)]
#[case::itself(&[key(14, Audience::Partner)], false)]
#[case::a_nearer_one(&[key(7, Audience::Partner)], false)]
#[case::a_farther_one(&[key(30, Audience::Partner)], true)]
#[case::to_somebody_else(&[key(3, Audience::Customer)], true)]
#[case::of_the_period_before(&[ReminderKey { period_end: day("2025-06-01"), ..key(7, Audience::Partner) }], true)]
fn news_is_what_no_nearer_reminder_has_said(#[case] sent: &[ReminderKey], #[case] news: bool) {
    assert_eq!(is_news(&key(14, Audience::Partner), sent), news);
}

#[test]
fn a_key_has_a_stable_text() {
    let text = "00000000-0000-0000-0000-000000000001/2026-06-01/30/partner";
    assert_eq!(key(30, Audience::Partner).to_string(), text);
    assert_eq!(text.parse(), Ok(key(30, Audience::Partner)));
    for wrong in [
        "",
        "30/partner",
        "00000000-0000-0000-0000-000000000001/2026-06-01/30/nobody",
        "00000000-0000-0000-0000-000000000001/2026-06-01/030/partner",
        "00000000-0000-0000-0000-000000000001/2026-06-01/+30/partner",
        "00000000-0000-0000-0000-000000000001/2026-6-1/30/partner",
        "00000000-0000-0000-0000-000000000001/2026-06-01/30/partner/",
        "00000000000000000000000000000001/2026-06-01/30/partner",
    ] {
        assert!(wrong.parse::<ReminderKey>().is_err(), "{wrong}");
    }
    let other = ReminderKey { license: LicenseId(uuid::Uuid::max()), ..key(3, Audience::Customer) };
    assert_eq!(other.to_string().parse(), Ok(other));
}

fn contact(about: About, email: &str) -> Contact {
    Contact { about, email: email.to_owned(), ..Contact::default() }
}

#[rstest]
#[case::nobody(&[], None)]
#[case::for_renewals(&[(About::General, "g@x.example"), (About::Renewals, "r@x.example")], Some("r@x.example"))]
#[case::for_anything(&[(About::Billing, "b@x.example"), (About::General, "g@x.example")], Some("g@x.example"))]
#[case::not_for_other_things(&[(About::Billing, "b@x.example"), (About::Technical, "t@x.example")], None)]
#[case::without_address(&[(About::Renewals, ""), (About::General, " ")], None)]
#[case::the_next_with_address(&[(About::Renewals, ""), (About::Renewals, "r@x.example")], Some("r@x.example"))]
#[case::rather_general_than_none(&[(About::Renewals, ""), (About::General, "g@x.example")], Some("g@x.example"))]
#[case::the_first_of_several(&[(About::Renewals, "1@x.example"), (About::Renewals, "2@x.example")], Some("1@x.example"))]
fn who_is_written_to(#[case] contacts: &[(About, &str)], #[case] expected: Option<&str>) {
    let contacts: Vec<_> = contacts.iter().map(|(about, mail)| contact(*about, mail)).collect();
    assert_eq!(addressee(&contacts).map(|contact| contact.email.as_str()), expected);
}

#[test]
fn slugs_are_read_back() {
    for topic in Topic::ALL {
        assert_eq!(Topic::from_slug(topic.slug()), Some(topic));
    }
    for audience in Audience::ALL {
        assert_eq!(Audience::from_slug(audience.slug()), Some(audience));
    }
    assert_eq!((Topic::from_slug(""), Audience::from_slug("Partner")), (None, None));
}
