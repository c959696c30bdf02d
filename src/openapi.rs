//! The OpenAPI document: generated from the handlers and the types that serialise their answers. What
//! every operation shares (problems, examples) is added here once, so that no handler repeats it.

use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use crate::http::private::ADMIN;

/// The head of the document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Newswire",
        description = "A headless JSON content API for news publishers.\n\nThe **Content API** under `/v1` is what readers' frontends call: it sees what is public, and nothing that a request says widens that. Within `/v1` things are only ever added. Absent means *not asked for*; null means *asked for, there is none*; lists and counts are never null. Every time is UTC. Values marked `x-extensible-enum` may get more values: keep what you do not know.\n\nThe **Admin API** under `/v1/admin` is what editors' tools and integrators call. Every call there but the sign-in needs `Authorization: Bearer` with the access token of a session or an API key; the scope beside it names the right that is needed. Its answers are kept by nobody. A change says with `If-Match` which state it was made on.",
        contact(name = "Newswire", url = "https://newswire.example/contact", email = "api@newswire.example"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "site", description = "The frame of every page: the site, its menus, its pages, its front page."),
        (name = "articles", description = "Articles: lists, one complete article, and its parts."),
        (name = "taxonomy", description = "Categories, tags and authors."),
        (name = "media", description = "Pictures and files."),
        (name = "readers", description = "Views, counts and comments."),
        (name = "search", description = "Full-text search, and suggestions while typing."),
        (name = "sync", description = "What has changed: for apps that keep a copy, and live."),
        (name = "addresses", description = "Where an address of the site leads."),
        (name = "feeds", description = "Feeds and sitemaps, for readers of feeds and for search engines."),
        (name = "session", description = "Admin API: signing in and out."),
        (name = "newsroom", description = "Admin API: writing, publishing and everything editorial."),
        (name = "administration", description = "Admin API: users, keys, webhooks, and the log of who did what."),
        (name = "service", description = "The contract, its page, and how the service is."),
    ),
    components(schemas(crate::error::ProblemOut, crate::error::Fault))
)]
struct Head;

/// The document of these parts.
pub fn document(parts: impl IntoIterator<Item = utoipa::openapi::OpenApi>) -> Value {
    let mut head = Head::openapi();
    for part in parts {
        head.merge(part);
    }
    let mut document = serde_json::to_value(&head).unwrap_or_default();
    document["openapi"] = json!("3.1.0");
    // Said, so that nobody asks: readers need no key.
    document["security"] = json!([]);
    document["components"]["securitySchemes"] = json!({
        "session": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The access token of a sign-in. The scope names the right that the user's role must have."},
        "key": {"type": "http", "scheme": "bearer", "description": "An API key. The scope is one that the key must have been given."},
    });
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.values_mut().for_each(tidy);
    }
    complete(&mut document);
    let codes: Vec<&str> = crate::error::Code::ALL.iter().map(|code| code.as_str()).collect();
    document["components"]["schemas"]["Problem"]["properties"]["code"]["x-extensible-enum"] = json!(codes);
    document
}

/// What the generator writes and generators of clients stumble over: a nullable reference is a `oneOf`
/// with null, but its description belongs beside that and not into the branch; a default of null is none.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(all) => {
            if all.get("default") == Some(&Value::Null) {
                all.remove("default");
            }
            // The values of a map have no attributes of their own.
            if all.get("format") == Some(&json!("int64")) && !all.contains_key("maximum") {
                all.insert("maximum".to_owned(), json!(9_007_199_254_740_991_i64));
            }
            if let Some(description) = taken_from_branch(all) {
                all.insert("description".to_owned(), description);
            }
            all.values_mut().for_each(tidy);
        }
        Value::Array(all) => all.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn taken_from_branch(schema: &mut Map<String, Value>) -> Option<Value> {
    let branches = schema.get_mut("oneOf")?.as_array_mut()?;
    let reference = branches.iter_mut().find(|branch| branch.get("$ref").is_some())?;
    reference.as_object_mut()?.remove("description")
}

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

fn complete(document: &mut Value) {
    let components = document.clone();
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(*method) {
                choices(operation);
                problems(path, method, operation);
                examples(&components, operation);
            }
        }
    }
}

/// What a query parameter may be, where its values are known. Handlers write it as `pattern = "a|b"`, one
/// of these, and get a closed enum; or as `pattern = "a|b,"`, a list of these. A list stays one text: clients
/// send arrays in too many ways.
fn choices(operation: &mut Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
    for schema in parameters.filter_map(|parameter| parameter.get_mut("schema")?.as_object_mut()) {
        let Some(choice) = schema.get("pattern").and_then(Value::as_str).map(str::to_owned) else { continue };
        match choice.strip_suffix(',') {
            Some(names) => {
                let names = names.replace('.', "\\.");
                schema.insert("pattern".to_owned(), json!(format!("^({names})(,({names}))*$")));
            }
            None => {
                schema.insert("enum".to_owned(), choice.split('|').collect());
                schema.shift_remove("pattern");
            }
        }
    }
}

