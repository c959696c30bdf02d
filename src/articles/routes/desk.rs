//! Articles for the newsroom: written, changed, sent on their way, and taken back.

pub mod lists;
mod revisions;
mod steps;
mod write;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::super::model::Stored;
use super::super::store::desk as store;
use super::super::wire::desk::NewsroomArticle;
use crate::articles::model::Status;
use crate::auth::rights::{Permission, PublishArticles};
use crate::auth::{Actor, May, Reach};
use crate::db::{Conn, Id, Time};
use crate::error::{Code, Problem};
use crate::http::Answer;
use crate::http::conditions::{IfMatch, tag};
use crate::site::Here;

/// The operations of the newsroom's articles.
#[derive(OpenApi)]
#[openapi(paths(
    lists::list_newsroom_articles,
    write::create_article,
    write::get_newsroom_article,
    write::replace_article,
    write::patch_article,
    write::trash_article,
    write::restore_article,
    write::delete_article,
    write::correct_article,
    steps::move_article,
    revisions::list_revisions,
    revisions::get_revision,
    revisions::restore_revision
))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/articles").get(lists::list_newsroom_articles).post(write::create_article))
        .service(
            web::resource("/articles/{article}")
                .get(write::get_newsroom_article)
                .put(write::replace_article)
                .patch(write::patch_article)
                .delete(write::delete_article),
        )
        .service(web::resource("/articles/{article}/trash").post(write::trash_article))
        .service(web::resource("/articles/{article}/restore").post(write::restore_article))
        .service(web::resource("/articles/{article}/corrections").post(write::correct_article))
        .service(web::resource("/articles/{article}/revisions").get(revisions::list_revisions))
        .service(web::resource("/articles/{article}/revisions/{revision}").get(revisions::get_revision))
        .service(web::resource("/articles/{article}/revisions/{revision}/restore").post(revisions::restore_revision))
        .service(web::resource("/articles/{article}/steps/{step}").post(steps::move_article));
}

/// Who works on an article, and how far they reach.
#[derive(Clone)]
pub(super) struct Hand {
    pub actor: std::sync::Arc<Actor>,
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

fn shown(conn: &mut Conn, here: &Here, id: Id) -> Result<NewsroomArticle, Problem> {
    let stored = store::find(conn, id)?.ok_or_else(|| Problem::unknown("article", &id.to_string()))?;
    Ok(NewsroomArticle::new(&stored, here))
}

fn answer(article: &NewsroomArticle) -> Result<Answer, Problem> {
    Ok(Answer::json(article)?.headers([("ETag", tag(article.revision))]))
}
