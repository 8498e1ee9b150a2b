//! Mails in words: one text for the mail server, and for the page that shows a demonstration's.

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::i18n::Messages;
#[cfg(feature = "ssr")]
use crate::ui::Html;
#[cfg(feature = "ssr")]
use domain::{
    mail::{DiscountNews, Ending, Letter, OrderNews, header_text},
    people::Language,
    reminder::Topic,
};

/// A mail in its reader's language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailText {
    /// One line.
    pub subject: String,
    /// What follows each other with a blank line in between.
    pub parts: Vec<Part>,
    /// Whether it goes to somebody for its account, rather than for what its organization has.
    pub account: bool,
}

/// A part of a mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A link by itself.
    Link {
        /// What it leads to.
        label: String,
        /// Where, from the portal's address on.
        path: String,
    },
}

#[cfg(feature = "ssr")]
impl MailText {
    /// A letter in words. Names in it may hold anything.
    #[must_use]
    pub fn of(letter: &Letter, to: &str, language: Language) -> Self {
        let t = Messages::of(language);
        let link = |label, path: &str| Part::Link { label, path: path.to_owned() };
        let (subject, parts) = match letter {
            Letter::Invitation { inviter, organization, role, path, until } => {
                let (inviter, organization) = (&header_text(inviter), &header_text(organization));
                let text = t.mail_invitation_text(inviter, organization, t.role(*role));
                (
                    t.mail_invitation_subject(inviter, organization),
                    vec![
                        Part::Text(text),
                        link(t.mail_invitation_link(), path),
                        Part::Text(t.mail_invitation_until(t.datetime(*until))),
                    ],
                )
            }
            Letter::InvitationTaken { inviter, organization } => {
                let (inviter, organization) = (&header_text(inviter), &header_text(organization));
                (
                    t.mail_invitation_subject(inviter, organization),
                    vec![
                        Part::Text(t.mail_invitation_taken_text(inviter, organization)),
                        Part::Text(t.mail_invitation_taken_way_on()),
                        link(t.mail_password_changed_link(), "/reset"),
                    ],
                )
            }
            Letter::PasswordReset { path, until } => (
                t.mail_password_reset_subject(),
                vec![
                    Part::Text(t.mail_password_reset_text()),
                    link(t.mail_password_reset_link(), path),
                    Part::Text(t.mail_password_reset_until(t.datetime(*until))),
                ],
            ),
            Letter::PasswordChanged { at } => (
                t.mail_password_changed_subject(),
                vec![
                    Part::Text(t.mail_password_changed_text(t.datetime(*at))),
                    Part::Text(t.mail_password_changed_warning()),
                    link(t.mail_password_changed_link(), "/reset"),
                ],
            ),
            Letter::AddressChanged { address, at } => (
                t.mail_address_changed_subject(),
                vec![
                    Part::Text(t.mail_address_changed_text(t.datetime(*at), header_text(address))),
                    Part::Text(t.mail_address_changed_warning()),
                ],
            ),
            Letter::Order { news, number, other, reason, path, .. } => {
                let other = other.as_deref().map(header_text).unwrap_or_default();
                let number = header_text(number);
                let (subject, text) = match news {
                    OrderNews::Quoted => {
                        (t.mail_order_quoted_subject(number), t.mail_order_quoted_text())
                    }
                    OrderNews::Asked => (
                        t.mail_order_asked_subject(other.as_str(), number),
                        t.mail_order_asked_text(other.as_str()),
                    ),
                    OrderNews::Changed => {
                        (t.mail_order_changed_subject(number), t.mail_order_changed_text(other))
                    }
                    OrderNews::Declined => {
                        (t.mail_order_declined_subject(number), t.mail_order_declined_text(other))
                    }
                    OrderNews::Placed => {
                        (t.mail_order_placed_subject(number), t.mail_order_placed_text())
                    }
                    OrderNews::Accepted => {
                        (t.mail_order_accepted_subject(number), t.mail_order_accepted_text(other))
                    }
                    OrderNews::Withdrawn => {
                        (t.mail_order_withdrawn_subject(number), t.mail_order_withdrawn_text(other))
                    }
                    OrderNews::Returned => {
                        (t.mail_order_returned_subject(number), t.mail_order_returned_text())
                    }
                    OrderNews::Lapsed => {
                        (t.mail_order_lapsed_subject(number), t.mail_order_lapsed_text())
                    }
                };
                let said = (!reason.is_empty()).then(|| Part::Text(reason.clone()));
                let parts = [Some(Part::Text(text)), said, Some(link(t.mail_order_link(), path))];
                (subject, parts.into_iter().flatten().collect())
            }
            Letter::Discount {
                news,
                program,
                customer,
                partner,
                percent,
                until,
                reason,
                to_customer,
                path,
            } => {
                let (customer, partner) = (&header_text(customer), &header_text(partner));
                let program = t.program(*program);
                let percent = percent.unwrap_or_default();
                let until = until.map(|until| t.datetime(until)).unwrap_or_default();
                let (subject, text) = match (news, to_customer) {
                    (DiscountNews::Asked, _) => (
                        t.mail_discount_asked_subject(partner, customer),
                        t.mail_discount_asked_text(partner, customer, program),
                    ),
                    (DiscountNews::Approved, false) => (
                        t.mail_discount_approved_subject(customer),
                        t.mail_discount_approved_text(customer, percent, program, until),
                    ),
                    (DiscountNews::Approved, true) => (
                        t.mail_discount_customer_subject(percent),
                        t.mail_discount_customer_text(partner, percent, program, customer, until),
                    ),
                    (DiscountNews::Declined, _) => (
                        t.mail_discount_declined_subject(customer),
                        t.mail_discount_declined_text(customer, program),
                    ),
                    (DiscountNews::Withdrawn, _) => (
                        t.mail_discount_withdrawn_subject(customer),
                        t.mail_discount_withdrawn_text(customer, program),
                    ),
                };
                let label = match news {
                    DiscountNews::Approved => t.mail_discount_buy(),
                    _ => t.mail_discount_link(),
                };
                let said = (!reason.is_empty()).then(|| Part::Text(reason.clone()));
                let parts = [Some(Part::Text(text)), said, Some(link(label, path))];
                (subject, parts.into_iter().flatten().collect())
            }
            Letter::RenewalDigest { organization, items, more, path } => {
                let count = items.len() as u64 + u64::from(*more);
                let text = t.mail_renewal_digest_text(header_text(organization));
                let link = link(t.mail_renewal_digest_link(), path);
                (t.mail_renewal_digest_subject(count), told(t, text, (items, *more), Some(link)))
            }
            Letter::RenewalDue { organization, item, path } => {
                let organization = header_text(organization);
                let (text, label) = match item.topic {
                    Topic::Trial => (t.mail_trial_due_text(organization), t.mail_trial_due_link()),
                    _ => (t.mail_renewal_due_text(organization), t.mail_renewal_due_link()),
                };
                let subject =
                    t.mail_renewal_due_subject(header_text(&item.license), t.date(item.ends));
                let items = std::slice::from_ref(item);
                (subject, told(t, text, (items, 0), Some(link(label, path))))
            }
            Letter::AutoRenewalRefused { organization, item, refusal, path } => {
                let subject =
                    t.mail_auto_refused_subject(header_text(&item.license), t.date(item.ends));
                let text = t.mail_auto_refused_text(header_text(organization));
                let why = match refusal.as_str() {
                    "forbidden" | "not-found" => t.mail_auto_refused_person(),
                    other => t.error(other),
                };
                let link = link(t.mail_renewal_due_link(), path);
                let mut parts = told(t, text, (std::slice::from_ref(item), 0), Some(link));
                parts.insert(2, Part::Text(why));
                (subject, parts)
            }
            Letter::Renewals { licenses, orders, totals, path } => {
                let totals: Vec<String> = totals.iter().map(|total| t.money(*total)).collect();
                let paid = match totals.is_empty() {
                    true => t.mail_renewals_coupons(),
                    false => t.mail_renewals_total(totals.join(" + ")),
                };
                let text = t.mail_renewals_text(*orders);
                let link = link(t.mail_renewals_link(), path);
                (t.mail_renewals_subject(*licenses), vec![Part::Text(text), Part::Text(paid), link])
            }
            Letter::CouponLapse { organization, item, path } => {
                let subject =
                    t.mail_coupon_lapse_subject(header_text(&item.license), t.date(item.ends));
                let text = t.mail_coupon_lapse_text(header_text(organization));
                let link = link(t.mail_coupon_lapse_link(), path);
                (subject, told(t, text, (std::slice::from_ref(item), 0), Some(link)))
            }
            Letter::CustomerExpiry { organization, partner, items, more, path } => {
                let count = items.len() as u64 + u64::from(*more);
                let first = items.iter().map(|item| item.ends).min().unwrap_or_default();
                let (organization, partner) = (header_text(organization), header_text(partner));
                let text = t.mail_customer_expiry_text(organization, partner);
                let link = path.as_deref().map(|path| link(t.mail_customer_expiry_link(), path));
                let subject = t.mail_customer_expiry_subject(count, t.date(first));
                (subject, told(t, text, (items, *more), link))
            }
        };
        let greeting = Part::Text(t.mail_greeting(header_text(to)));
        let parts = [vec![greeting], parts].concat();
        Self { subject, parts, account: !letter.is_of_licenses() }
    }

