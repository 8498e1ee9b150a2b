//! A reminder is sent once, and the last one is sent, whenever the job runs.

use crate::sample::{coupon, day, license};
use chrono::{Days, Duration, NaiveDate};
use domain::license::{LicenseKind, LicenseRow};
use domain::reminder::{
    Audience, CUSTOMER_DAYS, Due, ReminderKey, ReminderSettings, due_reminders, is_news,
};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};

/// What is sent when the job runs on these days: each key is written down before it is sent.
fn sent(
    license: &LicenseRow,
    settings: &ReminderSettings,
    runs: &[NaiveDate],
) -> Vec<(NaiveDate, Due)> {
    let mut written: HashSet<ReminderKey> = HashSet::new();
    let mut mails = Vec::new();
    for today in runs {
        for due in due_reminders(license, settings, true, *today) {
            if is_news(&due.key, &written) && written.insert(due.key) {
                mails.push((*today, due));
            }
        }
    }
    mails
}

fn subjects() -> impl Strategy<Value = LicenseRow> {
    prop_oneof![
        Just(license()),
        Just(LicenseRow { kind: LicenseKind::Trial, ..license() }),
        Just(coupon(9, 10, "2026-06-01")),
    ]
}

fn settings() -> impl Strategy<Value = ReminderSettings> {
    let days = || proptest::collection::vec(1_u16..=365, 0..=12);
    (days(), days(), any::<bool>()).prop_map(|(days, coupon_days, customers)| {
        ReminderSettings { days, coupon_days, customers, ..ReminderSettings::default() }
            .parse()
            .unwrap()
    })
}

/// Days around the end, in order of time, some skipped and some several times.
fn runs() -> impl Strategy<Value = Vec<NaiveDate>> {
    proptest::collection::vec(-400_i64..20, 0..80).prop_map(|mut days| {
        days.sort_unstable();
        days.into_iter().map(|at| day("2026-06-01") + Duration::days(at)).collect()
    })
}

proptest! {
    #[test]
    fn each_key_comes_at_most_once(license in subjects(), settings in settings(), runs in runs()) {
        let mails = sent(&license, &settings, &runs);
        let keys: HashSet<_> = mails.iter().map(|(_, due)| due.key).collect();
        prop_assert_eq!(keys.len(), mails.len());
        let mut days: HashMap<(NaiveDate, Audience), usize> = HashMap::new();
        for (today, due) in &mails {
            *days.entry((*today, due.key.audience)).or_default() += 1;
            prop_assert!(*today <= due.key.period_end, "after the end");
            prop_assert!(i64::from(due.key.step) >= due.days_left, "before its step");
            prop_assert_eq!(due.days_left, (due.key.period_end - *today).num_days());
            if due.key.audience == Audience::Customer {
                prop_assert!(due.days_left <= i64::from(CUSTOMER_DAYS) && settings.customers);
                prop_assert!(license.kind == LicenseKind::Term && license.activated.is_some());
            }
        }
        prop_assert!(days.values().all(|mails| *mails == 1), "missed steps are not made up for");
    }

    #[test]
    fn steps_come_ever_nearer(license in subjects(), settings in settings(), runs in runs()) {
        let mails = sent(&license, &settings, &runs);
        for audience in Audience::ALL {
            let own = mails.iter().filter(|(_, due)| due.key.audience == audience);
            let steps: Vec<_> = own.map(|(_, due)| due.key.step).collect();
            prop_assert!(steps.windows(2).all(|pair| pair[0] > pair[1]), "{steps:?}");
        }
    }

    #[test]
    fn the_last_step_comes_if_the_job_runs_in_its_window(
        license in subjects(),
        settings in settings(),
        runs in runs(),
    ) {
        let coupon = license.activated.is_none();
        let steps = if coupon { &settings.coupon_days } else { &settings.days };
        // The sample began a year before its end, so that every step but 364 and more lies in it.
        let Some(last) = steps.last().copied().filter(|step| *step < 364) else { return Ok(()) };
        let window = day("2026-06-01") - Days::new(u64::from(last))..=day("2026-06-01");
        let ran = runs.iter().any(|today| window.contains(today));
        let mails = sent(&license, &settings, &runs);
        let came = mails
            .iter()
            .any(|(_, due)| due.key.step == last && due.key.audience == Audience::Partner);
        prop_assert_eq!(came, ran);
    }

    #[test]
    fn whoever_changes_the_days_is_not_reminded_of_the_same(
        before in settings(),
        after in settings(),
        runs in runs(),
        turn in -400_i64..20,
    ) {
        let turn = day("2026-06-01") + Duration::days(turn);
        let mut written: Vec<ReminderKey> = Vec::new();
        for today in &runs {
            let settings = if *today < turn { &before } else { &after };
            for due in due_reminders(&license(), settings, true, *today) {
                if is_news(&due.key, &written) {
                    let nearer = written
                        .iter()
                        .filter(|sent| sent.audience == due.key.audience)
                        .all(|sent| sent.step > due.key.step);
                    prop_assert!(nearer);
                    written.push(due.key);
                }
            }
        }
    }

    #[test]
    fn keys_survive_their_text(
        id in any::<u128>(),
        at in 0_u64..73_000,
        step in 1_u16..=365,
        customer in any::<bool>(),
    ) {
        let key = ReminderKey {
            license: domain::ids::LicenseId(uuid::Uuid::from_u128(id)),
            period_end: day("2000-01-01") + Days::new(at),
            step,
            audience: Audience::ALL[usize::from(customer)],
        };
        prop_assert_eq!(key.to_string().parse(), Ok(key));
    }
}
