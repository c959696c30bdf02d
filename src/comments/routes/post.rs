//! Taking a reader's comment: what is asked before it is stored, in which order, and what is answered.

use actix_web::HttpRequest;
use actix_web::http::header;

use crate::cards::{self, CommentState, Found, comment_state};
use crate::comments::model::{Guard, Post, Sender, Standing, Tally, policies_header, status_of};
use crate::comments::store;
use crate::comments::wire::{PostedOut, unknown_parent};
use crate::db::kept::{self, Kept};
use crate::db::{Conn, Id, tallies};
use crate::error::{Code, Fault, Problem};
use crate::http::{client, once};
use crate::site::{Here, routes::settings};
use crate::text::Name;

/// A comment on its way.
pub struct Posting {
    /// The article's slug or id.
    pub name: String,
    /// What the reader wrote.
    pub post: Post,
    /// Where it came from.
    pub sender: Sender,
    /// The client's name for this request, where it gave one.
    pub key: Option<String>,
    /// The request's body as it came.
    pub body: bytes::Bytes,
    /// Names what is counted and kept.
    pub guard: Guard,
}

/// What comes of a comment.
pub struct Taken {
    /// The answer's body.
    pub body: String,
    /// How far the limits are used up; none for an answer that was given before.
    pub standing: Option<Standing>,
}

/// Before anything is stored.
pub enum Look {
    /// The request was answered before, so.
    Again(Taken),
    /// It may be stored.
    New(Approach),
}

/// A comment that may be stored.
pub struct Approach {
    article: Id,
    tallies: Vec<Tally>,
    standing: Option<Standing>,
}

impl Posting {
    /// Everything that can be asked without storing: who is refused here has cost no turn of the writer.
    ///
    /// # Errors
    /// Why the comment is not taken.
    pub fn look(&self, conn: &mut Conn, here: &Here) -> Result<Look, Problem> {
        let article = self.article(conn, here)?;
        if let Some(body) = self.answered(conn, here, article)? {
            return Ok(Look::Again(Taken { body, standing: None }));
        }
        self.is_open(conn, here, article)?;
        if let Some(parent) = self.post.parent
            && !store::is_shown(conn, article, parent)?
        {
            return Err(Problem::content(vec![unknown_parent()]));
        }
        let tallies = self.guard.tallies(&self.sender, &self.post.writer(), article, here.now);
        let standing = room(conn, here, &tallies)?;
        // A trap tells nobody what is stored of whom.
        if !self.post.trapped && store::is_duplicate(conn, article, &self.post)? {
            return Err(Problem::new(Code::Duplicate, "The same comment was sent by the same writer already."));
        }
        Ok(Look::New(Approach { article, tallies, standing }))
    }

    /// Stores the comment. Everything is asked again, for the writer's turn comes later.
    ///
    /// # Errors
    /// Why the comment is not taken.
    pub fn take(&self, conn: &mut Conn, here: &Here) -> Result<Taken, Problem> {
        let Approach { article, tallies, standing } = match self.look(conn, here)? {
            Look::Again(taken) => return Ok(taken),
            Look::New(approach) => approach,
        };
        let known = !self.post.trapped && store::is_known(conn, &self.post)?;
        let status = status_of(here.settings().comments.moderation, known);
        let new = self.post.comment(article, status, here.now);
        let body = serde_json::to_string(&PostedOut::of(&new)).map_err(Problem::internal)?;
        tallies::forget(conn, here.now)?;
        for tally in &tallies {
            tallies::add(conn, &tally.name, tally.ends_at)?;
        }
        if !self.post.trapped {
            store::create(conn, new)?;
            self.keep(conn, here, article, &body)?;
        }
        let standing = standing.map(|before| Standing { remaining: before.remaining - 1, ..before });
        Ok(Taken { body, standing })
    }

