//! Media as the newsroom brings, changes, shows and removes them.

mod bodies;
mod fetched;
mod hostile;
mod owned;
mod stored;
mod used;

use image::ImageFormat;
use newswire::auth::Role;
use serde_json::{Value, json};

use crate::support::desk::Desk;
use crate::support::upload::{PLACE, drawn, photographed};
use crate::support::{TestServer, backends};

/// Runs a test on each database that there is, on an empty newsroom with an editor.
fn on_each(test: impl Fn(&TestServer, &Desk)) {
    on_each_with(&[], test);
}

/// The same with settings.
fn on_each_with(settings: &[&str], test: impl Fn(&TestServer, &Desk)) {
    for backend in backends() {
        let server = TestServer::empty_with(backend, settings);
        let desk = server.desk("ada", Role::Editor);
        test(&server, &desk);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The path of an address of our own.
fn path(server: &TestServer, url: &Value) -> String {
    text(url).strip_prefix(server.settings.public_url.as_str()).expect("an address of our own").to_owned()
}

/// The files of a server's media, in order.
fn tree(server: &TestServer) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![server.settings.data.join("media"), server.settings.data.join("incoming")];
    while let Some(dir) = waiting.pop() {
        for entry in std::fs::read_dir(dir).into_iter().flatten() {
            let entry = entry.unwrap();
            match entry.path().is_dir() {
                true => waiting.push(entry.path()),
                false => found.push(entry.path().strip_prefix(&server.settings.data).unwrap().display().to_string()),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_picture_is_brought_before_its_widths_are_made() {
    on_each(|server, desk| {
        let picture = drawn(500, 400, ImageFormat::Jpeg);
        let answer = desk.form(
            "POST",
            "/v1/admin/media",
            &[],
            &[
                ("alt", None, b"Buses at the tunnel"),
                ("credit", None, "Ṣẹ́gun".as_bytes()),
                ("license", None, b"CC BY 4.0"),
                ("rights_until", None, b"2027-01-01T00:00:00+01:00"),
                ("focal_point", None, b"0.25,0.5"),
                ("caption", None, b""),
                ("file", Some("Tunnel.JPEG"), &picture),
            ],
        );
        assert_eq!((answer.status, answer.header("etag")), (201, "\"1\""), "{}", answer.text());
        let media = answer.json();
        let id = text(&media["id"]);
        assert_eq!(answer.header("location"), format!("/v1/admin/media/{id}"));
        let hash = text(&media["url"]).rsplit('/').nth(1).unwrap().to_owned();
        assert!(hash.len() == 32 && hash != blake3::hash(&picture).to_hex()[..32]);
        let expected = json!({
            "id": id, "kind": "image", "state": "rendering", "title": "Tunnel.jpg", "filename": "Tunnel.jpg",
            "url": format!("{}/media/{hash}/original.jpg", server.settings.public_url), "mime": "image/jpeg",
            "width": 500, "height": 400, "bytes": media["bytes"], "duration_seconds": null, "alt": "Buses at the tunnel",
            "caption": null, "credit": "Ṣẹ́gun", "license": "CC BY 4.0", "rights_until": "2026-12-31T23:00:00Z",
            "rights_expired": false, "focal_point": {"x": 0.25, "y": 0.5}, "placeholder": media["placeholder"], "widths": [],
            "pending_widths": [320, 480, 500], "url_template": null, "sources": [], "crops": null, "source_url": null,
            "owner_id": desk.user.to_string(), "uploaded_by": "ada", "created_at": "2026-11-24T08:00:00Z", "version": 1,
            "revision": 1,
        });
        assert_eq!(media, expected);
        assert!(text(&media["placeholder"]["data_uri"]).starts_with("data:image/png;base64,"));
        // Who asks early for a width that is to come waits for it.
        let early = server.client.get(&format!("/media/{hash}/320.webp"));
        assert_eq!((early.status, early.header("content-type")), (200, "image/webp"), "{}", early.text());
        assert_eq!(server.client.get(&format!("/media/{hash}/321.webp")).status, 404);
        let ready = desk.ready(&id);
        assert_eq!(
            (&ready["state"], &ready["widths"], &ready["pending_widths"]),
            (&json!("ready"), &json!([320, 480, 500]), &json!([]))
        );
        assert_eq!((&ready["revision"], &ready["version"]), (&json!(1), &json!(2)), "no editor's work is written over");
        assert_eq!(ready["crops"]["1x1"]["width"], 400);
        let made = tree(server);
        assert_eq!(made.len(), 1 + 2 * (3 + 3 + 3 + 2), "whole and three crops, as JPEG and WebP: {made:?}");
        let full = server.client.get(&path(server, &ready["url"]));
        assert_eq!((full.status, full.body.len()), (200, ready["bytes"].as_u64().unwrap() as usize));
        let own = image::load_from_memory(&full.body).unwrap();
        assert_eq!((own.width(), own.height()), (500, 400));
    });
}

#[test]
fn every_kind_of_picture_gets_its_widths() {
    on_each(|server, desk| {
        for (format, kind) in [(ImageFormat::Png, "png"), (ImageFormat::Gif, "gif"), (ImageFormat::WebP, "webp")] {
            let media = desk.upload(&format!("a.{kind}"), &drawn(340, 200, format));
            let ready = desk.ready(&text(&media["id"]));
            assert_eq!((&ready["mime"], &ready["widths"]), (&json!(format!("image/{kind}")), &json!([320, 340])));
            for source in ready["sources"].as_array().unwrap() {
                for candidate in text(&source["srcset"]).split(", ") {
                    let url = json!(candidate.split(' ').next().unwrap());
                    let answer = server.client.get(&path(server, &url));
                    assert_eq!((answer.status, answer.header("content-type")), (200, source["type"].as_str().unwrap()));
                }
            }
        }
    });
}

#[test]
fn threat_55_what_the_camera_noted_is_gone_and_the_picture_stands() {
    on_each(|server, desk| {
        let upright = desk.ready(&text(&desk.upload("upright.jpg", &photographed(400, 300, 1))["id"]));
        assert_eq!((&upright["width"], &upright["height"]), (&json!(400), &json!(300)));
        let photo = photographed(400, 300, 6);
        assert!(photo.windows(PLACE.len()).any(|part| part == PLACE));
        let media = desk.ready(&text(&desk.upload("photo.jpg", &photo)["id"]));
        assert_eq!((&media["width"], &media["height"]), (&json!(300), &json!(400)), "it is turned upright");
        for file in tree(server) {
            let bytes = std::fs::read(server.settings.data.join(&file)).unwrap();
            assert!(
                !bytes.windows(3).any(|part| part == b"GPS") && !bytes.windows(4).any(|part| part == b"Exif"),
                "{file}"
            );
        }
        let full = image::load_from_memory(&server.client.get(&path(server, &media["url"])).body).unwrap().into_rgb8();
        // What was at the left edge is on top now, and what was below is on the left.
        let (left_top, right_top) = (full.get_pixel(10, 10), full.get_pixel(290, 10));
        assert!(
            left_top[0] < 60 && left_top[1] > 200 && right_top[0] < 60 && right_top[1] < 60,
            "{left_top:?} {right_top:?}"
        );
    });
}

#[test]
fn media_are_found_by_what_is_said_of_them() {
    on_each(|server, desk| {
        let other = server.desk("bola", Role::Author);
        let tunnel = desk.upload("tunnel.png", &drawn(20, 20, ImageFormat::Png));
        let sound = other
            .form(
                "POST",
                "/v1/admin/media",
                &[],
                &[
                    ("file", Some("talk.mp3"), b"ID3\x04\0\0\0\0\0\0"),
                    ("title", None, "Ọ̀rọ̀ 100%".as_bytes()),
                    ("rights_until", None, b"2026-12-01T00:00:00Z"),
                ],
            )
            .json();
        let ids = |query: &str| -> Vec<String> {
            let list = desk.json(&format!("/v1/admin/media{query}"));
            list["data"].as_array().unwrap().iter().map(|one| text(&one["id"])).collect()
        };
        let (tunnel, sound) = (text(&tunnel["id"]), text(&sound["id"]));
        let both = ids("");
        assert!(both.len() == 2 && both.contains(&tunnel) && both.contains(&sound));
        for (query, found) in [
            ("?kind=audio", &sound),
            ("?kind=image", &tunnel),
            ("?text=TUNNEL", &tunnel),
            ("?text=100%25", &sound),
            ("?text=%E1%BB%8C%CC%80r%E1%BB%8D%CC%80", &sound),
            ("?rights_before=2027-01-01T00:00:00Z", &sound),
        ] {
            assert_eq!(&ids(query), std::slice::from_ref(found), "{query}");
        }
        assert_eq!(ids(&format!("?owner={}", other.user)), std::slice::from_ref(&sound));
        assert_eq!(ids("?text=_unnel"), Vec::<String>::new(), "what a pattern would mean is a text here");
        assert_eq!((ids("?has_file=false").len(), ids("?has_file=true").len()), (0, 2));
        let mut walked = Vec::new();
        let mut at = "/v1/admin/media?limit=1".to_owned();
        loop {
            let page = desk.json(&at);
            walked.extend(page["data"].as_array().unwrap().iter().map(|one| text(&one["id"])));
            let Some(cursor) = page["page"]["next_cursor"].as_str() else { break };
            at = format!("/v1/admin/media?limit=1&cursor={cursor}");
        }
        assert_eq!(walked, both);
        assert_eq!(desk.get("/v1/admin/media?kind=font&zz=1").problem()["errors"].as_array().unwrap().len(), 2);
        assert_eq!(desk.ready(&sound)["state"], "ready");
    });
}

#[test]
fn what_is_said_of_a_medium_is_changed_on_what_was_read() {
    on_each(|server, desk| {
        let media = desk.upload("a.png", &drawn(400, 300, ImageFormat::Png));
        let at = format!("/v1/admin/media/{}", text(&media["id"]));
        let before = desk.ready(&text(&media["id"]));
        let old_crop = path(server, &before["crops"]["1x1"]["url"]);
        let old_bytes = server.client.get(&old_crop).body;
        assert_eq!(desk.call("PATCH", &at, &[], &json!({"alt": "x"})).status, 428);
        let patch = json!({"alt": "A bus", "credit": "Ada", "focal_point": {"x": 0.0, "y": 0.0}});
        let changed = desk.call("PATCH", &at, &[("If-Match", "\"1\"")], &patch);
        assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text());
        let changed = changed.json();
        assert_eq!(
            (&changed["alt"], &changed["credit"], &changed["title"]),
            (&json!("A bus"), &json!("Ada"), &json!("a.png"))
        );
        assert_ne!(changed["crops"]["1x1"]["url"], before["crops"]["1x1"]["url"]);
        let late = desk.call("PATCH", &at, &[("If-Match", "\"1\"")], &json!({"alt": "y"}));
        assert_eq!((late.status, &late.json()["current"]["alt"]), (412, &json!("A bus")));
        let ready = desk.ready(&text(&media["id"]));
        let cut =
            image::load_from_memory(&server.client.get(&path(server, &ready["crops"]["1x1"]["url"])).body).unwrap();
        assert!(cut.into_rgb8().get_pixel(0, 0)[0] < 40, "around the left edge");
        assert_eq!(server.client.get(&old_crop).body, old_bytes, "an address that was said keeps its bytes");
        let unsaid = old_crop.replace("50x50", "7x7");
        assert_eq!(server.client.get(&unsaid).status, 404, "{unsaid} was never said");
        let cleared = desk.change("PATCH", &at, &json!({"credit": null, "focal_point": null})).json();
        assert_eq!((&cleared["credit"], &cleared["focal_point"]), (&json!(null), &json!({"x": 0.5, "y": 0.5})));
        let bad =
            desk.change("PATCH", &at, &json!({"alt": "x".repeat(2001), "focal_point": {"x": 1.5, "y": 0.5}})).problem();
        assert_eq!((&bad["status"], bad["errors"].as_array().unwrap().len()), (&json!(422), 2));
        for body in [json!({"hash": "x"}), json!({"alt": null}), json!({"owner_id": null}), json!([])] {
            assert_eq!(desk.change("PATCH", &at, &body).status, 400, "{body}");
        }
        let actions = server.desk("root", Role::Admin).json("/v1/admin/audit?resource_kind=media");
        let actions: Vec<&Value> = actions["data"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
        assert_eq!(actions, ["media.update", "media.update", "media.create"]);
    });
}

#[test]
fn the_same_request_brings_a_file_once() {
    on_each(|_, desk| {
        let key = [("Idempotency-Key", "a-key-of-the-tests")];
        let picture = drawn(30, 30, ImageFormat::Png);
        let send = |alt: &[u8]| {
            desk.form("POST", "/v1/admin/media", &key, &[("file", Some("a.png"), &picture), ("alt", None, alt)])
        };
        let (first, again) = (send(b"x"), send(b"x"));
        assert_eq!((first.status, again.status, &first.body), (201, 201, &again.body));
        assert_eq!(send(b"y").json()["code"], "idempotency_key_reused");
        assert_eq!(desk.json("/v1/admin/media")["data"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn files_are_served_in_ranges_and_to_be_kept() {
    on_each(|server, desk| {
        let sound = [&b"RIFF\x24\0\0\0WAVEfmt "[..], &(0..200).collect::<Vec<u8>>()].concat();
        let media = desk.upload("talk.wav", &sound);
        let at = path(server, &media["url"]);
        let get = |range: &str| server.client.send("GET", &at, &[("Range", range)], &[]);
        let whole = server.client.get(&at);
        assert_eq!((whole.status, &whole.body), (200, &sound));
        for (name, value) in [
            ("content-type", "audio/wav"),
            ("x-content-type-options", "nosniff"),
            ("accept-ranges", "bytes"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("content-disposition", "inline; filename*=UTF-8''talk.wav"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("access-control-allow-origin", "*"),
        ] {
            assert_eq!(whole.header(name), value);
        }
        let part = get("bytes=4-9");
        let total = sound.len();
        assert_eq!(
            (part.status, &part.body[..], part.header("content-range")),
            (206, &sound[4..10], format!("bytes 4-9/{total}").as_str())
        );
        assert_eq!(get("bytes=-5").body, sound[total - 5..]);
        assert_eq!(get("bytes=210-").body, sound[210..]);
        let beyond = get("bytes=9999-");
        assert_eq!((beyond.status, beyond.header("content-range")), (416, format!("bytes */{total}").as_str()));
        assert_eq!(beyond.problem()["code"], "range_not_satisfiable");
        for odd in ["", "bytes=", "bytes=x-y", "lines=1-2"] {
            let status = get(odd).status;
            assert!([200, 206, 416].contains(&status), "{odd:?}: {status}");
        }
        let kept = server.client.send("GET", &at, &[("If-None-Match", whole.header("etag"))], &[]);
        assert_eq!((kept.status, kept.body.len()), (304, 0));
        assert_eq!(server.client.send("HEAD", &at, &[], &[]).header("content-length"), total.to_string());
    });
}

#[test]
fn what_may_be_used_no_longer_is_found_and_readers_see_it_until_it_is_taken_away() {
    on_each(|server, desk| {
        let bring = |name: &str, until: Option<&str>| {
            let picture = drawn(20, 20, ImageFormat::Png);
            let mut parts = vec![("file", Some(name), &picture[..])];
            parts.extend(until.map(|until| ("rights_until", None, until.as_bytes())));
            text(&desk.form("POST", "/v1/admin/media", &[], &parts).json()["id"])
        };
        let until = "2026-12-01T00:00:00Z";
        let (ends, later, never) = (
            bring("ends.png", Some(until)),
            bring("later.png", Some("2027-01-01T00:00:00Z")),
            bring("never.png", None),
        );
        let made = desk.made("/v1/admin/articles", &json!({"title": "Shown", "featured_media_id": ends}));
        let step = format!("/v1/admin/articles/{}/steps/publish", text(&made["id"]));
        assert_eq!(desk.change("POST", &step, &json!({})).status, 200);
        let shown = || server.client.json("/v1/articles/shown")["featured_media"]["id"].clone();
        let found = |desk: &Desk, query: &str| -> Vec<(String, bool)> {
            let list = desk.json(&format!("/v1/admin/media?{query}"));
            let mut found: Vec<_> = list["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| (text(&one["id"]), one["rights_expired"].as_bool().unwrap()))
                .collect();
            found.sort();
            found
        };
        let all = |expired: &str| {
            let mut all = [&ends, &later, &never].map(|id| (id.clone(), id == expired));
            all.sort();
            all.to_vec()
        };
        assert_eq!(found(desk, "rights_expired=true"), []);
        assert_eq!(found(desk, "rights_expired=false"), all(""));
        assert_eq!(shown(), json!(ends));

        // The moment itself is the first at which it may not be used.
        server.clock.set(newswire::db::Time::parse(until).unwrap());
        let desk = &server.sign_in(desk.user, &desk.email);
        assert_eq!(found(desk, "rights_expired=true"), [(ends.clone(), true)]);
        assert_eq!(found(desk, "rights_expired=false").len(), 2);
        assert_eq!(found(desk, ""), all(&ends));
        assert_eq!(found(desk, "rights_expired=true&rights_before=2026-12-01T00:00:00Z"), [], "not before that");
        assert_eq!(desk.json(&format!("/v1/admin/media/{ends}"))["rights_expired"], true);
        assert_eq!(desk.get("/v1/admin/media?rights_expired=maybe").status, 400);
        let first = desk.json("/v1/admin/media?rights_expired=false&limit=1");
        server.clock.set(server.clock.now().plus_seconds(60));
        let cursor = text(&first["page"]["next_cursor"]);
        let next = desk.json(&format!("/v1/admin/media?rights_expired=false&limit=1&cursor={cursor}"));
        assert_ne!(first["data"][0]["id"], next["data"][0]["id"], "the list is walked while time goes on");

        // Nothing happens by itself: the newsroom is told where it stands, and takes it away.
        assert_eq!((shown(), server.client.get(&format!("/v1/media/{ends}")).status), (json!(ends), 200));
        let uses = desk.json(&format!("/v1/admin/media/{ends}/uses"));
        let want = json!({"kind": "article", "id": made["id"], "title": "Shown", "field": "featured", "public": true});
        assert_eq!(uses, json!({"data": [want], "has_more": false}));
        let article = format!("/v1/admin/articles/{}", text(&made["id"]));
        assert_eq!(desk.change("PATCH", &article, &json!({"featured_media_id": null})).status, 200);
        assert_eq!(server.client.json("/v1/articles/shown")["featured_media"], Value::Null);
        assert_eq!(server.client.get(&format!("/v1/media/{ends}")).status, 404);
        let longer = json!({"rights_until": "2028-01-01T00:00:00Z"});
        assert_eq!(desk.change("PATCH", &format!("/v1/admin/media/{ends}"), &longer).json()["rights_expired"], false);
    });
}
