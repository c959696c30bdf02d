//! Authors, for readers; for the newsroom in `desk`.

pub mod desk;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::store;
use super::wire::{AuthorList, AuthorOut};
use crate::cards::{self, Extras, Source};
use crate::changes::{self, Kind};
use crate::config::freshness;
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::http::paging::{Key, Total};
use crate::http::{Answer, Keys, Page, PagingParams, RawPaging};
use crate::media::{self, MediaOut};
use crate::site::{Ask, Here};
use crate::text::Name;

pub use desk::{DeskContract, desk_routes};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_authors, get_author))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/authors").get(list_authors))
        .service(web::resource("/authors/{author}").get(get_author));
}

/// What can be included with an author.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuthorParams {
    /// `recent`: the six newest articles of each; `head_html`: of each all for its page's head, which an author's own
    /// answer always has.
    #[param(pattern = "recent|head_html,", example = "recent")]
    pub include: Option<String>,
}

/// List authors
///
/// All authors by name, those without a public article too.
#[utoipa::path(
    get, path = "/v1/authors", tag = "taxonomy", params(PagingParams, AuthorParams),
    responses((status = 200, description = "A page of authors.", body = AuthorList))
)]
pub async fn list_authors(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let extras = Extras::read(&mut query);
    let paging = RawPaging::read(&mut query).finish(query, "authors", &ask.cursors)?;
    let cursors = ask.cursors.clone();
    let list = ask
        .read(move |conn, here| {
            let total = Total::Exactly(u64::try_from(store::total(conn)?).unwrap_or(0));
            let rows = store::list(conn, &paging, None)?;
            let seal = |cursor: &_| cursors.seal("authors", cursor);
            let page =
                Page::new(rows, &paging, Some(total), seal, |row| Key { value: row.name_key.clone(), id: row.id });
            Ok(AuthorList { data: authors_out(conn, here, &page.rows, extras)?, page: page.page })
        })
        .await?;
    // Counts of articles stand in every row.
    let keys = keys_of(Keys::new().with("authors"), true);
    Ok(ask.page_links(Answer::json(&list)?.cached(freshness::LIST, keys), &list.page))
}

/// Get an author
///
/// One author by their slug or their id.
#[utoipa::path(
    get, path = "/v1/authors/{author}", tag = "taxonomy",
    params(("author" = String, Path, description = "The author's slug or id.", example = "ada-okoye"), AuthorParams),
    responses((status = 200, description = "The author.", body = AuthorOut))
)]
pub async fn get_author(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let extras = Extras::read(&mut query);
    query.finish()?;
    let name = name.into_inner();
    let author = ask
        .read(move |conn, here| {
            let row = store::find(conn, &Name::of(&name))?.ok_or_else(|| Problem::not_found("author", &name))?;
            authors_out(conn, here, &[row], extras.alone())?.pop().ok_or_else(|| Problem::not_found("author", &name))
        })
        .await?;
    let keys = Keys::new().named("author", &author.slug).named("author", &author.id.to_string());
    Ok(Answer::json(&author)?.cached(freshness::LIST, keys_of(keys, extras.recent)))
}

/// An author by its id.
///
/// # Errors
/// The database cannot be read.
pub fn author(conn: &mut Conn, here: &Here, id: Id) -> Result<Option<AuthorOut>, Problem> {
    let row = store::find(conn, &Name::Id(id))?;
    Ok(authors_out(conn, here, row.as_slice(), Extras::default().alone())?.pop())
}

fn keys_of(keys: Keys, recent: bool) -> Keys {
    let keys = keys.with("refs");
    if recent { keys.with("articles") } else { keys }
}

/// These authors, each with its public version.
///
/// # Errors
/// What the database said.
pub fn versions(conn: &mut Conn, here: &Here, ids: &[Id]) -> Result<Vec<(i64, AuthorOut)>, Problem> {
    let rows = store::load(conn, ids)?;
    Ok(rows.iter().map(|row| row.version).zip(authors_out(conn, here, &rows, Extras::default())?).collect())
}

fn authors_out(
    conn: &mut Conn,
    here: &Here,
    rows: &[super::Author],
    extras: Extras,
) -> Result<Vec<AuthorOut>, Problem> {
    let due = cards::due(conn, here.now)?;
    let ids: Vec<Id> = rows.iter().filter_map(|row| row.portrait_id).collect();
    let pictures = media::load(conn, &ids)?;
    let portrait = |id| pictures.get(&id).map(|row| MediaOut::new(row, None, here.addresses()));
    let changed = changes::last_changed(conn, Kind::Author, &rows.iter().map(|row| row.id).collect::<Vec<_>>())?;
    let author = |row: &super::Author| {
        AuthorOut::new(row, row.portrait_id.and_then(portrait), changed.get(&row.id).copied(), &due, here)
    };
    let mut made: Vec<AuthorOut> = rows.iter().map(author).collect();
    if extras.recent {
        let sources: Vec<Source> = rows.iter().map(|row| Source::Author(row.id)).collect();
        for (author, cards) in made.iter_mut().zip(cards::recent(conn, here, &sources)?) {
            author.recent = Some(cards);
        }
    }
    Ok(if extras.head { made.into_iter().map(AuthorOut::with_head).collect() } else { made })
}
