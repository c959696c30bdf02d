//! Comments, for readers; those of the newsroom are in `desk`.

pub mod desk;
mod lists;
mod post;

pub use desk::{DeskContract, desk_routes};

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use utoipa::OpenApi;

use self::lists::Lists;
use self::post::{Look, Posting, Taken};
use super::model::Guard;
use super::wire::{CommentIn, CommentList, PostedOut};
use crate::cards::{self, Found};
use crate::config::freshness;
use crate::db::{Direction, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::once::{self, OnceHeader};
use crate::http::{Answer, Keys, PagingParams, RawPaging, body, query};
use crate::site::Ask;
use crate::text::Name;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_article_comments, create_article_comment))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/articles/{article}/comments").get(list_article_comments).post(create_article_comment));
}

const SORTS: &[(&str, Direction)] = &[("created_at", Direction::Ascending), ("-created_at", Direction::Descending)];

/// How threads are ordered.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CommentParams {
    /// `created_at`: the oldest thread first; `-created_at`: the newest. Replies always go from the oldest on.
    #[param(pattern = "created_at|-created_at", default = "created_at", example = "-created_at")]
    pub sort: Option<String>,
}

/// List an article's comments
///
/// The approved comments under an article, in threads: paging goes by the comments that start one. A thread
/// brings at most 100 replies along; its `replies_cursor`, given as `cursor`, goes on with the others.
#[utoipa::path(
    get, path = "/v1/articles/{article}/comments", tag = "readers",
    params(
        ("article" = String, Path, description = "The article's slug or id.", example = "harbour-tunnel-opens"),
        PagingParams, CommentParams,
    ),
    responses(
        (status = 200, description = "A page of comments.", body = CommentList),
        (status = 301, description = "The article has another slug now: the same call with it.", headers(("Location" = String, description = "The same call with the slug of today."))),
        (status = 410, description = "The article was public and no longer is.", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub async fn list_article_comments(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let order = query.one_of("sort", SORTS).unwrap_or(Direction::Ascending);
    let raw = RawPaging::read(&mut query);
    let (cursors, asked) = (ask.cursors.clone(), name.clone());
    let read = ask.read(move |conn, here| {
        let article = match cards::find_public(conn, here.now, &Name::of(&asked))? {
            Found::Here(id) => id,
            Found::Moved(_, slug) => return query.finish().map(|()| Read::Moved(slug)),
            Found::Gone => return Err(Problem::gone("article", &asked)),
            Found::Nothing => return Err(Problem::not_found("article", &asked)),
        };
        let lists = Lists { article, order, cursors: &cursors };
        let scope = lists.scope_of(&raw);
        let paging = raw.finish(query, &scope, &cursors)?;
        Ok(Read::Here(article, lists.read(conn, here, &scope, &paging)?))
    });
    match read.await? {
        Read::Moved(slug) => Ok(moved(&ask, &slug)),
        Read::Here(article, list) => Ok(ask.page_links(answer(&name, article, &list)?, &list.page)),
    }
}

enum Read {
    Here(Id, CommentList),
    Moved(String),
}

fn answer(name: &str, article: Id, list: &CommentList) -> Result<Answer, Problem> {
    let keys = Keys::new().named("article", &article.to_string()).named("article", name).with("refs");
    Ok(Answer::json(list)?.cached(freshness::COMMENTS, keys))
}

const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The same call with the article's slug of today; the query is kept.
fn moved(ask: &Ask, slug: &str) -> Answer {
    let mut path = format!("/v1/articles/{}/comments", utf8_percent_encode(slug, IN_PATH));
    if !ask.raw_query.is_empty() {
        path.push('?');
        path.push_str(&ask.raw_query);
    }
    Answer::moved(ask.here.addresses().service(&path))
}

/// The largest body of a comment, in bytes: every character may be written as an escape.
const LARGEST_COMMENT: usize = 64 * 1024;

/// Write a comment
///
/// Takes a reader's comment. By the site's rule (`comments.moderation` of the site) it is shown at once, or waits for
/// an editor: `status` says which. The same words of the same writer in the same place are taken once.
///
/// With an `Idempotency-Key` a request may be sent again: for 24 hours the same body gets the same answer, and
/// another body is refused. Of one reader 10 comments are taken in 10 minutes, of one address 300 in an hour, for one
/// article 600 in an hour; the address is kept nowhere. No answer holds a mail address.
#[utoipa::path(
    post, path = "/v1/articles/{article}/comments", tag = "readers",
    params(
        ("article" = String, Path, description = "The article's slug or id; an old slug stands for the article of today.", example = "harbour-tunnel-opens"),
        OnceHeader,
    ),
    request_body(description = "The comment.", content((CommentIn = "application/json"))),
    responses(
        (status = 201, description = "The comment was taken.", body = PostedOut, headers(
            ("RateLimit" = String, description = "The limit that is nearest to its end, what remains of it, and the seconds until it begins anew. Not where the answer is given again."),
            ("RateLimit-Policy" = String, description = "The limits: how many comments in how many seconds."),
        )),
        (status = 403, description = "Comments on this article are closed; the code of the one entry of `errors` says why: `editor`, `age` or `site`.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 409, description = "The same writer has said the same there already.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 410, description = "The article was public and no longer is.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken: too long, empty, too many links, a `parent_id` that is not shown under this article. Or the `Idempotency-Key` was used for another comment.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 429, description = "Too many comments of one reader, from one address or under one article.", body = ProblemOut, content_type = "application/problem+json", headers(
            ("Retry-After" = i32, description = "Seconds until one is taken again."),
            ("RateLimit" = String, description = "The limit that is used up, and the seconds until it begins anew."),
            ("RateLimit-Policy" = String, description = "The limits: how many comments in how many seconds."),
        )),
    )
)]
pub async fn create_article_comment(
    ask: Ask,
    guard: web::Data<Guard>,
    name: web::Path<String>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let (key, sender) = (once::key(&req)?, post::sender(&req)?);
    let body = body::object(&req, payload, LARGEST_COMMENT).await?;
    let post = body::json::<CommentIn>(&body)?.check()?;
    let posting = Posting { name: name.into_inner(), post, sender, key, body, guard: guard.get_ref().clone() };
    let taken = take(&ask, Arc::new(posting)).await?;
    let answer = Answer::bytes("application/json", taken.body).status(StatusCode::CREATED);
    Ok(answer.headers(post::limit_headers(taken.standing.as_ref())))
}

async fn take(ask: &Ask, posting: Arc<Posting>) -> Result<Taken, Problem> {
    let first = posting.clone();
    if let Look::Again(taken) = ask.read(move |conn, here| first.look(conn, here)).await? {
        return Ok(taken);
    }
    let here = ask.here.clone();
    ask.db.write(move |conn| posting.take(conn, &here)).await
}
