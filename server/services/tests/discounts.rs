#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Discounts of programs: who asks, decides and buys, what is told to anybody else, and what many
//! do at once.

mod support;

use chrono::Duration;
use domain::field::FieldError;
use domain::ids::{OrgId, ProgramRequestId};
use domain::money::{Currency, Money};
use domain::order::{CheckoutDraft, LineAnswer, OrderState, Side};
use domain::organization::OrgDraft;
use domain::people::Principal;
use domain::price::{DiscountKind, Percent, TradeTerms};
use domain::program::{
    ApprovalDraft, MAX_FILE_BYTES, Program, ProgramBought, ProgramChoice, ProgramDraft,
    ProgramLink, ProgramRequest, ProgramState, Step, UseProgram,
};
use futures::future::join_all;
use services::ServiceError;
use services::programs::Incoming;
use support::Portal;
use uuid::Uuid;

/// Emsisoft Business Security: $28.90 a seat and year.
const BUSINESS: i32 = 40_102;
const PDF: &[u8] = b"%PDF-1.7\nA school.";

struct World {
    portal: Portal,
    distributor: Principal,
    partner: Principal,
    customer: Principal,
}

fn file(name: &str, content: &[u8]) -> Incoming {
    let mut file = Incoming { name: name.to_owned(), ..Incoming::default() };
    content.chunks(7).for_each(|piece| file.take(piece));
    file
}

fn refused(answer: Result<impl std::fmt::Debug, ServiceError>) -> &'static str {
    match answer {
        Err(ServiceError::Refused(code)) => code,
        other => panic!("{other:?}"),
    }
}

