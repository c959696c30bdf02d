//! Comments, for readers.

mod lists;

use actix_web::web::{self, ServiceConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use utoipa::OpenApi;

use self::lists::Lists;
use super::wire::CommentList;
use crate::cards::{self, Found};
use crate::config::freshness;
use crate::db::{Direction, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::{Answer, Keys, PagingParams, RawPaging};
use crate::site::Ask;
use crate::text::Name;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_article_comments))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/articles/{article}/comments").get(list_article_comments));
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
