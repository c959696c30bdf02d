//! The work of the handlers, which stand with their contract in each slice.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::wire::MergeIn;
use crate::articles::{Axis, Carrying, carry_all, carry_rest, filed_under};
use crate::audit::{self, Deed, Doer};
use crate::auth::Actor;
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::frame;
use crate::http::checks::Checks;
use crate::http::conditions::{IfMatch, tag};
use crate::http::once::{self, Made, Once, Running};
use crate::http::{Answer, body, patch as merge_patch, query};
use crate::menus::Target;
use crate::redirects;
use crate::site::{Ask, Here};
use crate::text::Slug;

/// The largest body, in bytes.
const LARGEST: usize = 64 * 1024;

/// Something that articles are filed under.
pub trait Term: Sized + Send + 'static {
    /// What it is called.
    const WHAT: &'static str;
    /// Where the newsroom works on it.
    const PLACE: &'static str;
    /// What the audit log calls its making, changing, deletion and merging.
    const DEEDS: [&'static str; 4];
    /// How articles are filed under it.
    const AXIS: Axis;
    /// What old addresses of it lead to.
    const KIND: redirects::Kind;
    /// How it is written.
    type In: Serialize + DeserializeOwned + Send + 'static;
    /// What of it shall be another.
    type Patch: DeserializeOwned + Into<Map<String, Value>>;
    /// How the newsroom sees it.
    type Out: Serialize + Send + 'static;

    /// The one of an id.
    ///
    /// # Errors
    /// What the database said.
    fn find(conn: &mut Conn, id: Id) -> Result<Option<Self>, Problem>;
    /// Its identity.
    fn id(&self) -> Id;
    /// Its `ETag`.
    fn revision(&self) -> i64;
    /// Its path on the public site.
    fn path(&self, here: &Here) -> String;
    /// As the newsroom sees it.
    fn out(&self, here: &Here) -> Self::Out;
    /// As it would be written.
    fn written(&self) -> Self::In;
    /// What menus point at.
    fn target(id: Id) -> Target;
    /// Stores one of this id.
    ///
    /// # Errors
    /// Every fault of what was written; what the database said.
    fn create(conn: &mut Conn, here: &Here, id: Id, given: Self::In) -> Result<(), Problem>;
    /// Stores it as it was written.
    ///
    /// # Errors
    /// Every fault of what was written; what the database said.
    fn update(&self, conn: &mut Conn, here: &Here, given: Self::In) -> Result<(), Problem>;
    /// Refuses what may not be merged, though it is there.
    ///
    /// # Errors
    /// 422 that says why; what the database said.
    fn may_go_into(&self, _: &mut Conn, _: Id) -> Result<(), Problem> {
        Ok(())
    }
    /// Carries along what else is under it, when it goes into another one.
    ///
    /// # Errors
    /// What the database said.
    fn hand_over(&self, conn: &mut Conn, here: &Here, into: Id) -> Result<(), Problem>;
    /// Removes it, under which no article stands any more, and announces that.
    ///
    /// # Errors
    /// What the database said.
    fn remove(&self, conn: &mut Conn, here: &Here, into: Option<Id>) -> Result<(), Problem>;
}

fn existing<T: Term>(conn: &mut Conn, name: &str) -> Result<T, Problem> {
    let unknown = || Problem::unknown(T::WHAT, name);
    T::find(conn, Id::parse(name).ok_or_else(unknown)?)?.ok_or_else(unknown)
}

/// The one of a name in the state that was read.
fn existing_at<T: Term>(conn: &mut Conn, here: &Here, name: &str, state: IfMatch) -> Result<T, Problem> {
    let term: T = existing(conn, name)?;
    state.check(term.revision(), || Ok(term.out(here)))?;
    Ok(term)
}

/// One of them as an answer.
///
/// # Errors
/// It cannot be serialised, which is a fault of ours.
pub fn shown<T: Term>(term: &T, here: &Here) -> Result<Answer, Problem> {
    Ok(Answer::json(&term.out(here))?.headers([("ETag", tag(term.revision()))]))
}

