//! Pictures in bodies that are posted: those that are ours are known as ours.

use image::ImageFormat;
use serde_json::json;

use super::{on_each, path, text};
use crate::support::until;
use crate::support::upload::drawn;

#[test]
fn pictures_of_a_posted_body_are_known_by_their_address_or_their_id() {
    on_each(|server, desk| {
        let media = desk.upload("a.png", &drawn(400, 300, ImageFormat::Png));
        let id = text(&media["id"]);
        let ready = desk.ready(&id);
        desk.change("PATCH", &format!("/v1/admin/media/{id}"), &json!({"alt": "A bus"}));
        let (whole, relative) = (text(&ready["url"]), path(server, &ready["url"]));
        let crop = path(server, &ready["crops"]["16x9"]["url"]);
        let forms = [
            json!({"html": format!("<figure><img src=\"{whole}\"><figcaption>Here</figcaption></figure>")}),
            json!({"html": format!("<figure><img src=\"{relative}\" alt=\"Mine\"></figure>")}),
            json!({"html": format!("<img src=\"{crop}\">")}),
            json!({"html": format!("<img data-media-id=\"{id}\">")}),
            json!({"html": format!("<img data-media-id=\"{id}\" src=\"https://elsewhere.example/a.jpg\">")}),
            json!({"markdown": format!("![]({relative})")}),
        ];
        for (n, body) in forms.iter().enumerate() {
            let article = desk.made("/v1/admin/articles", &json!({"title": format!("Story {n}"), "body": body}));
            let at = format!("/v1/admin/articles/{}", text(&article["id"]));
            assert_eq!(desk.send("POST", &format!("{at}/steps/publish"), &[("If-Match", "*")], &[]).status, 200);
            let public = server.client.json(&format!("/v1/articles/{}", text(&article["slug"])));
            let block = &public["body"]["blocks"][0];
            assert_eq!(
                (&block["type"], &block["image"]["media"]["id"]),
                (&json!("image"), &json!(id)),
                "{body}: {block}"
            );
            let html = text(&public["body"]["html"]);
            assert!(html.contains(&format!("src=\"{whole}\"")) && html.contains("320.webp 320w"), "{html}");
            assert_eq!(html.contains("alt=\"A bus\""), n != 1, "an editor's own word goes before: {html}");
        }
        let uses = desk.json(&format!("/v1/admin/media/{id}/uses"));
        assert_eq!(uses["data"].as_array().unwrap().iter().filter(|one| one["field"] == "body").count(), forms.len());
        // What was shown before a new file is the same medium after.
        let file = format!("/v1/admin/media/{id}/file");
        assert_eq!(
            desk.form(
                "PUT",
                &file,
                &[("If-Match", "*")],
                &[("file", Some("b.png"), &drawn(350, 300, ImageFormat::Png))]
            )
            .status,
            200
        );
        let article = desk.made(
            "/v1/admin/articles",
            &json!({"title": "Later", "body": {"html": format!("<img src=\"{relative}\">")}}),
        );
        assert!(article.to_string().contains("Later"));
        let uses = desk.json(&format!("/v1/admin/media/{id}/uses"));
        assert_eq!(
            uses["data"].as_array().unwrap().iter().filter(|one| one["field"] == "body").count(),
            forms.len() + 1
        );
    });
}