fn invalid(answer: Result<impl std::fmt::Debug, ServiceError>) -> Vec<(String, String)> {
    match answer {
        Err(ServiceError::Invalid(wrong)) => {
            wrong.into_iter().map(|FieldError { field, code, .. }| (field, code)).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

const fn choice(count: u32) -> ProgramChoice {
    ProgramChoice { edition: BUSINESS, years: 1, seats: 5, count }
}

fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::Usd }
}

impl World {
    async fn new() -> Self {
        let portal = Portal::new().await;
        let distributor = portal.person("owner@nordlicht.example").await;
        let partner = portal.person("owner@kranich.example").await;
        let customer = portal.person("owner@westernhagen.example").await;
        Self { portal, distributor, partner, customer }
    }

    fn draft(&self) -> ProgramDraft {
        ProgramDraft {
            id: ProgramRequestId(Uuid::now_v7()),
            customer: self.customer.org,
            program: Program::Education,
            message: " A school. ".to_owned(),
        }
    }

    async fn ask(&self) -> ProgramRequest {
        let services = &self.portal.services;
        let files = vec![file("school.pdf", PDF)];
        let id = services.program_ask(&self.partner, self.draft(), files).await.unwrap();
        self.get(&self.distributor, id).await
    }

    async fn get(&self, who: &Principal, id: ProgramRequestId) -> ProgramRequest {
        self.portal.services.program_request(who, id).await.unwrap().request
    }

    /// Approved: 30 percent on so many licenses, for 10 days.
    async fn approve(&self, asked: &ProgramRequest, licenses: u32) -> ProgramLink {
        let draft = ApprovalDraft { percent: 30, days: 10, licenses };
        let services = &self.portal.services;
        services.program_approve(&self.distributor, asked.id, asked.version, draft).await.unwrap()
    }

    async fn link(&self, licenses: u32) -> (ProgramRequest, String) {
        let ProgramLink { request, path } = self.approve(&self.ask().await, licenses).await;
        (request, path.strip_prefix("/discount/").unwrap().to_owned())
    }

    async fn buy(
        &self,
        who: &Principal,
        secret: &str,
        choice: ProgramChoice,
    ) -> Result<ProgramBought, ServiceError> {
        let services = &self.portal.services;
        let total = services.program_price(who, secret, choice).await?.gross;
        services.program_buy(who, self.using(secret, choice, total)).await
    }

    fn using(&self, secret: &str, choice: ProgramChoice, total: Money) -> UseProgram {
        let (secret, idempotency) = (secret.to_owned(), Uuid::new_v4());
        UseProgram { secret, choice, total, checkout: CheckoutDraft::default(), idempotency }
    }

    /// The partner's terms: 20 % off, 19 % tax, a margin of 25 %; the customer's: 7 % tax.
    async fn terms(&self) {
        let services = &self.portal.services;
        let (discount, tax) = (Percent::whole(20), Percent::whole(19));
        let terms = TradeTerms { discount, tax, ..TradeTerms::default() };
        services.terms_set(&self.distributor, self.partner.org, 0, terms.clone()).await.unwrap();
        let own = TradeTerms { margin: Percent::whole(25), ..terms };
        services.terms_set(&self.partner, self.partner.org, 1, own).await.unwrap();
        let terms = TradeTerms { tax: Percent::whole(7), ..TradeTerms::default() };
        services.terms_set(&self.partner, self.customer.org, 0, terms).await.unwrap();
    }

    async fn count(&self, what: &str) -> i64 {
        let sql = format!("SELECT count(*)::text FROM {what}");
        store::testing::texts(&self.portal.url, &sql).await[0].parse().unwrap()
    }

    async fn later(&self, time: Duration) {
        let now = self.portal.clock.now();
        self.portal.clock.set(now + time);
    }

    async fn move_customer(&self, to: OrgId) {
        let services = &self.portal.services;
        let org = services.organization_get(&self.distributor, self.customer.org).await.unwrap();
        services.organization_move(&self.distributor, org.id, org.version, to).await.unwrap();
    }

    async fn mails(&self) -> Vec<(String, String)> {
        let sql = "SELECT to_address || ' ' || (data->>'news') FROM mail ORDER BY id";
        let all = store::testing::texts(&self.portal.url, sql).await;
        let pair = |text: String| {
            let (address, news) = text.split_once(' ').unwrap();
            (address.to_owned(), news.to_owned())
        };
        all.into_iter().map(pair).collect()
    }
}

#[tokio::test]
async fn a_partner_asks_and_both_sides_see_what_showed_it() {
    let world = World::new().await;
    let asked = world.ask().await;
    assert_eq!((asked.state, &*asked.message), (ProgramState::Requested, "A school."));
    assert_eq!(asked.customer.id, world.customer.org);
    assert_eq!(asked.may, [Step::Approve, Step::Decline]);
    let services = &world.portal.services;
    let own = world.get(&world.partner, asked.id).await;
    assert_eq!(own.may, [Step::Withdraw]);
    assert_eq!(own.evidence[0].name, "school.pdf");
    for who in [&world.distributor, &world.partner] {
        let kept = services.program_evidence(who, asked.id, 0).await.unwrap();
        assert_eq!(kept.content, PDF);
    }
    let stranger = world.portal.person("owner@bergfried.example").await;
    let none = services.program_request(&stranger, asked.id).await;
    assert!(matches!(none, Err(ServiceError::NotFound)));
    let none = services.program_evidence(&stranger, asked.id, 0).await;
    assert!(matches!(none, Err(ServiceError::NotFound)));
    let customer = services.program_request(&world.customer, asked.id).await;
    assert!(matches!(customer, Err(ServiceError::Forbidden)));
    // Who only reads learns of it, and not what is in the files.
    let reader = world.portal.person("reader@kranich.example").await;
    assert!(world.get(&reader, asked.id).await.evidence.is_empty());
    let closed = services.program_evidence(&reader, asked.id, 0).await;
    assert!(matches!(closed, Err(ServiceError::Forbidden)));
    assert!(services.program_ask(&reader, world.draft(), Vec::new()).await.is_err());
    let sent = world.mails().await;
    assert!(sent.contains(&("owner@nordlicht.example".into(), "asked".into())), "{sent:?}");
    assert!(sent.iter().all(|(address, _)| address.ends_with("@nordlicht.example")), "{sent:?}");
    let listed = services.program_requests(&world.partner).await.unwrap();
    assert!(listed.requests.iter().any(|it| it.id == asked.id));
}

#[tokio::test]
async fn a_request_sent_twice_is_one() {
    let world = World::new().await;
    let services = &world.portal.services;
    let before = world.count("program_request").await;
    let draft = world.draft();
    let sends = (0..8)
        .map(|_| services.program_ask(&world.partner, draft.clone(), vec![file("a.pdf", PDF)]));
    for id in join_all(sends).await {
        assert_eq!(id.unwrap(), draft.id);
    }
    assert_eq!(world.count("program_request").await, before + 1);
    let of = format!("program_evidence WHERE request_id = '{}'", draft.id);
    assert_eq!(world.count(&of).await, 1);
    let logged = format!("action_log WHERE entity_id = '{}'", draft.id);
    assert_eq!(world.count(&logged).await, 1);
}

#[tokio::test]
async fn whatever_is_wrong_is_told_beside_its_field_and_nothing_is_kept() {
    let world = World::new().await;
    let services = &world.portal.services;
    let before = world.count("program_request").await;
    let ask = async |draft: ProgramDraft, files: Vec<Incoming>| {
        invalid(services.program_ask(&world.partner, draft, files).await)
    };
    let none = ask(world.draft(), Vec::new()).await;
    assert_eq!(none, pairs(&[("evidence", "evidence-missing")]));
    let six = (0..6).map(|_| file("a.pdf", PDF)).collect();
    assert_eq!(ask(world.draft(), six).await, pairs(&[("evidence", "evidence-too-many")]));
    let mut large = file("large.pdf", PDF);
    let piece = vec![0; 1024 * 1024];
    while large.size <= MAX_FILE_BYTES {
        large.take(&piece);
    }
    assert!(large.content.len() < 1024, "what is too large is not kept");
    let files = vec![
        file("fine.pdf", PDF),
        large,
        file("virus.exe", b"MZ\x90\x00 not a document"),
        file("forged.png", PDF),
        file("empty.pdf", b""),
    ];
    let draft = ProgramDraft {
        customer: world.portal.person("owner@bergfried.example").await.org,
        message: "x".repeat(1_001),
        ..world.draft()
    };
    let told = ask(draft, files).await;
    assert_eq!(
        told,
        pairs(&[
            ("evidence-1", "file-too-big"),
            ("evidence-2", "evidence-type"),
            ("evidence-3", "evidence-mismatch"),
            ("evidence-4", "file-empty"),
            ("message", "note-too-long"),
            ("customer", "order-customer-unknown"),
        ])
    );
    assert_eq!(world.count("program_request").await, before);
    let nobody = services.program_ask(&world.customer, world.draft(), vec![file("a.pdf", PDF)]);
    assert!(matches!(nobody.await, Err(ServiceError::Forbidden)));
}

#[tokio::test]
async fn the_customer_buys_once_with_its_link() {
    let world = World::new().await;
    world.terms().await;
    let services = &world.portal.services;
    let (request, secret) = world.link(3).await;
    assert_eq!((request.state, request.may_link), (ProgramState::Approved, true));
    let shop = services.program_shop(&world.customer, &secret).await.unwrap();
    assert!(shop.is_customer && shop.direct && shop.partner.starts_with("Kranich"));
    assert_eq!((shop.approval.percent, shop.approval.licenses), (30, 3));
    // 2 x 5 x 28.90 = 289.00; 20 % and 30 % off it: 161.84; with 25 % on top: 202.30.
    let price = services.program_price(&world.customer, &secret, choice(2)).await.unwrap();
    assert_eq!((price.net, price.tax, price.gross), (usd(20_230), usd(1_416), usd(21_646)));
    assert_eq!(price.line, None, "what the partner pays is its own business");
    let own = services.program_price(&world.partner, &secret, choice(2)).await.unwrap();
    assert_eq!((own.net, own.tax), (usd(16_184), usd(3_075)));
    let before = world.count("license").await;
    let ask = world.using(&secret, choice(2), price.gross);
    let bought = services.program_buy(&world.customer, ask.clone()).await.unwrap();
    assert!(bought.delivered);
    assert_eq!(services.program_buy(&world.customer, ask.clone()).await.unwrap(), bought);
    let again =
        services.program_buy(&world.customer, UseProgram { idempotency: Uuid::new_v4(), ..ask });
    assert_eq!(refused(again.await), "program-used");
    for who in [&world.customer, &world.partner] {
        assert_eq!(refused(services.program_shop(who, &secret).await), "program-used");
    }
    assert_eq!(world.count("license").await, before + 2);
    let order = services.order_get(&world.partner, bought.order).await.unwrap();
    assert_eq!((order.state, order.totals.net), (OrderState::Fulfilled, usd(16_184)));
    assert_eq!(
        (order.number.as_deref(), &*order.person),
        (Some(&*bought.number), "Marion Westernhagen")
    );
    let line = &order.lines[0];
    assert_eq!((line.count, line.delivered), (2, (2, 0)));
    let discounts = &line.price.as_ref().unwrap().discounts;
    let program = discounts.iter().find(|it| it.kind == DiscountKind::Program).unwrap();
    assert_eq!(program.percent, Percent::whole(30));
    // On paper it is the same to the cent.
    let sheet = services.order_sheet(&world.partner, bought.order).await.unwrap();
    assert_eq!(sheet.order.totals, order.totals);
    let used = world.get(&world.partner, request.id).await;
    assert_eq!((used.state, used.order), (ProgramState::Used, Some(bought.order)));
    assert!(used.may.is_empty() && !used.may_link);
    // The buyers at the partner are told, since who bought is none of theirs.
    let placed = world.mails().await.into_iter().filter(|(_, news)| news == "placed");
    assert!(placed.clone().all(|(address, _)| address.ends_with("@kranich.example")));
    assert!(placed.count() > 0);
}

#[tokio::test]
async fn the_partner_buys_for_its_customer_and_keeps_its_own_number() {
    let world = World::new().await;
    let (_, secret) = world.link(1).await;
    let services = &world.portal.services;
    let price = services.program_price(&world.partner, &secret, choice(1)).await.unwrap();
    let checkout = CheckoutDraft { own_number: "PO 9".to_owned(), ..CheckoutDraft::default() };
    let ask = UseProgram { checkout, ..world.using(&secret, choice(1), price.gross) };
    let bought = services.program_buy(&world.partner, ask).await.unwrap();
    let order = services.order_get(&world.partner, bought.order).await.unwrap();
    assert_eq!(&*order.checkout.own_number, "PO 9");
    assert_eq!(order.lines[0].customer.as_deref(), Some("Westernhagen GmbH"));
}

#[tokio::test]
async fn thirty_two_buyers_of_the_last_discounted_license_are_one_order() {
    let world = World::new().await;
    let (request, secret) = world.link(1).await;
    let services = &world.portal.services;
    let total = services.program_price(&world.customer, &secret, choice(1)).await.unwrap().gross;
    let paid = services.program_price(&world.partner, &secret, choice(1)).await.unwrap().gross;
    let (licenses, orders) = (world.count("license").await, world.count("purchase_order").await);
    let (keys, log) = (world.count("order_key").await, world.count("action_log").await);
    let buys = (0..32).map(|n| match n % 2 {
        0 => services.program_buy(&world.customer, world.using(&secret, choice(1), total)),
        _ => services.program_buy(&world.partner, world.using(&secret, choice(1), paid)),
    });
    let answers = join_all(buys).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert_eq!(refused(answer), "program-used");
    }
    assert_eq!(world.count("license").await, licenses + 1);
    assert_eq!(world.count("purchase_order").await, orders + 1);
    assert_eq!(world.count("order_key").await, keys + 1);
    assert_eq!(world.count("order_line WHERE program_discount = 3000").await, 1);
    assert_eq!(world.count("idempotency").await, 1, "who lost left nothing half");
    assert_eq!(world.count("action_log").await, log + 3, "used, bought, placed");
    let after = world.get(&world.partner, request.id).await;
    assert_eq!(after.order, Some(won.into_iter().next().unwrap().unwrap().order));
}

