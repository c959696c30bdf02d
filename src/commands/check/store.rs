//! The SQL of the check: what is kept against what is there.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::db::schema::{authors, categories, counters, media, tags};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement};
use crate::media::Media;

/// The kept counters that are not what a count of the rows gives.
///
/// # Errors
/// What the database said.
pub fn counters(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let mut faults = Vec::new();
    let kept: Option<i64> = counters::table.find("articles").select(counters::value).first(conn).optional()?;
    let counted = Statement::<(BigInt,)>::new(
        "SELECT count(*) FROM articles a WHERE a.publishable AND a.announced_at IS NOT NULL",
    );
    let counted: i64 = counted.get_result::<(i64,)>(conn)?.0;
    if kept.unwrap_or(0) != counted {
        faults.push(format!("the counter of articles says {}, and there are {counted}", kept.unwrap_or(0)));
    }
    let own: Vec<(Id, i64)> = categories::table.select((categories::id, categories::article_count)).load(conn)?;
    let tree: Vec<(Id, i64)> =
        categories::table.select((categories::id, categories::article_count_with_descendants)).load(conn)?;
    let tagged: Vec<(Id, i64)> = tags::table.select((tags::id, tags::article_count)).load(conn)?;
    let written: Vec<(Id, i64)> = authors::table.select((authors::id, authors::article_count)).load(conn)?;
    let feeds = [
        (
            "category",
            own,
            "SELECT f.category_id, count(*) FROM category_feed f JOIN articles a ON a.id = f.article_id WHERE f.direct = TRUE AND a.announced_at IS NOT NULL GROUP BY f.category_id",
        ),
        (
            "category with descendants",
            tree,
            "SELECT f.category_id, count(*) FROM category_feed f JOIN articles a ON a.id = f.article_id WHERE a.announced_at IS NOT NULL GROUP BY f.category_id",
        ),
        (
            "tag",
            tagged,
            "SELECT f.tag_id, count(*) FROM tag_feed f JOIN articles a ON a.id = f.article_id WHERE a.announced_at IS NOT NULL GROUP BY f.tag_id",
        ),
        (
            "author",
            written,
            "SELECT f.author_id, count(*) FROM author_feed f JOIN articles a ON a.id = f.article_id WHERE a.announced_at IS NOT NULL GROUP BY f.author_id",
        ),
    ];
    for (name, kept, sql) in feeds {
        let rows: Vec<(Id, i64)> = Statement::<(Uuid, BigInt)>::new(sql).load(conn)?;
        let counted: HashMap<Id, i64> = rows.into_iter().collect();
        let wrong = kept.iter().filter(|(id, n)| counted.get(id).copied().unwrap_or(0) != *n);
        faults.extend(wrong.map(|(id, n)| {
            format!("the counter of {name} {id} says {n}, and there are {}", counted.get(id).copied().unwrap_or(0))
        }));
    }
    Ok(faults)
}

/// Feed rows of articles that are not publishable, or with another time than the article's.
///
/// # Errors
/// What the database said.
pub fn feeds(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let mut faults = Vec::new();
    for (name, sql) in [
        (
            "categories",
            "SELECT count(*) FROM category_feed f JOIN articles a ON a.id = f.article_id WHERE a.publishable = FALSE OR a.published_at <> f.published_at",
        ),
        (
            "tags",
            "SELECT count(*) FROM tag_feed f JOIN articles a ON a.id = f.article_id WHERE a.publishable = FALSE OR a.published_at <> f.published_at",
        ),
        (
            "authors",
            "SELECT count(*) FROM author_feed f JOIN articles a ON a.id = f.article_id WHERE a.publishable = FALSE OR a.published_at <> f.published_at",
        ),
    ] {
        let wrong: i64 = Statement::<(BigInt,)>::new(sql).get_result::<(i64,)>(conn)?.0;
        if wrong > 0 {
            faults.push(format!("{wrong} rows in the lists of {name} are wrong"));
        }
    }
    Ok(faults)
}

/// Announced articles that the log does not know.
///
/// # Errors
/// What the database said.
pub fn log(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let unknown = Statement::<(Text,)>::new(
        "SELECT a.slug FROM articles a WHERE a.publishable AND a.announced_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.kind = 'article' AND c.resource_id = a.id) LIMIT 20",
    );
    let slugs: Vec<(String,)> = unknown.load(conn)?;
    Ok(slugs.into_iter().map(|(slug,)| format!("the log does not know the article `{slug}`")).collect())
}

/// Media that say they have a file.
///
/// # Errors
/// What the database said.
pub fn files(conn: &mut Conn) -> QueryResult<Vec<Media>> {
    media::table.filter(media::hash.is_not_null()).select(Media::as_select()).load(conn)
}
