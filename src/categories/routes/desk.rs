//! Categories, for the newsroom.

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use crate::addresses::match_pattern;
use crate::articles::{Axis, Named, missing};
use crate::auth::May;
use crate::auth::rights::{ReadCategories, WriteCategories};
use crate::categories::model::{Category, CategoryError, NewCategory, Tree};
use crate::categories::store::{self, desk};
use crate::categories::wire::desk::{CategoryIn, CategoryPatch, NewsroomCategory, NewsroomCategoryList};
use crate::db::{Conn, Id};
use crate::error::{Fault, Problem, ProblemOut};
use crate::http::Answer;
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::once::{OnceHeader, Running};
use crate::http::paging::{CursorParams, Key};
use crate::menus::Target;
use crate::pages;
use crate::redirects;
use crate::site::{Ask, Here};
use crate::terms::{self, MergeIn, Term};
use crate::text::{Name, Slug};

/// The operations of the newsroom's categories.
#[derive(OpenApi)]
#[openapi(paths(
    list_newsroom_categories,
    create_category,
    get_newsroom_category,
    patch_category,
    delete_category,
    merge_category
))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/categories").get(list_newsroom_categories).post(create_category))
        .service(
            web::resource("/categories/{category}")
                .get(get_newsroom_category)
                .patch(patch_category)
                .delete(delete_category),
        )
        .service(web::resource("/categories/{category}/merge").post(merge_category));
}

/// Where the articles of a category go that is deleted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlaceParams {
    /// The id of the category in which its articles shall stand.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b22")]
    pub articles_to: Option<String>,
}

