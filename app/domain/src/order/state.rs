//! What may happen to an order, and to whom it is up.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Days for which a quote's prices hold.
pub const QUOTE_DAYS: u64 = 30;
/// Days in which new keys can be given back, as long as none of them was used.
pub const CANCEL_DAYS: i64 = 14;

/// How far an order is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderState {
    /// A cart: prices are those of the day.
    Draft,
    /// Its prices are fixed for a while; somebody has to say yes.
    Quoted,
    /// The seller said yes to what it made of it; the buyer has the last word.
    Approved,
    /// It holds, and is being delivered.
    Placed,
    /// It was delivered.
    Fulfilled,
    /// It does not hold any more, or never did.
    Canceled,
    /// Nobody said yes in time.
    Expired,
}

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Quoted,
        Self::Approved,
        Self::Placed,
        Self::Fulfilled,
        Self::Canceled,
        Self::Expired,
    ];
    /// Their stable names, in the same order: what grids show.
    pub const SLUGS: &[&str] =
        &["draft", "quoted", "approved", "placed", "fulfilled", "canceled", "expired"];

    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        Self::SLUGS[self as usize]
    }

    /// The state with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// Whether it stands for something that was bought.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(self, Self::Placed | Self::Fulfilled)
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Who buys.
    Buyer,
    /// Who sells: the organization above, or the buyer itself at the top of a tree.
    Seller,
}

impl Side {
    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
        }
    }

    /// The side with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Buyer, Self::Seller].into_iter().find(|side| side.slug() == slug)
    }
}

/// What somebody does to an order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// Put something in, take something out.
    Edit,
    /// Fix its prices for a while.
    Quote,
    /// Ask the seller for it.
    Send,
    /// Buy it.
    Place,
    /// Say yes as it is.
    Approve,
    /// Say yes to something else.
    Change,
    /// Say no.
    Decline,
    /// Not want it any more.
    Cancel,
    /// Let it lapse: its time is over.
    Expire,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 9] = [
        Self::Edit,
        Self::Quote,
        Self::Send,
        Self::Place,
        Self::Approve,
        Self::Change,
        Self::Decline,
        Self::Cancel,
        Self::Expire,
    ];
}

/// Who does it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Actor {
    /// Somebody of one side.
    Of(Side),
    /// Somebody of the organization at the top of the tree, which is both.
    Both,
    /// The portal itself.
    Portal,
}

impl Actor {
    const fn is(self, side: Side) -> bool {
        match self {
            Self::Of(own) => {
                matches!((own, side), (Side::Buyer, Side::Buyer) | (Side::Seller, Side::Seller))
            }
            Self::Both => true,
            Self::Portal => false,
        }
    }
}

/// What there is to know of an order before something is done to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// How far it is.
    pub state: OrderState,
    /// Whose turn it is, where somebody has to say yes.
    pub awaits: Option<Side>,
    /// Whether the buyer may buy without asking (DOMAIN.md 1.4.1).
    pub direct: bool,
    /// Whether something is in it that only the seller can price.
    pub unpriced: bool,
    /// Whether all that it delivered is new keys that nobody has used or given away.
    pub untouched: bool,
    /// When it was placed.
    pub placed_at: Option<DateTime<Utc>>,
    /// The last day (UTC) on which somebody may say yes to its prices.
    pub valid_until: Option<NaiveDate>,
    /// Whether the buyer is locked out: its organization is suspended or closed.
    pub locked_out: bool,
}

impl Facts {
    /// Refuses to go on with prices that held until a day before.
    fn in_time(&self, now: DateTime<Utc>) -> Result<(), &'static str> {
        match self.valid_until {
            Some(last) if last < now.date_naive() => Err("order-expired"),
            _ => Ok(()),
        }
    }
}

