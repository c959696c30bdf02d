//! What no route answers, told from the contract: 405 with `Allow` where the path exists, else 404.

use serde_json::Value;

use crate::error::{Code, Problem};

/// Every path of the contract and its methods.
#[derive(Debug, Clone, Default)]
pub struct Contract(Vec<(Vec<Segment>, Vec<String>)>);

#[derive(Debug, Clone)]
enum Segment {
    Fixed(String),
    Any,
    Rest,
}

impl Contract {
    /// Reads the paths of an OpenAPI document.
    pub fn of(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        Self(paths.map(|(path, item)| (segments(path), methods(item))).collect())
    }

    /// The methods that a path has, `HEAD` and `OPTIONS` included; none where there is no such path.
    pub fn allow(&self, path: &str) -> Option<String> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let mut found: Vec<&str> = Vec::new();
        for (template, methods) in &self.0 {
            if fits(template, &parts) {
                found.extend(methods.iter().map(String::as_str).filter(|m| !found.contains(m)).collect::<Vec<_>>());
            }
        }
        if found.is_empty() {
            return None;
        }
        found.push("OPTIONS");
        Some(found.join(", "))
    }

    /// The problem for a request that no route took.
    pub fn problem(&self, method: &str, path: &str) -> Problem {
        match self.allow(path) {
            Some(allow) if !allow.split(", ").any(|m| m == method) => Problem {
                allow: Some(allow.clone()),
                ..Problem::new(Code::MethodNotAllowed, format!("`{method}` is not possible here. Allowed: {allow}."))
            },
            _ => Problem::new(Code::NotFound, "There is nothing at this address."),
        }
    }
}

fn segments(path: &str) -> Vec<Segment> {
    let parts = path.trim_start_matches('/').split('/');
    parts
        .map(|part| match part {
            "{path}" => Segment::Rest,
            part if part.contains('{') => Segment::Any,
            part => Segment::Fixed(part.to_owned()),
        })
        .collect()
}

fn methods(item: &Value) -> Vec<String> {
    let known = ["get", "post", "put", "patch", "delete"];
    let mut methods = Vec::new();
    for method in known.iter().filter(|method| item.get(**method).is_some()) {
        methods.push(method.to_uppercase());
        if *method == "get" {
            methods.push("HEAD".to_owned());
        }
    }
    methods
}

fn fits(template: &[Segment], parts: &[&str]) -> bool {
    let mut at = 0;
    for segment in template {
        match (segment, parts.get(at)) {
            (Segment::Rest, Some(_)) => return true,
            (Segment::Any, Some(part)) if !part.is_empty() => at += 1,
            (Segment::Fixed(fixed), Some(part)) if fixed == part => at += 1,
            _ => return false,
        }
    }
    at == parts.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_wrong_method_names_the_right_ones() {
        let contract = Contract::of(&json!({"paths": {"/v1/a/{id}": {"get": {}}, "/v1/a/{id}/views": {"post": {}}}}));
        assert_eq!(contract.problem("PUT", "/v1/a/x").allow.as_deref(), Some("GET, HEAD, OPTIONS"));
        assert_eq!(contract.problem("GET", "/v1/a/x/views").allow.as_deref(), Some("POST, OPTIONS"));
        assert_eq!(contract.problem("GET", "/v1/a/x/y/z").code, Code::NotFound);
        assert_eq!(contract.problem("GET", "/v1/a/").code, Code::NotFound);
    }
}
