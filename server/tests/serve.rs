//! The binary as an operator knows it: start, kill, start again, second start, commands
//! beside it, stop.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod common;

use app::live::wire::{ByeReason, ServerFrame, decode};
use common::process::{Cleanup, Server, finish_sign_in, run, text};
use common::{data_dir, eventually, kill_9, postmaster_pid, postmasters};
use futures::StreamExt;
use tokio_tungstenite::{connect_async, tungstenite::client::IntoClientRequest};

#[test]
fn a_server_starts_stops_and_starts_again() {
    let data = data_dir();
    let server = Server::start(&data, &[]);
    assert_eq!(server.get("/healthz").unwrap(), (200, "ok\n".to_owned()));
    assert_eq!(server.status("/readyz"), Some(200));
    server.terminate();
    assert_eq!(postmasters(&data).len(), 0, "the database stops with the server");
    let server = Server::start(&data, &[]);
    assert_eq!(server.status("/readyz"), Some(200));
    server.terminate();
}

#[test]
fn who_has_the_token_reads_what_was_counted() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let server = Server::start(&data, &["--metrics-token", "let me in"]);
    assert_eq!(server.status("/sign-in"), Some(200));
    assert_eq!(server.status("/metrics"), Some(401));
    let wrong = server.get_with("/metrics", "Authorization: Bearer let me i\r\n");
    assert_eq!(wrong.unwrap().0, 401);
    let bearer = "Authorization: Bearer let me in\r\n";
    let (status, counted) = server.get_with("/metrics", bearer).unwrap();
    assert_eq!(status, 200);
    for series in [
        "seatkeeper_http_requests_total{method=\"GET\",route=\"/sign-in\",status=\"200\"} 1",
        "seatkeeper_http_request_seconds_count{route=\"/sign-in\"} 1",
        "seatkeeper_database_connections{state=\"open\"}",
    ] {
        assert!(counted.contains(series), "{series} is not in:\n{counted}");
    }
    server.terminate();
}

#[test]
fn a_killed_server_leaves_nothing_that_stops_the_next() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    Server::start(&data, &[]).kill();
    let leftover = postmaster_pid(&data).unwrap();
    assert_eq!(postmasters(&data), [leftover], "the database outlives a kill -9");
    let server = Server::start(&data, &[]);
    assert_eq!(server.status("/readyz"), Some(200));
    let now = postmasters(&data);
    assert_eq!(now.len(), 1, "never two on the same data");
    assert_ne!(now[0], leftover, "the leftover was stopped");
    server.terminate();
}

#[test]
fn a_killed_database_is_not_ready_and_then_ready_again() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let server = Server::start(&data, &[]);
    let killed = postmaster_pid(&data).unwrap();
    kill_9(killed);
    eventually(30, "ready again with another database process", || {
        let other = postmaster_pid(&data).is_some_and(|pid| pid != killed);
        (other && server.status("/readyz") == Some(200)).then_some(())
    });
    assert_eq!(server.status("/healthz"), Some(200));
    server.terminate();
}

#[test]
fn both_killed_at_once_come_back() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let server = Server::start(&data, &[]);
    let database = postmaster_pid(&data).unwrap();
    kill_9(database);
    server.kill();
    let server = Server::start(&data, &[]);
    assert_eq!(server.status("/readyz"), Some(200));
    server.terminate();
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let server = Server::start(&data, &[]);
    let second = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(!second.status.success());
    let said = text(&second);
    assert!(said.contains(&format!("process {}", server.child.id())), "{said}");
    assert!(said.contains("--data-dir"), "it says what to do: {said}");
    assert_eq!(server.status("/readyz"), Some(200), "the first is unharmed");
    server.terminate();
}

#[test]
fn a_taken_port_is_said_at_once() {
    let data = data_dir();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&data, &["serve", "--listen", &address]);
    assert!(!output.status.success());
    assert!(text(&output).contains(&format!("cannot listen on {address}")), "{}", text(&output));
    assert!(!data.path.exists(), "before anything was made");
}

#[test]
fn commands_work_with_and_without_a_running_server() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let create = |email: &str| {
        let organization = format!("Organization of {email}");
        let arguments =
            ["admin", "create", "--email", email, "--name", "A", "--organization", &organization];
        run(&data, &arguments)
    };
    let alone = create("one@example.org");
    assert!(alone.status.success(), "{}", text(&alone));
    assert!(text(&alone).contains("Password: "), "{}", text(&alone));

    let server = Server::start(&data, &[]);
    let beside = create("two@example.org");
    assert!(beside.status.success(), "{}", text(&beside));
    let again = create("two@example.org");
    assert!(!again.status.success(), "an address has one account");
    assert!(text(&again).contains("email-taken"), "{}", text(&again));
    let migrated = run(&data, &["migrate"]);
    assert!(migrated.status.success(), "{}", text(&migrated));
    assert_eq!(server.status("/readyz"), Some(200));
    server.terminate();
}

