//! Publication by the clock: never early, never missed, announced once, whatever stops, jumps or runs beside it.

use std::collections::HashMap;

use newswire::articles::jobs::announce_due;
use newswire::auth::Role;
use newswire::changes;
use newswire::db::{Database, DatabaseError, Time};
use newswire::site;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;
use crate::support::desk::Desk;

const ARTICLES: &str = "/v1/admin/articles";

fn scheduled(desk: &Desk, title: &str, at: &str) -> Value {
    let made = desk.made(ARTICLES, &json!({"title": title}));
    let path = format!("{ARTICLES}/{}/steps/schedule", made["id"].as_str().unwrap());
    let answer = desk.change("POST", &path, &json!({"at": at}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn moment(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn announce(db: &Database, now: Time) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(announce_due(db, now)).unwrap();
}

/// How often each event was told of each article.
fn told(server: &TestServer) -> HashMap<(String, String), usize> {
    announce(&server.db, server.clock.now());
    let rows = server.db.read_blocking(|conn| changes::beyond(conn, 0, 100_000).map_err(DatabaseError::from)).unwrap();
    let mut told = HashMap::new();
    for row in rows {
        *told.entry((row.slug.unwrap_or_default(), row.event)).or_insert(0) += 1;
    }
    told
}

fn once(slug: &str, event: &str) -> ((String, String), usize) {
    ((slug.to_owned(), event.to_owned()), 1)
}

on_both_empty! {
    fn on_several_nodes_each_is_told_once_and_none_is_early(server: TestServer) {
        let nodes = [server.another(), server.another()];
        let desk = server.desk("ada", Role::Editor);
        let begin = server.clock.now();
        let at = |n: i64| begin.plus_seconds(60 + 7 * n);
        for n in 0..30 {
            scheduled(&desk, &format!("Story {n}"), &at(n).to_string());
        }
        let clients = [&server.client, &nodes[0].client, &nodes[1].client];
        for n in [0, 1, 8, 20, 29] {
            server.clock.set(Time::of_micros(at(n).micros() - 1).unwrap());
            for client in clients {
                assert_eq!(client.get(&format!("/v1/articles/story-{n}")).status, 404, "not a microsecond early");
            }
            server.clock.set(at(n));
            std::thread::scope(|scope| {
                // All nodes, and their own looks at the clock beside.
                for db in [&server.db, &nodes[0].db, &nodes[1].db] {
                    scope.spawn(move || announce(db, at(n)));
                }
                for client in clients {
                    assert_eq!(client.get(&format!("/v1/articles/story-{n}")).status, 200, "from its very moment");
                }
            });
            // An address of its own, for these clocks jump faster than any node looks at its own.
            assert_eq!(server.client.json(&format!("/v1/articles?limit={}", n + 1))["page"]["total"], n + 1);
        }
        let expected: HashMap<_, _> = (0..30).map(|n| once(&format!("story-{n}"), "article.published")).collect();
        assert_eq!(told(&server), expected);
    }

    fn what_was_due_while_nothing_ran_is_there_at_the_start(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        scheduled(&desk, "Over night", "2026-11-25T03:00:00Z");
        let ends = scheduled(&desk, "Came and went", "2026-11-25T03:00:00Z");
        let path = format!("{ARTICLES}/{}", ends["id"].as_str().unwrap());
        assert_eq!(desk.change("PATCH", &path, &json!({"unpublish_at": "2026-11-25T04:00:00Z"})).status, 200);
        server.clock.set(moment("2026-11-25T08:00:00Z"));
        // A node that starts now does the work of the night before it answers anybody.
        let node = server.another();
        assert_eq!(node.client.get("/v1/articles/over-night").status, 200);
        assert_eq!(node.client.get("/v1/articles/came-and-went").status, 410);
        let once_each = [once("over-night", "article.published"), once("came-and-went", "article.published"), once("came-and-went", "article.unpublished")];
        told(&server);
        assert_eq!(told(&server), HashMap::from(once_each));
        drop(node);
        let again = server.another();
        assert_eq!(again.client.get("/v1/articles/over-night").status, 200);
        assert_eq!(told(&server).values().sum::<usize>(), 3, "another start tells nothing again");
    }

    fn a_clock_that_jumps_tells_nothing_twice(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        scheduled(&desk, "Jumped", "2026-11-24T10:00:00Z");
        let public = || server.client.get("/v1/articles/jumped").status;
        for (now, status) in [
            ("2026-11-24T09:59:59.999999Z", 404), ("2027-11-24T00:00:00Z", 200), ("2026-11-24T09:00:00Z", 410),
            ("2020-01-01T00:00:00Z", 410), ("2026-11-24T09:59:59Z", 410), ("2026-11-24T10:00:00Z", 200), ("2026-11-24T10:00:01Z", 200),
        ] {
            server.clock.set(moment(now));
            announce(&server.db, server.clock.now());
            assert_eq!(public(), status, "{now}");
            let listed = server.client.json("/v1/articles")["data"].as_array().unwrap().len();
            assert_eq!(listed, usize::from(status == 200), "{now}");
        }
        assert_eq!(told(&server), HashMap::from([once("jumped", "article.published")]));
    }

    fn a_moment_is_a_moment_in_every_zone(server: TestServer) {
        // Berlin's clocks show 02:30 twice on 25 October, and never on 28 March.
        server.editor().write(|conn, now| -> Result<(), DatabaseError> {
            let row = site::load(conn)?;
            let mut settings = row.settings.0;
            settings.timezone = "Europe/Berlin".to_owned();
            settings.permalinks.article = "/{yyyy}/{mm}/{dd}/{hour}{minute}/{slug}".to_owned();
            Ok(site::save(conn, now, &settings, row.logo_id, row.icon_id)?)
        });
        for (title, at, instant, path) in [
            ("Summer", "2027-10-31T02:30:00+02:00", "2027-10-31T00:30:00Z", "/2027/10/31/0230/summer"),
            ("Winter", "2027-10-31T02:30:00+01:00", "2027-10-31T01:30:00Z", "/2027/10/31/0230/winter"),
            ("Gap", "2028-03-26T02:30:00+01:00", "2028-03-26T01:30:00Z", "/2028/03/26/0330/gap"),
            ("Afar", "2028-03-27T15:15:00+13:45", "2028-03-27T01:30:00Z", "/2028/03/27/0330/afar"),
            ("Midnight", "2028-06-30T23:59:59-00:00", "2028-06-30T23:59:59Z", "/2028/07/01/0159/midnight"),
        ] {
            let desk = server.desk(title, Role::Editor);
            let planned = scheduled(&desk, title, at);
            assert_eq!(planned["published_at"], instant);
            let slug = title.to_lowercase();
            let due = moment(instant);
            server.clock.set(Time::of_micros(due.micros() - 1).unwrap());
            assert_eq!(server.client.get(&format!("/v1/articles/{slug}")).status, 404, "{title}");
            server.clock.set(due);
            let article = server.client.json(&format!("/v1/articles/{slug}"));
            assert_eq!((&article["published_at"], &article["path"]), (&json!(instant), &json!(path)), "{title}");
            let found = server.client.json(&format!("/v1/resolve?path={path}"));
            assert_eq!(found["outcome"], "found", "{title}");
        }
        let told = told(&server);
        for slug in ["summer", "winter", "gap", "afar", "midnight"] {
            assert_eq!(told[&once(slug, "article.published").0], 1, "{slug}");
        }
        let month = server.client.json("/v1/articles?date=2027-10-31");
        assert_eq!(month["data"].as_array().unwrap().len(), 2, "both half past twos are of that day");
        assert_eq!(server.client.json("/v1/articles?date=2028-07-01")["data"][0]["slug"], "midnight");
    }
}