impl Term for Category {
    const WHAT: &'static str = "category";
    const PLACE: &'static str = "/v1/admin/categories";
    const DEEDS: [&'static str; 4] = ["category.create", "category.update", "category.delete", "category.merge"];
    const AXIS: Axis = Axis::Category;
    const KIND: redirects::Kind = redirects::Kind::Category;
    type In = CategoryIn;
    type Patch = CategoryPatch;
    type Out = NewsroomCategory;

    fn find(conn: &mut Conn, id: Id) -> Result<Option<Self>, Problem> {
        Ok(store::find(conn, &Name::Id(id))?)
    }

    fn id(&self) -> Id {
        self.id
    }

    fn revision(&self) -> i64 {
        self.revision
    }

    fn path(&self, here: &Here) -> String {
        here.addresses().category(&self.path)
    }

    fn out(&self, here: &Here) -> NewsroomCategory {
        NewsroomCategory::new(self, here)
    }

    fn written(&self) -> CategoryIn {
        CategoryIn::of(self)
    }

    fn target(id: Id) -> Target {
        Target::Category(id)
    }

    fn create(conn: &mut Conn, here: &Here, id: Id, given: CategoryIn) -> Result<(), Problem> {
        let slug = checked(conn, here, &given, (id, None))?;
        let pin = given.pin;
        store::create(conn, here.now, given.over(NewCategory::new(id, slug.as_str(), "", here.now), &slug))?;
        match pin {
            Some(pin) => Ok(store::set_pinned(conn, here.now, id, Some((pin.article_id, pin.until.whole_seconds())))?),
            None => Ok(()),
        }
    }

    fn update(&self, conn: &mut Conn, here: &Here, given: CategoryIn) -> Result<(), Problem> {
        let slug = checked(conn, here, &given, (self.id, Some(&self.slug)))?;
        let pin = given.pin.map(|pin| (pin.article_id, pin.until.whole_seconds()));
        let tree = store::load_tree(conn)?;
        let new = given.over(NewCategory::new(self.id, slug.as_str(), "", here.now), &slug);
        store::update(conn, here.now, self.id, &new).map_err(refused)?;
        leave_below(conn, here, &tree, self.id)?;
        if pin != self.pinned_id.zip(self.pinned_until) {
            store::set_pinned(conn, here.now, self.id, pin)?;
        }
        Ok(())
    }

    fn may_go_into(&self, conn: &mut Conn, into: Id) -> Result<(), Problem> {
        if store::descendants(conn, self.id)?.contains(&into) {
            let detail = "It is not merged into one below itself.";
            return Err(Problem::content(vec![Fault::pointer("/into_id", "invalid", detail)]));
        }
        Ok(())
    }

    fn hand_over(&self, conn: &mut Conn, here: &Here, into: Id) -> Result<(), Problem> {
        let tree = store::load_tree(conn)?;
        for child in tree.children(Some(self.id)) {
            let Some(child) = store::find(conn, &Name::Id(*child))? else { continue };
            let under = CategoryIn { parent_id: Some(into), ..CategoryIn::of(&child) };
            child.update(conn, here, under)?;
            let moved = redirects::Target::renamed(Self::KIND, child.id);
            redirects::remember(conn, here.now, &child.path(here), &moved)?;
        }
        Ok(store::touch(conn, here.now, into)?)
    }

    fn remove(&self, conn: &mut Conn, here: &Here, into: Option<Id>) -> Result<(), Problem> {
        if !store::load_tree(conn)?.children(Some(self.id)).is_empty() {
            return Err(Problem::conflict("Categories stand below it. Move them first, or merge it into another one."));
        }
        Ok(store::delete(conn, here.now, self, into)?)
    }
}

/// Remembers where the addresses lead that the categories below one had, where they changed.
fn leave_below(conn: &mut Conn, here: &Here, before: &Tree, id: Id) -> Result<(), Problem> {
    let after = store::load_tree(conn)?;
    for below in before.below(id) {
        let (Some(was), Some(is)) = (before.get(below), after.get(below)) else { continue };
        if was.path != is.path {
            let target = redirects::Target::renamed(Category::KIND, below);
            redirects::remember(conn, here.now, &here.addresses().category(&was.path), &target)?;
        }
    }
    Ok(())
}

fn refused(error: CategoryError) -> Problem {
    let detail = format!("This cannot be: {error}.");
    match error {
        CategoryError::Cycle => Problem::content(vec![Fault::pointer("/parent_id", "invalid", detail)]),
        CategoryError::NoParent(_) => Problem::content(vec![Fault::pointer("/parent_id", "unknown_value", detail)]),
        CategoryError::Database(error) => error.into(),
    }
}

/// The slug of what was written, once all of it is checked; `own` is the category with its slug before.
fn checked(conn: &mut Conn, here: &Here, given: &CategoryIn, own: (Id, Option<&str>)) -> Result<Slug, Problem> {
    let mut checks = given.check();
    let pinned: Vec<Id> = given.pin.iter().map(|pin| pin.article_id).collect();
    let named: [(&str, Named, &[Id]); 3] = [
        ("/picture_id", Named::Media, given.picture_id.as_slice()),
        ("/parent_id", Named::Category, given.parent_id.as_slice()),
        ("/pin/article_id", Named::Article, &pinned),
    ];
    for (pointer, of, ids) in named {
        for id in missing(conn, of, ids)? {
            checks.fault(pointer, "unknown_value", format!("There is nothing under the id `{id}`."));
        }
    }
    checks.finish()?;
    let tree = store::load_tree(conn)?;
    let path_of = |slug: &str| here.addresses().category(&tree.path_under(given.parent_id, slug));
    let mut is_taken = |slug: &Slug| {
        let path = path_of(slug.as_str());
        Ok(desk::has_slug(conn, slug, own.0)?
            || has_page(conn, here, &path)?
            || redirects::leads_elsewhere(conn, &path, (Category::KIND, own.0))?)
    };
    let moves = own.1.is_some() && tree.get(own.0).is_some_and(|node| node.parent_id != given.parent_id);
    // Another place is another address, whatever the slug.
    if let Some(slug) = own.1.filter(|_| moves).and_then(Slug::parse)
        && is_taken(&slug)?
    {
        let detail = format!("Its address would be {}, where something else stands.", path_of(slug.as_str()));
        return Err(Problem::content(vec![Fault::pointer("/parent_id", "taken", detail)]));
    }
    terms::free_slug(given.slug.as_deref(), &given.name, own.1, is_taken)
}

/// Whether a page stands at a path of the public site, be it public or not.
fn has_page(conn: &mut Conn, here: &Here, path: &str) -> Result<bool, Problem> {
    let found = match_pattern(&here.addresses().permalinks.page, path);
    let slugs = found.and_then(|found| found.into_iter().find(|(token, _)| token == "path"));
    match slugs {
        Some((_, slugs)) => Ok(pages::find_by_path(conn, slugs)?.is_some()),
        None => Ok(false),
    }
}

fn refuse_place(conn: &mut Conn, name: &str, place: Id) -> Result<(), Problem> {
    let fine = name != place.to_string() && store::find(conn, &Name::Id(place))?.is_some();
    let fault = || Fault::parameter("articles_to", "unknown_value", "`articles_to` is the id of another category.");
    if fine { Ok(()) } else { Err(Problem::parameters(vec![fault()])) }
}

/// List the newsroom's categories
///
/// All categories in tree order: each right before those below it.
#[utoipa::path(
    get, path = "/v1/admin/categories", tag = "newsroom", params(CursorParams),
    responses((status = 200, description = "A page of categories.", body = NewsroomCategoryList)),
    security(("session" = ["categories:read"]), ("key" = ["categories:read"]))
)]
pub async fn list_newsroom_categories(_: May<ReadCategories>, ask: Ask) -> Result<Answer, Problem> {
    let walk = ask.walk(ask.query(), "newsroom-categories")?;
    let list = ask
        .read(move |conn, here| {
            let rows = store::list(conn, &walk.paging)?.rows;
            let page = walk.page(rows, |(place, row): &(usize, Category)| Key { value: place.to_string(), id: row.id });
            let data = page.rows.iter().map(|(_, category)| category.out(here)).collect();
            Ok(NewsroomCategoryList { data, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make a category
///
/// Only the name is needed.
#[utoipa::path(
    post, path = "/v1/admin/categories", tag = "newsroom", params(OnceHeader),
    request_body(description = "The category.", content((CategoryIn = "application/json"))),
    responses(
        (status = 201, description = "The category was made.", body = NewsroomCategory, headers(
            ("Location" = String, description = "The category's address."), ("ETag" = String, description = "The category's tag, for `If-Match`."),
        )),
        (status = 409, description = "A request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["categories:write"]), ("key" = ["categories:write"]))
)]
pub async fn create_category(
    may: May<WriteCategories>,
    ask: Ask,
    running: web::Data<Running>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::create::<Category>(may.actor(), ask, &running, &req, payload).await
}

/// Get a category as the newsroom sees it
///
/// One category by its id.
#[utoipa::path(
    get, path = "/v1/admin/categories/{category}", tag = "newsroom",
    params(("category" = String, Path, description = "The category's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")),
    responses((status = 200, description = "The category.", body = NewsroomCategory, headers(("ETag" = String, description = "The category's tag, for `If-Match`.")))),
    security(("session" = ["categories:read"]), ("key" = ["categories:read"]))
)]
pub async fn get_newsroom_category(
    _: May<ReadCategories>,
    ask: Ask,
    name: web::Path<String>,
) -> Result<Answer, Problem> {
    terms::get::<Category>(ask, name.into_inner()).await
}

/// Change a category
///
/// A JSON Merge Patch (RFC 7396) of what making one takes. Where the slug changes, the address before leads to the
/// new one.
#[utoipa::path(
    patch, path = "/v1/admin/categories/{category}", tag = "newsroom",
    params(("category" = String, Path, description = "The category's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21"), IfMatchHeader),
    request_body(description = "What shall be another, as in `CategoryIn`.", content((CategoryPatch = "application/json", example = json!({"position": 2})))),
    responses(
        (status = 200, description = "The category as it is now.", body = NewsroomCategory, headers(("ETag" = String, description = "The category's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["categories:write"]), ("key" = ["categories:write"]))
)]
pub async fn patch_category(
    may: May<WriteCategories>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::patch::<Category>(may.actor(), ask, (name.into_inner(), state), &req, payload).await
}

/// Delete a category
///
/// One with articles says by `articles_to` in which category they shall stand; one with categories below it, or that a
/// menu or the front page names, is not deleted.
#[utoipa::path(
    delete, path = "/v1/admin/categories/{category}", tag = "newsroom",
    params(PlaceParams, ("category" = String, Path, description = "The category's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21"), IfMatchHeader),
    responses(
        (status = 204, description = "The category is no more."),
        (status = 409, description = "Something stands in it or below it, or names it.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["categories:write"]), ("key" = ["categories:write"]))
)]
pub async fn delete_category(
    may: May<WriteCategories>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let place = query.id("articles_to");
    query.finish()?;
    if let Some(place) = place {
        let asked = name.clone();
        ask.read(move |conn, _| refuse_place(conn, &asked, place)).await?;
    }
    terms::delete::<Category>(may.actor(), ask, (name.into_inner(), state), place.map(Some)).await
}

/// Merge a category into another
///
/// Every article, category below it, and menu item comes under the other one; then it is no more, and its address leads
/// to the other. Articles are carried in steps: whoever reads meanwhile sees each article under one of the two. The
/// answer is the one that stays.
#[utoipa::path(
    post, path = "/v1/admin/categories/{category}/merge", tag = "newsroom",
    params(("category" = String, Path, description = "The id of the category that goes.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21"), IfMatchHeader),
    request_body(description = "The category that stays.", content((MergeIn = "application/json"))),
    responses(
        (status = 200, description = "The category that stays.", body = NewsroomCategory, headers(("ETag" = String, description = "The category's tag, for `If-Match`."))),
        (status = 409, description = "The category that shall stay has gone meanwhile.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "There is no such other category.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["categories:write"]), ("key" = ["categories:write"]))
)]
pub async fn merge_category(
    may: May<WriteCategories>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::merge::<Category>(may.actor(), ask, (name.into_inner(), state), &req, payload).await
}
