//! Pages, menus, the front page and the site's settings, as the newsroom works on them.

use newswire::auth::Role;
use newswire::comments::{self, NewComment, Subject};
use newswire::db::{DatabaseError, Id, Time};
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}

fn page(of: &Value) -> String {
    format!("/v1/admin/pages/{}", id(of))
}

on_both_empty! {
    fn a_page_is_drafted_published_moved_and_taken_back(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let answer = desk.post("/v1/admin/pages", &json!({"title": "About us", "body": {"markdown": "Since *1926*.<script>x</script>"}}));
        assert_eq!(answer.status, 201, "{}", answer.text());
        let about = answer.json();
        assert_eq!((&about["status"], &about["published_at"], &about["version"]), (&json!("draft"), &Value::Null, &json!(0)));
        assert_eq!((&about["body"]["markdown"], &about["body_html"]), (&json!("Since *1926*.<script>x</script>"), &json!("<p>Since <em>1926</em>.</p>")));
        let public = |path: &str| server.client.json(&format!("/v1/pages?path={path}"))["data"].as_array().unwrap().len();
        assert_eq!((public("about-us"), server.client.get("/v1/pages/about-us").status), (0, 404));

        let live = desk.change("PATCH", &page(&about), &json!({"status": "published"})).json();
        assert_eq!((&live["status"], &live["published_at"], &live["version"]), (&json!("published"), &json!("2026-11-24T08:00:00Z"), &json!(1)));
        let team = desk.made("/v1/admin/pages", &json!({"title": "Team", "parent_id": id(&about), "status": "published"}));
        assert_eq!((&team["path"], public("about-us/team")), (&json!("/about-us/team"), 1));

        server.clock.set(Time::parse("2026-11-24T09:00:00Z").unwrap());
        let desk = server.sign_in(desk.user, &desk.email);
        let moved = desk.change("PATCH", &page(&about), &json!({"slug": "about", "body": {"html": "<p>New.</p>"}}));
        assert_eq!(moved.status, 200, "{}", moved.text());
        assert_eq!((public("about"), public("about/team"), public("about-us/team")), (1, 1, 0));
        let about_now = server.client.json("/v1/pages/about");
        assert_eq!((&about_now["published_at"], &about_now["updated_at"], &about_now["body"]["html"]), (&json!("2026-11-24T08:00:00Z"), &json!("2026-11-24T09:00:00Z"), &json!("<p>New.</p>")));
        for (old, new) in [("/about-us", "/about"), ("/about-us/team", "/about/team")] {
            assert_eq!(server.client.json(&format!("/v1/resolve?path={old}"))["resource"]["path"], new);
        }
        let cycle = desk.change("PATCH", &page(&about), &json!({"parent_id": id(&team)}));
        assert_eq!((cycle.status, &cycle.json()["errors"][0]["pointer"]), (422, &json!("/parent_id")));

        let back = desk.change("PATCH", &page(&team), &json!({"status": "draft"})).json();
        assert_eq!((&back["status"], server.client.get(&format!("/v1/pages/{}", id(&team))).status), (&json!("draft"), 410));
        let later = desk.change("PATCH", &page(&team), &json!({"status": "published", "published_at": "2026-11-24T10:00:00+00:00", "unpublish_at": "2026-11-24T11:00:00Z"})).json();
        assert_eq!((&later["status"], public("about/team")), (&json!("scheduled"), 0));
        server.clock.set(Time::parse("2026-11-24T10:00:00Z").unwrap());
        let desk = server.sign_in(desk.user, &desk.email);
        assert_eq!((public("about/team"), &desk.json(&page(&team))["status"]), (1, &json!("published")));
        server.clock.set(Time::parse("2026-11-24T11:00:00Z").unwrap());
        let desk = server.sign_in(desk.user, &desk.email);
        assert_eq!((public("about/team"), &desk.json(&page(&team))["status"]), (0, &json!("archived")));

        let refused = desk.delete(&page(&about));
        assert_eq!((refused.status, &refused.json()["detail"]), (409, &json!("Pages stand below it. Move or delete them first.")));
        assert_eq!((desk.delete(&page(&team)).status, desk.delete(&page(&about)).status), (204, 204));
        assert_eq!(server.client.json("/v1/resolve?path=/about")["outcome"], "gone");
    }

    fn nothing_takes_the_address_of_something_else(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let news = desk.made("/v1/admin/categories", &json!({"name": "News"}));
        let taken = |answer: crate::support::client::Answer| {
            assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!("taken")), "{}", answer.text());
        };
        taken(desk.post("/v1/admin/pages", &json!({"title": "News", "slug": "news"})));
        assert_eq!(desk.made("/v1/admin/pages", &json!({"title": "News"}))["slug"], "news-2", "one that is made finds a free one");
        desk.made("/v1/admin/pages", &json!({"title": "Contact"}));
        taken(desk.post("/v1/admin/categories", &json!({"name": "Contact", "slug": "contact"})));
        let article = desk.made("/v1/admin/articles", &json!({"title": "Tunnel", "primary_category_id": id(&news)}));
        desk.change("POST", &format!("/v1/admin/articles/{}/steps/publish", id(&article)), &json!({}));
        let parent = desk.made("/v1/admin/pages", &json!({"title": "Papers"}));
        let below = desk.made("/v1/admin/pages", &json!({"title": "Contact", "parent_id": id(&parent)}));
        let answer = desk.change("PATCH", &page(&below), &json!({"parent_id": null}));
        assert_eq!((answer.status, &answer.json()["errors"][0]["pointer"]), (422, &json!("/parent_id")), "{}", answer.text());
    }

    fn a_menu_is_saved_whole_and_points_at_nothing_that_is_not_there(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let news = desk.made("/v1/admin/categories", &json!({"name": "News"}));
        let draft = desk.made("/v1/admin/pages", &json!({"title": "Draft"}));
        let items = json!([
            {"kind": "home", "title": "Home"},
            {"kind": "category", "target_id": id(&news), "items": [{"kind": "url", "title": "Weather", "url": "https://weather.example/"}]},
            {"kind": "group", "title": "More", "items": [{"kind": "page", "target_id": id(&draft)}]},
        ]);
        let answer = desk.post("/v1/admin/menus", &json!({"name": "main", "title": "Main menu", "items": items}));
        assert_eq!((answer.status, answer.header("location"), answer.header("etag")), (201, "/v1/admin/menus/main", "\"1\""), "{}", answer.text());
        assert_eq!(desk.post("/v1/admin/menus", &json!({"name": "main", "title": "Again", "items": []})).status, 409);
        let public = server.client.json("/v1/menus/main");
        let titles: Vec<&Value> = public["items"].as_array().unwrap().iter().map(|item| &item["title"]).collect();
        assert_eq!(titles, ["Home", "News"], "an item whose page is a draft is not shown, nor its empty group");
        let seen = desk.json("/v1/admin/menus/main");
        assert_eq!((seen["items"].as_array().unwrap().len(), &seen["items"][2]["items"][0]["target_id"]), (3, &draft["id"]));

        let wrong = json!({"title": "", "items": [{"kind": "tag", "target_id": id(&news)}, {"kind": "url", "title": "x", "url": "javascript:alert(1)"}, {"kind": "page"}]});
        let refused = desk.change("PUT", "/v1/admin/menus/main", &wrong);
        let pointers: Vec<Value> = refused.json()["errors"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
        assert_eq!((refused.status, pointers), (422, vec![json!("/title"), json!("/items/1/url"), json!("/items/2/target_id"), json!("/items/0/target_id")]));
        let deep = (0..6).fold(json!([]), |items, _| json!([{"kind": "group", "title": "g", "items": items}]));
        assert_eq!(desk.change("PUT", "/v1/admin/menus/main", &json!({"title": "Deep", "items": deep})).status, 422);

        let saved = desk.call("PUT", "/v1/admin/menus/main", &[("If-Match", "\"1\"")], &json!({"title": "Main", "items": [{"kind": "home", "title": "Start"}]}));
        assert_eq!((saved.status, saved.header("etag")), (200, "\"2\""), "{}", saved.text());
        assert_eq!(server.client.json("/v1/menus/main")["items"][0]["title"], "Start");
        let stale = desk.call("PUT", "/v1/admin/menus/main", &[("If-Match", "\"1\"")], &json!({"title": "Main", "items": []}));
        assert_eq!((stale.status, &stale.json()["current"]["title"]), (412, &json!("Main")));
        assert_eq!((desk.delete("/v1/admin/menus/main").status, server.client.get("/v1/menus/main").status), (204, 404));
    }

    fn the_front_page_is_saved_whole(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        assert_eq!(desk.json("/v1/admin/home"), json!({"revision": 0, "blocks": []}));
        let news = desk.made("/v1/admin/categories", &json!({"name": "News"}));
        let article = desk.made("/v1/admin/articles", &json!({"title": "Tunnel", "primary_category_id": id(&news)}));
        let blocks = json!([
            {"key": "top", "kind": "manual", "title": "Top", "article_ids": [id(&article)], "link_category_id": id(&news)},
            {"key": "news", "kind": "category", "source_id": id(&news), "size": 3},
            {"key": "read", "kind": "popular", "window": "24h"},
        ]);
        let saved = desk.call("PUT", "/v1/admin/home", &[("If-Match", "\"0\"")], &json!({"blocks": blocks}));
        assert_eq!((saved.status, saved.header("etag")), (200, "\"1\""), "{}", saved.text());
        assert_eq!(saved.json()["blocks"][0]["article_ids"][0], article["id"]);
        assert_eq!(server.client.json("/v1/home")["blocks"], json!([]), "what is not public is not shown");
        desk.change("POST", &format!("/v1/admin/articles/{}/steps/publish", id(&article)), &json!({}));
        let shown = server.client.json("/v1/home");
        assert_eq!((&shown["blocks"][0]["key"], &shown["blocks"][0]["items"][0]["slug"], &shown["blocks"][0]["link"]["path"]), (&json!("top"), &json!("tunnel"), &json!("/news")));
        let wrong = json!({"blocks": [{"key": "a", "kind": "category", "source_id": id(&article)}, {"key": "a", "kind": "popular", "window": "1y", "size": 0}]});
        let refused = desk.change("PUT", "/v1/admin/home", &wrong);
        let pointers: Vec<Value> = refused.json()["errors"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
        assert_eq!((refused.status, pointers), (422, vec![json!("/blocks/1/key"), json!("/blocks/1/size"), json!("/blocks/1/window")]));
        let refused = desk.change("PUT", "/v1/admin/home", &json!({"blocks": [{"key": "a", "kind": "category", "source_id": id(&article)}]}));
        assert_eq!((refused.status, &refused.json()["errors"][0]["pointer"]), (422, &json!("/blocks/0/source_id")));
    }

    fn a_page_that_is_deleted_takes_its_comments_and_previews_along(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let (gone, stays) = (desk.made("/v1/admin/pages", &json!({"title": "Gone"})), desk.made("/v1/admin/pages", &json!({"title": "Stays"})));
        let (now, subjects) = (server.clock.now(), [&gone, &stays].map(|of| Id::parse(&id(of)).unwrap()));
        // As an import leaves them: a comment and an answer to it.
        server.db.write_blocking(move |conn| {
            for page in subjects {
                let root = NewComment::from_text(Id::new(), Subject::Page(page), "Bukola", "Well said.", now);
                let mut answer = NewComment::from_text(Id::new(), Subject::Page(page), "Chidi", "Indeed.", now);
                answer.parent_id = Some(root.id);
                comments::create(conn, root)?;
                comments::create(conn, answer)?;
            }
            Ok::<_, DatabaseError>(())
        }).unwrap();
        let token = |of: &Value| desk.made("/v1/admin/previews", &json!({"type": "page", "document_id": of["id"]}))["token"].as_str().unwrap().to_owned();
        let seen = |of: &Value, token: &str| server.client.send("GET", &format!("/v1/preview/pages/{}", id(of)), &[("Preview-Token", token)], &[]).status;
        let (first, second) = (token(&gone), token(&stays));
        assert_eq!((seen(&gone, &first), seen(&stays, &second)), (200, 200));
        assert_eq!(desk.json("/v1/admin/comments")["counts"]["pending"], 4);

        assert_eq!(desk.delete(&page(&gone)).status, 204);
        let left = desk.json("/v1/admin/comments");
        let under: Vec<&Value> = left["data"].as_array().unwrap().iter().map(|one| &one["subject"]["id"]).collect();
        assert_eq!((under, &left["counts"]["pending"]), (vec![&stays["id"]; 2], &json!(2)));
        let tokens = desk.json("/v1/admin/previews");
        let open: Vec<&Value> = tokens["data"].as_array().unwrap().iter().map(|one| &one["document_id"]).collect();
        assert_eq!(open, [&stays["id"]]);
        assert_eq!((seen(&gone, &first), seen(&stays, &second)), (404, 200));
    }

    fn the_sites_settings_change_by_a_patch(server: TestServer) {
        let editor = server.desk("ada", Role::Editor);
        let admin = server.desk("root", Role::Admin);
        let before = editor.get("/v1/admin/site");
        assert_eq!(editor.change("PATCH", "/v1/admin/site", &json!({"name": "Mine"})).status, 403);
        let tag = before.header("etag").to_owned();
        let patch = json!({"name": "The Bay Courier", "comments": {"close_after_days": 30}, "publisher": {"name": "Bay Press"}, "home_url": "https://bay.example/", "extra": {"motto": "x"}});
        let changed = admin.call("PATCH", "/v1/admin/site", &[("If-Match", &tag)], &patch);
        assert_eq!(changed.status, 200, "{}", changed.text());
        let site = server.client.json("/v1/site");
        assert_eq!((&site["name"], &site["home_url"], &site["comments"]["close_after_days"], &site["publisher"]["name"]), (&json!("The Bay Courier"), &json!("https://bay.example"), &json!(30), &json!("Bay Press")));
        let again = admin.change("PATCH", "/v1/admin/site", &json!({"home_url": "https://new.example", "extra": null})).json();
        assert_eq!((&again["home_url"], &again["extra"], &again["name"]), (&json!("https://new.example"), &json!({}), &json!("The Bay Courier")));
        let old = server.client.json("/v1/resolve?path=https://bay.example/");
        assert_eq!((&old["outcome"], &old["location"]), (&json!("redirect"), &json!("https://new.example/")));
        let wrong = json!({"timezone": "Mars/Base", "permalinks": {"tag": "tags"}, "nme": 1, "logo_id": "x"});
        let refused = admin.change("PATCH", "/v1/admin/site", &wrong);
        assert_eq!((refused.status, &refused.json()["errors"][0]["pointer"]), (422, &json!("/logo_id")));
        let wrong = json!({"timezone": "Mars/Base", "permalinks": {"tag": "tags"}});
        let refused = admin.change("PATCH", "/v1/admin/site", &wrong).json();
        let pointers: Vec<&Value> = refused["errors"].as_array().unwrap().iter().map(|one| &one["pointer"]).collect();
        assert_eq!(pointers, ["/timezone", "/permalinks/tag"]);
        assert_eq!(server.client.json("/v1/site")["timezone"], site["timezone"], "nothing of it was taken");
    }
}
