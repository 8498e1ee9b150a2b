#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Reminders: each once, whoever sends and however often, to those who want and may read them.

#[path = "support/house.rs"]
mod house;

use domain::license::{LicenseKind, LicenseRow};
use domain::mail::Letter;
use domain::people::{Language, Role};
use domain::reminder::ReminderSettings;
use futures::future::join_all;
use house::{House, PLAIN, at, day};
use services::mail::Delivered;
use services::reminders::Reminded;
use services::{ServiceError, Services};
use std::sync::{Arc, Mutex};
use store::mail::Mail;

/// A license in use that ends on a day.
async fn ending(house: &House, ends: &str) -> LicenseRow {
    let row = LicenseRow {
        expires: Some(day(ends)),
        term_years: Some(1),
        ..house.license(PLAIN, LicenseKind::Term, "2025-06-01")
    };
    house.add(&row).await;
    row
}

/// Days from one to another, each begun anew by another process, with what was sent on them.
async fn days(house: &House, from: &str, until: &str) -> Vec<(String, Reminded)> {
    let (mut day, mut sent) = (day(from), Vec::new());
    while day <= self::day(until) {
        house.set(&format!("{day}T00:10:00Z"));
        let today = house.services.reminders_send().await.unwrap();
        if today != Reminded::default() {
            sent.push((day.to_string(), today));
        }
        // Later that day, and after a restart.
        house.set(&format!("{day}T12:00:00Z"));
        assert_eq!(house.services.reminders_send().await.unwrap(), Reminded::default());
        day = day.succ_opt().unwrap();
    }
    sent
}

/// All that a mail server is given now.
async fn mails(services: &Services) -> Vec<Mail> {
    let got = Arc::new(Mutex::new(Vec::new()));
    loop {
        let inbox = Arc::clone(&got);
        let more = services.mail_round(move |mail| {
            inbox.lock().unwrap().push(mail);
            async { Delivered::Yes }
        });
        if !more.await.unwrap() {
            break;
        }
    }
    let mut got = got.lock().unwrap();
    got.drain(..).collect()
}

fn to(mails: &[Mail]) -> Vec<String> {
    let mut to: Vec<String> =
        mails.iter().map(|mail| format!("{} {}", mail.address, mail.letter.slug())).collect();
    to.sort();
    to
}

