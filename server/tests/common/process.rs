//! The binary as a process of its own.

use super::{DataDir, postmasters};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
};

pub(crate) fn seatkeeper(data: &DataDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seatkeeper"));
    for (name, _) in std::env::vars() {
        if name.starts_with("SEATKEEPER_") || name.starts_with("LEPTOS_") {
            command.env_remove(name);
        }
    }
    command.env_remove("DATABASE_URL").arg("--data-dir").arg(&data.path);
    command
}

pub(crate) fn run(data: &DataDir, arguments: &[&str]) -> Output {
    seatkeeper(data).args(arguments).output().unwrap()
}

pub(crate) fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A running `seatkeeper serve`, killed when dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) port: u16,
    /// What it printed before it was ready.
    pub(crate) lines: Vec<String>,
}

impl Server {
    pub(crate) fn start(data: &DataDir, arguments: &[&str]) -> Self {
        let mut child = seatkeeper(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            lines.push(line.clone());
            if let Some(port) = line.strip_prefix("Seatkeeper is ready at http://127.0.0.1:") {
                return Self { child, port: port.parse().unwrap(), lines };
            }
        }
        child.wait().unwrap();
        panic!("it ended before it was ready: {lines:?}");
    }

    /// Status and body of a GET.
    pub(crate) fn get(&self, path: &str) -> Option<(u16, String)> {
        self.get_with(path, "")
    }

    /// The same with more header lines, each with its line end.
    pub(crate) fn get_with(&self, path: &str, headers: &str) -> Option<(u16, String)> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
        connection.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split_whitespace().nth(1)?.parse().ok()?;
        Some((status, body.to_owned()))
    }

    /// Begins to sign in: the form that is then to be sent, on a connection whose request the
    /// server is reading already.
    pub(crate) fn begin_sign_in(&self, email: &str) -> (TcpStream, String) {
        let form = format!("email={email}&password={}", services::demo::PASSWORD);
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n",
            form.len()
        );
        connection.write_all(request.as_bytes()).unwrap();
        let mut go_on = [0; 25];
        connection.read_exact(&mut go_on).unwrap();
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        (connection, form)
    }

    /// Where the sign-in form leads, and the cookie that comes with it.
    pub(crate) fn sign_in(&self, email: &str) -> (String, String) {
        finish_sign_in(self.begin_sign_in(email))
    }

    pub(crate) fn status(&self, path: &str) -> Option<u16> {
        self.get(path).map(|(status, _)| status)
    }

    pub(crate) fn terminate(mut self) {
        self.send_term();
        assert!(self.child.wait().unwrap().success(), "a clean end");
    }

    pub(crate) fn send_term(&self) {
        let pid = nix::unistd::Pid::from_raw(i32::try_from(self.child.id()).unwrap());
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

pub(crate) fn finish_sign_in((mut connection, form): (TcpStream, String)) -> (String, String) {
    connection.write_all(form.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let of = |name| answer.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let cookie = of("set-cookie: ").split(';').next().unwrap_or_default();
    (of("location: ").to_owned(), cookie.to_owned())
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends the leftover database of a killed server away at the end of a test.
pub(crate) struct Cleanup<'a>(pub(crate) &'a DataDir);

impl Drop for Cleanup<'_> {
    fn drop(&mut self) {
        for pid in postmasters(self.0) {
            let pid = nix::unistd::Pid::from_raw(i32::try_from(pid).unwrap());
            let _ = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGQUIT);
        }
    }
}
