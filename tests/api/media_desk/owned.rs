//! Whose a medium is, and who sees it.

use image::ImageFormat;
use newswire::auth::Role;
use serde_json::json;

use super::{on_each, path, text, tree};
use crate::support::upload::drawn;

#[test]
fn threat_22_nobody_changes_what_another_brought_but_an_editor() {
    on_each(|server, editor| {
        let author = server.desk("chidi", Role::Author);
        let contributor = server.desk("dayo", Role::Contributor);
        let picture = drawn(60, 40, ImageFormat::Png);
        let media = author.upload("a.png", &picture);
        let at = format!("/v1/admin/media/{}", text(&media["id"]));
        let url = path(server, &media["url"]);
        let bytes = server.client.get(&url).body;
        let other = drawn(50, 50, ImageFormat::Png);
        let file = format!("{at}/file");
        for desk in [&contributor, &server.desk("efe", Role::Author)] {
            assert_eq!(desk.json(&at)["id"], media["id"], "everybody sees it");
            assert_eq!(desk.change("PATCH", &at, &json!({"alt": "x"})).status, 403);
            assert_eq!(desk.form("PUT", &file, &[("If-Match", "*")], &[("file", Some("b.png"), &other)]).status, 403);
            assert_eq!(desk.delete(&at).status, 403);
        }
        let admin = server.desk("root", Role::Admin);
        let key = |scopes: &[&str]| {
            let made = admin.made("/v1/admin/keys", &json!({"name": "machine", "scopes": scopes}));
            admin.with(made["secret"].as_str().unwrap())
        };
        assert_eq!(key(&["media:read"]).change("PATCH", &at, &json!({"alt": "x"})).status, 403);
        assert_eq!(key(&["articles:write"]).get(&at).status, 403);
        assert_eq!(author.json(&at)["revision"], 1, "nothing has changed");
        assert_eq!(server.client.get(&url).body, bytes);
        let machine = key(&["media:read", "media:write"]);
        let brought = machine.upload("m.png", &picture);
        assert_eq!((&brought["owner_id"], &brought["uploaded_by"]), (&json!(null), &json!("machine")));
        for desk in [&author, editor, &machine] {
            let changed = desk.change("PATCH", &at, &json!({"alt": desk.email}));
            assert_eq!(changed.status, 200, "{}", changed.text());
        }
    });
}

#[test]
fn a_new_file_has_a_new_address_and_the_old_one_keeps_its_bytes() {
    on_each(|server, desk| {
        let media = desk.upload("a.png", &drawn(400, 300, ImageFormat::Png));
        let id = text(&media["id"]);
        let (at, before) = (format!("/v1/admin/media/{id}"), desk.ready(&id));
        let file = format!("{at}/file");
        let urls: Vec<String> =
            [&before["url"], &before["crops"]["16x9"]["url"], &media["url"]].map(|url| path(server, url)).to_vec();
        let bytes = || urls.iter().map(|url| server.client.get(url).body).collect::<Vec<_>>();
        let old = bytes();
        let new = drawn(700, 500, ImageFormat::Jpeg);
        assert_eq!(desk.form("PUT", &file, &[], &[("file", Some("b.jpg"), &new)]).status, 428);
        let late = desk.form("PUT", &file, &[("If-Match", "\"9\"")], &[("file", Some("b.jpg"), &new)]);
        assert_eq!((late.status, &late.json()["current"]["revision"]), (412, &json!(1)));
        let kind = desk.form("PUT", &file, &[("If-Match", "*")], &[("file", Some("b.mp3"), b"ID3\x04\0\0\0\0\0\0")]);
        assert_eq!((kind.status, &kind.problem()["errors"][0]["code"]), (422, &json!("other_kind")));
        let named =
            desk.form("PUT", &file, &[("If-Match", "*")], &[("file", Some("b.jpg"), &new), ("alt", None, b"x")]);
        assert_eq!(named.status, 400, "a file is replaced, and nothing is said besides");
        let replaced = desk.form("PUT", &file, &[("If-Match", "\"1\"")], &[("file", Some("b.jpg"), &new)]);
        assert_eq!((replaced.status, replaced.header("etag")), (200, "\"2\""), "{}", replaced.text());
        let replaced = replaced.json();
        assert_eq!(
            (&replaced["width"], &replaced["mime"], &replaced["title"], &replaced["filename"], &replaced["widths"]),
            (&json!(700), &json!("image/jpeg"), &json!("a.png"), &json!("b.jpg"), &json!([]))
        );
        let after = desk.ready(&id);
        assert_ne!(after["url"], before["url"]);
        assert_eq!(after["widths"], json!([320, 480, 700]));
        assert_eq!(bytes(), old, "what was said goes on");
        // Back to the first file, and forth: nothing is in the way.
        for (name, size) in [("a.png", 400), ("b.jpg", 700)] {
            let bytes = if size == 400 { drawn(400, 300, ImageFormat::Png) } else { new.clone() };
            let again = desk.form("PUT", &file, &[("If-Match", "*")], &[("file", Some(name), &bytes)]);
            assert_eq!((again.status, &again.json()["width"]), (200, &json!(size)), "{}", again.text());
        }
        assert_eq!(bytes(), old);
        desk.ready(&id);
        assert_eq!(desk.delete(&at).status, 204);
        assert_eq!(tree(server), Vec::<String>::new(), "all its files are gone");
        assert_eq!(server.client.get(&urls[0]).status, 404);
    });
}