/// Whether somebody may do something to an order now.
///
/// # Errors
/// The stable code of the reason: `order-state` when it is not in a state for that,
/// `order-not-yours` when it is up to the other side, `direct-purchase-off`, `order-unpriced`,
/// `order-expired` when its prices do not hold any more, `order-buyer-suspended` for approving what
/// nobody could take, `order-used` and `order-too-late` for canceling what was delivered.
pub fn may(
    deed: Deed,
    actor: Actor,
    facts: &Facts,
    now: DateTime<Utc>,
) -> Result<(), &'static str> {
    use OrderState as S;
    let of = |side| if actor.is(side) { Ok(()) } else { Err("order-not-yours") };
    let turn = facts.awaits.unwrap_or(Side::Buyer);
    match (deed, facts.state) {
        (Deed::Edit, S::Draft) => of(Side::Buyer),
        (Deed::Quote, S::Draft) => {
            of(Side::Buyer)?;
            if facts.unpriced { Err("order-unpriced") } else { Ok(()) }
        }
        (Deed::Send, S::Draft) => of(Side::Buyer),
        // Who may not buy directly made a quote for its customer, who has said yes.
        (Deed::Send, S::Quoted) if turn == Side::Buyer => {
            of(Side::Buyer)?;
            facts.in_time(now)
        }
        (Deed::Place, S::Draft | S::Quoted) if turn == Side::Buyer => {
            of(Side::Buyer)?;
            facts.in_time(now)?;
            if !facts.direct {
                return Err("direct-purchase-off");
            }
            if facts.unpriced { Err("order-unpriced") } else { Ok(()) }
        }
        (Deed::Place, S::Approved) => {
            of(Side::Buyer)?;
            facts.in_time(now)
        }
        (Deed::Approve, S::Quoted) if turn == Side::Seller => {
            of(Side::Seller)?;
            facts.in_time(now)?;
            if facts.locked_out {
                return Err("order-buyer-suspended");
            }
            if facts.unpriced { Err("order-unpriced") } else { Ok(()) }
        }
        (Deed::Change, S::Quoted) if turn == Side::Seller => {
            of(Side::Seller)?;
            facts.in_time(now)
        }
        (Deed::Decline, S::Quoted) if turn == Side::Seller => of(Side::Seller),
        (Deed::Cancel, S::Draft | S::Quoted | S::Approved) => of(Side::Buyer),
        (Deed::Cancel, S::Placed | S::Fulfilled) => {
            // The seller may take back what it sold, too.
            of(Side::Buyer).or_else(|_| of(Side::Seller))?;
            let until = facts.placed_at.map(|at| at + Duration::days(CANCEL_DAYS));
            match until {
                _ if !facts.untouched => Err("order-used"),
                Some(until) if now <= until => Ok(()),
                _ => Err("order-too-late"),
            }
        }
        (Deed::Expire, S::Quoted | S::Approved) if actor == Actor::Portal => Ok(()),
        _ => Err("order-state"),
    }
}

