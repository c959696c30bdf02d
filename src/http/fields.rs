//! `fields`: which parts of a resource an answer keeps. What may be named is what the schema of the
//! resource has, so that a path that is no field is refused and none can reach beyond the answer.

mod trim;

use std::collections::BTreeMap;

use serde_json::Value;

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
    /// These paths, which are known to be fields, and the id.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut fields = Self::default();
        fields.add("id");
        paths.into_iter().for_each(|path| fields.add(path));
        fields
    }

    /// Reads `fields` where it is given.
    pub fn read(query: &mut Query, shape: &Shape) -> Option<Self> {
        let paths = query.list("fields");
        if paths.is_empty() {
            return None;
        }
        for path in paths.iter().filter(|path| !shape.has(path)) {
            let what = format!("names `{}`, which is no field here. Allowed: {}.", cut(path), shape.names());
            query.refuse("fields", "unknown_value", what);
        }
        Some(Self::of(paths.iter().map(String::as_str).filter(|path| shape.has(path))))
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

    /// The same of every row of a list, whose page stays whole.
    pub fn of_rows(&self) -> Self {
        Self(BTreeMap::from([("data".to_owned(), self.clone()), ("page".to_owned(), Self::default())]))
    }

    /// The JSON text of an answer, compact and well formed, without what is not wanted.
    pub fn trim(&self, json: &[u8]) -> Vec<u8> {
        trim::trim(json, self)
    }
}

fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn shape() -> Shape {
        let document = json!({"components": {"schemas": {
            "A": {"properties": {"id": {}, "title": {}, "by": {"type": "array", "items": {"$ref": "#/components/schemas/B"}}}},
            "B": {"properties": {"id": {}, "name": {}}}}}});
        Shape::of(&document, "A")
    }

    fn fields(raw: &str) -> Fields {
        let mut query = Query::new(raw);
        let fields = Fields::read(&mut query, &shape()).unwrap();
        query.finish().unwrap();
        fields
    }

    fn trimmed(fields: &Fields, whole: &Value) -> Value {
        serde_json::from_slice(&fields.trim(whole.to_string().as_bytes())).unwrap()
    }

    #[test]
    fn keeps_what_was_asked_for_and_the_id() {
        let whole = json!({"id": 1, "title": "t", "x": 2, "by": [{"id": 3, "name": "n"}]});
        let kept = json!({"id": 1, "title": "t", "by": [{"name": "n"}]});
        assert_eq!(trimmed(&fields("fields=title,by.name"), &whole), kept);
        let (list, kept) =
            (json!({"data": [whole], "page": {"limit": 1}}), json!({"data": [kept], "page": {"limit": 1}}));
        assert_eq!(trimmed(&fields("fields=title,by.name").of_rows(), &list), kept);
    }

    #[test]
    fn a_whole_field_swallows_its_parts() {
        let whole = json!({"id": 1, "by": [{"id": 3, "name": "n"}]});
        assert_eq!(trimmed(&fields("fields=by.name,by"), &whole), whole);
    }

    /// The same by the tree of values.
    fn kept(fields: &Fields, value: &Value) -> Value {
        match value {
            Value::Array(rows) => rows.iter().map(|row| kept(fields, row)).collect(),
            Value::Object(all) if !fields.0.is_empty() => {
                let wanted = all.iter().filter_map(|(name, inner)| Some((name, fields.0.get(name)?, inner)));
                Value::Object(wanted.map(|(name, part, inner)| (name.clone(), kept(part, inner))).collect())
            }
            other => other.clone(),
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            prop_oneof![".{0,12}", r#"["\\{}\[\],:a]{0,12}"#].prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((r#"[a-d"\\]{1,2}"#, inner), 0..6)
                    .prop_map(|all| Value::Object(all.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_text_is_cut_as_the_tree_would_be(value in any_value(), paths in prop::collection::vec("[a-d]{1,2}(\\.[a-d]{1,2}){0,2}", 0..5)) {
            let mut fields = Fields::default();
            paths.iter().for_each(|path| fields.add(path));
            let text = String::from_utf8(fields.trim(value.to_string().as_bytes())).unwrap();
            prop_assert_eq!(text, kept(&fields, &value).to_string());
        }
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
