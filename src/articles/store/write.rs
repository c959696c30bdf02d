//! Storing articles: rows, body, relations, revision, feeds, counters and log in one transaction.

use diesel::dsl::max;
use diesel::prelude::*;

use super::file::{Filed, Filing, News, announce, count, filed, shelve, unshelve};
use crate::articles::model::{ArticleRow, NewArticle, Stored};
use crate::body;
use crate::cards;
use crate::db::schema::{
    article_authors, article_bodies, article_body_media, article_categories, article_corrections, article_gallery,
    article_picks, article_tags, articles, redirects, revisions,
};
use crate::db::{Conn, Id, Json, Time, commit};
use crate::each_backend;
use crate::text::Slug;

/// Stores one article.
///
/// # Errors
/// What the database said.
pub fn create(conn: &mut Conn, now: Time, filing: &Filing, new: NewArticle) -> QueryResult<Id> {
    let id = new.row.id;
    create_many(conn, now, filing, vec![new])?;
    Ok(id)
}

/// Stores articles, many rows at a time. What is public is counted and announced.
///
/// # Errors
/// What the database said; a slug or number that is taken.
pub fn create_many(conn: &mut Conn, now: Time, filing: &Filing, mut all: Vec<NewArticle>) -> QueryResult<()> {
    let mut next = next_number(conn)?;
    for new in &mut all {
        if new.row.number == 0 {
            new.row.number = next;
        }
        next = next.max(new.row.number + 1);
        settle(&mut new.row, now);
    }
    let filed: Vec<Filed> = all.iter().map(filed_of).collect();
    insert_rows(conn, &all)?;
    insert_relations(conn, &all)?;
    insert_revisions(conn, now, &all)?;
    let shelved: Vec<(&ArticleRow, &Filed)> = all.iter().map(|new| &new.row).zip(&filed).collect();
    shelve(conn, filing, &shelved)?;
    let public: Vec<(&ArticleRow, &Filed)> = shelved.into_iter().filter(|(row, _)| row.is_counted()).collect();
    if !public.is_empty() {
        count(conn, filing, &public, 1)?;
    }
    let news =
        |(row, filed)| News { row, filed, before: None, event: "article.published", gone: None, changed: Vec::new() };
    announce(conn, now, filing, &public.into_iter().map(news).collect::<Vec<_>>())
}

/// What follows from the moment of storing: an article that is public already is announced with it,
/// and one that is to be public later is announced then, even if it was public before.
fn settle(row: &mut ArticleRow, now: Time) {
    if row.is_public(now) {
        row.announced_at = row.announced_at.or(Some(now));
        row.version = row.version.max(1);
    } else if row.publishable && row.public_from > now {
        row.announced_at = None;
    }
    row.changed_at = now;
    let turns = [Some(row.public_from).filter(|_| row.announced_at.is_none()), row.public_until];
    for at in turns.into_iter().flatten().filter(|_| row.publishable) {
        commit::note_due(at);
    }
}

fn filed_of(new: &NewArticle) -> Filed {
    let mut authors: Vec<Id> = Vec::new();
    for (id, _) in &new.authors {
        if !authors.contains(id) {
            authors.push(*id);
        }
    }
    Filed { categories: new.categories.clone(), tags: new.tags.clone(), authors }
}

/// The next number that is free.
///
/// # Errors
/// What the database said.
pub fn next_number(conn: &mut Conn) -> QueryResult<i64> {
    let last: Option<i64> = articles::table.select(max(articles::number)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

fn insert_rows(conn: &mut Conn, all: &[NewArticle]) -> QueryResult<()> {
    let rows: Vec<&ArticleRow> = all.iter().map(|new| &new.row).collect();
    let bodies: Vec<_> = all.iter().map(|new| body_values(new.row.id, new)).collect();
    // Many rows in one statement: the common connection type inserts them one by one only.
    each_backend!(conn => {
        for rows in rows.chunks(500) { diesel::insert_into(articles::table).values(rows.to_vec()).execute(conn)?; }
        for rows in bodies.chunks(500) { diesel::insert_into(article_bodies::table).values(rows).execute(conn)?; }
    });
    Ok(())
}

type BodyValues<'a> = (
    diesel::dsl::Eq<article_bodies::article_id, Id>,
    diesel::dsl::Eq<article_bodies::html, &'a str>,
    diesel::dsl::Eq<article_bodies::text, &'a str>,
    diesel::dsl::Eq<article_bodies::blocks, Json<Vec<crate::body::Block>>>,
    diesel::dsl::Eq<article_bodies::dateline, Option<&'a str>>,
    diesel::dsl::Eq<article_bodies::location, Option<Json<crate::articles::model::Location>>>,
    diesel::dsl::Eq<article_bodies::sources, Json<Vec<crate::articles::model::SourceCredit>>>,
    diesel::dsl::Eq<article_bodies::seo, Json<crate::seo::SeoOverrides>>,
    diesel::dsl::Eq<article_bodies::extra, Json<serde_json::Map<String, serde_json::Value>>>,
);

fn body_values(id: Id, new: &NewArticle) -> BodyValues<'_> {
    (
        article_bodies::article_id.eq(id),
        article_bodies::html.eq(new.body.html.as_str()),
        article_bodies::text.eq(new.body.text.as_str()),
        article_bodies::blocks.eq(Json(new.body.blocks.clone())),
        article_bodies::dateline.eq(new.details.dateline.as_deref()),
        article_bodies::location.eq(new.details.location.clone().map(Json)),
        article_bodies::sources.eq(Json(new.details.sources.clone())),
        article_bodies::seo.eq(Json(new.details.seo.clone())),
        article_bodies::extra.eq(Json(new.details.extra.clone())),
    )
}

