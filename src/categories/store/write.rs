//! Changes to categories. Each writes one row of the log for every category whose own answer changes.

use diesel::dsl::max;
use diesel::prelude::*;

use super::{feeds, load_tree};
use crate::categories::model::{Category, CategoryError, NewCategory, Node, Tree};
use crate::changes::{self, Change, Kind, Place};
use crate::db::schema::categories;
use crate::db::{Conn, DatabaseError, Id, Time};
use crate::http::keys::named;
use crate::site;

impl From<diesel::result::Error> for CategoryError {
    fn from(err: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(err))
    }
}

/// Stores a category under its parent and announces it; its path follows from the parent's.
///
/// # Errors
/// What the database said; a slug or number that is taken, a parent that does not exist.
pub fn create(conn: &mut Conn, now: Time, mut new: NewCategory) -> QueryResult<Id> {
    if new.number == 0 {
        let last: Option<i64> = categories::table.select(max(categories::number)).first(conn)?;
        new.number = last.unwrap_or(0) + 1;
    }
    let above: Option<String> = match new.parent_id {
        Some(parent) => Some(categories::table.find(parent).select(categories::path).first(conn)?),
        None => None,
    };
    new.path = above.map_or_else(|| new.slug.clone(), |above| format!("{above}/{}", new.slug));
    diesel::insert_into(categories::table).values(&new).execute(conn)?;
    let said = Said { path: &new.path, before: None, changed: Vec::new(), touched: Vec::new() };
    announce(conn, now, new.id, said)?;
    Ok(new.id)
}

/// Changes a category's names, place, description, picture and SEO, and announces it. Those below get
/// their new paths; where the parent is another, the articles below change lists.
///
/// # Errors
/// It would stand under itself; no such parent; what the database said.
pub fn update(conn: &mut Conn, now: Time, id: Id, new: &NewCategory) -> Result<(), CategoryError> {
    let tree = load_tree(conn)?;
    let old: Category = categories::table.find(id).select(Category::as_select()).first(conn)?;
    tree.may_stand_under(id, new.parent_id)?;
    let path = tree.path_under(new.parent_id, &new.slug);
    store(conn, id, new, &path)?;
    let mut touched = Vec::new();
    if path != old.path {
        touched.extend(rename_below(conn, now, &tree, id, &path)?);
    }
    if new.parent_id != old.parent_id {
        touched.extend(change_lists(conn, &tree, id, new.parent_id)?);
    }
    let said = Said { path: &path, before: Some(&old.path), changed: old.differing(new), touched };
    announce(conn, now, id, said)?;
    Ok(())
}

