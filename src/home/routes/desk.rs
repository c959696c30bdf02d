//! The front page, for the newsroom: read and saved whole.

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use crate::articles::{Named, missing};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{ReadHome, WriteHome};
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::home::model::{NewHomeBlock, Selection};
use crate::home::store;
use crate::home::wire::desk::{HomeIn, NewsroomHome};
use crate::http::checks::Checks;
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::{Answer, body, query};
use crate::site::Ask;

/// The operations of the newsroom's front page.
#[derive(OpenApi)]
#[openapi(paths(get_newsroom_home, replace_home))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config.service(web::resource("/home").get(get_newsroom_home).put(replace_home));
}

/// The largest body, in bytes.
const LARGEST: usize = 256 * 1024;

fn stored(conn: &mut Conn) -> Result<NewsroomHome, Problem> {
    Ok(NewsroomHome::new(store::revision(conn)?, store::stored_blocks(conn)?))
}

fn shown(home: &NewsroomHome) -> Result<Answer, Problem> {
    Ok(Answer::json(home)?.headers([("ETag", tag(home.revision))]))
}

/// Get the front page as the newsroom sees it
///
/// What each block is filled from, in order.
#[utoipa::path(
    get, path = "/v1/admin/home", tag = "newsroom",
    responses((status = 200, description = "The front page.", body = NewsroomHome, headers(("ETag" = String, description = "The front page's tag, for `If-Match`.")))),
    security(("session" = ["home:read"]), ("key" = ["home:read"]))
)]
pub async fn get_newsroom_home(_: May<ReadHome>, ask: Ask) -> Result<Answer, Problem> {
    ask.query().finish()?;
    shown(&ask.read(|conn, _| stored(conn)).await?)
}

/// Save the front page
///
/// All its blocks, in place of what was there. What a block names must be there; articles need not be public yet.
#[utoipa::path(
    put, path = "/v1/admin/home", tag = "newsroom", params(IfMatchHeader),
    request_body(description = "The front page.", content((HomeIn = "application/json"))),
    responses(
        (status = 200, description = "The front page as it is now.", body = NewsroomHome, headers(("ETag" = String, description = "The front page's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["home:write"]), ("key" = ["home:write"]))
)]
pub async fn replace_home(
    may: May<WriteHome>,
    ask: Ask,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: HomeIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let mut checks = Checks::default();
    let blocks = given.read(&mut checks);
    let (actor, now) = (may.actor(), ask.here.now);
    let home = ask
        .db
        .write(move |conn| {
            let before = stored(conn)?;
            state.check(before.revision, || Ok(&before))?;
            refuse_dangling(conn, checks, &blocks)?;
            store::save(conn, now, &blocks)?;
            let after = stored(conn)?;
            let deed = Deed::new("home.update", "home", Id(uuid::Uuid::nil())).before(&before).after(&after);
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(&home)
}

/// Refuses blocks that name nothing, with everything else that is wrong.
fn refuse_dangling(conn: &mut Conn, mut checks: Checks, blocks: &[NewHomeBlock]) -> Result<(), Problem> {
    // The places are those of what was written only while nothing else is wrong.
    if !checks.is_fine() {
        return checks.finish();
    }
    for (n, block) in blocks.iter().enumerate() {
        let (of, name, ids): (Named, &str, &[Id]) = match &block.selection {
            Selection::Manual(picks) => (Named::Article, "article_ids", picks),
            Selection::Category(id) => (Named::Category, "source_id", std::slice::from_ref(id)),
            Selection::Tag(id) => (Named::Tag, "source_id", std::slice::from_ref(id)),
            _ => (Named::Article, "article_ids", &[]),
        };
        let named = missing(conn, of, ids)?.into_iter().map(|id| (name, id));
        let links = missing(conn, Named::Category, block.link.as_slice())?;
        for (name, id) in named.chain(links.into_iter().map(|id| ("link_category_id", id))) {
            let detail = format!("There is nothing under the id `{id}`.");
            checks.fault(&format!("/blocks/{n}/{name}"), "unknown_value", detail);
        }
    }
    checks.finish()
}
