//! Who is asking: signing in and out, tokens, keys, and what must end them.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use newswire::auth::Role;
use newswire::demo::desk;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::desk::PASSWORD;
use crate::support::{Backend, TestServer};

fn refused(server: &TestServer, detail: &str) -> Value {
    json!({
        "type": format!("{}/docs/problems/unauthorized", server.settings.public_url),
        "title": "Unauthorized", "status": 401, "detail": detail, "code": "unauthorized",
    })
}

const WRONG: &str = "The mail address or the password is wrong, or the account is closed.";
const NO_GOOD: &str = "The token is not, or no longer, good.";

/// Measured by the clock of this machine, so it is run by hand:
/// `cargo test --release --test api threat_33_ -- --ignored --nocapture`.
#[test]
#[ignore = "measures time, which other tests take from it"]
fn threat_33_known_and_unknown_addresses_take_the_same_time() {
    const TRIES: usize = 200;
    for backend in [Backend::Sqlite, Backend::Postgres] {
        if backend == Backend::Postgres && crate::support::postgres::server().is_none() {
            continue;
        }
        let server = TestServer::empty(backend);
        server.user("known", Role::Editor);
        let attempt = |email: &str| {
            let began = std::time::Instant::now();
            let body = json!({"email": email, "password": "not the one"});
            let answer = server.client.post("/v1/admin/session", &body);
            let took = began.elapsed();
            assert_eq!((answer.status, answer.problem()), (401, refused(&server, WRONG)));
            took.as_secs_f64() * 1000.0
        };
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for n in 0..TRIES {
            // The limits are those of a quarter of an hour.
            if n % 8 == 0 {
                server.clock.set(server.clock.now().plus_seconds(15 * 60));
            }
            known.push(attempt("known@desk.example"));
            unknown.push(attempt(&format!("unknown{n}@desk.example")));
        }
        let median = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times[TRIES / 2]
        };
        let (known, unknown) = (median(&mut known), median(&mut unknown));
        let apart = (known - unknown).abs() / known;
        println!("{backend:?}: known {known:.2} ms, unknown {unknown:.2} ms, {:.2} % apart", apart * 100.0);
        assert!(apart < 0.05, "{known} ms and {unknown} ms");
    }
}

