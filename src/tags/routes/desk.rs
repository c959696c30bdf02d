//! Tags, for the newsroom.

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use crate::articles::{Axis, Named, missing};
use crate::auth::May;
use crate::auth::rights::{ReadTags, WriteTags};
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::Answer;
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::once::{OnceHeader, Running};
use crate::http::paging::{CursorParams, Key};
use crate::menus::Target;
use crate::redirects;
use crate::site::{Ask, Here};
use crate::tags::model::{NewTag, Tag};
use crate::tags::store::{self, desk};
use crate::tags::wire::desk::{NewsroomTag, NewsroomTagList, TagIn, TagPatch};
use crate::terms::{self, MergeIn, Term};
use crate::text::{Name, Slug};

/// The operations of the newsroom's tags.
#[derive(OpenApi)]
#[openapi(paths(list_newsroom_tags, create_tag, get_newsroom_tag, patch_tag, delete_tag, merge_tag))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/tags").get(list_newsroom_tags).post(create_tag))
        .service(web::resource("/tags/{tag}").get(get_newsroom_tag).patch(patch_tag).delete(delete_tag))
        .service(web::resource("/tags/{tag}/merge").post(merge_tag));
}

/// Which tags are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NamedParams {
    /// Only those with this text in their name; case does not matter.
    #[param(max_length = 200, example = "trans")]
    pub name: Option<String>,
}

impl Term for Tag {
    const WHAT: &'static str = "tag";
    const PLACE: &'static str = "/v1/admin/tags";
    const DEEDS: [&'static str; 4] = ["tag.create", "tag.update", "tag.delete", "tag.merge"];
    const AXIS: Axis = Axis::Tag;
    const KIND: redirects::Kind = redirects::Kind::Tag;
    type In = TagIn;
    type Patch = TagPatch;
    type Out = NewsroomTag;

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
        here.addresses().tag(&self.slug)
    }

    fn out(&self, here: &Here) -> NewsroomTag {
        NewsroomTag::new(self, here)
    }

    fn written(&self) -> TagIn {
        TagIn::of(self)
    }

    fn target(id: Id) -> Target {
        Target::Tag(id)
    }

    fn create(conn: &mut Conn, here: &Here, id: Id, given: TagIn) -> Result<(), Problem> {
        let slug = checked(conn, here, &given, (id, None))?;
        store::create(conn, here.now, given.over(NewTag::new(id, slug.as_str(), "", here.now), &slug))?;
        Ok(())
    }

    fn update(&self, conn: &mut Conn, here: &Here, given: TagIn) -> Result<(), Problem> {
        let slug = checked(conn, here, &given, (self.id, Some(&self.slug)))?;
        let new = given.over(NewTag::new(self.id, slug.as_str(), "", here.now), &slug);
        Ok(store::update(conn, here.now, self.id, &new)?)
    }

    fn hand_over(&self, conn: &mut Conn, here: &Here, into: Id) -> Result<(), Problem> {
        Ok(store::touch(conn, here.now, into)?)
    }

    fn remove(&self, conn: &mut Conn, here: &Here, into: Option<Id>) -> Result<(), Problem> {
        Ok(desk::delete(conn, here.now, self, into)?)
    }
}

/// The slug of what was written, once all of it is checked; `own` is the tag with its slug before.
fn checked(conn: &mut Conn, here: &Here, given: &TagIn, own: (Id, Option<&str>)) -> Result<Slug, Problem> {
    let mut checks = given.check();
    for id in missing(conn, Named::Media, given.picture_id.as_slice())? {
        checks.fault("/picture_id", "unknown_value", format!("There is nothing under the id `{id}`."));
    }
    checks.finish()?;
    terms::free_slug(given.slug.as_deref(), &given.name, own.1, |slug| {
        let path = here.addresses().tag(slug.as_str());
        Ok(desk::has_slug(conn, slug, own.0)? || redirects::leads_elsewhere(conn, &path, (Tag::KIND, own.0))?)
    })
}

