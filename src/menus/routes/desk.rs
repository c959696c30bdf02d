//! Menus, for the newsroom: read and saved whole.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use crate::articles::{Named, missing};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{ReadMenus, WriteMenus};
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::checks::Checks;
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, body, query};
use crate::menus::model::{Menu, NewMenu, Target};
use crate::menus::store;
use crate::menus::wire::desk::{MenuIn, NewMenuIn, NewsroomMenu, NewsroomMenuList};
use crate::site::Ask;

/// The operations of the newsroom's menus.
#[derive(OpenApi)]
#[openapi(paths(list_newsroom_menus, create_menu, get_newsroom_menu, replace_menu, delete_menu))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/menus").get(list_newsroom_menus).post(create_menu))
        .service(web::resource("/menus/{menu}").get(get_newsroom_menu).put(replace_menu).delete(delete_menu));
}

/// The largest body, in bytes.
const LARGEST: usize = 512 * 1024;

fn existing(conn: &mut Conn, name: &str) -> Result<Menu, Problem> {
    store::find(conn, name)?.ok_or_else(|| Problem::unknown("menu", name))
}

fn out(conn: &mut Conn, menu: &Menu) -> Result<NewsroomMenu, Problem> {
    let items = store::items(conn, &[menu.id])?;
    Ok(NewsroomMenu::new(menu, &items))
}

fn shown(menu: &NewsroomMenu) -> Result<Answer, Problem> {
    Ok(Answer::json(menu)?.headers([("ETag", tag(menu.revision))]))
}

