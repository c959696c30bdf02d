//! `fields`: which parts of a resource an answer keeps. What may be named is what the schema of the
//! resource has, so that a path that is no field is refused and none can reach beyond the answer.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Query;

/// The fields that a resource has, nested, as its schema says.
#[derive(Debug, Clone, Default)]
pub struct Shape(BTreeMap<String, Shape>);

/// How deep a path may reach.
const DEEPEST: usize = 4;

impl Shape {
    /// The shape of a component of an OpenAPI document.
    pub fn of(document: &Value, component: &str) -> Self {
        Self::walk(document, &document["components"]["schemas"][component], DEEPEST)
    }

    fn walk(document: &Value, schema: &Value, depth: usize) -> Self {
        let schema = resolve(document, schema);
        if depth == 0 {
            return Self::default();
        }
        if let Some(items) = schema.get("items") {
            return Self::walk(document, items, depth);
        }
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return Self::default() };
        Self(properties.iter().map(|(name, inner)| (name.clone(), Self::walk(document, inner, depth - 1))).collect())
    }

    fn has(&self, path: &str) -> bool {
        path.split('.').try_fold(self, |shape, name| shape.0.get(name)).is_some()
    }

    fn names(&self) -> String {
        self.0.keys().cloned().collect::<Vec<_>>().join(", ")
    }
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let branch = ["oneOf", "anyOf", "allOf"].iter().find_map(|word| schema.get(*word)).and_then(Value::as_array);
    let schema = branch.and_then(|all| all.iter().find(|s| s.get("$ref").is_some())).unwrap_or(schema);
    match schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).map_or(schema, |found| resolve(document, found)),
        None => schema,
    }
}

/// The parts that a request wants, `id` always among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Fields>);

impl Fields {
    /// Reads `fields` where it is given.
    pub fn read(query: &mut Query, shape: &Shape) -> Option<Self> {
        let paths = query.list("fields");
        if paths.is_empty() {
            return None;
        }
        let mut fields = Self::default();
        fields.add("id");
        for path in paths {
            if shape.has(&path) {
                fields.add(&path);
            } else {
                let what = format!("names `{}`, which is no field here. Allowed: {}.", cut(&path), shape.names());
                query.refuse("fields", "unknown_value", what);
            }
        }
        Some(fields)
    }

    fn add(&mut self, path: &str) {
        let mut at = self;
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            let known = at.0.get(name).is_some_and(|inner| inner.0.is_empty());
            if known {
                return;
            }
            at = at.0.entry(name.to_owned()).or_default();
            if names.peek().is_none() {
                at.0.clear();
            }
        }
    }

    /// Whether a field of the first level, or a part of it, is wanted.
    pub fn wants(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a part of a field is wanted.
    pub fn wants_part(&self, name: &str, part: &str) -> bool {
        self.0.get(name).is_some_and(|inner| inner.0.is_empty() || inner.0.contains_key(part))
    }

    /// The value without what is not wanted.
    pub fn keep(&self, value: Value) -> Value {
        match value {
            Value::Array(rows) => Value::Array(rows.into_iter().map(|row| self.keep(row)).collect()),
            Value::Object(all) if !self.0.is_empty() => Value::Object(self.keep_object(all)),
            other => other,
        }
    }

    fn keep_object(&self, all: Map<String, Value>) -> Map<String, Value> {
        all.into_iter().filter_map(|(name, inner)| self.0.get(&name).map(|part| (name, part.keep(inner)))).collect()
    }
}

fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shape() -> Shape {
        let document = json!({"components": {"schemas": {
            "A": {"properties": {"id": {}, "title": {}, "by": {"type": "array", "items": {"$ref": "#/components/schemas/B"}}}},
            "B": {"properties": {"id": {}, "name": {}}}}}});
        Shape::of(&document, "A")
    }

    #[test]
    fn keeps_what_was_asked_for_and_the_id() {
        let mut query = Query::new("fields=title,by.name");
        let fields = Fields::read(&mut query, &shape()).unwrap();
        query.finish().unwrap();
        let whole = json!({"id": 1, "title": "t", "x": 2, "by": [{"id": 3, "name": "n"}]});
        assert_eq!(fields.keep(whole), json!({"id": 1, "title": "t", "by": [{"name": "n"}]}));
    }

    #[test]
    fn a_whole_field_swallows_its_parts() {
        let mut query = Query::new("fields=by.name,by");
        let fields = Fields::read(&mut query, &shape()).unwrap();
        let whole = json!({"id": 1, "by": [{"id": 3, "name": "n"}]});
        assert_eq!(fields.keep(whole.clone()), whole);
    }

    #[test]
    fn names_that_are_no_fields_are_refused() {
        for bad in ["nope", "by.email", "title.x", "by.name.y"] {
            let mut query = Query::new(&format!("fields={bad}"));
            Fields::read(&mut query, &shape());
            assert!(query.finish().is_err(), "{bad}");
        }
    }
}
