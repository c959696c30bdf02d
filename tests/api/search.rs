//! Search, as a reader finds things, and as a stranger looks for what is not public.

use std::collections::BTreeSet;

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::support::{Backend, TestServer, postgres, until};

/// Runs a test on each database that is there, on a server that keeps an index.
macro_rules! searching {
    ($newsroom:ident fn $name:ident($server:ident: TestServer) $body:block) => {
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                run(TestServer::$newsroom(Backend::Sqlite, &["--search", "on"]));
            }

            #[test]
            fn postgres() {
                if postgres::server().is_some() {
                    run(TestServer::$newsroom(Backend::Postgres, &["--search", "on"]));
                }
            }

            fn run($server: TestServer) $body
        }
    };
}

mod damage;
mod listed;
mod nodes;
mod quality;

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// What a search answers once the index holds everything that was written.
fn search(server: &TestServer, q: &str, more: &str) -> Value {
    let path = format!("/v1/search?q={}{more}", encoded(q));
    until(|| server.client.json(&path), |answer| answer["index"]["state"] == "ready")
}

fn slugs(answer: &Value) -> Vec<&str> {
    answer["data"].as_array().unwrap().iter().map(|hit| hit["article"]["slug"].as_str().unwrap()).collect()
}

/// The text of a highlight, hits in brackets.
fn shown(hit: &Value, field: &str) -> String {
    let of = hit["highlights"].as_array().unwrap().iter().find(|one| one["field"] == field);
    let pieces = of.map(|one| one["fragments"].as_array().unwrap().clone()).unwrap_or_default();
    let piece = |one: Value| {
        let text = one["text"].as_str().unwrap().to_owned();
        if one["hit"] == true { format!("[{text}]") } else { text }
    };
    pieces.into_iter().map(piece).collect()
}

/// An editor who publishes articles.
struct Writer<'a> {
    server: &'a TestServer,
    desk: crate::support::desk::Desk,
}

impl<'a> Writer<'a> {
    fn new(server: &'a TestServer) -> Self {
        Self { server, desk: server.desk("ada", Role::Admin) }
    }

    fn publish(&self, article: &Value) -> String {
        self.publish_as(article, &json!({}))
    }

    fn publish_as(&self, article: &Value, how: &Value) -> String {
        let made = self.desk.made("/v1/admin/articles", article);
        let id = made["id"].as_str().unwrap().to_owned();
        let done = self.desk.change("POST", &format!("/v1/admin/articles/{id}/steps/publish"), how);
        assert_eq!(done.status, 200, "{}", done.text());
        id
    }

    fn text(&self, title: &str, text: &str) -> String {
        self.publish(&json!({"title": title, "body": {"html": format!("<p>{text}</p>")}}))
    }

    fn found(&self, q: &str) -> Vec<String> {
        slugs(&search(self.server, q, "")).into_iter().map(str::to_owned).collect()
    }
}

