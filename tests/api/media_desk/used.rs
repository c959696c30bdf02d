//! Where media are used, and that nothing that is used is removed.

use image::ImageFormat;
use newswire::auth::Role;
use newswire::db::{DatabaseError, Id};
use newswire::site;
use serde_json::{Value, json};

use super::{on_each, text, tree};
use crate::support::upload::drawn;

#[test]
fn what_is_used_is_not_removed_and_the_answer_says_where() {
    on_each(|server, desk| {
        let media = desk.upload("a.png", &drawn(60, 40, ImageFormat::Png));
        let id = text(&media["id"]);
        let at = format!("/v1/admin/media/{id}");
        let uses = format!("{at}/uses");
        assert_eq!(desk.json(&uses), json!({"data": [], "has_more": false}));
        let html = format!("<p>Look</p><figure><img data-media-id=\"{id}\"></figure>");
        let draft = json!({"title": "Tunnel", "featured_media_id": id, "gallery_ids": [id], "body": {"html": html}});
        let article = desk.made("/v1/admin/articles", &draft);
        let now = server.clock.now();
        let picture = Id::parse(&id).unwrap();
        let saved = server.db.write_blocking(move |conn| {
            site::save(conn, now, &site::SiteSettings::default(), Some(picture), None).map_err(DatabaseError::from)
        });
        saved.unwrap();
        let of = |field: &str| json!({"kind": "article", "id": article["id"], "title": "Tunnel", "field": field, "public": false});
        let site = json!({"kind": "site", "id": null, "title": null, "field": "logo", "public": true});
        let expected = json!({"data": [of("body"), of("featured"), of("gallery"), site], "has_more": false});
        assert_eq!(desk.json(&uses), expected);
        let refused = desk.delete(&at);
        let problem = refused.problem();
        assert_eq!(
            (&problem["status"], &problem["code"], &problem["current"]),
            (&json!(409), &json!("conflict"), &expected)
        );
        // Who may not read the draft hears that there is one, and no more.
        let contributor = server.desk("dayo", Role::Contributor);
        let seen = contributor.json(&uses);
        assert_eq!(
            seen["data"][0],
            json!({"kind": "article", "id": null, "title": null, "field": "body", "public": false})
        );
        let mine = contributor.made("/v1/admin/articles", &json!({"title": "Mine", "featured_media_id": id}));
        let seen = contributor.json(&uses);
        let titles: Vec<&Value> = seen["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["title"])
            .filter(|title| title.is_string())
            .collect();
        assert_eq!(titles, [&mine["title"]]);
        for article in [&article, &mine] {
            let at = format!("/v1/admin/articles/{}", text(&article["id"]));
            assert_eq!(desk.send("POST", &format!("{at}/trash"), &[("If-Match", "*")], &[]).status, 200);
        }
        assert_eq!(desk.delete(&at).status, 409, "what is in the trash may come back");
        for article in [&article, &mine] {
            assert_eq!(desk.delete(&format!("/v1/admin/articles/{}", text(&article["id"]))).status, 204);
        }
        let saved = server.db.write_blocking(move |conn| {
            site::save(conn, now, &site::SiteSettings::default(), None, None).map_err(DatabaseError::from)
        });
        saved.unwrap();
        assert_eq!(desk.json(&uses)["data"], json!([]));
        assert_eq!(desk.call("DELETE", &at, &[], &json!({})).status, 428);
        desk.ready(&id);
        assert_eq!(desk.delete(&at).status, 204);
        assert_eq!((desk.get(&at).status, desk.get(&uses).status), (404, 404));
        assert_eq!(tree(server), Vec::<String>::new());
        let actions = server.desk("root", Role::Admin).json("/v1/admin/audit?action=media.delete");
        assert_eq!(actions["data"][0]["before"]["id"], json!(id));
    });
}

#[test]
fn readers_hear_of_the_end_of_what_they_saw() {
    on_each(|server, desk| {
        server.editor().picture("old");
        let id = crate::support::editor::id("media", "old").to_string();
        assert_eq!(server.client.get(&format!("/v1/media/{id}")).status, 200, "of an import, and of nothing");
        let since = text(&server.client.json("/v1/changes?types=media")["next_cursor"]);
        let at = format!("/v1/admin/media/{id}");
        let media = desk.json(&at);
        assert_eq!(
            (&media["state"], &media["owner_id"], &media["uploaded_by"]),
            (&json!("linked"), &json!(null), &json!(null))
        );
        assert_eq!(desk.delete(&at).status, 204);
        assert_eq!(server.client.get(&format!("/v1/media/{id}")).status, 404);
        let told = server.client.json(&format!("/v1/changes?types=media&since={since}"));
        let told = &told["data"][0];
        assert_eq!((&told["op"], &told["id"], &told["reason"]), (&json!("delete"), &json!(id), &json!("deleted")));
    });
}
