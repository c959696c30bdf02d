//! What search engines are told of articles besides their cards: their corrections, and their translations.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::lists::public;
use crate::addresses::ArticleParts;
use crate::db::schema::article_corrections;
use crate::db::types::{Moment, Uuid};
use crate::db::{Conn, Id, Statement, Time, among};
use crate::seo::SeoAlternate;
use crate::site::Here;

/// A correction of an article.
#[derive(Debug, Queryable)]
pub struct Correction {
    pub article_id: Id,
    pub text: String,
    pub at: Time,
}

/// The corrections of articles, the newest first.
///
/// # Errors
/// What the database said.
pub fn corrections(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<Correction>>> {
    let rows: Vec<Correction> = article_corrections::table
        .filter(among(article_corrections::article_id, ids))
        .order((article_corrections::article_id, article_corrections::at.desc(), article_corrections::id.desc()))
        .select((article_corrections::article_id, article_corrections::text, article_corrections::at))
        .load(conn)?;
    let mut all: HashMap<Id, Vec<Correction>> = HashMap::new();
    for row in rows {
        all.entry(row.article_id).or_default().push(row);
    }
    Ok(all)
}

type Columns = (Uuid, Uuid, Text, Text, BigInt, Moment, Nullable<Text>, Nullable<Text>);
type Row = (Id, Id, String, String, i64, Time, Option<String>, Option<String>);

/// The public translations of articles, by language.
///
/// # Errors
/// What the database said.
pub fn translations(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<SeoAlternate>>> {
    let mut statement = Statement::<Columns>::new(
        "SELECT h.article_id, a.id, a.language, a.slug, a.number, a.published_at, c.path, \
        (SELECT p.slug FROM article_authors b JOIN authors p ON p.id = b.author_id WHERE b.article_id = a.id \
        ORDER BY b.position LIMIT 1) \
        FROM article_translations h JOIN article_translations t ON t.group_id = h.group_id \
        JOIN articles a ON a.id = t.article_id LEFT JOIN categories c ON c.id = a.primary_category_id \
        WHERE t.article_id <> h.article_id AND ",
    );
    public(&mut statement, here.now);
    statement.sql(" AND h.article_id").is_among(ids);
    let rows: Vec<Row> = statement.load(conn)?;
    let mut all: HashMap<Id, Vec<SeoAlternate>> = HashMap::new();
    for (of, id, language, slug, number, published_at, category, author) in rows {
        let id = id.to_string();
        let (category, author) = (category.as_deref(), author.as_deref());
        let parts = ArticleParts { slug: &slug, id: &id, number, published_at, category, author };
        let url = here.addresses().url(&here.addresses().article(parts));
        all.entry(of).or_default().push(SeoAlternate { language, url });
    }
    all.values_mut().for_each(|some| some.sort_by(|a, b| (&a.language, &a.url).cmp(&(&b.language, &b.url))));
    Ok(all)
}
