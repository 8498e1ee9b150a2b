//! A mail server that keeps what it is given.
#![allow(dead_code, reason = "no test program uses all of it")]

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The server. It ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct SmtpServer {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    got: Vec<Received>,
    /// What is said to the next recipient instead of yes.
    refusal: Option<&'static str>,
    /// Whether whoever calls is hung up on.
    down: bool,
    /// Calls so far.
    calls: usize,
}

/// A mail as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// The recipients of its envelope.
    pub(crate) to: Vec<String>,
    /// Headers and body, with dots as they were meant.
    pub(crate) message: String,
}

impl Received {
    /// The value of a header on one line.
    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self.message.split("\r\n").take_while(|line| !line.is_empty());
        let found = lines.filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name);
        found.map_or("", |(_, value)| value)
    }
}

impl SmtpServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let server = serving.clone();
                if !server.answers() {
                    continue;
                }
                tokio::spawn(async move { server.talk(connection).await });
            }
        });
        server
    }

    pub(crate) fn got(&self) -> Vec<Received> {
        self.state.lock().unwrap().got.clone()
    }

    /// Answers every recipient so, until told otherwise.
    pub(crate) fn refuse(&self, with: Option<&'static str>) {
        self.state.lock().unwrap().refusal = with;
    }

    /// Hangs up on whoever calls, until told otherwise.
    pub(crate) fn down(&self, down: bool) {
        self.state.lock().unwrap().down = down;
    }

    /// How often it was called.
    pub(crate) fn calls(&self) -> usize {
        self.state.lock().unwrap().calls
    }

    /// Whether somebody who calls is answered.
    fn answers(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        state.calls += 1;
        !state.down
    }

    /// One conversation; none when the other side hung up.
    async fn talk(&self, connection: TcpStream) -> Option<()> {
        let mut connection = BufReader::new(connection);
        say(&mut connection, "220 test").await?;
        let mut to = Vec::new();
        loop {
            let line = read(&mut connection).await?;
            let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => say(&mut connection, "250-test\r\n250 8BITMIME").await?,
                "RCPT" => {
                    let refusal = self.state.lock().unwrap().refusal;
                    if refusal.is_none() {
                        to.push(line.clone());
                    }
                    say(&mut connection, refusal.unwrap_or("250 yes")).await?;
                }
                "DATA" => {
                    say(&mut connection, "354 go on").await?;
                    let mut message = String::new();
                    loop {
                        let line = read(&mut connection).await?;
                        if line == "." {
                            break;
                        }
                        message.push_str(line.strip_prefix('.').unwrap_or(&line));
                        message.push_str("\r\n");
                    }
                    let received = Received { to: std::mem::take(&mut to), message };
                    self.state.lock().unwrap().got.push(received);
                    say(&mut connection, "250 kept").await?;
                }
                "QUIT" => return say(&mut connection, "221 bye").await,
                _ => say(&mut connection, "250 yes").await?,
            }
        }
    }
}

async fn say(connection: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    connection.get_mut().write_all(format!("{line}\r\n").as_bytes()).await.ok()
}

async fn read(connection: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let length = connection.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}