    /// The mail as plain text, with links from the portal's address on.
    #[must_use]
    pub fn plain(&self, base_url: &str, language: Language) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => format!("{text}\n\n"),
            Part::Link { label, path } => format!("{label}:\n{base_url}{path}\n\n"),
        };
        let body: String = self.parts.iter().map(part).collect();
        format!("{body}-- \n{}\n", self.footer(base_url, language))
    }

    /// Why somebody gets it.
    fn footer(&self, base_url: &str, language: Language) -> String {
        let t = Messages::of(language);
        if self.account { t.mail_footer(base_url) } else { t.mail_footer_licenses(base_url) }
    }

    /// The same as a simple document.
    #[must_use]
    pub fn html(&self, base_url: &str, language: Language) -> String {
        let mut html = Html::default();
        html.open("html", &[("lang", language.tag())]).open("head", &[]);
        html.open("meta", &[("charset", "utf-8")]).element("title", &[], &self.subject);
        html.close("head").open("body", &[]);
        for part in &self.parts {
            match part {
                Part::Text(text) => html.element("p", &[], text),
                Part::Link { label, path } => {
                    let address = format!("{base_url}{path}");
                    html.open("p", &[]).element("a", &[("href", &address)], label).close("p")
                }
            };
        }
        let footer = self.footer(base_url, language);
        html.open("hr", &[]).open("p", &[]).element("small", &[], &footer).close("p");
        html.close("body").close("html");
        format!("<!DOCTYPE html>\n{}\n", html.markup())
    }
}