/// Reads one.
///
/// # Errors
/// There is none of this name.
pub async fn get<T: Term>(ask: Ask, name: String) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let term: T = ask.read(move |conn, _| existing(conn, &name)).await?;
    shown(&term, &ask.here)
}

/// Makes one.
///
/// # Errors
/// Every fault of the body.
pub async fn create<T: Term>(
    actor: Arc<Actor>,
    ask: Ask,
    running: &Running,
    req: &HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let bytes = body::object(req, payload, LARGEST).await?;
    let once = Once::begin(running, req, actor.id(), &format!("POST {}", T::PLACE), &bytes)?;
    let given: T::In = body::json(&bytes)?;
    let here = ask.here.clone();
    let made = ask
        .db
        .write(move |conn| {
            once::made(conn, here.now, once.as_ref(), |conn| {
                let id = Id::new();
                T::create(conn, &here, id, given)?;
                let term: T = existing(conn, &id.to_string())?;
                let out = term.out(&here);
                let deed = Deed::new(T::DEEDS[0], T::WHAT, id).after(&out);
                audit::note(conn, here.now, Doer::Actor(&actor), deed)?;
                Made::created(&out, &format!("{}/{id}", T::PLACE), term.revision())
            })
        })
        .await?;
    Ok(made.answer())
}

