//! Bodies that say the address of a file: which pages show a medium, and their bodies with its new address.

use diesel::prelude::*;

use super::write::{announce, before};
use crate::body::Block;
use crate::db::schema::{page_body_media, pages};
use crate::db::{Conn, Id, Json, Time};

/// The next pages whose bodies show a medium, beyond an id and at most so many.
///
/// # Errors
/// What the database said.
pub fn showing(conn: &mut Conn, medium: Id, after: Id, most: i64) -> QueryResult<Vec<(Id, Json<Vec<Block>>)>> {
    pages::table
        .inner_join(page_body_media::table.on(page_body_media::page_id.eq(pages::id)))
        .filter(page_body_media::media_id.eq(medium))
        .filter(page_body_media::page_id.gt(after))
        .order(page_body_media::page_id)
        .limit(most)
        .select((pages::id, pages::blocks))
        .load(conn)
}

/// Keeps a page's blocks in place of those that it had, unless somebody has saved others meanwhile. What its
/// editors have written stays, and so does its revision.
///
/// # Errors
/// What the database said.
pub fn rehang(conn: &mut Conn, now: Time, id: Id, was: &[Block], blocks: &[Block]) -> QueryResult<()> {
    let kept: Option<Json<Vec<Block>>> = pages::table.find(id).select(pages::blocks).first(conn).optional()?;
    if kept.is_none_or(|Json(kept)| kept != was) {
        return Ok(());
    }
    let html: String = blocks.iter().map(|block| block.html.as_str()).collect();
    let before = before(conn, now, id)?;
    diesel::update(pages::table.find(id))
        .set((pages::html.eq(html), pages::blocks.eq(Json(blocks.to_vec()))))
        .execute(conn)?;
    announce(conn, now, id, Some(&before), Vec::new())
}