#[test]
fn what_the_newsroom_brought_is_unseen_until_something_public_shows_it() {
    on_each(|server, desk| {
        let media = desk.upload("secret.png", &drawn(400, 300, ImageFormat::Png));
        let id = text(&media["id"]);
        let seen = || {
            let told = server.client.json("/v1/changes?types=media").to_string();
            (server.client.get(&format!("/v1/media/{id}")).status, told.contains(&id))
        };
        desk.ready(&id);
        desk.change("PATCH", &format!("/v1/admin/media/{id}"), &json!({"alt": "A secret"}));
        assert_eq!(seen(), (404, false), "of nothing");
        let article = desk.made("/v1/admin/articles", &json!({"title": "Tunnel", "featured_media_id": id}));
        let at = format!("/v1/admin/articles/{}", text(&article["id"]));
        assert_eq!(seen(), (404, false), "of a draft");
        let published = desk.send("POST", &format!("{at}/steps/publish"), &[("If-Match", "*")], &[]);
        assert_eq!(published.status, 200, "{}", published.text());
        assert_eq!(seen().0, 200, "of a published article");
        let public = format!("/v1/articles/{}", text(&article["slug"]));
        assert_eq!(server.client.json(&public)["featured_media"]["alt"], "A secret");
        desk.change("PATCH", &format!("/v1/admin/media/{id}"), &json!({"alt": "A tunnel"}));
        assert_eq!(server.client.json(&public)["featured_media"]["alt"], "A tunnel", "seen at once");
        let replaced = desk.form(
            "PUT",
            &format!("/v1/admin/media/{id}/file"),
            &[("If-Match", "*")],
            &[("file", Some("b.png"), &drawn(350, 300, ImageFormat::Png))],
        );
        assert_eq!(replaced.status, 200, "{}", replaced.text());
        let now = server.client.json(&public)["featured_media"].clone();
        assert_eq!(now["url"], replaced.json()["url"]);
        let ready = desk.ready(&id);
        assert_eq!(
            server.client.json(&public)["featured_media"]["widths"],
            ready["widths"],
            "readers hear when the widths are made"
        );
    });
}

#[test]
fn threat_23_a_user_who_goes_takes_no_picture_along() {
    on_each(|server, desk| {
        let admin = server.desk("root", Role::Admin);
        let author = server.desk("chidi", Role::Author);
        let media = author.upload("a.png", &drawn(60, 40, ImageFormat::Png));
        let id = text(&media["id"]);
        let article = desk.made("/v1/admin/articles", &json!({"title": "Tunnel", "featured_media_id": id}));
        assert_eq!(admin.delete(&format!("/v1/admin/users/{}", author.user)).status, 204);
        let left = desk.json(&format!("/v1/admin/media/{id}"));
        assert_eq!((&left["owner_id"], &left["uploaded_by"]), (&json!(null), &json!("chidi")));
        assert_eq!(server.client.get(&path(server, &media["url"])).status, 200);
        let at = format!("/v1/admin/articles/{}", text(&article["id"]));
        assert_eq!(desk.send("POST", &format!("{at}/trash"), &[("If-Match", "*")], &[]).status, 200);
        assert_eq!(desk.delete(&at).status, 204);
        assert_eq!(server.client.get(&path(server, &media["url"])).status, 200, "an article takes none along either");
    });
}
