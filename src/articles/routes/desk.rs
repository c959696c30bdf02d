//! Articles for the newsroom: written, changed, sent on their way, and taken back.

mod alerts;
mod bulk;
mod corrections;
mod editing;
mod ends;
pub mod lists;
mod places;
mod revisions;
mod steps;
mod takedown;
mod write;

use std::sync::Arc;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use crate::articles::model::{NewArticle, Status, Stored};
use crate::articles::store::{self as articles, Filing, desk as store};
use crate::articles::wire::desk::{ArticleIn, NewsroomArticle};
use crate::audit::{self, Deed, Doer};
use crate::auth::rights::{Permission, PublishArticles};
use crate::auth::{Actor, May, Reach};
use crate::db::{Conn, Id, Time};
use crate::error::{Code, Problem};
use crate::http::Answer;
use crate::http::conditions::{IfMatch, tag};
use crate::redirects;
use crate::site::{Ask, Here};

pub use write::cleaned;

/// The operations of the newsroom's articles.
#[derive(OpenApi)]
#[openapi(paths(
    lists::list_newsroom_articles,
    write::create_article,
    write::get_newsroom_article,
    write::replace_article,
    write::patch_article,
    ends::trash_article,
    ends::restore_article,
    ends::delete_article,
    corrections::correct_article,
    corrections::change_correction,
    corrections::remove_correction,
    steps::move_article,
    bulk::change_articles,
    alerts::send_alert,
    takedown::take_down_article,
    editing::put_autosave,
    editing::get_autosave,
    editing::delete_autosave,
    editing::take_lock,
    editing::release_lock,
    revisions::list_revisions,
    revisions::get_revision,
    revisions::restore_revision
))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/articles").get(lists::list_newsroom_articles).post(write::create_article))
        // Before what takes any name.
        .service(web::resource("/articles/bulk").post(bulk::change_articles))
        .service(
            web::resource("/articles/{article}")
                .get(write::get_newsroom_article)
                .put(write::replace_article)
                .patch(write::patch_article)
                .delete(ends::delete_article),
        )
        .service(web::resource("/articles/{article}/trash").post(ends::trash_article))
        .service(web::resource("/articles/{article}/restore").post(ends::restore_article))
        .service(web::resource("/articles/{article}/alerts").post(alerts::send_alert))
        .service(web::resource("/articles/{article}/takedown").post(takedown::take_down_article))
        .service(web::resource("/articles/{article}/corrections").post(corrections::correct_article))
        .service(
            web::resource("/articles/{article}/corrections/{correction}")
                .patch(corrections::change_correction)
                .delete(corrections::remove_correction),
        )
        .service(web::resource("/articles/{article}/revisions").get(revisions::list_revisions))
        .service(web::resource("/articles/{article}/revisions/{revision}").get(revisions::get_revision))
        .service(web::resource("/articles/{article}/revisions/{revision}/restore").post(revisions::restore_revision))
        .service(
            web::resource("/articles/{article}/autosave")
                .put(editing::put_autosave)
                .get(editing::get_autosave)
                .delete(editing::delete_autosave),
        )
        .service(web::resource("/articles/{article}/lock").post(editing::take_lock).delete(editing::release_lock))
        .service(web::resource("/articles/{article}/steps/{step}").post(steps::move_article));
}

/// Who works on an article, and how far they reach.
#[derive(Clone)]
pub(super) struct Hand {
    pub actor: Arc<Actor>,
    pub all: bool,
}

impl Hand {
    pub fn of<R>(may: &May<R>) -> Self {
        Self { actor: may.actor(), all: may.reaches_all() }
    }

    /// Whether an article is theirs: they made it, or it is under their name.
    pub fn owns(&self, stored: &Stored) -> bool {
        let named = |author: Id| stored.article.authors.iter().any(|(id, _)| *id == author);
        let made = self.actor.user().is_some() && self.actor.user() == stored.owner;
        made || self.actor.author().is_some_and(named)
    }

    /// The article of a name, where they may see it: another's is as unknown as one that is not there.
    pub fn find(&self, conn: &mut Conn, name: &str) -> Result<Stored, Problem> {
        let unknown = || Problem::unknown("article", name);
        let id = Id::parse(name).ok_or_else(unknown)?;
        let stored = store::find(conn, id)?.ok_or_else(unknown)?;
        if self.all || self.owns(&stored) { Ok(stored) } else { Err(unknown()) }
    }

    /// The same on the state that was read.
    pub fn find_at(&self, conn: &mut Conn, here: &Here, name: &str, state: IfMatch) -> Result<Stored, Problem> {
        let stored = self.find(conn, name)?;
        state.check(stored.article.row.revision, || Ok(NewsroomArticle::new(&stored, here)))?;
        Ok(stored)
    }

    /// Refuses those who may not publish where a change would be seen by the public.
    pub fn may_touch(&self, stored: &Stored, now: Time) -> Result<(), Problem> {
        let shown = matches!(stored.status(now), Status::Scheduled | Status::Published);
        if shown && self.actor.reach(&PublishArticles::RIGHT) == Reach::None {
            let detail =
                format!("What is public or scheduled is changed with the right `{}`.", PublishArticles::RIGHT.name);
            return Err(Problem::new(Code::Forbidden, detail));
        }
        Ok(())
    }
}

