//! Writing and publishing, as editors do it: through the Admin API alone.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;
use crate::support::desk::Desk;

const ARTICLES: &str = "/v1/admin/articles";

fn path(article: &Value) -> String {
    format!("{ARTICLES}/{}", article["id"].as_str().unwrap())
}

fn step(desk: &Desk, article: &Value, name: &str, body: &Value) -> crate::support::client::Answer {
    desk.change("POST", &format!("{}/steps/{name}", path(article)), body)
}

fn published(desk: &Desk, title: &str) -> Value {
    let article = desk.made(ARTICLES, &json!({"title": title, "body": {"html": format!("<p>{title}.</p>")}}));
    let answer = step(desk, &article, "publish", &json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

on_both_empty! {
    fn an_article_goes_its_way(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let made = desk.post(ARTICLES, &json!({"title": " Harbour tunnel opens ", "body": {"markdown": "The *first* buses.<script>alert(1)</script>"}}));
        assert_eq!(made.status, 201, "{}", made.text());
        let draft = made.json();
        assert_eq!(made.header("location"), path(&draft));
        assert_eq!((made.header("etag"), &draft["revision"], &draft["version"]), ("\"1\"", &json!(1), &json!(0)));
        assert_eq!((&draft["slug"], &draft["status"], &draft["published_at"]), (&json!("harbour-tunnel-opens"), &json!("draft"), &Value::Null));
        assert_eq!(draft["steps"], json!(["submit", "schedule", "publish"]));
        assert_eq!(draft["body_html"], "<p>The <em>first</em> buses.</p>");
        assert_eq!(draft["body"]["markdown"], "The *first* buses.<script>alert(1)</script>", "the original is kept");
        let public = || server.client.get("/v1/articles/harbour-tunnel-opens").status;
        assert_eq!(public(), 404);

        let review = step(&desk, &draft, "submit", &json!({"note": "Please read"})).json();
        assert_eq!((&review["status"], &review["revision"]), (&json!("in_review"), &json!(2)));
        let live = step(&desk, &draft, "publish", &json!({})).json();
        assert_eq!((&live["status"], &live["version"], &live["published_at"]), (&json!("published"), &json!(1), &json!("2026-11-24T08:00:00Z")));
        let page = server.client.json("/v1/articles/harbour-tunnel-opens");
        assert_eq!((&page["title"], &page["body"]["html"]), (&json!("Harbour tunnel opens"), &json!("<p>The <em>first</em> buses.</p>")));
        assert_eq!(server.client.json("/v1/articles")["page"]["total"], 1);

        server.clock.set(server.clock.now().plus_seconds(60));
        let correction = json!({"kind": "correction", "text": "It opened <late>."});
        let corrected = desk.change("POST", &format!("{}/corrections", path(&draft)), &correction);
        assert_eq!(corrected.status, 200, "{}", corrected.text());
        let page = server.client.json("/v1/articles/harbour-tunnel-opens");
        assert_eq!((&page["corrections"][0]["html"], &page["updated_at"]), (&json!("<p>It opened &lt;late&gt;.</p>"), &json!("2026-11-24T08:01:00Z")));
        let kept = page["corrections"][0]["id"].clone();

        let changed = desk.change("PATCH", &path(&draft), &json!({"slug": "tunnel-open", "kicker": "Transport"})).json();
        assert_eq!((&changed["slug"], &changed["version"], &changed["title"]), (&json!("tunnel-open"), &json!(3), &json!("Harbour tunnel opens")));
        let old = server.client.get("/v1/articles/harbour-tunnel-opens");
        assert_eq!((old.status, old.header("location").ends_with("/v1/articles/tunnel-open")), (301, true));
        assert_eq!(server.client.json("/v1/articles/tunnel-open")["corrections"][0]["id"], kept, "a correction keeps its id");

        assert_eq!(step(&desk, &draft, "archive", &json!({})).json()["status"], "archived");
        assert_eq!(server.client.get("/v1/articles/tunnel-open").status, 410);
        let again = step(&desk, &draft, "publish", &json!({})).json();
        assert_eq!(again["published_at"], "2026-11-24T08:00:00Z", "the first public moment stays");
        assert_eq!(server.client.get("/v1/articles/tunnel-open").status, 200);
        let trashed = desk.change("POST", &format!("{}/trash", path(&draft)), &json!({}));
        assert_eq!((trashed.status, &trashed.json()["steps"]), (200, &json!([])));
        assert_eq!(server.client.get("/v1/articles/tunnel-open").status, 410);
        assert_eq!(step(&desk, &draft, "publish", &json!({})).status, 409);
        let back = desk.change("POST", &format!("{}/restore", path(&draft)), &json!({})).json();
        assert_eq!((&back["status"], &back["trashed_at"]), (&json!("archived"), &Value::Null));
        assert_eq!(desk.delete(&path(&draft)).status, 409, "only what is in the trash");
        desk.change("POST", &format!("{}/trash", path(&draft)), &json!({}));
        assert_eq!(desk.delete(&path(&draft)).status, 204);
        assert_eq!(desk.get(&path(&draft)).status, 404);

        let admin = server.desk("root", Role::Admin);
        let log = admin.json("/v1/admin/audit?resource_kind=article&limit=50");
        let deeds: Vec<&str> = log["data"].as_array().unwrap().iter().rev().map(|row| row["action"].as_str().unwrap()).collect();
        let expected = ["create", "submit", "publish", "correct", "update", "archive", "publish", "trash", "restore", "trash", "delete"];
        assert_eq!(deeds, expected.map(|deed| format!("article.{deed}")));
    }

    fn a_step_that_cannot_be_taken_names_those_that_can(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let draft = desk.made(ARTICLES, &json!({"title": "A"}));
        let problem = step(&desk, &draft, "archive", &json!({})).problem();
        assert_eq!((&problem["status"], &problem["code"]), (&json!(409), &json!("conflict")));
        assert_eq!(problem["detail"], "`archive` cannot be taken from `draft`. Possible: `submit`, `schedule`, `publish`.");
        assert_eq!(step(&desk, &draft, "nothing", &json!({})).status, 404);
        assert_eq!(step(&desk, &draft, "publish", &json!({"at": "2026-12-01T00:00:00Z"})).status, 422);
        assert_eq!(step(&desk, &draft, "schedule", &json!({})).status, 422);
        assert_eq!(step(&desk, &draft, "schedule", &json!({"at": "2026-11-24T08:00:00Z"})).status, 422);
        assert_eq!(step(&desk, &draft, "schedule", &json!({"when": "2026-12-01T00:00:00Z"})).status, 400);
        assert_eq!(desk.json(&path(&draft))["revision"], 1, "what was refused has changed nothing");
    }

    fn the_clock_publishes_and_ends(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let (from, until) = ("2026-11-25T06:00:00+01:00", "2026-11-25T07:00:00Z");
        let draft = desk.made(ARTICLES, &json!({"title": "Ahead", "unpublish_at": until}));
        let ahead = step(&desk, &draft, "schedule", &json!({"at": from})).json();
        assert_eq!((&ahead["status"], &ahead["published_at"]), (&json!("scheduled"), &json!("2026-11-25T05:00:00Z")));
        let seen = || server.sign_in(desk.user, &desk.email).json(&path(&draft));
        let public = || server.client.get("/v1/articles/ahead").status;
        let at = |text: &str| server.clock.set(newswire::db::Time::parse(text).unwrap());
        at("2026-11-25T04:59:59Z");
        assert_eq!(public(), 404);
        at("2026-11-25T05:00:00Z");
        assert_eq!((public(), &seen()["status"]), (200, &json!("published")));
        at("2026-11-25T07:00:00Z");
        assert_eq!((public(), &seen()["status"]), (410, &json!("archived")));
    }

    fn an_embargo_holds(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let draft = desk.made(ARTICLES, &json!({"title": "Held", "embargo_until": "2026-11-25T08:00:00Z"}));
        for (name, body) in [("publish", json!({})), ("schedule", json!({"at": "2026-11-25T07:59:59Z"}))] {
            let answer = step(&desk, &draft, name, &body);
            assert_eq!((answer.status, answer.problem()["detail"].as_str().unwrap()), (409, "It is under embargo until 2026-11-25T08:00:00Z."));
        }
        assert_eq!(step(&desk, &draft, "schedule", &json!({"at": "2026-11-25T08:00:00Z"})).status, 200);
    }

    fn nobody_writes_over_anothers_work(server: TestServer) {
        let (ada, bo) = (server.desk("ada", Role::Editor), server.desk("bo", Role::Editor));
        let draft = ada.made(ARTICLES, &json!({"title": "One"}));
        assert_eq!(ada.call("PATCH", &path(&draft), &[], &json!({"title": "Two"})).status, 428);
        let first = ada.call("PATCH", &path(&draft), &[("If-Match", "\"1\"")], &json!({"title": "Two"}));
        assert_eq!((first.status, first.header("etag")), (200, "\"2\""));
        let late = bo.call("PUT", &path(&draft), &[("If-Match", "\"1\"")], &json!({"title": "Three"}));
        let problem = late.problem();
        assert_eq!((late.status, late.header("etag"), &problem["current"]["title"]), (412, "\"2\"", &json!("Two")));
        std::thread::scope(|scope| {
            let tries: Vec<_> = (0..16).map(|n| {
                let (bo, path) = (bo.clone(), path(&draft));
                scope.spawn(move || bo.call("PATCH", &path, &[("If-Match", "\"2\"")], &json!({"title": format!("Editor {n}")})).status)
            }).collect();
            let mut seen: Vec<u16> = tries.into_iter().map(|one| one.join().unwrap()).collect();
            seen.sort_unstable();
            assert_eq!((seen[0], seen[1..].iter().all(|status| *status == 412)), (200, true), "{seen:?}");
        });
        assert_eq!(ada.json(&path(&draft))["revision"], 3);
    }

    fn a_request_that_comes_again_makes_nothing_twice(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let send = |key: &str, title: &str| desk.call("POST", ARTICLES, &[("Idempotency-Key", key)], &json!({"title": title}));
        let first = send("k", "Once");
        let again = send("k", "Once");
        assert_eq!((again.status, &again.body, again.header("etag"), again.header("location")), (201, &first.body, "\"1\"", first.header("location")));
        assert_eq!(send("k", "Twice").status, 422);
        assert_eq!(server.desk("bo", Role::Editor).call("POST", ARTICLES, &[("Idempotency-Key", "k")], &json!({"title": "Once"})).json()["slug"], "once-2", "the key is its sender's");
        let statuses = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| send("many", "Many").status)).collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(statuses.iter().all(|status| [201, 409].contains(status)) && statuses.contains(&201), "{statuses:?}");
        let made = desk.json(&format!("{ARTICLES}?title=many"));
        assert_eq!(made["data"].as_array().unwrap().len(), 1);
    }

    fn what_is_written_is_checked_all_at_once(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let nobody = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99";
        let bad = json!({"title": " ", "slug": "a/b", "language": "English language", "format": "poem", "body": {"html": "a", "markdown": "b"}, "sources": [{"name": "x", "url": "javascript:alert(1)"}], "location": {"name": "x", "latitude": 91.0}});
        let problem = desk.post(ARTICLES, &bad).problem();
        let mut places: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|fault| fault["pointer"].as_str().unwrap()).collect();
        places.sort_unstable();
        assert_eq!((&problem["status"], places), (&json!(422), vec!["/body", "/format", "/language", "/location", "/slug", "/sources/0/url", "/title"]));
        let problem = desk.post(ARTICLES, &json!({"title": "A", "tag_ids": [nobody], "author_ids": [nobody], "featured_media_id": nobody, "read_also_ids": [nobody]})).problem();
        assert_eq!(problem["errors"].as_array().unwrap().len(), 4, "{problem}");
        for (bad, place) in [(json!({"title": "A", "status": "published"}), "/status"), (json!({"title": 1}), "/title"), (json!({}), ""), (json!({"title": "A", "tag_ids": ["x"]}), "/tag_ids/0"), (json!({"title": "a\u{0}b"}), "")] {
            let answer = desk.post(ARTICLES, &bad);
            assert_eq!((answer.status, &answer.problem()["errors"][0]["pointer"]), (400, &json!(place)), "threat 18: {bad}");
        }
        assert_eq!(desk.json(ARTICLES)["data"], json!([]), "nothing was stored");
    }

    fn a_slug_never_takes_anothers_old_links(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let one = published(&desk, "Old name");
        desk.change("PATCH", &path(&one), &json!({"slug": "new-name"}));
        let other = desk.made(ARTICLES, &json!({"title": "Old name"}));
        assert_eq!(other["slug"], "old-name-2");
        for slug in ["old-name", "new-name"] {
            let answer = desk.change("PATCH", &path(&other), &json!({"slug": slug}));
            assert_eq!((answer.status, &answer.problem()["errors"][0]["code"]), (422, &json!("taken")), "{slug}");
        }
        assert_eq!(desk.change("PATCH", &path(&one), &json!({"slug": "old-name"})).json()["slug"], "old-name", "its own old one it may have again");
        assert_eq!(server.client.get("/v1/articles/old-name").status, 200);
        let title = desk.change("PATCH", &path(&one), &json!({"title": "Another title"})).json();
        assert_eq!(title["slug"], "old-name", "another title is no other slug");
        let script = desk.made(ARTICLES, &json!({"title": "港口隧道"}));
        assert!(script["slug"].as_str().unwrap().is_ascii());
    }

    fn revisions_tell_what_changed_and_come_back(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let draft = desk.made(ARTICLES, &json!({"title": "The tunnel opens", "body": {"html": "<p>The first buses ran.</p>"}}));
        desk.change("PATCH", &path(&draft), &json!({"title": "The tunnel opened", "body": {"html": "<p>The first buses ran late.</p>"}}));
        let list = desk.json(&format!("{}/revisions", path(&draft)));
        let numbers: Vec<i64> = list["data"].as_array().unwrap().iter().map(|row| row["number"].as_i64().unwrap()).collect();
        assert_eq!((numbers, &list["data"][0]["by_name"]), (vec![2, 1], &json!("ada")));
        let second = desk.json(&format!("{}/revisions/2", path(&draft)));
        let changes = second["changes"].as_array().unwrap();
        let fields: Vec<&str> = changes.iter().map(|change| change["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["/title", "/body"], "the slug and the excerpt that follow are no changes of their own");
        assert_eq!(changes[0]["words"], json!([{"op": "equal", "text": "The tunnel "}, {"op": "delete", "text": "opens"}, {"op": "insert", "text": "opened"}]));
        let restored = desk.change("POST", &format!("{}/revisions/1/restore", path(&draft)), &json!({})).json();
        assert_eq!((&restored["title"], &restored["revision"], &restored["body_html"]), (&json!("The tunnel opens"), &json!(3), &json!("<p>The first buses ran.</p>")));
        assert_eq!(desk.json(&format!("{}/revisions", path(&draft)))["data"][0]["note"], "Revision 1");
        for number in ["0", "9", "x", "01", "-1"] {
            assert_eq!(desk.get(&format!("{}/revisions/{number}", path(&draft))).status, 404, "{number}");
        }
        assert_eq!(server.client.get(&format!("/v1/articles/{}/revisions", draft["id"].as_str().unwrap())).status, 404, "threat 10");
    }

    fn writers_reach_their_own(server: TestServer) {
        let (editor, author, other, contributor) =
            (server.desk("ed", Role::Editor), server.desk("au", Role::Author), server.desk("ot", Role::Author), server.desk("co", Role::Contributor));
        let own = author.made(ARTICLES, &json!({"title": "Mine"}));
        for desk in [&other, &contributor] {
            assert_eq!(desk.get(&path(&own)).status, 404, "another's is unknown");
            assert_eq!(desk.change("PATCH", &path(&own), &json!({"title": "Ours"})).status, 404);
            assert_eq!(step(desk, &own, "submit", &json!({})).status, 404);
            assert_eq!(desk.get(&format!("{}/revisions", path(&own))).status, 404);
            assert_eq!(desk.json(ARTICLES)["data"], json!([]));
        }
        assert_eq!(editor.get(&path(&own)).status, 200);
        assert_eq!(step(&author, &own, "publish", &json!({})).status, 200);
        assert_eq!(author.delete(&path(&own)).status, 403);

        let handed_in = contributor.made(ARTICLES, &json!({"title": "Theirs"}));
        assert_eq!(step(&contributor, &handed_in, "publish", &json!({})).status, 403);
        assert_eq!(step(&contributor, &handed_in, "submit", &json!({})).status, 200);
        assert_eq!(step(&contributor, &handed_in, "return", &json!({})).status, 403);
        assert_eq!(step(&editor, &handed_in, "return", &json!({"note": "More, please"})).json()["status"], "draft");
        assert_eq!(step(&editor, &handed_in, "publish", &json!({})).status, 200);
        let late = contributor.change("PATCH", &path(&handed_in), &json!({"title": "Slipped in"}));
        assert_eq!(late.status, 403, "what is public is changed by who may publish");
        assert_eq!(contributor.change("POST", &format!("{}/trash", path(&handed_in)), &json!({})).status, 403);
        assert_eq!(server.client.json("/v1/articles/theirs")["title"], "Theirs");
        let list = editor.json(&format!("{ARTICLES}?status=published"));
        assert_eq!((list["data"].as_array().unwrap().len(), &list["counts"]["published"]), (2, &json!(2)));
    }

    fn lists_are_walked_both_ways_and_filtered(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        for n in 0..7 {
            server.clock.set(server.clock.now().plus_seconds(1));
            desk.made(ARTICLES, &json!({"title": format!("Story {n} of 100%")}));
        }
        let mut walked = Vec::new();
        let mut at = format!("{ARTICLES}?limit=3");
        let last = loop {
            let page = desk.json(&at);
            walked.extend(page["data"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()));
            match page["page"]["next_cursor"].as_str() {
                Some(cursor) => at = format!("{ARTICLES}?limit=3&cursor={cursor}"),
                None => break page,
            }
        };
        let expected: Vec<String> = (0..7).rev().map(|n| format!("Story {n} of 100%")).collect();
        assert_eq!(walked, expected);
        let back = desk.json(&format!("{ARTICLES}?limit=3&cursor={}", last["page"]["previous_cursor"].as_str().unwrap()));
        assert_eq!(back["data"][0]["title"], "Story 3 of 100%");
        let found = |query: &str| desk.json(&format!("{ARTICLES}?{query}"))["data"].as_array().unwrap().len();
        assert_eq!((found("title=STORY%203"), found("title=100%25"), found("title=1_0"), found("status=published"), found("trashed=true")), (1, 7, 0, 0, 0));
        assert_eq!(desk.get(&format!("{ARTICLES}?status=secret")).status, 400);
        assert_eq!(server.client.get(&format!("/v1/articles?cursor={}", last["page"]["previous_cursor"].as_str().unwrap())).status, 400);
    }
}
