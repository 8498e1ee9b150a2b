use super::*;
use domain::mail::{DiscountNews, Ending, OrderNews};
use domain::money::{Currency, Money};
use domain::people::Role;
use domain::reminder::Topic;

fn order(news: OrderNews) -> Letter {
    Letter::Order {
        news,
        order: domain::ids::OrderId(uuid::Uuid::nil()),
        number: "O-000001".to_owned(),
        other: Some("Kranich".to_owned()),
        reason: "As agreed".to_owned(),
        path: "/orders/1".to_owned(),
    }
}

fn discount(news: DiscountNews, to_customer: bool) -> Letter {
    Letter::Discount {
        news,
        program: domain::program::Program::Education,
        customer: "Müller\r\nBcc: all@example.com".to_owned(),
        partner: "Kranich".to_owned(),
        percent: Some(30),
        until: chrono::DateTime::from_timestamp(1_795_356_300, 0),
        reason: String::new(),
        to_customer,
        path: "/discount/0a1b".to_owned(),
    }
}

#[test]
fn a_discount_says_how_much_for_whom_and_until_when() {
    let told = |to_customer| {
        MailText::of(&discount(DiscountNews::Approved, to_customer), "Ada", Language::En)
    };
    let mail = told(true);
    assert_eq!(mail.subject, "Your discount: 30 percent");
    let plain = mail.plain("https://portal.example", Language::En);
    let line = "Kranich got you a discount of 30 percent (Education). This link works once, \
                for people of Müller Bcc: all@example.com who sign in, until 22 Nov 2026";
    assert!(plain.contains(line), "{plain}");
    assert!(plain.contains("https://portal.example/discount/0a1b"), "{plain}");
    assert!(!told(false).subject.contains(['\r', '\n']));
}

fn invitation(inviter: &str) -> Letter {
    Letter::Invitation {
        inviter: inviter.to_owned(),
        organization: "Müller & Söhne".to_owned(),
        role: Role::LicenseAdmin,
        path: "/invitation/abc".to_owned(),
        until: chrono::DateTime::from_timestamp(1_795_356_300, 0).unwrap_or_default(),
    }
}

#[test]
fn an_invitation_says_who_where_as_what_and_until_when() {
    let mail = MailText::of(&invitation("Ada Lovelace"), "Bob", Language::En);
    assert_eq!(mail.subject, "Ada Lovelace invites you to Müller & Söhne");
    assert_eq!(
        mail.plain("https://portal.example", Language::En),
        "Hello Bob,\n\n\
         Ada Lovelace invites you to work for Müller & Söhne in Seatkeeper. \
         Your role there will be: License and security admin.\n\n\
         Accept the invitation:\nhttps://portal.example/invitation/abc\n\n\
         The link works once, until 22 Nov 2026, 14:05 UTC. \
         If you do not expect an invitation, do nothing.\n\n\
         -- \nSeatkeeper writes to you because you have or get an account at \
         https://portal.example. Nobody reads answers to this mail.\n"
    );
    let german = MailText::of(&invitation("Ada Lovelace"), "Bob", Language::De);
    assert_eq!(german.subject, "Ada Lovelace lädt Sie zu Müller & Söhne ein");
    assert!(german.plain("x", Language::De).contains("bis 22.11.2026, 14:05 UTC"));
}

#[test]
fn names_are_no_markup_and_no_lines() {
    let name = "<a href=\"https://evil.example\">\"O'Hara\"</a>\r\nBcc: all@example.com";
    let mail = MailText::of(&invitation(name), name, Language::En);
    assert!(!mail.subject.contains(['\r', '\n']));
    let html = mail.html("https://portal.example", Language::En);
    assert!(html.contains("&lt;a href=&quot;https://evil.example&quot;&gt;"), "{html}");
    assert_eq!(html.matches("<a ").count(), 1, "{html}");
    assert!(html.contains("<a href=\"https://portal.example/invitation/abc\">"), "{html}");
    assert!(mail.plain("x", Language::En).starts_with("Hello <a href=\"https://evil.example\">"));
}

fn ending(topic: Topic) -> Ending {
    Ending {
        topic,
        license: "Office\r\nBcc: all@example.com".to_owned(),
        product: "Shield Pro".to_owned(),
        seats: Some(5),
        customer: (topic != Topic::Coupon).then(|| "Müller".to_owned()),
        ends: chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default(),
    }
}

