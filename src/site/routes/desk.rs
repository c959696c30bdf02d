//! The site's settings, for the newsroom.

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use serde_json::{Map, Value};
use utoipa::OpenApi;

use super::Ask;
use crate::archive;
use crate::articles::{Named, missing};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{ReadSite, WriteSite};
use crate::db::{Conn, Id};
use crate::error::{Fault, Problem, ProblemOut};
use crate::frame::{FileError, SiteFile};
use crate::http::checks::Checks;
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::{Answer, body, query};
use crate::redirects;
use crate::site::store;
use crate::site::wire::desk::{NewsroomSite, SitePatch};

/// The operations of the site's settings.
#[derive(OpenApi)]
#[openapi(paths(get_newsroom_site, patch_site))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config.service(web::resource("/site").get(get_newsroom_site).patch(patch_site));
}

/// The largest body, in bytes.
const LARGEST: usize = 256 * 1024;

fn stored(conn: &mut Conn) -> Result<NewsroomSite, Problem> {
    let row = store::load(conn)?;
    Ok(NewsroomSite::new(&row.settings.0, (row.logo_id, row.icon_id), row.version))
}

fn shown(site: &NewsroomSite) -> Result<Answer, Problem> {
    Ok(Answer::json(site)?.headers([("ETag", tag(site.revision))]))
}

/// Get the site's settings
///
/// As they are stored: what `/v1/site` is made from.
#[utoipa::path(
    get, path = "/v1/admin/site", tag = "newsroom",
    responses((status = 200, description = "The settings.", body = NewsroomSite, headers(("ETag" = String, description = "The settings' tag, for `If-Match`.")))),
    security(("session" = ["site:read"]), ("key" = ["site:read"]))
)]
pub async fn get_newsroom_site(_: May<ReadSite>, ask: Ask) -> Result<Answer, Problem> {
    ask.query().finish()?;
    shown(&ask.read(|conn, _| stored(conn)).await?)
}

/// Change the site's settings
///
/// A JSON Merge Patch (RFC 7396). Where `home_url` changes, addresses below the one before still lead where they led;
/// where `timezone` changes, the archive's months are counted anew.
#[utoipa::path(
    patch, path = "/v1/admin/site", tag = "newsroom", params(IfMatchHeader),
    request_body(description = "What shall be another.", content((SitePatch = "application/json", example = json!({"tagline": "News from the water's edge", "comments": {"close_after_days": 30}})))),
    responses(
        (status = 200, description = "The settings as they are now.", body = NewsroomSite, headers(("ETag" = String, description = "The settings' tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["site:write"]), ("key" = ["site:write"]))
)]
pub async fn patch_site(
    may: May<WriteSite>,
    ask: Ask,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let SitePatch(patch): SitePatch = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let (actor, now) = (may.actor(), ask.here.now);
    let site = ask
        .db
        .write(move |conn| {
            let before = stored(conn)?;
            state.check(before.revision, || Ok(&before))?;
            save(conn, now, patch)?;
            let after = stored(conn)?;
            let deed = Deed::new("site.update", "site", Id(uuid::Uuid::nil())).before(&before).after(&after);
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(&site)
}

fn save(conn: &mut Conn, now: crate::db::Time, mut patch: Map<String, Value>) -> Result<(), Problem> {
    let row = store::load(conn)?;
    let logo = picture(conn, &mut patch, "logo_id", row.logo_id)?;
    let icon = picture(conn, &mut patch, "icon_id", row.icon_id)?;
    let merged = SiteFile { settings: patch, ..SiteFile::default() }.merged(&row.settings.0).map_err(refused)?;
    if let Some(left) = row.settings.0.home_url.as_ref().filter(|_| merged.home_url != row.settings.0.home_url) {
        redirects::remember_base(conn, left)?;
    }
    store::save(conn, now, &merged, logo, icon)?;
    archive::settle(conn)?;
    Ok(())
}

/// The picture that a patch names: none where it takes it away, the one before where it says nothing.
fn picture(
    conn: &mut Conn,
    patch: &mut Map<String, Value>,
    name: &str,
    before: Option<Id>,
) -> Result<Option<Id>, Problem> {
    let Some(value) = patch.shift_remove(name) else { return Ok(before) };
    if value.is_null() {
        return Ok(None);
    }
    let id = value.as_str().and_then(Id::parse);
    let mut checks = Checks::default();
    if id.is_none() || !missing(conn, Named::Media, id.as_slice())?.is_empty() {
        checks.fault(&format!("/{name}"), "unknown_value", "This is the id of no picture.");
    }
    checks.finish().map(|()| id)
}

/// Each sentence begins with the name of what is wrong.
fn refused(error: FileError) -> Problem {
    let faults = match error {
        FileError::Database(error) => return error.into(),
        FileError::Wrong(faults) => faults,
    };
    let fault = |sentence: String| {
        let name = sentence.strip_prefix('`').and_then(|rest| rest.split('`').next()).unwrap_or_default();
        let pointer = if name.is_empty() { String::new() } else { format!("/{}", name.replace('.', "/")) };
        Fault::pointer(&pointer, "invalid", sentence)
    };
    Problem::content(faults.into_iter().map(fault).collect())
}
