//! Imports that administrators start by an upload.

use std::io;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Payload, ServiceConfig};
use bytes::BytesMut;
use futures_util::StreamExt;
use utoipa::OpenApi;

use super::jobs::Importer;
use super::model::{Run, RunOptions};
use super::spool::Incoming;
use super::store::runs::{self, NewRun};
use super::wire::{ExportFile, ImportRun, ImportRunList};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::ManageImports;
use crate::config::base_url;
use crate::db::{Conn, Id};
use crate::error::{Code, Problem, ProblemOut};
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, Query, body};
use crate::site::Ask;

/// The operations of imports.
#[derive(OpenApi)]
#[openapi(paths(list_imports, create_import, get_import, cancel_import))]
pub struct Contract;

/// Binds the operations to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/imports").get(list_imports).post(create_import))
        .service(web::resource("/imports/{run}").get(get_import))
        .service(web::resource("/imports/{run}/cancel").post(cancel_import));
}

/// The largest file, in bytes.
const LARGEST: i64 = 8 << 30;
/// How long is waited for the next piece of a file.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of a file is written at once, in bytes.
const PIECE: usize = 1 << 20;
/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 200;
/// The media types that a WordPress export may be sent as.
const KINDS: [&str; 4] = ["application/octet-stream", "application/xml", "text/xml", "application/rss+xml"];

/// List imports
///
/// The imports that uploads started, the newest first.
#[utoipa::path(
    get, path = "/v1/admin/imports", tag = "administration", params(CursorParams),
    responses((status = 200, description = "A page of imports.", body = ImportRunList)),
    security(("session" = ["imports:manage"]))
)]
pub async fn list_imports(_: May<ManageImports>, ask: Ask) -> Result<Answer, Problem> {
    let walk = ask.walk(ask.query(), "imports")?;
    let list = ask
        .read(move |conn, _| {
            let key = |run: &Run| Key { value: run.started_at.to_string(), id: run.id };
            let page = walk.page(runs::list(conn, &walk.paging)?, key).map(ImportRun::from);
            Ok(ImportRunList { data: page.rows, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// What an import is told.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportParams {
    /// The file's name, for the report.
    #[param(max_length = 200, default = "export.xml", example = "export.xml")]
    pub file: Option<String>,
    /// Post types that become articles besides `post`, separated by commas.
    #[param(example = "event")]
    pub as_article: Option<String>,
    /// Whether what was edited here gives way to a newer source.
    #[param(default = false, example = false)]
    pub overwrite: Option<bool>,
    /// The site's time zone (IANA); without it, it is found from the dates.
    #[param(example = "Africa/Lagos")]
    pub timezone: Option<String>,
    /// The public site; without it, it is where the old one stood.
    #[param(example = "https://news.example.org")]
    pub home_url: Option<String>,
}

fn told(query: &mut Query) -> (String, RunOptions) {
    let file = query.filled("file").unwrap_or_else(|| "export.xml".to_owned());
    if file.chars().count() > LONGEST_NAME || file.chars().any(char::is_control) {
        query.refuse("file", "invalid", format!("is a name of at most {LONGEST_NAME} characters."));
    }
    let timezone = query.filled("timezone");
    if timezone.as_ref().is_some_and(|zone| zone.parse::<chrono_tz::Tz>().is_err()) {
        query.refuse("timezone", "unknown_value", "is no IANA zone, such as Africa/Lagos.");
    }
    let home = query.filled("home_url");
    let home_url = home.as_deref().and_then(|url| base_url("home_url", url).ok());
    if home.is_some() && home_url.is_none() {
        query.refuse("home_url", "invalid", "is no address such as https://news.example.org.");
    }
    let as_article = query.list("as_article");
    (file, RunOptions { as_article, overwrite: query.flag("overwrite").unwrap_or(false), timezone, home_url })
}

/// Start an import
///
/// Takes a WordPress export (WXR) as the body, of any size up to 8 GiB, and does it in the background as `newswire import
/// wxr` does, pictures as links: `GET` tells how far it is, and in the end the same report. Restarting the server does not
/// end it. Imported again, a newer export changes what is new in it; a file that is not well-formed is refused whole. One
/// import at a time.
#[utoipa::path(
    post, path = "/v1/admin/imports", tag = "administration", params(ImportParams),
    request_body(description = "The export; sent as `application/xml` it is taken too.", content((ExportFile = "application/octet-stream"))),
    responses(
        (status = 202, description = "The file is here, and its import waits for its turn.", body = ImportRun, headers(("Location" = String, description = "The import's address."))),
        (status = 409, description = "There is an import that has not ended; or one is being uploaded.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "The body is empty.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["imports:manage"]))
)]
pub async fn create_import(
    may: May<ManageImports>,
    ask: Ask,
    importer: web::Data<Importer>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let (file, options) = told(&mut query);
    query.finish()?;
    is_export(&req)?;
    let _turn =
        importer.turn().ok_or_else(|| Problem::conflict("Another file is being uploaded: wait for its end."))?;
    ask.read(|conn, _| none_is_open(conn)).await?;
    let id = Id::new();
    let size = take_in(&importer, id, payload).await?;
    let (actor, now) = (may.actor(), ask.here.now);
    let made = ask
        .db
        .write(move |conn| {
            none_is_open(conn)?;
            let run = runs::create(conn, now, NewRun { id, file: &file, size, options, created_by: &actor.name })?;
            let deed = Deed::new("import.start", "import", id).after(&ImportRun::from(run.clone()));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(run)
        })
        .await
        .inspect_err(|_| importer.spool().remove(id))?;
    importer.wake();
    let location = format!("/v1/admin/imports/{id}");
    Ok(Answer::json(&ImportRun::from(made))?.status(StatusCode::ACCEPTED).headers([("Location", location)]))
}

fn is_export(req: &HttpRequest) -> Result<(), Problem> {
    let kind = body::media_type(req);
    if req.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(Code::UnsupportedMediaType, "Send the body without a content encoding."));
    }
    match kind.filter(|kind| KINDS.contains(&kind.as_str())) {
        Some(_) => Ok(()),
        None => {
            Err(Problem::new(Code::UnsupportedMediaType, format!("Send the export as {} or {}.", KINDS[0], KINDS[1])))
        }
    }
}

