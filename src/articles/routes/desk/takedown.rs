//! Taking an article down: from every surface at once, and for good.

use actix_web::{HttpRequest, web};

use super::Hand;
use crate::articles::model::NewArticle;
use crate::articles::store;
use crate::articles::wire::desk::{TakedownIn, TakedownOut};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::TakeDownArticles;
use crate::body as content;
use crate::changes;
use crate::db::{Conn, Id, kept};
use crate::error::{Problem, ProblemOut};
use crate::http::{Answer, body, query};
use crate::media::{Eraser, Maker};
use crate::site::Ask;
use crate::webhooks;

/// Take an article down
///
/// Removes the article from every surface at once, whatever its status, and erases it: its revisions, what was typed,
/// its comments, its views, its previews, what webhooks were told of it, and what the audit log said it held. Readers who
/// knew it get a 410 from now on, under each slug that it had, and apps that keep a copy are told `taken_down`. Nothing
/// brings it back, not even another import. The audit log keeps who did it, when, and why. There is no `If-Match`: it is
/// taken down as it is. Its pictures stay, unless `erase_media` says that those go which nothing else shows.
#[utoipa::path(
    post, path = "/v1/admin/articles/{article}/takedown", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")),
    request_body(description = "Why.", content((TakedownIn = "application/json"))),
    responses(
        (status = 200, description = "It is gone.", body = TakedownOut),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:takedown"]))
)]
pub async fn take_down_article(
    may: May<TakeDownArticles>,
    ask: Ask,
    maker: web::Data<Maker>,
    name: web::Path<String>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: TakedownIn = body::json(&body::object(&req, payload, 16 * 1024).await?)?;
    given.check()?;
    let (hand, now) = (Hand::of(&may), ask.here.now);
    let done = ask
        .db
        .write(move |conn| {
            let article = hand.find(conn, &name)?.article;
            let row = &article.row;
            let was_public = row.version > 0 || row.was_seen(now);
            let media = if given.erase_media { media_of(&article) } else { Vec::new() };
            let eraser = Eraser::look(conn, now, &media)?;
            forget_copies(conn, row.id)?;
            store::take_down(conn, now, row)?;
            let erased_media_ids = eraser.erase_unused(conn, now, &hand.actor)?;
            let deed = Deed::new("article.takedown", "article", row.id).after(&given.kept());
            audit::note(conn, now, Doer::Actor(&hand.actor), deed)?;
            Ok::<_, Problem>(TakedownOut { id: row.id, at: now, was_public, erased_media_ids })
        })
        .await?;
    if !done.erased_media_ids.is_empty() {
        maker.clear_now().await;
    }
    Answer::json(&done)
}

/// The pictures and files that an article shows, each once.
fn media_of(article: &NewArticle) -> Vec<Id> {
    let mut all = article.gallery.clone();
    all.extend(article.row.featured_media_id);
    all.extend(content::media_of(&article.body.blocks));
    all.sort_unstable();
    all.dedup();
    all
}

/// What stands of an article beside its own tables.
fn forget_copies(conn: &mut Conn, id: Id) -> Result<(), Problem> {
    kept::forget_naming(conn, id)?;
    webhooks::forget_about(conn, "article", id)?;
    audit::forget_content(conn, "article", id)?;
    changes::forget_alerts(conn, changes::Kind::Article, id)?;
    Ok(())
}