on_both_empty! {
    fn a_session_opens_goes_on_and_ends(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let answer = desk.get("/v1/admin/session");
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        let me = answer.json();
        assert_eq!(me["user"]["email"], "ada@desk.example");
        assert!(me["user"].get("password_hash").is_none());
        assert!(me["rights"].as_array().unwrap().contains(&json!({"name": "articles:publish", "reach": "all"})));
        assert_eq!(me["sessions"].as_array().unwrap().len(), 1);

        let next = server.client.post("/v1/admin/session/refresh", &json!({"refresh_token": desk.refresh_token}));
        assert_eq!(next.status, 200, "{}", next.text());
        let next = next.json();
        assert_eq!((&next["token_type"], &next["expires_in"]), (&json!("Bearer"), &json!(900)));
        let again = desk.with(next["access_token"].as_str().unwrap());
        assert_eq!(again.get("/v1/admin/session").status, 200);
        assert_eq!(again.send("DELETE", "/v1/admin/session", &[], &[]).status, 204);
        for token in [&again, &desk] {
            let answer = token.get("/v1/admin/session");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"newswire\"");
            assert_eq!((answer.status, answer.problem()), (401, refused(&server, NO_GOOD)));
        }
        let late = server.client.post("/v1/admin/session/refresh", &json!({"refresh_token": next["refresh_token"]}));
        assert_eq!(late.status, 401);
    }

    fn threat_28_a_refresh_token_that_is_used_twice_ends_its_session(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let refresh = |token: &Value| server.client.post("/v1/admin/session/refresh", &json!({"refresh_token": token}));
        let first = json!(desk.refresh_token);
        let second = refresh(&first).json();
        assert_eq!(refresh(&first).status, 401);
        assert_eq!(refresh(&second["refresh_token"]).status, 401, "the family has ended");
        assert_eq!(desk.with(second["access_token"].as_str().unwrap()).get("/v1/admin/session").status, 401);
        for made_up in ["", "nwr_", "x", "nwr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(refresh(&json!(made_up)).status, 401);
        }
    }

    fn threat_28_what_ends_a_session_counts_from_the_next_request(server: TestServer) {
        let admin = server.desk("root", Role::Admin);
        let path = |desk: &crate::support::desk::Desk| format!("/v1/admin/users/{}", desk.user);
        let ada = server.desk("ada", Role::Editor);
        assert_eq!(admin.change("PATCH", &path(&ada), &json!({"name": "Ada Okoye"})).status, 200);
        assert_eq!(ada.get("/v1/admin/session").status, 200, "another name ends nothing");
        assert_eq!(admin.change("PATCH", &path(&ada), &json!({"role": "author"})).status, 200);
        assert_eq!(ada.get("/v1/admin/session").status, 401, "another role");
        let bo = server.desk("bo", Role::Editor);
        assert_eq!(admin.change("PATCH", &path(&bo), &json!({"active": false})).status, 200);
        assert_eq!(bo.get("/v1/admin/session").status, 401, "a closed account");
        let cy = server.desk("cy", Role::Editor);
        let change = json!({"current_password": PASSWORD, "new_password": "another sentence"});
        assert_eq!(cy.call("PUT", "/v1/admin/session/password", &[], &change).status, 204);
        assert_eq!(cy.get("/v1/admin/session").status, 401, "another password");
        let old = server.client.post("/v1/admin/session", &json!({"email": cy.email, "password": PASSWORD}));
        assert_eq!(old.status, 401);
        let new = server.client.post("/v1/admin/session", &json!({"email": "CY@desk.example", "password": "another sentence"}));
        assert_eq!(new.status, 201);
        let di = server.desk("di", Role::Editor);
        assert_eq!(admin.delete(&path(&di)).status, 204);
        assert_eq!(di.get("/v1/admin/session").status, 401, "a deleted user");
        let next = server.desk("di", Role::Contributor);
        assert_ne!(next.user, di.user);
        assert_eq!(di.get("/v1/admin/session").status, 401, "threat 25: the next one of that address is another");
    }

    fn an_access_token_ends_by_the_clock(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        server.clock.set(server.clock.now().plus_seconds(899));
        assert_eq!(desk.get("/v1/admin/session").status, 200);
        server.clock.set(server.clock.now().plus_seconds(1));
        assert_eq!(desk.get("/v1/admin/session").status, 401);
        server.clock.set(server.clock.now().plus_seconds(14 * 86_400));
        let late = server.client.post("/v1/admin/session/refresh", &json!({"refresh_token": desk.refresh_token}));
        assert_eq!(late.status, 401);
    }

    fn threat_33_a_known_and_an_unknown_address_are_answered_alike(server: TestServer) {
        let (_, email) = server.user("ada", Role::Editor);
        let sign_in = |email: &str| server.client.post("/v1/admin/session", &json!({"email": email, "password": "not the password"}));
        for email in [email.as_str(), "nobody@desk.example", "no address"] {
            let answer = sign_in(email);
            assert_eq!((answer.status, answer.problem()), (401, refused(&server, WRONG)), "{email}");
        }
    }

    fn threat_33_known_and_unknown_addresses_cost_the_same_work(server: TestServer) {
        let admin = server.desk("root", Role::Admin);
        let (_, known) = server.user("ada", Role::Editor);
        let (closed, email) = server.user("bo", Role::Editor);
        assert_eq!(admin.change("PATCH", &format!("/v1/admin/users/{closed}"), &json!({"active": false})).status, 200);
        let cost = |email: &str, password: &str| {
            let before = server.passwords.compared();
            let answer = server.client.post("/v1/admin/session", &json!({"email": email, "password": password}));
            assert_eq!((answer.status, answer.problem()), (401, refused(&server, WRONG)), "{email}");
            server.passwords.compared() - before
        };
        for (email, password) in [(known.as_str(), "not the one"), ("nobody@desk.example", "not the one"), ("no address", "not the one"), ("", "not the one"), (&email, PASSWORD), (&email, "not the one"), (&known, "")] {
            assert_eq!(cost(email, password), 1, "{email:?} {password:?}");
        }
        // Who has no try left costs nothing, whether there is such an account or not.
        for email in [known.as_str(), "nobody@desk.example"] {
            let try_it = || server.client.post("/v1/admin/session", &json!({"email": email, "password": "not the one"})).status;
            while try_it() == 401 {}
            let before = server.passwords.compared();
            assert_eq!((try_it(), server.passwords.compared() - before), (429, 0), "{email}");
        }
    }

    fn threat_32_every_call_that_takes_a_password_is_limited(server: TestServer) {
        let document = newswire::app::contract();
        let mut taking = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let schema = operation.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
                let fields = schema.and_then(|name| document.pointer(&format!("{}/properties", name.trim_start_matches('#'))));
                if fields.is_some_and(|fields| fields.as_object().unwrap().keys().any(|name| name.contains("password") || name.contains("code") && name != "reason_code")) {
                    taking.push(format!("{method} {path}"));
                }
            }
        }
        taking.sort();
        // The latter two set the password of somebody else: nothing is compared.
        assert_eq!(taking, ["patch /v1/admin/users/{user}", "post /v1/admin/session", "post /v1/admin/users", "put /v1/admin/session/password"]);

        let desk = server.desk("ada", Role::Editor);
        let change = |current: &str| desk.call("PUT", "/v1/admin/session/password", &[], &json!({"current_password": current, "new_password": "another sentence"}));
        for _ in 0..10 {
            let answer = change("not the one");
            assert_eq!((answer.status, &answer.problem()["errors"][0]["pointer"]), (422, &json!("/current_password")));
        }
        let want = json!({
            "type": format!("{}/docs/problems/too-many-requests", server.settings.public_url), "title": "Too many requests",
            "status": 429, "detail": "Too many attempts. Wait, and try again.", "code": "too_many_requests",
        });
        for current in ["not the one", PASSWORD] {
            let answer = change(current);
            assert_eq!((answer.status, answer.problem(), answer.header("retry-after").is_empty()), (429, want.clone(), false));
        }
        server.clock.set(server.clock.now().plus_seconds(15 * 60));
        let desk = server.sign_in(desk.user, &desk.email);
        let body = json!({"current_password": PASSWORD, "new_password": "another sentence"});
        assert_eq!(desk.call("PUT", "/v1/admin/session/password", &[], &body).status, 204);
    }

    fn threat_31_attempts_are_counted_exactly_however_many_come_at_once(server: TestServer) {
        let (_, email) = server.user("ada", Role::Editor);
        let taken = AtomicUsize::new(0);
        let spelt = [email.clone(), email.to_uppercase(), format!(" {email} ")];
        std::thread::scope(|scope| {
            for n in 0..24 {
                let (taken, client, email) = (&taken, server.client.clone(), &spelt[n % 3]);
                scope.spawn(move || {
                    let answer = client.post("/v1/admin/session", &json!({"email": email, "password": "not the password"}));
                    match answer.status {
                        401 => drop(taken.fetch_add(1, Ordering::Relaxed)),
                        status => assert_eq!(status, 429, "{}", answer.text()),
                    }
                });
            }
        });
        assert_eq!(taken.into_inner(), 10);
        let right = server.client.post("/v1/admin/session", &json!({"email": email, "password": PASSWORD}));
        assert_eq!((right.status, right.header("retry-after").is_empty()), (429, false), "the right one waits, too");
        for path in ["/v1/admin/session/", "/v1/admin//session", "//v1/admin/session", "/v1/admin/%73ession", "/v1/%61dmin/session", "/V1/ADMIN/SESSION"] {
            let other = server.client.post(path, &json!({"email": email, "password": PASSWORD}));
            assert!([401, 404, 429].contains(&other.status), "{path}: {}", other.status);
        }
        server.clock.set(server.clock.now().plus_seconds(15 * 60));
        let later = server.client.post("/v1/admin/session", &json!({"email": email, "password": PASSWORD}));
        assert_eq!(later.status, 201);
    }

    fn threat_31_many_addresses_from_one_place_are_limited(server: TestServer) {
        let mut last = 0;
        for n in 0..61 {
            last = server.client.post("/v1/admin/session", &json!({"email": format!("{n}@desk.example"), "password": "not the password"})).status;
            assert!(last == 401 || n == 60, "{n}: {last}");
        }
        assert_eq!(last, 429);
    }

    fn threats_18_29_and_34_a_sign_in_takes_two_texts_and_nothing_else(server: TestServer) {
        for bad in [
            r#"{"email":{"$gt":0},"password":"not the password"}"#,
            r#"{"email":"a@b.example","password":["a"]}"#,
            r#"{"email":"a@b.example","password":null}"#,
            r#"{"email":"a@b.example","password":1}"#,
            r#"{"email":"a@b.example","email":"c@d.example","password":"not the password"}"#,
            r#"{"email":"a@b.example","password":"not the password","role":"admin"}"#,
            r#"["a@b.example","not the password"]"#,
            "{",
        ] {
            let answer = server.client.send("POST", "/v1/admin/session", &[("Content-Type", "application/json")], bad.as_bytes());
            assert_eq!((answer.status, &answer.problem()["code"]), (400, &json!("invalid_body")), "{bad}");
        }
        let long = json!({"email": "a@b.example", "password": "x".repeat(1_025)});
        let answer = server.client.post("/v1/admin/session", &long);
        assert_eq!((answer.status, &answer.problem()["errors"][0]["pointer"]), (400, &json!("/password")), "threat 30");
        let form = server.client.send("POST", "/v1/admin/session", &[("Content-Type", "application/x-www-form-urlencoded")], b"email=a&password=b");
        assert_eq!(form.status, 415);
        assert_eq!(server.client.post("/v1/admin/session?email=a", &json!({})).status, 400);
    }

    fn threat_35_tokens_are_taken_from_the_header_alone(server: TestServer) {
        let desk = server.desk("ada", Role::Admin);
        for path in ["access_token", "token", "Authorization"].map(|name| format!("/v1/admin/session?{name}={}", desk.token)) {
            assert_eq!(server.client.get(&path).status, 401);
        }
        let bearer = format!("Bearer {}", desk.token);
        for (name, value) in [("Cookie", format!("access_token={}", desk.token)), ("X-Api-Key", desk.token.clone()), ("Authorization", format!("Basic {}", desk.token)), ("Authorization", format!("Bearer {} x", desk.token))] {
            assert_eq!(server.client.send("GET", "/v1/admin/session", &[(name, &value)], &[]).status, 401, "{name}");
        }
        let twice = [("Authorization", bearer.as_str()), ("Authorization", bearer.as_str())];
        assert_eq!(server.client.send("GET", "/v1/admin/session", &twice, &[]).status, 401);
        let lower = server.client.send("GET", "/v1/admin/session", &[("Authorization", &bearer.replace("Bearer", "bearer"))], &[]);
        assert_eq!(lower.status, 200, "the scheme's case does not matter (RFC 9110)");
    }

    fn nobody_learns_anything_before_the_gate(server: TestServer) {
        for (method, path) in [("GET", "/v1/admin"), ("GET", "/v1/admin/"), ("GET", "/v1/admin/nothing"), ("PUT", "/v1/admin/session"), ("GET", "/v1/admin/session"), ("POST", "/v1/admin/users"), ("GET", "/v1/admin/users?zz=1")] {
            let answer = server.client.send(method, path, &[], &[]);
            assert_eq!(answer.status, 401, "{method} {path}");
            assert_eq!(answer.header("cache-control"), "private, no-store");
        }
        let desk = server.desk("ada", Role::Admin);
        assert_eq!(desk.get("/v1/admin/nothing").status, 404);
        let answer = desk.send("PUT", "/v1/admin/session", &[], &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, POST, DELETE, OPTIONS"));
        assert_eq!(desk.get("/v1/admin/session?zz=1").status, 400);
    }

    fn the_last_administrator_stays_one(server: TestServer) {
        let admin = server.desk("root", Role::Admin);
        let own = format!("/v1/admin/users/{}", admin.user);
        for body in [json!({"role": "editor"}), json!({"active": false})] {
            let answer = admin.change("PATCH", &own, &body);
            assert_eq!((answer.status, &answer.problem()["code"]), (409, &json!("conflict")));
        }
        assert_eq!(admin.delete(&own).status, 409);
        server.user("second", Role::Admin);
        assert_eq!(admin.delete(&own).status, 204);
    }

    fn users_are_made_read_changed_and_counted(server: TestServer) {
        let admin = server.desk("root", Role::Admin);
        let body = json!({"email": "Eve@desk.example", "name": " Eve ", "role": "author", "password": "ten letters"});
        let key = [("Idempotency-Key", "one")];
        let made = admin.call("POST", "/v1/admin/users", &key, &body);
        assert_eq!(made.status, 201, "{}", made.text());
        let user = made.json();
        let path = made.header("location").to_owned();
        assert_eq!((&user["name"], made.header("etag"), &user["revision"]), (&json!("Eve"), "\"1\"", &json!(1)));
        let again = admin.call("POST", "/v1/admin/users", &key, &body);
        assert_eq!((again.status, &again.body, again.header("location")), (201, &made.body, path.as_str()));
        let other = admin.call("POST", "/v1/admin/users", &key, &json!({"email": "f@desk.example", "name": "F", "role": "author", "password": "ten letters"}));
        assert_eq!((other.status, &other.problem()["code"]), (422, &json!("idempotency_key_reused")));
        let twin = admin.post("/v1/admin/users", &body);
        assert_eq!((twin.status, &twin.problem()["code"]), (409, &json!("duplicate")));
        let bad = admin.post("/v1/admin/users", &json!({"email": "x", "name": "", "role": "author", "password": "short"}));
        let problem = bad.problem();
        let places: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|fault| fault["pointer"].as_str().unwrap()).collect();
        assert_eq!((bad.status, places), (422, vec!["/email", "/name", "/password"]));
        let mightier = admin.post("/v1/admin/users", &json!({"email": "x@y.example", "name": "X", "role": "owner", "password": "ten letters"}));
        assert_eq!((mightier.status, &mightier.problem()["errors"][0]["pointer"]), (400, &json!("/role")));

        let none = admin.call("PATCH", &path, &[], &json!({"name": "Eva"}));
        assert_eq!((none.status, &none.problem()["code"]), (428, &json!("precondition_required")));
        let stale = admin.call("PATCH", &path, &[("If-Match", "\"9\"")], &json!({"name": "Eva"}));
        assert_eq!((stale.status, stale.header("etag"), &stale.problem()["current"]), (412, "\"1\"", &user));
        let changed = admin.call("PATCH", &path, &[("If-Match", "W/\"1\"")], &json!({"name": "Eva"}));
        assert_eq!((changed.status, changed.header("etag"), &changed.json()["name"]), (200, "\"2\"", &json!("Eva")));
        let list = admin.json("/v1/admin/users?limit=1");
        assert_eq!(list["data"][0]["name"], "Eva");
        let next = admin.json(&format!("/v1/admin/users?limit=1&cursor={}", list["page"]["next_cursor"].as_str().unwrap()));
        assert_eq!(next["data"][0]["name"], "root");

        let log = admin.json("/v1/admin/audit?resource_kind=user");
        let deeds: Vec<&str> = log["data"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap()).collect();
        assert_eq!(deeds, ["user.update", "user.create"]);
        assert_eq!(log["data"][0]["before"]["name"], "Eve");
        assert_eq!(log["data"][0]["actor"]["name"], "root");
        assert!(!log.to_string().contains("argon2"));
    }

    fn keys_do_what_they_were_given_and_no_more(server: TestServer) {
        let admin = server.desk("root", Role::Admin);
        let made = admin.made("/v1/admin/keys", &json!({"name": "importer", "scopes": ["articles:read"]}));
        let secret = made["secret"].as_str().unwrap().to_owned();
        let list = admin.get("/v1/admin/keys");
        assert!(!list.text().contains(&secret) && list.json()["data"][0]["last_used_at"].is_null());
        let key = admin.with(&secret);
        for path in ["/v1/admin/session", "/v1/admin/users", "/v1/admin/keys", "/v1/admin/audit"] {
            let answer = key.get(path);
            assert_eq!((answer.status, &answer.problem()["code"]), (403, &json!("forbidden")), "threat 20: {path}");
        }
        assert_eq!(key.post("/v1/admin/keys", &json!({"name": "x", "scopes": ["articles:read"]})).status, 403);
        assert!(!admin.json("/v1/admin/keys")["data"][0]["last_used_at"].is_null());
        for scope in ["users:manage", "keys:manage", "webhooks:manage", "articles:*", "nothing", ""] {
            let answer = admin.post("/v1/admin/keys", &json!({"name": "x", "scopes": [scope]}));
            assert_eq!((answer.status, &answer.problem()["errors"][0]["pointer"]), (422, &json!("/scopes/0")), "{scope}");
        }
        let elsewhere = admin.made("/v1/admin/keys", &json!({"name": "far", "scopes": ["articles:read"], "networks": ["203.0.113.0/24"]}));
        assert_eq!(admin.with(elsewhere["secret"].as_str().unwrap()).get("/v1/admin/session").status, 401);
        let ends = server.clock.now().plus_seconds(60).to_string();
        let short = admin.made("/v1/admin/keys", &json!({"name": "short", "scopes": ["articles:read"], "expires_at": ends}));
        let short = admin.with(short["secret"].as_str().unwrap());
        assert_eq!(short.get("/v1/admin/session").status, 403);
        server.clock.set(server.clock.now().plus_seconds(60));
        assert_eq!(short.get("/v1/admin/session").status, 401);
        let path = format!("/v1/admin/keys/{}", made["key"]["id"].as_str().unwrap());
        assert_eq!(admin.send("DELETE", &path, &[], &[]).status, 204);
        assert_eq!(key.get("/v1/admin/session").status, 401);
        let wrong = format!("{}x", &secret[..secret.len() - 1]);
        assert_eq!(admin.with(&wrong).get("/v1/admin/session").status, 401);
    }
}

