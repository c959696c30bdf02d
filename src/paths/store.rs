//! The SQL of paths: for each kind one range of its ids, no longer than what is left of the page.

mod sitemaps;

pub use sitemaps::{news, of_sheet, sheets};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::model::{Entry, Kind, stretches};
use crate::addresses::ArticleParts;
use crate::cards::public;
use crate::db::types::{Moment, Uuid};
use crate::db::{Conn, Direction, Id, Statement, Time};
use crate::http::Paging;
use crate::site::Here;

/// A page of paths as its direction walks them, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, here: &Here, kinds: &[Kind], paging: &Paging) -> QueryResult<Vec<Entry>> {
    let direction = paging.direction(Direction::Ascending);
    let mut entries = Vec::new();
    for (kind, beyond) in stretches(kinds, paging) {
        let left = paging.window().0 - i64::try_from(entries.len()).unwrap_or(i64::MAX);
        if left <= 0 {
            break;
        }
        let stretch = Stretch { beyond, direction, left, skipped: 0, shown: false };
        entries.extend(match kind {
            Kind::Article => articles(conn, here, stretch)?,
            Kind::Page => pages(conn, here, stretch)?,
            kind => sections(conn, here, kind, stretch)?,
        });
    }
    Ok(entries)
}

/// A range of ids.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    beyond: Option<Id>,
    direction: Direction,
    left: i64,
    /// So many of its rows are left out at its start.
    skipped: i64,
    /// Whether sections without a public article are left out.
    shown: bool,
}

impl Stretch {
    /// Completes a statement whose condition stands.
    fn end<ST>(self, statement: &mut Statement<ST>) {
        // From the first id of all where there is no other, so that the walk is a range of the index.
        let first = match self.direction {
            Direction::Ascending => Id(uuid::Uuid::nil()),
            Direction::Descending => Id(uuid::Uuid::max()),
        };
        statement.sql(" AND a.id").sql(self.direction.beyond()).id(self.beyond.unwrap_or(first));
        statement.sql(" ORDER BY a.id").sql(self.direction.sql()).sql(" LIMIT ").number(self.left);
        if self.skipped > 0 {
            statement.sql(" OFFSET ").number(self.skipped);
        }
    }
}

type ArticleColumns = (Uuid, Text, BigInt, Moment, Moment, Nullable<Text>, Nullable<Text>);
type ArticleRow = (Id, String, i64, Time, Time, Option<String>, Option<String>);

/// What an article's path is made of.
const ARTICLES: &str = "SELECT a.id, a.slug, a.number, a.published_at, a.updated_at, c.path, \
     (SELECT p.slug FROM article_authors b JOIN authors p ON p.id = b.author_id WHERE b.article_id = a.id \
     ORDER BY b.position LIMIT 1)";
const FROM_ARTICLES: &str = " FROM articles a LEFT JOIN categories c ON c.id = a.primary_category_id WHERE ";

fn articles(conn: &mut Conn, here: &Here, stretch: Stretch) -> QueryResult<Vec<Entry>> {
    let mut statement = Statement::<ArticleColumns>::new(ARTICLES);
    statement.sql(FROM_ARTICLES);
    public(&mut statement, here.now);
    stretch.end(&mut statement);
    let rows: Vec<ArticleRow> = statement.load(conn)?;
    Ok(rows.into_iter().map(|row| article(row, here)).collect())
}

fn article((id, slug, number, published_at, updated_at, category, author): ArticleRow, here: &Here) -> Entry {
    let path = here.addresses().article(ArticleParts {
        slug: &slug,
        id: &id.to_string(),
        number,
        published_at,
        category: category.as_deref(),
        author: author.as_deref(),
    });
    Entry { kind: Kind::Article, id, slug, path, updated_at }
}

type Columns = (Uuid, Text, Text, Moment);
type Row = (Id, String, String, Time);

fn pages(conn: &mut Conn, here: &Here, stretch: Stretch) -> QueryResult<Vec<Entry>> {
    let mut statement = Statement::<Columns>::new("SELECT a.id, a.slug, a.path, a.updated_at FROM pages a WHERE ");
    public(&mut statement, here.now);
    stretch.end(&mut statement);
    let rows: Vec<Row> = statement.load(conn)?;
    let entry = |(id, slug, path, updated_at): Row| {
        let path = here.addresses().page(&path);
        Entry { kind: Kind::Page, id, slug, path, updated_at }
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// The kept counter of a kind's public articles.
fn counted(kind: Kind) -> &'static str {
    if kind == Kind::Category { "article_count_with_descendants" } else { "article_count" }
}

/// When a section was last changed is what the log says.
fn sections(conn: &mut Conn, here: &Here, kind: Kind, stretch: Stretch) -> QueryResult<Vec<Entry>> {
    let (columns, table) = match kind {
        Kind::Category => ("SELECT a.id, a.slug, a.path, ", "categories a WHERE 1 = 1"),
        Kind::Tag => ("SELECT a.id, a.slug, a.slug, ", "tags a WHERE 1 = 1"),
        _ => ("SELECT a.id, a.slug, a.slug, ", "authors a WHERE 1 = 1"),
    };
    let mut statement = Statement::<Columns>::new(columns);
    statement
        .sql("COALESCE((SELECT l.at FROM changes l WHERE l.kind = ")
        .text(kind.as_str())
        .sql(" AND l.resource_id = a.id ORDER BY l.seq DESC LIMIT 1), a.created_at) FROM ")
        .sql(table);
    if stretch.shown {
        statement.sql(" AND a.").sql(counted(kind)).sql(" > 0");
    }
    stretch.end(&mut statement);
    let rows: Vec<Row> = statement.load(conn)?;
    let at = here.addresses();
    let entry = |(id, slug, path, updated_at): Row| {
        let path = match kind {
            Kind::Category => at.category(&path),
            Kind::Tag => at.tag(&slug),
            _ => at.author(&slug),
        };
        Entry { kind, id, slug, path, updated_at }
    };
    Ok(rows.into_iter().map(entry).collect())
}