/// List the newsroom's menus
///
/// All menus by name, with what readers do not see: items whose target is not public, and empty groups.
#[utoipa::path(
    get, path = "/v1/admin/menus", tag = "newsroom", params(CursorParams),
    responses((status = 200, description = "A page of menus.", body = NewsroomMenuList)),
    security(("session" = ["menus:read"]), ("key" = ["menus:read"]))
)]
pub async fn list_newsroom_menus(_: May<ReadMenus>, ask: Ask) -> Result<Answer, Problem> {
    let walk = ask.walk(ask.query(), "newsroom-menus")?;
    let list = ask
        .read(move |conn, _| {
            let rows = store::list(conn, &walk.paging)?;
            let page = walk.page(rows, |row: &Menu| Key { value: row.name.clone(), id: row.id });
            let ids: Vec<Id> = page.rows.iter().map(|menu| menu.id).collect();
            let items = store::items(conn, &ids)?;
            let data = page.rows.iter().map(|menu| NewsroomMenu::new(menu, &items)).collect();
            Ok(NewsroomMenuList { data, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make a menu
///
/// Its name stays; everything else is saved whole. What an item points at must be there, public or not.
#[utoipa::path(
    post, path = "/v1/admin/menus", tag = "newsroom",
    request_body(description = "The menu.", content((NewMenuIn = "application/json"))),
    responses(
        (status = 201, description = "The menu was made.", body = NewsroomMenu, headers(
            ("Location" = String, description = "The menu's address."), ("ETag" = String, description = "The menu's tag, for `If-Match`."),
        )),
        (status = 409, description = "There is a menu of this name.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["menus:write"]), ("key" = ["menus:write"]))
)]
pub async fn create_menu(
    may: May<WriteMenus>,
    ask: Ask,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: NewMenuIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let mut checks = Checks::default();
    checks.slug("/name", Some(&given.name));
    let whole = MenuIn { title: given.title, items: given.items };
    let (menu, targets) = whole.read(&given.name, &mut checks);
    let (actor, now) = (may.actor(), ask.here.now);
    let made = ask
        .db
        .write(move |conn| {
            refuse_dangling(conn, checks, &targets)?;
            if store::find(conn, &menu.name)?.is_some() {
                return Err(Problem::conflict(format!("There is a menu `{}`: save it with `PUT`.", menu.name)));
            }
            let saved = save(conn, now, &menu)?;
            let deed = Deed::new("menu.create", "menu", saved.id).after(&saved);
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok(saved)
        })
        .await?;
    let place = ("Location", format!("/v1/admin/menus/{}", made.name));
    Ok(Answer::json(&made)?.status(StatusCode::CREATED).headers([place, ("ETag", tag(made.revision))]))
}

fn save(conn: &mut Conn, now: crate::db::Time, menu: &NewMenu) -> Result<NewsroomMenu, Problem> {
    store::save(conn, now, menu)?;
    let saved = existing(conn, &menu.name)?;
    out(conn, &saved)
}

/// Refuses items that point at nothing, with everything else that is wrong.
fn refuse_dangling(conn: &mut Conn, mut checks: Checks, targets: &[(String, Target)]) -> Result<(), Problem> {
    for of in [Named::Category, Named::Tag, Named::Author, Named::Page, Named::Article] {
        let named: Vec<(&String, Id)> =
            targets.iter().filter_map(|(place, target)| Some((place, id_of(target, of)?))).collect();
        let ids: Vec<Id> = named.iter().map(|(_, id)| *id).collect();
        let missing = missing(conn, of, &ids)?;
        for (place, id) in named.iter().filter(|(_, id)| missing.contains(id)) {
            checks.fault(place, "unknown_value", format!("There is nothing under the id `{id}`."));
        }
    }
    checks.finish()
}

fn id_of(target: &Target, of: Named) -> Option<Id> {
    match (target, of) {
        (Target::Category(id), Named::Category)
        | (Target::Tag(id), Named::Tag)
        | (Target::Author(id), Named::Author)
        | (Target::Page(id), Named::Page)
        | (Target::Article(id), Named::Article) => Some(*id),
        _ => None,
    }
}

/// Get a menu as the newsroom sees it
///
/// One menu by its name, with what readers do not see.
#[utoipa::path(
    get, path = "/v1/admin/menus/{menu}", tag = "newsroom",
    params(("menu" = String, Path, description = "The menu's name.", example = "main")),
    responses((status = 200, description = "The menu.", body = NewsroomMenu, headers(("ETag" = String, description = "The menu's tag, for `If-Match`.")))),
    security(("session" = ["menus:read"]), ("key" = ["menus:read"]))
)]
pub async fn get_newsroom_menu(_: May<ReadMenus>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let menu = ask
        .read(move |conn, _| {
            let menu = existing(conn, &name)?;
            out(conn, &menu)
        })
        .await?;
    shown(&menu)
}

/// Save a menu
///
/// The whole of it, in place of what was there. What an item points at must be there, public or not.
#[utoipa::path(
    put, path = "/v1/admin/menus/{menu}", tag = "newsroom",
    params(("menu" = String, Path, description = "The menu's name.", example = "main"), IfMatchHeader),
    request_body(description = "The menu.", content((MenuIn = "application/json"))),
    responses(
        (status = 200, description = "The menu as it is now.", body = NewsroomMenu, headers(("ETag" = String, description = "The menu's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["menus:write"]), ("key" = ["menus:write"]))
)]
pub async fn replace_menu(
    may: May<WriteMenus>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: MenuIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let mut checks = Checks::default();
    let (menu, targets) = given.read(&name, &mut checks);
    let (actor, now) = (may.actor(), ask.here.now);
    let saved = ask
        .db
        .write(move |conn| {
            let stored = existing(conn, &name)?;
            let was = out(conn, &stored)?;
            state.check(was.revision, || Ok(&was))?;
            refuse_dangling(conn, checks, &targets)?;
            let menu = NewMenu { legacy_id: store::legacy_id(conn, stored.id)?, ..menu };
            let saved = save(conn, now, &menu)?;
            let deed = Deed::new("menu.update", "menu", saved.id).before(&was).after(&saved);
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(saved)
        })
        .await?;
    shown(&saved)
}

/// Delete a menu
///
/// With all its items.
#[utoipa::path(
    delete, path = "/v1/admin/menus/{menu}", tag = "newsroom",
    params(("menu" = String, Path, description = "The menu's name.", example = "main"), IfMatchHeader),
    responses((status = 204, description = "The menu is no more.")),
    security(("session" = ["menus:write"]), ("key" = ["menus:write"]))
)]
pub async fn delete_menu(
    may: May<WriteMenus>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (actor, now) = (may.actor(), ask.here.now);
    ask.db
        .write(move |conn| {
            let menu = existing(conn, &name)?;
            let was = out(conn, &menu)?;
            state.check(was.revision, || Ok(&was))?;
            store::delete(conn, now, &menu)?;
            audit::note(conn, now, Doer::Actor(&actor), Deed::new("menu.delete", "menu", menu.id).before(&was))?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}
