//! The plan of each public query: the statements that a request sends are taken as they are sent, and
//! the database is asked how it would run them. Nothing large is read from end to end, and no walk
//! sorts what it walks.

use actix_web::web::ServiceConfig;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::articles::{self, ArticleRow, BodyFormat, Filing, NewArticle, Status};
use crate::authors::{self, NewAuthor};
use crate::body::Body;
use crate::categories::{self, NewCategory};
use crate::changes::{self, Change, Kind};
use crate::db::{Conn, Id, POSTGRES_READS, Time};
use crate::http::cursor::Cursors;
use crate::tags::{self, NewTag};
use crate::testing::{NOW, Server, time};
use crate::{archive, paths, resolve, views};

/// Articles of the newsroom.
const ARTICLES: usize = 3000;
/// What may grow with the archive.
const LARGE: &[&str] = &[
    "articles",
    "article_bodies",
    "category_feed",
    "tag_feed",
    "author_feed",
    "article_authors",
    "article_categories",
    "article_tags",
    "article_views",
    "changes",
    "redirects",
    "revisions",
];

/// The rows of the largest page, and the one that tells of more.
const PAGE: u64 = 101;

/// How a request's statements may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walks {
    /// In the order of an index.
    InOrder,
    /// A range that is short by its kept counter is sorted.
    ShortRange,
}

const REQUESTS: &[(&str, Walks)] = &[
    ("/v1/articles", Walks::InOrder),
    ("/v1/articles?limit=100", Walks::InOrder),
    ("/v1/articles?page=100", Walks::InOrder),
    ("/v1/articles?sort=published_at", Walks::InOrder),
    ("/v1/articles?sort=-updated_at", Walks::InOrder),
    ("/v1/articles?sort=title", Walks::InOrder),
    ("/v1/articles?sort=-views", Walks::InOrder),
    ("/v1/articles?category=large", Walks::InOrder),
    ("/v1/articles?category_exact=large", Walks::InOrder),
    ("/v1/articles?category=rare", Walks::InOrder),
    ("/v1/articles?category=empty", Walks::InOrder),
    ("/v1/articles?tag=common", Walks::InOrder),
    ("/v1/articles?tag=scarce", Walks::InOrder),
    ("/v1/articles?author=ada", Walks::InOrder),
    ("/v1/articles?category=large&tag=scarce", Walks::InOrder),
    ("/v1/articles?category=rare&tag=common", Walks::InOrder),
    ("/v1/articles?category=large&author=ada", Walks::InOrder),
    ("/v1/articles?category=empty&author=ada", Walks::InOrder),
    ("/v1/articles?tag_all=common,scarce", Walks::InOrder),
    ("/v1/articles?category=large&sort=title", Walks::InOrder),
    ("/v1/articles?category=rare&sort=title", Walks::ShortRange),
    ("/v1/articles?category=empty&sort=-views", Walks::ShortRange),
    ("/v1/articles?tag=scarce&sort=-updated_at", Walks::ShortRange),
    ("/v1/articles?category=rare,empty", Walks::ShortRange),
    ("/v1/articles?tag=common,scarce", Walks::InOrder),
    ("/v1/articles?featured=true", Walks::InOrder),
    ("/v1/articles?breaking=true", Walks::InOrder),
    ("/v1/articles?format=video", Walks::InOrder),
    ("/v1/articles?date=2026-11", Walks::InOrder),
    ("/v1/articles?ids=01890000-0000-7000-8000-000000000001", Walks::ShortRange),
    ("/v1/articles?slugs=a7,a8", Walks::ShortRange),
    ("/v1/articles?legacy_id=7", Walks::ShortRange),
    ("/v1/articles?limit=20&include=body,related,adjacent,read_also,share,seo,json_ld,breadcrumbs", Walks::InOrder),
    ("/v1/articles/a7", Walks::InOrder),
    ("/v1/articles/a7/related", Walks::InOrder),
    ("/v1/articles/a7/adjacent", Walks::InOrder),
    ("/v1/articles/a7/adjacent?in=category", Walks::InOrder),
    ("/v1/popular?window=all", Walks::InOrder),
    ("/v1/popular?window=all&category=large", Walks::InOrder),
    ("/v1/popular?window=all&category=rare", Walks::ShortRange),
    ("/v1/categories", Walks::InOrder),
    ("/v1/tags", Walks::InOrder),
    ("/v1/authors", Walks::InOrder),
    ("/v1/paths", Walks::InOrder),
    ("/v1/paths?type=tag", Walks::InOrder),
    ("/v1/archive", Walks::InOrder),
    ("/v1/sitemap.xml", Walks::InOrder),
    ("/v1/sitemaps/articles-2026-11.xml", Walks::InOrder),
    ("/v1/sitemaps/categories.xml", Walks::InOrder),
    ("/v1/sitemaps/tags.xml", Walks::InOrder),
    ("/v1/sitemaps/authors.xml", Walks::InOrder),
    ("/v1/news-sitemap.xml", Walks::InOrder),
    ("/v1/resolve?path=/large/a7", Walks::InOrder),
];