#[tokio::test]
async fn anybody_elses_link_is_like_one_that_was_never_made() {
    let world = World::new().await;
    let (_, secret) = world.link(1).await;
    let services = &world.portal.services;
    let others = ["owner@ttt-point.example", "owner@bergfried.example"];
    for who in others {
        let who = world.portal.person(who).await;
        let foreign = services.program_shop(&who, &secret).await.unwrap_err();
        let unknown = services.program_shop(&who, "0a1b").await.unwrap_err();
        assert_eq!(format!("{foreign:?}"), format!("{unknown:?}"));
        assert!(matches!(foreign, ServiceError::NotFound));
        let bought = services.program_buy(&who, world.using(&secret, choice(1), usd(1))).await;
        assert!(matches!(bought, Err(ServiceError::NotFound)));
        for _ in 0..7 {
            services.program_shop(&who, "0a1b").await.unwrap_err();
        }
        let limited = services.program_shop(&who, &secret).await;
        assert!(matches!(limited, Err(ServiceError::RateLimited(_))), "{limited:?}");
    }
    let distributor = services.program_shop(&world.distributor, &secret).await;
    assert!(matches!(distributor, Err(ServiceError::Forbidden)));
    let reader = world.portal.person("reader@westernhagen.example").await;
    assert!(matches!(services.program_shop(&reader, &secret).await, Err(ServiceError::Forbidden)));
    // Whose it is, is not kept waiting by that.
    for _ in 0..40 {
        services.program_shop(&world.customer, &secret).await.unwrap();
    }
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_housekeeping_writes_it_down() {
    let world = World::new().await;
    let (request, secret) = world.link(1).await;
    let services = &world.portal.services;
    world.later(Duration::days(10) - Duration::seconds(1)).await;
    services.program_shop(&world.customer, &secret).await.unwrap();
    assert_eq!(services.programs_tidy().await.unwrap(), 0);
    world.later(Duration::seconds(1)).await;
    assert_eq!(refused(services.program_shop(&world.customer, &secret).await), "program-expired");
    let buy = services.program_buy(&world.customer, world.using(&secret, choice(1), usd(1)));
    assert_eq!(refused(buy.await), "program-expired");
    let shown = world.get(&world.partner, request.id).await;
    assert_eq!(shown.state, ProgramState::Expired, "though nobody has written it down");
    assert_eq!(refused(services.program_link(&world.partner, request.id).await), "program-expired");
    // Somebody works on it, for whom housekeeping waits.
    let mut tx = services.store.begin(world.partner.scope).await.unwrap();
    store::program::program_lock(&mut tx, request.id).await.unwrap();
    let tidying = {
        let services = services.clone();
        tokio::spawn(async move { services.programs_tidy().await.unwrap() })
    };
    store::testing::until_waiting(&world.portal.url, 1).await;
    tx.commit().await.unwrap();
    assert_eq!(tidying.await.unwrap(), 1);
    assert_eq!(services.programs_tidy().await.unwrap(), 0);
    assert_eq!(refused(services.program_shop(&world.customer, &secret).await), "program-expired");
    let logged =
        format!("action_log WHERE action = 'discount-expired' AND entity_id = '{}'", request.id);
    assert_eq!(world.count(&logged).await, 1);
}

#[tokio::test]
async fn of_many_who_decide_at_once_one_does() {
    let world = World::new().await;
    let asked = world.ask().await;
    let services = &world.portal.services;
    let decisions = join_all((0..16).map(|n| {
        let (id, version, who) = (asked.id, asked.version, &world.distributor);
        async move {
            let draft = ApprovalDraft { percent: 10 + n, days: 5, licenses: 1 };
            match n % 2 {
                0 => services.program_approve(who, id, version, draft).await.map(drop),
                _ => services.program_decline(who, id, version, "No").await.map(drop),
            }
        }
    }))
    .await;
    let (won, lost): (Vec<_>, Vec<_>) = decisions.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert_eq!(refused(answer), "program-decided");
    }
    let logged = format!("action_log WHERE entity_id = '{}'", asked.id);
    assert_eq!(world.count(&logged).await, 2, "asked, decided");
}

