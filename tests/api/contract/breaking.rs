//! What two versions of the contract differ in that an old client cannot bear. Things may be added;
//! nothing may go, get another name, another type or another default, and nothing more may be asked for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Which way a schema goes: what a server sends may not widen, what it takes may not narrow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Sent,
    Taken,
}

/// What breaks old clients, each as a sentence.
pub fn changes(old: &Value, new: &Value) -> Vec<String> {
    let mut compare = Compare { old, new, seen: BTreeSet::new(), faults: Vec::new() };
    compare.operations();
    compare.components();
    compare.faults
}

struct Compare<'a> {
    old: &'a Value,
    new: &'a Value,
    seen: BTreeSet<(String, Way)>,
    faults: Vec<String>,
}

impl<'a> Compare<'a> {
    fn fault(&mut self, at: &str, what: &str) {
        self.faults.push(format!("{at}: {what}"));
    }

    fn components(&mut self) {
        for name in members(&self.old["components"]["schemas"]).keys() {
            if self.new["components"]["schemas"].get(name).is_none() {
                self.fault(name, "the schema is gone");
            }
        }
    }

    fn operations(&mut self) {
        for (path, item) in members(&self.old["paths"]) {
            for (method, old) in members(item) {
                let at = format!("{method} {path}");
                match self.new["paths"][path].get(method) {
                    Some(new) => self.operation(&at, old, new),
                    None => self.fault(&at, "the operation is gone"),
                }
            }
        }
    }

    fn operation(&mut self, at: &str, old: &'a Value, new: &'a Value) {
        self.same(at, old, new, "operationId");
        let asks = |document: &Value, operation: &Value| {
            let keys = operation.get("security").or_else(|| document.get("security"));
            keys.and_then(Value::as_array).is_some_and(|keys| !keys.is_empty())
        };
        if asks(self.new, new) && !asks(self.old, old) {
            self.fault(at, "it asks for a key");
        }
        self.parameters(at, old, new);
        self.request(at, &old["requestBody"], &new["requestBody"]);
        for (status, old) in members(&old["responses"]) {
            let at = format!("{at} {status}");
            match new["responses"].get(status) {
                Some(new) => self.answer(&at, old, new),
                None => self.fault(&at, "the answer is gone"),
            }
        }
    }

    fn parameters(&mut self, at: &str, old: &'a Value, new: &'a Value) {
        let (old, new) = (by_name(old), by_name(new));
        for (name, parameter) in &new {
            let known = old.get(name);
            if parameter["required"] == true && known.is_none_or(|old| old["required"] != true) {
                self.fault(&format!("{at} {name}"), "the parameter is required now");
            }
        }
        for (name, old) in old {
            let at = format!("{at} {name}");
            match new.get(&name) {
                Some(new) => {
                    self.same(&at, old, new, "style");
                    self.same(&at, old, new, "explode");
                    self.schema(&at, &old["schema"], &new["schema"], Way::Taken);
                }
                None => self.fault(&at, "the parameter is gone"),
            }
        }
    }

    fn request(&mut self, at: &str, old: &'a Value, new: &'a Value) {
        let at = format!("{at} body");
        if new["required"] == true && old["required"] != true {
            self.fault(&at, "it is required now");
        }
        self.content(&at, old, new, Way::Taken);
    }

    fn answer(&mut self, at: &str, old: &'a Value, new: &'a Value) {
        self.content(at, old, new, Way::Sent);
        for (name, old) in members(&old["headers"]) {
            let at = format!("{at} {name}");
            match new["headers"].get(name) {
                Some(new) => self.schema(&at, &old["schema"], &new["schema"], Way::Sent),
                None => self.fault(&at, "the header is gone"),
            }
        }
    }

    fn content(&mut self, at: &str, old: &'a Value, new: &'a Value, way: Way) {
        for (kind, old) in members(&old["content"]) {
            let at = format!("{at} {kind}");
            match new["content"].get(kind) {
                Some(new) => self.schema(&at, &old["schema"], &new["schema"], way),
                None => self.fault(&at, "the media type is gone"),
            }
        }
    }

