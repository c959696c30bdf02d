//! A receiver on this machine: it answers as it is told, and shows what it got.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A test that waits longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request that a receiver got.
#[derive(Debug, Clone)]
pub struct Got {
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn slug(&self) -> String {
        self.json()["resource"]["slug"].as_str().unwrap_or_default().to_owned()
    }
}

#[derive(Clone)]
pub enum Answers {
    /// This status and body, always.
    With(u16, String),
    /// These statuses in turn, then 204.
    InTurn(Arc<Mutex<VecDeque<u16>>>),
    /// Nothing, ever, and it does not hang up.
    Never,
}

pub struct Receiver {
    pub at: SocketAddr,
    got: mpsc::UnboundedReceiver<Got>,
}

impl Receiver {
    /// One that takes everything.
    pub async fn new() -> Self {
        Self::answering(Answers::With(204, String::new())).await
    }

    pub async fn in_turn(statuses: &[u16]) -> Self {
        Self::answering(Answers::InTurn(Arc::new(Mutex::new(statuses.iter().copied().collect())))).await
    }

    pub async fn answering(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (told, got) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, answers.clone(), told.clone()));
            }
        });
        Self { at, got }
    }

    /// The next request, as soon as it comes.
    pub async fn next(&mut self) -> Got {
        tokio::time::timeout(PATIENCE, self.got.recv()).await.expect("a request in time").unwrap()
    }

    /// What came so far and was not looked at.
    pub fn all(&mut self) -> Vec<Got> {
        std::iter::from_fn(|| self.got.try_recv().ok()).collect()
    }
}

async fn answer(stream: TcpStream, answers: Answers, told: mpsc::UnboundedSender<Got>) {
    let mut stream = BufReader::new(stream);
    let (mut headers, mut line) = (HashMap::new(), String::new());
    while stream.read_line(&mut line).await.is_ok_and(|length| length > 2) {
        if let Some((name, value)) = line.trim().split_once(": ") {
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        line.clear();
    }
    let length: usize = headers.get("content-length").map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    // The test may have seen enough.
    let _ = told.send(Got { headers, body: String::from_utf8(body).unwrap() });
    let (status, body) = match answers {
        Answers::With(status, body) => (status, body),
        Answers::InTurn(turns) => (turns.lock().unwrap().pop_front().unwrap_or(204), String::new()),
        Answers::Never => return std::future::pending().await,
    };
    let length = if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let text =
        format!("HTTP/1.1 {status} X\r\nLocation: http://127.0.0.1:1/\r\n{length}Connection: close\r\n\r\n{body}");
    let _ = stream.write_all(text.as_bytes()).await;
}
