//! Changes, for those who keep a copy and for those who listen.

use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use utoipa::OpenApi;

use super::jobs::Log;
use super::store;
use super::wire::{ChangeList, EventOut};
use crate::error::{Problem, ProblemOut};
use crate::http::state;
use crate::http::{Answer, Freshness, Query};
use crate::site::Ask;

mod asked;
mod events;
mod resources;
mod sync;

use asked::{Asked, Filter, place};
use events::Listener;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_changes, get_events), components(schemas(EventOut)))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/changes").get(list_changes)).service(web::resource("/events").get(get_events));
}

/// Which changes are wanted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesParams {
    /// Where to go on: the `next_cursor` of an answer with the same `types` and `published_from`. Without it everything
    /// that is public comes first, in pages.
    pub since: Option<String>,
    /// Of these kinds only, separated by commas: `article`, `page`, `category`, `tag`, `author`, `media`, `menu`, `site`, `home`.
    #[param(example = "article,category")]
    pub types: Option<String>,
    /// Articles published at this moment or later only (RFC 3339); others are told as gone.
    #[param(example = "2026-11-01T00:00:00Z")]
    pub published_from: Option<String>,
    /// `body`: articles come with their bodies; a page then holds 20 changes at most.
    #[param(example = "body")]
    pub include: Option<String>,
    /// The most changes of a page.
    #[param(minimum = 1, maximum = 100, default = 20, example = 20)]
    pub limit: Option<i32>,
}

/// List changes
///
/// What an app needs to keep a copy of everything that is public. Call it without `since` first and follow
/// `next_cursor` while `has_more` is true: that is everything. Keep the last `next_cursor`, and whenever you come back
/// give it as `since`: you get each resource that changed since then once, as it is now, and what is gone. Nothing is
/// missed, whatever changes meanwhile; a change may come twice. A cursor is good for 90 days; then start again, and
/// remove what you had.
#[utoipa::path(
    get, path = "/v1/changes", tag = "sync", params(ChangesParams),
    responses(
        (status = 200, description = "A page of changes.", body = ChangeList),
        (status = 410, description = "The cursor is too old (`cursor_expired`): start again without it.", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub async fn list_changes(ask: Ask) -> Result<Answer, Problem> {
    let asked = Asked::read(&ask)?;
    let work = asked.clone();
    let synced = ask.read(move |conn, here| sync::page(conn, here, &work)).await?;
    let next_cursor = asked.seal(&ask.cursors, &synced.next);
    Answer::json(&ChangeList { data: synced.data, next_cursor, has_more: synced.more })
}

/// Which events are wanted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsParams {
    /// Where to go on, where there is no `Last-Event-ID`: the id of an event, or a `next_cursor` of `/v1/changes`.
    pub since: Option<String>,
    /// Only what touches one of these categories or what is below it: slugs or ids, separated by commas.
    #[param(example = "city")]
    pub category: Option<String>,
    /// Only what is about an article that is or was breaking news, or only what is not.
    #[param(example = true)]
    pub breaking: Option<bool>,
}

const LAST_EVENT_ID: &str = "last-event-id";

/// Listen to events
///
/// Every public change while it happens, as server-sent events (`EventSource` in browsers). Each event has an `id`, its
/// name as `event` and an `Event` as JSON in `data`: what happened, to what, and which keys to drop from caches. A
/// browser that loses the connection comes back with `Last-Event-ID` and hears what it missed; without it and without
/// `since` the stream begins now. A comment comes every 15 seconds. Where what was missed is no longer known there is
/// one event `reset`: read anew what you need, the stream goes on from now. A listener that is too slow is cut off.
#[utoipa::path(
    get, path = "/v1/events", tag = "sync",
    params(EventsParams, ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was heard.")),
    responses((status = 200, description = "Events without end.", body = String, content_type = "text/event-stream"))
)]
pub async fn get_events(req: HttpRequest, ask: Ask) -> Result<HttpResponse, Problem> {
    let log: Log = state(&req)?;
    let mut query = ask.query();
    let filter = Filter::read(&mut query);
    let since = since(&req, &ask, &mut query);
    query.finish()?;
    // It must hear before its place is looked up, or what happens in between is lost.
    let signals = log.subscribe();
    let (head, compacted) = ask.read(|conn, _| Ok((store::head(conn)?, store::compacted(conn)?))).await?;
    let reset = since.is_some_and(|seq| seq < compacted || seq > head);
    let after = since.filter(|_| !reset).unwrap_or(head);
    let listener = Listener { log, cursors: ask.cursors, filter, after, reset, signals };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CONTENT_TYPE, "text/event-stream"));
    answer.insert_header((header::CACHE_CONTROL, Freshness::NoStore.header()));
    // Or a proxy such as nginx keeps events back until it has a page of them.
    answer.insert_header(("x-accel-buffering", "no"));
    Ok(answer.streaming(Box::pin(listener.stream())))
}

/// Where the listener goes on: what it heard last outdoes what its address says.
fn since(req: &HttpRequest, ask: &Ask, query: &mut Query) -> Option<i64> {
    let written = query.filled("since");
    let heard = req.headers().get(LAST_EVENT_ID).map(|value| value.to_str().unwrap_or("?").to_owned());
    let (name, text) = match heard.filter(|id| !id.is_empty()) {
        Some(id) => ("Last-Event-ID", id),
        None => ("since", written?),
    };
    let place = place(&ask.cursors, &text);
    if place.is_none() {
        query.refuse(name, "invalid", "is no id of an event and no cursor of `/v1/changes`.");
    }
    place
}