fn routes(config: &mut ServiceConfig) {
    config
        .configure(articles::routes::routes)
        .configure(categories::routes::routes)
        .configure(tags::routes::routes)
        .configure(authors::routes::routes)
        .configure(views::routes::routes)
        .configure(paths::routes::routes)
        .configure(paths::routes::sitemap_routes)
        .configure(archive::routes::routes)
        .configure(resolve::routes::routes);
}

fn newsroom(conn: &mut Conn) -> QueryResult<()> {
    let now = time(NOW);
    let (large, below, rare) = (Id::new(), Id::new(), Id::new());
    let (common, scarce, ada) = (Id::new(), Id::new(), Id::new());
    for (id, slug, parent) in
        [(large, "large", None), (below, "below", Some(large)), (rare, "rare", None), (Id::new(), "empty", None)]
    {
        categories::create(conn, now, NewCategory { parent_id: parent, ..NewCategory::new(id, slug, slug, now) })?;
    }
    tags::create(conn, now, NewTag::new(common, "common", "Common", now))?;
    tags::create(conn, now, NewTag::new(scarce, "scarce", "Scarce", now))?;
    authors::create(conn, now, NewAuthor::new(ada, "ada", "Ada", now))?;
    let all = (0..ARTICLES).map(|n| {
        let published = now.plus_seconds(-3600 * i64::try_from(n).unwrap());
        let slug = format!("a{n}");
        let row =
            ArticleRow::draft(Id::at(published), &slug, &slug, "en", now).with_status(Status::Published, published);
        let row = ArticleRow {
            updated_at: published,
            primary_category_id: Some(large),
            legacy_id: Some(n.to_string()),
            format: if n % 50 == 0 { "video" } else { "standard" }.to_owned(),
            featured_until: (n % 300 == 0).then(Time::forever),
            breaking_until: (n % 1000 == 0).then(Time::forever),
            ..row
        };
        let mut new = NewArticle::new(row, Body::default(), BodyFormat::Html, String::new(), "Ada");
        new.categories = if n % 3 == 0 { vec![large, below] } else { vec![large] };
        new.categories.extend((n % 500 == 0).then_some(rare));
        new.tags.extend((n % 2 == 0).then_some(common));
        new.tags.extend((n % 700 == 0).then_some(scarce));
        new.authors = vec![(ada, "author".to_owned())];
        new
    });
    let filing = Filing::load(conn)?;
    articles::create_many(conn, now, &filing, all.collect())?;
    // PostgreSQL does this by itself, some time after so many rows have come.
    if let Conn::Postgres(conn) = conn {
        diesel::sql_query("ANALYZE").execute(conn)?;
    }
    Ok(())
}

#[actix_web::test]
async fn no_public_query_reads_or_sorts_more_than_it_returns() {
    for server in Server::each() {
        server.write(newsroom);
        let mut faults = Vec::new();
        for (uri, walks) in requests(&server).await {
            faults.extend(server.faults(&uri, walks).await);
        }
        assert!(faults.is_empty(), "{:?}: {} plans\n{}", server.db.address(), faults.len(), faults.join("\n"));
    }
}

/// What is remembered of a list is asked for once, in one piece, and then followed.
#[actix_web::test]
async fn no_list_that_is_remembered_reads_all_of_a_table() {
    for mut server in Server::each() {
        server.write(newsroom);
        server.cursors = Cursors::new(b"secret").remembering(10_000_000);
        let mut faults = Vec::new();
        let lists = REQUESTS.iter().map(|(uri, _)| *uri).filter(|uri| uri.contains('&') || uri.contains(','));
        for uri in lists.filter(|uri| uri.starts_with("/v1/articles?")) {
            faults.extend(server.faults(uri, Walks::ShortRange).await);
            let changed = Change::upsert(Kind::Article, Id::new(), "article.updated", 2, Vec::new());
            server.write(move |conn| changes::append(conn, time(NOW), &changed));
            faults.extend(server.faults(uri, Walks::ShortRange).await);
        }
        assert!(faults.is_empty(), "{:?}: {} plans\n{}", server.db.address(), faults.len(), faults.join("\n"));
    }
}

