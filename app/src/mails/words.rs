//! What each letter says.

use super::Part;
use crate::i18n::Messages;
use domain::mail::{DiscountNews, Ending, Letter, OrderNews, header_text};
use domain::reminder::Topic;

/// The subject of a letter, and what follows the greeting.
pub(super) fn words(t: Messages, letter: &Letter) -> (String, Vec<Part>) {
    let link = |label, path: &str| Part::Link { label, path: path.to_owned() };
    match letter {
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
            let subject = t.mail_renewal_due_subject(header_text(&item.license), t.date(item.ends));
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
    }
}

/// A text, a line for each of what ends, how many more there are, and where to go from there.
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
