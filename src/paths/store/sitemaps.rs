//! The SQL of sitemaps: which files there are by the kept counters, and the addresses of one of them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::{ARTICLES, ArticleColumns, ArticleRow, FROM_ARTICLES, Stretch, article, counted, pages, sections};
use crate::addresses::Addresses;
use crate::archive;
use crate::cards::public;
use crate::db::types::Uuid;
use crate::db::{Conn, Direction, Id, Statement, Time};
use crate::media::{self, MediaOut};
use crate::paths::model::{Kind, News, SHEET, Sheet, Shown};
use crate::site::Here;

/// How long an article is news, in seconds.
const NEWS: i64 = 2 * 24 * 60 * 60;
/// The most articles of a news sitemap.
const MOST_NEWS: i64 = 1_000;

/// Every file of the sitemap: what is not an article, then the articles, the newest month first.
///
/// # Errors
/// What the database said.
pub fn sheets(conn: &mut Conn, here: &Here) -> QueryResult<Vec<Sheet>> {
    let mut all = Vec::new();
    for kind in [Kind::Page, Kind::Category, Kind::Tag, Kind::Author] {
        let count = count(conn, here, kind)?;
        // The front page stands with the pages.
        all.extend(Sheet::parts(kind, None, if kind == Kind::Page { count.max(1) } else { count }));
    }
    let months = archive::load(conn, here.addresses().zone, here.now)?;
    all.extend(months.iter().rev().flat_map(|(month, n)| Sheet::parts(Kind::Article, Some(month), *n)));
    Ok(all)
}

fn count(conn: &mut Conn, here: &Here, kind: Kind) -> QueryResult<i64> {
    let mut statement = Statement::<(BigInt,)>::new("SELECT count(*) FROM ");
    match kind {
        Kind::Category => statement.sql("categories a WHERE a.").sql(counted(kind)).sql(" > 0"),
        Kind::Tag => statement.sql("tags a WHERE a.").sql(counted(kind)).sql(" > 0"),
        Kind::Author => statement.sql("authors a WHERE a.").sql(counted(kind)).sql(" > 0"),
        Kind::Page | Kind::Article => {
            public(statement.sql("pages a WHERE "), here.now);
            &mut statement
        }
    };
    Ok(statement.get_result::<(i64,)>(conn)?.0)
}

/// The addresses of a file; none where there is no such file.
///
/// # Errors
/// What the database said.
pub fn of_sheet(conn: &mut Conn, here: &Here, sheet: &Sheet) -> QueryResult<Vec<Shown>> {
    let stretch =
        Stretch { beyond: None, direction: Direction::Ascending, left: SHEET, skipped: sheet.skipped(), shown: true };
    let plain = match sheet.kind {
        Kind::Article => return of_month(conn, here, sheet),
        Kind::Page => pages(conn, here, stretch)?,
        kind => sections(conn, here, kind, stretch)?,
    };
    Ok(plain.into_iter().map(|entry| Shown { entry, picture: None }).collect())
}

type Columns = (ArticleColumns, Nullable<Uuid>);
type Row = (ArticleRow, Option<Id>);

fn of_month(conn: &mut Conn, here: &Here, sheet: &Sheet) -> QueryResult<Vec<Shown>> {
    let span = sheet.month.as_deref().and_then(|month| archive::span(month, here.addresses().zone));
    let Some((from, before)) = span else { return Ok(Vec::new()) };
    let mut statement = Statement::<Columns>::new(ARTICLES);
    statement.sql(", a.featured_media_id").sql(FROM_ARTICLES);
    public(&mut statement, here.now);
    statement.sql(" AND a.published_at >= ").time(from).sql(" AND a.published_at < ").time(before);
    statement.sql(" ORDER BY a.published_at ASC, a.id ASC LIMIT ").number(SHEET);
    statement.sql(" OFFSET ").number(sheet.skipped());
    let rows: Vec<Row> = statement.load(conn)?;
    let wanted: Vec<Id> = rows.iter().filter_map(|(_, picture)| *picture).collect();
    let pictures = media::load(conn, &wanted)?;
    let at: &Addresses = here.addresses();
    let url = |id: Id| pictures.get(&id).map(|row| MediaOut::new(row, None, at).url);
    let shown = |(row, picture): Row| Shown { entry: article(row, here), picture: picture.and_then(url) };
    Ok(rows.into_iter().map(shown).collect())
}

type NewsColumns = (ArticleColumns, Text, Text);
type NewsRow = (ArticleRow, String, String);

/// The articles of the last two days, the newest first. When the oldest of them is news no longer, the answer
/// changes.
///
/// # Errors
/// What the database said.
pub fn news(conn: &mut Conn, here: &Here) -> QueryResult<Vec<News>> {
    let since = here.now.plus_seconds(-NEWS);
    let mut statement = Statement::<NewsColumns>::new(ARTICLES);
    statement.sql(", a.title, a.language").sql(FROM_ARTICLES);
    public(&mut statement, here.now);
    statement.sql(" AND a.published_at > ").time(since);
    statement.sql(" ORDER BY a.published_at DESC, a.id DESC LIMIT ").number(MOST_NEWS);
    let rows: Vec<NewsRow> = statement.load(conn)?;
    let news = |(row, title, language): NewsRow| {
        let published_at: Time = row.3;
        News { path: article(row, here).path, title, language, published_at }
    };
    let all: Vec<News> = rows.into_iter().map(news).collect();
    all.last().iter().for_each(|oldest| here.trace.ends_at(oldest.published_at.plus_seconds(NEWS)));
    Ok(all)
}
