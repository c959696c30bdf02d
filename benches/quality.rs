//! How well search finds: judged queries over two sites, asked of Newswire and of SQLite's FTS5 with bm25.
//!
//! `cargo bench --bench quality`. The second site is imported from `wxr/real-cc-labs.xml` below
//! `NEWSWIRE_SHARED_DATA`, and left out where that is not set. FTS5 gets the same articles with title, excerpt, text
//! and names as weighted columns, and all words of a query, or any of them where no article has all; once with
//! stems, once with the last word as a beginning.
#![expect(clippy::expect_used, clippy::panic, reason = "a measuring tool that cannot go on has failed")]

mod judged;

use std::collections::HashSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use judged::{Judged, PLACES};
use serde_json::Value;

const LABS: &str = include_str!("judged/cc-labs.tsv");

/// The forms of the base line: its tokenizer, and whether the last word is a beginning.
const FORMS: [(&str, &str, bool); 2] =
    [("stems", "porter unicode61 remove_diacritics 2", false), ("beginnings", "unicode61 remove_diacritics 2", true)];
/// What counts in the columns of the base line, the slug first.
const WEIGHTS: &str = "0.0, 10.0, 3.0, 1.0, 4.0, 4.0, 2.0";

fn main() {
    println!(
        "{:8} {:12} {:>3}  nDCG@10 and MRR of Newswire, FTS5 with stems, FTS5 with beginnings",
        "site", "kind", "n"
    );
    let folder = tempfile::tempdir().expect("a folder");
    measure("demo", &Site::serve("demo", folder.path()), &judged::read(judged::DEMO));
    let Some(shared) = std::env::var_os("NEWSWIRE_SHARED_DATA") else {
        println!("The second site is left out: NEWSWIRE_SHARED_DATA is not set.");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let export = Path::new(&shared).join("wxr/real-cc-labs.xml");
    let import = newswire().args(["import", "wxr"]).arg(export).arg("--data").arg(folder.path()).output();
    assert!(import.expect("an import").status.success(), "the export cannot be imported");
    measure("cc-labs", &Site::serve("serve", folder.path()), &judged::read(LABS));
}

fn newswire() -> Command {
    Command::new(env!("CARGO_BIN_EXE_newswire"))
}

/// An article as the base line has it.
struct Entry([String; 7]);

/// A site that is served until it is dropped.
struct Site {
    server: Child,
    base: String,
    agent: ureq::Agent,
}

impl Site {
    fn serve(command: &str, data: &Path) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        drop(listener);
        let mut command_line = newswire();
        command_line.args([command, "--listen", &address, "--log-level", "error", "--data"]).arg(data);
        let server = command_line.stdout(Stdio::null()).spawn().expect("a server");
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let site = Self { server, base: format!("http://{address}"), agent };
        for _ in 0..1200 {
            if site.get("/v1/search?q=the").is_ok_and(|answer| answer["index"]["state"] == "ready") {
                return site;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not search");
    }

    fn get(&self, path: &str) -> Result<Value, ureq::Error> {
        let mut answer = self.agent.get(format!("{}{path}", self.base)).call()?;
        let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec()?;
        Ok(serde_json::from_slice(&body).expect("JSON"))
    }

    fn json(&self, path: &str) -> Value {
        self.get(path).expect("an answer")
    }

    fn ranking(&self, query: &str) -> Vec<String> {
        let q = percent_encoding::utf8_percent_encode(query, percent_encoding::NON_ALPHANUMERIC);
        let answer = self.json(&format!("/v1/search?limit={PLACES}&q={q}"));
        let hits = answer["data"].as_array().expect("hits").iter();
        hits.map(|hit| text(&hit["article"]["slug"])).collect()
    }

    fn articles(&self) -> Vec<Entry> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.json(&format!("/v1/articles?limit=20&include=body.text{cursor}"));
            all.extend(page["data"].as_array().expect("articles").iter().map(article));
            let Some(next) = page["page"]["next_cursor"].as_str() else { return all };
            cursor = format!("&cursor={next}");
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // One that has ended already is as good.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn article(card: &Value) -> Entry {
    let names = |field: &str| {
        let all = card[field].as_array().into_iter().flatten();
        all.map(|one| text(&one["name"])).collect::<Vec<_>>().join("\n")
    };
    let lines = |fields: &[&str]| fields.iter().map(|field| text(&card[*field])).collect::<Vec<_>>().join("\n");
    Entry([
        text(&card["slug"]),
        lines(&["title", "short_title"]),
        lines(&["kicker", "subtitle", "excerpt"]),
        text(&card["body"]["text"]),
        names("authors"),
        names("tags"),
        names("categories"),
    ])
}

/// SQLite's full-text search on the same articles.
struct BaseLine {
    conn: SqliteConnection,
    beginnings: bool,
}

#[derive(QueryableByName)]
struct Slug {
    #[diesel(sql_type = Text)]
    slug: String,
}

impl BaseLine {
    fn new(articles: &[Entry], tokenizer: &str, beginnings: bool) -> Self {
        let mut conn = SqliteConnection::establish(":memory:").expect("a database");
        conn.batch_execute(&format!(
            "CREATE VIRTUAL TABLE articles USING fts5(slug UNINDEXED, title, lead, body, authors, tags, categories,
                tokenize = '{tokenizer}')"
        ))
        .expect("FTS5");
        for Entry([slug, title, lead, body, authors, tags, categories]) in articles {
            let insert = sql_query("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)")
                .bind::<Text, _>(slug)
                .bind::<Text, _>(title)
                .bind::<Text, _>(lead)
                .bind::<Text, _>(body)
                .bind::<Text, _>(authors)
                .bind::<Text, _>(tags)
                .bind::<Text, _>(categories);
            insert.execute(&mut conn).expect("an article");
        }
        Self { conn, beginnings }
    }

    fn ranking(&mut self, query: &str) -> Vec<String> {
        let mut words: Vec<String> =
            query.split_whitespace().map(|word| format!("\"{}\"", word.replace('"', ""))).collect();
        if let Some(last) = words.last_mut().filter(|_| self.beginnings) {
            last.push('*');
        }
        let all = self.found(&words.join(" AND "));
        if all.is_empty() { self.found(&words.join(" OR ")) } else { all }
    }

    fn found(&mut self, query: &str) -> Vec<String> {
        let select = format!(
            "SELECT slug FROM articles WHERE articles MATCH ? ORDER BY bm25(articles, {WEIGHTS}) LIMIT {PLACES}"
        );
        let rows: Vec<Slug> = sql_query(select).bind::<Text, _>(query).load(&mut self.conn).expect("an answer");
        rows.into_iter().map(|row| row.slug).collect()
    }
}

/// What the three of them make of a query: nDCG and reciprocal rank.
struct Outcome<'a> {
    judged: &'a Judged,
    scores: [(f64, f64); 3],
}