#[tokio::test]
async fn a_decision_is_of_what_was_seen_and_in_range() {
    let world = World::new().await;
    let asked = world.ask().await;
    let services = &world.portal.services;
    let draft = ApprovalDraft { percent: 0, days: 0, licenses: 0 };
    let wrong = services.program_approve(&world.distributor, asked.id, asked.version, draft).await;
    let codes = [
        ("percent", "program-percent"),
        ("days", "program-days"),
        ("licenses", "program-licenses"),
    ];
    assert_eq!(invalid(wrong), pairs(&codes));
    let fine = ApprovalDraft { percent: 30, days: 10, licenses: 1 };
    let stale = services.program_approve(&world.distributor, asked.id, 7, fine).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(_))));
    let own = services.program_approve(&world.partner, asked.id, asked.version, fine).await;
    assert!(matches!(own, Err(ServiceError::Forbidden)), "nobody approves its own wish");
    let silent = services.program_decline(&world.distributor, asked.id, asked.version, " ").await;
    assert_eq!(invalid(silent), pairs(&[("reason", "program-reason")]));
    let no =
        services.program_decline(&world.distributor, asked.id, asked.version, "No school").await;
    let no = no.unwrap();
    assert_eq!((no.state, &*no.reason), (ProgramState::Declined, "No school"));
    assert!(no.may.is_empty() && no.ended_at.is_some());
    let mails = world.mails().await;
    assert!(mails.contains(&("owner@kranich.example".into(), "declined".into())), "{mails:?}");
    let late = services.program_withdraw(&world.partner, asked.id, no.version, "").await;
    assert_eq!(refused(late), "program-ended");
}

