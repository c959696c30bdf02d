//! Categories, for readers; for the newsroom in `desk`.

pub mod desk;

use std::collections::HashMap;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::Category;
use super::store;
use super::wire::{Around, CategoryList, CategoryOut, nested};
use crate::cards::{self, ArticleCard, Extras, Includes, Source};
use crate::config::freshness;
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::http::paging::{Key, Total};
use crate::http::{Answer, Keys, Page, PageOut, Paging, PagingParams, Query, RawPaging};
use crate::media::{self, MediaOut};
use crate::refs::CategoryRef;
use crate::site::{Ask, Here};
use crate::text::Name;

pub use desk::{DeskContract, desk_routes};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_categories, get_category))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/categories").get(list_categories))
        .service(web::resource("/categories/{category}").get(get_category));
}

/// How categories are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Flat,
    Tree,
}

const VIEWS: &[(&str, View)] = &[("flat", View::Flat), ("tree", View::Tree)];

/// How categories are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ViewParams {
    /// `flat` (the default): one after the other, parents before children. `tree`: all at once, each with its
    /// `children`; it takes no `cursor` and no `page`.
    #[param(pattern = "flat|tree", example = "tree", default = "flat")]
    pub view: Option<String>,
}

/// What can be included with a category.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CategoryParams {
    /// `recent`: the six newest articles of each and of what is below it; `head_html`: of each all for its page's head,
    /// which a category's own answer always has.
    #[param(pattern = "recent|head_html,", example = "recent")]
    pub include: Option<String>,
}

/// List categories
///
/// All categories in tree order, siblings by their position and then by name; those without a public article too.
#[utoipa::path(
    get, path = "/v1/categories", tag = "taxonomy", params(ViewParams, PagingParams, CategoryParams),
    responses((status = 200, description = "A page of categories, or the whole tree.", body = CategoryList))
)]
pub async fn list_categories(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let view = query.one_of("view", VIEWS).unwrap_or(View::Flat);
    let extras = Extras::read(&mut query);
    if view == View::Tree {
        refuse_paging(&mut query);
    }
    let paging = RawPaging::read(&mut query).finish(query, "categories", &ask.cursors)?;
    let list = match view {
        View::Flat => flat(&ask, paging, extras).await?,
        View::Tree => tree(&ask, paging, extras).await?,
    };
    let keys = keys_of(Keys::new().with("categories"));
    Ok(ask.page_links(Answer::json(&list)?.cached(freshness::LIST, keys), &list.page))
}

fn refuse_paging(query: &mut Query) {
    for name in ["cursor", "page"] {
        if query.text(name).is_some() {
            query.refuse(name, "invalid", "cannot be given together with `view=tree`, which is all on one page.");
        }
    }
}

async fn flat(ask: &Ask, paging: Paging, extras: Extras) -> Result<CategoryList, Problem> {
    let cursors = ask.cursors.clone();
    ask.read(move |conn, here| {
        let listed = store::list(conn, &paging)?;
        let total = Total::Exactly(u64::try_from(listed.total).unwrap_or(0));
        let seal = |cursor: &_| cursors.seal("categories", cursor);
        let key = |(place, row): &(usize, Category)| Key { value: place.to_string(), id: row.id };
        let page = Page::new(listed.rows, &paging, Some(total), seal, key).map(|(_, row)| row);
        Ok(CategoryList { data: categories_out(conn, here, &page.rows, extras)?, page: page.page })
    })
    .await
}

async fn tree(ask: &Ask, paging: Paging, extras: Extras) -> Result<CategoryList, Problem> {
    ask.read(move |conn, here| {
        let order = store::load_tree(conn)?.walk();
        let rows = store::load(conn, &order)?;
        let data = nested(categories_out(conn, here, &rows, extras)?);
        let page = PageOut {
            limit: i32::try_from(paging.limit).unwrap_or(i32::MAX),
            total: paging.total.then(|| i64::try_from(data.len()).unwrap_or(i64::MAX)),
            total_relation: paging.total.then(|| "eq".to_owned()),
            next_cursor: None,
            previous_cursor: None,
            number: None,
            count: None,
        };
        Ok(CategoryList { data, page })
    })
    .await
}

