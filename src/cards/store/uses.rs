//! Where a medium is used: by articles of any status, those in the trash too, by pages, people, terms, the site,
//! and by the films whose poster it is.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::lists::public;
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};

/// The most uses that are read.
pub const MOST_USES: usize = 1_000;

/// Who wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eyes {
    /// Somebody who may read every article.
    All,
    /// Somebody who may read what is public, and the drafts that they made or that are under their name.
    Own {
        /// The user.
        user: Option<Id>,
        /// Their profile among the authors.
        author: Option<Id>,
    },
}

/// A use of a medium.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct MediaUse {
    /// `article`, `page`, `author`, `category`, `tag`, `site` or `media`.
    pub kind: String,
    /// Which one.
    pub id: Id,
    /// Its title or name.
    pub title: String,
    /// As what: `featured`, `gallery`, `body`, `portrait`, `picture`, `logo`, `icon` or `poster`.
    pub field: String,
    /// Whether who asks may know which one it is.
    pub visible: bool,
    /// Whether readers see it now.
    pub public: bool,
}

type Columns = (Text, Uuid, Text, Text, Bool, Bool);

/// The uses of a medium, and one more than [`MOST_USES`] where there are more.
///
/// # Errors
/// What the database said.
pub fn media_uses(conn: &mut Conn, now: Time, media: Id, eyes: Eyes) -> QueryResult<Vec<MediaUse>> {
    let mut statement = Statement::<Columns>::default();
    let articles = [
        ("SELECT 'article', a.id, a.title, 'featured', ", " FROM articles a WHERE a.featured_media_id = "),
        (
            " UNION ALL SELECT 'article', a.id, a.title, 'gallery', ",
            " FROM articles a JOIN article_gallery g ON g.article_id = a.id WHERE g.media_id = ",
        ),
        (
            " UNION ALL SELECT 'article', a.id, a.title, 'body', ",
            " FROM articles a JOIN article_body_media b ON b.article_id = a.id WHERE b.media_id = ",
        ),
    ];
    for (columns, source) in articles {
        statement.sql(columns);
        visible(&mut statement, eyes);
        statement.sql(", ");
        public(&mut statement, now);
        statement.sql(source).id(media);
    }
    let pages = [
        (" UNION ALL SELECT 'page', a.id, a.title, 'featured', TRUE, ", " FROM pages a WHERE a.featured_media_id = "),
        (
            " UNION ALL SELECT 'page', a.id, a.title, 'body', TRUE, ",
            " FROM pages a JOIN page_body_media b ON b.page_id = a.id WHERE b.media_id = ",
        ),
    ];
    for (columns, source) in pages {
        statement.sql(columns);
        public(&mut statement, now);
        statement.sql(source).id(media);
    }
    let others = [
        " UNION ALL SELECT 'author', x.id, x.name, 'portrait', TRUE, TRUE FROM authors x WHERE x.portrait_id = ",
        " UNION ALL SELECT 'category', x.id, x.name, 'picture', TRUE, TRUE FROM categories x WHERE x.picture_id = ",
        " UNION ALL SELECT 'tag', x.id, x.name, 'picture', TRUE, TRUE FROM tags x WHERE x.picture_id = ",
        " UNION ALL SELECT 'media', x.id, x.filename, 'poster', TRUE, TRUE FROM media x WHERE x.poster_id = ",
    ];
    for sql in others {
        statement.sql(sql).id(media);
    }
    for (part, column) in [("'logo'", "s.logo_id = "), ("'icon'", "s.icon_id = ")] {
        statement.sql(" UNION ALL SELECT 'site', m.id, '', ").sql(part);
        statement.sql(", TRUE, TRUE FROM site s JOIN media m ON ").sql(column).sql("m.id WHERE m.id = ").id(media);
    }
    statement.sql(" ORDER BY 1, 4, 2 LIMIT ").number(i64::try_from(MOST_USES).unwrap_or(i64::MAX) + 1);
    statement.load(conn)
}

/// Whether who asks may know of an article that is no longer, or not yet, public; over the alias `a`.
fn visible(statement: &mut Statement<Columns>, eyes: Eyes) {
    let Eyes::Own { user, author } = eyes else {
        statement.sql("TRUE");
        return;
    };
    let nobody = Id(uuid::Uuid::nil());
    statement
        .sql("(EXISTS (SELECT 1 FROM article_desk d WHERE d.article_id = a.id AND d.owner_id = ")
        .id(user.unwrap_or(nobody))
        .sql(") OR EXISTS (SELECT 1 FROM article_authors w WHERE w.article_id = a.id AND w.author_id = ")
        .id(author.unwrap_or(nobody))
        .sql("))");
}
