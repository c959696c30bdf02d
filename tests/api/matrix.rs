//! Who may do what: every operation of the Admin API × everybody who may ask, against the one table of
//! rights, which `docs/guides/permissions.md` shows. An operation that names no right fails the test.

use newswire::auth::rights::RIGHTS;
use newswire::auth::{Reach, Right, Role, SIGN_IN};
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::client::Answer;
use crate::support::desk::Desk;
use crate::support::{Backend, Client, TestServer, backends};

/// An operation and the right that its document names; none for the sign-in.
struct Operation {
    method: String,
    path: String,
    right: Option<&'static Right>,
}

const NOBODY: &str = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99";

fn operations() -> Vec<Operation> {
    let document = newswire::app::contract();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap().iter().filter(|(path, _)| path.starts_with("/v1/admin"))
    {
        for (method, operation) in item.as_object().unwrap() {
            all.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                right: right(path, method, operation),
            });
        }
    }
    assert!(all.len() > 30, "{}", all.len());
    all
}

/// The right in the document: the same for sessions and keys, and for keys only where they may have it.
fn right(path: &str, method: &str, operation: &Value) -> Option<&'static Right> {
    let security =
        operation["security"].as_array().unwrap_or_else(|| panic!("{method} {path} says nothing of security"));
    if security.is_empty() {
        assert!(SIGN_IN.contains(&path) && method == "post", "{method} {path} is open to everybody");
        return None;
    }
    let name = security[0]["session"][0].as_str().unwrap_or_else(|| panic!("{method} {path} names no right"));
    let right = RIGHTS.iter().find(|right| right.name == name).unwrap_or_else(|| panic!("there is no right {name}"));
    let expected = match right.for_keys {
        true => json!([{"session": [name]}, {"key": [name]}]),
        false => json!([{"session": [name]}]),
    };
    assert_eq!(operation["security"], expected, "{method} {path}");
    Some(right)
}

impl Operation {
    /// The status of the operation on something that is not there: whoever may do it is told that, or of a
    /// body that is no good, and nothing changes.
    fn asked_by(&self, desk: &Desk) -> u16 {
        let bearer = format!("Bearer {}", desk.token);
        self.asked(&desk.client, &[("Authorization", &bearer)]).status
    }

    /// The same with headers that say who asks.
    fn asked(&self, client: &Client, who: &[(&str, &str)]) -> Answer {
        let step = self.path.replace("{step}", "submit").replace("{revision}", "1");
        let mut path = String::new();
        for part in step.split_inclusive('/') {
            path.push_str(if part.starts_with('{') { NOBODY } else { part.trim_end_matches('/') });
            path.push_str(if part.ends_with('/') { "/" } else { "" });
        }
        let body: &[u8] = if matches!(self.method.as_str(), "GET" | "DELETE") { b"" } else { b"{}" };
        let mut headers = vec![("If-Match", "*"), ("Content-Type", "application/json")];
        headers.extend(who);
        client.send(&self.method, &path, &headers, body)
    }
}