/// The problems that an operation can answer with, by what it takes.
fn problems(path: &str, method: &str, operation: &mut Value) {
    exemplify(operation);
    if let Some(body) = operation.get_mut("requestBody")
        && body["description"].as_str().is_some_and(|text| text.contains("may be empty"))
    {
        body["required"] = json!(false);
    }
    let has_path = path.contains('{');
    let wire = path.starts_with("/v1");
    let has_body = operation.get("requestBody").is_some();
    let guarded = operation["security"].as_array().is_some_and(|all| !all.is_empty());
    let parameters = operation["parameters"].as_array();
    let conditional = parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "If-Match"));
    let mut add = |status: u16, what: &str| {
        let answers = &mut operation["responses"];
        if answers.get(status.to_string()).is_none() {
            answers[status.to_string()] = problem(status, what);
        }
    };
    if wire {
        add(400, "A parameter is unknown, repeated or out of bounds, or the request is malformed.");
    }
    if has_path {
        let public = if path.starts_with(ADMIN) { "" } else { " public" };
        add(404, &format!("There is nothing{public} under this name."));
    }
    if path.starts_with(ADMIN) {
        add(401, "Nobody who is known asks, or the sign-in has ended.");
        if guarded {
            add(403, "Who asks may not do this.");
        }
        if conditional {
            add(412, "It was changed meanwhile; `current` is what is there now.");
            add(428, "There is no `If-Match`.");
        }
    }
    if method == "post" || has_body {
        add(408, "The body did not arrive in time.");
        add(413, "The body is too large.");
        add(415, "The body's media type is not taken here.");
    }
    if wire {
        add(500, "A fault of the server's own.");
        add(503, "The database is not to be had at the moment.");
        if path.starts_with(ADMIN) && method != "get" {
            add(507, "The server's disk is full: nothing was stored.");
        }
    }
}

/// Gives the problems that a handler declares itself the example of their own status.
fn exemplify(operation: &mut Value) {
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    for (status, answer) in answers {
        let declared = answer.pointer("/content/application~1problem+json").is_some();
        if let (true, Ok(status)) = (declared, status.parse()) {
            let headers = answer.get("headers").cloned();
            *answer = problem(status, answer["description"].as_str().unwrap_or_default());
            answer.as_object_mut().and_then(|answer| answer.insert("headers".to_owned(), headers?));
        }
    }
}

fn problem(status: u16, what: &str) -> Value {
    let code = crate::error::Code::of_status(status);
    let code = match status {
        400 => crate::error::Code::InvalidParameter,
        403 if what.starts_with("Comments") => crate::error::Code::CommentsClosed,
        _ => code,
    };
    let mut example = json!({
        "type": format!("http://127.0.0.1:8080/docs/problems/{}", code.page()),
        "title": code.title(), "status": status, "detail": format!("{}.", code.title()),
        "code": code.as_str(), "request_id": "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77", "current": null,
    });
    if status == 400 {
        example["detail"] = json!("1 parameter is not acceptable.");
        example["errors"] =
            json!([{"parameter": "zz", "code": "unknown", "detail": "`zz` is not a parameter of this call."}]);
    }
    if status == 422 {
        example["detail"] = json!("1 thing in the body cannot be taken.");
        example["errors"] =
            json!([{"pointer": "/body", "code": "too_long", "detail": "`body` is longer than 5000 characters."}]);
    }
    if status == 412 {
        example["current"] = json!({"revision": 4});
    }
    json!({"description": what, "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}})
}

/// Gives every JSON body an example that fits its schema, made of its fields' own examples.
fn examples(document: &Value, operation: &mut Value) {
    if let Some(content) = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut) {
        exemplify_json(document, content);
    }
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    for answer in answers.values_mut() {
        if let Some(content) = answer.get_mut("content").and_then(Value::as_object_mut) {
            exemplify_json(document, content);
        }
    }
}

fn exemplify_json(document: &Value, content: &mut Map<String, Value>) {
    for (kind, body) in content {
        if kind.contains("json") && body.get("example").is_none() && body.get("examples").is_none() {
            let example = sample(document, &body["schema"], 0);
            body["example"] = example;
        }
    }
}

/// How deep a made example goes before lists end and optional things are left out.
const DEEP: usize = 6;

fn sample(document: &Value, schema: &Value, depth: usize) -> Value {
    let schema = resolve(document, schema);
    if let Some(example) = schema.get("example").or_else(|| schema.get("examples").and_then(|all| all.get(0))) {
        return example.clone();
    }
    let nullable = schema.get("oneOf").and_then(Value::as_array);
    if let Some(branches) = nullable {
        let full = branches.iter().find(|branch| branch.get("$ref").is_some()).filter(|_| depth < DEEP);
        return full.map_or(Value::Null, |branch| sample(document, branch, depth));
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.first().and_then(Value::as_str).unwrap_or_default(),
        kind => kind.as_str().unwrap_or_default(),
    };
    match kind {
        "array" if depth >= DEEP => json!([]),
        "array" => json!([sample(document, &schema["items"], depth + 1)]),
        "string" => json!("text"),
        "integer" => json!(1),
        "number" => json!(0.5),
        "boolean" => json!(true),
        _ => sample_object(document, schema, depth),
    }
}

fn sample_object(document: &Value, schema: &Value, depth: usize) -> Value {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let filled = properties
        .filter(|(name, _)| required.contains(&name.as_str()))
        .map(|(name, inner)| (name.clone(), sample(document, inner, depth + 1)));
    Value::Object(filled.collect::<Map<_, _>>())
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).map_or(schema, |found| resolve(document, found)),
        None => schema,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nullable_reference_is_described_beside_its_branches() {
        let mut schema = json!({"properties": {"picture": {"oneOf": [{"type": "null"}, {"$ref": "#/x", "description": "Its picture."}]}}});
        tidy(&mut schema);
        let picture = json!({"oneOf": [{"type": "null"}, {"$ref": "#/x"}], "description": "Its picture."});
        assert_eq!(schema["properties"]["picture"], picture);
    }
}
