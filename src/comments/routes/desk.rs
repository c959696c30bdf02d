//! Comments for the newsroom: the queue, what becomes of each comment, and answers to them.

mod bulk;
mod moderate;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use self::bulk::change_comments;
use self::moderate::{delete_comment, move_comment, patch_comment, reply_to_comment};
use crate::auth::rights::ReadComments;
use crate::auth::{Actor, May};
use crate::comments::model::{DeskComment, DeskFilter, Own, Status};
use crate::comments::store::desk as store;
use crate::comments::wire::desk::{CommentCounts, NewsroomComment, NewsroomCommentCard, NewsroomCommentList};
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::http::conditions::{IfMatch, tag};
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, Query};
use crate::site::Ask;

/// The operations of the newsroom's comments.
#[derive(OpenApi)]
#[openapi(paths(
    list_newsroom_comments,
    get_newsroom_comment,
    moderate::patch_comment,
    moderate::move_comment,
    moderate::delete_comment,
    moderate::reply_to_comment,
    bulk::change_comments
))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/comments").get(list_newsroom_comments))
        .service(web::resource("/comments/bulk").post(change_comments))
        .service(
            web::resource("/comments/{comment}").get(get_newsroom_comment).patch(patch_comment).delete(delete_comment),
        )
        .service(web::resource("/comments/{comment}/steps/{step}").post(move_comment))
        .service(web::resource("/comments/{comment}/replies").post(reply_to_comment));
}

/// The largest body, in bytes: every character of a text may be written as an escape.
const LARGEST: usize = 512 * 1024;

/// Who moderates, and how far they reach.
#[derive(Clone)]
struct Hand {
    actor: std::sync::Arc<Actor>,
    all: bool,
}

impl Hand {
    fn of<R>(may: &May<R>) -> Self {
        Self { actor: may.actor(), all: may.reaches_all() }
    }

    /// Whose articles they are bound to; none: to nobody's.
    fn own(&self) -> Option<Own> {
        let user = self.actor.user().filter(|_| !self.all)?;
        Some(Own { user, author: self.actor.author() })
    }

    /// The comment of a name, where they may see it: one under another's article is as unknown as one that is
    /// not there.
    fn find(&self, conn: &mut Conn, name: &str) -> Result<DeskComment, Problem> {
        let unknown = || Problem::unknown("comment", name);
        let id = Id::parse(name).ok_or_else(unknown)?;
        let found = store::find(conn, id)?.ok_or_else(unknown)?;
        match self.own() {
            Some(own) if !store::is_under_own(conn, &found, own)? => Err(unknown()),
            _ => Ok(found),
        }
    }

    /// The same in the state that was read.
    fn find_at(&self, conn: &mut Conn, name: &str, state: IfMatch) -> Result<DeskComment, Problem> {
        let found = self.find(conn, name)?;
        state.check(found.revision, || shown(conn, found.clone()))?;
        Ok(found)
    }
}

fn shown(conn: &mut Conn, row: DeskComment) -> Result<NewsroomComment, Problem> {
    let names = store::subjects(conn, std::slice::from_ref(&row))?;
    Ok(NewsroomComment::new(row, &names))
}

/// How a comment is now.
fn now_is(conn: &mut Conn, id: Id) -> Result<NewsroomComment, Problem> {
    let row = store::find(conn, id)?.ok_or_else(|| Problem::unknown("comment", &id.to_string()))?;
    shown(conn, row)
}

fn answer(comment: &NewsroomComment) -> Result<Answer, Problem> {
    Ok(Answer::json(comment)?.headers([("ETag", tag(comment.revision))]))
}

const STATUSES: &[(&str, Status)] =
    &[("pending", Status::Pending), ("approved", Status::Approved), ("spam", Status::Spam), ("trash", Status::Trash)];

/// Which comments are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeskParams {
    /// Only those of this status.
    #[param(pattern = "pending|approved|spam|trash", example = "pending")]
    pub status: Option<String>,
    /// Only those under this article, by id.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub article: Option<String>,
    /// Only those of a writer with this in their name; whether letters from A to Z are small does not matter.
    #[param(max_length = 100, example = "bukola")]
    pub author_name: Option<String>,
    /// Only those with this in their text; whether letters from A to Z are small does not matter.
    #[param(max_length = 200, example = "half past five")]
    pub text: Option<String>,
    /// Only those written at this moment or later.
    #[param(example = "2026-11-01T00:00:00Z")]
    pub after: Option<String>,
    /// Only those written at this moment or before.
    #[param(example = "2026-12-01T00:00:00Z")]
    pub before: Option<String>,
}

fn read(query: &mut Query) -> DeskFilter {
    DeskFilter {
        status: query.one_of("status", STATUSES),
        article: query.id("article"),
        author_name: short(query, "author_name", 100),
        text: short(query, "text", 200),
        after: query.time("after"),
        before: query.time("before"),
        own: None,
    }
}

/// A text to be looked for.
fn short(query: &mut Query, name: &'static str, most: usize) -> Option<String> {
    let text = query.filled(name)?;
    if text.chars().count() > most {
        query.refuse(name, "too_long", format!("is longer than {most} characters."));
    }
    Some(text)
}

/// List the newsroom's comments
///
/// Comments of any status, the newest first, without the mail addresses of their writers. Who has the right for
/// their own articles alone sees what stands under those.
#[utoipa::path(
    get, path = "/v1/admin/comments", tag = "newsroom", params(CursorParams, DeskParams),
    responses((status = 200, description = "A page of comments.", body = NewsroomCommentList)),
    security(("session" = ["comments:read"]), ("key" = ["comments:read"]))
)]
pub async fn list_newsroom_comments(may: May<ReadComments>, ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let own = Hand::of(&may).own();
    let filter = DeskFilter { own, ..read(&mut query) };
    let walk = ask.walk(query, format!("newsroom comments {filter:?}"))?;
    let list = ask
        .read(move |conn, _| {
            let key = |row: &DeskComment| Key { value: row.created_at.to_string(), id: row.id };
            let page = walk.page(store::list(conn, &filter, &walk.paging)?, key);
            let names = store::subjects(conn, &page.rows)?;
            let page = page.map(|row| NewsroomCommentCard::new(row, &names));
            let counts = CommentCounts::new(store::counts(conn, filter.own)?);
            Ok(NewsroomCommentList { data: page.rows, page: page.page, counts })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Get a comment for the newsroom
///
/// One comment by its id, with all that is known of its writer.
#[utoipa::path(
    get, path = "/v1/admin/comments/{comment}", tag = "newsroom",
    params(("comment" = String, Path, description = "The comment's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")),
    responses((status = 200, description = "The comment.", body = NewsroomComment, headers(("ETag" = String, description = "The comment's tag, for `If-Match`.")))),
    security(("session" = ["comments:read"]), ("key" = ["comments:read"]))
)]
pub async fn get_newsroom_comment(
    may: May<ReadComments>,
    ask: Ask,
    name: web::Path<String>,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let hand = Hand::of(&may);
    let comment = ask
        .read(move |conn, _| {
            let found = hand.find(conn, &name)?;
            shown(conn, found)
        })
        .await?;
    answer(&comment)
}
