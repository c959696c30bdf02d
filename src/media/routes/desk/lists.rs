//! Media of the newsroom, read.

use actix_web::web;

use super::{existing, named, shown};
use crate::auth::May;
use crate::auth::rights::ReadMedia;
use crate::error::Problem;
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, Query};
use crate::media::model::{DeskFilter, DeskMedia, folded};
use crate::media::store;
use crate::media::wire::desk::{NewsroomMedia, NewsroomMediaList};
use crate::site::Ask;

const KINDS: &[(&str, &str)] = &[("image", "image"), ("audio", "audio"), ("video", "video"), ("document", "document")];

/// Which media are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MediaParams {
    /// Only those of this kind.
    #[param(pattern = "image|audio|video|document", example = "image")]
    pub kind: Option<String>,
    /// Only those with this text in their file's name, title, alternative text, caption or credit; case does not matter.
    #[param(max_length = 200, example = "tunnel")]
    pub text: Option<String>,
    /// Only those that this user brought, by id.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub owner: Option<String>,
    /// `false`: only those of which an address elsewhere is all that is known; `true`: only the others.
    #[param(example = true)]
    pub has_file: Option<bool>,
    /// Only those that may be used until a time before this moment.
    #[param(example = "2026-12-01T00:00:00Z")]
    pub rights_before: Option<String>,
    /// Only those that may be used no longer, or only those that may.
    #[param(example = true)]
    pub rights_expired: Option<bool>,
    /// Only those that came at this moment or later.
    #[param(example = "2026-11-01T00:00:00Z")]
    pub created_after: Option<String>,
    /// Only those that came at this moment or before.
    #[param(example = "2026-12-01T00:00:00Z")]
    pub created_before: Option<String>,
}

fn read(query: &mut Query) -> DeskFilter {
    DeskFilter {
        kind: query.one_of("kind", KINDS),
        text: query.filled("text").map(|text| folded(&text)),
        owner: query.id("owner"),
        has_file: query.flag("has_file"),
        rights_before: query.time("rights_before"),
        rights_expired: query.flag("rights_expired"),
        created_after: query.time("created_after"),
        created_before: query.time("created_before"),
    }
}

/// List the newsroom's media
///
/// All media, the newest first, whether readers see them or not.
#[utoipa::path(
    get, path = "/v1/admin/media", tag = "newsroom", params(CursorParams, MediaParams),
    responses((status = 200, description = "A page of media.", body = NewsroomMediaList)),
    security(("session" = ["media:read"]), ("key" = ["media:read"]))
)]
pub async fn list_newsroom_media(_: May<ReadMedia>, ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let filter = read(&mut query);
    let walk = ask.walk(query, format!("newsroom media {filter:?}"))?;
    let list = ask
        .read(move |conn, here| {
            let key = |row: &DeskMedia| Key { value: row.row.created_at.micros().to_string(), id: row.media.id };
            let page = walk.page(store::list_desk(conn, here.now, &filter, &walk.paging)?, key);
            let data = page.rows.iter().map(|row| NewsroomMedia::new(row, here.addresses(), here.now)).collect();
            Ok(NewsroomMediaList { data, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Get a medium as the newsroom sees it
///
/// One medium by its id, with how far its widths are.
#[utoipa::path(
    get, path = "/v1/admin/media/{media}", tag = "newsroom",
    params(("media" = String, Path, description = "The medium's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b71")),
    responses((status = 200, description = "The medium.", body = NewsroomMedia, headers(("ETag" = String, description = "The medium's tag, for `If-Match`.")))),
    security(("session" = ["media:read"]), ("key" = ["media:read"]))
)]
pub async fn get_newsroom_media(_: May<ReadMedia>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let id = named(&name)?;
    let media =
        ask.read(move |conn, here| Ok(NewsroomMedia::new(&existing(conn, id)?, here.addresses(), here.now))).await?;
    shown(&media)
}
