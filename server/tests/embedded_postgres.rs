//! The embedded database as the server uses it, with real processes.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod common;

use common::{data_dir, eventually, kill_9, postmaster_pid, postmasters, sql};
use server::postgres::{EmbeddedPostgres, PostgresError};
use std::os::unix::fs::PermissionsExt;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_there_after_a_restart() {
    let data = data_dir();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    let url = postgres.url().to_owned();
    sql(&url, "CREATE TABLE kept (text text); INSERT INTO kept VALUES ('still here')").unwrap();
    postgres.stop().await;
    assert_eq!(postmasters(&data), [0; 0], "stopped");
    sql(&url, "SELECT 1").unwrap_err();

    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    assert_eq!(postgres.url(), url, "the address stays the same");
    assert_eq!(sql(&url, "SELECT text FROM kept").unwrap(), "still here");
    postgres.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cluster_is_as_the_portal_needs_it() {
    let data = data_dir();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    let ask = |name: &str| sql(postgres.url(), &format!("SHOW {name}")).unwrap();
    assert_eq!(ask("data_checksums"), "on");
    assert_eq!(ask("server_encoding"), "UTF8");
    assert_eq!(ask("listen_addresses"), "");
    assert_eq!(ask("fsync"), "on");
    assert_eq!(ask("jit"), "off");
    assert_eq!(ask("TimeZone"), "UTC");
    let run = std::fs::metadata(data.path.join("run")).unwrap();
    assert_eq!(run.permissions().mode() & 0o777, 0o700, "nobody else reaches the socket");
    postgres.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_postgres_comes_back_by_itself() {
    let data = data_dir();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    sql(postgres.url(), "CREATE TABLE kept AS SELECT 42 AS answer").unwrap();
    let killed = postgres.pid().unwrap();
    kill_9(killed);
    let answer = eventually(30, "the database answers again", || {
        let other = postgres.pid().is_some_and(|pid| pid != killed);
        other.then(|| sql(postgres.url(), "SELECT answer FROM kept").ok()).flatten()
    });
    assert_eq!(answer, "42");
    assert_eq!(postmasters(&data).len(), 1);
    postgres.stop().await;
    assert_eq!(postmasters(&data).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_on_the_same_folder_is_refused() {
    let data = data_dir();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    let error = EmbeddedPostgres::start(&data.path).await.unwrap_err();
    assert!(matches!(error, PostgresError::InUse { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains(&format!("process {}", std::process::id())), "{text}");
    assert!(text.contains(&*data.path.to_string_lossy()), "{text}");
    assert_eq!(sql(postgres.url(), "SELECT 1").unwrap(), "1", "the first is unharmed");

    let found = EmbeddedPostgres::url_of_running(&data.path).unwrap();
    assert_eq!(found.as_deref(), Some(postgres.url()), "a command can join it");
    postgres.stop().await;
    assert_eq!(EmbeddedPostgres::url_of_running(&data.path).unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_first_start_leaves_nothing_in_the_way() {
    let data = data_dir();
    let half = data.path.join("postgres.new");
    std::fs::create_dir_all(half.join("base")).unwrap();
    std::fs::write(half.join("PG_VERSION"), "15\n").unwrap();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    assert_eq!(sql(postgres.url(), "SELECT current_database()").unwrap(), "seatkeeper");
    assert!(!half.exists());
    postgres.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_too_long_for_a_socket_works() {
    let mut data = data_dir();
    data.path = data.path.join("long".repeat(30));
    std::fs::create_dir_all(&data.path).unwrap();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    assert_eq!(sql(postgres.url(), "SELECT 1").unwrap(), "1");
    let socket = sql(postgres.url(), "SHOW unix_socket_directories").unwrap();
    postgres.stop().await;
    let folder = std::fs::metadata(&socket).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    std::fs::remove_dir_all(socket).unwrap();
}

/// As root the database runs under another account, which cannot enter a closed folder;
/// as an ordinary user the cluster stays where it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_data_folder_works() {
    let data = data_dir();
    let parent = data.path.parent().unwrap().to_owned();
    std::fs::set_permissions(&parent, std::fs::Permissions::from_mode(0o700)).unwrap();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    sql(postgres.url(), "CREATE TABLE kept AS SELECT 1").unwrap();
    let cluster = sql(postgres.url(), "SHOW data_directory").unwrap();
    postgres.stop().await;
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    sql(postgres.url(), "SELECT * FROM kept").unwrap();
    postgres.stop().await;

    let cluster = std::path::PathBuf::from(cluster);
    if !nix::unistd::geteuid().is_root() {
        assert!(cluster.starts_with(data.path.canonicalize().unwrap()));
        return;
    }
    let pointer = std::fs::read_to_string(data.path.join("postgres.location")).unwrap();
    let home = cluster.parent().unwrap();
    assert_eq!(pointer.trim_end(), home.to_str().unwrap());
    assert!(home.starts_with("/var/lib/seatkeeper"));

    // A new folder at the same path is a new portal; the old database is kept beside it.
    std::fs::remove_dir_all(&data.path).unwrap();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    sql(postgres.url(), "SELECT * FROM kept").unwrap_err();
    postgres.stop().await;
    assert!(home.join("postgres.old-1/PG_VERSION").exists());
    std::fs::remove_dir_all(home).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_it_does_not_leave_a_database_behind() {
    let data = data_dir();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    assert_eq!(postmaster_pid(&data), postgres.pid());
    drop(postgres);
    eventually(30, "the database has ended", || postmasters(&data).is_empty().then_some(()));
}
