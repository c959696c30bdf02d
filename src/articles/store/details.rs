//! What only an article's own page shows.

use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::articles::model::{Location, SourceCredit};
use crate::db::schema::{article_bodies, article_corrections, article_gallery, article_translations, articles};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Json, Statement, Time};
use crate::media::{self, Media};

/// A correction.
#[derive(Debug, Clone, Queryable)]
pub struct CorrectionRow {
    /// Its identity.
    pub id: Id,
    /// What kind of correction it is.
    pub kind: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// When it was made.
    pub at: Time,
}

/// Everything of an article that no card shows.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    /// Where it was written.
    pub dateline: Option<String>,
    /// The place it is about.
    pub location: Option<Location>,
    /// Whom it credits.
    pub sources: Vec<SourceCredit>,
    /// Keys that the publisher declared public.
    pub extra: Map<String, Value>,
    /// Its gallery.
    pub gallery: Vec<Media>,
    /// Its corrections, the newest first.
    pub corrections: Vec<CorrectionRow>,
    /// Its public translations, by language.
    pub translations: Vec<Id>,
}

type BodyColumns = (Option<String>, Option<Json<Location>>, Json<Vec<SourceCredit>>, Json<Map<String, Value>>);

/// Reads the details of an article that is known to be public.
///
/// # Errors
/// What the database said.
pub fn details(conn: &mut Conn, now: Time, id: Id) -> QueryResult<Detail> {
    let row: Option<BodyColumns> = article_bodies::table
        .find(id)
        .select((article_bodies::dateline, article_bodies::location, article_bodies::sources, article_bodies::extra))
        .first(conn)
        .optional()?;
    let corrections = article_corrections::table
        .filter(article_corrections::article_id.eq(id))
        .order((article_corrections::at.desc(), article_corrections::id.desc()))
        .select((
            article_corrections::id,
            article_corrections::kind,
            article_corrections::text,
            article_corrections::html,
            article_corrections::at,
        ))
        .load(conn)?;
    let (dateline, location, sources, extra) = row.unwrap_or_default();
    Ok(Detail {
        dateline,
        location: location.map(|json| json.0),
        sources: sources.0,
        extra: extra.0,
        gallery: gallery(conn, id)?,
        corrections,
        translations: translations(conn, now, id)?,
    })
}

fn gallery(conn: &mut Conn, id: Id) -> QueryResult<Vec<Media>> {
    let ids: Vec<Id> = article_gallery::table
        .filter(article_gallery::article_id.eq(id))
        .order(article_gallery::position)
        .select(article_gallery::media_id)
        .load(conn)?;
    let mut found = media::load(conn, &ids)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn translations(conn: &mut Conn, now: Time, id: Id) -> QueryResult<Vec<Id>> {
    let group: Option<Id> = article_translations::table
        .filter(article_translations::article_id.eq(id))
        .select(article_translations::group_id)
        .first(conn)
        .optional()?;
    let Some(group) = group else { return Ok(Vec::new()) };
    let mut statement = Statement::<(Uuid,)>::new(
        "SELECT a.id FROM articles a JOIN article_translations t ON t.article_id = a.id WHERE ",
    );
    crate::cards::public(&mut statement, now);
    statement.sql(" AND t.group_id = ").id(group).sql(" AND a.id <> ").id(id);
    let ids: Vec<Id> = statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect();
    articles::table
        .filter(crate::db::among(articles::id, &ids))
        .order((articles::language, articles::id))
        .select(articles::id)
        .load(conn)
}
