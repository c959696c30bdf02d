//! Every kind of problem, its body pinned.

use serde_json::{Value, json};

use crate::on_both;
use crate::support::TestServer;

fn problem(server: &TestServer, code: &str, title: &str, status: u16, detail: &str) -> Value {
    json!({
        "type": format!("{}/docs/problems/{}", server.settings.public_url, code.replace('_', "-")),
        "title": title, "status": status, "detail": detail, "code": code,
    })
}

on_both! {
    fn unknown_names_and_drafts_are_the_same_404(server: TestServer) {
        let draft = draft_slug(&server);
        for name in ["no-such-article", draft.as_str(), "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"] {
            let answer = server.client.get(&format!("/v1/articles/{name}"));
            let want = problem(&server, "not_found", "Not found", 404, &format!("There is no public article `{name}`."));
            assert_eq!((answer.status, answer.problem()), (404, want));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }

    fn all_faults_are_named_at_once(server: TestServer) {
        let answer = server.client.get("/v1/articles?limit=0&sort=views&include=nope&zz=1&page=x&featured=maybe&date=23&limit=2");
        let named: Vec<Value> = answer.problem()["errors"].as_array().unwrap().iter().map(|fault| fault["parameter"].clone()).collect();
        for name in ["limit", "sort", "include", "zz", "page", "featured", "date"] {
            assert!(named.contains(&name.into()), "{name} among {named:?}");
        }
        let details = answer.text();
        assert!(details.contains("-published_at, published_at, -updated_at, title, -views"), "{details}");
        assert!(details.contains("read_also"), "what may be included is listed");
    }

    fn one_fault_in_full(server: TestServer) {
        let answer = server.client.get("/v1/tags?limit=101");
        let mut want = problem(&server, "invalid_parameter", "Invalid parameter", 400, "1 parameter is not acceptable.");
        want["errors"] = json!([{"parameter": "limit", "code": "out_of_range", "detail": "`limit` is a whole number from 1 to 100."}]);
        assert_eq!((answer.status, answer.problem()), (400, want));
    }

    fn a_page_too_deep_names_the_cursor(server: TestServer) {
        let answer = server.client.get("/v1/articles?page=101&limit=100");
        let detail = "Numbered pages of 100 rows end at page 100. Follow `cursor` to go deeper.";
        let mut want = problem(&server, "page_too_deep", "Page too deep", 400, detail);
        want["errors"] = json!([{"parameter": "page", "code": "out_of_range", "detail": detail}]);
        assert_eq!((answer.status, answer.problem()), (400, want));
        assert_eq!(server.client.get("/v1/articles?page=100&limit=100").status, 200);
    }

    fn a_wrong_method_names_the_right_ones(server: TestServer) {
        let answer = server.client.send("PUT", "/v1/articles", &[], &[]);
        let detail = "`PUT` is not possible here. Allowed: GET, HEAD, OPTIONS.";
        assert_eq!((answer.status, answer.problem()), (405, problem(&server, "method_not_allowed", "Method not allowed", 405, detail)));
        assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
        let preflight = server.client.send("OPTIONS", "/v1/articles/harbour-tunnel-opens/views", &[("Origin", "https://front.example")], &[]);
        assert_eq!((preflight.status, preflight.header("access-control-allow-methods")), (204, "POST, OPTIONS"));
    }

    fn an_unknown_address_is_a_problem_too(server: TestServer) {
        let answer = server.client.get("/v1/nowhere");
        assert_eq!((answer.status, answer.problem()), (404, problem(&server, "not_found", "Not found", 404, "There is nothing at this address.")));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }

    fn bad_bytes_in_the_address_are_refused(server: TestServer) {
        for path in ["/v1/articles/%FF", "/v1/articles/a%00b"] {
            let answer = server.client.get(path);
            let detail = "The path is not valid UTF-8, or holds a NUL character.";
            assert_eq!((answer.status, answer.problem()), (400, problem(&server, "bad_request", "Bad request", 400, detail)), "{path}");
        }
        for query in ["category=%FF", "category=a%00b", "tag=%C3%28", "author=%ED%A0%80"] {
            assert_eq!(server.client.get(&format!("/v1/articles?{query}")).status, 400, "{query}");
        }
    }

    fn every_problem_has_its_page(server: TestServer) {
        for code in newswire::error::Code::ALL {
            let answer = server.client.get(&format!("/docs/problems/{}", code.page()));
            assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"), "{}", code.page());
            let text = answer.text();
            for part in [code.title(), code.as_str(), "What happened", "What to do"] {
                assert!(text.contains(part), "{}: {part}", code.page());
            }
            let example = text.split("<code class=\"language-json\">").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap();
            let example: Value = serde_json::from_str(&example.replace("&quot;", "\"").replace("&amp;", "&")).unwrap();
            assert_eq!((&example["code"], &example["status"]), (&code.as_str().into(), &code.status().into()));
            assert!(example["detail"].as_str().unwrap().ends_with('.') && !example["current"].is_number());
            for other in newswire::error::Code::ALL {
                assert!(text.contains(&format!("href=\"/docs/problems/{}\"", other.page())), "{}", other.page());
            }
        }
    }

    fn hostile_numbers_are_refused_everywhere(server: TestServer) {
        for bad in ["text", "-1", "0", "1e9", "2147483648", "9223372036854775808", "18446744073709551616", "1.5", "NaN", ""] {
            for path in ["/v1/articles", "/v1/tags", "/v1/authors", "/v1/categories", "/v1/pages", "/v1/popular"] {
                let answer = server.client.get(&format!("{path}?limit={bad}"));
                assert_eq!(answer.status, 400, "{path}?limit={bad}: {}", answer.text());
            }
        }
    }
}

fn draft_slug(server: &TestServer) -> String {
    use newswire::db::Statement;
    let found = server.db.read_blocking(|conn| {
        use diesel::RunQueryDsl;
        let sql = "SELECT a.slug FROM articles a WHERE a.status = 'draft' ORDER BY a.slug LIMIT 1";
        Statement::<(diesel::sql_types::Text,)>::new(sql)
            .get_result::<(String,)>(conn)
            .map_err(newswire::db::DatabaseError::from)
    });
    found.expect("a draft").0
}
