//! Media, for readers: what a medium is, and its bytes.

pub mod desk;
mod remote;
mod upload;

pub use desk::{DeskContract, Eraser, desk_routes};

use actix_files::NamedFile;
use actix_web::http::{StatusCode, header};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use utoipa::OpenApi;

use self::upload::trouble;
use super::darkroom::{Darkroom, Trouble};
use super::files::{Asked, Found, Rendition, hash_of};
use super::probe::PictureKind;
use super::store;
use super::wire::MediaOut;
use super::{Media, MediaKind};
use crate::cards;
use crate::config::freshness;
use crate::db::{Conn, Id};
use crate::error::{Code, Problem};
use crate::http::{Answer, Freshness, Keys};
use crate::site::{Ask, Here};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(get_media, get_media_file))]
pub struct Contract;

/// Binds the operations of this slice below `/v1`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/media/{media}").get(get_media));
}

/// Binds the files themselves, outside of `/v1`.
pub fn file_routes(config: &mut ServiceConfig) {
    config.service(web::resource("/media/{hash}/{file}").get(get_media_file));
}

/// Get a medium
///
/// A picture, sound, film or document with every size that can be had.
#[utoipa::path(
    get, path = "/v1/media/{media}", tag = "media",
    params(("media" = String, Path, format = "uuid", description = "The medium's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b71")),
    responses((status = 200, description = "The medium.", body = MediaOut))
)]
pub async fn get_media(ask: Ask, id: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let name = id.into_inner();
    let id = Id::parse(&name).ok_or_else(|| Problem::not_found("medium", &name))?;
    let media =
        ask.read(move |conn, here| medium(conn, here, id)?.ok_or_else(|| Problem::not_found("medium", &name))).await?;
    // Whether readers may see it depends on the articles that show it.
    let keys = Keys::new().named("media", &media.id.to_string()).with("refs").with("articles").with("pages");
    Ok(Answer::json(&media)?.cached(freshness::FRAME, keys))
}

/// A medium by its id, where readers may see it.
///
/// # Errors
/// The database cannot be read.
pub fn medium(conn: &mut Conn, here: &Here, id: Id) -> Result<Option<MediaOut>, Problem> {
    let shown = cards::shown_media(conn, here.now, &[id])?;
    let all = store::load(conn, &shown)?;
    let poster = |row: &Media| row.poster_id.and_then(|id| all.get(&id));
    Ok(all.get(&id).map(|row| MediaOut::new(row, poster(row), here.addresses())))
}

/// Get the file of a medium
///
/// The bytes behind `url`, `url_template`, `sources` and `crops` of a medium; they never change. A width that is still
/// to be made is made when it is asked for, and kept. Ranges are served (RFC 9110). What is not known in the query is
/// ignored.
#[utoipa::path(
    get, path = "/media/{hash}/{file}", tag = "media",
    params(
        ("hash" = String, Path, description = "The hash of the bytes, and the crop.", example = "0123456789abcdef0123456789abcdef"),
        ("file" = String, Path, description = "The width and the type, or `original` and the type.", example = "480.webp")
    ),
    responses((status = 200, description = "The bytes.", content_type = "application/octet-stream"))
)]
pub async fn get_media_file(
    req: HttpRequest,
    ask: Ask,
    room: web::Data<Darkroom>,
    name: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (name, file) = name.into_inner();
    let shown = format!("{name}/{file}");
    let unknown = || Problem::not_found("file", &shown);
    let wanted = ask.read(move |conn, _| find(conn, &name, &file)).await?.ok_or_else(unknown)?;
    let (mime, disposition) = (wanted.mime(), wanted.disposition());
    let key = match wanted {
        Wanted::Original(media) => room.files().original(&media).ok_or_else(unknown)?,
        Wanted::Picture(media, rendition, may_make) => match room.picture(media, rendition, may_make).await {
            Err(Trouble::File(err)) if err.is_missing() => return Err(unknown()),
            made => made.map_err(trouble)?,
        },
    };
    let mut answer = served(&req, &room, key).await?;
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, mime.as_str()),
        (header::CACHE_CONTROL, &Freshness::Immutable.header()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CONTENT_DISPOSITION, &disposition),
    ] {
        headers.insert(name, value.parse().map_err(Problem::internal)?);
    }
    Ok(answer)
}

/// A file, or the range of it that was asked for.
async fn served(req: &HttpRequest, room: &Darkroom, key: String) -> Result<HttpResponse, Problem> {
    let path = match room.files().find(&key) {
        Found::Here(path) => path,
        Found::There(bucket) => return remote::served(req, room, bucket, key).await,
    };
    let opened = room.aside(move |_| Ok(NamedFile::open(path)?)).await.map_err(trouble)?;
    let length = opened.metadata().len();
    let answer = opened.into_response(req);
    if answer.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        return Err(beyond(length));
    }
    Ok(answer)
}

/// A range that a file of a length does not have.
fn beyond(length: u64) -> Problem {
    let headers = vec![("Content-Range", format!("bytes */{length}"))];
    Problem { headers, ..Problem::new(Code::RangeNotSatisfiable, format!("The file has {length} bytes.")) }
}

/// A file that exists or can be made.
enum Wanted {
    Original(Media),
    /// And whether it may be made.
    Picture(Media, Rendition, bool),
}

impl Wanted {
    fn mime(&self) -> String {
        match self {
            Self::Original(media) => media.mime.clone(),
            Self::Picture(_, rendition, _) => rendition.kind.mime().to_owned(),
        }
    }

    /// Documents are saved and not shown: a browser would run what stands in one.
    fn disposition(&self) -> String {
        match self {
            Self::Original(media) if media.picture_kind().is_none() => {
                let how = if MediaKind::of_mime(&media.mime) == MediaKind::Document { "attachment" } else { "inline" };
                format!("{how}; filename*=UTF-8''{}", utf8_percent_encode(&media.filename, NAME))
            }
            _ => "inline".to_owned(),
        }
    }
}

/// What of a file's name stands in a header as it is (RFC 8187, `attr-char`).
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// A file is served only if a stored medium has exactly this crop and this width: nothing that a
/// stranger makes up costs a picture.
fn find(conn: &mut Conn, name: &str, file: &str) -> Result<Option<Wanted>, Problem> {
    let (Some(hash), Some(asked)) = (hash_of(name), Asked::parse(file)) else { return Ok(None) };
    let rows = store::rows_by_hash(conn, hash)?;
    Ok(rows.into_iter().find_map(|media| match &asked {
        Asked::Original => (name == hash && media.original_name() == file).then(|| Wanted::Original(media.clone())),
        Asked::Picture { width, kind } => picture(&media, name, hash, *width, *kind),
    }))
}

/// What was cut around another focal point before is served where it was made then.
fn picture(media: &Media, name: &str, hash: &str, width: u32, kind: PictureKind) -> Option<Wanted> {
    let own = media.picture_kind()?;
    if kind != own && kind != PictureKind::Webp {
        return None;
    }
    let (crop, widths, may_make) = if name == hash {
        (None, media.planned(), true)
    } else {
        let (crop, is_current) = media.crop_named(name)?;
        (Some(crop.clone()), crop.widths, is_current)
    };
    widths.contains(&width).then(|| Wanted::Picture(media.clone(), Rendition { crop, width, kind }, may_make))
}
