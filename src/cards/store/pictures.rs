//! Which media readers may see: what leads drafts alone, or stands in their galleries and bodies, is as
//! unseen as they are. What nothing names is public where it came with an old site, as attachments were there; what
//! the newsroom brought is not.

use diesel::prelude::*;

use super::lists::public;
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};

/// Those of these media that readers may see.
///
/// # Errors
/// What the database said.
pub fn shown_media(conn: &mut Conn, now: Time, ids: &[Id]) -> QueryResult<Vec<Id>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = Statement::<(Uuid,)>::new("SELECT m.id FROM media m WHERE m.id");
    statement
        .is_among(ids)
        .sql(" AND (NOT EXISTS (SELECT 1 FROM media_desk d WHERE d.media_id = m.id)")
        .sql(" AND NOT EXISTS (SELECT 1 FROM articles x WHERE x.featured_media_id = m.id)")
        .sql(" AND NOT EXISTS (SELECT 1 FROM article_gallery g WHERE g.media_id = m.id)")
        .sql(" AND NOT EXISTS (SELECT 1 FROM article_body_media b WHERE b.media_id = m.id)")
        .sql(" AND NOT EXISTS (SELECT 1 FROM pages p WHERE p.featured_media_id = m.id)")
        .sql(" AND NOT EXISTS (SELECT 1 FROM page_body_media b WHERE b.media_id = m.id)")
        .sql(" OR EXISTS (SELECT 1 FROM authors w WHERE w.portrait_id = m.id)")
        .sql(" OR EXISTS (SELECT 1 FROM categories c WHERE c.picture_id = m.id)")
        .sql(" OR EXISTS (SELECT 1 FROM tags t WHERE t.picture_id = m.id)")
        .sql(" OR EXISTS (SELECT 1 FROM site s WHERE s.logo_id = m.id OR s.icon_id = m.id)");
    let users = [
        " OR EXISTS (SELECT 1 FROM articles a WHERE a.featured_media_id = m.id AND ",
        " OR EXISTS (SELECT 1 FROM article_gallery g JOIN articles a ON a.id = g.article_id WHERE g.media_id = m.id AND ",
        " OR EXISTS (SELECT 1 FROM article_body_media b JOIN articles a ON a.id = b.article_id WHERE b.media_id = m.id AND ",
        " OR EXISTS (SELECT 1 FROM pages a WHERE a.featured_media_id = m.id AND ",
        " OR EXISTS (SELECT 1 FROM page_body_media b JOIN pages a ON a.id = b.page_id WHERE b.media_id = m.id AND ",
    ];
    for user in users {
        statement.sql(user);
        public(&mut statement, now);
        statement.sql(")");
    }
    statement.sql(")");
    Ok(statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect())
}
