//! Media that are brought, as a form or by their address, and files in place of others.

use actix_web::HttpRequest;
use actix_web::web::{self, Payload};

use super::{Hand, LARGEST, existing, named, shown};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::WriteMedia;
use crate::db::{Id, Time};
use crate::error::{Code, Fault, Problem, ProblemOut};
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::once::{self, Made, Once, OnceHeader, Running};
use crate::http::{Answer, body, query};
use crate::media::bring::Unkept;
use crate::media::download::Unfetched;
use crate::media::incoming::Spooled;
use crate::media::jobs::Maker;
use crate::media::model::{MediaKind, NewFile, NewMedia, Said};
use crate::media::routes::upload::{self, disk, refused, trouble};
use crate::media::store;
use crate::media::wire::desk::{MediaFileForm, MediaForm, MediaIn, NewsroomMedia};
use crate::site::Ask;

/// Bring a medium
///
/// A form with the file, or its address as JSON. What a file is, is judged by its bytes; the name it comes with is
/// remembered and names nothing. A picture is turned upright, and what the camera noted is taken out, the place above
/// all. The answer comes before the widths of a picture are made: `pending_widths` says which are still to come. What
/// is brought here is seen by readers where something public shows it, and nowhere else.
///
/// A form must arrive within 15 seconds, and one second more for every 64 KiB.
#[utoipa::path(
    post, path = "/v1/admin/media", tag = "newsroom", params(OnceHeader),
    request_body(description = "The file, or its address.", content((MediaForm = "multipart/form-data"), (MediaIn = "application/json"))),
    responses(
        (status = 201, description = "The medium is there.", body = NewsroomMedia, headers(
            ("Location" = String, description = "The medium's address."), ("ETag" = String, description = "The medium's tag, for `If-Match`."),
        )),
        (status = 409, description = "A request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "The file is damaged, or has too many pixels; something said of it cannot be taken; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["media:write"]), ("key" = ["media:write"]))
)]
pub async fn create_media(
    may: May<WriteMedia>,
    ask: Ask,
    maker: web::Data<Maker>,
    running: web::Data<Running>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let Brought { given, once, file } = brought(&ask, &may, &maker, &running, &req, payload).await?;
    let said = given.check()?;
    let (actor, here, id) = (may.actor(), ask.here.clone(), Id::new());
    let (file, source_url) = match file {
        Lies::Answered(made) => return Ok(made.answer()),
        Lies::Here(file, name) => (keep(&ask, &maker, id, file, (&name, None)).await?, None),
        Lies::There(url) => {
            let got = maker.fetch(&url).await.map_err(unfetched)?;
            (keep(&ask, &maker, id, got.file, (&got.name, None)).await?, Some(got.url))
        }
    };
    let new = made_of(id, file, said, source_url, here.now);
    let made = ask
        .db
        .write(move |conn| {
            once::made(conn, here.now, once.as_ref(), |conn| {
                store::add(conn, here.now, new, actor.user(), &actor.name)?;
                let out = NewsroomMedia::new(&existing(conn, id)?, here.addresses(), here.now);
                audit::note(conn, here.now, Doer::Actor(&actor), Deed::new("media.create", "media", id).after(&out))?;
                Made::created(&out, &format!("/v1/admin/media/{id}"), out.revision)
            })
        })
        .await?;
    maker.wake();
    Ok(made.answer())
}

/// What was brought, before anything is made of it.
struct Brought {
    given: MediaIn,
    once: Option<Once>,
    file: Lies,
}

/// Where a file is that was brought.
enum Lies {
    /// It came with an earlier request, whose answer this is.
    Answered(Made),
    /// On this machine, under a name that it was given.
    Here(Spooled, String),
    /// At an address.
    There(String),
}

