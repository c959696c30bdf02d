//! The publisher's own files: written by administrators, and served to whoever asks.

pub mod public;

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use super::model::{FILES, Known, LARGEST, Row};
use super::store;
use super::wire::{RootFile, RootFileIn, RootFileList};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{ReadFiles, WriteFiles};
use crate::changes;
use crate::db::Conn;
use crate::error::{Problem, ProblemOut};
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::keys::named;
use crate::http::{Answer, body, query};
use crate::site::Ask;

/// The operations of this slice for the newsroom.
#[derive(OpenApi)]
#[openapi(paths(list_root_files, get_root_file, put_root_file, delete_root_file))]
pub struct Contract;

/// Binds the newsroom's operations to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/root-files").get(list_root_files))
        .service(web::resource("/root-files/{file}").get(get_root_file).put(put_root_file).delete(delete_root_file));
}

/// The largest body, in bytes: every character of a file may be written as an escape.
const LARGEST_BODY: usize = 6 * LARGEST + 1024;

/// List the publisher's own files
///
/// Every file that there can be, with what stands in it: `ads.txt` and its like, `security.txt`, `robots.txt`, and those
/// that name the publisher's apps. There are no others.
#[utoipa::path(
    get, path = "/v1/admin/root-files", tag = "administration",
    responses((status = 200, description = "The files.", body = RootFileList)),
    security(("session" = ["files:read"]), ("key" = ["files:read"]))
)]
pub async fn list_root_files(_: May<ReadFiles>, ask: Ask) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let rows = ask.read(|conn, _| Ok(store::list(conn)?)).await?;
    let of = |known: &Known| rows.iter().find(|row| row.name == known.name).cloned();
    Answer::json(&RootFileList { data: FILES.iter().map(|known| RootFile::new(known, of(known))).collect() })
}

fn named_file(name: &str) -> Result<&'static Known, Problem> {
    Known::find(name).ok_or_else(|| Problem::unknown("file", name))
}

fn shown(file: &RootFile) -> Result<Answer, Problem> {
    Ok(Answer::json(file)?.headers([("ETag", tag(file.revision))]))
}

/// Get one of the publisher's own files
///
/// One file by its name. One that was never written has the revision 0 and no text.
#[utoipa::path(
    get, path = "/v1/admin/root-files/{file}", tag = "administration",
    params(("file" = String, Path, description = "The file's name.", example = "ads.txt")),
    responses((status = 200, description = "The file.", body = RootFile, headers(("ETag" = String, description = "The file's tag, for `If-Match`.")))),
    security(("session" = ["files:read"]), ("key" = ["files:read"]))
)]
pub async fn get_root_file(_: May<ReadFiles>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let known = named_file(&name)?;
    let row = ask.read(move |conn, _| Ok(store::find(conn, known.name)?)).await?;
    shown(&RootFile::new(known, row))
}

/// Write one of the publisher's own files
///
/// Its whole text; it is served at once.
#[utoipa::path(
    put, path = "/v1/admin/root-files/{file}", tag = "administration",
    params(("file" = String, Path, description = "The file's name.", example = "ads.txt"), IfMatchHeader),
    request_body(description = "What shall stand in it.", content((RootFileIn = "application/json"))),
    responses(
        (status = 200, description = "The file as it is now.", body = RootFile, headers(("ETag" = String, description = "The file's tag, for `If-Match`."))),
        (status = 422, description = "The text is empty, too long, holds control characters, or is no JSON where it must be.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["files:write"]), ("key" = ["files:write"]))
)]
pub async fn put_root_file(
    may: May<WriteFiles>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let known = named_file(&name)?;
    let given: RootFileIn = body::json(&body::object(&req, payload, LARGEST_BODY).await?)?;
    let text = given.check(known)?;
    let (actor, now) = (may.actor(), ask.here.now);
    let file = ask
        .db
        .write(move |conn| {
            let (before, was) = at(conn, known, state)?;
            let after = RootFile::new(known, Some(store::put(conn, now, known.name, before.as_ref(), Some(text))?));
            changes::append_of_site(conn, now, known.name, vec![named(KEY, known.name)])?;
            let deed = Deed::nameless("root_file.write", "root_file").before(&was).after(&after);
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(&file)
}

/// What a file's answers depend on, with its name.
const KEY: &str = "file";

/// The file in the state that was read.
fn at(conn: &mut Conn, known: &'static Known, state: IfMatch) -> Result<(Option<Row>, RootFile), Problem> {
    let before = store::find(conn, known.name)?;
    let was = RootFile::new(known, before.clone());
    state.check(was.revision, || Ok(&was))?;
    Ok((before, was))
}

/// Take one of the publisher's own files away
///
/// It is served no more.
#[utoipa::path(
    delete, path = "/v1/admin/root-files/{file}", tag = "administration",
    params(("file" = String, Path, description = "The file's name.", example = "ads.txt"), IfMatchHeader),
    responses((status = 204, description = "There is no such file any more.")),
    security(("session" = ["files:write"]), ("key" = ["files:write"]))
)]
pub async fn delete_root_file(
    may: May<WriteFiles>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let known = named_file(&name)?;
    let (actor, now) = (may.actor(), ask.here.now);
    ask.db
        .write(move |conn| {
            let (before, was) = at(conn, known, state)?;
            if was.text.is_none() {
                return Err(Problem::unknown("file", known.name));
            }
            store::put(conn, now, known.name, before.as_ref(), None)?;
            changes::append_of_site(conn, now, known.name, vec![named(KEY, known.name)])?;
            let deed = Deed::nameless("root_file.delete", "root_file").before(&was);
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}