    fn schema(&mut self, at: &str, old: &'a Value, new: &'a Value, way: Way) {
        let (old, old_null) = without_null(old);
        let (new, new_null) = without_null(new);
        if old.get("$ref") != new.get("$ref") {
            return self.fault(at, "the schema has another name");
        }
        let Some(name) = old.get("$ref").and_then(Value::as_str) else {
            return self.plain(at, (old, old_null), (new, new_null), way);
        };
        self.nullable(at, old_null, new_null, way);
        if self.seen.insert((name.to_owned(), way)) {
            let pointer = name.trim_start_matches('#');
            let (before, after) = (self.old, self.new);
            if let (Some(old), Some(new)) = (before.pointer(pointer), after.pointer(pointer)) {
                self.schema(name.rsplit('/').next().unwrap_or_default(), old, new, way);
            }
        }
    }

    fn plain(&mut self, at: &str, (old, old_null): (&'a Value, bool), (new, new_null): (&'a Value, bool), way: Way) {
        let (was, is) = (types(old), types(new));
        if was != is {
            self.fault(at, &format!("{was:?} became {is:?}"));
        } else if !was.is_empty() {
            self.nullable(at, old_null, new_null, way);
        }
        for word in ["format", "default", "const", "contentEncoding", "contentMediaType"] {
            self.same(at, old, new, word);
        }
        self.values(at, old, new, way);
        self.bounds(at, old, new, way);
        self.object(at, old, new, way);
        for word in ["items", "additionalProperties"] {
            if let Some(old) = old.get(word).filter(|old| old.is_object()) {
                self.schema(&format!("{at} {word}"), old, &new[word], way);
            }
        }
        for word in ["oneOf", "anyOf", "allOf"] {
            let (old, new) = (list(old, word), list(new, word));
            if old.len() != new.len() {
                self.fault(at, &format!("`{word}` has other branches"));
            }
            old.iter().zip(new).for_each(|(old, new)| self.schema(&format!("{at} {word}"), old, new, way));
        }
    }

    fn nullable(&mut self, at: &str, old: bool, new: bool, way: Way) {
        match way {
            Way::Sent if new && !old => self.fault(at, "it may be null now"),
            Way::Taken if old && !new => self.fault(at, "it may not be null any more"),
            Way::Sent | Way::Taken => {}
        }
    }

    fn object(&mut self, at: &str, old: &'a Value, new: &'a Value, way: Way) {
        let required = |schema: &Value, name: &str| list(schema, "required").iter().any(|one| one == name);
        for (name, before) in members(&old["properties"]) {
            let at = format!("{at}.{name}");
            match new["properties"].get(name) {
                Some(after) => self.schema(&at, before, after, way),
                None => self.fault(&at, "the property is gone"),
            }
            if way == Way::Sent && required(old, name) && !required(new, name) {
                self.fault(&at, "it may be absent now");
            }
        }
        for name in list(new, "required").iter().filter_map(Value::as_str) {
            if way == Way::Taken && !required(old, name) {
                self.fault(&format!("{at}.{name}"), "the property is required now");
            }
        }
        let closed = |schema: &Value| schema["additionalProperties"] == false;
        if way == Way::Taken && closed(new) && !closed(old) && old.get("properties").is_some() {
            self.fault(at, "it takes no other properties any more");
        }
    }

    /// A closed list may only grow where it is taken, and only shrink where it is sent; of an open one
    /// nothing goes.
    fn values(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let lost = |word: &str, from: &Value, to: &Value| -> Vec<String> {
            let kept = list(to, word);
            list(from, word).iter().filter(|value| !kept.contains(value)).map(Value::to_string).collect()
        };
        for gone in lost("x-extensible-enum", old, new) {
            self.fault(at, &format!("the value {gone} is gone"));
        }
        let is_closed = |schema: &Value| schema.get("enum").is_some();
        match (way, is_closed(old), is_closed(new)) {
            (Way::Taken, true, true) => {
                lost("enum", old, new).iter().for_each(|gone| self.fault(at, &format!("the value {gone} is gone")))
            }
            (Way::Sent, true, true) => {
                lost("enum", new, old).iter().for_each(|more| self.fault(at, &format!("the value {more} is sent now")))
            }
            (Way::Taken, false, true) => self.fault(at, "it takes some values only"),
            (Way::Sent, true, false) => self.fault(at, "it may have any value now"),
            (Way::Taken, true, false) | (Way::Sent, false, true) | (_, false, false) => {}
        }
    }

