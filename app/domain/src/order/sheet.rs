//! An order as it stands on paper.

use super::OrderDetail;
use crate::money::Money;
use crate::price::{Percent, Totals, share_of, with_margin};
use serde::{Deserialize, Serialize};

/// Who stands on paper.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// Its address, several lines; empty for none.
    pub address: String,
    /// Its tax number; empty for none.
    pub tax_number: String,
}

/// An order with those who stand on it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderSheet {
    /// The order.
    pub order: OrderDetail,
    /// Who sells; none at the top of a tree, where that is nobody of the portal.
    pub seller: Option<Party>,
    /// Who buys.
    pub buyer: Party,
    /// Whom the buyer sells it on to, with the tax on that: the one customer of all its lines.
    pub customer: Option<(Party, Percent)>,
}

/// What an order comes to when its buyer sells it on: each line at a margin, rounded half up, and
/// its tax. None for a line without a price, or when it does not fit.
#[must_use]
pub fn resale(order: &OrderDetail, margin: Percent, tax: Percent) -> Option<(Vec<Money>, Totals)> {
    let currency = order.currency;
    let nets = order.lines.iter().map(|line| {
        let minor = with_margin(line.price.as_ref()?.net.minor, margin)?;
        Some(Money { minor, currency })
    });
    let nets: Vec<Money> = nets.collect::<Option<_>>()?;
    let totals = nets.iter().try_fold(Totals::none(currency), |sum, net| {
        let tax = Money { minor: share_of(net.minor, tax)?, currency };
        Some(Totals { net: sum.net.plus(*net)?, tax: sum.tax.plus(tax)? })
    })?;
    Some((nets, totals))
}