#[test]
fn bug_a_body_went_on_showing_the_file_that_was_replaced() {
    on_each(|server, desk| {
        let id = text(&desk.upload("a.png", &drawn(400, 300, ImageFormat::Png))["id"]);
        let old = hash(&desk.ready(&id));
        let body = json!({"html": format!("<p>Look</p><figure><img data-media-id=\"{id}\" alt=\"Mine\"><figcaption>Here</figcaption></figure><p>[gallery]</p>")});
        let article = desk.made("/v1/admin/articles", &json!({"title": "Story", "body": body}));
        let page = desk.made(
            "/v1/admin/pages",
            &json!({"title": "About us", "slug": "about", "body": body, "status": "published"}),
        );
        let at = format!("/v1/admin/articles/{}", text(&article["id"]));
        assert_eq!(desk.send("POST", &format!("{at}/steps/publish"), &[("If-Match", "*")], &[]).status, 200);
        let before = server.client.json("/v1/articles/story");
        let own = desk.get(&at);
        let new = drawn(200, 150, ImageFormat::Png);
        let replaced = desk.form(
            "PUT",
            &format!("/v1/admin/media/{id}/file"),
            &[("If-Match", "*")],
            &[("file", Some("b.png"), &new)],
        );
        assert_eq!(replaced.status, 200);
        let ready = desk.ready(&id);
        let (hash, url) = (hash(&ready), text(&ready["url"]));
        let shows =
            |path: &str| until(|| server.client.json(path), |found| !found["body"]["html"].to_string().contains(&old));
        let after = shows("/v1/articles/story");
        let html = text(&after["body"]["html"]);
        let wanted = format!(
            "<img src=\"{url}\" srcset=\"{}/media/{hash}/200.webp 200w\" alt=\"Mine\" width=\"200\" height=\"150\">",
            server.settings.public_url
        );
        assert!(html.contains(&wanted), "{html}\n{wanted}");
        assert_eq!(
            (&after["version"], &after["updated_at"], &after["body"]["text"]),
            (&json!(before["version"].as_i64().unwrap() + 1), &before["updated_at"], &before["body"]["text"])
        );
        let kinds = |article: &serde_json::Value| -> Vec<serde_json::Value> {
            article["body"]["blocks"].as_array().unwrap().iter().map(|block| block["type"].clone()).collect()
        };
        assert_eq!(kinds(&after), kinds(&before));
        assert_eq!(desk.get(&at).header("etag"), own.header("etag"), "its editors have nothing to take in");
        let shown = shows(&format!("/v1/pages/{}", text(&page["slug"])));
        assert!(text(&shown["body"]["html"]).contains(&wanted), "{shown}");
    });
}

/// The hash in a medium's address.
fn hash(media: &serde_json::Value) -> String {
    text(&media["url"]).split("/media/").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned()
}

#[test]
fn a_pages_body_knows_our_pictures_too() {
    on_each(|server, desk| {
        let id = text(&desk.upload("a.png", &drawn(40, 30, ImageFormat::Png))["id"]);
        let body = json!({"html": format!("<p>We</p><figure><img data-media-id=\"{id}\"></figure>")});
        let page = desk.made("/v1/admin/pages", &json!({"title": "About us", "slug": "about", "body": body}));
        let uses = desk.json(&format!("/v1/admin/media/{id}/uses"));
        let expected = json!({"kind": "page", "id": page["id"], "title": "About us", "field": "body", "public": false});
        assert_eq!(uses["data"], json!([expected]));
        assert_eq!(server.client.get(&format!("/v1/media/{id}")).status, 404, "a draft shows it");
        assert_eq!(desk.delete(&format!("/v1/admin/media/{id}")).status, 409);
    });
}

#[test]
fn pictures_of_others_stay_theirs() {
    on_each(|server, desk| {
        let html = "<figure><img src=\"https://elsewhere.example/a.jpg\"></figure><p><img src=\"/media/0123456789abcdef0123456789abcdef/1.jpg\"></p>\
                    <p><img data-media-id=\"018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99\"></p>";
        let article = desk.made("/v1/admin/articles", &json!({"title": "Story", "body": {"html": html}}));
        let at = format!("/v1/admin/articles/{}", text(&article["id"]));
        assert_eq!(desk.send("POST", &format!("{at}/steps/publish"), &[("If-Match", "*")], &[]).status, 200);
        let public = server.client.json(&format!("/v1/articles/{}", text(&article["slug"])));
        let blocks = public["body"]["blocks"].as_array().unwrap();
        assert!(blocks.iter().all(|block| block["image"]["media"].is_null()), "{blocks:?}");
        assert!(text(&public["body"]["html"]).contains("https://elsewhere.example/a.jpg"));
    });
}