/// Everybody who may ask: how they are named, and how far a right reaches for them.
fn check(backend: Backend) -> usize {
    let server = TestServer::empty(backend);
    let admin = server.desk("root", Role::Admin);
    let desks: Vec<(Role, Desk)> = Role::ALL.into_iter().map(|role| (role, server.desk(role.as_str(), role))).collect();
    let scopes: Vec<&str> = RIGHTS.iter().filter(|right| right.for_keys).map(|right| right.name).collect();
    let key = |scopes: &[&str]| {
        let made = admin.made("/v1/admin/keys", &json!({"name": "matrix", "scopes": scopes}));
        admin.with(made["secret"].as_str().unwrap())
    };
    let keys: Vec<(&str, Desk)> = scopes.iter().map(|scope| (*scope, key(&[scope]))).collect();
    let ended = server.desk("gone", Role::Admin);
    assert_eq!(ended.send("DELETE", "/v1/admin/session", &[], &[]).status, 204);
    let strangers = [
        admin.with("x"),
        admin.with(""),
        admin.with(&format!("{}x", admin.token)),
        admin.with("nwk_000000000000_x"),
        ended,
    ];
    let mut cells = 0;
    for operation in operations() {
        let at = format!("{} {}", operation.method, operation.path);
        let Some(right) = operation.right else { continue };
        for stranger in &strangers {
            assert_eq!(operation.asked_by(stranger), 401, "{at}");
            cells += 1;
        }
        for (role, desk) in &desks {
            // The call may end its own session.
            let own = server.sign_in(desk.user, &desk.email);
            may(&at, role.as_str(), operation.asked_by(&own), right.reach(*role) != Reach::None);
            cells += 1;
        }
        for (scope, desk) in &keys {
            may(&at, scope, operation.asked_by(desk), right.for_keys && *scope == right.name);
            cells += 1;
        }
    }
    cells
}

fn may(at: &str, who: &str, status: u16, allowed: bool) {
    let fits = if allowed { ![401, 403, 405].contains(&status) && status < 500 } else { status == 403 };
    assert!(fits, "{at} by {who}: {status}, allowed: {allowed}");
}

#[test]
fn threat_19_every_operation_asks_for_its_right() {
    for backend in backends() {
        println!("{backend:?}: {} cells", check(backend));
    }
}

on_both_empty! {
    fn threat_21_what_readers_hold_opens_nothing_of_the_newsroom(server: TestServer) {
        let desk = server.desk("ada", Role::Admin);
        let article = desk.made("/v1/admin/articles", &json!({"title": "One"}));
        let preview = desk.made("/v1/admin/previews", &json!({"type": "article", "document_id": article["id"]}));
        let preview = preview["token"].as_str().unwrap();
        for operation in operations().iter().filter(|operation| operation.right.is_some()) {
            // A token that opens one document, and one that only refreshes.
            for token in [preview, desk.refresh_token.as_str()] {
                let bearer = format!("Bearer {token}");
                let both = [("Authorization", bearer.as_str()), ("Preview-Token", preview)];
                for who in [&both[..], &both[1..]] {
                    let answer = operation.asked(&server.client, who);
                    let problem = answer.problem();
                    assert_eq!((answer.status, &problem["code"]), (401, &json!("unauthorized")), "{} {}", operation.method, operation.path);
                }
            }
        }
        assert_eq!(desk.get("/v1/admin/session").status, 200, "and nothing has ended by it");
    }

    fn threat_36_no_cookie_is_taken_or_given(server: TestServer) {
        let desk = server.desk("ada", Role::Admin);
        let key = desk.made("/v1/admin/keys", &json!({"name": "k", "scopes": ["articles:read", "articles:write"]}));
        let secret = key["secret"].as_str().unwrap();
        let cookies = [&desk.token, &desk.refresh_token, secret].map(|token| {
            format!("session={token}; access_token={token}; token={token}; Authorization=Bearer {token}; __Host-session={token}")
        });
        for operation in operations().iter().filter(|operation| operation.right.is_some()) {
            for cookie in &cookies {
                // As a form of another site would send it.
                let who = [("Cookie", cookie.as_str()), ("Origin", "https://evil.test"), ("Sec-Fetch-Site", "cross-site")];
                let answer = operation.asked(&server.client, &who);
                assert_eq!((answer.status, answer.header("set-cookie")), (401, ""), "{} {}", operation.method, operation.path);
                assert_eq!(answer.header("access-control-allow-credentials"), "");
            }
        }
        for path in ["/v1/articles", "/v1/site", "/feeds/rss.xml", "/docs", "/v1/admin/session"] {
            assert_eq!(server.client.get(path).header("set-cookie"), "", "{path}");
        }
        let signed = server.client.post("/v1/admin/session", &json!({"email": desk.email, "password": crate::support::desk::PASSWORD}));
        assert_eq!((signed.status, signed.header("set-cookie")), (201, ""));
    }

    fn threat_69_every_answer_of_the_newsroom_is_kept_nowhere(server: TestServer) {
        let desk = server.desk("ada", Role::Admin);
        for operation in operations() {
            let own = server.sign_in(desk.user, &desk.email);
            for who in [format!("Bearer {}", own.token), "Bearer x".to_owned()] {
                let answer = operation.asked(&server.client, &[("Authorization", &who)]);
                let at = format!("{} {}: {}", operation.method, operation.path, answer.status);
                assert_eq!(answer.header("cache-control"), "private, no-store", "{at}");
                assert_eq!((answer.header("surrogate-key"), answer.header("cache-tag")), ("", ""), "{at}");
            }
        }
    }

    fn threat_75_no_parameter_of_any_call_gets_into_a_statement(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let article = root.made("/v1/admin/articles", &json!({"title": "One"}));
        let step = format!("/v1/admin/articles/{}/steps/publish", article["id"].as_str().unwrap());
        assert_eq!(root.change("POST", &step, &json!({})).status, 200);
        let vectors = ["1' OR '1'='1", "1); DROP TABLE articles; --", "\"' || pg_sleep(9) || '", "1abc", "-1 UNION SELECT 1,2,3", "one\\' --"];
        let document = newswire::app::contract();
        let mut asked = 0;
        for (path, item) in document["paths"].as_object().unwrap().iter().filter(|(_, item)| item["get"].is_object()) {
            // It does not end.
            if path == "/v1/events" {
                continue;
            }
            let all = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
            for vector in vectors {
                let text: String = vector.bytes().map(|byte| format!("%{byte:02x}")).collect();
                let filled = |path: &str| all.iter().filter(|one| one["in"] == "path").fold(path.to_owned(), |path, one| path.replace(&format!("{{{}}}", one["name"].as_str().unwrap()), &text));
                let mut tries = vec![filled(path)];
                tries.extend(all.iter().filter(|one| one["in"] == "query").map(|one| format!("{}?{}={text}", filled(path), one["name"].as_str().unwrap())));
                for at in tries {
                    let answer = root.get(&at);
                    assert!([200, 400, 404].contains(&answer.status), "{at}: {} {}", answer.status, answer.text());
                    asked += 1;
                }
            }
        }
        assert!(asked > 500, "{asked}");
        assert_eq!(server.client.json("/v1/articles")["page"]["total"], 1);
    }
}