impl Server {
    /// What is wrong with the plans of a request's statements.
    async fn faults(&self, uri: &str, walks: Walks) -> Vec<String> {
        let mut faults = Vec::new();
        for sent in self.statements(routes, uri).await {
            let Some(sent) = taken_apart(&sent) else { continue };
            let (sql, plan) = (sent.sql.clone(), self.plan(sent));
            let told = |fault| format!("{uri}: {fault}\n  {sql}\n    {}", plan.join("\n    "));
            faults.extend(judge(&sql, &plan, walks).into_iter().map(told));
        }
        faults
    }
}

#[derive(QueryableByName)]
struct CompileOption {
    #[diesel(sql_type = Text)]
    compile_options: String,
}

/// Without it SQLite plans each statement with a bound LIMIT anew at every run.
#[test]
fn sqlite_is_compiled_to_keep_its_plans() {
    let mut conn = diesel::SqliteConnection::establish(":memory:").unwrap();
    let options: Vec<CompileOption> = diesel::sql_query("PRAGMA compile_options").load(&mut conn).unwrap();
    for wanted in ["ENABLE_QPSG", "THREADSAFE=2"] {
        assert!(options.iter().any(|option| option.compile_options == wanted), "{wanted}");
    }
}

/// The requests, and the same lists far behind a cursor, both ways.
async fn requests(server: &Server) -> Vec<(String, Walks)> {
    let mut all: Vec<(String, Walks)> = REQUESTS.iter().map(|(uri, walks)| ((*uri).to_owned(), *walks)).collect();
    // The last page of a walk by update looks whether anything has changed meanwhile.
    let by_update = "/v1/articles?sort=-updated_at";
    let near_the_end = &server.get(routes, &format!("{by_update}&page={}", ARTICLES / 20 - 1)).await.body["page"];
    let last = near_the_end["next_cursor"].as_str().unwrap();
    all.push((format!("{by_update}&cursor={last}"), Walks::InOrder));
    let lists = REQUESTS.iter().filter(|(uri, _)| uri.starts_with("/v1/articles") && !uri.contains("page="));
    for (uri, walks) in lists.filter(|(uri, _)| !uri.contains("limit=")) {
        let glue = if uri.contains('?') { '&' } else { '?' };
        let deep = &server.get(routes, &format!("{uri}{glue}page=40")).await.body["page"];
        for cursor in [&deep["next_cursor"], &deep["previous_cursor"]].into_iter().filter_map(|cursor| cursor.as_str())
        {
            all.push((format!("{uri}{glue}cursor={cursor}"), *walks));
        }
    }
    all
}

/// A statement as it was sent.
struct Sent {
    sql: String,
    values: Vec<String>,
}

/// Takes a statement from its values; none where it is none (the ends of transactions).
fn taken_apart(sent: &str) -> Option<Sent> {
    let (sql, binds) = sent.rsplit_once(" -- binds: ")?;
    sql.starts_with("SELECT").then(|| Sent { sql: sql.to_owned(), values: values(binds) })
}

impl Sent {
    /// With its values in their places.
    fn written_out(&self) -> String {
        let mut values = self.values.iter();
        let mut written = String::new();
        let mut rest = self.sql.as_str();
        while let Some(at) = rest.find('?') {
            written.push_str(&rest[..at]);
            written.push_str(values.next().unwrap_or_else(|| panic!("too few values: {}", self.sql)));
            rest = &rest[at + 1..];
        }
        written.push_str(rest);
        written
    }
}

/// The values of a list like `[Id(…), Time(…), "a", 7]`, as SQL writes them.
fn values(binds: &str) -> Vec<String> {
    let mut rest = binds.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap();
    let mut values = Vec::new();
    while !rest.is_empty() {
        let end = end_of(rest);
        values.push(literal(&rest[..end]));
        rest = rest[end..].trim_start_matches([',', ' ']);
    }
    values
}

fn end_of(rest: &str) -> usize {
    let (mut quoted, mut escaped, mut depth) = (false, false, 0);
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => return at,
            _ => {}
        }
    }
    rest.len()
}

