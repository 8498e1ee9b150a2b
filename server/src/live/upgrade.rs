//! The WebSocket itself: from the request to messages that are whole.

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Bytes of a message that one frame carries at most. A connection keeps, as long as it lives,
/// a buffer of its largest frame; a message has no such limit.
const FRAME: usize = 4096;
/// Bytes that a connection keeps to read into: what a tab says fits, mostly.
const READ: usize = 1024;

/// A tab's connection.
pub(super) struct Socket<S = TokioIo<Upgraded>>(WebSocketStream<S>);

/// A request for a WebSocket that can be granted.
pub(super) struct Upgrade {
    response: Response,
    connection: OnUpgrade,
}

impl Upgrade {
    /// Looks whether the request is one.
    ///
    /// # Errors
    /// What to answer when it is not.
    pub(super) fn of(mut request: Request) -> Result<Self, Box<Response>> {
        let response = create_response_with_body(&request, Body::empty).map_err(|refusal| {
            Box::new((StatusCode::BAD_REQUEST, refusal.to_string()).into_response())
        })?;
        match request.extensions_mut().remove() {
            Some(connection) => Ok(Self { response, connection }),
            None => Err(Box::new(StatusCode::UPGRADE_REQUIRED.into_response())),
        }
    }

    /// Grants it, and serves the socket once it is there. Messages of more than `inbound` bytes
    /// end it.
    pub(super) fn serve<F: Future<Output = ()> + Send>(
        self,
        inbound: usize,
        serve: impl FnOnce(Socket) -> F + Send + 'static,
    ) -> Response {
        tokio::spawn(async move {
            match self.connection.await {
                Ok(stream) => serve(Socket::new(TokioIo::new(stream), inbound).await).await,
                Err(error) => tracing::debug!("a connection did not become a socket: {error}"),
            }
        });
        self.response
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    async fn new(stream: S, inbound: usize) -> Self {
        let config = WebSocketConfig::default()
            .max_message_size(Some(inbound))
            .max_frame_size(Some(inbound))
            .read_buffer_size(READ)
            .write_buffer_size(0);
        Self(WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await)
    }

    /// The next message; none when the connection is closed.
    pub(super) async fn receive(&mut self) -> Option<Result<Message, Error>> {
        self.0.next().await
    }

    /// Sends a message, in as many frames as it needs.
    pub(super) async fn send(&mut self, mut message: Bytes) -> Result<(), Error> {
        let mut kind = Data::Binary;
        loop {
            let part = message.split_to(message.len().min(FRAME));
            let frame = Frame::message(part, OpCode::Data(kind), message.is_empty());
            self.0.feed(Message::Frame(frame)).await?;
            if message.is_empty() {
                return self.0.flush().await;
            }
            kind = Data::Continue;
        }
    }

    /// Says that nothing more will be sent, and waits until the other side has hung up: what
    /// was sent before could be lost if this one did so first.
    pub(super) async fn close(&mut self) -> Result<(), Error> {
        self.0.send(Message::Close(None)).await?;
        while self.0.next().await.is_some_and(|message| message.is_ok()) {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    /// Frames of unmasked bytes: whether each is the last of its message, its kind, its content.
    fn frames(mut bytes: &[u8]) -> Vec<(bool, u8, &[u8])> {
        let mut frames = Vec::new();
        while let [first, len, rest @ ..] = bytes {
            let (len, rest) = match *len {
                126 => (usize::from(u16::from_be_bytes([rest[0], rest[1]])), &rest[2..]),
                len => (usize::from(len), rest),
            };
            frames.push((first & 0x80 != 0, first & 0x0f, &rest[..len]));
            bytes = &rest[len..];
        }
        frames
    }

    #[tokio::test]
    async fn long_messages_travel_in_small_frames() {
        for len in [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 100_000] {
            let message: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
            // Less room than a frame, so that sending has to wait.
            let (stream, mut other) = tokio::io::duplex(1000);
            let sent = Bytes::from(message.clone());
            let sending = tokio::spawn(async move {
                let mut socket = Socket::new(stream, 1000).await;
                socket.send(sent).await.unwrap();
            });
            let mut bytes = Vec::new();
            other.read_to_end(&mut bytes).await.unwrap();
            sending.await.unwrap();
            let frames = frames(&bytes);
            let last = frames.len() - 1;
            assert_eq!(last, len.saturating_sub(1) / FRAME, "{len} bytes");
            for (at, (fin, kind, content)) in frames.iter().enumerate() {
                assert_eq!((*fin, *kind), (at == last, if at == 0 { 2 } else { 0 }), "{len} bytes");
                assert!(content.len() <= FRAME, "{len} bytes");
            }
            let contents: Vec<&[u8]> = frames.iter().map(|(_, _, content)| *content).collect();
            assert_eq!(contents.concat(), message);
        }
    }

    #[tokio::test]
    async fn a_client_reads_them_whole() {
        let (stream, other) = tokio::io::duplex(1000);
        let message = Bytes::from(vec![7; 100_000]);
        let sent = message.clone();
        tokio::spawn(async move {
            let mut socket = Socket::new(stream, 1000).await;
            socket.send(sent).await.unwrap();
            socket.close().await.unwrap();
        });
        let mut client = WebSocketStream::from_raw_socket(other, Role::Client, None).await;
        assert_eq!(client.next().await.unwrap().unwrap(), Message::Binary(message));
        assert!(matches!(client.next().await, Some(Ok(Message::Close(None)))));
    }
}