fn none_is_open(conn: &mut Conn) -> Result<(), Problem> {
    match runs::open(conn)?.first() {
        None => Ok(()),
        Some(run) => {
            Err(Problem::conflict(format!("The import `{}` has not ended: wait for its end, or cancel it.", run.id)))
        }
    }
}

/// Writes a body into the data folder, piece by piece; its size.
async fn take_in(importer: &Importer, id: Id, mut payload: Payload) -> Result<i64, Problem> {
    let spool = importer.spool().clone();
    let mut incoming = on_disk(move || spool.begin(id)).await?;
    let (mut piece, mut size) = (BytesMut::with_capacity(PIECE), 0_i64);
    while let Some(chunk) = next(&mut payload).await? {
        size = size.saturating_add(i64::try_from(chunk.len()).unwrap_or(i64::MAX));
        if size > LARGEST {
            return Err(Problem::new(Code::PayloadTooLarge, format!("The body is larger than {LARGEST} bytes.")));
        }
        piece.extend_from_slice(&chunk);
        if piece.len() >= PIECE {
            incoming = add(incoming, std::mem::replace(&mut piece, BytesMut::with_capacity(PIECE))).await?;
        }
    }
    if size == 0 {
        return Err(Problem::new(Code::Refused, "The body is empty: send the export."));
    }
    let incoming = add(incoming, piece).await?;
    on_disk(move || incoming.finish()).await.map(|()| size)
}

async fn next(payload: &mut Payload) -> Result<Option<bytes::Bytes>, Problem> {
    match tokio::time::timeout(PATIENCE, payload.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
        Ok(Some(Err(_))) => Err(Problem::new(Code::BadRequest, "The body was cut off.")),
        Err(_) => {
            let detail = format!("Nothing more of the body came within {} seconds.", PATIENCE.as_secs());
            Err(Problem::new(Code::Timeout, detail))
        }
    }
}

async fn add(mut incoming: Incoming, piece: BytesMut) -> Result<Incoming, Problem> {
    on_disk(move || incoming.add(&piece).map(|()| incoming)).await
}

/// Does work on the disk, off the threads that answer.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Problem> {
    let done = web::block(work).await.map_err(Problem::internal)?;
    done.map_err(|err| match err.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            tracing::error!(cause = %err, "the disk is full");
            Problem::new(Code::InsufficientStorage, "The server's disk is full: nothing was stored.")
        }
        _ => Problem::internal(err),
    })
}

fn existing(conn: &mut Conn, name: &str) -> Result<Run, Problem> {
    let unknown = || Problem::unknown("import", name);
    let id = Id::parse(name).ok_or_else(unknown)?;
    runs::find(conn, id)?.ok_or_else(unknown)
}

/// Get an import
///
/// How far it is; once it is done, what it did: for each kind of thing in the file what was kept, changed and left out,
/// and why.
#[utoipa::path(
    get, path = "/v1/admin/imports/{run}", tag = "administration",
    params(("run" = String, Path, description = "The import's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c90")),
    responses((status = 200, description = "The import.", body = ImportRun)),
    security(("session" = ["imports:manage"]))
)]
pub async fn get_import(_: May<ManageImports>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    Answer::json(&ImportRun::from(ask.read(move |conn, _| existing(conn, &name)).await?))
}

/// Cancel an import
///
/// It ends after the batch that it is writing, within seconds. What was stored stays; the same file imported again goes
/// on from there.
#[utoipa::path(
    post, path = "/v1/admin/imports/{run}/cancel", tag = "administration",
    params(("run" = String, Path, description = "The import's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c90")),
    responses(
        (status = 202, description = "It will end.", body = ImportRun),
        (status = 409, description = "It has ended already.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["imports:manage"]))
)]
pub async fn cancel_import(
    may: May<ManageImports>,
    ask: Ask,
    importer: web::Data<Importer>,
    name: web::Path<String>,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (actor, now) = (may.actor(), ask.here.now);
    let run = ask
        .db
        .write(move |conn| {
            let before = existing(conn, &name)?;
            if !before.state().is_open() {
                return Err(Problem::conflict(format!("It has ended already: it is `{}`.", before.state)));
            }
            let after = runs::cancel(conn, now, &before)?;
            audit::note(conn, now, Doer::Actor(&actor), Deed::new("import.cancel", "import", before.id))?;
            Ok(after)
        })
        .await?;
    if !run.state().is_open() {
        importer.spool().remove(run.id);
    }
    Ok(Answer::json(&ImportRun::from(run))?.status(StatusCode::ACCEPTED))
}