async fn brought(
    ask: &Ask,
    may: &May<WriteMedia>,
    maker: &Maker,
    running: &Running,
    req: &HttpRequest,
    payload: Payload,
) -> Result<Brought, Problem> {
    let call = "POST /v1/admin/media";
    let (given, file, digest) = if body::media_type(req).as_deref() == Some("multipart/form-data") {
        let form = upload::form(req, payload, maker.room().files(), upload::TEXTS).await?;
        let digest = form.digest();
        (form.said, Lies::Here(form.file, form.name), digest)
    } else {
        let bytes = body::object(req, payload, LARGEST).await?;
        let given: MediaIn = body::json(&bytes)?;
        let url = given.url.clone();
        (given, Lies::There(url), bytes.to_vec())
    };
    let once = Once::begin(running, req, may.id(), call, &digest)?;
    let Some(once) = once else { return Ok(Brought { given, once, file }) };
    let now = ask.here.now;
    let (once, answered) =
        ask.read(move |conn, _| once::answered(conn, now, &once).map(|answered| (once, answered))).await?;
    let file = answered.map_or(file, Lies::Answered);
    Ok(Brought { given, once: Some(once), file })
}

/// A file that is kept, before a medium has it.
async fn keep(
    ask: &Ask,
    maker: &Maker,
    id: Id,
    file: Spooled,
    named: (&str, Option<&str>),
) -> Result<NewFile, Problem> {
    maker.keep(ask.here.now, id, file, named).await.map_err(|err| match err {
        Unkept::Refused(refusal) => refused(refusal),
        Unkept::Files(err) => trouble(err),
        Unkept::Database(err) => err.into(),
    })
}

fn made_of(id: Id, file: NewFile, said: Said, source_url: Option<String>, now: Time) -> NewMedia {
    let title = if said.title.is_empty() { file.filename.clone() } else { said.title };
    NewMedia {
        kind: file.kind,
        hash: file.hash,
        source_url,
        mime: file.mime,
        title,
        width: file.width,
        height: file.height,
        bytes: file.bytes,
        widths: file.widths,
        alt: said.alt,
        caption: said.caption,
        credit: said.credit,
        license: said.license,
        rights_until: said.rights_until,
        focal_x: said.focus.x,
        focal_y: said.focus.y,
        color: file.color,
        placeholder: file.placeholder,
        ..NewMedia::blank(id, MediaKind::Image, &file.filename, now)
    }
}

fn unfetched(err: Unfetched) -> Problem {
    match err {
        Unfetched::Disk(err) => disk(err),
        err => {
            let fault = Fault::pointer("/url", err.as_str(), err.to_string());
            Problem { errors: vec![fault], ..Problem::new(Code::Refused, err.to_string()) }
        }
    }
}

/// Replace the file of a medium
///
/// Everywhere the medium is shown, readers get the new file, under a new address; a picture is replaced by a picture, a
/// sound by a sound. The old addresses keep their bytes as long as the medium is there.
#[utoipa::path(
    put, path = "/v1/admin/media/{media}/file", tag = "newsroom",
    params(("media" = String, Path, description = "The medium's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b71"), IfMatchHeader),
    request_body(description = "The file.", content((MediaFileForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "The medium as it is now.", body = NewsroomMedia, headers(("ETag" = String, description = "The medium's tag, for `If-Match`."))),
        (status = 422, description = "The file is damaged, has too many pixels, or is of another kind.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["media:write"]), ("key" = ["media:write"]))
)]
pub async fn replace_media_file(
    may: May<WriteMedia>,
    ask: Ask,
    maker: web::Data<Maker>,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let (id, hand) = (named(&name)?, Hand::of(&may, &ask));
    let reader = hand.clone();
    // Nobody sends a large file to be told that it is not theirs to send.
    let kind = ask.read(move |conn, _| Ok(reader.find_at(conn, id, state)?.media.kind)).await?;
    let form = upload::form(&req, payload, maker.room().files(), &[]).await?;
    let file = keep(&ask, &maker, id, form.file, (&form.name, Some(&kind))).await?;
    let media = ask
        .db
        .write(move |conn| {
            let before = hand.find_at(conn, id, state)?;
            store::give_file(conn, hand.here.now, &before, &file)?;
            hand.tell(conn, "media.replace", &before)
        })
        .await?;
    maker.wake();
    shown(&media)
}