#[tokio::test]
async fn what_is_taken_back_cannot_be_bought_with() {
    let world = World::new().await;
    let services = &world.portal.services;
    let asked = world.ask().await;
    // It is the partner's wish until the distributor has said yes.
    let early = services.program_withdraw(&world.distributor, asked.id, asked.version, "").await;
    assert!(matches!(early, Err(ServiceError::Forbidden)));
    let ProgramLink { request, path } = world.approve(&asked, 1).await;
    let secret = path.strip_prefix("/discount/").unwrap();
    let taken =
        services.program_withdraw(&world.distributor, request.id, request.version, "Error").await;
    assert_eq!(taken.unwrap().state, ProgramState::Withdrawn);
    assert_eq!(
        refused(services.program_shop(&world.customer, secret).await),
        "program-not-approved"
    );
    let own = world.ask().await;
    let own = services.program_withdraw(&world.partner, own.id, own.version, "").await.unwrap();
    assert_eq!(own.state, ProgramState::Withdrawn);
}

#[tokio::test]
async fn a_new_link_is_the_only_one_and_goes_to_who_may_use_it() {
    let world = World::new().await;
    let services = &world.portal.services;
    let (request, first) = world.link(1).await;
    let mails = world.mails().await;
    let approved: Vec<&str> = mails
        .iter()
        .filter(|(_, news)| news == "approved")
        .map(|(address, _)| &**address)
        .collect();
    assert_eq!(
        approved,
        [
            "owner@kranich.example",
            "owner@westernhagen.example",
            "admin@westernhagen.example",
            "billing@westernhagen.example",
        ]
    );
    let ProgramLink { path, .. } = services.program_link(&world.partner, request.id).await.unwrap();
    let second = path.strip_prefix("/discount/").unwrap();
    assert!(services.program_shop(&world.customer, &first).await.is_err());
    services.program_shop(&world.customer, second).await.unwrap();
    // Only its hash is kept.
    let texts =
        store::testing::texts(&world.portal.url, "SELECT p::text FROM program_request p").await;
    assert!(texts.iter().all(|text| !text.contains(second)));
}