searching! { empty_with fn words_are_found_in_every_form_and_script(server: TestServer) {
    let writer = Writer::new(&server);
    writer.text("Harbour tunnel opens", "The first cars drove through at noon. Nobody paid a toll.");
    writer.text("Ferries return", "The night ferry to the island sails again, past the harbour wall.");
    writer.text("Zürich trains are late", "Passengers were waiting for hours at the station.");
    writer.text("港口隧道开通", "第一批汽车中午通过。");
    writer.text("افتتاح نفق الميناء", "مرت السيارات الأولى ظهراً.");
    writer.text("हवाई अड्डा खुला", "पहली उड़ान सुबह गई।");

    assert_eq!(writer.found("harbour"), ["harbour-tunnel-opens", "ferries-return"], "the title counts more");
    assert_eq!(writer.found("HARBOUR night"), ["ferries-return"]);
    assert_eq!(writer.found("ferry"), ["ferries-return"]);
    assert_eq!(writer.found("driving "), Vec::<String>::new(), "no stem of drove");
    assert_eq!(writer.found("passenger wait"), ["zurich-trains-are-late"], "by stems");
    assert_eq!(writer.found("zurich"), ["zurich-trains-are-late"], "accents do not matter");
    assert_eq!(writer.found("tunn"), ["harbour-tunnel-opens"], "an unfinished word");
    assert_eq!(writer.found("tunn "), Vec::<String>::new(), "a finished one");
    assert_eq!(writer.found("\"night ferry\""), ["ferries-return"]);
    assert_eq!(writer.found("\"ferry night\""), Vec::<String>::new());
    assert_eq!(writer.found("harbour -tunnel"), ["ferries-return"]);
    assert_eq!(writer.found("-harbour"), Vec::<String>::new(), "what is not wanted alone asks for nothing");
    assert_eq!(search(&server, "隧道", "")["page"]["total"], 1);
    assert_eq!(search(&server, "港", "")["page"]["total"], 1);
    assert_eq!(search(&server, "نفق الميناء", "")["page"]["total"], 1);
    assert_eq!(search(&server, "उड़ान", "")["page"]["total"], 1);

    let mistyped = search(&server, "harbuor tunnel", "");
    assert_eq!((slugs(&mistyped), &mistyped["did_you_mean"]), (vec!["harbour-tunnel-opens"], &json!("harbour tunnel")));
    assert_eq!(search(&server, "harbour", "")["did_you_mean"], Value::Null);

    let most = search(&server, "harbour tunnel elephants", "");
    assert_eq!(slugs(&most), ["harbour-tunnel-opens", "ferries-return"], "no article has all; what has more comes first");
}}

searching! { empty_with fn few_articles_with_all_words_are_followed_by_those_with_some(server: TestServer) {
    let writer = Writer::new(&server);
    writer.text("Night ferry crew", "They went home.");
    writer.text("Bridge", "The night was long, the ferry late, and its crew asleep.");
    writer.text("Ferry crew", "It sails.");
    writer.text("Owls", "Birds of the night. A crew of sailors saw them.");
    writer.text("Ferry", "It sails.");
    let found = writer.found("night ferry crew ");
    assert_eq!((&found[..2], found.len()), (&["night-ferry-crew".to_owned(), "bridge".to_owned()][..], 5), "{found:?}");
    assert_eq!(search(&server, "night ferry crew ", "")["page"]["total"], 5, "all that is shown is counted");
    let walked = server.client.walk(&format!("/v1/search?q={}&limit=1", encoded("night ferry crew ")));
    assert_eq!(walked.iter().map(|hit| hit["article"]["slug"].as_str().unwrap()).collect::<Vec<_>>(), found);
    let by_time = search(&server, "night ferry crew ", "&sort=published_at");
    assert_eq!(by_time["page"]["total"], 2, "by time none follow");
    for sort in ["-published_at", "title", "-views"] {
        let list = server.client.json(&format!("/v1/articles?q={}&sort={sort}", encoded("night ferry crew ")));
        assert_eq!(list["page"]["total"], 2, "nor in a list, whatever its order: {sort}");
    }
    assert_eq!(writer.found("night owls "), ["owls"], "of two words both are needed");
    assert_eq!(writer.found("\"night ferry\" crew sails"), ["night-ferry-crew"], "what stands in quotes is never left out");
    assert!(!writer.found("night ferry crew -owls").contains(&"owls".to_owned()));
    for n in 0..8 {
        writer.text(&format!("Ferry crew by night {n}"), "It sails.");
    }
    let enough = search(&server, "night ferry crew ", "");
    assert_eq!((slugs(&enough).len(), &enough["page"]["total"]), (10, &json!(10)), "ten are enough");
}}

searching! { empty_with fn bug_of_articles_with_all_words_the_freshest_came_first(server: TestServer) {
    let writer = Writer::new(&server);
    let old = json!({"title": "Harbour tunnel opens", "body": {"html": "<p>Cars drove through.</p>"}});
    writer.publish_as(&old, &json!({"at": "2026-10-01T08:00:00Z"}));
    writer.text("Ferries return", "They sail again, past the harbour wall.");
    assert_eq!(writer.found("harbour "), ["harbour-tunnel-opens", "ferries-return"]);
}}