fn measure(name: &str, site: &Site, queries: &[Judged]) {
    let articles = site.articles();
    let known: HashSet<&str> = articles.iter().map(|article| article.0[0].as_str()).collect();
    for judged in queries {
        let unknown: Vec<&String> = judged.grades.keys().filter(|slug| !known.contains(slug.as_str())).collect();
        assert!(unknown.is_empty(), "{}: no article is called {unknown:?}", judged.query);
    }
    let mut lines = FORMS.map(|(_, tokenizer, beginnings)| BaseLine::new(&articles, tokenizer, beginnings));
    let mut outcomes = Vec::new();
    for judged in queries {
        let score = |ranking: Vec<String>| (judged.ndcg(&ranking), judged.reciprocal_rank(&ranking));
        let [stems, beginnings] = &mut lines;
        let scores = [site.ranking(&judged.query), stems.ranking(&judged.query), beginnings.ranking(&judged.query)];
        outcomes.push(Outcome { judged, scores: scores.map(score) });
    }
    table(name, &outcomes);
    behind(&outcomes);
}

fn table(name: &str, outcomes: &[Outcome<'_>]) {
    let mut kinds: Vec<&str> = outcomes.iter().map(|outcome| outcome.judged.kind.as_str()).collect();
    kinds.dedup();
    for kind in kinds.into_iter().chain(["all"]) {
        let of_kind = |outcome: &&Outcome<'_>| kind == "all" || outcome.judged.kind == kind;
        let of: Vec<&Outcome<'_>> = outcomes.iter().filter(of_kind).collect();
        let mean = |part: fn(&(f64, f64)) -> f64, n: usize| {
            of.iter().map(|outcome| part(&outcome.scores[n])).sum::<f64>() / of.len() as f64
        };
        let shown = |n| format!("{:.3} {:.3}", mean(|score| score.0, n), mean(|score| score.1, n));
        println!("{name:8} {kind:12} {:>3}  {}   {}   {}", of.len(), shown(0), shown(1), shown(2));
    }
}

/// The queries that a base line does better by.
fn behind(outcomes: &[Outcome<'_>]) {
    for Outcome { judged, scores: [(own, _), (stems, _), (beginnings, _)] } in outcomes {
        if *own + 0.005 < stems.max(*beginnings) {
            println!("         behind: {} {:?}: {own:.3}, {stems:.3}, {beginnings:.3}", judged.kind, judged.query);
        }
    }
}
