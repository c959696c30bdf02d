//! Authors, for the newsroom.

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use crate::articles::{Axis, Named, missing};
use crate::auth::May;
use crate::auth::rights::{ReadAuthors, WriteAuthors};
use crate::authors::model::{Author, NewAuthor, Private};
use crate::authors::store::{self, desk};
use crate::authors::wire::desk::{AuthorIn, AuthorPatch, NewsroomAuthor, NewsroomAuthorList};
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::Answer;
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::once::{OnceHeader, Running};
use crate::http::paging::{CursorParams, Key};
use crate::menus::Target;
use crate::redirects;
use crate::site::{Ask, Here};
use crate::terms::{self, MergeIn, Term};
use crate::text::{Name, Slug};
use crate::users;

/// The operations of the newsroom's authors.
#[derive(OpenApi)]
#[openapi(paths(list_newsroom_authors, create_author, get_newsroom_author, patch_author, delete_author, merge_author))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/authors").get(list_newsroom_authors).post(create_author))
        .service(web::resource("/authors/{author}").get(get_newsroom_author).patch(patch_author).delete(delete_author))
        .service(web::resource("/authors/{author}/merge").post(merge_author));
}

/// Which authors are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NamedParams {
    /// Only those with this text in their name; case does not matter.
    #[param(max_length = 200, example = "oko")]
    pub name: Option<String>,
}

/// An author with what only the newsroom knows.
pub struct Known {
    author: Author,
    private: Private,
}

