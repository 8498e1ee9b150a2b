//! The action log of a real server: sealed while it runs and when it stops, looked through by
//! the command line, and changed by somebody who has the database.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod common;

use common::{DataDir, data_dir, eventually, postmasters, sql};
use serde_json::Value;
use server::postgres::EmbeddedPostgres;
use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

fn seatkeeper(data: &DataDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seatkeeper"));
    for (name, _) in std::env::vars() {
        if name.starts_with("SEATKEEPER_") || name.starts_with("LEPTOS_") {
            command.env_remove(name);
        }
    }
    command.env_remove("DATABASE_URL").arg("--data-dir").arg(&data.path);
    command
}

/// Whether a command succeeded, and what it said.
fn run(data: &DataDir, arguments: &[&str]) -> (bool, String) {
    let Output { status, stdout, stderr } = seatkeeper(data).args(arguments).output().unwrap();
    let text = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    (status.success(), text)
}

fn create_owner(data: &DataDir, email: &str) {
    let (done, said) =
        run(data, &["admin", "create", "--email", email, "--name", "Ada", "--organization", email]);
    assert!(done, "{said}");
}

/// A running server; its database is sent away when the test ends early.
struct Server<'a> {
    child: Child,
    data: &'a DataDir,
}

impl<'a> Server<'a> {
    fn start(data: &'a DataDir, copies: &Path) -> Self {
        let mut child = seatkeeper(data)
            .args(["serve", "--listen", "127.0.0.1:0", "--audit-path"])
            .arg(copies)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        assert!(lines.any(|line| line.starts_with("Seatkeeper is ready")), "it ended");
        Self { child, data }
    }

    fn stop(mut self) {
        let pid = nix::unistd::Pid::from_raw(i32::try_from(self.child.id()).unwrap());
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
        assert!(self.child.wait().unwrap().success(), "a clean end");
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        for pid in postmasters(self.data) {
            let pid = nix::unistd::Pid::from_raw(i32::try_from(pid).unwrap());
            let _ = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGQUIT);
        }
    }
}

#[test]
fn a_log_that_was_changed_is_found_out() {
    let data = data_dir();
    let copies = data.path.parent().unwrap().join("copies");
    fs::create_dir(&copies).unwrap();
    let copied = copies.to_str().unwrap();
    let verify = ["audit", "verify", "--checkpoints", copied];
    let (done, said) = run(&data, &verify);
    assert!(!done && said.contains("audit.pub"), "there is no key yet: {said}");

    create_owner(&data, "one@example.org");
    let server = Server::start(&data, &copies);
    // What was there is sealed at once.
    eventually(20, "the first checkpoint's copy", || {
        fs::read_to_string(copies.join("checkpoints-1.jsonl")).ok().filter(|text| !text.is_empty())
    });
    create_owner(&data, "two@example.org");
    server.stop();

    let (done, said) = run(&data, &verify);
    assert!(done, "{said}");
    for line in [
        "Root 1: 1 entries, 1 checkpoints, the newest of 20",
        "Root 2: 1 entries, 1 checkpoints, the newest of 20",
        "The action log is what the portal wrote, as far as it is sealed.",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(!said.contains("not guarded"), "{said}");
    let key = fs::metadata(data.path.join("audit.key")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);

    // Beside a running server, by somebody who owns the database.
    let server = Server::start(&data, &copies);
    let url = EmbeddedPostgres::url_of_running(&data.path).unwrap().unwrap();
    sql(&url, "UPDATE action_log SET actor = 'Eve' WHERE root_id = 2").unwrap();
    let (done, said) = run(&data, &verify);
    assert!(!done, "{said}");
    assert!(said.contains("  FOUND  entry 1 was edited ("), "{said}");
    assert!(said.contains("1 finding: the action log is not what the portal wrote."), "{said}");
    let (done, said) = run(&data, &["audit", "verify", "--root", "1"]);
    assert!(done, "the other root's is not: {said}");
    let (done, said) = run(&data, &["audit", "verify", "--root", "3"]);
    assert!(!done && said.contains("there is no root 3"), "{said}");

    let json = [&verify[..], &["--json"]].concat();
    let output = seatkeeper(&data).args(json).output().unwrap();
    assert!(!output.status.success());
    let reports: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reports[0]["findings"], Value::Array(Vec::new()));
    assert_eq!(reports[1]["findings"][0]["finding"], "edited");
    assert_eq!(reports[1]["findings"][0]["seq"], 1);

    // The public key as somebody has kept it elsewhere, and a wrong one.
    let public = fs::read_to_string(data.path.join("audit.pub")).unwrap();
    let (done, said) =
        run(&data, &["audit", "verify", "--root", "1", "--public-key", public.trim()]);
    assert!(done, "{said}");
    let wrong = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let (done, said) = run(&data, &["audit", "verify", "--root", "1", "--public-key", wrong]);
    assert!(!done && said.contains("has a wrong signature"), "{said}");
    server.stop();
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let data = data_dir();
    fs::create_dir_all(&data.path).unwrap();
    let key = data.path.join("audit.key");
    fs::write(&key, "ab".repeat(32)).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let (done, said) = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(!done && said.contains("can be read by others"), "{said}");
    assert_eq!(postmasters(&data).len(), 0, "the database does not stay behind");
}
