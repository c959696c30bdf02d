//! Who may do what: every operation of the Admin API × everybody who may ask, against the one table of
//! rights, which `docs/permissions.md` shows. An operation that names no right fails the test.

use newswire::auth::rights::RIGHTS;
use newswire::auth::{Reach, Right, Role, SIGN_IN};
use serde_json::{Value, json};

use crate::support::desk::Desk;
use crate::support::{Backend, TestServer, postgres};

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
        let step = self.path.replace("{step}", "submit").replace("{revision}", "1");
        let mut path = String::new();
        for part in step.split_inclusive('/') {
            path.push_str(if part.starts_with('{') { NOBODY } else { part.trim_end_matches('/') });
            path.push_str(if part.ends_with('/') { "/" } else { "" });
        }
        let body: &[u8] = if matches!(self.method.as_str(), "GET" | "DELETE") { b"" } else { b"{}" };
        let headers = [("If-Match", "*"), ("Content-Type", "application/json")];
        desk.send(&self.method, &path, &headers, body).status
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
    for backend in [Backend::Sqlite].into_iter().chain(postgres::server().map(|_| Backend::Postgres)) {
        println!("{backend:?}: {} cells", check(backend));
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
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.md");
    let text = std::fs::read_to_string(file).unwrap();
    let (head, kept) = text.split_at(text.find("| right |").unwrap());
    if kept != table {
        // What the test would have, for whoever changed a right to take over.
        std::fs::write(std::env::temp_dir().join("permissions.md"), format!("{head}{table}")).unwrap();
        panic!(
            "docs/permissions.md is not the table of rights; the right one is in {}",
            std::env::temp_dir().display()
        );
    }
}
