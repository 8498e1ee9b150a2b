//! The live socket through the real router: what it answers, tells, refuses and bounds.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

#[path = "common/portal.rs"]
mod portal;

use app::live::wire::{
    Ask, ByeReason, ClientFrame, MAX_INBOUND, MAX_VIEWS, ServerFrame, Topic, decode, encode,
};
use axum::http;
use domain::license::LicenseRow;
use domain::people::Principal;
use futures::{SinkExt, StreamExt};
use grid::page::Line;
use grid::patch::{Part, Told};
use grid::query::MAX_WINDOW;
use portal::Portal;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const PARTNER: &str = "admin@kranich.example";
const PATIENCE: Duration = Duration::from_secs(20);

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A portal that listens.
struct Served {
    portal: Portal,
    port: u16,
}

impl Served {
    async fn new(mirrored: bool) -> Self {
        let portal = Portal::with(200, |services| match mirrored {
            true => services,
            false => services.with_mirrored_rows(0),
        })
        .await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = portal.app.clone();
        tokio::spawn(async move {
            let app = app.into_make_service_with_connect_info::<std::net::SocketAddr>();
            axum::serve(listener, app).await
        });
        Self { portal, port }
    }

    async fn connect(&self, email: &str) -> Socket {
        let cookie = self.portal.open_session(email).await;
        let mut request =
            format!("ws://127.0.0.1:{}/live", self.port).into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("cookie", http::HeaderValue::from_str(&cookie).unwrap());
        headers.insert("sec-fetch-site", http::HeaderValue::from_static("same-origin"));
        let (stream, _) = connect_async(request).await.unwrap();
        let mut socket = Socket { stream, lines: Vec::new(), step: 0 };
        assert_eq!(socket.hear().await, ServerFrame::Welcome);
        socket
    }

    async fn person(&self, email: &str) -> Principal {
        let store = &self.portal.services.store;
        let account = store.account_by_email(email).await.unwrap().unwrap();
        store.principal_load(account.root, account.person).await.unwrap().unwrap()
    }

    /// Waits until the tree is in memory.
    async fn mirrored(&self, who: &Principal) {
        let root = self.portal.services.roots.look(who.scope.root).await.unwrap();
        assert!(root.watch_mirror().wait_for(|ready| *ready).await.is_ok());
    }

    /// Leaves somebody the right to see people, and nothing else.
    async fn narrow(&self, email: &str) {
        for sql in [
            "INSERT INTO permission_set
                 (root_id, id, tkey, org_id, name, name_fold, actions, created_at)
             SELECT root_id, gen_random_uuid(), tkey, org_id, 'Few', 'few', '{view-people}', now()
             FROM person WHERE email = $1",
            "UPDATE person SET role = 'custom', permission_set_id =
                 (SELECT id FROM permission_set WHERE name = 'Few') WHERE email = $1",
        ] {
            let sql = sql.replace("$1", &format!("'{email}'"));
            store::testing::as_owner(&self.portal.url, &sql).await;
        }
    }

    async fn note(&self, who: &Principal, row: &LicenseRow, note: &str) {
        let services = &self.portal.services;
        services.set_license_note(who, row.id, row.version, note).await.unwrap();
    }
}

/// A tab.
struct Socket {
    stream: Stream,
    lines: Vec<std::sync::Arc<Line<LicenseRow>>>,
    step: u32,
}