searching! { empty_with fn an_answer_shows_where_the_words_stand(server: TestServer) {
    let writer = Writer::new(&server);
    let text = format!(
        "{} The tolls of the <b>harbour</b> &lt;tunnel&gt; are paid. {}",
        "Before. ".repeat(40),
        "After. ".repeat(40)
    );
    writer
        .publish(&json!({"title": "Tunnel tolls", "subtitle": "Who pays", "body": {"html": format!("<p>{text}</p>")}}));
    let answer = search(&server, "toll tunnel", "");
    let hit = &answer["data"][0];
    assert_eq!((hit["type"].as_str(), shown(hit, "title").as_str()), (Some("article"), "[Tunnel] [tolls]"));
    let body = shown(hit, "body");
    assert!(body.contains("The [tolls] of the harbour <[tunnel]> are paid."), "{body}");
    assert!(body.starts_with('…') && body.ends_with('…'), "{body}");
    assert_eq!(shown(hit, "subtitle"), "", "nothing of it stands there");
    assert_eq!(answer["index"], json!({"state": "ready", "behind_by": 0}));
    assert_eq!(answer["page"]["total"], 1);
    assert!(answer.get("facets").is_none());
}}

searching! { demo_with fn filters_and_counts_hold_as_in_lists(server: TestServer) {
    let all = search(&server, "harbour", "&limit=100&facets=category,tag,author,year,format");
    let found: BTreeSet<&str> = slugs(&all).into_iter().collect();
    assert!((14..100).contains(&found.len()), "{}", found.len());
    for facet in all["facets"].as_array().unwrap() {
        let name = facet["name"].as_str().unwrap();
        let filter = if name == "year" { "date" } else { name };
        for value in facet["values"].as_array().unwrap() {
            let narrowed = search(&server, "harbour", &format!("&limit=100&{filter}={}", value["value"].as_str().unwrap()));
            assert_eq!(narrowed["page"]["total"], value["count"], "{name} {value}");
            assert!(slugs(&narrowed).iter().all(|slug| found.contains(slug)), "{name} {value}");
        }
    }
    for filter in [
        "featured=true",
        "breaking=false",
        "comment_status=open",
        "comment_status=closed",
        "language=en",
        "exclude_category=sport",
        "published_after=2026-11-01T00:00:00Z",
    ] {
        let listed = server.client.walk(&format!("/v1/articles?limit=100&{filter}"));
        let listed: BTreeSet<String> = listed.iter().map(|card| card["slug"].as_str().unwrap().to_owned()).collect();
        let narrowed = search(&server, "harbour", &format!("&limit=100&{filter}"));
        let both: BTreeSet<&str> = found.iter().copied().filter(|slug| listed.contains(*slug)).collect();
        assert_eq!(slugs(&narrowed).into_iter().collect::<BTreeSet<_>>(), both, "{filter}");
    }
    assert_eq!(search(&server, "harbour", "&category=no-such")["page"]["total"], 0);
}}

searching! { demo_with fn a_walk_by_cursor_meets_every_hit_once_both_ways(server: TestServer) {
    for sort in ["relevance", "-published_at", "published_at"] {
        let more = format!("&sort={sort}");
        let whole = search(&server, "harbour", &format!("&limit=100{more}"));
        let (mut path, mut walked) = (format!("/v1/search?q=harbour&limit=7{more}"), Vec::new());
        let last = loop {
            let page = server.client.json(&path);
            walked.extend(slugs(&page).into_iter().map(str::to_owned));
            let Some(next) = page["page"]["next_cursor"].as_str() else { break page };
            path = format!("/v1/search?q=harbour&limit=7{more}&cursor={next}");
        };
        assert_eq!(walked, slugs(&whole), "{sort}");
        let back = last["page"]["previous_cursor"].as_str().unwrap();
        let before = server.client.json(&format!("/v1/search?q=harbour&limit=7{more}&cursor={back}"));
        let end = walked.len() - slugs(&last).len();
        assert_eq!(slugs(&before), walked[end - 7..end], "{sort}");
        let second = server.client.json(&format!("/v1/search?q=harbour&limit=7{more}&page=2"));
        assert_eq!(slugs(&second), walked[7..14], "{sort}");
    }
}}