/// Refuses, as unknown, an article that somebody may not see.
///
/// # Errors
/// 404; what the database said.
pub fn within_reach(conn: &mut Conn, actor: &Arc<Actor>, all: bool, id: Id) -> Result<(), Problem> {
    Hand { actor: actor.clone(), all }.find(conn, &id.to_string()).map(drop)
}

fn stored(conn: &mut Conn, id: Id) -> Result<Stored, Problem> {
    store::find(conn, id)?.ok_or_else(|| Problem::unknown("article", &id.to_string()))
}

fn answer(article: &NewsroomArticle) -> Result<Answer, Problem> {
    Ok(Answer::json(article)?.headers([("ETag", tag(article.revision))]))
}

/// What the audit log calls a change, and what the revision says of it.
type Said = (&'static str, Option<String>);

/// Makes of the article of a name, in the state that was read, what `change` says, stores it in place of what
/// was there and writes down that it was done.
async fn rewrite(
    ask: &Ask,
    hand: Hand,
    which: (String, IfMatch),
    said: Said,
    change: impl FnOnce(&mut Conn, &Hand, &Stored) -> Result<Stored, Problem> + Send + 'static,
) -> Result<Answer, Problem> {
    let here = ask.here.clone();
    let article = ask
        .db
        .write(move |conn| {
            let change = |conn: &mut Conn, hand: &Hand, before: &Stored| change(conn, hand, before).map(Some);
            let after = applied(conn, &here, &hand, which, said, change)?;
            Ok::<_, Problem>(NewsroomArticle::new(&after, &here))
        })
        .await?;
    answer(&article)
}

/// The same in a transaction that is open already; a change that is none leaves all as it is.
fn applied(
    conn: &mut Conn,
    here: &Here,
    hand: &Hand,
    (name, state): (String, IfMatch),
    (action, note): Said,
    change: impl FnOnce(&mut Conn, &Hand, &Stored) -> Result<Option<Stored>, Problem>,
) -> Result<Stored, Problem> {
    let before = hand.find(conn, &name)?;
    let before = clocked(conn, here.now, before)?;
    state.check(before.article.row.revision, || Ok(NewsroomArticle::new(&before, here)))?;
    let Some(after) = change(conn, hand, &before)? else { return Ok(before) };
    places::check(conn, here, &before, &after)?;
    let id = put(conn, here.now, hand, &before, after, note)?;
    let after = stored(conn, id)?;
    let deed = Deed::new(action, "article", id);
    let deed = deed.before(&summary(&before, here.now)).after(&summary(&after, here.now));
    audit::note(conn, here.now, Doer::Actor(&hand.actor), deed)?;
    Ok(after)
}

/// The article after what the clock has done to it and nobody has announced yet: a change begins where readers
/// are, and neither brings back what has ended nor passes over what they saw.
fn clocked(conn: &mut Conn, now: Time, stored: Stored) -> Result<Stored, Problem> {
    let row = &stored.article.row;
    let begins = row.publishable && row.announced_at.is_none() && row.public_from <= now;
    let ends = row.publishable && row.public_until.is_some_and(|until| until <= now);
    if !begins && !ends {
        return Ok(stored);
    }
    let filing = Filing::load(conn)?;
    if begins {
        articles::begin(conn, now, &filing, row.id)?;
    }
    if ends {
        articles::end(conn, now, &filing, row.id)?;
    }
    self::stored(conn, row.id)
}

fn put(
    conn: &mut Conn,
    now: Time,
    hand: &Hand,
    before: &Stored,
    after: Stored,
    note: Option<String>,
) -> Result<Id, Problem> {
    let row = &before.article.row;
    store::keep(conn, row.id, before.owner, after.embargo_until)?;
    let was_known = after.article.row.slug != row.slug && row.version > 0;
    let filing = Filing::load(conn)?;
    let picks = after.picks.clone();
    articles::replace(conn, now, &filing, before, signed(hand, after, note), &picks)?;
    if was_known {
        redirects::remember_slug(conn, now, &row.slug, row.id)?;
    }
    Ok(row.id)
}

fn summary(stored: &Stored, now: Time) -> serde_json::Value {
    let (row, status) = (&stored.article.row, stored.status(now).as_str());
    serde_json::json!({"title": row.title, "slug": row.slug, "status": status, "revision": row.revision})
}

/// What is stored, with who wrote it and what the revision keeps.
fn signed(hand: &Hand, stored: Stored, note: Option<String>) -> NewArticle {
    let mut kept = serde_json::to_value(ArticleIn::of(&stored)).unwrap_or_default();
    if let Some(fields) = kept.as_object_mut() {
        // The body stands in a column of its own.
        fields.remove("body");
        fields.insert("status".to_owned(), stored.article.row.status.clone().into());
    }
    let actor = &hand.actor;
    NewArticle { by_name: actor.name.clone(), by_id: actor.user(), note, kept: Some(kept), ..stored.article }
}