#[test]
fn the_table_in_the_documents_is_the_one_that_counts() {
    let reach = |reach: Reach| match reach {
        Reach::None => "—",
        Reach::Own => "own",
        Reach::All => "all",
    };
    let mut table = String::from(
        "| right | allows | admin | editor | author | contributor | API keys | operations |\n|---|---|---|---|---|---|---|---|\n",
    );
    let operations = operations();
    for right in RIGHTS {
        let named = operations.iter().filter(|operation| operation.right.is_some_and(|one| one.name == right.name));
        let mut calls: Vec<String> =
            named.map(|one| format!("`{} {}`", one.method, one.path.trim_start_matches("/v1/admin"))).collect();
        calls.sort();
        let far = right.roles.map(reach).join(" | ");
        let keys = if right.for_keys { "yes" } else { "no" };
        table.push_str(&format!("| `{}` | {} | {far} | {keys} | {} |\n", right.name, right.allows, calls.join(", ")));
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guides/permissions.md");
    let text = std::fs::read_to_string(file).unwrap();
    let (head, kept) = text.split_at(text.find("| right |").unwrap());
    if kept != table {
        // What the test would have, for whoever changed a right to take over.
        std::fs::write(std::env::temp_dir().join("permissions.md"), format!("{head}{table}")).unwrap();
        panic!(
            "docs/guides/permissions.md is not the table of rights; the right one is in {}",
            std::env::temp_dir().display()
        );
    }
}