fn literal(value: &str) -> String {
    let inside = |name: &str| value.strip_prefix(name).and_then(|rest| rest.strip_suffix(')'));
    if let Some(id) = inside("Id(") {
        return format!("'{id}'");
    }
    if let Some(at) = inside("Time(") {
        return format!("'{}'", at.replace('Z', ".000000Z").replace(".000000.", "."));
    }
    if value.starts_with('[') {
        return format!("ARRAY[{}]", values(value).join(", "));
    }
    match serde_json::from_str::<String>(value) {
        Ok(text) => format!("'{}'", text.replace('\'', "''")),
        Err(_) => value.to_owned(),
    }
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Integer)]
    #[expect(dead_code, reason = "a row of the plan has more columns than its text")]
    id: i32,
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresLine {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

impl Server {
    /// How the database would run a statement.
    fn plan(&self, sent: Sent) -> Vec<String> {
        self.write(move |conn| match conn {
            Conn::Sqlite(conn) => {
                let explain = format!("EXPLAIN QUERY PLAN {}", sent.written_out());
                let steps: Vec<SqliteStep> = diesel::sql_query(explain).load(conn)?;
                Ok(steps.into_iter().map(|step| step.detail).collect())
            }
            Conn::Postgres(conn) => {
                // A table of three thousand rows is soon read; one of a million is not.
                diesel::sql_query("SET LOCAL enable_seqscan = off").execute(conn)?;
                conn.batch_execute(POSTGRES_READS)?;
                diesel::sql_query(format!("PREPARE sent AS {}", sent.sql)).execute(conn)?;
                let given =
                    if sent.values.is_empty() { String::new() } else { format!("({})", sent.values.join(", ")) };
                let lines: Vec<PostgresLine> = diesel::sql_query(format!("EXPLAIN EXECUTE sent{given}")).load(conn)?;
                diesel::sql_query("DEALLOCATE sent").execute(conn)?;
                Ok(lines.into_iter().map(|line| line.line).collect())
            }
        })
    }
}

/// What is wrong with a plan.
fn judge(statement: &str, plan: &[String], walks: Walks) -> Vec<String> {
    let mut faults = Vec::new();
    let walk = statement.contains(" LIMIT ") && walks == Walks::InOrder;
    let has = |text: &[&str], any: &str| text.iter().any(|part| any.contains(part));
    let sqlite = plan.iter().any(|step| step.starts_with("SEARCH ") || step.starts_with("SCAN "));
    if walk && sqlite && has(&["id) < (", "id) > ("], statement) && !has(&[")<(", ")>("], &plan.join("\n")) {
        faults.push("it does not begin at its cursor".to_owned());
    }
    for (n, step) in plan.iter().enumerate() {
        let step = step.trim_start().trim_start_matches("->").trim_start();
        let sorts = step.starts_with("Sort  (")
            || step.starts_with("Incremental Sort")
            || step.starts_with("USE TEMP B-TREE FOR");
        if walk && sorts && !step.contains("DISTINCT") && rows(step).is_none_or(|rows| rows > PAGE) {
            faults.push("it sorts what it walks".to_owned());
        }
        let whole = match step.split_once(" on ") {
            // PostgreSQL: an index is read whole where no condition of it bounds the range.
            Some((how, what)) if how.contains("Scan") && !how.contains("Bitmap") => {
                let bounded = how.contains("Index") && plan.get(n + 1).is_some_and(|next| next.contains("Index Cond"));
                let by_id = walk && (how.contains(" articles_pkey") || how.contains(" articles_ids"));
                // What the clock has yet to do, however much it has done.
                let ahead = how.contains(" articles_due") || how.contains(" articles_ending");
                let capped = statement.starts_with("SELECT count(*) FROM (");
                (!bounded && !by_id && !ahead && !capped).then(|| what.split(' ').next().unwrap_or_default())
            }
            _ => whole(step).map(|what| table(statement, what.split(' ').next().unwrap_or_default())),
        };
        faults.extend(whole.filter(|name| LARGE.contains(name)).map(|name| format!("it reads all of {name}")));
    }
    faults
}

/// What SQLite reads from end to end; a search by what nearly all rows share is no better.
fn whole(step: &str) -> Option<&str> {
    let shared = step.strip_prefix("SEARCH ").filter(|step| step.ends_with("(publishable=?)"));
    step.strip_prefix("SCAN ").or(shared)
}

/// How many rows PostgreSQL expects of a step.
fn rows(step: &str) -> Option<u64> {
    step.split_once("rows=")?.1.split(' ').next()?.parse().ok()
}

/// The table that an alias stands for.
fn table<'a>(statement: &'a str, alias: &'a str) -> &'a str {
    let named = statement.split(' ').zip(statement.split(' ').skip(1));
    let mut found = named.filter(|(name, short)| *short == alias && LARGE.contains(name));
    found.next().map_or(alias, |(name, _)| name)
}
