//! Media, for readers: what a medium is, and its bytes.

use std::sync::Arc;

use actix_files::NamedFile;
use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use tokio::sync::Semaphore;
use utoipa::OpenApi;

use super::files::{Asked, FileError, Files, hash_of};
use super::store;
use super::wire::MediaOut;
use super::{Media, model::Crop};
use crate::cards;
use crate::config::freshness;
use crate::db::{Conn, Id};
use crate::error::Problem;
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

/// Makes pictures, a few at a time; clones share the few.
#[derive(Clone)]
pub struct Darkroom {
    files: Files,
    places: Arc<Semaphore>,
}

impl Darkroom {
    /// With the folder of media files; as many pictures at once as there are cores.
    pub fn new(files: Files) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { files, places: Arc::new(Semaphore::new(cores)) }
    }

    /// The file that was asked for.
    async fn develop(&self, wanted: Wanted) -> Result<NamedFile, Problem> {
        let _place = self.places.acquire().await.map_err(Problem::internal)?;
        let files = self.files.clone();
        let made = web::block(move || -> Result<NamedFile, FileError> {
            let path = match wanted {
                Wanted::Original(media) => files.original(&media).ok_or(std::io::ErrorKind::NotFound)?,
                Wanted::Picture(media, crop, width, kind) => files.picture(&media, crop.as_ref(), width, kind)?,
            };
            Ok(NamedFile::open(path)?)
        });
        made.await.map_err(Problem::internal)?.map_err(Problem::internal)
    }
}

/// A file that exists or can be made.
enum Wanted {
    Original(Media),
    Picture(Media, Option<Crop>, u32, super::probe::PictureKind),
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
    let shown = cards::shown_media(conn, here, &[id])?;
    let all = store::load(conn, &shown)?;
    let poster = |row: &Media| row.poster_id.and_then(|id| all.get(&id));
    Ok(all.get(&id).map(|row| MediaOut::new(row, poster(row), here.addresses())))
}

/// Get the file of a medium
///
/// The bytes behind `url`, `url_template`, `sources` and `crops` of a medium; they never change.
/// What is not known in the query is ignored.
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
    let wanted = ask.read(move |conn, _| find(conn, &name, &file)).await?;
    let wanted = wanted.ok_or_else(|| Problem::not_found("file", &shown))?;
    let mime = wanted.mime();
    let mut answer = room.develop(wanted).await?.into_response(&req);
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, mime.as_str()),
        (header::CACHE_CONTROL, &Freshness::Immutable.header()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CONTENT_DISPOSITION, "inline"),
    ] {
        headers.insert(name, value.parse().map_err(Problem::internal)?);
    }
    Ok(answer)
}

impl Wanted {
    fn mime(&self) -> String {
        match self {
            Self::Original(media) => media.mime.clone(),
            Self::Picture(.., kind) => kind.mime().to_owned(),
        }
    }
}

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

fn picture(media: &Media, name: &str, hash: &str, width: u32, kind: super::probe::PictureKind) -> Option<Wanted> {
    let own = media.picture_kind()?;
    if kind != own && kind != super::probe::PictureKind::Webp {
        return None;
    }
    if name == hash {
        let has = media.widths.0.iter().any(|one| u32::try_from(one.w) == Ok(width));
        return has.then(|| Wanted::Picture(media.clone(), None, width, kind));
    }
    let crop = media.crops().into_iter().find(|crop| crop.name == name)?;
    crop.widths.contains(&width).then(|| Wanted::Picture(media.clone(), Some(crop), width, kind))
}
