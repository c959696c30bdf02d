//! Where media are used, and the end of those that are not.

use std::collections::{HashMap, HashSet};

use actix_web::web;

use super::{Hand, existing, is_shown, named};
use crate::audit::{self, Deed, Doer};
use crate::auth::rights::{Permission, ReadArticles, ReadMedia, WriteMedia};
use crate::auth::{Actor, May, Reach};
use crate::cards::{self, Eyes, MOST_USES, MediaUse};
use crate::db::{Conn, Id, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::Answer;
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::media::jobs::Maker;
use crate::media::wire::desk::{MediaUseOut, MediaUses};
use crate::media::{Media, store};
use crate::site::Ask;

/// Remove a medium
///
/// Its row and its files. What is used somewhere is not removed: the answer lists where, as `current`.
#[utoipa::path(
    delete, path = "/v1/admin/media/{media}", tag = "newsroom",
    params(("media" = String, Path, description = "The medium's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b71"), IfMatchHeader),
    responses(
        (status = 204, description = "The medium is gone."),
        (status = 409, description = "It is used; `current` lists where, as its `uses` do.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["media:write"]), ("key" = ["media:write"]))
)]
pub async fn delete_media(
    may: May<WriteMedia>,
    ask: Ask,
    maker: web::Data<Maker>,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (id, hand) = (named(&name)?, Hand::of(&may, &ask));
    ask.db
        .write(move |conn| {
            let now = hand.here.now;
            let before = hand.find_at(conn, id, state)?;
            let uses = uses(conn, now, id, &hand.actor)?;
            if !uses.data.is_empty() {
                let current = serde_json::to_value(&uses).map_err(Problem::internal)?;
                let conflict = Problem::conflict("The medium is used: `current` lists where. Take it out there first.");
                return Err(Problem { current: Some(Box::new(current)), ..conflict });
            }
            let shown = is_shown(conn, now, id)?;
            let deed = Deed::new("media.delete", "media", id).before(&hand.out(&before));
            remove(conn, now, &before.media, shown, &hand.actor, deed)
        })
        .await?;
    maker.clear_now().await;
    Ok(Answer::empty())
}

/// Removes a medium, tells the log where the public saw it, and writes down that it was done.
fn remove(conn: &mut Conn, now: Time, media: &Media, shown: bool, actor: &Actor, deed: Deed) -> Result<(), Problem> {
    if shown {
        store::announce_end(conn, now, media)?;
    }
    store::delete(conn, now, media)?;
    audit::note(conn, now, Doer::Actor(actor), deed)?;
    Ok(())
}

/// Media that go with what showed them, where nothing else does.
pub struct Eraser {
    media: HashMap<Id, Media>,
    shown: HashSet<Id>,
}

impl Eraser {
    /// Looks at these media before what shows them goes.
    ///
    /// # Errors
    /// What the database said.
    pub fn look(conn: &mut Conn, now: Time, ids: &[Id]) -> Result<Self, Problem> {
        Ok(Self { media: store::load(conn, ids)?, shown: cards::shown_media(conn, now, ids)?.into_iter().collect() })
    }

    /// Removes those that nothing shows any more; their ids. What was said of them is not kept.
    ///
    /// # Errors
    /// What the database said.
    pub fn erase_unused(self, conn: &mut Conn, now: Time, actor: &Actor) -> Result<Vec<Id>, Problem> {
        let mut erased = Vec::new();
        for (id, media) in self.media {
            if cards::media_uses(conn, now, id, Eyes::All)?.is_empty() {
                let deed = Deed::new("media.delete", "media", id);
                audit::forget_content(conn, "media", id)?;
                remove(conn, now, &media, self.shown.contains(&id), actor, deed)?;
                erased.push(id);
            }
        }
        erased.sort_unstable();
        Ok(erased)
    }
}

/// List where a medium is used
///
/// Articles of any status that show it, those in the trash too, pages, people, terms, the site, and films whose poster
/// it is. Of an article that is not public, and that who asks may not read, no more than that is told.
#[utoipa::path(
    get, path = "/v1/admin/media/{media}/uses", tag = "newsroom",
    params(("media" = String, Path, description = "The medium's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b71")),
    responses((status = 200, description = "Its uses.", body = MediaUses)),
    security(("session" = ["media:read"]), ("key" = ["media:read"]))
)]
pub async fn list_media_uses(may: May<ReadMedia>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (id, actor) = (named(&name)?, may.actor());
    let uses = ask
        .read(move |conn, here| {
            existing(conn, id)?;
            uses(conn, here.now, id, &actor)
        })
        .await?;
    Answer::json(&uses)
}

fn uses(conn: &mut Conn, now: Time, id: Id, actor: &Actor) -> Result<MediaUses, Problem> {
    let eyes = match actor.reach(&ReadArticles::RIGHT) {
        Reach::All => Eyes::All,
        Reach::Own => Eyes::Own { user: actor.user(), author: actor.author() },
        Reach::None => Eyes::Own { user: None, author: None },
    };
    let found = cards::media_uses(conn, now, id, eyes)?;
    let has_more = found.len() > MOST_USES;
    Ok(MediaUses { data: found.into_iter().take(MOST_USES).map(told).collect(), has_more })
}

fn told(one: MediaUse) -> MediaUseOut {
    let named = (one.visible || one.public) && one.kind != "site";
    MediaUseOut {
        id: Some(one.id).filter(|_| named),
        title: Some(one.title).filter(|_| named),
        kind: one.kind,
        field: one.field,
        public: one.public,
    }
}
