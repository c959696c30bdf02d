//! What listeners hear, through a socket of their own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use newswire::articles::Status;
use newswire::auth::Role;
use newswire::changes::jobs::compact;
use newswire::changes::{Change, Kind, append};
use newswire::db::DatabaseError;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::editor::{Under, id};
use crate::{on_both, on_both_empty};

/// A listener: an answer that does not end.
struct Listener {
    head: String,
    reader: BufReader<TcpStream>,
    text: String,
}

/// A block of the stream.
#[derive(Debug, Clone, PartialEq)]
struct Block {
    id: String,
    event: String,
    data: Value,
}

impl Listener {
    fn open(server: &TestServer, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut socket = TcpStream::connect(server.settings.listen).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        write!(socket, "GET {path} HTTP/1.1\r\nHost: test\r\n{headers}\r\n").unwrap();
        let mut listener = Self { head: String::new(), reader: BufReader::new(socket), text: String::new() };
        while !listener.head.ends_with("\r\n\r\n") {
            assert_ne!(listener.reader.read_line(&mut listener.head).unwrap(), 0, "{}", listener.head);
        }
        assert!(listener.head.starts_with("HTTP/1.1 200"), "{}", listener.head);
        listener
    }

    /// A listener that has read its first block; its place.
    fn ready(server: &TestServer, path: &str, headers: &[(&str, &str)]) -> (Self, String) {
        let mut listener = Self::open(server, path, headers);
        let opening = listener.raw().unwrap();
        let id = opening.strip_prefix("retry: 3000\nid: ").expect("a place at the start").to_owned();
        (listener, id)
    }

    /// The text of the next block; none at the end of the stream.
    fn raw(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let mut size = String::new();
            self.reader.read_line(&mut size).unwrap();
            let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
            let mut chunk = vec![0; size + 2];
            self.reader.read_exact(&mut chunk).ok()?;
            if size == 0 {
                return None;
            }
            self.text += std::str::from_utf8(&chunk[..size]).unwrap();
        }
    }

    /// The next event; comments are passed over.
    fn next(&mut self) -> Option<Block> {
        loop {
            let block = self.raw()?;
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            let Some(data) = field("data: ") else { continue };
            let data = serde_json::from_str(&data).unwrap();
            return Some(Block { id: field("id: ").unwrap(), event: field("event: ").unwrap(), data });
        }
    }

    fn header(&self, name: &str) -> &str {
        let value = self.head.lines().find_map(|line| line.split_once(": ").filter(|(known, _)| *known == name));
        value.map_or("", |(_, value)| value)
    }
}

