//! The SQL of the newsroom's articles: one whole article as it is stored, lists of any status, revisions.

use std::collections::HashSet;

use diesel::dsl::max;
use diesel::prelude::*;

use crate::articles::model::{
    ArticleRow, BodyFormat, Details, Location, NewArticle, NewCorrection, SourceCredit, Stored,
};
use crate::body::{Block, Body};
use crate::db::schema::{
    article_authors, article_bodies, article_categories, article_corrections, article_desk, article_gallery,
    article_picks, article_tags, articles, authors, categories, comments, media, pages, revisions, tags,
};
use crate::db::{Conn, Direction, Id, Json, Time, among, keyset};
use crate::http::Paging;
use crate::seo::SeoOverrides;
use crate::text;

type BodyRow = (
    String,
    String,
    Json<Vec<Block>>,
    Option<String>,
    Option<Json<Location>>,
    Json<Vec<SourceCredit>>,
    Json<SeoOverrides>,
    Json<serde_json::Map<String, serde_json::Value>>,
);

/// One article, whole, whatever its status.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<Stored>> {
    let Some(row) = super::find_row(conn, id)? else { return Ok(None) };
    let (html, text, blocks, dateline, location, sources, seo, extra): BodyRow = article_bodies::table
        .find(id)
        .select((
            article_bodies::html,
            article_bodies::text,
            article_bodies::blocks,
            article_bodies::dateline,
            article_bodies::location,
            article_bodies::sources,
            article_bodies::seo,
            article_bodies::extra,
        ))
        .first(conn)?;
    let (format, source): (String, String) = revisions::table
        .filter(revisions::article_id.eq(id))
        .order(revisions::number.desc())
        .select((revisions::body_format, revisions::body_source))
        .first(conn)?;
    let word_count = u32::try_from(row.word_count).unwrap_or(0);
    let body = Body { html, text, blocks: blocks.0, word_count };
    let mut article = NewArticle::new(row, body, BodyFormat::parse(&format), source, "");
    article.details =
        Details { dateline, location: location.map(|json| json.0), sources: sources.0, seo: seo.0, extra: extra.0 };
    fill(conn, &mut article)?;
    let desk: Option<(Option<Id>, Option<Time>)> = article_desk::table
        .find(id)
        .select((article_desk::owner_id, article_desk::embargo_until))
        .first(conn)
        .optional()?;
    let (owner, embargo_until) = desk.unwrap_or_default();
    let picks = article_picks::table
        .filter(article_picks::article_id.eq(id))
        .order(article_picks::position)
        .select(article_picks::picked_id)
        .load(conn)?;
    Ok(Some(Stored { article, picks, owner, embargo_until }))
}

fn fill(conn: &mut Conn, article: &mut NewArticle) -> QueryResult<()> {
    let id = article.row.id;
    article.authors = article_authors::table
        .filter(article_authors::article_id.eq(id))
        .order(article_authors::position)
        .select((article_authors::author_id, article_authors::role))
        .load(conn)?;
    article.categories = article_categories::table
        .filter(article_categories::article_id.eq(id))
        .order(article_categories::position)
        .select(article_categories::category_id)
        .load(conn)?;
    article.tags = article_tags::table
        .filter(article_tags::article_id.eq(id))
        .order(article_tags::position)
        .select(article_tags::tag_id)
        .load(conn)?;
    article.gallery = article_gallery::table
        .filter(article_gallery::article_id.eq(id))
        .order(article_gallery::position)
        .select(article_gallery::media_id)
        .load(conn)?;
    let corrections: Vec<(Id, String, String, Time)> = article_corrections::table
        .filter(article_corrections::article_id.eq(id))
        .order((article_corrections::at, article_corrections::id))
        .select((
            article_corrections::id,
            article_corrections::kind,
            article_corrections::text,
            article_corrections::at,
        ))
        .load(conn)?;
    let made = |(id, kind, text, at)| NewCorrection { id, kind, text, at };
    article.corrections = corrections.into_iter().map(made).collect();
    Ok(())
}

