//! Bodies that say the address of a file: which articles show a medium, and their bodies with its new address.

use diesel::prelude::*;

use super::file::{Filing, News, announce, filed};
use crate::articles::model::ArticleRow;
use crate::body::Block;
use crate::db::schema::{article_bodies, article_body_media, articles};
use crate::db::{Conn, Id, Json, Time};

/// The next articles whose bodies show a medium, beyond an id and at most so many.
///
/// # Errors
/// What the database said.
pub fn showing(conn: &mut Conn, medium: Id, after: Id, most: i64) -> QueryResult<Vec<(Id, Json<Vec<Block>>)>> {
    article_bodies::table
        .inner_join(article_body_media::table.on(article_body_media::article_id.eq(article_bodies::article_id)))
        .filter(article_body_media::media_id.eq(medium))
        .filter(article_body_media::article_id.gt(after))
        .order(article_body_media::article_id)
        .limit(most)
        .select((article_bodies::article_id, article_bodies::blocks))
        .load(conn)
}

/// Keeps an article's blocks in place of those that it had, unless somebody has saved others meanwhile. What its
/// editors have written stays, and so does its revision.
///
/// # Errors
/// What the database said.
pub fn rehang(conn: &mut Conn, now: Time, id: Id, was: &[Block], blocks: &[Block]) -> QueryResult<()> {
    let kept: Option<Json<Vec<Block>>> =
        article_bodies::table.find(id).select(article_bodies::blocks).first(conn).optional()?;
    if kept.is_none_or(|Json(kept)| kept != was) {
        return Ok(());
    }
    let html: String = blocks.iter().map(|block| block.html.as_str()).collect();
    diesel::update(article_bodies::table.find(id))
        .set((article_bodies::html.eq(html), article_bodies::blocks.eq(Json(blocks.to_vec()))))
        .execute(conn)?;
    let filing = Filing::load(conn)?;
    super::file::begin(conn, now, &filing, id)?;
    let before: ArticleRow = articles::table.find(id).select(ArticleRow::as_select()).first(conn)?;
    if !before.is_counted() {
        return Ok(());
    }
    diesel::update(articles::table.find(id)).set(articles::version.eq(articles::version + 1)).execute(conn)?;
    let row = ArticleRow { version: before.version + 1, ..before.clone() };
    let filed = filed(conn, id)?;
    let news = News {
        row: &row,
        filed: &filed,
        before: Some((&before, &filed)),
        event: "article.updated",
        gone: None,
        changed: vec!["body"],
    };
    announce(conn, now, &filing, &[news])
}