/// Changes one by a merge patch. Where its address changes, the one before leads to the new one.
///
/// # Errors
/// Every fault of the body; another state than the one that was read.
pub async fn patch<T: Term>(
    actor: Arc<Actor>,
    ask: Ask,
    (name, state): (String, IfMatch),
    req: &HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let patch: T::Patch = body::json(&body::object(req, payload, LARGEST).await?)?;
    let patch: Map<String, Value> = patch.into();
    let here = ask.here.clone();
    let term = ask
        .db
        .write(move |conn| {
            let before: T = existing_at(conn, &here, &name, state)?;
            let given = merge_patch::patched(&before.written(), patch)?;
            before.update(conn, &here, given)?;
            let after: T = existing(conn, &name)?;
            if before.path(&here) != after.path(&here) {
                leave(conn, &here, &before, &redirects::Target::renamed(T::KIND, before.id()))?;
            }
            let deed = Deed::new(T::DEEDS[1], T::WHAT, before.id()).before(&before.out(&here)).after(&after.out(&here));
            audit::note(conn, here.now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(&term, &ask.here)
}

/// Remembers where the address of one leads.
fn leave<T: Term>(conn: &mut Conn, here: &Here, term: &T, target: &redirects::Target) -> Result<(), Problem> {
    Ok(redirects::remember(conn, here.now, &term.path(here), target)?)
}

/// Deletes one that nothing names. `carried` says what becomes of its articles: they go to another one, or
/// are just no longer under it; without it there may be none.
///
/// # Errors
/// Something names it; another state than the one that was read.
pub async fn delete<T: Term>(
    actor: Arc<Actor>,
    ask: Ask,
    (name, state): (String, IfMatch),
    carried: Option<Option<Id>>,
) -> Result<Answer, Problem> {
    let asked = name.clone();
    let id = ask
        .read(move |conn, here| {
            let term: T = existing_at(conn, here, &asked, state)?;
            frame::refuse_if_named(conn, &T::target(term.id()))?;
            Ok(term.id())
        })
        .await?;
    let way = carried.map(|into| Carrying { axis: T::AXIS, from: id, into });
    if let Some(way) = way {
        carry_all(&ask, way).await?;
    }
    let here = ask.here.clone();
    ask.db
        .write(move |conn| {
            let term: T = existing(conn, &name)?;
            match way {
                Some(way) => carry_rest(conn, here.now, way)?,
                None => refuse_if_filed::<T>(conn, id)?,
            }
            frame::refuse_if_named(conn, &T::target(id))?;
            redirects::lead_on(conn, (T::KIND, id), None)?;
            leave(conn, &here, &term, &redirects::Target::gone())?;
            term.remove(conn, &here, None)?;
            let deed = Deed::new(T::DEEDS[2], T::WHAT, id).before(&term.out(&here));
            // Of what is gone nothing else would tell where its articles went.
            let deed = match way.and_then(|way| way.into) {
                Some(into) => deed.after(&json!({"articles_to": into})),
                None => deed,
            };
            audit::note(conn, here.now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}

fn refuse_if_filed<T: Term>(conn: &mut Conn, id: Id) -> Result<(), Problem> {
    match filed_under(conn, T::AXIS, id)? {
        0 => Ok(()),
        n => {
            Err(Problem::conflict(format!("Articles stand under it, in the trash too: {n}. Say where they shall go.")))
        }
    }
}

/// Merges one into another: what is under it comes under the other, and its address leads there. The answer
/// is the one that stays.
///
/// # Errors
/// There is no such other one; another state than the one that was read.
pub async fn merge<T: Term>(
    actor: Arc<Actor>,
    ask: Ask,
    (name, state): (String, IfMatch),
    req: &HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let MergeIn { into_id: into } = body::json(&body::object(req, payload, LARGEST).await?)?;
    let asked = name.clone();
    let from = ask
        .read(move |conn, here| {
            let term: T = existing_at(conn, here, &asked, state)?;
            refuse_merge(conn, &term, into)?;
            Ok(term.id())
        })
        .await?;
    let way = Carrying { axis: T::AXIS, from, into: Some(into) };
    carry_all(&ask, way).await?;
    let here = ask.here.clone();
    let stays = ask
        .db
        .write(move |conn| {
            let term: T = existing(conn, &name)?;
            refuse_merge(conn, &term, into)?;
            carry_rest(conn, here.now, way)?;
            frame::point_on(conn, here.now, &T::target(from), &T::target(into))?;
            term.hand_over(conn, &here, into)?;
            redirects::lead_on(conn, (T::KIND, from), Some(into))?;
            leave(conn, &here, &term, &redirects::Target::renamed(T::KIND, into))?;
            term.remove(conn, &here, Some(into))?;
            let stays: T = existing(conn, &into.to_string())?;
            let deed = Deed::new(T::DEEDS[3], T::WHAT, from).before(&term.out(&here)).after(&stays.out(&here));
            audit::note(conn, here.now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(stays)
        })
        .await?;
    shown(&stays, &ask.here)
}

fn refuse_merge<T: Term>(conn: &mut Conn, term: &T, into: Id) -> Result<(), Problem> {
    let mut checks = Checks::default();
    if into == term.id() {
        checks.fault("/into_id", "invalid", "Nothing is merged into itself.");
    } else if T::find(conn, into)?.is_none() {
        checks.fault("/into_id", "unknown_value", format!("There is no {} `{into}`.", T::WHAT));
    }
    checks.finish()?;
    term.may_go_into(conn, into)
}

/// The slug that was written, where it is free; without one that of `before`, else one that is made of the
/// name and free.
///
/// # Errors
/// 422 for one that is taken; what the database said.
pub fn free_slug(
    wanted: Option<&str>,
    name: &str,
    before: Option<&str>,
    mut is_taken: impl FnMut(&Slug) -> Result<bool, Problem>,
) -> Result<Slug, Problem> {
    let Some(slug) = wanted.or(before).and_then(Slug::parse) else {
        return Slug::first_free(Slug::from_title(name).unwrap_or_else(Slug::nameless), is_taken);
    };
    let mut checks = Checks::default();
    if before != Some(slug.as_str()) && is_taken(&slug)? {
        checks.fault("/slug", "taken", format!("`{slug}` is the slug of another one, or its address leads elsewhere."));
    }
    checks.finish().map(|()| slug)
}