#[test]
fn reminders_tell_what_ends_when_and_lead_there() {
    let letter = Letter::RenewalDigest {
        organization: "Kranich".to_owned(),
        items: vec![ending(Topic::License), ending(Topic::Coupon)],
        more: 1,
        path: "/licenses?tab=all&sort=expires".to_owned(),
    };
    let mail = MailText::of(&letter, "Ada", Language::De);
    assert_eq!(mail.subject, "3 Lizenzen enden bald");
    let plain = mail.plain("https://portal.example", Language::De);
    assert!(
        plain.contains("22.11.2026: Office Bcc: all@example.com (Shield Pro, 5 Plätze), Müller"),
        "{plain}"
    );
    assert!(plain.contains("https://portal.example/licenses?tab=all&sort=expires"), "{plain}");
    assert!(plain.contains("zu Lizenzen Ihrer Organisation"), "{plain}");
}

fn sums() -> Vec<Money> {
    [(Currency::Eur, 123_450), (Currency::Usd, 100)]
        .map(|(currency, minor)| Money { minor, currency })
        .to_vec()
}

fn renewals(orders: u32, totals: Vec<Money>) -> Letter {
    Letter::Renewals { licenses: orders, orders, totals, path: "/orders".to_owned() }
}

#[test]
fn a_selections_renewal_is_one_mail_with_its_sums() {
    let mail = MailText::of(&renewals(3, sums()), "Ada", Language::En);
    assert_eq!(mail.subject, "3 licenses were renewed");
    let plain = mail.plain("https://portal.example", Language::En);
    assert!(plain.contains("as 3 orders, one for each license"), "{plain}");
    assert!(plain.contains("Total without tax: €1,234.50 + $1.00"), "{plain}");
    assert!(plain.contains("https://portal.example/orders"), "{plain}");
    let free = MailText::of(&renewals(1, Vec::new()), "Ada", Language::De);
    assert_eq!(free.subject, "Eine Lizenz wurde verlängert");
    assert!(free.plain("x", Language::De).contains("Alles wurde mit Gutscheinen bezahlt."));
}

#[test]
fn every_letter_has_words_in_both_languages() {
    let at = chrono::DateTime::from_timestamp(1_795_356_300, 0).unwrap_or_default();
    let (inviter, organization) = ("Ada".to_owned(), "Engines".to_owned());
    let letters = [
        invitation("Ada"),
        Letter::InvitationTaken { inviter, organization },
        Letter::PasswordReset { path: "/reset/x".to_owned(), until: at },
        Letter::PasswordChanged { at },
        Letter::AddressChanged { address: "b@example.com".to_owned(), at },
        order(OrderNews::Quoted),
        order(OrderNews::Asked),
        order(OrderNews::Changed),
        order(OrderNews::Declined),
        order(OrderNews::Placed),
        order(OrderNews::Accepted),
        order(OrderNews::Withdrawn),
        order(OrderNews::Returned),
        order(OrderNews::Lapsed),
        discount(DiscountNews::Asked, false),
        discount(DiscountNews::Approved, false),
        discount(DiscountNews::Approved, true),
        discount(DiscountNews::Declined, false),
        discount(DiscountNews::Withdrawn, false),
        Letter::RenewalDigest {
            organization: "Kranich".to_owned(),
            items: vec![ending(Topic::License), ending(Topic::Trial), ending(Topic::Coupon)],
            more: 2,
            path: "/licenses?tab=all".to_owned(),
        },
        Letter::RenewalDue {
            organization: "Kranich".to_owned(),
            item: ending(Topic::License),
            path: "/licenses/1".to_owned(),
        },
        Letter::RenewalDue {
            organization: "Kranich".to_owned(),
            item: ending(Topic::Trial),
            path: "/licenses/1".to_owned(),
        },
        Letter::CouponLapse {
            organization: "Kranich".to_owned(),
            item: ending(Topic::Coupon),
            path: "/licenses/1".to_owned(),
        },
        Letter::AutoRenewalRefused {
            organization: "Kranich".to_owned(),
            item: ending(Topic::License),
            refusal: "forbidden".to_owned(),
            path: "/licenses/1".to_owned(),
        },
        renewals(1, Vec::new()),
        renewals(3, sums()),
        Letter::CustomerExpiry {
            organization: "Müller".to_owned(),
            partner: "Kranich".to_owned(),
            items: vec![ending(Topic::License)],
            more: 0,
            path: None,
        },
    ];
    for letter in letters {
        let [english, german] =
            [Language::En, Language::De].map(|language| MailText::of(&letter, "A", language));
        assert_ne!(english.subject, german.subject);
        assert_eq!(english.parts.len(), german.parts.len());
        for mail in [english, german] {
            let plain = mail.plain("https://portal.example", Language::En);
            assert!(!plain.contains(['{', '}', '<']) && !plain.contains("mail-"), "{plain}");
        }
    }
}
