//! The OpenAPI document: checked in as it is served, and what it promises.

mod breaking;

use std::collections::BTreeSet;

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::support::desk::Desk;
use crate::support::{Backend, TestServer};

fn document() -> Value {
    newswire::app::contract()
}

/// Every operation: its path, method and self.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((path.clone(), method.clone(), operation.clone()));
        }
    }
    all
}

#[test]
fn the_checked_in_document_is_the_one_that_is_served() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert!(kept == document(), "the contract has changed: cargo run -- openapi > openapi/openapi.json");
    let server = TestServer::empty(Backend::Sqlite);
    assert!(server.client.json("/openapi.json") == kept);
    assert_eq!(server.client.get("/openapi.json?x=1").status, 400, "each would be an answer of its own to keep");
}

fn released() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/released.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Within a version of the API things are only ever added. What was released is replaced by a release alone.
#[test]
fn nothing_that_was_released_is_broken() {
    let faults = breaking::changes(&released(), &document());
    assert!(faults.is_empty(), "this breaks clients of the released contract:\n{}", faults.join("\n"));
}

/// No property of an answer is out of the comparison's sight.
#[test]
fn the_loss_of_any_property_of_an_answer_is_seen() {
    let (released, mut less) = (released(), released());
    let names = answered(&released);
    let mut tried = 0;
    for name in names {
        let at = format!("/components/schemas/{name}/properties");
        for property in released.pointer(&at).and_then(Value::as_object).into_iter().flat_map(|all| all.keys()) {
            let properties = less.pointer_mut(&at).and_then(Value::as_object_mut).unwrap();
            let taken = properties.remove(property).unwrap();
            let gone = format!("{name}.{property}: the property is gone");
            assert!(breaking::changes(&released, &less).contains(&gone), "{gone}");
            less.pointer_mut(&at).and_then(Value::as_object_mut).unwrap().insert(property.clone(), taken);
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn every_operation_is_described() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let at = format!("{method} {path}");
        for key in ["operationId", "summary", "description", "tags"] {
            assert!(!operation[key].is_null(), "{at} has no {key}");
        }
        assert!(ids.insert(operation["operationId"].to_string()), "{at}: its operationId is another's");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{at}: {} has no description", parameter["name"]);
        }
        if path.starts_with("/v1") {
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.contains_key("400") && answers.contains_key("500"), "{at}");
            assert!(!path.contains('{') || answers.contains_key("404"), "{at}");
        }
    }
}

/// What generators of clients stumble over, in every schema that an answer can reach.
#[test]
fn answers_have_no_closed_enums_and_no_unions() {
    let document = document();
    let mut faults = Vec::new();
    for name in answered(&document) {
        walk(&name, &document["components"]["schemas"][&name], &mut faults);
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The schemas that answers reach; what a request holds may be closed.
fn answered(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<Value> =
        operations(document).into_iter().map(|(_, _, operation)| operation["responses"].clone()).collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(all) => waiting.extend(all.into_iter().map(|(_, inner)| inner)),
            Value::Array(all) => waiting.extend(all),
            Value::String(text) => {
                let name = text.strip_prefix("#/components/schemas/").filter(|name| found.insert((*name).to_owned()));
                waiting.extend(name.map(|name| document["components"]["schemas"][name].clone()));
            }
            _ => {}
        }
    }
    assert!(found.len() > 40);
    found
}

fn walk(at: &str, schema: &Value, faults: &mut Vec<String>) {
    match schema {
        Value::Object(all) => {
            for word in ["enum", "const", "discriminator", "allOf", "nullable"] {
                if all.contains_key(word) && !all.contains_key("x-extensible-enum") {
                    faults.push(format!("{at}: {word}"));
                }
            }
            for word in ["oneOf", "anyOf"] {
                let branches = all.get(word).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                let nullable = branches.len() == 2 && branches.iter().any(|one| one["type"] == "null");
                if all.contains_key(word) && !nullable {
                    faults.push(format!("{at}: {word}"));
                }
            }
            if all.get("additionalProperties") == Some(&Value::Bool(false)) {
                faults.push(format!("{at}: closed"));
            }
            all.iter()
                .filter(|(key, _)| *key != "example")
                .for_each(|(key, inner)| walk(&format!("{at}.{key}"), inner, faults));
        }
        Value::Array(all) => all.iter().for_each(|inner| walk(at, inner, faults)),
        _ => {}
    }
}