/// A text, a line for each of what ends, how many more there are, and where to go from there.
#[cfg(feature = "ssr")]
fn told(
    t: Messages,
    text: String,
    (items, more): (&[Ending], u32),
    link: Option<Part>,
) -> Vec<Part> {
    let mut parts = vec![Part::Text(text)];
    parts.extend(items.iter().map(|item| Part::Text(ending(t, item))));
    if more > 0 {
        parts.push(Part::Text(t.mail_renewal_digest_more(more)));
    }
    parts.extend(link);
    parts
}

/// Something that ends, in one line.
#[cfg(feature = "ssr")]
fn ending(t: Messages, item: &Ending) -> String {
    let (ends, license) = (t.date(item.ends), header_text(&item.license));
    let seats = item.seats.map(|seats| t.calendar_seats(seats.unsigned_abs()));
    let product = match seats {
        Some(seats) => format!("{}, {seats}", item.product),
        None => item.product.clone(),
    };
    let customer = item.customer.as_deref().map(header_text);
    match (item.topic, customer) {
        (Topic::License, None) => t.mail_ending_license(ends, license, product),
        (Topic::License, Some(of)) => t.mail_ending_license_of(ends, license, product, of),
        (Topic::Trial, None) => t.mail_ending_trial(ends, license, product),
        (Topic::Trial, Some(of)) => t.mail_ending_trial_of(ends, license, product, of),
        (Topic::Coupon, _) => t.mail_ending_coupon(ends, license, product),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::money::{Currency, Money};
    use domain::people::Role;

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
        assert!(
            mail.plain("x", Language::En).starts_with("Hello <a href=\"https://evil.example\">")
        );
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
            plain
                .contains("22.11.2026: Office Bcc: all@example.com (Shield Pro, 5 Plätze), Müller"),
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
}
