//! What a follower asks: which kinds, from where on, and how much at a time.

use crate::changes::model::{Kind, Position};
use crate::changes::told::{SCOPE, digest};
use crate::db::{Conn, Time};
use crate::error::{Code, Problem};
use crate::http::Query;
use crate::http::cursor::Cursors;
use crate::http::paging::{MOST_ROWS, USUAL_LIMIT};
use crate::site::Ask;

use super::store;

/// The most changes of a page that carries bodies.
const MOST_WITH_BODY: u64 = 20;
/// A request for changes, checked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Where to go on; none: everything first.
    pub since: Option<Position>,
    /// Of which kinds, in the order of a first synchronisation.
    pub kinds: Vec<Kind>,
    /// Articles published at this moment or later only.
    pub published_from: Option<Time>,
    /// Whether articles come with their bodies.
    pub body: bool,
    /// The most changes of the page.
    pub limit: usize,
    digest: String,
}

impl Asked {
    /// Reads a request's query.
    ///
    /// # Errors
    /// All faults of the query.
    pub fn read(ask: &Ask) -> Result<Self, Problem> {
        let mut query = ask.query();
        let since = query.filled("since");
        let wanted = query.some_of("types", Kind::NAMES);
        let all = Kind::NAMES.iter().map(|(_, kind)| *kind);
        let kinds: Vec<Kind> = all.filter(|kind| wanted.is_empty() || wanted.contains(kind)).collect();
        let published_from = query.time("published_from");
        let body = !query.some_of("include", &[("body", ())]).is_empty();
        let limit = query.number("limit", 1, MOST_ROWS).unwrap_or(USUAL_LIMIT);
        if body && limit > MOST_WITH_BODY {
            query.refuse("limit", "out_of_range", format!("is at most {MOST_WITH_BODY} where bodies are included."));
        }
        let digest = digest(&kinds, published_from);
        let since = since.map(|text| open(&ask.cursors, &text).filter(|(of, _)| *of == digest));
        if since == Some(None) {
            query.refuse("since", "invalid", "is no cursor of this call with these `types` and this `published_from`.");
        }
        query.finish()?;
        let since = since.flatten().map(|(_, position)| position);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(Self { since, kinds, published_from, body, limit, digest })
    }

    /// The names of the kinds for the log; none where all are wanted.
    pub fn names(&self) -> Vec<String> {
        let all = self.kinds.len() == Kind::NAMES.len();
        self.kinds.iter().filter(|_| !all).map(|kind| kind.as_str().to_owned()).collect()
    }

    /// The text of a cursor of this query.
    pub fn seal(&self, cursors: &Cursors, position: &Position) -> String {
        cursors.seal(SCOPE, &position.to_cursor(&self.digest))
    }
}

fn open(cursors: &Cursors, text: &str) -> Option<(String, Position)> {
    Position::of_cursor(&cursors.open(SCOPE, text)?)
}

/// The row after which a listener goes on, of a cursor for whichever query.
pub fn place(cursors: &Cursors, text: &str) -> Option<i64> {
    open(cursors, text).map(|(_, position)| position.seq())
}

/// Refuses a place that the log no longer reaches back to, or that it has never reached.
///
/// # Errors
/// `cursor_expired`; what the database said.
pub fn check_age(conn: &mut Conn, seq: i64, head: i64) -> Result<(), Problem> {
    if seq >= store::horizon(conn)? && seq <= head {
        return Ok(());
    }
    Err(Problem::new(
        Code::CursorExpired,
        "The cursor is older than what the log of changes still knows. Start again without `since`.",
    ))
}

/// The listeners' filters.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The keys of the categories, one of which an event must touch.
    keys: Option<Vec<String>>,
    breaking: Option<bool>,
}

impl Filter {
    /// Reads `category` and `breaking`.
    pub fn read(query: &mut Query) -> Self {
        let categories = query.list("category");
        let keys = categories.iter().map(|name| crate::http::keys::named("category", name)).collect();
        Self { keys: (!categories.is_empty()).then_some(keys), breaking: query.flag("breaking") }
    }

    /// Whether a row of the log is for these listeners.
    pub fn takes(&self, entry: &crate::changes::Entry) -> bool {
        let own = entry.alert.as_ref().map_or(&entry.keys.0, |alert| &alert.0.touches);
        let touches = |keys: &Vec<String>| own.iter().any(|key| keys.contains(key));
        self.keys.as_ref().is_none_or(touches) && self.breaking.is_none_or(|wanted| entry.breaking == wanted)
    }
}