#[test]
fn a_demo_is_loaded_once_and_its_sign_ins_are_printed() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let server = Server::start(&data, &["--demo", "--demo-licenses", "300"]);
    assert!(server.lines[0].starts_with("Loaded a demo of 300 licenses"), "{:?}", server.lines);
    assert!(server.lines[1].starts_with("Demo sign-ins (password "), "{:?}", server.lines);
    server.terminate();
    let again = run(&data, &["demo", "--licenses", "300"]);
    assert!(text(&again).contains("A demo of 300 licenses is there already"), "{}", text(&again));

    let file = data.path.join("out.csv");
    let path = file.to_str().unwrap();
    let export = ["export", path, "--partner", "kranich systemhaus gmbh", "--format", "csv"];
    let output = run(&data, &export);
    assert!(output.status.success(), "{}", text(&output));
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.lines().count() > 50, "{}", text(&output));

    let import = run(&data, &["import", path, "--partner", "Kranich Systemhaus GmbH", "--dry-run"]);
    assert!(import.status.success(), "{}", text(&import));
    assert!(text(&import).starts_with("0 to create, 0 to change,"), "{}", text(&import));
    let strange = data.path.join("strange.csv");
    std::fs::write(
        &strange,
        "Nr;Product;Customer;Seats;Expires\n\
         CLI-1;Emsisoft Business Security;Neu GmbH;5;01/02/2030\n\
         CLI-2;Nothing we know;Neu GmbH;5;01/02/2030\n",
    )
    .unwrap();
    let strange = ["import", strange.to_str().unwrap(), "--partner", "Kranich Systemhaus GmbH"];
    let asked = run(&data, &strange);
    assert!(text(&asked).contains("see --column and --dates"), "{}", text(&asked));
    let decided = ["--column", "Nr=key", "--dates", "day-first", "--lines"];
    let decided = run(&data, &[&strange[..], &decided[..]].concat());
    assert!(decided.status.success(), "{}", text(&decided));
    for said in [
        "1 to create, 0 to change, 0 unchanged, 1 refused",
        "line 2: create CLI-1 (",
        "expires: 2030-02-01",
        "line 3: refused, Product: product-unknown \"Nothing we know\"",
        "Imported: 1 created, 0 changed, 1 new customers",
    ] {
        assert!(text(&decided).contains(said), "{said} is not in:\n{}", text(&decided));
    }
    let nobody = run(&data, &["import", path, "--partner", "Nobody"]);
    assert!(!nobody.status.success());
    assert!(text(&nobody).contains("there is no partner named"), "{}", text(&nobody));
}

#[test]
fn demo_people_sign_in_in_demo_mode_only() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let loaded = run(&data, &["demo", "--licenses", "100"]);
    assert!(loaded.status.success(), "{}", text(&loaded));
    for (mode, lands) in [(&[][..], "/sign-in"), (&["--demo"], "/licenses"), (&[], "/sign-in")] {
        let server = Server::start(&data, mode);
        let (location, _) = server.sign_in("owner@kranich.example");
        assert_eq!(location, lands, "serve {mode:?}");
        server.terminate();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_there_when_it_stops_is_not_cut_off() {
    let data = data_dir();
    let _cleanup = Cleanup(&data);
    let mut server = Server::start(&data, &["--demo", "--demo-licenses", "100"]);
    let (_, cookie) = server.sign_in("owner@kranich.example");
    let mut request = format!("ws://127.0.0.1:{}/live", server.port).into_client_request().unwrap();
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    let (mut socket, _) = connect_async(request).await.unwrap();
    let welcome = socket.next().await.unwrap().unwrap().into_data();
    assert_eq!(decode(&welcome), Some(ServerFrame::Welcome));
    let half_sent = server.begin_sign_in("admin@kranich.example");

    server.send_term();
    let bye = socket.next().await.unwrap().unwrap().into_data();
    assert_eq!(decode(&bye), Some(ServerFrame::Bye { reason: ByeReason::Away }));
    assert!(socket.next().await.unwrap().unwrap().is_close());
    eventually(5, "nobody new is let in", || server.get("/healthz").is_none().then_some(()));

    let (location, cookie) = finish_sign_in(half_sent);
    assert_eq!(location, "/licenses", "the request under way got its answer");
    assert!(cookie.starts_with("seatkeeper_session="), "{cookie}");
    drop(socket);
    assert!(server.child.wait().unwrap().success(), "a clean end");
}

#[test]
fn check_names_what_is_missing() {
    let data = data_dir();
    let output = run(&data, &["check"]);
    let said = text(&output);
    assert!(said.contains("ok    PostgreSQL programs"), "{said}");
    assert!(said.contains("ok    catalog"), "{said}");
    assert!(!data.path.exists(), "looking changes nothing");

    let gone = ["check", "--database-url", "postgres://nobody@127.0.0.1:1/nothing"];
    let output = run(&data, &gone);
    assert!(!output.status.success());
    assert!(text(&output).contains("FAIL  database"), "{}", text(&output));
}
