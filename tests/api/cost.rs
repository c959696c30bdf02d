//! What an answer costs: a list takes a fixed number of statements, whatever its length and includes.

use std::path::Path;
use std::process::{Command, Stdio};

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use newswire::db::{Address, Database, DatabaseError, Statement};

use crate::support::{Client, postgres, server, until};

/// The statements that one request sends, in a process of its own: the counter is the process's.
fn statements(client: &Client, path: &str) -> u64 {
    least(client, || assert_eq!(client.get(path).status, 200, "{path}"))
}

/// The statements of looking up addresses, found and not, so many times over.
fn statements_of_addresses(client: &Client, times: usize) -> u64 {
    let some = [
        "/city?",
        "/city/harbour-tunnel-opens?",
        "/tags/transport?",
        "/authors/ada-okoye/",
        "/about?",
        "/no/such",
        "/?p=",
    ];
    let paths: Vec<String> = (77..77 + times).flat_map(|n| some.map(|path| format!("{path}{n}"))).collect();
    let body = serde_json::json!({"paths": paths});
    least(client, || assert_eq!(client.post("/v1/resolve", &body).status, 200))
}

fn least(client: &Client, ask: impl Fn()) -> u64 {
    let read = || {
        let text = client.get("/metrics").text();
        let line =
            text.lines().find(|line| line.starts_with("newswire_database_statements_total")).expect("the counter");
        line.rsplit(' ').next().and_then(|n| n.parse::<u64>().ok()).expect("a number")
    };
    // The site is looked at again every half a second, the clock's work every second: the least of a
    // few tries is the request's own.
    (0..12)
        .map(|_| {
            let before = read();
            ask();
            read() - before
        })
        .min()
        .expect("a try")
}

/// Threat 14: what is not public takes no statement more or less than what is not there, so that time tells nothing.
fn threat_14_costs_the_same(client: &Client, database: Option<&str>, dir: &Path) {
    let file = dir.join("newswire.sqlite").display().to_string();
    let db = Database::open(&Address::parse(database.unwrap_or(&file)).unwrap()).unwrap();
    let found = db.read_blocking(|conn| {
        let sql =
            "SELECT a.slug, CAST(a.id AS TEXT) FROM articles a WHERE a.version = 0 AND a.status = 'draft' LIMIT 1";
        Statement::<(Text, Text)>::new(sql).get_result::<(String, String)>(conn).map_err(DatabaseError::from)
    });
    let (slug, id) = found.unwrap();
    for part in ["", "/related", "/comments"] {
        let cost = |name: &str| {
            let path = format!("/v1/articles/{name}{part}");
            least(client, || assert_eq!(client.get(&path).status, 404, "{path}"))
        };
        assert_eq!(cost(&slug), cost("no-such-article"), "the draft `{slug}`{part}");
        assert_eq!(cost(&id), cost("018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99"), "the draft `{id}`{part}");
    }
}