fn insert_relations(conn: &mut Conn, all: &[NewArticle]) -> QueryResult<()> {
    let (mut by, mut sections, mut labels, mut pictures, mut shown, mut corrections) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for new in all {
        let id = new.row.id;
        by.extend((0..).zip(&new.authors).map(|(n, (author, role))| {
            let of = (article_authors::article_id.eq(id), article_authors::position.eq(n));
            (of, article_authors::author_id.eq(*author), article_authors::role.eq(role.as_str()))
        }));
        sections.extend((0..).zip(&new.categories).map(|(n, category)| {
            let of = (article_categories::article_id.eq(id), article_categories::position.eq(n));
            (of, article_categories::category_id.eq(*category))
        }));
        labels.extend((0..).zip(&new.tags).map(|(n, tag)| {
            ((article_tags::article_id.eq(id), article_tags::position.eq(n)), article_tags::tag_id.eq(*tag))
        }));
        pictures.extend((0..).zip(&new.gallery).map(|(n, medium)| {
            let of = (article_gallery::article_id.eq(id), article_gallery::position.eq(n));
            (of, article_gallery::media_id.eq(*medium))
        }));
        shown.extend(
            body::media_of(&new.body.blocks)
                .into_iter()
                .map(|medium| (article_body_media::article_id.eq(id), article_body_media::media_id.eq(medium))),
        );
        corrections.extend(new.corrections.iter().map(|one| {
            let html = format!("<p>{}</p>", crate::text::escape_html(&one.text));
            let of = (article_corrections::id.eq(one.id), article_corrections::article_id.eq(id));
            let said = (article_corrections::text.eq(one.text.as_str()), article_corrections::html.eq(html));
            (
                of,
                article_corrections::kind.eq(one.kind.as_str()),
                said,
                article_corrections::at.eq(one.at.whole_seconds()),
            )
        }));
    }
    // Many rows in one statement: the common connection type inserts them one by one only.
    each_backend!(conn => {
        for rows in by.chunks(2000) { diesel::insert_into(article_authors::table).values(rows).execute(conn)?; }
        for rows in sections.chunks(2000) { diesel::insert_into(article_categories::table).values(rows).execute(conn)?; }
        for rows in labels.chunks(2000) { diesel::insert_into(article_tags::table).values(rows).execute(conn)?; }
        for rows in pictures.chunks(2000) { diesel::insert_into(article_gallery::table).values(rows).execute(conn)?; }
        for rows in shown.chunks(2000) { diesel::insert_into(article_body_media::table).values(rows).execute(conn)?; }
        for rows in corrections.chunks(2000) { diesel::insert_into(article_corrections::table).values(rows).execute(conn)?; }
    });
    Ok(())
}

fn insert_revisions(conn: &mut Conn, now: Time, all: &[NewArticle]) -> QueryResult<()> {
    let rows: Vec<_> = all
        .iter()
        .map(|new| {
            (
                revisions::id.eq(Id::new()),
                revisions::article_id.eq(new.row.id),
                revisions::number.eq(new.row.revision),
                revisions::at.eq(now),
                revisions::by_name.eq(new.by_name.as_str()),
                revisions::by_id.eq(new.by_id),
                revisions::note.eq(new.note.as_deref()),
                revisions::body_format.eq(new.body_format.as_str()),
                revisions::body_source.eq(new.body_source.as_str()),
                revisions::fields.eq(Json(kept(new))),
            )
        })
        .collect();
    // Many rows in one statement: the common connection type inserts them one by one only.
    each_backend!(conn => {
        for rows in rows.chunks(500) { diesel::insert_into(revisions::table).values(rows).execute(conn)?; }
    });
    Ok(())
}

fn kept(new: &NewArticle) -> serde_json::Value {
    let few = || serde_json::json!({"title": new.row.title, "status": new.row.status});
    new.kept.clone().unwrap_or_else(few)
}

/// The whole row of an article, public or not.
///
/// # Errors
/// What the database said.
pub fn find_row(conn: &mut Conn, id: Id) -> QueryResult<Option<ArticleRow>> {
    articles::table.find(id).select(ArticleRow::as_select()).first(conn).optional()
}