/// Keeps what only the newsroom knows of an article.
///
/// # Errors
/// What the database said.
pub fn keep(conn: &mut Conn, id: Id, owner: Option<Id>, embargo_until: Option<Time>) -> QueryResult<()> {
    let known = diesel::update(article_desk::table.find(id))
        .set(article_desk::embargo_until.eq(embargo_until))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(article_desk::table)
            .values((
                article_desk::article_id.eq(id),
                article_desk::owner_id.eq(owner),
                article_desk::embargo_until.eq(embargo_until),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// What an article can name.
#[derive(Debug, Clone, Copy)]
pub enum Named {
    /// An author.
    Author,
    /// A category.
    Category,
    /// A tag.
    Tag,
    /// A picture or another file.
    Media,
    /// Another article.
    Article,
    /// A page.
    Page,
}

/// Those of these ids that name nothing.
///
/// # Errors
/// What the database said.
pub fn missing(conn: &mut Conn, of: Named, ids: &[Id]) -> QueryResult<Vec<Id>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let known: Vec<Id> = match of {
        Named::Author => authors::table.filter(among(authors::id, ids)).select(authors::id).load(conn)?,
        Named::Category => categories::table.filter(among(categories::id, ids)).select(categories::id).load(conn)?,
        Named::Tag => tags::table.filter(among(tags::id, ids)).select(tags::id).load(conn)?,
        Named::Media => media::table.filter(among(media::id, ids)).select(media::id).load(conn)?,
        Named::Article => articles::table.filter(among(articles::id, ids)).select(articles::id).load(conn)?,
        Named::Page => pages::table.filter(among(pages::id, ids)).select(pages::id).load(conn)?,
    };
    let known: HashSet<Id> = known.into_iter().collect();
    Ok(ids.iter().copied().filter(|id| !known.contains(id)).collect())
}

/// Deletes an article for good, with its revisions and comments.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, id: Id) -> QueryResult<()> {
    let own = comments::subject_kind.eq("article").and(comments::subject_id.eq(id));
    diesel::delete(comments::table.filter(own)).execute(conn)?;
    diesel::delete(articles::table.find(id)).execute(conn).map(drop)
}

/// Which of the newsroom's articles are listed.
#[derive(Debug, Clone, Default)]
pub struct DeskFilter {
    /// With this status in the database.
    pub status: Option<&'static str>,
    /// In the trash, or not.
    pub trashed: bool,
    /// By this author.
    pub author: Option<Id>,
    /// In this category.
    pub category: Option<Id>,
    /// With these words in their title, case folded.
    pub title: Option<String>,
    /// Last written at this moment or later.
    pub changed_after: Option<Time>,
    /// Last written at this moment or before.
    pub changed_before: Option<Time>,
    /// Only those of this user, or by this author.
    pub own: Option<(Id, Option<Id>)>,
}

/// A row of such a list.
#[derive(Debug, Clone, Queryable)]
pub struct DeskRow {
    /// The article's row.
    pub row: ArticleRow,
    /// The user who made it.
    pub owner: Option<Id>,
}

/// A page of the newsroom's articles, the last written first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, filter: &DeskFilter, paging: &Paging) -> QueryResult<Vec<DeskRow>> {
    let direction = paging.direction(Direction::Descending);
    let mut query = articles::table
        .left_join(article_desk::table.on(article_desk::article_id.eq(articles::id)))
        .select((ArticleRow::as_select(), article_desk::owner_id.nullable()))
        .into_boxed();
    query = match filter.trashed {
        true => query.filter(articles::trashed_at.is_not_null()),
        false => query.filter(articles::trashed_at.is_null()),
    };
    if let Some(status) = filter.status {
        query = query.filter(articles::status.eq(status));
    }
    if let Some(after) = filter.changed_after {
        query = query.filter(articles::changed_at.ge(after));
    }
    if let Some(before) = filter.changed_before {
        query = query.filter(articles::changed_at.le(before));
    }
    if let Some(title) = &filter.title {
        query = query.filter(articles::title_key.like(text::like(title)).escape('\\'));
    }
    if let Some(author) = filter.author {
        query = query.filter(articles::id.eq_any(by_author(author)));
    }
    if let Some(category) = filter.category {
        let filed = article_categories::table
            .filter(article_categories::category_id.eq(category))
            .select(article_categories::article_id);
        query = query.filter(articles::id.eq_any(filed));
    }
    if let Some((user, author)) = filter.own {
        let owned = article_desk::owner_id.nullable().eq(user).assume_not_null();
        query = match author {
            Some(author) => query.filter(owned.or(articles::id.eq_any(by_author(author)))),
            None => query.filter(owned),
        };
    }
    if let Some(cursor) = paging.beyond()
        && let Some(at) = cursor.value.parse().ok().and_then(Time::of_micros)
    {
        query = query.filter(keyset((articles::changed_at, articles::id), (at, cursor.id), direction));
    }
    query = match direction {
        Direction::Descending => query.order((articles::changed_at.desc(), articles::id.desc())),
        Direction::Ascending => query.order((articles::changed_at.asc(), articles::id.asc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn by_author(author: Id) -> _ {
    article_authors::table.filter(article_authors::author_id.eq(author)).select(article_authors::article_id)
}

/// How many articles there are in each status, and how many in the trash.
///
/// # Errors
/// What the database said.
pub fn counts(conn: &mut Conn) -> QueryResult<(Vec<(String, i64)>, i64)> {
    let by_status = articles::table
        .filter(articles::trashed_at.is_null())
        .group_by(articles::status)
        .select((articles::status, diesel::dsl::count_star()))
        .load(conn)?;
    let trashed = articles::table.filter(articles::trashed_at.is_not_null()).count().get_result(conn)?;
    Ok((by_status, trashed))
}

/// A revision, without what was written.
#[derive(Debug, Clone, Queryable)]
pub struct RevisionRow {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub at: Time,
    /// Who made it, by name.
    pub by_name: String,
    /// Who, where it was a user.
    pub by_id: Option<Id>,
    /// What they said of it.
    pub note: Option<String>,
}

/// What a revision keeps.
#[derive(Debug, Clone, Queryable)]
pub struct RevisionText {
    /// What the body is written in.
    pub body_format: String,
    /// The body as it was written.
    pub body_source: String,
    /// Everything else.
    pub fields: Json<serde_json::Value>,
}

/// A page of an article's revisions, the newest first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn revisions(conn: &mut Conn, article: Id, paging: &Paging) -> QueryResult<Vec<RevisionRow>> {
    let direction = paging.direction(Direction::Descending);
    let mut query = revisions::table
        .filter(revisions::article_id.eq(article))
        .select((revisions::number, revisions::at, revisions::by_name, revisions::by_id, revisions::note))
        .into_boxed();
    if let Some(number) = paging.beyond().and_then(|cursor| cursor.value.parse::<i64>().ok()) {
        query = match direction {
            Direction::Descending => query.filter(revisions::number.lt(number)),
            Direction::Ascending => query.filter(revisions::number.gt(number)),
        };
    }
    query = match direction {
        Direction::Descending => query.order(revisions::number.desc()),
        Direction::Ascending => query.order(revisions::number.asc()),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// One revision with what was written, and the one before it.
///
/// # Errors
/// What the database said.
pub fn revision(conn: &mut Conn, article: Id, number: i64) -> QueryResult<Option<(RevisionRow, RevisionText)>> {
    revisions::table
        .filter(revisions::article_id.eq(article))
        .filter(revisions::number.eq(number))
        .select((
            (revisions::number, revisions::at, revisions::by_name, revisions::by_id, revisions::note),
            (revisions::body_format, revisions::body_source, revisions::fields),
        ))
        .first(conn)
        .optional()
}

/// The number of the revision before this one.
///
/// # Errors
/// What the database said.
pub fn revision_before(conn: &mut Conn, article: Id, number: i64) -> QueryResult<Option<i64>> {
    let older = revisions::table.filter(revisions::article_id.eq(article)).filter(revisions::number.lt(number));
    older.select(max(revisions::number)).first(conn)
}
