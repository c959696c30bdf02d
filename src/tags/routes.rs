//! Tags, for readers; for the newsroom in `desk`.

pub mod desk;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::store;
use super::wire::{TagList, TagOut};
use crate::cards::{self, Extras, Source};
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
#[openapi(paths(list_tags, get_tag))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/tags").get(list_tags)).service(web::resource("/tags/{tag}").get(get_tag));
}

/// What can be included with a tag.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TagParams {
    /// `recent`: the six newest articles of each; `head_html`: of each all for its page's head, which a tag's own
    /// answer always has.
    #[param(pattern = "recent|head_html,", example = "recent")]
    pub include: Option<String>,
}

/// List tags
///
/// All tags by name, those without a public article too.
#[utoipa::path(
    get, path = "/v1/tags", tag = "taxonomy", params(PagingParams, TagParams),
    responses((status = 200, description = "A page of tags.", body = TagList))
)]
pub async fn list_tags(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let extras = Extras::read(&mut query);
    let paging = RawPaging::read(&mut query).finish(query, "tags", &ask.cursors)?;
    let cursors = ask.cursors.clone();
    let list = ask
        .read(move |conn, here| {
            let total = Total::Exactly(u64::try_from(store::total(conn)?).unwrap_or(0));
            let rows = store::list(conn, &paging, None)?;
            let seal = |cursor: &_| cursors.seal("tags", cursor);
            let page =
                Page::new(rows, &paging, Some(total), seal, |row| Key { value: row.name_key.clone(), id: row.id });
            Ok(TagList { data: tags_out(conn, here, &page.rows, extras)?, page: page.page })
        })
        .await?;
    // Counts of articles stand in every row.
    let keys = Keys::new().with("tags").with("refs").with("articles");
    Ok(ask.page_links(Answer::json(&list)?.cached(freshness::LIST, keys), &list.page))
}

/// Get a tag
///
/// One tag by its slug or its id.
#[utoipa::path(
    get, path = "/v1/tags/{tag}", tag = "taxonomy",
    params(("tag" = String, Path, description = "The tag's slug or id.", example = "transport"), TagParams),
    responses((status = 200, description = "The tag.", body = TagOut))
)]
pub async fn get_tag(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let extras = Extras::read(&mut query);
    query.finish()?;
    let name = name.into_inner();
    let tag = ask
        .read(move |conn, here| {
            let row = store::find(conn, &Name::of(&name))?.ok_or_else(|| Problem::not_found("tag", &name))?;
            tags_out(conn, here, &[row], extras.alone())?.pop().ok_or_else(|| Problem::not_found("tag", &name))
        })
        .await?;
    let keys = Keys::new().named("tag", &tag.slug).named("tag", &tag.id.to_string()).with("refs");
    let keys = if extras.recent { keys.with("articles") } else { keys };
    Ok(Answer::json(&tag)?.cached(freshness::LIST, keys))
}

/// A tag by its id.
///
/// # Errors
/// The database cannot be read.
pub fn tag(conn: &mut Conn, here: &Here, id: Id) -> Result<Option<TagOut>, Problem> {
    let row = store::find(conn, &Name::Id(id))?;
    Ok(tags_out(conn, here, row.as_slice(), Extras::default().alone())?.pop())
}

/// These tags, each with its public version.
///
/// # Errors
/// What the database said.
pub fn versions(conn: &mut Conn, here: &Here, ids: &[Id]) -> Result<Vec<(i64, TagOut)>, Problem> {
    let rows = store::load(conn, ids)?;
    Ok(rows.iter().map(|row| row.version).zip(tags_out(conn, here, &rows, Extras::default())?).collect())
}

fn tags_out(conn: &mut Conn, here: &Here, rows: &[super::Tag], extras: Extras) -> Result<Vec<TagOut>, Problem> {
    let due = cards::due(conn, here.now)?;
    let ids: Vec<_> = rows.iter().filter_map(|row| row.picture_id).collect();
    let pictures = media::load(conn, &ids)?;
    let picture = |id| pictures.get(&id).map(|row| MediaOut::new(row, None, here.addresses()));
    let mut made: Vec<TagOut> =
        rows.iter().map(|row| TagOut::new(row, row.picture_id.and_then(picture), &due, here)).collect();
    if extras.recent {
        let sources: Vec<Source> = rows.iter().map(|row| Source::Tag(row.id)).collect();
        for (tag, cards) in made.iter_mut().zip(cards::recent(conn, here, &sources)?) {
            tag.recent = Some(cards);
        }
    }
    Ok(if extras.head { made.into_iter().map(TagOut::with_head).collect() } else { made })
}
