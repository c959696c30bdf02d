//! What stands in a shortcode beside its name.

use serde_json::{Map, Value};

/// The attributes of a shortcode.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Attributes {
    /// Names in lower case with their values.
    pub named: Vec<(String, String)>,
    /// Values without a name.
    pub positional: Vec<String>,
}

impl Attributes {
    /// The value of the first of `names` that has one.
    pub(super) fn get(&self, names: &[&str]) -> Option<&str> {
        let value = |name: &&str| {
            let named = self.named.iter().find(|(found, _)| found == name);
            named.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
        };
        names.iter().find_map(value)
    }

    /// As JSON; values without a name stand under their number.
    pub(super) fn to_json(&self) -> String {
        let named = self.named.iter().cloned();
        let positional = self.positional.iter().cloned().enumerate();
        let all = named.chain(positional.map(|(at, value)| (at.to_string(), value)));
        let map: Map<String, Value> = all.map(|(k, v)| (k, Value::String(v))).collect();
        Value::Object(map).to_string()
    }
}
