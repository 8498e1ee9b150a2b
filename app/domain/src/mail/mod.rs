//! Mails: what is sent, to which addresses, and when it is tried again.

#[cfg(not(target_arch = "wasm32"))]
mod address;
mod header;

#[cfg(not(target_arch = "wasm32"))]
pub use address::{EmailAddress, MAX_BYTES, key_of};
pub use header::header_text;

use crate::ids::OrderId;
use crate::money::Money;
use crate::people::Role;
use crate::program::Program;
use crate::reminder::Topic;
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

/// A mail is given up when it could not be sent for so long.
pub const GIVE_UP_AFTER: Duration = Duration::days(3);
/// Pause after the first failure; doubles with each further one.
const FIRST_PAUSE: Duration = Duration::minutes(1);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::hours(6);

/// What a mail says, before it is put into words. Paths lead to pages of the portal and begin
/// with `/`; one with a token in it is a secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "template", rename_all = "kebab-case")]
pub enum Letter {
    /// Somebody is asked to join an organization.
    Invitation {
        /// Name of who asks.
        inviter: String,
        /// Name of the organization.
        organization: String,
        /// What the person will be allowed to do there.
        role: Role,
        /// Where the invitation is accepted.
        path: String,
        /// From then on the link does not work any more.
        until: DateTime<Utc>,
    },
    /// Somebody was asked to join an organization whose address has an account elsewhere.
    InvitationTaken {
        /// Name of who asks.
        inviter: String,
        /// Name of the organization.
        organization: String,
    },
    /// Somebody asked for a new password.
    PasswordReset {
        /// Where it is set.
        path: String,
        /// From then on the link does not work any more.
        until: DateTime<Utc>,
    },
    /// The person's password was changed.
    PasswordChanged {
        /// When.
        at: DateTime<Utc>,
    },
    /// The person signs in with another address from now on; goes to the one before.
    AddressChanged {
        /// The new address.
        address: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Something happened to an order.
    Order {
        /// What.
        news: OrderNews,
        /// Which.
        order: OrderId,
        /// Its number.
        number: String,
        /// Name of the other side: who buys to who sells, and the other way round; none at the
        /// top of a tree.
        other: Option<String>,
        /// What was said along; empty for nothing.
        reason: String,
        /// Where it is seen.
        path: String,
    },
    /// Something happened to a discount that a partner asked for.
    Discount {
        /// What.
        news: DiscountNews,
        /// Why the customer is to have one.
        program: Program,
        /// Name of the customer.
        customer: String,
        /// Name of the partner.
        partner: String,
        /// How much was approved, in percent.
        percent: Option<u8>,
        /// From then on the link does not work any more.
        until: Option<DateTime<Utc>>,
        /// What was said along; empty for nothing.
        reason: String,
        /// Whether the reader is of the customer.
        to_customer: bool,
        /// Where it is seen, or bought with, which is a secret.
        path: String,
    },
    /// Several licenses or coupons of a partner end.
    RenewalDigest {
        /// Name of the partner.
        organization: String,
        /// The first of them, in the order in which they are told.
        items: Vec<Ending>,
        /// How many more there are.
        more: u32,
        /// Where all of them are seen.
        path: String,
    },
    /// A license or trial of a partner ends.
    RenewalDue {
        /// Name of the partner.
        organization: String,
        /// What ends.
        item: Ending,
        /// Where it is renewed.
        path: String,
    },
    /// A license was to renew by itself and did not.
    AutoRenewalRefused {
        /// Name of the partner.
        organization: String,
        /// What ends.
        item: Ending,
        /// Why: the code of a refusal.
        refusal: String,
        /// Where it is renewed.
        path: String,
    },
    /// Licenses were renewed together: what they cost.
    Renewals {
        /// How many.
        licenses: u32,
        /// By so many orders.
        orders: u32,
        /// What they cost before tax, one sum for each currency; none where coupons paid for all.
        totals: Vec<Money>,
        /// Where the orders are seen.
        path: String,
    },
    /// A coupon of a partner lapses.
    CouponLapse {
        /// Name of the partner.
        organization: String,
        /// What lapses.
        item: Ending,
        /// Where it is put to use.
        path: String,
    },
    /// Licenses of a customer end in a few days and were not renewed.
    CustomerExpiry {
        /// Name of the customer.
        organization: String,
        /// Name of the partner that sells to it.
        partner: String,
        /// The first of them.
        items: Vec<Ending>,
        /// How many more there are.
        more: u32,
        /// Where they are seen, by somebody who can sign in.
        path: Option<String>,
    },
}

/// What a mail tells of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderNews {
    /// Its prices are fixed for a while.
    Quoted,
    /// A partner asks its seller for it.
    Asked,
    /// The seller said yes to something else.
    Changed,
    /// The seller said no.
    Declined,
    /// It was bought and delivered.
    Placed,
    /// The partner bought what its seller had made of it.
    Accepted,
    /// The partner does not want it any more.
    Withdrawn,
    /// What was delivered was taken back.
    Returned,
    /// Nobody said yes in time.
    Lapsed,
}