/// The state that a deed leads to, and whose turn it is then. Whether somebody may do it is
/// [`may`]'s to say.
#[must_use]
pub const fn next(deed: Deed, state: OrderState) -> (OrderState, Option<Side>) {
    match deed {
        Deed::Edit => (state, None),
        Deed::Quote => (OrderState::Quoted, Some(Side::Buyer)),
        Deed::Send => (OrderState::Quoted, Some(Side::Seller)),
        // What was asked for as it is needs no second word of the buyer.
        Deed::Place | Deed::Approve => (OrderState::Placed, None),
        Deed::Change => (OrderState::Approved, Some(Side::Buyer)),
        Deed::Decline | Deed::Cancel => (OrderState::Canceled, None),
        Deed::Expire => (OrderState::Expired, None),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rstest::rstest;

    const BUYER: Actor = Actor::Of(Side::Buyer);
    const SELLER: Actor = Actor::Of(Side::Seller);

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn facts(state: OrderState, awaits: Option<Side>) -> Facts {
        let placed_at = state.holds().then(now);
        Facts {
            state,
            awaits,
            direct: true,
            unpriced: false,
            untouched: true,
            placed_at,
            valid_until: None,
            locked_out: false,
        }
    }

    use OrderState::{Approved, Canceled, Draft, Expired, Fulfilled, Placed, Quoted};
    use Side::{Buyer, Seller};

    #[rstest]
    #[case(Deed::Edit, Draft, None, BUYER, Ok(()))]
    #[case(Deed::Edit, Draft, None, SELLER, Err("order-not-yours"))]
    #[case(Deed::Edit, Quoted, Some(Buyer), BUYER, Err("order-state"))]
    #[case(Deed::Place, Draft, None, BUYER, Ok(()))]
    #[case(Deed::Place, Draft, None, SELLER, Err("order-not-yours"))]
    #[case(Deed::Place, Quoted, Some(Buyer), BUYER, Ok(()))]
    #[case(Deed::Place, Quoted, Some(Seller), BUYER, Err("order-state"))]
    #[case(Deed::Place, Approved, Some(Buyer), BUYER, Ok(()))]
    #[case(Deed::Place, Fulfilled, None, BUYER, Err("order-state"))]
    #[case(Deed::Send, Draft, None, BUYER, Ok(()))]
    #[case(Deed::Send, Quoted, Some(Buyer), BUYER, Ok(()))]
    #[case(Deed::Send, Quoted, Some(Buyer), SELLER, Err("order-not-yours"))]
    #[case(Deed::Send, Quoted, Some(Seller), BUYER, Err("order-state"))]
    #[case(Deed::Send, Approved, Some(Buyer), BUYER, Err("order-state"))]
    #[case(Deed::Approve, Quoted, Some(Seller), SELLER, Ok(()))]
    #[case(Deed::Approve, Quoted, Some(Seller), BUYER, Err("order-not-yours"))]
    #[case(Deed::Approve, Quoted, Some(Seller), Actor::Both, Ok(()))]
    #[case(Deed::Approve, Quoted, Some(Buyer), SELLER, Err("order-state"))]
    #[case(Deed::Change, Quoted, Some(Seller), SELLER, Ok(()))]
    #[case(Deed::Change, Approved, Some(Buyer), SELLER, Err("order-state"))]
    #[case(Deed::Decline, Quoted, Some(Seller), SELLER, Ok(()))]
    #[case(Deed::Cancel, Quoted, Some(Seller), BUYER, Ok(()))]
    #[case(Deed::Cancel, Quoted, Some(Seller), SELLER, Err("order-not-yours"))]
    #[case(Deed::Cancel, Fulfilled, None, BUYER, Ok(()))]
    #[case(Deed::Cancel, Fulfilled, None, SELLER, Ok(()))]
    #[case(Deed::Cancel, Canceled, None, BUYER, Err("order-state"))]
    #[case(Deed::Cancel, Expired, None, BUYER, Err("order-state"))]
    #[case(Deed::Expire, Quoted, Some(Buyer), Actor::Portal, Ok(()))]
    #[case(Deed::Expire, Quoted, Some(Buyer), BUYER, Err("order-state"))]
    #[case(Deed::Expire, Placed, None, Actor::Portal, Err("order-state"))]
    fn whose_turn_it_is(
        #[case] deed: Deed,
        #[case] state: OrderState,
        #[case] awaits: Option<Side>,
        #[case] actor: Actor,
        #[case] answer: Result<(), &'static str>,
    ) {
        assert_eq!(may(deed, actor, &facts(state, awaits), now()), answer);
    }

    #[rstest]
    #[case(Deed::Place, Quoted, Buyer, BUYER, "order-expired")]
    #[case(Deed::Place, Approved, Buyer, BUYER, "order-expired")]
    #[case(Deed::Send, Quoted, Buyer, BUYER, "order-expired")]
    #[case(Deed::Approve, Quoted, Seller, SELLER, "order-expired")]
    #[case(Deed::Change, Quoted, Seller, SELLER, "order-expired")]
    fn nobody_says_yes_after_the_last_day(
        #[case] deed: Deed,
        #[case] state: OrderState,
        #[case] awaits: Side,
        #[case] actor: Actor,
        #[case] code: &'static str,
    ) {
        let on = |day| Facts { valid_until: Some(day), ..facts(state, Some(awaits)) };
        let today = now().date_naive();
        assert_eq!(may(deed, actor, &on(today), now()), Ok(()), "its last day");
        let yesterday = today.pred_opt().unwrap();
        assert_eq!(may(deed, actor, &on(yesterday), now()), Err(code));
        // Saying no is always possible.
        let no = if awaits == Seller { Deed::Decline } else { Deed::Cancel };
        assert_eq!(may(no, actor, &on(yesterday), now()), Ok(()));
    }

    #[test]
    fn nothing_is_delivered_to_who_is_locked_out() {
        let facts = Facts { locked_out: true, ..facts(Quoted, Some(Seller)) };
        assert_eq!(may(Deed::Approve, SELLER, &facts, now()), Err("order-buyer-suspended"));
        assert_eq!(may(Deed::Decline, SELLER, &facts, now()), Ok(()));
    }

    #[test]
    fn who_may_not_buy_directly_asks() {
        let facts = Facts { direct: false, ..facts(Draft, None) };
        assert_eq!(may(Deed::Place, BUYER, &facts, now()), Err("direct-purchase-off"));
        assert_eq!(may(Deed::Send, BUYER, &facts, now()), Ok(()));
        let approved = Facts { state: Approved, awaits: Some(Buyer), ..facts };
        assert_eq!(may(Deed::Place, BUYER, &approved, now()), Ok(()), "the seller said yes");
    }

    #[test]
    fn what_has_no_price_is_only_asked_for() {
        let facts = Facts { unpriced: true, ..facts(Draft, None) };
        for deed in [Deed::Place, Deed::Quote] {
            assert_eq!(may(deed, BUYER, &facts, now()), Err("order-unpriced"));
        }
        assert_eq!(may(Deed::Send, BUYER, &facts, now()), Ok(()));
        let asked = Facts { state: Quoted, awaits: Some(Seller), ..facts };
        assert_eq!(may(Deed::Approve, SELLER, &asked, now()), Err("order-unpriced"));
        assert_eq!(may(Deed::Change, SELLER, &asked, now()), Ok(()));
    }

    #[test]
    fn keys_go_back_for_two_weeks_and_unused() {
        let held = facts(Fulfilled, None);
        let last = now() + Duration::days(CANCEL_DAYS);
        assert_eq!(may(Deed::Cancel, BUYER, &held, last), Ok(()));
        let late = last + Duration::seconds(1);
        assert_eq!(may(Deed::Cancel, BUYER, &held, late), Err("order-too-late"));
        let used = Facts { untouched: false, ..held };
        assert_eq!(may(Deed::Cancel, BUYER, &used, now()), Err("order-used"));
    }

    #[test]
    fn nothing_leaves_a_final_state() {
        for state in [Canceled, Expired] {
            for deed in Deed::ALL {
                for actor in [BUYER, SELLER, Actor::Both, Actor::Portal] {
                    let answer = may(deed, actor, &facts(state, None), now());
                    assert_eq!(answer, Err("order-state"), "{deed:?} {state:?}");
                }
            }
        }
    }
}
