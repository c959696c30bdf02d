//! Articles as menus, bodies and addresses name them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::lists::public;
use crate::addresses::ArticleParts;
use crate::db::types::{Moment, Uuid};
use crate::db::{Conn, Id, Statement, Time};
use crate::refs::ArticleRef;
use crate::site::Here;

type Columns = (Uuid, Text, Text, BigInt, Moment, Nullable<Text>, Nullable<Text>);
type Row = (Id, String, String, i64, Time, Option<String>, Option<String>);

const SELECT: &str = "SELECT a.id, a.slug, a.title, a.number, a.published_at, c.path, \
    (SELECT p.slug FROM article_authors b JOIN authors p ON p.id = b.author_id WHERE b.article_id = a.id \
    ORDER BY b.position LIMIT 1) \
    FROM articles a LEFT JOIN categories c ON c.id = a.primary_category_id WHERE ";

/// How these articles are named elsewhere, in this order, by one statement; what is not public is
/// left out.
///
/// # Errors
/// What the database said.
pub fn article_refs(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<Vec<ArticleRef>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = Statement::<Columns>::new(SELECT);
    public(&mut statement, here.now);
    statement.sql(" AND a.id").is_among(ids);
    let rows: Vec<Row> = statement.load(conn)?;
    let mut by_id: HashMap<Id, ArticleRef> = rows.into_iter().map(|row| (row.0, reference(row, here))).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

fn reference((id, slug, title, number, published_at, category, author): Row, here: &Here) -> ArticleRef {
    let text = id.to_string();
    let path = here.addresses().article(ArticleParts {
        slug: &slug,
        id: &text,
        number,
        published_at,
        category: category.as_deref(),
        author: author.as_deref(),
    });
    ArticleRef { id, slug, title, path }
}

/// The path of the article that has a slug, be it public or not.
///
/// # Errors
/// What the database said.
pub fn path_of_slug(conn: &mut Conn, here: &Here, slug: &str) -> QueryResult<Option<String>> {
    let mut statement = Statement::<Columns>::new(SELECT);
    statement.sql("a.slug = ").text(slug);
    let row: Option<Row> = statement.get_result(conn).optional()?;
    Ok(row.map(|row| reference(row, here).path))
}