fn store(conn: &mut Conn, id: Id, new: &NewCategory, path: &str) -> QueryResult<()> {
    diesel::update(categories::table.find(id))
        .set((
            categories::slug.eq(&new.slug),
            categories::name.eq(&new.name),
            categories::name_key.eq(&new.name_key),
            categories::description.eq(&new.description),
            categories::picture_id.eq(new.picture_id),
            categories::parent_id.eq(new.parent_id),
            categories::position.eq(new.position),
            categories::path.eq(path),
            categories::seo.eq(new.seo.clone()),
            categories::version.eq(categories::version + 1),
            categories::revision.eq(categories::revision + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives those below a category their new paths; what to drop from caches for it.
fn rename_below(conn: &mut Conn, now: Time, tree: &Tree, id: Id, path: &str) -> QueryResult<Vec<String>> {
    let mut touched = Vec::new();
    for (below, path) in tree.paths_below(id, path) {
        diesel::update(categories::table.find(below))
            .set((
                categories::path.eq(&path),
                categories::version.eq(categories::version + 1),
                categories::revision.eq(categories::revision + 1),
            ))
            .execute(conn)?;
        if let Some(node) = tree.get(below) {
            let said = Said { path: &path, before: Some(&node.path), changed: vec!["path"], touched: Vec::new() };
            announce(conn, now, below, said)?;
            touched.extend(keys_of(node));
        }
    }
    Ok(touched)
}

/// Carries the articles of a category and below from the lists above it to those above its new place;
/// what to drop from caches for it.
fn change_lists(conn: &mut Conn, tree: &Tree, id: Id, parent: Option<Id>) -> QueryResult<Vec<String>> {
    let (left, joined) = tree.moved(id, parent);
    for above in &left {
        feeds::leave(conn, id, *above, &tree.subtree_without(*above, id))?;
    }
    for above in &joined {
        feeds::join(conn, id, *above)?;
    }
    let changed: Vec<Id> = left.into_iter().chain(joined).collect();
    feeds::recount(conn, &changed)?;
    Ok(changed.iter().filter_map(|id| tree.get(*id)).flat_map(keys_of).collect())
}

/// Announces a category as changed: what is under it is another.
///
/// # Errors
/// What the database said.
pub fn touch(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    diesel::update(categories::table.find(id))
        .set((categories::version.eq(categories::version + 1), categories::revision.eq(categories::revision + 1)))
        .execute(conn)?;
    announce_same(conn, now, id, "article_count")
}

/// Announces a category that is where it was, with the name of what changed in it.
fn announce_same(conn: &mut Conn, now: Time, id: Id, changed: &'static str) -> QueryResult<()> {
    let path: String = categories::table.find(id).select(categories::path).first(conn)?;
    announce(conn, now, id, Said { path: &path, before: None, changed: vec![changed], touched: Vec::new() })
}

/// Removes a category in which and under which nothing stands any more, and announces it; `into` is the one
/// that it was merged into.
///
/// # Errors
/// What the database said; articles that are still filed in it.
pub fn delete(conn: &mut Conn, now: Time, category: &Category, into: Option<Id>) -> QueryResult<()> {
    let tree = load_tree(conn)?;
    diesel::delete(categories::table.find(category.id)).execute(conn)?;
    let reason = if into.is_some() { "merged" } else { "deleted" };
    let mut keys: Vec<String> =
        tree.lineage(category.id).into_iter().filter_map(|id| tree.get(id)).flat_map(keys_of).collect();
    keys.push("refs".to_owned());
    let change = Change::delete(Kind::Category, category.id, "category.deleted", reason, category.version + 1, keys);
    let path = site::paths(conn)?.category(&category.path);
    changes::append(conn, now, &change.at(Place::new(&category.slug, path), None))
}

/// Pins an article on top of a category until a moment, or takes the pin away.
///
/// # Errors
/// What the database said; no such category.
pub fn set_pinned(conn: &mut Conn, now: Time, id: Id, pinned: Option<(Id, Time)>) -> QueryResult<()> {
    diesel::update(categories::table.find(id))
        .set((
            categories::pinned_id.eq(pinned.map(|(article, _)| article)),
            categories::pinned_until.eq(pinned.map(|(_, until)| until)),
            categories::version.eq(categories::version + 1),
            categories::revision.eq(categories::revision + 1),
        ))
        .execute(conn)?;
    announce_same(conn, now, id, "pinned")
}

/// Adds to the kept counts of announced public articles: for each category to its own, and to the one
/// with what is below it.
///
/// # Errors
/// What the database said.
pub fn count(conn: &mut Conn, deltas: &[(Id, i64, i64)]) -> QueryResult<()> {
    for (id, own, with_descendants) in deltas.iter().filter(|(_, own, all)| (*own, *all) != (0, 0)) {
        diesel::update(categories::table.find(*id))
            .set((
                categories::article_count.eq(categories::article_count + *own),
                categories::article_count_with_descendants
                    .eq(categories::article_count_with_descendants + *with_descendants),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn keys_of(node: &Node) -> [String; 2] {
    [named("category", &node.slug), named("category", &node.id.to_string())]
}

/// What the log hears of a category.
struct Said<'a> {
    /// Its slug under those above it.
    path: &'a str,
    /// The same before.
    before: Option<&'a str>,
    /// The names of what changed.
    changed: Vec<&'static str>,
    /// What else is to be dropped from caches.
    touched: Vec<String>,
}

/// Writes the change to the log. What names a category by the slug of before is to be dropped too.
fn announce(conn: &mut Conn, now: Time, id: Id, said: Said<'_>) -> QueryResult<()> {
    let version = categories::table.find(id).select(categories::version).first(conn)?;
    let own = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let slug = own(said.path);
    let mut keys = vec![named("category", &slug), named("category", &id.to_string()), "refs".to_owned()];
    keys.extend(said.before.map(own).filter(|before| *before != slug).map(|before| named("category", &before)));
    keys.extend(said.touched);
    let paths = site::paths(conn)?;
    let place = |path: &str| Place::new(&own(path), paths.category(path));
    let change = Change::upsert(Kind::Category, id, "category.updated", version, keys);
    let change = change.at(place(said.path), said.before.map(place));
    changes::append(conn, now, &Change { changed: said.changed, ..change })
}