    fn bounds(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        for (word, upper) in [
            ("maximum", true),
            ("maxLength", true),
            ("maxItems", true),
            ("minimum", false),
            ("minLength", false),
            ("minItems", false),
        ] {
            let none = if upper { f64::INFINITY } else { f64::NEG_INFINITY };
            let bound = |schema: &Value| schema.get(word).and_then(Value::as_f64).unwrap_or(none);
            let (was, is) = (bound(old), bound(new));
            let narrower = if upper { is < was } else { is > was };
            let wider = if upper { is > was } else { is < was };
            if (way == Way::Taken && narrower) || (way == Way::Sent && wider) {
                self.fault(at, &format!("`{word}` was {was} and is {is}"));
            }
        }
        if way == Way::Taken && new.get("pattern").is_some() && !is_longer_list(old, new) {
            self.same(at, old, new, "pattern");
        }
    }

    fn same(&mut self, at: &str, old: &Value, new: &Value, word: &str) {
        if old.get(word) != new.get(word) {
            let shown = |value: &Value| value.get(word).map_or("none".to_owned(), Value::to_string);
            self.fault(at, &format!("`{word}` was {} and is {}", shown(old), shown(new)));
        }
    }
}

/// Whether both take lists of some names, written as a pattern, and the new one takes more of them.
fn is_longer_list(old: &Value, new: &Value) -> bool {
    let names = |schema: &Value| -> Option<BTreeSet<String>> {
        let pattern = schema.get("pattern")?.as_str()?;
        let names = pattern.strip_prefix("^(")?.split(')').next()?;
        let whole = format!("^({names})(,({names}))*$") == pattern;
        whole.then(|| names.split('|').map(str::to_owned).collect())
    };
    names(old).zip(names(new)).is_some_and(|(old, new)| new.is_superset(&old))
}