impl Socket {
    async fn send(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    async fn say(&mut self, frame: &ClientFrame) {
        self.send(Message::Binary(encode(frame).into())).await;
    }

    async fn ask(&mut self, ask: Ask) {
        self.say(&ClientFrame::Watch { view: 1, topic: Topic::Grid(ask) }).await;
    }

    async fn hear(&mut self) -> ServerFrame {
        loop {
            let heard = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            let message = heard.expect("a word in time").expect("an open connection").unwrap();
            if let Message::Binary(bytes) = message {
                match decode(&bytes).unwrap() {
                    ServerFrame::Beat => {}
                    frame => return frame,
                }
            }
        }
    }

    /// The next window that is told, put upon the one before.
    async fn told(&mut self) -> Told<LicenseRow> {
        let frame = self.hear().await;
        let ServerFrame::Lines { view: 1, step, told, .. } = frame else {
            panic!("lines, not {frame:?}")
        };
        assert!(step == 0 || step == self.step);
        self.step = step + 1;
        let told: Told<LicenseRow> = decode(&told).unwrap();
        let before = if step == 0 { Vec::new() } else { std::mem::take(&mut self.lines) };
        self.lines = told.clone().onto(&before).unwrap();
        told
    }

    fn row(&self, at: usize) -> &LicenseRow {
        match self.lines[at].as_ref() {
            Line::Row(row) => row,
            Line::Group(group) => panic!("a row, not {group:?}"),
        }
    }

    /// The server hangs up, for this reason, whatever it tells before.
    async fn ends(&mut self, reason: ByeReason) {
        loop {
            match self.hear().await {
                ServerFrame::Bye { reason: told } => return assert_eq!(told, reason),
                ServerFrame::Lines { .. } | ServerFrame::Stale { .. } => {}
                frame => panic!("{frame:?}"),
            }
        }
    }

    /// The server hangs up, for this reason.
    async fn bye(&mut self, reason: ByeReason) {
        assert_eq!(self.hear().await, ServerFrame::Bye { reason });
    }
}

fn ask(state: &str) -> Ask {
    let (grid, state) = ("licenses".to_owned(), state.to_owned());
    Ask { grid, state, turn: 1, start: 0, len: 40, anchor: None, near: Vec::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_is_answered_and_then_told_by_its_differences() {
    let served = Served::new(true).await;
    let who = served.person(PARTNER).await;
    served.mirrored(&who).await;
    let mut tab = served.connect(PARTNER).await;
    tab.ask(ask("tab=all&sort=name")).await;
    let told = tab.told().await;
    let services = &served.portal.services;
    let page = services.license_page(&who, "tab=all&sort=name", 0, 40).await.unwrap();
    let lines: Vec<_> = tab.lines.iter().map(|line| line.as_ref().clone()).collect();
    assert_eq!((told.rows, told.lines, &lines), (page.rows, page.lines, &page.window));

    let row = tab.row(7).clone();
    served.note(&who, &row, "changed by a colleague").await;
    let told = tab.told().await;
    let fresh = told.parts.iter().filter(|part| matches!(part, Part::Fresh(_))).count();
    assert_eq!((fresh, told.parts.len()), (1, 3), "what stayed is not sent");
    assert_eq!(tab.row(7).note.as_deref(), Some("changed by a colleague"));

    // Another window of the same list begins with what is known of it.
    tab.ask(Ask { turn: 2, start: 20, ..ask("tab=all&sort=name") }).await;
    let told = tab.told().await;
    assert!(matches!(told.parts[..], [Part::Kept(_), Part::Fresh(_)]), "{:?}", told.parts.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_in_memory_is_read_and_told_to_be_stale() {
    let served = Served::new(false).await;
    let who = served.person(PARTNER).await;
    let mut tab = served.connect(PARTNER).await;
    tab.ask(ask("tab=all&sort=name")).await;
    let told = tab.told().await;
    assert_eq!((told.rows > 40, tab.lines.len()), (true, 40));
    let row = tab.row(3).clone();
    served.note(&who, &row, "not followed").await;
    assert_eq!(tab.hear().await, ServerFrame::Stale { view: 1, turn: 1, changes: 1 });
    tab.ask(Ask { turn: 2, ..ask("tab=all&sort=name") }).await;
    tab.told().await;
    assert_eq!(tab.row(3).note.as_deref(), Some("not followed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_followed_as_soon_as_its_tree_is_in_memory() {
    let served = Served::new(true).await;
    let who = served.person(PARTNER).await;
    let mut tab = served.connect(PARTNER).await;
    tab.ask(ask("tab=all")).await;
    tab.told().await;
    served.mirrored(&who).await;
    let row = tab.row(0).clone();
    served.note(&who, &row, "followed").await;
    // Perhaps once more as a whole, when the mirror came; never stale for good.
    while tab.row(0).note.as_deref() != Some("followed") {
        tab.told().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_is_not_theirs() {
    let served = Served::new(true).await;
    for email in ["admin@kranich.example", "admin@bergfried.example", "owner@westernhagen.example"]
    {
        let who = served.person(email).await;
        served.mirrored(&who).await;
        let mut tab = served.connect(email).await;
        tab.ask(Ask { len: MAX_WINDOW, ..ask("tab=all") }).await;
        let told = tab.told().await;
        let services = served.portal.services.clone().with_mirrored_rows(0);
        let page = services.license_page(&who, "tab=all", 0, 1).await.unwrap();
        assert_eq!(told.rows, page.rows, "{email}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hand_made_questions_cost_no_more_than_others() {
    let served = Served::new(true).await;
    served.mirrored(&served.person(PARTNER).await).await;
    let mut tab = served.connect(PARTNER).await;
    let levels = vec!["product"; 50].join(",");
    let search = "%25_%5C%22%27*".repeat(1_000);
    for (turn, state) in [
        format!("group={levels}"),
        "group=colour,-size&sort=weight&cols=nothing".to_owned(),
        format!("q={search}"),
        format!("open={}", "a~b!".repeat(2_000)),
        "q=%25&name=_*%5C".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let turn = turn as u32 + 1;
        tab.ask(Ask { turn, start: u32::MAX, len: u32::MAX, ..ask(&state) }).await;
        tab.told().await;
        assert!(tab.lines.is_empty(), "beyond the end of the list");
        tab.ask(Ask { turn, len: 1_000_000_000, ..ask(&state) }).await;
        tab.told().await;
        assert!(tab.lines.len() <= MAX_WINDOW as usize);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_tab_sends_ends_the_connection() {
    let served = Served::new(true).await;
    for garbage in [
        Message::Text("hello".into()),
        Message::Binary(b"\xff\xff\xff\xff".to_vec().into()),
        Message::Binary(Vec::new().into()),
    ] {
        let mut tab = served.connect(PARTNER).await;
        tab.send(garbage).await;
        tab.bye(ByeReason::Protocol).await;
    }
    let mut tab = served.connect(PARTNER).await;
    tab.ask(Ask { grid: "nothing".to_owned(), ..ask("") }).await;
    tab.bye(ByeReason::Protocol).await;

    let mut tab = served.connect(PARTNER).await;
    for view in 0..=MAX_VIEWS as u32 {
        let topic = Topic::Grid(ask("tab=all"));
        tab.say(&ClientFrame::Watch { view: view + 10, topic }).await;
    }
    while matches!(tab.hear().await, ServerFrame::Lines { .. }) {}

    let mut tab = served.connect(PARTNER).await;
    for turn in 0..1_000 {
        let frame = ClientFrame::Watch { view: 1, topic: Topic::Grid(Ask { turn, ..ask("") }) };
        if tab.stream.send(Message::Binary(encode(&frame).into())).await.is_err() {
            break;
        }
    }
    let flooded = async { while matches!(tab.hear().await, ServerFrame::Lines { .. }) {} };
    flooded.await;

    let mut tab = served.connect(PARTNER).await;
    let large = Ask { state: "q=".to_owned() + &"x".repeat(MAX_INBOUND), ..ask("") };
    let _ = tab.stream.send(Message::Binary(encode(&large).into())).await;
    let end = tokio::time::timeout(PATIENCE, tab.stream.next()).await.expect("an end");
    assert!(!matches!(end, Some(Ok(Message::Binary(_)))), "nothing is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_never_reads_keeps_nobody_waiting() {
    let served = Served::new(true).await;
    let who = served.person(PARTNER).await;
    served.mirrored(&who).await;
    let mut deaf = served.connect(PARTNER).await;
    deaf.ask(Ask { len: MAX_WINDOW, ..ask("tab=all") }).await;
    let mut tab = served.connect(PARTNER).await;
    tab.ask(ask("tab=all&sort=name")).await;
    tab.told().await;
    for n in 0..200 {
        let row = tab.row(0).clone();
        served.note(&who, &row, &format!("note {n} {}", "x".repeat(400))).await;
        while tab.row(0).version <= row.version {
            tab.told().await;
        }
    }
}

/// What the policy hides on pages it hides from sockets.
#[tokio::test]
async fn a_grid_that_is_not_theirs_to_see_is_not_told() {
    for mirrored in [true, false] {
        let served = Served::new(mirrored).await;
        served.narrow("reader@kranich.example").await;
        for (email, grid) in
            [("owner@westernhagen.example", "customers"), ("reader@kranich.example", "licenses")]
        {
            let mut tab = served.connect(email).await;
            tab.ask(Ask { grid: grid.to_owned(), ..ask("tab=all") }).await;
            assert_eq!(tab.hear().await, ServerFrame::Failed { view: 1, turn: 1 }, "{email}");
        }
        let mut tab = served.connect("reader@kranich.example").await;
        tab.say(&ClientFrame::Watch { view: 1, topic: Topic::Entitlements { pos: 0 } }).await;
        tab.bye(ByeReason::Protocol).await;
    }
}

/// Whoever may less than a moment ago is not told anything more.
#[tokio::test]
async fn sockets_end_when_rights_change() {
    let served = Served::new(true).await;
    let (reader, owner) = ("reader@kranich.example", "owner@westernhagen.example");
    let mut theirs = served.connect(reader).await;
    theirs.ask(ask("tab=all")).await;
    theirs.told().await;
    served.narrow(reader).await;
    theirs.ends(ByeReason::Session).await;

    let mut customers = served.connect(owner).await;
    customers.ask(ask("tab=all")).await;
    customers.told().await;
    let (services, partner) = (&served.portal.services, served.person(PARTNER).await);
    let org = services.organization_get(&partner, served.person(owner).await.org).await.unwrap();
    services.organization_suspend(&partner, org.id, org.version, false).await.unwrap();
    customers.ends(ByeReason::Session).await;
}
