//! Pages: stored at the root first, for a parent may stand later in the file, and moved under it at
//! the end.

use super::decide::Decision;
use super::model::Item;
use super::posts::{State, excerpt, wanted_slug};
use super::run::{Context, ImportError, SYSTEM};
use crate::body::{self, Body};
use crate::db::{Conn, Id};
use crate::import::store;
use crate::pages::{self, NewPage};
use crate::text::Slug;

/// A page that was written.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// Its id.
    pub id: Id,
    /// The revision that it has now.
    pub revision: i64,
}

/// Stores a page, or brings it up to a newer source.
///
/// # Errors
/// The database.
#[expect(clippy::too_many_arguments, reason = "a page is all of these, and they come from as many places")]
pub fn write(
    conn: &mut Conn,
    context: &Context,
    item: &Item,
    state: &State,
    made: Body,
    number: i64,
    decision: Decision,
    reasons: &mut Vec<&'static str>,
) -> Result<Written, ImportError> {
    let old = match decision {
        Decision::Update(id) => pages::find(conn, id)?,
        _ => None,
    };
    let id = old.as_ref().map_or_else(|| Id::at(state.published_at), |page| page.id);
    let wanted = wanted_slug(item).or_else(|| Slug::parse(&format!("page-{}", item.post_id.unwrap_or(0))));
    let wanted = wanted.unwrap_or_else(Slug::nameless);
    let slug = match &old {
        Some(page) => page.slug.clone(),
        None => free_slug(conn, &wanted)?,
    };
    if old.is_none() && slug != wanted.as_str() {
        reasons.push("slug_taken");
    }
    let text = excerpt(item, &made);
    let mut new = NewPage::new(id, &slug, &body::title_text(&item.title), made, context.now);
    new.number = number;
    new.excerpt = Some(text);
    new.parent_id = old.as_ref().and_then(|page| page.parent_id);
    new.position = i32::try_from(item.menu_order).unwrap_or(0);
    new.status = state.status;
    new.public_from = state.published_at;
    new.published_at = state.published_at;
    new.updated_at = state.updated_at;
    "wordpress".clone_into(&mut new.body_format);
    new.body_source.clone_from(&item.content);
    new.legacy_source = Some(SYSTEM.to_owned());
    new.legacy_kind = Some("page".to_owned());
    new.legacy_id = item.post_id.map(|id| id.to_string());
    new.legacy_status.clone_from(&state.legacy_status);
    match old {
        None => {
            pages::create(conn, context.now, new)?;
            Ok(Written { id, revision: 1 })
        }
        Some(page) => {
            pages::update(conn, context.now, page.id, &new).map_err(refused)?;
            let revision = store::revisions(conn, "page", &[page.id])?.remove(&page.id).unwrap_or(1);
            Ok(Written { id: page.id, revision })
        }
    }
}

fn refused(err: pages::PageError) -> ImportError {
    match err {
        pages::PageError::Database(err) => err.into(),
        _ => diesel::result::Error::RollbackTransaction.into(),
    }
}

fn free_slug(conn: &mut Conn, wanted: &Slug) -> Result<String, ImportError> {
    let mut slug = wanted.clone();
    let mut n = 2;
    while pages::find_by_path(conn, slug.as_str())?.is_some() {
        slug = wanted.numbered(n);
        n += 1;
    }
    Ok(slug.as_str().to_owned())
}

/// Moves pages under their parents.
///
/// # Errors
/// The database.
pub fn settle_parents(conn: &mut Conn, context: &Context) -> Result<(), ImportError> {
    for (child, parent) in &context.survey.page_parents {
        let of = |conn: &mut Conn, id: &i64| store::item_by_legacy_id(conn, SYSTEM, "page", &id.to_string());
        let (Some(child), Some(parent)) = (of(conn, child)?, of(conn, parent)?) else { continue };
        pages::move_under(conn, context.now, child, parent).or_else(|err| match err {
            pages::PageError::Database(err) => Err(ImportError::from(err)),
            // Two pages that stand under each other both stay at the root.
            _ => Ok(()),
        })?;
    }
    Ok(())
}