impl Term for Known {
    const WHAT: &'static str = "author";
    const PLACE: &'static str = "/v1/admin/authors";
    const DEEDS: [&'static str; 4] = ["author.create", "author.update", "author.delete", "author.merge"];
    const AXIS: Axis = Axis::Author;
    const KIND: redirects::Kind = redirects::Kind::Author;
    type In = AuthorIn;
    type Patch = AuthorPatch;
    type Out = NewsroomAuthor;

    fn find(conn: &mut Conn, id: Id) -> Result<Option<Self>, Problem> {
        let author = store::find(conn, &Name::Id(id))?;
        Ok(known(conn, author.into_iter().collect())?.pop())
    }

    fn id(&self) -> Id {
        self.author.id
    }

    fn revision(&self) -> i64 {
        self.author.revision
    }

    fn path(&self, here: &Here) -> String {
        here.addresses().author(&self.author.slug)
    }

    fn out(&self, here: &Here) -> NewsroomAuthor {
        NewsroomAuthor::new(&self.author, &self.private, here)
    }

    fn written(&self) -> AuthorIn {
        AuthorIn::of(&self.author, &self.private)
    }

    fn target(id: Id) -> Target {
        Target::Author(id)
    }

    fn create(conn: &mut Conn, here: &Here, id: Id, given: AuthorIn) -> Result<(), Problem> {
        let slug = checked(conn, here, &given, (id, None))?;
        let new = given.over(NewAuthor::new(id, slug.as_str(), "", here.now), &slug);
        store::create(conn, here.now, new)?;
        Ok(())
    }

    fn update(&self, conn: &mut Conn, here: &Here, given: AuthorIn) -> Result<(), Problem> {
        let slug = checked(conn, here, &given, (self.author.id, Some(&self.author.slug)))?;
        let new = given.over(desk::stored(&self.author, &self.private, here.now), &slug);
        Ok(store::update(conn, here.now, self.author.id, &new)?)
    }

    fn hand_over(&self, conn: &mut Conn, here: &Here, into: Id) -> Result<(), Problem> {
        users::write_as(conn, self.author.id, into)?;
        Ok(store::touch(conn, here.now, into)?)
    }

    fn remove(&self, conn: &mut Conn, here: &Here, into: Option<Id>) -> Result<(), Problem> {
        Ok(desk::delete(conn, here.now, &self.author, into)?)
    }
}

/// The slug of what was written, once all of it is checked; `own` is the author with their slug before.
fn checked(conn: &mut Conn, here: &Here, given: &AuthorIn, own: (Id, Option<&str>)) -> Result<Slug, Problem> {
    let mut checks = given.check();
    for id in missing(conn, Named::Media, given.portrait_id.as_slice())? {
        checks.fault("/portrait_id", "unknown_value", format!("There is nothing under the id `{id}`."));
    }
    checks.finish()?;
    terms::free_slug(given.slug.as_deref(), &given.name, own.1, |slug| {
        let path = here.addresses().author(slug.as_str());
        Ok(desk::has_slug(conn, slug, own.0)? || redirects::leads_elsewhere(conn, &path, (Known::KIND, own.0))?)
    })
}

/// Authors with what only the newsroom knows, in their order.
fn known(conn: &mut Conn, authors: Vec<Author>) -> Result<Vec<Known>, Problem> {
    let ids: Vec<Id> = authors.iter().map(|author| author.id).collect();
    let mut found = desk::private(conn, &ids)?;
    let with_private = |author: Author| {
        let at = found.iter().position(|private| private.id == author.id)?;
        Some(Known { author, private: found.swap_remove(at) })
    };
    Ok(authors.into_iter().filter_map(with_private).collect())
}

/// List the newsroom's authors
///
/// All authors by name, each with what readers never see.
#[utoipa::path(
    get, path = "/v1/admin/authors", tag = "newsroom", params(CursorParams, NamedParams),
    responses((status = 200, description = "A page of authors.", body = NewsroomAuthorList)),
    security(("session" = ["authors:read"]), ("key" = ["authors:read"]))
)]
pub async fn list_newsroom_authors(_: May<ReadAuthors>, ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let name = query.filled("name");
    let walk = ask.walk(query, format!("newsroom-authors {name:?}"))?;
    let list = ask
        .read(move |conn, here| {
            let rows = store::list(conn, &walk.paging, name.as_deref())?;
            let page = walk.page(rows, |row: &Author| Key { value: row.name_key.clone(), id: row.id });
            let known = known(conn, page.rows)?;
            let data = known.iter().map(|author| author.out(here)).collect();
            Ok(NewsroomAuthorList { data, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make an author
///
/// Only the name is needed. An author is not a user: who may sign in is said elsewhere.
#[utoipa::path(
    post, path = "/v1/admin/authors", tag = "newsroom", params(OnceHeader),
    request_body(description = "The author.", content((AuthorIn = "application/json"))),
    responses(
        (status = 201, description = "The author was made.", body = NewsroomAuthor, headers(
            ("Location" = String, description = "The author's address."), ("ETag" = String, description = "The author's tag, for `If-Match`."),
        )),
        (status = 409, description = "A request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["authors:write"]), ("key" = ["authors:write"]))
)]
pub async fn create_author(
    may: May<WriteAuthors>,
    ask: Ask,
    running: web::Data<Running>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::create::<Known>(may.actor(), ask, &running, &req, payload).await
}

/// Get an author as the newsroom sees one
///
/// One author by their id.
#[utoipa::path(
    get, path = "/v1/admin/authors/{author}", tag = "newsroom",
    params(("author" = String, Path, description = "The author's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")),
    responses((status = 200, description = "The author.", body = NewsroomAuthor, headers(("ETag" = String, description = "The author's tag, for `If-Match`.")))),
    security(("session" = ["authors:read"]), ("key" = ["authors:read"]))
)]
pub async fn get_newsroom_author(_: May<ReadAuthors>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    terms::get::<Known>(ask, name.into_inner()).await
}

/// Change an author
///
/// A JSON Merge Patch (RFC 7396) of what making one takes. Where the slug changes, the address before leads to the
/// new one.
#[utoipa::path(
    patch, path = "/v1/admin/authors/{author}", tag = "newsroom",
    params(("author" = String, Path, description = "The author's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41"), IfMatchHeader),
    request_body(description = "What shall be another, as in `AuthorIn`.", content((AuthorPatch = "application/json", example = json!({"job_title": "City editor"})))),
    responses(
        (status = 200, description = "The author as they are now.", body = NewsroomAuthor, headers(("ETag" = String, description = "The author's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["authors:write"]), ("key" = ["authors:write"]))
)]
pub async fn patch_author(
    may: May<WriteAuthors>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::patch::<Known>(may.actor(), ask, (name.into_inner(), state), &req, payload).await
}

/// Delete an author
///
/// Only one under whose name no article stands, in the trash neither, and whom no menu names: merge them into
/// another one instead.
#[utoipa::path(
    delete, path = "/v1/admin/authors/{author}", tag = "newsroom",
    params(("author" = String, Path, description = "The author's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41"), IfMatchHeader),
    responses(
        (status = 204, description = "The author is no more."),
        (status = 409, description = "Something names them.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["authors:write"]), ("key" = ["authors:write"]))
)]
pub async fn delete_author(
    may: May<WriteAuthors>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    terms::delete::<Known>(may.actor(), ask, (name.into_inner(), state), None).await
}

/// Merge an author into another
///
/// Every article, menu, user and comment under their name comes under the other one's; then they are no more, and
/// their address leads to the other. Articles are carried in steps: whoever reads meanwhile sees each article under
/// one of the two names. The answer is the one that stays.
#[utoipa::path(
    post, path = "/v1/admin/authors/{author}/merge", tag = "newsroom",
    params(("author" = String, Path, description = "The id of the author that goes.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41"), IfMatchHeader),
    request_body(description = "The author that stays.", content((MergeIn = "application/json"))),
    responses(
        (status = 200, description = "The author that stays.", body = NewsroomAuthor, headers(("ETag" = String, description = "The author's tag, for `If-Match`."))),
        (status = 409, description = "The author that shall stay has gone meanwhile.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "There is no such other author.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["authors:write"]), ("key" = ["authors:write"]))
)]
pub async fn merge_author(
    may: May<WriteAuthors>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::merge::<Known>(may.actor(), ask, (name.into_inner(), state), &req, payload).await
}