#[test]
fn bug_the_same_search_was_another_answer_each_second() {
    let server = TestServer::demo_with(Backend::Sqlite, &["--search", "on", "--cache-size", "0"]);
    let first = search(&server, "harbour", "&limit=3");
    assert!(first["page"]["next_cursor"].is_string());
    server.clock.set(server.clock.now().plus_seconds(90));
    assert_eq!(search(&server, "harbour", "&limit=3"), first);
}

searching! { empty_with fn the_index_follows_what_happens(server: TestServer) {
    let writer = Writer::new(&server);
    let tag = writer.desk.made("/v1/admin/tags", &json!({"name": "Quagga"}));
    let tag = tag["id"].as_str().unwrap();
    let id = writer.publish(&json!({"title": "Harbour tunnel opens", "tag_ids": [tag]}));
    assert_eq!(writer.found("quagga"), ["harbour-tunnel-opens"], "by the name of a tag");
    let renamed = writer.desk.change("PATCH", &format!("/v1/admin/tags/{tag}"), &json!({"name": "Okapi"}));
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    assert_eq!((writer.found("okapi ").len(), writer.found("quagga ").len()), (1, 0));
    let changed = writer.desk.change("PATCH", &format!("/v1/admin/articles/{id}"), &json!({"title": "Bridge closes"}));
    assert_eq!(changed.status, 200);
    assert_eq!((writer.found("bridge ").len(), writer.found("tunnel ").len()), (1, 0));
    assert_eq!(writer.desk.change("POST", &format!("/v1/admin/articles/{id}/steps/unpublish"), &json!({})).status, 200);
    assert_eq!(writer.found("bridge "), Vec::<String>::new());
}}

searching! { empty_with fn nothing_that_is_not_public_is_found_suggested_or_meant(server: TestServer) {
    let writer = Writer::new(&server);
    writer.text("Harbour tunnel opens", "At noon.");
    let fields = |word: &str| {
        json!({"title": format!("{word}title"), "subtitle": format!("{word}subtitle"), "kicker": format!("{word}kicker"),
            "excerpt": format!("{word}excerpt"), "body": {"html": format!("<p>{word}body</p>")}})
    };
    writer.desk.made("/v1/admin/articles", &fields("draftly"));
    let later = writer.desk.made("/v1/admin/articles", &fields("laterly"));
    let at = json!({"at": server.clock.now().plus_seconds(3600).to_string()});
    let id = later["id"].as_str().unwrap();
    assert_eq!(writer.desk.change("POST", &format!("/v1/admin/articles/{id}/steps/schedule"), &at).status, 200);
    let trashed = writer.publish(&fields("trashly"));
    let taken = writer.publish(&fields("takenly"));
    assert_eq!(writer.found("trashlybody takenlybody").len(), 2, "each has one of them");
    assert_eq!((writer.found("trashlybody").len(), writer.found("takenlybody").len()), (1, 1));
    assert_eq!(writer.desk.change("POST", &format!("/v1/admin/articles/{trashed}/trash"), &json!({})).status / 100, 2);
    let done = writer.desk.change("POST", &format!("/v1/admin/articles/{taken}/takedown"), &json!({"reason_code": "court_order"}));
    assert_eq!(done.status / 100, 2, "{}", done.text());
    for word in ["draftly", "laterly", "trashly", "takenly"] {
        for field in ["title", "subtitle", "kicker", "excerpt", "body"] {
            let right = format!("{word}{field}");
            let wrong = right.replace("ly", "lly");
            for q in [right.as_str(), &right[..6], &wrong] {
                let answer = search(&server, q, "&facets=category,tag,author,year,format");
                assert_eq!((slugs(&answer).len(), &answer["page"]["total"]), (0, &json!(0)), "{q}");
                assert_eq!(answer["did_you_mean"], Value::Null, "{q}");
                let counted: usize = answer["facets"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["values"].as_array().unwrap().len())
                    .sum();
                assert_eq!(counted, 0, "{q}");
                let suggested = server.client.json(&format!("/v1/search/suggest?q={}", encoded(q)));
                assert_eq!(suggested, json!({"data": []}), "{q}");
            }
        }
    }
    server.clock.set(server.clock.now().plus_seconds(3601));
    until(|| json!(writer.found("laterlybody").len()), |found| *found == json!(1));
}}

