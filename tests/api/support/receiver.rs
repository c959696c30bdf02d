//! A receiver of webhooks on this machine: it answers as it is told, and shows what it got.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Inbox, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

/// A test that waits longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request that a receiver got.
#[derive(Debug, Clone)]
pub struct Got {
    /// The headers, names in lower case.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: String,
}

impl Got {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// The receiver; its thread ends with the process.
pub struct Receiver {
    /// Where it listens.
    pub at: SocketAddr,
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
    inbox: Inbox<Got>,
}

impl Receiver {
    /// One that answers 204 where it is told nothing else.
    pub fn new() -> Self {
        Self::on("127.0.0.1:0")
    }

    /// The same at an address that the test chose before.
    pub fn on(address: &str) -> Self {
        let listener = TcpListener::bind(address).expect("a port");
        let at = listener.local_addr().expect("an address");
        let (told, inbox) = channel();
        let answers = Arc::new(Mutex::new(VecDeque::new()));
        let next = answers.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.expect("a connection"), &next, &told);
            }
        });
        Self { at, answers, inbox }
    }

    /// Its address as a webhook has it.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.at)
    }

    /// Answers a later request so, after those it was told before.
    pub fn answer(&self, status: u16, body: &str) {
        self.answers.lock().expect("a lock").push_back((status, body.to_owned()));
    }

    /// The next request, as soon as it comes.
    pub fn next(&self) -> Got {
        self.inbox.recv_timeout(PATIENCE).expect("a request in time")
    }

    /// The next request, if it has come.
    pub fn come(&self) -> Option<Got> {
        self.inbox.try_recv().ok()
    }

    /// Whether nothing came that was not looked at.
    pub fn is_quiet(&self) -> bool {
        self.inbox.try_recv().is_err()
    }
}

fn answer(stream: TcpStream, answers: &Mutex<VecDeque<(u16, String)>>, told: &Sender<Got>) {
    let mut stream = BufReader::new(stream);
    let (mut headers, mut line) = (HashMap::new(), String::new());
    while stream.read_line(&mut line).is_ok_and(|length| length > 2) {
        if let Some((name, value)) = line.trim().split_once(": ") {
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        line.clear();
    }
    let length = headers.get("content-length").map_or(0, |text| text.parse().expect("a number"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    let (status, text) = answers.lock().expect("a lock").pop_front().unwrap_or((204, String::new()));
    // The test may have seen enough.
    let _ = told.send(Got { headers, body: String::from_utf8(body).expect("a text") });
    let length = if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", text.len()) };
    let _ = write!(stream.get_mut(), "HTTP/1.1 {status} X\r\n{length}Connection: close\r\n\r\n{text}");
}