/// The values that the document gives for a parameter are those that the server takes.
#[test]
fn choices_are_those_that_are_taken() {
    let server = TestServer::demo(Backend::Sqlite);
    let (desk, own) = newsroom(&server);
    let mut tried = 0;
    for (path, method, operation) in operations(&document()) {
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|_| method == "get") {
            let (schema, name) = (&parameter["schema"], parameter["name"].as_str().unwrap());
            let listed = schema["pattern"].as_str().map(|pattern| {
                let names = pattern.trim_start_matches("^(").split(')').next().unwrap().replace('\\', "");
                assert_eq!(pattern.replace('\\', ""), format!("^({names})(,({names}))*$"), "{path}: {name}");
                names.split('|').map(str::to_owned).collect()
            });
            let closed = schema["enum"].as_array();
            let closed = closed.map(|all| all.iter().map(|one| one.as_str().unwrap().to_owned()).collect());
            let Some(documented): Option<BTreeSet<String>> = listed.or(closed) else { continue };
            let of = path.replace("{article}", "harbour-tunnel-opens").replace("{menu}", "main");
            let of = of.replace("{category}", "city").replace("{tag}", "transport").replace("{author}", "ada-okoye");
            let of = in_newsroom(&path, &own).unwrap_or(of);
            let problem = desk.get(&format!("{of}?{name}=zz")).problem();
            let faults = problem["errors"].as_array().unwrap().iter();
            let detail = faults.filter(|fault| fault["parameter"] == name).find_map(|fault| fault["detail"].as_str());
            let taken = detail.unwrap().split_once("Allowed: ").unwrap().1;
            let taken: BTreeSet<String> = taken.trim_end_matches('.').split(", ").map(str::to_owned).collect();
            assert_eq!(taken, documented, "{path}: {name}");
            tried += 1;
        }
    }
    assert!(tried >= 15, "{tried} choices");
}

/// Somebody who may do everything, and the ids of things that are there.
fn newsroom(server: &TestServer) -> (Desk, Vec<(&'static str, String)>) {
    let desk = server.desk("root", Role::Admin);
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let public = |path: &str| id(&server.client.json(path));
    let article = public("/v1/articles/harbour-tunnel-opens");
    let hook = desk.made("/v1/admin/webhooks", &json!({"url": "https://hooks.example.org/news"}));
    let run = desk.send("POST", "/v1/admin/imports", &[("Content-Type", "application/xml")], b"<rss/>");
    let own = vec![
        ("{article}", article),
        ("{revision}", "1".to_owned()),
        ("{user}", desk.user.to_string()),
        ("{author}", public("/v1/authors/ada-okoye")),
        ("{category}", public("/v1/categories/city")),
        ("{tag}", public("/v1/tags/transport")),
        ("{page}", public("/v1/pages/about")),
        ("{menu}", "main".to_owned()),
        ("{webhook}", id(&hook["webhook"])),
        ("{comment}", id(&desk.json("/v1/admin/comments?limit=1")["data"][0])),
        ("{redirect}", id(&desk.made("/v1/admin/redirects", &json!({"from": "/an-old-path", "to": "/city"})))),
        ("{run}", id(&run.json())),
        ("{file}", "ads.txt".to_owned()),
    ];
    (desk, own)
}

/// An address of the Admin API, of things that are there; none for other addresses.
fn in_newsroom(path: &str, own: &[(&str, String)]) -> Option<String> {
    let of = own.iter().fold(path.to_owned(), |path, (name, id)| path.replace(name, id));
    path.starts_with("/v1/admin").then_some(of)
}

/// Each documented parameter is taken, and what a call takes is documented.
#[test]
fn parameters_are_documented_and_taken() {
    let server = TestServer::demo(Backend::Sqlite);
    let document = document();
    let (desk, own) = newsroom(&server);
    let id = server.client.json("/v1/articles/harbour-tunnel-opens")["id"].as_str().unwrap().to_owned();
    let media =
        server.client.json("/v1/articles/harbour-tunnel-opens")["featured_media"]["id"].as_str().unwrap().to_owned();
    for (path, method, operation) in operations(&document) {
        if method != "get" || !path.starts_with("/v1") {
            continue;
        }
        let mut url = path.clone();
        let (mut documented, mut required) = (BTreeSet::new(), Vec::new());
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let example =
                [&parameter["example"], &parameter["schema"]["example"]].into_iter().find(|one| !one.is_null());
            let example =
                example.map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).unwrap_or_default();
            match parameter["in"].as_str() {
                Some("path") => {
                    let own = match name {
                        "media" => media.clone(),
                        "page" => "about".to_owned(),
                        _ => example,
                    };
                    url = url.replace(&format!("{{{name}}}"), &own);
                }
                Some("query") => {
                    documented.insert(name.to_owned());
                    if parameter["required"] == true {
                        required.push(format!("{name}={}", if name == "ids" { id.clone() } else { example }));
                    }
                }
                _ => {}
            }
        }
        let url = in_newsroom(&path, &own).unwrap_or(url);
        let base = format!("{url}?{}", required.join("&"));
        // A stream of events has no end that a client could wait for.
        let live = !operation["responses"]["200"]["content"]["text/event-stream"].is_null();
        let method = if live { "HEAD" } else { "GET" };
        let ok = desk.send(method, base.trim_end_matches('?'), &[], &[]);
        assert_eq!(ok.status, 200, "{base}: {}", ok.text());
        let refused = desk.get(&format!("{base}&zz=1"));
        assert_eq!(refused.status, 400, "{base}");
        let detail = refused.problem()["errors"][0]["detail"].as_str().unwrap().to_owned();
        let taken: BTreeSet<String> = detail
            .split_once("Allowed: ")
            .map(|(_, list)| list.trim_end_matches('.').split(", ").map(str::to_owned).collect())
            .unwrap_or_default();
        assert_eq!(taken, documented, "{path}: what it takes and what is documented");
    }
}
