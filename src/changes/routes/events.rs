//! The stream of one listener. It costs a place in the follower's channel and no task, no timer: the
//! heartbeat and the end come through the same channel as the changes.

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast;

use super::asked::Filter;
use crate::changes::jobs::Log;
use crate::changes::model::{Entry, Signal};
use crate::changes::told::{cursor_after, event};
use crate::error::Code;
use crate::http::cursor::Cursors;

/// How long a client waits before it comes back, in milliseconds.
const COME_BACK_AFTER: u32 = 3000;
const BEAT: &[u8] = b":\n\n";

/// One listener.
pub struct Listener {
    /// The log.
    pub log: Log,
    /// Seals cursors.
    pub cursors: Cursors,
    /// What it wants to hear.
    pub filter: Filter,
    /// The row after which it goes on.
    pub after: i64,
    /// Whether it came back too late to hear what it missed.
    pub reset: bool,
    /// What it hears, from before its place was looked up.
    pub signals: broadcast::Receiver<Signal>,
}

enum Phase {
    Opening,
    Missed,
    Live,
}

impl Listener {
    /// What is sent to it, until the program stops or it is too slow: then it comes back with the
    /// last id that it has.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> {
        stream::unfold((self, Phase::Opening), |(mut listener, phase)| async move {
            let (text, phase) = listener.next(phase).await?;
            Some((Ok(text), (listener, phase)))
        })
    }

    async fn next(&mut self, phase: Phase) -> Option<(Bytes, Phase)> {
        if self.log.has_ended() {
            return None;
        }
        match phase {
            Phase::Opening => Some((self.opening(), Phase::Missed)),
            Phase::Missed => match self.missed().await? {
                text if text.is_empty() => self.live().await.map(|text| (text, Phase::Live)),
                text => Some((text, Phase::Missed)),
            },
            Phase::Live => self.live().await.map(|text| (text, Phase::Live)),
        }
    }

    /// Its place, so that it can come back to it even if nothing happens meanwhile.
    fn opening(&self) -> Bytes {
        let id = cursor_after(&self.cursors, self.after);
        let mut text = format!("retry: {COME_BACK_AFTER}\nid: {id}\n\n");
        if self.reset {
            let code = Code::CursorExpired.as_str();
            text += &format!("id: {id}\nevent: reset\ndata: {{\"code\":\"{code}\"}}\n\n");
        }
        Bytes::from(text)
    }

    /// What it missed, in pieces; empty at the end.
    async fn missed(&mut self) -> Option<Bytes> {
        loop {
            let read = self.log.beyond(self.after).await;
            let rows = read.inspect_err(|err| tracing::error!(cause = %err, "failed to tell what was missed")).ok()?;
            let Some(last) = rows.last() else { return Some(Bytes::new()) };
            self.after = last.seq;
            let wanted = rows.iter().filter(|row| self.filter.takes(row));
            let text: String = wanted.map(|row| text(row, &self.cursors)).collect();
            if !text.is_empty() {
                return Some(Bytes::from(text));
            }
        }
    }

    async fn live(&mut self) -> Option<Bytes> {
        loop {
            match self.signals.recv().await {
                Ok(Signal::Beat) => return Some(Bytes::from_static(BEAT)),
                Ok(Signal::Change(told)) if told.entry.seq > self.after => {
                    self.after = told.entry.seq;
                    if self.filter.takes(&told.entry) {
                        let made = told.text.get_or_init(|| Bytes::from(text(&told.entry, &self.cursors)));
                        return Some(made.clone());
                    }
                }
                Ok(Signal::Change(_)) => {}
                // It was too slow for the channel, or the program stops.
                Ok(Signal::End) | Err(_) => return None,
            }
        }
    }
}

fn text(entry: &Entry, cursors: &Cursors) -> String {
    let event = event(entry, cursors);
    let data = serde_json::to_string(&event).unwrap_or_default();
    format!("id: {}\nevent: {}\ndata: {data}\n\n", event.id, event.r#type)
}
