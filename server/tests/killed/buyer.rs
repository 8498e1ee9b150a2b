//! Somebody who buys and renews over HTTP, and remembers what was asked for and what was answered.

use domain::command::{RenewLicense, RenewWith, Renewed};
use domain::ids::{LicenseId, OrderId, OrgId};
use domain::order::{CheckoutDraft, LineDraft, OrderDetail, PlaceOrder, Placed, Recipient};
use domain::renewal::{Agreed, Offer};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::Sender;
use uuid::Uuid;

/// Emsisoft Business Security.
const BUSINESS: i32 = 40_102;
/// All licenses have as many, so that each unused key fits each license of the partner.
const SEATS: i32 = 5;

/// What a server said; none when it said nothing, or that it is in trouble itself.
pub(crate) enum Answer<T> {
    Yes(T),
    No(String),
}

/// What somebody asked for, with the key that makes it happen once.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    /// With how many lines and licenses come of it.
    Buy(PlaceOrder, (usize, u32)),
    Renew(RenewLicense),
}

impl Wish {
    pub(crate) fn key(&self) -> Uuid {
        match self {
            Self::Buy(ask, _) => ask.idempotency,
            Self::Renew(ask) => ask.idempotency,
        }
    }

    pub(crate) fn coupon(&self) -> Option<LicenseId> {
        match self {
            Self::Renew(RenewLicense { with: RenewWith::Coupon(coupon), .. }) => Some(*coupon),
            _ => None,
        }
    }

    /// Asks for it; the order and its number.
    pub(crate) fn ask(&self, port: u16, cookie: &str) -> Option<Answer<(OrderId, String)>> {
        match self {
            Self::Buy(ask, _) => {
                let placed = call::<Placed>(port, cookie, "order_place", json!({ "order": ask }))?;
                Some(placed.map(|placed| (placed.id, placed.number)))
            }
            Self::Renew(ask) => {
                let ask = json!({ "renewal": ask });
                let renewed = call::<Renewed>(port, cookie, "renew_license", ask)?;
                Some(renewed.map(|renewed| (renewed.order, renewed.number)))
            }
        }
    }
}

impl<T> Answer<T> {
    fn map<U>(self, to: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Yes(value) => Answer::Yes(to(value)),
            Self::No(why) => Answer::No(why),
        }
    }

    /// What nobody refuses.
    #[track_caller]
    pub(crate) fn given(self) -> T {
        match self {
            Self::Yes(value) => value,
            Self::No(why) => panic!("refused: {why}"),
        }
    }
}

/// What became of a wish, as far as its owner was told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Told {
    Nothing,
    Order(OrderId, String),
    Refused(String),
}

/// One person with a session.
pub(crate) struct Buyer {
    pub(crate) cookie: String,
    pub(crate) name: String,
    /// A customer of its partner.
    pub(crate) customer: OrgId,
    /// All that was ever asked for.
    pub(crate) wishes: Vec<(Wish, Told)>,
    turn: u32,
}

impl Buyer {
    pub(crate) fn new(name: &str, cookie: String, customer: OrgId) -> Self {
        Self { cookie, name: name.to_owned(), customer, wishes: Vec::new(), turn: 0 }
    }

    /// Asks again for what was not answered, and then for more and more, until the server is gone.
    /// Rings at each answer.
    pub(crate) fn work(&mut self, port: u16, heard: &Sender<()>) {
        if self.settle(port, heard).is_some() {
            while self.buy(port, heard).is_some() {}
        }
    }

    /// Asks again for what was not answered.
    pub(crate) fn settle(&mut self, port: u16, heard: &Sender<()>) -> Option<()> {
        for at in 0..self.wishes.len() {
            if self.wishes[at].1 == Told::Nothing {
                self.ask(at, port, heard)?;
            }
        }
        Some(())
    }