impl OrderNews {
    /// The stable name, by which a mail is known.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Quoted => "quoted",
            Self::Asked => "asked",
            Self::Changed => "changed",
            Self::Declined => "declined",
            Self::Placed => "placed",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
            Self::Returned => "returned",
            Self::Lapsed => "lapsed",
        }
    }

    /// Whether who sells is told, and not who buys.
    #[must_use]
    pub const fn to_seller(self) -> bool {
        matches!(self, Self::Asked | Self::Accepted | Self::Withdrawn)
    }

    /// Whether the order goes along on paper.
    #[must_use]
    pub const fn on_paper(self) -> bool {
        matches!(self, Self::Quoted | Self::Placed)
    }
}

/// What a mail tells of a discount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscountNews {
    /// A partner asks for it.
    Asked,
    /// The distributor said yes.
    Approved,
    /// The distributor said no.
    Declined,
    /// The distributor took it back.
    Withdrawn,
}

/// Something that ends, as a mail tells of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ending {
    /// What it is.
    pub topic: Topic,
    /// The license's name.
    pub license: String,
    /// The product's and edition's.
    pub product: String,
    /// Its seats; none is unlimited.
    pub seats: Option<i32>,
    /// The customer that uses it; none of a coupon.
    pub customer: Option<String>,
    /// Its last day.
    pub ends: NaiveDate,
}

impl Letter {
    /// The stable name of its kind.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::InvitationTaken { .. } => "invitation-taken",
            Self::PasswordReset { .. } => "password-reset",
            Self::PasswordChanged { .. } => "password-changed",
            Self::AddressChanged { .. } => "address-changed",
            Self::Order { .. } => "order",
            Self::Discount { .. } => "discount",
            Self::RenewalDigest { .. } => "renewal-digest",
            Self::RenewalDue { .. } => "renewal-due",
            Self::CouponLapse { .. } => "coupon-lapse",
            Self::AutoRenewalRefused { .. } => "auto-renewal-refused",
            Self::Renewals { .. } => "renewals",
            Self::CustomerExpiry { .. } => "customer-expiry",
        }
    }

    /// Whether it is about what an organization has rather than about its reader's account.
    #[must_use]
    pub const fn is_of_licenses(&self) -> bool {
        matches!(
            self,
            Self::Order { .. }
                | Self::Discount { .. }
                | Self::RenewalDigest { .. }
                | Self::RenewalDue { .. }
                | Self::CouponLapse { .. }
                | Self::AutoRenewalRefused { .. }
                | Self::Renewals { .. }
                | Self::CustomerExpiry { .. }
        )
    }

    /// When there is no use in it any more, of a mail written at `now`: with its link, or when
    /// it is given up.
    #[must_use]
    pub fn useless_from(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let given_up = now + GIVE_UP_AFTER;
        match self {
            Self::Invitation { until, .. } | Self::PasswordReset { until, .. } => {
                given_up.min(*until)
            }
            Self::Discount { until, news: DiscountNews::Approved, .. } => {
                until.map_or(given_up, |until| given_up.min(until))
            }
            Self::PasswordChanged { .. }
            | Self::AddressChanged { .. }
            | Self::Order { .. }
            | Self::Discount { .. }
            | Self::AutoRenewalRefused { .. }
            | Self::Renewals { .. }
            | Self::InvitationTaken { .. } => given_up,
            Self::RenewalDue { item, .. } | Self::CouponLapse { item, .. } => {
                given_up.min(over([item]))
            }
            Self::RenewalDigest { items, .. } | Self::CustomerExpiry { items, .. } => {
                given_up.min(over(items))
            }
        }
    }
}

/// When all of it has ended, which is then no news any more.
fn over<'a>(items: impl IntoIterator<Item = &'a Ending>) -> DateTime<Utc> {
    let last = items.into_iter().map(|item| item.ends).max();
    let day = last.and_then(|day| day.checked_add_days(Days::new(1)));
    day.map_or(DateTime::<Utc>::MAX_UTC, |day| day.and_time(NaiveTime::MIN).and_utc())
}

/// The pause before a mail is tried again that failed so many times: 1 minute at first, 6 hours
/// at most.
#[must_use]
pub fn pause(failures: u32) -> Duration {
    let doubled = 2_i32.checked_pow(failures.saturating_sub(1));
    doubled
        .and_then(|times| FIRST_PAUSE.checked_mul(times))
        .map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE))
}
