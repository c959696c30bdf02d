//! Redirects: written down by editors, and followed by readers at once.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both;
use crate::support::desk::Desk;
use crate::support::{Backend, TestServer, postgres};

const REDIRECTS: &str = "/v1/admin/redirects";

fn path(redirect: &Value) -> String {
    format!("{REDIRECTS}/{}", redirect["id"].as_str().unwrap())
}

fn led(server: &TestServer, path: &str) -> (i64, Option<String>) {
    let answer = server.client.json(&format!("/v1/resolve?path={path}"));
    let home = server.client.json("/v1/site")["home_url"].as_str().unwrap().to_owned();
    let location = answer["location"].as_str().map(|url| url.replace(&home, ""));
    (answer["http_status"].as_i64().unwrap(), location)
}

fn faults(desk: &Desk, body: &Value) -> Vec<String> {
    let answer = desk.post(REDIRECTS, body);
    assert_eq!(answer.status, 422, "{body}: {}", answer.text());
    let problem = answer.problem();
    let fault = |fault: &Value| format!("{} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap());
    problem["errors"].as_array().unwrap().iter().map(fault).collect()
}

on_both! {
    fn a_redirect_is_followed_at_once(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        assert_eq!(led(&server, "/old/house").0, 404);
        assert_eq!(led(&server, "/OLD/house/amp").0, 404);
        let made = desk.post(REDIRECTS, &json!({"from": "/old//h%6fuse/", "to": "/city"}));
        let redirect = made.json();
        assert_eq!((made.status, made.header("location"), made.header("etag")), (201, path(&redirect).as_str(), "\"1\""));
        let expected = json!({"id": redirect["id"], "from": "/old/house", "to": "/city", "http_status": 301, "target": null, "origin": "editor", "created_at": "2026-11-24T08:00:00Z", "revision": 1});
        assert_eq!((&redirect, &desk.json(&path(&redirect))), (&expected, &expected));
        for old in ["/old/house", "/old/house/", "//old/house?utm_source=x", "/OLD/house", "/index.php/old/house", "/old/house/amp"] {
            assert_eq!(led(&server, old), (301, Some("/city".to_owned())), "{old}");
        }
        let changed = desk.change("PUT", &path(&redirect), &json!({"from": "/old/house", "http_status": 410}));
        assert_eq!((changed.status, changed.header("etag"), led(&server, "/old/house").0), (200, "\"2\"", 410));
        let late = desk.call("PUT", &path(&redirect), &[("If-Match", "\"1\"")], &json!({"from": "/x", "to": "/y"}));
        assert_eq!((late.status, &late.problem()["current"]["http_status"]), (412, &json!(410)));
        let moved = desk.change("PUT", &path(&redirect), &json!({"from": "/old/barn", "to": "/old/house?a=1#b"})).json();
        assert_eq!(moved["to"], "/old/house?a=1#b");
        assert_eq!((led(&server, "/old/house").0, led(&server, "/old/barn").1.as_deref()), (404, Some("/old/house?a=1#b")));
        let site = server.client.json("/v1/site");
        let told = desk.change("PUT", &path(&redirect), &json!({"from": "/old/barn", "to": format!("{}/about", site["home_url"].as_str().unwrap())})).json();
        assert_eq!(told["to"], "/about", "the site's own address is a path");
        assert_eq!((desk.delete(&path(&redirect)).status, led(&server, "/old/barn").0), (204, 404));
        assert_eq!(desk.get(&path(&redirect)).status, 404);
        let log = server.desk("root", Role::Admin).json("/v1/admin/audit?resource_kind=redirect");
        let deeds: Vec<&str> = log["data"].as_array().unwrap().iter().rev().map(|row| row["action"].as_str().unwrap()).collect();
        assert_eq!(deeds, ["redirect.create", "redirect.update", "redirect.update", "redirect.update", "redirect.delete"]);
    }

    fn threat_71_a_redirect_leads_to_the_site_or_to_a_listed_host(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        for to in [
            "//evil.example", "/\\evil.example", "/%2f%2fevil.example", "/%2fevil.example", "%2f%2fevil.example", "/%5cevil.example", "https:evil.example",
            "https:/evil.example", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "", "/a\r\nSet-Cookie: a=b",
            "/a%0d%0aSet-Cookie:%20a=b", "/\u{10d}\u{560a}\n", "http://127.0.0.1@evil.example/",
        ] {
            assert_eq!(faults(&desk, &json!({"from": "/old", "to": to})), ["/to invalid"], "{to:?}");
        }
        for from in ["old", "//evil.example/x", "/", "/index.php", "https://evil.example/a", "/a?b=1", "/a#b", "/a\\b", "/a%5Cb", "/a\nb", "/a%00b", "/%ff", ""] {
            let found = faults(&desk, &json!({"from": from, "to": "/city"}));
            assert_eq!(found, ["/from invalid"], "{from:?}");
        }
        assert_eq!(faults(&desk, &json!({"from": format!("/{}", "x".repeat(512)), "to": "/city"})), ["/from too_long"]);
        assert_eq!(faults(&desk, &json!({"from": "x", "to": "y"})), ["/from invalid", "/to invalid"], "all at once");
        assert_eq!(faults(&desk, &json!({"from": "/old"})), ["/to required"]);
        assert_eq!(faults(&desk, &json!({"from": "/old", "to": "/city", "http_status": 410})), ["/to invalid"]);
        assert_eq!(faults(&desk, &json!({"from": "/old", "to": "/city", "http_status": 302})), ["/http_status unknown_value"]);
        assert_eq!(desk.post(REDIRECTS, &json!({"from": "/old", "to": "/city", "origin": "import"})).status, 400, "threat 18");
        assert_eq!(desk.post(REDIRECTS, &json!({"from": "/a\u{0}b", "to": "/city"})).status, 400, "threat 77");
        assert_eq!(desk.json(&format!("{REDIRECTS}?origin=editor"))["data"], json!([]));
    }

    fn threat_71_no_loops_and_no_chains(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        assert_eq!(faults(&desk, &json!({"from": "/a", "to": "/a"})), ["/to loop"]);
        assert_eq!(faults(&desk, &json!({"from": "/a", "to": "/%61/?x=1"})), ["/to loop"]);
        let one = desk.made(REDIRECTS, &json!({"from": "/b", "to": "/subscribe"}));
        let problem = desk.post(REDIRECTS, &json!({"from": "/a", "to": "/b"})).problem();
        let home = server.client.json("/v1/site")["home_url"].as_str().unwrap().to_owned();
        assert_eq!(problem["errors"], json!([{"pointer": "/to", "code": "chain", "detail": format!("`/a` would lead to `/b`, and that leads to {home}/subscribe: lead there at once.")}]));
        let problem = desk.post(REDIRECTS, &json!({"from": "/subscribe", "to": "/city"})).problem();
        assert_eq!(problem["errors"], json!([{"pointer": "/from", "code": "chain", "detail": "`/b` leads to `/subscribe`, and would be led on: change that first."}]));
        assert_eq!(faults(&desk, &json!({"from": "/subscribe", "to": "/b"})), ["/to chain", "/from chain"], "a loop of two");
        assert_eq!(faults(&desk, &json!({"from": "/a", "to": "/city/"})), ["/to chain"], "a path that is not quite the place's own");
        let answer = desk.post(REDIRECTS, &json!({"from": "/b/", "to": "/city"}));
        assert_eq!((answer.status, &answer.problem()["code"]), (409, &json!("duplicate")));
        // Turned around: the one whose place is taken is no hop.
        let turned = desk.change("PUT", &path(&one), &json!({"from": "/subscribe", "to": "/b"}));
        assert_eq!((turned.status, led(&server, "/subscribe").1.as_deref()), (200, Some("/b")), "{}", turned.text());
        desk.made(REDIRECTS, &json!({"from": "/gone", "http_status": 410}));
        assert_eq!(faults(&desk, &json!({"from": "/c", "to": "/gone"})), ["/to gone"]);
    }

    fn what_lives_is_not_redirected(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = server.client.json("/v1/articles/harbour-tunnel-opens");
        for living in [article["path"].as_str().unwrap(), "/city", "/about"] {
            assert_eq!(faults(&desk, &json!({"from": living, "to": "/somewhere"})), ["/from taken"], "{living}");
        }
        // An article that is guessed by its slug gives way to what an editor says.
        let guessed = "/2019/05/harbour-tunnel-opens";
        assert_eq!(led(&server, guessed).1.as_deref(), article["path"].as_str());
        let gone = desk.made(REDIRECTS, &json!({"from": guessed, "http_status": 410}));
        assert_eq!(led(&server, guessed), (410, None));
        desk.delete(&path(&gone));
        assert_eq!(led(&server, guessed).1.as_deref(), article["path"].as_str());
    }

    fn redirects_are_searched(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let before = desk.json(&format!("{REDIRECTS}?limit=100"))["data"].as_array().unwrap().len();
        for n in 0..5 {
            server.clock.set(server.clock.now().plus_seconds(1));
            desk.made(REDIRECTS, &json!({"from": format!("/old_{n}"), "to": format!("/new-{n}")}));
        }
        let froms = |query: &str| -> Vec<String> {
            let list = desk.json(&format!("{REDIRECTS}?{query}"));
            list["data"].as_array().unwrap().iter().map(|one| one["from"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(froms("text=old_3"), ["/old_3"]);
        assert_eq!(froms("text=new-4"), ["/old_4"]);
        assert_eq!(froms("text=%25_"), Vec::<String>::new());
        assert_eq!((froms("origin=editor").len(), froms("http_status=410&origin=editor").len(), froms("limit=100").len()), (5, 0, before + 5));
        let first = desk.json(&format!("{REDIRECTS}?limit=2&origin=editor"));
        let next = desk.json(&format!("{REDIRECTS}?limit=2&origin=editor&cursor={}", first["page"]["next_cursor"].as_str().unwrap()));
        assert_eq!((first["data"][0]["from"].as_str(), next["data"][0]["from"].as_str()), (Some("/old_4"), Some("/old_2")));
        for bad in ["http_status=302", "origin=x", "text=", "sort=from"] {
            assert_eq!(desk.get(&format!("{REDIRECTS}?{bad}")).status, 400, "{bad}");
        }
        // What a rename leaves is listed too, and the slugs that articles had are no paths.
        let draft = desk.made("/v1/admin/articles", &json!({"title": "Renamed"}));
        let article = format!("/v1/admin/articles/{}", draft["id"].as_str().unwrap());
        desk.change("POST", &format!("{article}/steps/publish"), &json!({}));
        desk.change("PATCH", &article, &json!({"slug": "renamed-again"}));
        assert!(froms("limit=100").iter().all(|from| from.starts_with('/')));
    }
}

fn listed_hosts(backend: Backend) {
    let server = TestServer::empty_with(backend, &["--redirect-hosts", "shop.example,SHOP2.example"]);
    let desk = server.desk("ada", Role::Editor);
    let made = desk.made(REDIRECTS, &json!({"from": "/shop", "to": "https://Shop.example/a?b=1"}));
    assert_eq!(made["to"], "https://shop.example/a?b=1");
    assert_eq!(led(&server, "/shop").1.as_deref(), Some("https://shop.example/a?b=1"));
    desk.made(REDIRECTS, &json!({"from": "/shop2", "to": "http://shop2.example"}));
    for to in [
        "https://shop.example.evil.example/",
        "https://shop.example@evil.example/",
        "https:shop.example",
        "//shop.example/",
        "https://a:b@shop.example/",
        "https://shop.example\\.evil.example/",
    ] {
        assert_eq!(faults(&desk, &json!({"from": "/x", "to": to})), ["/to invalid"], "{to}");
    }
    let problem = desk.post(REDIRECTS, &json!({"from": "/x", "to": "https://evil.example/"})).problem();
    assert_eq!(
        problem["errors"][0]["detail"],
        "`to` is a path of the site such as `/about`, or a whole address (https://…) at a host of `--redirect-hosts`: shop.example, shop2.example."
    );
}

#[test]
fn threat_71_hosts_of_the_list_are_led_to_and_their_likes_are_not() {
    listed_hosts(Backend::Sqlite);
    if postgres::server().is_some() {
        listed_hosts(Backend::Postgres);
    }
}