/// Stores an article, with the editor's picks beside it, in place of what was there: the row, body, relations
/// and feeds are the new ones; number, counts and the first announcement stay.
///
/// # Errors
/// What the database said.
pub fn replace(
    conn: &mut Conn,
    now: Time,
    filing: &Filing,
    before: &Stored,
    mut new: NewArticle,
    picks: &[Id],
) -> QueryResult<()> {
    let id = new.row.id;
    let (old, old_filed) = (&before.article.row, filed(conn, id)?);
    if old.is_counted() {
        count(conn, filing, &[(old, &old_filed)], -1)?;
    }
    unshelve(conn, &[id])?;
    keep(&mut new.row, old);
    let was_seen = old.was_seen(now);
    if was_seen {
        new.row.announced_at = old.announced_at.or(Some(now));
    }
    settle(&mut new.row, now);
    new.row.version = old.version + i64::from(was_seen || new.row.is_counted());
    clear_relations(conn, id)?;
    diesel::update(articles::table.find(id)).set(&new.row).execute(conn)?;
    diesel::update(article_bodies::table.find(id)).set(body_values(id, &new)).execute(conn)?;
    let all = [new];
    insert_relations(conn, &all)?;
    insert_revisions(conn, now, &all)?;
    // The picks first: what the log hears of the change is read after them.
    set_picks(conn, id, picks)?;
    let new = &all[0];
    let new_filed = filed_of(new);
    shelve(conn, filing, &[(&new.row, &new_filed)])?;
    if new.row.is_counted() {
        count(conn, filing, &[(&new.row, &new_filed)], 1)?;
        let (event, changed) = match was_seen {
            true => ("article.updated", before.differing(new, picks)),
            false => ("article.published", Vec::new()),
        };
        let before = was_seen.then_some((old, &old_filed));
        announce(conn, now, filing, &[News { row: &new.row, filed: &new_filed, before, event, gone: None, changed }])?;
    } else if was_seen {
        let before = Some((old, &old_filed));
        let gone = Some(if new.row.trashed_at.is_some() { "trashed" } else { "unpublished" });
        let (event, changed) = ("article.unpublished", Vec::new());
        announce(conn, now, filing, &[News { row: &new.row, filed: &new_filed, before, event, gone, changed }])?;
    }
    Ok(())
}

fn keep(new: &mut ArticleRow, old: &ArticleRow) {
    new.number = old.number;
    new.view_count = old.view_count;
    new.comment_count = old.comment_count;
    new.version = old.version;
    new.revision = old.revision + 1;
    new.created_at = old.created_at;
    new.announced_at = old.announced_at;
}

fn clear_relations(conn: &mut Conn, id: Id) -> QueryResult<()> {
    diesel::delete(article_authors::table.filter(article_authors::article_id.eq(id))).execute(conn)?;
    diesel::delete(article_categories::table.filter(article_categories::article_id.eq(id))).execute(conn)?;
    diesel::delete(article_tags::table.filter(article_tags::article_id.eq(id))).execute(conn)?;
    diesel::delete(article_gallery::table.filter(article_gallery::article_id.eq(id))).execute(conn)?;
    diesel::delete(article_body_media::table.filter(article_body_media::article_id.eq(id))).execute(conn)?;
    diesel::delete(article_corrections::table.filter(article_corrections::article_id.eq(id))).execute(conn)?;
    Ok(())
}

/// Sets the editor's picks beside an article, in order.
///
/// # Errors
/// What the database said.
pub fn set_picks(conn: &mut Conn, id: Id, picks: &[Id]) -> QueryResult<()> {
    diesel::delete(article_picks::table.filter(article_picks::article_id.eq(id))).execute(conn)?;
    for (n, pick) in (0..).zip(picks) {
        diesel::insert_into(article_picks::table)
            .values((
                article_picks::article_id.eq(id),
                article_picks::position.eq(n),
                article_picks::picked_id.eq(*pick),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Whether an article other than this one has a slug, or had it: its old links lead to it.
///
/// # Errors
/// What the database said.
pub fn is_taken(conn: &mut Conn, slug: &Slug, own: Option<Id>) -> QueryResult<bool> {
    let has: Vec<Id> = articles::table.filter(articles::slug.eq(slug.as_str())).select(articles::id).load(conn)?;
    let had: Vec<Option<Id>> = redirects::table
        .filter(redirects::path.eq(format!("{}{slug}", cards::OLD_SLUG)))
        .select(redirects::target_id)
        .load(conn)?;
    // One that is gone for good had it where the entry leads to nothing.
    Ok(has.into_iter().map(Some).chain(had).any(|id| id.is_none() || id != own))
}

/// A slug that no article has or had: the wanted one, else with the first number that is free.
///
/// # Errors
/// What the database said.
pub fn take_slug(conn: &mut Conn, wanted: &Slug) -> QueryResult<Slug> {
    Slug::first_free(wanted.clone(), |slug| is_taken(conn, slug, None))
}