fn contacts(list: &[(&str, &str)]) -> String {
    let one = |(about, email): &(&str, &str)| {
        format!(r#"{{"name": "C", "email": "{email}", "phone": "", "about": "{about}"}}"#)
    };
    format!("[{}]", list.iter().map(one).collect::<Vec<_>>().join(", "))
}

async fn set_contacts(house: &House, org: &store::org::Org, list: &[(&str, &str)]) {
    let sql =
        format!("UPDATE organization SET contacts = '{}' WHERE id = '{}'", contacts(list), org.id);
    assert_eq!(house.change(&sql).await, 1);
}

#[tokio::test]
async fn a_license_is_reminded_of_at_each_step_and_the_customer_at_the_end() {
    let house = House::new("2026-03-01T10:00:00Z").await;
    set_contacts(&house, &house.customers[0], &[("general", "boss@customer.example")]).await;
    ending(&house, "2026-05-31").await;
    let sent = days(&house, "2026-03-01", "2026-06-05").await;
    let when: Vec<_> = sent.iter().map(|(day, it)| (&**day, it.partners, it.customers)).collect();
    assert_eq!(
        when,
        [
            ("2026-04-01", 1, 0),
            ("2026-05-01", 1, 0),
            ("2026-05-17", 1, 0),
            ("2026-05-24", 1, 0),
            ("2026-05-28", 1, 1),
            ("2026-05-30", 1, 1),
        ]
    );
    let log = house.texts("SELECT count(*)::text FROM action_log WHERE action = 'reminders-sent'");
    assert_eq!(log.await, ["6"]);
}

#[tokio::test]
async fn days_on_which_nothing_ran_are_made_up_for_once() {
    let house = House::new("2028-01-01T10:00:00Z").await;
    ending(&house, "2028-02-29").await;
    assert_eq!(days(&house, "2028-01-01", "2028-01-01").await.len(), 1, "60 days before");
    // Nothing runs until five days before the end: of 30, 14 and 7 only the last is due.
    let sent = days(&house, "2028-02-24", "2028-03-01").await;
    let when: Vec<_> = sent.iter().map(|(day, it)| (&**day, it.partners)).collect();
    assert_eq!(when, [("2028-02-24", 1), ("2028-02-26", 1), ("2028-02-28", 1)]);
    let steps = house.texts("SELECT s.step::text FROM reminder_sent s ORDER BY s.step DESC").await;
    assert_eq!(steps, ["60", "7", "3", "1"]);
}

#[tokio::test]
async fn a_renewal_begins_anew_and_a_customer_hears_nothing_of_it() {
    let house = House::new("2026-05-28T10:00:00Z").await;
    set_contacts(&house, &house.customers[0], &[("renewals", "boss@customer.example")]).await;
    let row = ending(&house, "2026-06-01").await;
    assert_eq!(days(&house, "2026-05-28", "2026-05-28").await[0].1.customers, 0);
    let sql = format!("UPDATE license SET expires = '2027-06-01' WHERE id = '{}'", row.id);
    house.change(&sql).await;
    assert!(days(&house, "2026-05-29", "2026-06-02").await.is_empty());
    assert_eq!(days(&house, "2027-04-02", "2027-04-02").await[0].1.partners, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_that_die_now_and_then_send_each_once() {
    let house = House::new("2026-06-01T00:00:00Z").await;
    set_contacts(&house, &house.customers[0], &[("renewals", "boss@customer.example")]).await;
    let rows: Vec<_> = (0..800)
        .map(|n| LicenseRow {
            expires: Some(day("2026-06-02") + chrono::Days::new(n % 60)),
            ..house.license(PLAIN, LicenseKind::Term, "2025-06-01")
        })
        .collect();
    house.add_all(&rows).await;
    let settings = ReminderSettings { digest: false, ..ReminderSettings::default() };
    house.services.reminder_settings_set(&house.owner, 0, settings).await.unwrap();
    let mut millis = 1;
    loop {
        // One of them is ten minutes behind: it is still yesterday there.
        let store = store::Store::connect(&house.url, 5).await.unwrap();
        let clock = services::clock::Clock::fixed(at("2026-05-31T23:50:00Z"));
        let behind = Services::new(store, Arc::clone(&house.services.catalog), clock);
        let running: Vec<_> = [house.services.clone(), behind, house.services.clone()]
            .into_iter()
            .map(|services| tokio::spawn(async move { services.reminders_send().await }))
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
        if running.iter().all(tokio::task::JoinHandle::is_finished) {
            for run in join_all(running).await {
                run.unwrap().unwrap();
            }
            break;
        }
        for run in &running {
            run.abort();
        }
        join_all(running).await;
        millis += 1 + millis / 2;
    }
    let counts = house
        .texts(
            "SELECT (SELECT count(*) FROM reminder_sent WHERE audience = 'partner') || ' '
                 || (SELECT count(*) FROM mail WHERE template = 'renewal-due') || ' '
                 || (SELECT count(DISTINCT data->>'path') FROM mail WHERE template = 'renewal-due')",
        )
        .await;
    let [keys, mails, licenses] = counts[0].split(' ').collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(keys, mails, "one owner reads each");
    assert!(licenses.parse::<u32>().unwrap() >= 790, "{licenses}");
    let queued = house.texts("SELECT count(*)::text FROM mail").await;
    assert_eq!(self::mails(&house.services).await.len().to_string(), queued[0]);
}

#[tokio::test]
async fn digests_and_single_mails_go_to_those_who_may_renew_in_their_language() {
    let house = House::new("2026-05-02T10:00:00Z").await;
    house.person(&house.partner, "reader@example.com", Role::ReadOnly, Some(Language::De)).await;
    house.person(&house.partner, "billing@example.com", Role::Billing, Some(Language::De)).await;
    let gone = house
        .person(&house.partner, "gone@example.com", Role::LicenseAdmin, Some(Language::De))
        .await;
    house.person(&house.top, "above@example.com", Role::Owner, None).await;
    let sql = format!("UPDATE account SET active = false WHERE person_id = '{}'", gone.person);
    house.change(&sql).await;
    ending(&house, "2026-06-01").await;
    ending(&house, "2026-06-01").await;
    let coupon = LicenseRow {
        activated: None,
        customer: None,
        expires: Some(day("2026-07-01")),
        ..house.license(PLAIN, LicenseKind::Term, "2026-04-01")
    };
    house.add(&coupon).await;
    house.services.reminders_send().await.unwrap();
    let got = mails(&house.services).await;
    let digest = ["ada@example.com renewal-digest", "billing@example.com renewal-digest"];
    assert_eq!(to(&got), digest);
    let languages: Vec<_> = got.iter().map(|mail| (&*mail.address, mail.language)).collect();
    assert!(languages.contains(&("billing@example.com", Language::De)));
    // Who chose no language reads what most there do.
    assert!(languages.contains(&("ada@example.com", Language::De)));
    let Letter::RenewalDigest { items, more, path, .. } = &got[0].letter else { panic!() };
    assert_eq!((items.len(), *more), (3, 0));
    assert_eq!(path, "/licenses?tab=all&sort=expires&expires=2026-06-01..2026-07-01");
    let query = path.split_once('?').unwrap().1;
    let (_, problems) =
        grid::url::parse(&grid::licenses::LICENSES, query, grid::url::Audience::Provider);
    assert!(problems.is_empty(), "{problems:?}");
    let page = house.services.license_page(&house.owner, query, 0, 10).await.unwrap();
    assert_eq!(page.window.len(), 3, "the link shows what the mail tells of");

    let single = ReminderSettings { digest: false, ..ReminderSettings::default() };
    house.services.reminder_settings_set(&house.owner, 0, single).await.unwrap();
    house.set("2026-05-18T10:00:00Z");
    house.services.reminders_send().await.unwrap();
    let got = mails(&house.services).await;
    assert_eq!(got.len(), 4, "{:?}", to(&got));
    assert!(got.iter().all(|mail| mail.letter.slug() == "renewal-due"));
    house.set("2026-06-01T10:00:00Z");
    house.services.reminders_send().await.unwrap();
    let got = mails(&house.services).await;
    let slugs: Vec<_> = to(&got);
    assert!(slugs.contains(&"billing@example.com coupon-lapse".to_owned()), "{slugs:?}");
}

#[tokio::test]
async fn contacts_come_first_and_bad_addresses_get_nothing() {
    let house = House::new("2026-05-29T10:00:00Z").await;
    let list = [
        ("renewals", "not an address"),
        ("general", "info@partner.example"),
        ("renewals", "renew@partner.example"),
        ("renewals", "Ada@example.com"),
    ];
    set_contacts(&house, &house.partner, &list).await;
    set_contacts(
        &house,
        &house.customers[0],
        &[("renewals", "@"), ("general", "x@customer.example")],
    )
    .await;
    set_contacts(&house, &house.customers[1], &[("renewals", "broken")]).await;
    ending(&house, "2026-06-01").await;
    let other = LicenseRow {
        expires: Some(day("2026-06-01")),
        customer: Some(domain::license::OrgRef {
            id: house.customers[1].id,
            name: house.customers[1].name.clone(),
        }),
        ..house.license(PLAIN, LicenseKind::Term, "2025-06-01")
    };
    house.add(&other).await;
    let sent = house.services.reminders_send().await.unwrap();
    assert_eq!((sent.partners, sent.customers, sent.mails), (2, 1, 3));
    let got = mails(&house.services).await;
    let expected = [
        "Ada@example.com renewal-digest",
        "renew@partner.example renewal-digest",
        "x@customer.example customer-expiry",
    ];
    assert_eq!(to(&got), expected);
    let customers = got.iter().find(|mail| mail.address.starts_with("x@")).unwrap();
    let Letter::CustomerExpiry { items, partner, path, .. } = &customers.letter else { panic!() };
    assert_eq!((items.len(), &**partner, path), (1, "Kranich", &None));
    // A mail that could not be sent before the end is of no use after it.
    assert_eq!(customers.useless_at, at("2026-06-01T10:00:00Z"));
}

#[tokio::test]
async fn what_a_partner_decides_holds() {
    let house = House::new("2026-05-29T10:00:00Z").await;
    set_contacts(&house, &house.customers[0], &[("renewals", "boss@customer.example")]).await;
    ending(&house, "2026-06-01").await;
    let services = &house.services;
    let (default, version) = services.reminder_settings(&house.owner).await.unwrap();
    assert_eq!((default, version), (ReminderSettings::default(), 0));
    let wrong = ReminderSettings { days: vec![0], coupon_days: vec![366], ..Default::default() };
    let refused = services.reminder_settings_set(&house.owner, 0, wrong).await.unwrap_err();
    let ServiceError::Invalid(fields) = refused else { panic!("{refused:?}") };
    assert_eq!(fields.len(), 2);
    let refused = services.reminder_settings(&house.distributor).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Forbidden));
    let without = ReminderSettings { days: vec![7, 30, 7], customers: false, ..Default::default() };
    let (kept, version) = services.reminder_settings_set(&house.owner, 0, without).await.unwrap();
    assert_eq!((kept.days, version), (vec![30, 7], 1));
    let stale = services.reminder_settings_set(&house.owner, 0, Default::default()).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))), "{stale:?}");
    let sent = services.reminders_send().await.unwrap();
    assert_eq!((sent.partners, sent.customers), (1, 0));
    let off = ReminderSettings { enabled: false, ..Default::default() };
    services.reminder_settings_set(&house.owner, 1, off).await.unwrap();
    assert!(days(&house, "2026-05-30", "2026-06-01").await.is_empty());
}