searching! { demo_with fn suggestions_come_while_typing(server: TestServer) {
    search(&server, "the", "");
    let ask = |q: &str| server.client.json(&format!("/v1/search/suggest?q={}", encoded(q)));
    let found = ask("harb");
    let kinds: BTreeSet<&str> =
        found["data"].as_array().unwrap().iter().map(|one| one["type"].as_str().unwrap()).collect();
    assert!(kinds.contains("article"), "{found}");
    for one in found["data"].as_array().unwrap() {
        assert!(one["title"].as_str().unwrap().to_lowercase().contains("harb"), "{one}");
        let path = encoded(one["path"].as_str().unwrap());
        assert_eq!(server.client.json(&format!("/v1/resolve?path={path}"))["outcome"], "found", "{one}");
    }
    assert!(ask("ada ok")["data"].as_array().unwrap().iter().any(|one| one["type"] == "author"), "{}", ask("ada ok"));
    assert_eq!(ask("!?"), json!({"data": []}));
    assert_eq!(
        ask("harb")["data"].as_array().unwrap().len().min(3),
        server.client.json("/v1/search/suggest?q=harb&limit=3")["data"].as_array().unwrap().len()
    );
}}

searching! { demo_with fn a_search_names_what_is_wrong_with_it(server: TestServer) {
    let problem =
        server.client.get(&format!("/v1/search?facets=colour&sort=title&page=1&q={}", "x".repeat(201))).problem();
    let faults: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["parameter"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(problem["status"], 400);
    assert!(faults.contains(&("q", "too_long")), "{faults:?}");
    assert!(
        faults.iter().any(|(name, _)| *name == "facets") && faults.iter().any(|(name, _)| *name == "sort"),
        "{faults:?}"
    );
    assert_eq!(server.client.get("/v1/search").status, 400);
    assert_eq!(server.client.get(&format!("/v1/search?q={}", "x".repeat(10_000))).status, 400);
}}

searching! { demo_with fn any_text_is_a_query(server: TestServer) {
    let hostile = [
        "\"",
        "\"\"\"",
        "-",
        "--",
        "AND OR NOT",
        "title:x",
        "*",
        "a*b",
        "(",
        "[* TO *]",
        "\\",
        "%",
        "' OR 1=1 --",
        "😀",
        "\u{202e}abc",
        "ﷺ",
        "a\u{301}\u{301}\u{301}",
        "-\"a b",
        "^~boost^2",
        "{\"$gt\":1}",
        "null",
        "\u{1}stem",
    ];
    for q in hostile {
        let answer = server.client.get(&format!("/v1/search?q={}", encoded(q)));
        assert!(matches!(answer.status, 200 | 400), "{q:?}: {}", answer.text());
        let answer = server.client.get(&format!("/v1/search/suggest?q={}", encoded(q)));
        assert!(matches!(answer.status, 200 | 400), "{q:?}: {}", answer.text());
    }
}}

searching! { empty_with fn a_command_makes_the_index_anew_beside_a_server(server: TestServer) {
    let writer = Writer::new(&server);
    writer.text("Harbour tunnel opens", "At noon.");
    assert_eq!(writer.found("tunnel").len(), 1);
    let current = || json!(std::fs::read_to_string(server.settings.data.join("search/current")).unwrap());
    let before = current();
    let made = server.command().args(["search", "rebuild"]).output().unwrap();
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success() && said.starts_with("1 articles can be searched; the index has "), "{said}");
    assert_ne!(current(), before);
    let old = server.settings.data.join("search").join(before.as_str().unwrap());
    until(|| json!(old.exists()), |there| *there == json!(false));
    writer.text("Ferries return", "At dusk.");
    assert_eq!((writer.found("tunnel").len(), writer.found("ferries").len()), (1, 1));
}}
