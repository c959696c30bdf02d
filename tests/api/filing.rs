//! Authors, categories and tags, as the newsroom works on them.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;
use crate::support::desk::Desk;

const ARTICLES: &str = "/v1/admin/articles";

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}

fn at(place: &str, of: &Value) -> String {
    format!("/v1/admin/{place}/{}", id(of))
}

fn published(desk: &Desk, title: &str, more: &Value) -> Value {
    let mut body = json!({"title": title, "body": {"html": format!("<p>{title}.</p>")}});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let article = desk.made(ARTICLES, &body);
    let answer = desk.change("POST", &format!("{ARTICLES}/{}/steps/publish", id(&article)), &json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn resolved(server: &TestServer, path: &str) -> Value {
    server.client.json(&format!("/v1/resolve?path={path}"))
}

fn slugs(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap()).collect()
}

on_both_empty! {
    fn an_author_is_made_renamed_and_told_apart_from_users(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let answer = desk.post("/v1/admin/authors", &json!({"name": " Ada Okoye ", "email": "ada@bay.example", "social": [{"network": "Mastodon", "label": "Mastodon", "url": "https://m.example/@ada"}]}));
        assert_eq!(answer.status, 201, "{}", answer.text());
        let ada = answer.json();
        assert_eq!(answer.header("location"), at("authors", &ada));
        assert_eq!((answer.header("etag"), &ada["slug"], &ada["path"]), ("\"1\"", &json!("ada-okoye"), &json!("/authors/ada-okoye")));
        assert_eq!(ada["social"][0]["network"], "mastodon");
        let public = server.client.get("/v1/authors/ada-okoye");
        assert!(!public.text().contains("ada@bay.example"), "an e-mail address is nobody's business");

        // The same name again: the slug gets a number. A slug that is taken is refused.
        assert_eq!(desk.made("/v1/admin/authors", &json!({"name": "Ada Okoye"}))["slug"], "ada-okoye-2");
        let refused = desk.post("/v1/admin/authors", &json!({"name": "Else", "slug": "ada-okoye", "portrait_id": "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b00"}));
        assert_eq!((refused.status, &refused.json()["errors"][0]["pointer"]), (422, &json!("/portrait_id")));
        let refused = desk.post("/v1/admin/authors", &json!({"name": "Else", "slug": "ada-okoye"}));
        assert_eq!((refused.status, &refused.json()["errors"][0]["code"]), (422, &json!("taken")));

        let renamed = desk.change("PATCH", &at("authors", &ada), &json!({"slug": "ada", "job_title": "City editor", "email": null}));
        assert_eq!(renamed.status, 200, "{}", renamed.text());
        let renamed = renamed.json();
        assert_eq!((&renamed["slug"], &renamed["revision"], &renamed["email"], &renamed["name"]), (&json!("ada"), &json!(2), &Value::Null, &json!("Ada Okoye")));
        assert_eq!(resolved(&server, "/authors/ada-okoye")["location"], server.client.json("/v1/authors/ada")["url"]);
        // The old address is theirs: nobody else takes it silently.
        let refused = desk.post("/v1/admin/authors", &json!({"name": "Else", "slug": "ada-okoye"}));
        assert_eq!(refused.status, 422);

        let stale = desk.call("PATCH", &at("authors", &ada), &[("If-Match", "\"1\"")], &json!({"name": "Late"}));
        assert_eq!((stale.status, &stale.json()["current"]["revision"]), (412, &json!(2)));
        let bare = desk.call("PATCH", &at("authors", &ada), &[], &json!({"name": "Late"}));
        assert_eq!(bare.status, 428);
        assert_eq!(slugs(&desk.json("/v1/admin/authors?name=OKO")), ["ada", "ada-okoye-2"]);
        assert_eq!(slugs(&desk.json("/v1/admin/authors?name=%25")), [] as [&str; 0]);
    }

    fn an_author_merges_into_another_with_all_that_is_theirs(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let kept = desk.made("/v1/admin/authors", &json!({"name": "Bola Ade"}));
        let gone = desk.made("/v1/admin/authors", &json!({"name": "B. Ade"}));
        let both = published(&desk, "Under both", &json!({"authors": [{"id": id(&gone)}, {"id": id(&kept), "role": "photographer"}]}));
        let one = published(&desk, "Under one", &json!({"author_ids": [id(&gone)]}));
        let draft = desk.made(ARTICLES, &json!({"title": "A draft", "author_ids": [id(&gone)]}));
        desk.made("/v1/admin/menus", &json!({"name": "people", "title": "People", "items": [{"kind": "author", "target_id": id(&gone)}]}));
        let since = server.client.json("/v1/changes?types=article,author")["next_cursor"].as_str().unwrap().to_owned();

        let refused = desk.delete(&at("authors", &gone));
        assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("conflict")));
        for (into, code) in [(id(&gone), "invalid"), (id(&both), "unknown_value")] {
            let refused = desk.change("POST", &format!("{}/merge", at("authors", &gone)), &json!({"into_id": into}));
            assert_eq!((refused.status, &refused.json()["errors"][0]["code"]), (422, &json!(code)));
        }
        let merged = desk.change("POST", &format!("{}/merge", at("authors", &gone)), &json!({"into_id": id(&kept)}));
        assert_eq!(merged.status, 200, "{}", merged.text());
        assert_eq!((&merged.json()["slug"], &merged.json()["article_count"]), (&json!("bola-ade"), &json!(2)));

        assert_eq!(desk.get(&at("authors", &gone)).status, 404);
        assert_eq!(server.client.get("/v1/authors/b-ade").status, 404);
        assert_eq!(resolved(&server, "/authors/b-ade")["resource"]["slug"], "bola-ade");
        let byline = |slug: &str| server.client.json(&format!("/v1/articles/{slug}"))["authors"].clone();
        assert_eq!(byline("under-both").as_array().unwrap().len(), 1);
        assert_eq!((&byline("under-both")[0]["role"], &byline("under-one")[0]["slug"]), (&json!("photographer"), &json!("bola-ade")));
        assert_eq!(slugs(&server.client.json("/v1/articles?author=bola-ade")), ["under-one", "under-both"]);
        let draft_now = desk.json(&at("articles", &draft));
        assert_eq!((&draft_now["authors"][0]["id"], &draft_now["revision"]), (&kept["id"], &json!(2)));
        assert_eq!(desk.json("/v1/admin/menus/people")["items"][0]["target_id"], kept["id"]);
        assert_eq!(server.client.json("/v1/menus/people")["items"][0]["title"], "Bola Ade");

        let changes = server.client.json(&format!("/v1/changes?types=article,author&since={since}"));
        let told: Vec<(&str, &str, &Value)> = changes["data"].as_array().unwrap().iter()
            .map(|one| (one["type"].as_str().unwrap(), one["op"].as_str().unwrap(), &one["reason"])).collect();
        assert_eq!(told.iter().filter(|one| one.0 == "article").count(), 2, "{told:?}");
        assert!(told.contains(&("author", "delete", &json!("merged"))) && told.contains(&("author", "upsert", &Value::Null)), "{told:?}");
        let _ = one;
    }

    fn a_category_moves_with_its_articles_and_addresses(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let news = desk.made("/v1/admin/categories", &json!({"name": "News"}));
        let city = desk.made("/v1/admin/categories", &json!({"name": "City", "parent_id": id(&news), "position": 1}));
        let port = desk.made("/v1/admin/categories", &json!({"name": "Port", "parent_id": id(&city)}));
        let world = desk.made("/v1/admin/categories", &json!({"name": "World"}));
        assert_eq!(port["path"], "/news/city/port");
        published(&desk, "Tunnel opens", &json!({"primary_category_id": id(&port)}));
        assert_eq!(server.client.json("/v1/articles/tunnel-opens")["path"], "/news/city/port/tunnel-opens");
        let count = |slug: &str| server.client.json(&format!("/v1/categories/{slug}"))["article_count_with_descendants"].clone();
        assert_eq!((count("news"), count("world")), (json!(1), json!(0)));

        let cycle = desk.change("PATCH", &at("categories", &news), &json!({"parent_id": id(&port)}));
        assert_eq!((cycle.status, &cycle.json()["errors"][0]["pointer"]), (422, &json!("/parent_id")));
        let moved = desk.change("PATCH", &at("categories", &city), &json!({"parent_id": id(&world), "slug": "town"}));
        assert_eq!((moved.status, &moved.json()["path"]), (200, &json!("/world/town")), "{}", moved.text());
        assert_eq!((count("news"), count("world")), (json!(0), json!(1)));
        assert_eq!(server.client.json("/v1/articles?category=news")["page"]["total"], 0);
        assert_eq!(server.client.json("/v1/articles/tunnel-opens")["path"], "/world/town/port/tunnel-opens");
        for (old, new) in [("/news/city", "/world/town"), ("/news/city/port", "/world/town/port"), ("/news/city/port/tunnel-opens", "/world/town/port/tunnel-opens")] {
            assert_eq!(resolved(&server, old)["location"].as_str().unwrap().split("8080").last().unwrap().rsplit_once(new).map(|(_, rest)| rest), Some(""), "{old}");
        }

        let pinned = json!({"article_id": desk.json(ARTICLES)["data"][0]["id"], "until": "2027-01-01T00:00:00Z"});
        let pinned = desk.change("PATCH", &at("categories", &world), &json!({"pin": pinned}));
        assert_eq!(pinned.status, 200, "{}", pinned.text());
        assert_eq!(server.client.json("/v1/categories/world")["pinned"]["slug"], "tunnel-opens");
        let bare = desk.change("PATCH", &at("categories", &world), &json!({"pin": null})).json();
        assert_eq!((&bare["pin"], &server.client.json("/v1/categories/world")["pinned"]), (&Value::Null, &Value::Null));
    }

    fn a_category_is_deleted_with_a_place_for_its_articles(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let city = desk.made("/v1/admin/categories", &json!({"name": "City"}));
        let port = desk.made("/v1/admin/categories", &json!({"name": "Port", "parent_id": id(&city)}));
        let world = desk.made("/v1/admin/categories", &json!({"name": "World"}));
        published(&desk, "Tunnel opens", &json!({"primary_category_id": id(&port), "category_ids": [id(&world)]}));
        published(&desk, "Ferry sails", &json!({"primary_category_id": id(&port)}));
        let refused = desk.delete(&at("categories", &city));
        assert_eq!(refused.status, 409, "{}", refused.text());
        let refused = desk.delete(&at("categories", &port));
        assert_eq!(refused.status, 409, "articles stand in it");
        let refused = desk.delete(&format!("{}?articles_to={}", at("categories", &port), id(&port)));
        assert_eq!((refused.status, &refused.json()["errors"][0]["parameter"]), (400, &json!("articles_to")));
        let gone = desk.delete(&format!("{}?articles_to={}", at("categories", &port), id(&world)));
        assert_eq!(gone.status, 204, "{}", gone.text());
        let article = server.client.json("/v1/articles/tunnel-opens");
        assert_eq!((&article["path"], article["categories"].as_array().unwrap().len()), (&json!("/world/tunnel-opens"), 1));
        assert_eq!(server.client.json("/v1/categories/world")["article_count"], 2);
        assert_eq!(server.client.json("/v1/categories/city")["article_count_with_descendants"], 0);
        assert_eq!(resolved(&server, "/city/port")["outcome"], "gone");
        assert_eq!(resolved(&server, "/city/port/ferry-sails")["resource"]["path"], "/world/ferry-sails");
    }

    fn categories_merge_with_what_is_below(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let city = desk.made("/v1/admin/categories", &json!({"name": "City"}));
        let port = desk.made("/v1/admin/categories", &json!({"name": "Port", "parent_id": id(&city)}));
        let town = desk.made("/v1/admin/categories", &json!({"name": "Town"}));
        published(&desk, "In the city", &json!({"primary_category_id": id(&city)}));
        published(&desk, "At the port", &json!({"primary_category_id": id(&port)}));
        desk.change("PUT", "/v1/admin/home", &json!({"blocks": [{"key": "city", "kind": "category", "source_id": id(&city)}]}));
        let below = desk.change("POST", &format!("{}/merge", at("categories", &city)), &json!({"into_id": id(&port)}));
        assert_eq!(below.status, 422, "not into one below itself");
        let merged = desk.change("POST", &format!("{}/merge", at("categories", &city)), &json!({"into_id": id(&town)}));
        assert_eq!(merged.status, 200, "{}", merged.text());
        let town = merged.json();
        assert_eq!((&town["article_count"], &town["article_count_with_descendants"]), (&json!(1), &json!(2)));
        assert_eq!(desk.json(&at("categories", &port))["path"], "/town/port");
        assert_eq!(server.client.json("/v1/articles/at-the-port")["path"], "/town/port/at-the-port");
        assert_eq!(server.client.json("/v1/home")["blocks"][0]["title"], "Town");
        assert_eq!((&resolved(&server, "/city")["resource"]["path"], &resolved(&server, "/city/port")["resource"]["path"]), (&json!("/town"), &json!("/town/port")));
    }

    fn tags_are_renamed_merged_and_taken_off(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let [bus, tram, ferry] = ["Bus", "Tram", "Ferry"].map(|name| desk.made("/v1/admin/tags", &json!({"name": name})));
        published(&desk, "One", &json!({"tag_ids": [id(&bus), id(&tram)]}));
        published(&desk, "Two", &json!({"tag_ids": [id(&bus)]}));
        published(&desk, "Three", &json!({"tag_ids": [id(&ferry)]}));
        let scheduled = desk.made(ARTICLES, &json!({"title": "Later", "tag_ids": [id(&bus)]}));
        let later = desk.change("POST", &format!("{ARTICLES}/{}/steps/schedule", id(&scheduled)), &json!({"at": "2026-12-24T08:00:00Z"}));
        assert_eq!(later.status, 200, "{}", later.text());
        let merged = desk.change("POST", &format!("{}/merge", at("tags", &bus)), &json!({"into_id": id(&tram)}));
        assert_eq!((merged.status, &merged.json()["article_count"]), (200, &json!(2)), "{}", merged.text());
        assert_eq!(slugs(&server.client.json("/v1/articles?tag=tram")), ["two", "one"]);
        server.clock.set(newswire::db::Time::parse("2026-12-24T08:00:00Z").unwrap());
        let desk = server.sign_in(desk.user, &desk.email);
        assert_eq!(slugs(&server.client.json("/v1/articles?tag=tram")), ["later", "two", "one"]);
        assert_eq!(desk.delete(&at("tags", &ferry)).status, 204);
        let three = server.client.json("/v1/articles/three");
        assert_eq!((&three["tags"], &three["version"]), (&json!([]), &json!(2)));
        assert_eq!(resolved(&server, "/tags/ferry")["outcome"], "gone");
        desk.made("/v1/admin/menus", &json!({"name": "m", "title": "M", "items": [{"kind": "tag", "target_id": id(&tram)}]}));
        let refused = desk.delete(&at("tags", &tram));
        assert_eq!((refused.status, &refused.json()["detail"]), (409, &json!("It is named by the menu `m`. Take it away there first.")));
    }

    fn the_audit_log_tells_what_was_renamed_and_what_went_into_what(server: TestServer) {
        let (desk, root) = (server.desk("ada", Role::Editor), server.desk("root", Role::Admin));
        let newest = |place: &str, of: &Value| {
            let log = root.json(&format!("/v1/admin/audit?resource_id={}", id(of)));
            let entry = log["data"][0].clone();
            assert_eq!((&entry["resource_kind"], &entry["actor"]["name"]), (&json!(place), &json!("ada")), "{entry}");
            entry
        };
        for (places, kind, field) in [("authors", "author", "author_ids"), ("categories", "category", "category_ids"), ("tags", "tag", "tag_ids")] {
            let [from, into] = ["From", "Into"].map(|name| desk.made(&format!("/v1/admin/{places}"), &json!({"name": name})));
            published(&desk, &format!("Under {kind}"), &json!({field: [id(&from)]}));
            let shown = desk.json(&at(places, &from));
            let renamed = desk.change("PATCH", &at(places, &from), &json!({"name": "Former", "slug": "former"})).json();
            let entry = newest(kind, &from);
            assert_eq!(entry["action"], json!(format!("{kind}.update")));
            assert_eq!((&entry["before"], &entry["after"]), (&shown, &renamed));

            let merged = desk.change("POST", &format!("{}/merge", at(places, &from)), &json!({"into_id": id(&into)}));
            assert_eq!(merged.status, 200, "{}", merged.text());
            let entry = newest(kind, &from);
            assert_eq!(entry["action"], json!(format!("{kind}.merge")));
            assert_eq!((&entry["before"]["id"], &entry["before"]["name"], &entry["before"]["slug"]), (&from["id"], &json!("Former"), &json!("former")));
            assert_eq!(entry["after"], merged.json(), "the one that stays, whole");
            assert_eq!(entry["after"]["id"], into["id"]);
        }
        let [from, into, empty] = ["City", "Town", "Empty"].map(|name| desk.made("/v1/admin/categories", &json!({"name": name})));
        published(&desk, "In the city", &json!({"category_ids": [id(&from)]}));
        assert_eq!(desk.delete(&format!("{}?articles_to={}", at("categories", &from), id(&into))).status, 204);
        let entry = newest("category", &from);
        assert_eq!((&entry["action"], &entry["before"]["slug"], &entry["after"]), (&json!("category.delete"), &json!("city"), &json!({"articles_to": into["id"]})));
        assert_eq!(desk.delete(&at("categories", &empty)).status, 204);
        assert_eq!(newest("category", &empty)["after"], Value::Null);
    }
}

/// More articles than one step carries.
#[test]
fn a_merge_of_many_carries_them_all() {
    let server = TestServer::empty_with(crate::support::Backend::Sqlite, &[]);
    let desk = server.desk("ada", Role::Editor);
    let [from, into] = ["From", "Into"].map(|name| desk.made("/v1/admin/tags", &json!({"name": name})));
    for n in 0..450 {
        let article = desk.made(ARTICLES, &json!({"title": format!("Article {n}"), "tag_ids": [id(&from)]}));
        if n % 3 == 0 {
            desk.change("POST", &format!("{ARTICLES}/{}/steps/publish", id(&article)), &json!({}));
        }
    }
    let merged = desk.change("POST", &format!("{}/merge", at("tags", &from)), &json!({"into_id": id(&into)}));
    assert_eq!((merged.status, &merged.json()["article_count"]), (200, &json!(150)), "{}", merged.text());
    assert_eq!(server.client.json("/v1/articles?tag=into")["page"]["total"], 150);
}