fn fixed(database: Option<String>) {
    let dir = tempfile::tempdir().unwrap();
    let listen = server::free_address();
    let mut command = Command::new(env!("CARGO_BIN_EXE_newswire"));
    // What the index asks for beside the requests is none of their cost.
    command
        .args(["demo", "--search", "off", "--listen", &listen, "--data"])
        .arg(dir.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(database) = &database {
        command.args(["--database", database]);
    }
    let mut child = command.spawn().unwrap();
    let client = Client::new(&format!("http://{listen}"));
    server::wait_until_ready(&client, &mut child);
    for (short, long) in [
        ("/v1/articles?limit=2", "/v1/articles?limit=100"),
        (
            "/v1/articles?limit=2&include=body,related,adjacent,read_also,share,seo,json_ld,breadcrumbs",
            "/v1/articles?limit=20&include=body,related,adjacent,read_also,share,seo,json_ld,breadcrumbs",
        ),
        ("/v1/tags?limit=2&include=recent", "/v1/tags?limit=60&include=recent"),
        ("/v1/categories?limit=2&include=recent", "/v1/categories?limit=20&include=recent"),
        ("/v1/authors?limit=2&include=recent", "/v1/authors?limit=12&include=recent"),
        ("/v1/menus/footer?include=featured,recent", "/v1/menus/footer?include=featured,recent&recent_limit=20"),
        ("/v1/paths?limit=2", "/v1/paths?limit=100"),
        ("/v1/popular?window=all&limit=2", "/v1/popular?window=all&limit=100"),
        ("/v1/changes?types=article&limit=2", "/v1/changes?types=article&limit=100"),
        ("/v1/changes?types=article&include=body&limit=2", "/v1/changes?types=article&include=body&limit=20"),
        ("/v1/changes?types=tag&limit=2", "/v1/changes?types=tag&limit=60"),
    ] {
        let (few, many) = (statements(&client, short), statements(&client, long));
        assert_eq!(few, many, "{short} and {long}");
        assert!(many <= 26, "{long} costs {many} statements");
    }
    let (few, many) = (statements_of_addresses(&client, 1), statements_of_addresses(&client, 142));
    // A thousand take long enough for the clock's work to come in between.
    assert!(many <= few + 8 && few <= 40, "{few} statements for seven addresses, {many} for a thousand");
    threat_14_costs_the_same(&client, database.as_deref(), dir.path());
    for path in [
        "/v1/archive",
        "/v1/resolve?path=/city&include=resource",
        "/v1/resolve?path=/city/harbour-tunnel-opens&include=resource",
        "/v1/site?include=navigation",
        "/v1/site?include=navigation.links",
        "/v1/menus/main?include=featured,recent",
        "/v1/home",
        "/v1/articles/harbour-tunnel-opens",
        "/v1/articles/harbour-tunnel-opens/comments",
        "/v1/changes?types=category,tag,author,page,media&limit=100",
    ] {
        let n = statements(&client, path);
        println!("{path}: {n} statements");
        assert!(n <= 32, "{path} costs {n} statements");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    searches(&listen, &dir.path().display().to_string(), database.as_deref());
}

/// What searches cost on this data, as long as the index has nothing to follow.
fn searches(listen: &str, data: &str, database: Option<&str>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newswire"));
    command.args(["demo", "--search", "on", "--listen", listen, "--data", data]);
    command.args(database.into_iter().flat_map(|database| ["--database", database]));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let client = Client::new(&format!("http://{listen}"));
    server::wait_until_ready(&client, &mut child);
    until(|| client.json("/v1/search?q=the"), |answer| answer["index"]["state"] == "ready");
    let all =
        "facets=category,tag,author,year,format&include=body,related,adjacent,read_also,share,seo,json_ld,breadcrumbs";
    for (short, long) in [
        // A hundred take long enough for the clock's work to come in between, each time.
        ("/v1/search?q=the&limit=2".to_owned(), "/v1/search?q=the&limit=20".to_owned()),
        (format!("/v1/search?q=the&limit=2&{all}"), format!("/v1/search?q=the&limit=20&{all}")),
        (format!("/v1/search?q=palladium&limit=20&{all}"), format!("/v1/search?q=harbour&limit=20&{all}")),
        ("/v1/articles?q=the&limit=2".to_owned(), "/v1/articles?q=the&limit=20".to_owned()),
        ("/v1/search/suggest?q=th&limit=2".to_owned(), "/v1/search/suggest?q=th&limit=20".to_owned()),
    ] {
        let (few, many) = (statements(&client, &short), statements(&client, &long));
        assert_eq!(few, many, "{short} and {long}");
        assert!(many <= 30, "{long} costs {many} statements");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_list_costs_a_fixed_number_of_statements_sqlite() {
    fixed(None);
}

#[test]
fn a_list_costs_a_fixed_number_of_statements_postgres() {
    if postgres::server().is_some() {
        let dir = tempfile::tempdir().unwrap();
        fixed(Some(server::empty_database(server::Backend::Postgres, dir.path())));
    }
}