#[tokio::test]
async fn a_partner_that_must_ask_asks_with_the_discount() {
    let world = World::new().await;
    let services = &world.portal.services;
    let org = services.organization_get(&world.distributor, world.partner.org).await.unwrap();
    let draft = OrgDraft { direct_purchase: false, ..org.draft };
    services.organization_update(&world.distributor, org.id, org.version, draft).await.unwrap();
    let (_, secret) = world.link(4).await;
    let shop = services.program_shop(&world.customer, &secret).await.unwrap();
    assert!(!shop.direct);
    let before = world.count("license").await;
    let bought = world.buy(&world.customer, &secret, choice(4)).await.unwrap();
    assert!(!bought.delivered);
    assert_eq!(world.count("license").await, before);
    assert_eq!(refused(services.program_shop(&world.customer, &secret).await), "program-used");
    let asked = services.order_get(&world.distributor, bought.order).await.unwrap();
    assert_eq!((asked.state, asked.awaits), (OrderState::Quoted, Some(Side::Seller)));
    assert_eq!(asked.totals.net, usd(40_460), "4 x 5 x 28.90, 30 % off");
    // Fewer of them keep the discount, more are not what was approved.
    let line = &asked.lines[0];
    let answer = |count| vec![LineAnswer { id: line.id, years: 1, seats: 5, count, net: None }];
    let (id, version) = (asked.id, asked.version);
    let more = services.order_change(&world.distributor, id, version, answer(5), "").await;
    assert_eq!(invalid(more), pairs(&[("count-0", "order-one-customer")]));
    let fewer = services.order_change(&world.distributor, id, version, answer(3), "").await;
    assert_eq!(fewer.unwrap().totals.net, usd(30_345));
}