/// Get a category
///
/// One category by its slug or its id.
#[utoipa::path(
    get, path = "/v1/categories/{category}", tag = "taxonomy",
    params(("category" = String, Path, description = "The category's slug or id.", example = "photo-news"), CategoryParams),
    responses((status = 200, description = "The category.", body = CategoryOut))
)]
pub async fn get_category(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let extras = Extras::read(&mut query);
    query.finish()?;
    let name = name.into_inner();
    let category = ask
        .read(move |conn, here| {
            let row = store::find(conn, &Name::of(&name))?.ok_or_else(|| Problem::not_found("category", &name))?;
            categories_out(conn, here, &[row], extras.alone())?
                .pop()
                .ok_or_else(|| Problem::not_found("category", &name))
        })
        .await?;
    let keys = Keys::new().named("category", &category.slug).named("category", &category.id.to_string());
    Ok(Answer::json(&category)?.cached(freshness::LIST, keys_of(keys)))
}

/// A category by its id.
///
/// # Errors
/// The database cannot be read.
pub fn category(conn: &mut Conn, here: &Here, id: Id) -> Result<Option<CategoryOut>, Problem> {
    let row = store::find(conn, &Name::Id(id))?;
    Ok(categories_out(conn, here, row.as_slice(), Extras::default().alone())?.pop())
}

/// Every answer may embed the card of a pinned article.
fn keys_of(keys: Keys) -> Keys {
    keys.with("refs").with("articles")
}

/// These categories, each with its public version.
///
/// # Errors
/// What the database said.
pub fn versions(conn: &mut Conn, here: &Here, ids: &[Id]) -> Result<Vec<(i64, CategoryOut)>, Problem> {
    let rows = store::load(conn, ids)?;
    Ok(rows.iter().map(|row| row.version).zip(categories_out(conn, here, &rows, Extras::default())?).collect())
}

fn categories_out(
    conn: &mut Conn,
    here: &Here,
    rows: &[Category],
    extras: Extras,
) -> Result<Vec<CategoryOut>, Problem> {
    let due = cards::due(conn, here.now)?;
    let pinned_until = rows.iter().filter(|row| row.pinned(here.now).is_some()).filter_map(|row| row.pinned_until);
    pinned_until.for_each(|until| here.trace.ends_at(until));
    let parents = parents(conn, here, rows)?;
    let pinned = pinned(conn, here, rows)?;
    let pictures = media::load(conn, &rows.iter().filter_map(|row| row.picture_id).collect::<Vec<_>>())?;
    let around = |row: &Category| Around {
        parent: row.parent_id.and_then(|id| parents.get(&id)).cloned(),
        picture: row.picture_id.and_then(|id| pictures.get(&id)).map(|row| MediaOut::new(row, None, here.addresses())),
        pinned: row.pinned(here.now).and_then(|id| pinned.get(&id)).cloned(),
    };
    let mut made: Vec<CategoryOut> = rows.iter().map(|row| CategoryOut::new(row, around(row), &due, here)).collect();
    if extras.recent {
        let sources: Vec<Source> = rows.iter().map(|row| Source::Category(row.id)).collect();
        for (category, cards) in made.iter_mut().zip(cards::recent(conn, here, &sources)?) {
            category.recent = Some(cards);
        }
    }
    Ok(if extras.head { made.into_iter().map(CategoryOut::with_head).collect() } else { made })
}

fn parents(conn: &mut Conn, here: &Here, rows: &[Category]) -> Result<HashMap<Id, CategoryRef>, Problem> {
    let ids: Vec<Id> = rows.iter().filter_map(|row| row.parent_id).collect();
    let parents = store::load(conn, &ids)?.into_iter();
    let reference = |row: Category| CategoryRef::new(row.id, row.slug, row.name, &row.path, here.addresses());
    Ok(parents.map(|row| (row.id, reference(row))).collect())
}

fn pinned(conn: &mut Conn, here: &Here, rows: &[Category]) -> Result<HashMap<Id, ArticleCard>, Problem> {
    let ids: Vec<Id> = rows.iter().filter_map(|row| row.pinned(here.now)).collect();
    let cards = cards::cards(conn, here, &ids, &Includes::default())?;
    Ok(cards.into_iter().map(|card| (card.id, card)).collect())
}
