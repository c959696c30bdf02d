//! Menus, for readers; for the newsroom in `desk`.

mod desk;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::model::{Extras, Item, Menu, Target};
use super::store;
use super::wire::{Grove, MenuItemOut, MenuList, MenuOut};
use crate::config::freshness;
use crate::db::Conn;
use crate::error::Problem;
use crate::http::paging::{Key, Total};
use crate::http::{Answer, Keys, Page, PagingParams, Query, RawPaging};
use crate::site::{Ask, Here};

pub use desk::{DeskContract, desk_routes};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_menus, get_menu))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/menus").get(list_menus)).service(web::resource("/menus/{menu}").get(get_menu));
}

/// What can be included with the items of a menu.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MenuParams {
    /// `featured`: the featured article of each category item; `recent`: its newest articles.
    #[param(pattern = "featured|recent,", example = "featured,recent")]
    pub include: Option<String>,
    /// How many articles `recent` shows of each category.
    #[param(minimum = 1, maximum = 20, default = 3, example = 3)]
    pub recent_limit: Option<i32>,
}

/// List menus
///
/// All menus by name, each whole.
#[utoipa::path(
    get, path = "/v1/menus", tag = "site", params(PagingParams, MenuParams),
    responses((status = 200, description = "A page of menus.", body = MenuList))
)]
pub async fn list_menus(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let extras = extras(&mut query);
    let paging = RawPaging::read(&mut query).finish(query, "menus", &ask.cursors)?;
    let cursors = ask.cursors.clone();
    let list = ask
        .read(move |conn, here| {
            let total = Total::Exactly(u64::try_from(store::total(conn)?).unwrap_or(0));
            let rows = store::list(conn, &paging)?;
            let seal = |cursor: &_| cursors.seal("menus", cursor);
            let page = Page::new(rows, &paging, Some(total), seal, |row| Key { value: row.name.clone(), id: row.id });
            Ok(MenuList { data: menus_out(conn, here, &page.rows, extras)?, page: page.page })
        })
        .await?;
    let keys = list.data.iter().fold(Keys::new().with("site"), |keys, menu| keys.named("menu", &menu.name));
    Ok(ask.page_links(answer(&list, extras, keys)?, &list.page))
}

/// Get a menu
///
/// One menu with all its items. With `include=featured,recent` it is a whole navigation with its
/// stories, at the cost of a fixed number of queries.
#[utoipa::path(
    get, path = "/v1/menus/{menu}", tag = "site",
    params(("menu" = String, Path, description = "The menu's name.", example = "main"), MenuParams),
    responses((status = 200, description = "The menu.", body = MenuOut))
)]
pub async fn get_menu(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let extras = extras(&mut query);
    query.finish()?;
    let name = name.into_inner();
    let menu = ask
        .read(move |conn, here| {
            let row = store::find(conn, &name)?.ok_or_else(|| Problem::not_found("menu", &name))?;
            menus_out(conn, here, &[row], extras)?.pop().ok_or_else(|| Problem::not_found("menu", &name))
        })
        .await?;
    answer(&menu, extras, Keys::new().named("menu", &menu.name))
}

fn extras(query: &mut Query) -> Extras {
    let wanted = query.some_of("include", &[("featured", true), ("recent", false)]);
    let most = query.number("recent_limit", 1, 20).unwrap_or(u64::from(Extras::USUAL_RECENT));
    let recent = wanted.contains(&false).then(|| i64::try_from(most).unwrap_or(0));
    Extras { featured: wanted.contains(&true), recent }
}

fn answer<T: serde::Serialize>(value: &T, extras: Extras, keys: Keys) -> Result<Answer, Problem> {
    let answer = Answer::json(value)?;
    Ok(match extras.any() {
        true => answer.cached(freshness::LIST, keys.with("refs").with("articles")),
        false => answer.cached(freshness::FRAME, keys.with("refs")),
    })
}

/// These menus with their trees, and with what is asked for under their category items.
///
/// # Errors
/// What the database said.
pub fn menus_out(conn: &mut Conn, here: &Here, menus: &[Menu], extras: Extras) -> Result<Vec<MenuOut>, Problem> {
    let ids: Vec<_> = menus.iter().map(|menu| menu.id).collect();
    let items = store::items(conn, &ids)?;
    let labels = store::labels(conn, here, &items)?;
    let stories = store::stories(conn, here, &items, &labels, extras)?;
    let add = |item: &Item, made: &mut MenuItemOut| {
        let of = match item.target {
            Target::Category(id) => stories.get(&id).cloned().unwrap_or_default(),
            _ => store::Stories::default(),
        };
        made.featured = extras.featured.then_some(of.featured);
        made.recent = extras.recent.is_some().then_some(of.recent);
    };
    let grove = Grove::new(&items, &labels, here);
    Ok(menus.iter().map(|menu| grove.menu(menu, &add)).collect())
}