#[tokio::test]
async fn what_is_bought_is_what_was_approved_and_shown() {
    let world = World::new().await;
    let services = &world.portal.services;
    let (_, secret) = world.link(2).await;
    let price = async |choice| services.program_price(&world.customer, &secret, choice).await;
    assert_eq!(invalid(price(choice(0)).await), pairs(&[("count", "program-nothing")]));
    assert_eq!(invalid(price(choice(3)).await), pairs(&[("count", "program-too-many")]));
    let wrong = ProgramChoice { seats: 0, years: 9, ..choice(1) };
    let codes = [("years", "order-years"), ("seats", "order-seats")];
    assert_eq!(invalid(price(wrong).await), pairs(&codes));
    let monthly = ProgramChoice { years: 0, ..choice(1) };
    assert_eq!(invalid(price(monthly).await), pairs(&[("years", "order-years")]));
    let other =
        services.program_buy(&world.customer, world.using(&secret, choice(1), usd(1))).await;
    assert_eq!(refused(other), "price-changed");
    let free = ProgramChoice { edition: 1, ..choice(1) };
    assert_eq!(invalid(price(free).await), pairs(&[("edition", "order-edition")]));
    world.buy(&world.customer, &secret, choice(1)).await.unwrap();
}

#[tokio::test]
async fn a_customer_that_went_to_another_partner_has_no_discount_there() {
    let world = World::new().await;
    let services = &world.portal.services;
    let (request, secret) = world.link(1).await;
    world.move_customer(world.portal.person("owner@bergfried.example").await.org).await;
    let customer = world.portal.person("owner@westernhagen.example").await;
    for who in [&customer, &world.partner] {
        let none = services.program_shop(who, &secret).await;
        assert!(matches!(none, Err(ServiceError::NotFound)), "{none:?}");
    }
    let still = world.get(&world.partner, request.id).await;
    assert_eq!(&*still.customer.name, "Westernhagen GmbH", "by the name that it had");
}