/// List the newsroom's tags
///
/// All tags by name.
#[utoipa::path(
    get, path = "/v1/admin/tags", tag = "newsroom", params(CursorParams, NamedParams),
    responses((status = 200, description = "A page of tags.", body = NewsroomTagList)),
    security(("session" = ["tags:read"]), ("key" = ["tags:read"]))
)]
pub async fn list_newsroom_tags(_: May<ReadTags>, ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let name = query.filled("name");
    let walk = ask.walk(query, format!("newsroom-tags {name:?}"))?;
    let list = ask
        .read(move |conn, here| {
            let rows = store::list(conn, &walk.paging, name.as_deref())?;
            let page = walk.page(rows, |row: &Tag| Key { value: row.name_key.clone(), id: row.id });
            let data = page.rows.iter().map(|tag| tag.out(here)).collect();
            Ok(NewsroomTagList { data, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make a tag
///
/// Only the name is needed.
#[utoipa::path(
    post, path = "/v1/admin/tags", tag = "newsroom", params(OnceHeader),
    request_body(description = "The tag.", content((TagIn = "application/json"))),
    responses(
        (status = 201, description = "The tag was made.", body = NewsroomTag, headers(
            ("Location" = String, description = "The tag's address."), ("ETag" = String, description = "The tag's tag, for `If-Match`."),
        )),
        (status = 409, description = "A request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["tags:write"]), ("key" = ["tags:write"]))
)]
pub async fn create_tag(
    may: May<WriteTags>,
    ask: Ask,
    running: web::Data<Running>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::create::<Tag>(may.actor(), ask, &running, &req, payload).await
}

/// Get a tag as the newsroom sees it
///
/// One tag by its id.
#[utoipa::path(
    get, path = "/v1/admin/tags/{tag}", tag = "newsroom",
    params(("tag" = String, Path, description = "The tag's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b31")),
    responses((status = 200, description = "The tag.", body = NewsroomTag, headers(("ETag" = String, description = "The tag's tag, for `If-Match`.")))),
    security(("session" = ["tags:read"]), ("key" = ["tags:read"]))
)]
pub async fn get_newsroom_tag(_: May<ReadTags>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    terms::get::<Tag>(ask, name.into_inner()).await
}

/// Change a tag
///
/// A JSON Merge Patch (RFC 7396) of what making one takes. Where the slug changes, the address before leads to the
/// new one.
#[utoipa::path(
    patch, path = "/v1/admin/tags/{tag}", tag = "newsroom",
    params(("tag" = String, Path, description = "The tag's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b31"), IfMatchHeader),
    request_body(description = "What shall be another, as in `TagIn`.", content((TagPatch = "application/json", example = json!({"name": "Traffic"})))),
    responses(
        (status = 200, description = "The tag as it is now.", body = NewsroomTag, headers(("ETag" = String, description = "The tag's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["tags:write"]), ("key" = ["tags:write"]))
)]
pub async fn patch_tag(
    may: May<WriteTags>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::patch::<Tag>(may.actor(), ask, (name.into_inner(), state), &req, payload).await
}

/// Delete a tag
///
/// Its articles have it no more. One that a menu or the front page names is not deleted.
#[utoipa::path(
    delete, path = "/v1/admin/tags/{tag}", tag = "newsroom",
    params(("tag" = String, Path, description = "The tag's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b31"), IfMatchHeader),
    responses(
        (status = 204, description = "The tag is no more."),
        (status = 409, description = "A menu or the front page names it.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["tags:write"]), ("key" = ["tags:write"]))
)]
pub async fn delete_tag(
    may: May<WriteTags>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    terms::delete::<Tag>(may.actor(), ask, (name.into_inner(), state), Some(None)).await
}

/// Merge a tag into another
///
/// Every article and menu item with it has the other one; then it is no more, and its address leads to the other.
/// Articles are carried in steps: whoever reads meanwhile sees each article under one of the two. The answer is the
/// one that stays.
#[utoipa::path(
    post, path = "/v1/admin/tags/{tag}/merge", tag = "newsroom",
    params(("tag" = String, Path, description = "The id of the tag that goes.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b31"), IfMatchHeader),
    request_body(description = "The tag that stays.", content((MergeIn = "application/json"))),
    responses(
        (status = 200, description = "The tag that stays.", body = NewsroomTag, headers(("ETag" = String, description = "The tag's tag, for `If-Match`."))),
        (status = 409, description = "The tag that shall stay has gone meanwhile.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "There is no such other tag.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["tags:write"]), ("key" = ["tags:write"]))
)]
pub async fn merge_tag(
    may: May<WriteTags>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    terms::merge::<Tag>(may.actor(), ask, (name.into_inner(), state), &req, payload).await
}