on_both_empty! {
    fn a_change_is_heard_while_it_happens(server: TestServer) {
        let editor = server.editor();
        editor.category("city", "city", "City");
        editor.tag("boats", "boats", "Boats");
        let (mut listener, begin) = Listener::ready(&server, "/v1/events", &[]);
        assert_eq!(listener.header("content-type"), "text/event-stream");
        assert_eq!(listener.header("cache-control"), "no-store");
        assert_eq!(listener.header("x-accel-buffering"), "no");
        assert_eq!(listener.header("access-control-allow-origin"), "*");
        assert_eq!(listener.header("etag"), "");
        editor.publish("harbour", Under { category: "city", tag: "boats", ..Under::default() });
        server.log.wake();
        let block = listener.next().unwrap();
        let (article, city, boats) = (id("article", "harbour"), id("category", "city"), id("tag", "boats"));
        assert_eq!(block.event, "article.published");
        let mut data = block.data.clone();
        let purge: Vec<String> = serde_json::from_value(data["purge"].take()).unwrap();
        for key in [format!("article:{article}"), "article:harbour".into(), "articles".into(), format!("category:{city}"), "category:city".into(), format!("tag:{boats}")] {
            assert!(purge.contains(&key), "{key} among {purge:?}");
        }
        let seq = data["seq"].clone();
        assert_eq!(data, json!({
            "id": block.id, "type": "article.published", "at": "2026-11-24T08:00:00Z", "seq": seq,
            "resource": {"type": "article", "id": article, "slug": "harbour", "path": "/city/harbour", "version": 1},
            "previous": null, "changed": [], "purge": null, "alert": null,
        }));
        // The event's id is a cursor for everything.
        let changes = server.client.json(&format!("/v1/changes?since={begin}"));
        assert_eq!((&changes["data"][0]["id"], &changes["next_cursor"]), (&json!(article), &json!(block.id)));
        editor.category("city", "town", "Town");
        server.log.wake();
        let block = listener.next().unwrap();
        assert_eq!((block.event.as_str(), &block.data["previous"]), ("category.updated", &json!({"slug": "city", "path": "/city"})));
        assert_eq!((&block.data["resource"]["path"], &block.data["changed"]), (&json!("/town"), &json!(["slug", "name"])));
    }

    fn bug_events_did_not_say_where_a_thing_is_and_what_of_it_has_changed(server: TestServer) {
        let desk = server.desk("ada", Role::Admin);
        let make = |at: &str, body: Value| desk.made(&format!("/v1/admin/{at}"), &body)["id"].as_str().unwrap().to_owned();
        let news = make("categories", json!({"name": "News"}));
        let city = make("categories", json!({"name": "City", "parent_id": news}));
        let (tag, author) = (make("tags", json!({"name": "Boats"})), make("authors", json!({"name": "Ada Okoye"})));
        let page = make("pages", json!({"title": "About", "body": {"html": "<p>Us.</p>"}, "status": "published"}));
        let article = make("articles", json!({"title": "Ferry", "primary_category_id": city, "author_ids": [author], "tag_ids": [tag]}));
        desk.change("POST", &format!("/v1/admin/articles/{article}/steps/publish"), &json!({}));
        let (mut listener, _) = Listener::ready(&server, "/v1/events", &[]);
        let change = |at: String, body: Value| {
            let answer = desk.change("PATCH", &format!("/v1/admin/{at}"), &body);
            assert_eq!(answer.status, 200, "{at}: {}", answer.text());
        };
        change(format!("articles/{article}"), json!({"title": "Ferries", "body": {"html": "<p>Two.</p>"}, "slug": "ferries", "excerpt": "Two left."}));
        change(format!("articles/{article}"), json!({"primary_category_id": news, "tag_ids": [], "sponsored": true}));
        change(format!("tags/{tag}"), json!({"name": "Ships", "slug": "ships"}));
        change(format!("authors/{author}"), json!({"bio": "She writes."}));
        change(format!("pages/{page}"), json!({"slug": "us"}));
        change("site".to_owned(), json!({"name": "The Bay Courier", "tagline": "Daily"}));
        change(format!("categories/{news}"), json!({"slug": "latest"}));
        server.log.wake();
        let place = |slug: &str, path: &str| json!({"slug": slug, "path": path});
        let told = [
            ("article.updated", place("ferries", "/news/city/ferries"), place("ferry", "/news/city/ferry"), json!(["slug", "title", "excerpt", "body"])),
            ("article.updated", place("ferries", "/news/ferries"), place("ferries", "/news/city/ferries"), json!(["sponsored", "primary_category", "categories", "tags"])),
            ("tag.updated", place("ships", "/tags/ships"), place("boats", "/tags/boats"), json!(["slug", "name"])),
            ("author.updated", place("ada-okoye", "/authors/ada-okoye"), Value::Null, json!(["bio"])),
            ("page.updated", place("us", "/us"), place("about", "/about"), json!(["slug"])),
            ("site.updated", json!({"slug": null, "path": null}), Value::Null, json!(["name", "tagline"])),
            ("category.updated", place("city", "/latest/city"), place("city", "/news/city"), json!(["path"])),
            ("category.updated", place("latest", "/latest"), place("news", "/news"), json!(["slug"])),
        ];
        for (event, at, previous, changed) in told {
            let block = listener.next().unwrap();
            let resource = &block.data["resource"];
            assert_eq!((block.event.as_str(), &block.data["previous"], &block.data["changed"]), (event, &previous, &changed));
            assert_eq!(json!({"slug": resource["slug"], "path": resource["path"]}), at, "{event}");
        }
    }

    fn who_comes_back_hears_what_was_missed_and_goes_on(server: TestServer) {
        let editor = server.editor();
        editor.publish("a", Under::default());
        let (mut listener, _) = Listener::ready(&server, "/v1/events", &[]);
        editor.publish("b", Under::default());
        server.log.wake();
        let heard = listener.next().unwrap();
        drop(listener);
        editor.publish("c", Under::default());
        editor.unpublish("a");
        let (mut listener, place) = Listener::ready(&server, "/v1/events?since=x", &[("Last-Event-ID", &heard.id)]);
        assert_eq!(place, heard.id);
        let mut told = vec![listener.next().unwrap(), listener.next().unwrap()];
        editor.publish("d", Under::default());
        server.log.wake();
        told.push(listener.next().unwrap());
        let slugs: Vec<_> = told.iter().map(|one| (one.event.as_str(), one.data["resource"]["slug"].as_str().unwrap())).collect();
        assert_eq!(slugs, [("article.published", "c"), ("article.unpublished", "a"), ("article.published", "d")]);
        let (mut listener, _) = Listener::ready(&server, &format!("/v1/events?since={}", heard.id), &[]);
        assert_eq!(listener.next().unwrap(), told[0]);
        // A cursor of whichever query of changes is a place too.
        let cursor = server.client.json("/v1/changes?types=tag")["next_cursor"].as_str().unwrap().to_owned();
        let (mut listener, _) = Listener::ready(&server, &format!("/v1/events?since={cursor}"), &[]);
        editor.publish("e", Under::default());
        server.log.wake();
        assert_eq!(listener.next().unwrap().data["resource"]["slug"], "e");
    }

    fn filters_choose_by_category_and_by_breaking(server: TestServer) {
        let editor = server.editor();
        editor.category("city", "city", "City");
        editor.category("sport", "sport", "Sport");
        let city = id("category", "city");
        let (_, begin) = Listener::ready(&server, "/v1/events", &[]);
        editor.publish("in-city", Under { category: "city", ..Under::default() });
        editor.publish("in-sport", Under { category: "sport", ..Under::default() });
        editor.article("urgent", Under { category: "sport", ..Under::default() }, |row, now| {
            *row = row.clone().with_status(Status::Published, now);
            row.breaking_until = Some(now.plus_seconds(3600));
        });
        editor.article("urgent", Under { category: "sport", ..Under::default() }, |row, _| row.breaking_until = None);
        editor.tag("last", "last", "Last");
        let heard = |filter: &str, until: usize| {
            let (mut listener, _) = Listener::ready(&server, &format!("/v1/events?since={begin}&{filter}"), &[]);
            (0..until).map(|_| listener.next().unwrap().data["resource"]["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(heard("", 5), ["in-city", "in-sport", "urgent", "urgent", "last"]);
        assert_eq!(heard("category=city", 1), ["in-city"]);
        assert_eq!(heard(&format!("category=nothing,{city}"), 1), ["in-city"]);
        assert_eq!(heard("category=sport", 3), ["in-sport", "urgent", "urgent"]);
        assert_eq!(heard("breaking=true", 2), ["urgent", "urgent"], "what is no longer breaking news too");
        assert_eq!(heard("breaking=false&category=sport,city", 2), ["in-city", "in-sport"]);
        // Live, what is not wanted is passed over.
        let (mut listener, _) = Listener::ready(&server, "/v1/events?category=city", &[]);
        editor.publish("in-sport-too", Under { category: "sport", ..Under::default() });
        editor.publish("in-city-too", Under { category: "city", ..Under::default() });
        server.log.wake();
        assert_eq!(listener.next().unwrap().data["resource"]["slug"], "in-city-too");
    }

    fn who_comes_back_too_late_is_told_to_begin_anew(server: TestServer) {
        let editor = server.editor();
        editor.publish("a", Under::default());
        let (_, old) = Listener::ready(&server, "/v1/events", &[]);
        editor.publish("b", Under::default());
        server.clock.set(server.clock.now().plus_seconds(8 * 86_400));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(compact(&server.db, server.clock.now())).unwrap();
        let (mut listener, place) = Listener::ready(&server, &format!("/v1/events?since={old}"), &[]);
        let reset = listener.next().unwrap();
        assert_eq!(reset, Block { id: place.clone(), event: "reset".into(), data: json!({"code": "cursor_expired"}) });
        editor.publish("c", Under::default());
        server.log.wake();
        assert_eq!(listener.next().unwrap().data["resource"]["slug"], "c");
        // Its new place is a good one, and the old one is still good for the latest state.
        let (mut listener, _) = Listener::ready(&server, "/v1/events", &[("Last-Event-ID", &place)]);
        assert_eq!(listener.next().unwrap().data["resource"]["slug"], "c");
        assert_eq!(server.client.json(&format!("/v1/changes?since={old}"))["data"].as_array().unwrap().len(), 2);
    }

    fn a_slow_listener_is_cut_off_and_can_go_on(server: TestServer) {
        let (mut slow, place) = Listener::ready(&server, "/v1/events", &[]);
        let (mut quick, _) = Listener::ready(&server, "/v1/events", &[]);
        let keys: Vec<String> = (0..100).map(|n| format!("{:x<160}{n}", "key:")).collect();
        let (rounds, each) = (28, 100);
        for _ in 0..rounds {
            let keys = keys.clone();
            server.editor().write(move |conn, now| -> Result<(), DatabaseError> {
                for _ in 0..each {
                    append(conn, now, &Change::upsert(Kind::Tag, id("tag", "x"), "tag.updated", 1, keys.clone()))?;
                }
                Ok(())
            });
            server.log.wake();
            (0..each).for_each(|_| drop(quick.next().unwrap()));
        }
        let mut heard = Vec::new();
        let mut last = place;
        while let Some(block) = slow.next() {
            heard.push(block.data["seq"].as_i64().unwrap());
            last = block.id;
        }
        assert!(heard.len() < rounds * each, "it was cut off");
        let (mut again, _) = Listener::ready(&server, "/v1/events", &[("Last-Event-ID", &last)]);
        while heard.len() < rounds * each {
            heard.push(again.next().unwrap().data["seq"].as_i64().unwrap());
        }
        assert!(heard.windows(2).all(|two| two[0] + 1 == two[1]), "nothing is missing and nothing comes twice");
    }

    fn a_stop_ends_every_stream(server: TestServer) {
        let (mut listener, _) = Listener::ready(&server, "/v1/events", &[]);
        drop(server);
        // A heartbeat may have come before the stop.
        while let Some(line) = listener.raw() {
            assert!(line.is_empty() || line == ":", "{line}");
        }
    }
}

on_both! {
    fn a_silent_connection_is_known_to_be_alive(server: TestServer) {
        let (mut listener, _) = Listener::ready(&server, "/v1/events", &[]);
        server.log.beat();
        assert_eq!(listener.raw().unwrap(), ":");
        let head = server.client.send("HEAD", "/v1/events", &[], &[]);
        assert_eq!((head.status, head.header("content-type"), head.body.len()), (200, "text/event-stream", 0));
    }

    fn a_wrong_listener_is_told_all_its_faults(server: TestServer) {
        let problem = server.client.get("/v1/events?zz=1&breaking=maybe&since=x&category=").problem();
        assert_eq!(problem["errors"], json!([
            {"parameter": "category", "code": "invalid", "detail": "`category` is empty."},
            {"parameter": "breaking", "code": "unknown_value", "detail": "`breaking` is `true` or `false`."},
            {"parameter": "since", "code": "invalid", "detail": "`since` is no id of an event and no cursor of `/v1/changes`."},
            {"parameter": "zz", "code": "unknown", "detail": "`zz` is not a parameter of this call. Allowed: category, breaking, since."},
        ]));
        let answer = server.client.send("GET", "/v1/events", &[("Last-Event-ID", "x")], &[]);
        assert_eq!((answer.status, answer.problem()["errors"].clone()), (400, json!([
            {"parameter": "Last-Event-ID", "code": "invalid", "detail": "`Last-Event-ID` is no id of an event and no cursor of `/v1/changes`."},
        ])));
    }
}