fn members(value: &Value) -> BTreeMap<&String, &Value> {
    value.as_object().into_iter().flatten().collect()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn by_name(operation: &Value) -> BTreeMap<String, &Value> {
    let named = |one: &Value| {
        format!("{} {}", one["in"].as_str().unwrap_or_default(), one["name"].as_str().unwrap_or_default())
    };
    list(operation, "parameters").iter().map(|one| (named(one), one)).collect()
}

fn types(schema: &Value) -> BTreeSet<&str> {
    let all = match &schema["type"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect::<BTreeSet<_>>(),
    };
    all.into_iter().filter(|kind| *kind != "null").collect()
}

/// A schema and whether it may be null: both ways to write that are the same.
fn without_null(schema: &Value) -> (&Value, bool) {
    let is_null = |branch: &&Value| branch["type"] == "null";
    let branches = list(schema, "oneOf");
    let others: Vec<&Value> = branches.iter().filter(|branch| !is_null(branch)).collect();
    match others[..] {
        [only] if branches.len() == 2 => (only, true),
        _ => (schema, list(schema, "type").iter().any(|kind| kind == "null")),
    }
}

mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "security": [],
            "paths": {"/a": {"post": {
                "operationId": "make",
                "parameters": [
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "default": 20, "maximum": 100}},
                    {"in": "query", "name": "sort", "schema": {"type": "string", "enum": ["x", "y"]}},
                    {"in": "query", "name": "include", "schema": {"type": "string", "pattern": "^(a|b)(,(a|b))*$"}},
                ],
                "requestBody": {"required": false, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}},
                "responses": {
                    "200": {
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Out"}}},
                    },
                    "404": {},
                },
            }}},
            "components": {"schemas": {
                "In": {"type": "object", "required": ["name"], "additionalProperties": false, "properties": {
                    "name": {"type": "string", "maxLength": 10}, "note": {"type": ["string", "null"]},
                }},
                "Out": {"type": "object", "required": ["id", "kind", "many"], "properties": {
                    "id": {"type": "string", "format": "uuid"}, "kind": {"type": "string", "x-extensible-enum": ["a", "b"]},
                    "many": {"type": "array", "items": {"$ref": "#/components/schemas/Out"}},
                    "part": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Part"}]},
                    "count": {"type": "integer", "maximum": 100},
                }},
                "Part": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
            }},
        })
    }

    fn changed(pointer: &str, value: Option<Value>) -> Vec<String> {
        let (old, mut new) = (document(), document());
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = new.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
        match (parent, value) {
            (Value::Object(all), Some(value)) => drop(all.insert(name.replace("~1", "/"), value)),
            (Value::Object(all), None) => {
                drop(all.remove(&name.replace("~1", "/")).unwrap_or_else(|| panic!("{pointer}")))
            }
            (Value::Array(all), Some(value)) => all.push(value),
            (Value::Array(all), None) => drop(all.remove(name.parse().unwrap())),
            _ => panic!("{pointer}"),
        }
        changes(&old, &new)
    }

    const POST: &str = "/paths/~1a/post";
    const IN: &str = "/components/schemas/In";
    const OUT: &str = "/components/schemas/Out";

    #[test]
    fn each_kind_of_breaking_change_is_refused() {
        let gone = |pointer: String, what: &str| (pointer, None, what.to_owned());
        let set = |pointer: String, value: Value, what: &str| (pointer, Some(value), what.to_owned());
        let cases = [
            gone("/paths/~1a".into(), "post /a: the operation is gone"),
            gone(POST.into(), "post /a: the operation is gone"),
            set(
                format!("{POST}/operationId"),
                json!("create"),
                "post /a: `operationId` was \"make\" and is \"create\"",
            ),
            set("/security".into(), json!([{"key": []}]), "post /a: it asks for a key"),
            set(format!("{POST}/security"), json!([{"key": []}]), "post /a: it asks for a key"),
            gone(format!("{POST}/parameters/0"), "post /a query limit: the parameter is gone"),
            set(
                format!("{POST}/parameters/0/required"),
                json!(true),
                "post /a query limit: the parameter is required now",
            ),
            set(
                format!("{POST}/parameters/-"),
                json!({"in": "query", "name": "q", "required": true}),
                "post /a query q: the parameter is required now",
            ),
            set(format!("{POST}/parameters/0/name"), json!("most"), "post /a query limit: the parameter is gone"),
            set(
                format!("{POST}/parameters/0/style"),
                json!("form"),
                "post /a query limit: `style` was none and is \"form\"",
            ),
            set(
                format!("{POST}/parameters/0/schema/default"),
                json!(10),
                "post /a query limit: `default` was 20 and is 10",
            ),
            gone(format!("{POST}/parameters/0/schema/default"), "post /a query limit: `default` was 20 and is none"),
            set(
                format!("{POST}/parameters/0/schema/maximum"),
                json!(50),
                "post /a query limit: `maximum` was 100 and is 50",
            ),
            set(
                format!("{POST}/parameters/0/schema/minimum"),
                json!(1),
                "post /a query limit: `minimum` was -inf and is 1",
            ),
            set(
                format!("{POST}/parameters/0/schema/type"),
                json!("string"),
                "post /a query limit: {\"integer\"} became {\"string\"}",
            ),
            gone(format!("{POST}/parameters/1/schema/enum/1"), "post /a query sort: the value \"y\" is gone"),
            set(
                format!("{POST}/parameters/0/schema/enum"),
                json!([1]),
                "post /a query limit: it takes some values only",
            ),
            set(
                format!("{POST}/parameters/1/schema/pattern"),
                json!("x"),
                "post /a query sort: `pattern` was none and is \"x\"",
            ),
            set(
                format!("{POST}/parameters/2/schema/pattern"),
                json!("^(a)(,(a))*$"),
                "post /a query include: `pattern` was \"^(a|b)(,(a|b))*$\" and is \"^(a)(,(a))*$\"",
            ),
            set(format!("{POST}/requestBody/required"), json!(true), "post /a body: it is required now"),
            gone(
                format!("{POST}/requestBody/content/application~1json"),
                "post /a body application/json: the media type is gone",
            ),
            gone(format!("{IN}/properties/note"), "In.note: the property is gone"),
            set(format!("{IN}/properties/note/type"), json!("string"), "In.note: it may not be null any more"),
            set(format!("{IN}/properties/name/maxLength"), json!(9), "In.name: `maxLength` was 10 and is 9"),
            set(format!("{IN}/required/-"), json!("note"), "In.note: the property is required now"),
            gone(format!("{POST}/responses/404"), "post /a 404: the answer is gone"),
            gone(
                format!("{POST}/responses/200/content/application~1json"),
                "post /a 200 application/json: the media type is gone",
            ),
            gone(format!("{POST}/responses/200/headers/Location"), "post /a 200 Location: the header is gone"),
            gone(format!("{OUT}/properties/count"), "Out.count: the property is gone"),
            set(
                format!("{OUT}/properties/count/type"),
                json!("number"),
                "Out.count: {\"integer\"} became {\"number\"}",
            ),
            set(format!("{OUT}/properties/count/type"), json!(["integer", "null"]), "Out.count: it may be null now"),
            set(format!("{OUT}/properties/count/maximum"), json!(1000), "Out.count: `maximum` was 100 and is 1000"),
            gone(format!("{OUT}/properties/id/format"), "Out.id: `format` was \"uuid\" and is none"),
            gone(format!("{OUT}/required/0"), "Out.id: it may be absent now"),
            gone(format!("{OUT}/properties/kind/x-extensible-enum/0"), "Out.kind: the value \"a\" is gone"),
            set(
                format!("{OUT}/properties/many/items"),
                json!({"$ref": "#/components/schemas/Part"}),
                "Out.many items: the schema has another name",
            ),
            set(
                format!("{OUT}/properties/many/items"),
                json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Out"}]}),
                "Out.many items: it may be null now",
            ),
            set(
                "/components/schemas/Part/properties/n/type".into(),
                json!(["integer", "null"]),
                "Part.n: it may be null now",
            ),
            gone("/components/schemas/Part".into(), "Part: the schema is gone"),
        ];
        for (pointer, value, what) in cases {
            assert_eq!(changed(&pointer, value), [what], "{pointer}");
        }
    }

    #[test]
    fn additions_are_allowed() {
        for (pointer, value) in [
            ("/paths/~1b".to_owned(), json!({"get": {"security": [{"key": []}]}})),
            ("/paths/~1a/get".to_owned(), json!({})),
            (format!("{POST}/description"), json!("Makes one.")),
            (format!("{POST}/parameters/-"), json!({"in": "query", "name": "q", "schema": {"type": "string"}})),
            (format!("{POST}/parameters/1/schema/enum/-"), json!("z")),
            (format!("{POST}/parameters/0/schema/maximum"), json!(200)),
            (format!("{POST}/parameters/2/schema/pattern"), json!("^(a|b|c)(,(a|b|c))*$")),
            (format!("{POST}/responses/409"), json!({})),
            (format!("{POST}/responses/200/headers/Link"), json!({"schema": {"type": "string"}})),
            (format!("{POST}/responses/200/content/text~1plain"), json!({"schema": {"type": "string"}})),
            (format!("{IN}/properties/more"), json!({"type": "string"})),
            (format!("{IN}/properties/name/type"), json!(["string", "null"])),
            (format!("{OUT}/properties/more"), json!({"type": "string"})),
            (format!("{OUT}/required/-"), json!("part")),
            (format!("{OUT}/properties/kind/x-extensible-enum/-"), json!("c")),
            ("/components/schemas/New".to_owned(), json!({"type": "object"})),
        ] {
            assert_eq!(changed(&pointer, Some(value)), Vec::<String>::new(), "{pointer}");
        }
    }
}