on_both_empty! {
    fn the_demos_sign_in_works_in_its_own_data_folder_alone(server: TestServer) {
        let password = |secret: &'static [u8]| {
            let db = server.db.clone();
            let made = move || actix_web::rt::System::new().block_on(desk::sign_in(&db, secret)).unwrap();
            std::thread::spawn(made).join().unwrap()
        };
        let (first, again, other) = (password(b"one secret"), password(b"one secret"), password(b"another secret"));
        assert_eq!((&first, first == other), (&again, false), "the same at every start, another one elsewhere");
        let sign_in = |password: &str| server.client.post("/v1/admin/session", &json!({"email": desk::EMAIL, "password": password})).status;
        assert_eq!((sign_in(&first), sign_in(&other)), (201, 401));
    }
}

#[test]
fn the_command_line_makes_the_first_administrator() {
    let dir = tempfile::tempdir().unwrap();
    let add = |email: &str, password: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_newswire"))
            .args([
                "user",
                "add",
                email,
                "--name",
                "Ada Okoye",
                "--data",
                &dir.path().display().to_string(),
                "--log-level",
                "error",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap())
    };
    assert_eq!(add("ada@example.org", "ten letters"), (Some(0), "ada@example.org may sign in as admin.\n".to_owned()));
    assert_eq!(
        add("ADA@example.org", "ten letters"),
        (Some(1), "newswire: ADA@example.org is a user already.\n".to_owned())
    );
    let short = "newswire: a password has 10 characters or more, and at most 1024 bytes\n";
    assert_eq!(add("bo@example.org", "short"), (Some(1), short.to_owned()));
    let none = "newswire: `nobody` is no mail address, such as ada@example.org.\n";
    assert_eq!(add("nobody", "ten letters"), (Some(2), none.to_owned()));
}

#[test]
fn pages_of_configured_origins_may_call_from_a_browser() {
    let server = TestServer::empty_with(Backend::Sqlite, &["--admin-origins", "https://desk.example"]);
    let asked = |origin: &str| {
        let answer = server.client.send("GET", "/v1/admin/session", &[("Origin", origin)], &[]);
        (answer.header("access-control-allow-origin").to_owned(), answer.header("vary").to_owned())
    };
    assert_eq!(asked("https://desk.example"), ("https://desk.example".to_owned(), "Origin".to_owned()));
    for other in ["https://desk.example.evil.example", "http://desk.example", "null", "https://desk.example:8443"] {
        assert_eq!(asked(other), (String::new(), "Origin".to_owned()), "threat 70: {other}");
    }
    let preflight = server.client.send(
        "OPTIONS",
        "/v1/admin/session",
        &[("Origin", "https://desk.example"), ("Access-Control-Request-Method", "POST")],
        &[],
    );
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, "https://desk.example"));
    assert!(preflight.header("access-control-allow-headers").contains("Authorization"));
}