    /// A license for a customer and two keys for nobody yet; then the license is renewed, by one
    /// of the partner's unused keys if there is any.
    fn buy(&mut self, port: u16, heard: &Sender<()>) -> Option<()> {
        self.turn += 1;
        let recipient = match self.turn % 3 {
            0 => Recipient::NewCustomer(format!("{} {}", self.name, self.turn)),
            _ => Recipient::Customer(self.customer),
        };
        let (ask, whole) = self.cart(port, recipient)?;
        let order = match self.wish(Wish::Buy(ask, whole), port, heard)? {
            Told::Order(order, _) => order,
            told => panic!("{}: an order of what was shown just now: {told:?}", self.name),
        };
        let order = self.call::<OrderDetail>(port, "order_get", json!({ "id": order }))?.given();
        let bought = order.lines.iter().find(|line| line.count == 1).unwrap();
        let (id, ..) = bought.keys[0];
        let offer = self.call::<Offer>(port, "renewal_offer", json!({ "id": id }))?.given();
        let with = match offer.coupon {
            Some(coupon) => RenewWith::Coupon(coupon.id),
            None => RenewWith::Years(1),
        };
        let idempotency = Uuid::new_v4();
        let (again, price) = (true, Agreed::AnyPrice);
        let renewal = RenewLicense { id, version: 1, with, idempotency, again, price };
        self.wish(Wish::Renew(renewal), port, heard)?;
        Some(())
    }

    /// A cart with a license for somebody and two keys for nobody yet, to be placed, and how many
    /// lines and licenses are in it.
    pub(crate) fn cart(
        &self,
        port: u16,
        recipient: Recipient,
    ) -> Option<(PlaceOrder, (usize, u32))> {
        let line = |recipient, count| LineDraft {
            edition: BUSINESS,
            years: 1,
            seats: SEATS,
            count,
            recipient,
            wish: String::new(),
        };
        let one = json!({ "line": line(recipient, 1) });
        let two = json!({ "line": line(Recipient::Stock, 2) });
        self.call::<OrderDetail>(port, "cart_add", one)?.given();
        let cart = self.call::<OrderDetail>(port, "cart_add", two)?.given();
        let ask = PlaceOrder {
            id: cart.id,
            version: cart.version,
            total: cart.totals.gross().unwrap(),
            checkout: CheckoutDraft::default(),
            idempotency: Uuid::new_v4(),
        };
        // A cart may hold what was put into it before a kill.
        let licenses = cart.lines.iter().map(|line| line.count).sum();
        Some((ask, (cart.lines.len(), licenses)))
    }

    /// Wishes for something new.
    fn wish(&mut self, wish: Wish, port: u16, heard: &Sender<()>) -> Option<Told> {
        self.wishes.push((wish, Told::Nothing));
        self.ask(self.wishes.len() - 1, port, heard)
    }

    fn ask(&mut self, at: usize, port: u16, heard: &Sender<()>) -> Option<Told> {
        let (wish, told) = &mut self.wishes[at];
        *told = match wish.ask(port, &self.cookie)? {
            Answer::Yes((order, number)) => Told::Order(order, number),
            Answer::No(why) => Told::Refused(why),
        };
        let _ = heard.send(());
        Some(told.clone())
    }

    fn call<T: DeserializeOwned>(
        &self,
        port: u16,
        function: &str,
        arguments: Value,
    ) -> Option<Answer<T>> {
        call(port, &self.cookie, function, arguments)
    }
}

/// Calls a server function as a program does; none when there was no whole answer, or one that
/// leaves open what happened.
fn call<T: DeserializeOwned>(
    port: u16,
    cookie: &str,
    function: &str,
    arguments: Value,
) -> Option<Answer<T>> {
    let body = arguments.to_string();
    let mut connection = TcpStream::connect(("127.0.0.1", port)).ok()?;
    // HTTP/1.0, whose answers end with the connection.
    let head = format!(
        "POST /api/{function} HTTP/1.0\r\nHost: x\r\nCookie: {cookie}\r\n\
         Sec-Fetch-Site: same-origin\r\nAccept: application/json\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all((head + &body).as_bytes()).ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status: u16 = head.split_whitespace().nth(1)?.parse().ok()?;
    match status {
        200 => serde_json::from_str(body).ok().map(Answer::Yes),
        500.. => None,
        _ => Some(Answer::No(format!("{status} {body}"))),
    }
}