    fn article(&self, conn: &mut Conn, here: &Here) -> Result<Id, Problem> {
        match cards::find_public(conn, here.now, &Name::of(&self.name))? {
            Found::Here(id) | Found::Moved(id, _) => Ok(id),
            Found::Gone => Err(Problem::gone("article", &self.name)),
            Found::Nothing => Err(Problem::not_found("article", &self.name)),
        }
    }

    fn is_open(&self, conn: &mut Conn, here: &Here, article: Id) -> Result<(), Problem> {
        let rows = cards::load_rows(conn, here, &[article])?;
        let row = rows.first().ok_or_else(|| Problem::not_found("article", &self.name))?;
        let state = comment_state(row.comments_open, row.published_at, here);
        state.reason().map_or(Ok(()), |reason| Err(closed(state, reason)))
    }

    /// The answer that this very request got before.
    fn answered(&self, conn: &mut Conn, here: &Here, article: Id) -> Result<Option<String>, Problem> {
        let Some(name) = self.kept_name() else { return Ok(None) };
        match kept::find(conn, &name, here.now)? {
            Some(kept) if kept.request == self.request(article) => Ok(Some(kept.answer)),
            Some(_) => Err(Problem::new(
                Code::IdempotencyKeyReused,
                format!("This `{}` belongs to another comment. Take a fresh one.", once::KEY),
            )),
            None => Ok(None),
        }
    }

    fn keep(&self, conn: &mut Conn, here: &Here, article: Id, body: &str) -> Result<(), Problem> {
        if let Some(name) = self.kept_name() {
            let kept = Kept { request: self.request(article), answer: body.to_owned() };
            kept::keep(conn, &name, &kept, here.now, here.now.plus_seconds(once::KEPT_FOR))?;
        }
        Ok(())
    }

    fn kept_name(&self) -> Option<String> {
        Some(self.guard.name("key", &[self.key.as_ref()?.as_bytes()]))
    }

    fn request(&self, article: Id) -> String {
        self.guard.name("request", &[article.0.as_bytes(), &self.body])
    }
}

/// How far the limits are used up, where all of them have room.
fn room(conn: &mut Conn, here: &Here, tallies: &[Tally]) -> Result<Option<Standing>, Problem> {
    let names: Vec<String> = tallies.iter().map(|tally| tally.name.clone()).collect();
    let standing = Standing::nearest(tallies, &tallies::counts(conn, &names)?, here.now);
    match standing.filter(|one| one.remaining == 0) {
        Some(full) => Err(too_many(&full)),
        None => Ok(standing),
    }
}

fn too_many(full: &Standing) -> Problem {
    let (quota, of, minutes) = (full.policy.quota, full.policy.name, full.policy.window / 60);
    let detail = format!("More than {quota} comments in {minutes} minutes, counted by {of}, are not taken.");
    Problem {
        retry_after: u32::try_from(full.reset).ok(),
        headers: limit_headers(Some(full)),
        ..Problem::new(Code::TooManyRequests, detail)
    }
}

/// The limits and how far they are used up, as headers.
pub fn limit_headers(standing: Option<&Standing>) -> Vec<(&'static str, String)> {
    let state = standing.map(|one| ("RateLimit", one.header()));
    state.into_iter().chain(standing.map(|_| ("RateLimit-Policy", policies_header()))).collect()
}

fn closed(state: CommentState, reason: &str) -> Problem {
    let detail = match state {
        CommentState::ClosedByAge => "Comments on this article are closed: it is too old.",
        CommentState::ClosedBySite => "Comments are closed: this site takes none.",
        CommentState::ClosedByEditor | CommentState::Open => "Comments on this article are closed by the editor.",
    };
    Problem { errors: vec![Fault::parameter("article", reason, detail)], ..Problem::new(Code::CommentsClosed, detail) }
}

/// Where a request comes from.
///
/// # Errors
/// The server has no settings, which is a fault of ours.
pub fn sender(req: &HttpRequest) -> Result<Sender, Problem> {
    let agent = req.headers().get(header::USER_AGENT);
    Ok(Sender {
        address: client::address(req, &settings(req)?.trusted_proxies),
        agent: agent.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default(),
    })
}
