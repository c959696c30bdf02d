//! Media for the newsroom: brought, found, changed, replaced and removed.

mod bring;
pub mod lists;
mod uses;

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use crate::audit::{self, Deed, Doer};
use crate::auth::rights::{Permission, WriteMedia};
use crate::auth::{Actor, May};
use crate::cards;
use crate::db::{Conn, Id, Time};
use crate::error::{Code, Problem, ProblemOut};
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::{Answer, body, query};
use crate::media::jobs::Maker;
use crate::media::model::DeskMedia;
use crate::media::store;
use crate::media::wire::desk::{MediaPatch, NewsroomMedia};
use crate::site::{Ask, Here};

pub use uses::Eraser;

/// The operations of the newsroom's media.
#[derive(OpenApi)]
#[openapi(paths(
    lists::list_newsroom_media,
    bring::create_media,
    lists::get_newsroom_media,
    patch_media,
    bring::replace_media_file,
    uses::delete_media,
    uses::list_media_uses
))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/media").get(lists::list_newsroom_media).post(bring::create_media))
        .service(
            web::resource("/media/{media}")
                .get(lists::get_newsroom_media)
                .patch(patch_media)
                .delete(uses::delete_media),
        )
        .service(web::resource("/media/{media}/file").put(bring::replace_media_file))
        .service(web::resource("/media/{media}/uses").get(uses::list_media_uses));
}

/// The largest body that is JSON, in bytes.
const LARGEST: usize = 64 * 1024;

fn named(name: &str) -> Result<Id, Problem> {
    Id::parse(name).ok_or_else(|| Problem::unknown("medium", name))
}

fn existing(conn: &mut Conn, id: Id) -> Result<DeskMedia, Problem> {
    store::find_desk(conn, id)?.ok_or_else(|| Problem::unknown("medium", &id.to_string()))
}

fn shown(media: &NewsroomMedia) -> Result<Answer, Problem> {
    Ok(Answer::json(media)?.headers([("ETag", tag(media.revision))]))
}

/// Who works on a medium, and how far they reach.
#[derive(Clone)]
struct Hand {
    actor: Arc<Actor>,
    all: bool,
    here: Here,
}

impl Hand {
    fn of(may: &May<WriteMedia>, ask: &Ask) -> Self {
        Self { actor: may.actor(), all: may.reaches_all(), here: ask.here.clone() }
    }

    /// The medium, in the state that was read, where it is theirs to change.
    fn find_at(&self, conn: &mut Conn, id: Id, state: IfMatch) -> Result<DeskMedia, Problem> {
        let found = existing(conn, id)?;
        let is_own = found.owner.is_some() && found.owner == self.actor.user();
        if !self.all && !is_own {
            let detail = format!(
                "Who has the right `{}` for their own alone changes what they brought.",
                WriteMedia::RIGHT.name
            );
            return Err(Problem::new(Code::Forbidden, detail));
        }
        state.check(found.row.revision, || Ok(self.out(&found)))?;
        Ok(found)
    }

    fn out(&self, media: &DeskMedia) -> NewsroomMedia {
        NewsroomMedia::new(media, self.here.addresses(), self.here.now)
    }

    /// Writes down that a medium was changed, and tells readers where they see it.
    fn tell(&self, conn: &mut Conn, action: &'static str, before: &DeskMedia) -> Result<NewsroomMedia, Problem> {
        let (now, id) = (self.here.now, before.media.id);
        let after = existing(conn, id)?;
        if is_shown(conn, now, id)? {
            store::announce(conn, now, id, after.media.version)?;
        }
        let out = self.out(&after);
        let deed = Deed::new(action, "media", id).before(&self.out(before)).after(&out);
        audit::note(conn, now, Doer::Actor(&self.actor), deed)?;
        Ok(out)
    }
}

fn is_shown(conn: &mut Conn, now: Time, id: Id) -> Result<bool, Problem> {
    Ok(!cards::shown_media(conn, now, &[id])?.is_empty())
}

/// Change what is said of a medium
///
/// What the body names is changed, null takes a thing away, the rest stays. Another focal point gives the crops new
/// addresses.
#[utoipa::path(
    patch, path = "/v1/admin/media/{media}", tag = "newsroom",
    params(("media" = String, Path, description = "The medium's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b71"), IfMatchHeader),
    request_body(description = "What shall be another.", content((MediaPatch = "application/json"))),
    responses(
        (status = 200, description = "The medium as it is now.", body = NewsroomMedia, headers(("ETag" = String, description = "The medium's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["media:write"]), ("key" = ["media:write"]))
)]
pub async fn patch_media(
    may: May<WriteMedia>,
    ask: Ask,
    maker: web::Data<Maker>,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let id = named(&name)?;
    let patch: MediaPatch = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let hand = Hand::of(&may, &ask);
    let media = ask
        .db
        .write(move |conn| {
            let before = hand.find_at(conn, id, state)?;
            let said = patch.check(before.said())?;
            store::edit(conn, hand.here.now, &before, &said)?;
            hand.tell(conn, "media.update", &before)
        })
        .await?;
    maker.wake();
    shown(&media)
}