#[tokio::test]
async fn what_renews_itself_or_is_charged_by_the_month_needs_no_reminder() {
    let house = House::new("2026-05-29T10:00:00Z").await;
    let auto = ending(&house, "2026-06-01").await;
    let monthly = LicenseRow {
        expires: Some(day("2026-06-01")),
        ..house.license(PLAIN, LicenseKind::Monthly, "2026-01-01")
    };
    house.add(&monthly).await;
    let sql = format!(
        "INSERT INTO auto_renewal (root_id, tkey, license_id, years, person_id, person_name, created_at)
         SELECT root_id, tkey, '{}', 1, '{}', 'Ada', '2026-01-01Z' FROM organization WHERE id = '{}'",
        auto.id, house.owner.person, house.partner.id
    );
    assert_eq!(house.change(&sql).await, 1);
    assert_eq!(house.services.reminders_send().await.unwrap(), Reminded::default());
    // It was refused: somebody has to do it.
    house.change("UPDATE auto_renewal SET refused_at = '2026-06-01'").await;
    house.set("2026-05-30T10:00:00Z");
    assert_eq!(house.services.reminders_send().await.unwrap().partners, 1);
}

#[tokio::test]
async fn a_mail_server_that_is_down_for_an_hour_loses_and_doubles_nothing() {
    let house = House::new("2026-05-02T00:00:00Z").await;
    ending(&house, "2026-06-01").await;
    house.services.reminders_send().await.unwrap();
    for minute in 0..60 {
        house.clock.set(at("2026-05-02T00:00:00Z") + chrono::Duration::minutes(minute));
        let away = |_| async { Delivered::Away("nobody answers".to_owned()) };
        house.services.mail_round(away).await.unwrap();
        house.services.reminders_send().await.unwrap();
    }
    house.set("2026-05-02T02:30:00Z");
    assert_eq!(to(&mails(&house.services).await), ["ada@example.com renewal-due"]);
    assert!(mails(&house.services).await.is_empty());
}
