//! Query strings, read strictly: each parameter is declared, given once and within its bounds. All
//! faults are collected, so that a caller mends a request in one go.

use percent_encoding::percent_decode_str;

use crate::db::{Id, Time};
use crate::error::{Fault, Problem};

/// The longest list that a comma-separated parameter may hold.
pub const LONGEST_LIST: usize = 100;
/// The longest value of a parameter, in bytes.
const LONGEST_VALUE: usize = 8 * 1024;

/// A request's parameters, being read. Reading takes each once; [`Query::finish`] finds what is left
/// over and gives all faults.
#[derive(Debug)]
pub struct Query {
    pairs: Vec<(String, String)>,
    declared: Vec<&'static str>,
    faults: Vec<Fault>,
}

impl Query {
    /// Splits and decodes a raw query string (`application/x-www-form-urlencoded`).
    pub fn new(raw: &str) -> Self {
        let mut query = Self { pairs: Vec::new(), declared: Vec::new(), faults: Vec::new() };
        for part in raw.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            query.take_pair(name, value);
        }
        query
    }

    fn take_pair(&mut self, raw_name: &str, raw_value: &str) {
        let name = decode(raw_name).unwrap_or_else(|| raw_name.to_owned());
        match decode(raw_value) {
            None => self.fault(&name, "invalid", "is not valid UTF-8."),
            Some(value) if value.contains('\0') || name.contains('\0') => {
                self.fault(&name, "invalid", "holds a NUL character.");
            }
            Some(value) if value.len() > LONGEST_VALUE => {
                self.fault(&name, "too_long", format!("is longer than {LONGEST_VALUE} bytes."));
            }
            Some(value) => {
                if self.pairs.iter().any(|(known, _)| *known == name) {
                    self.fault(&name, "repeated", "is given more than once.");
                } else {
                    self.pairs.push((name, value));
                }
            }
        }
    }

    fn fault(&mut self, name: &str, code: &str, what: impl std::fmt::Display) {
        if !self.faults.iter().any(|f| f.parameter.as_deref() == Some(name) && f.code == code) {
            self.faults.push(Fault::parameter(name, code, format!("`{}` {what}", shown(name))));
        }
    }

    /// Adds a fault of a parameter that only its reader can find; `what` completes "`name` …".
    pub fn refuse(&mut self, name: &str, code: &str, what: impl std::fmt::Display) {
        self.fault(name, code, what);
    }

    /// The text of a parameter, as it stands.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        if !self.declared.contains(&name) {
            self.declared.push(name);
        }
        let at = self.pairs.iter().position(|(known, _)| known == name)?;
        Some(self.pairs.swap_remove(at).1)
    }

    /// A parameter that must not be empty where it is given.
    pub fn filled(&mut self, name: &'static str) -> Option<String> {
        let value = self.text(name)?;
        if value.is_empty() {
            self.fault(name, "invalid", "is empty.");
            return None;
        }
        Some(value)
    }

    /// A parameter without which there is no answer.
    pub fn required(&mut self, name: &'static str) -> Option<String> {
        self.require(name);
        self.filled(name)
    }

    fn require(&mut self, name: &str) {
        let given = self.pairs.iter().any(|(known, _)| known == name);
        let faulty = self.faults.iter().any(|f| f.parameter.as_deref() == Some(name));
        if !given && !faulty {
            self.fault(name, "required", "is required.");
        }
    }

    /// A whole number within bounds.
    pub fn number(&mut self, name: &'static str, least: u64, most: u64) -> Option<u64> {
        let value = self.text(name)?;
        let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
        match value.parse::<u64>() {
            Ok(n) if digits && (least..=most).contains(&n) => Some(n),
            _ => {
                self.fault(name, "out_of_range", format!("is a whole number from {least} to {most}."));
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        match self.text(name)?.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.fault(name, "unknown_value", "is `true` or `false`.");
                None
            }
        }
    }

    /// One of a closed set of values.
    pub fn one_of<T: Copy>(&mut self, name: &'static str, allowed: &[(&str, T)]) -> Option<T> {
        let value = self.text(name)?;
        let found = allowed.iter().find(|(known, _)| *known == value).map(|(_, t)| *t);
        if found.is_none() {
            self.unknown_value(name, &value, &names(allowed));
        }
        found
    }

    /// Several of a closed set, comma-separated.
    pub fn some_of<T: Copy>(&mut self, name: &'static str, allowed: &[(&str, T)]) -> Vec<T> {
        let mut found = Vec::new();
        for value in self.list(name) {
            match allowed.iter().find(|(known, _)| *known == value) {
                Some((_, t)) => found.push(*t),
                None => self.unknown_value(name, &value, &names(allowed)),
            }
        }
        found
    }

    fn unknown_value(&mut self, name: &str, value: &str, allowed: &str) {
        let detail = format!("`{}` is no value of `{name}`. Allowed: {allowed}.", shown(value));
        self.faults.push(Fault::parameter(name, "unknown_value", detail));
    }

    /// A comma-separated list, each entry once, none empty.
    pub fn list(&mut self, name: &'static str) -> Vec<String> {
        let Some(value) = self.filled(name) else { return Vec::new() };
        let mut entries: Vec<String> = Vec::new();
        for entry in value.split(',') {
            if entry.is_empty() {
                self.fault(name, "invalid", "holds an empty entry.");
            } else if !entries.iter().any(|known| known == entry) {
                entries.push(entry.to_owned());
            }
            if entries.len() > LONGEST_LIST {
                self.fault(name, "too_long", format!("holds more than {LONGEST_LIST} entries."));
                return Vec::new();
            }
        }
        entries
    }

    /// An id.
    pub fn id(&mut self, name: &'static str) -> Option<Id> {
        let id = Id::parse(&self.filled(name)?);
        if id.is_none() {
            self.fault(name, "invalid", "is no id (a UUID of 36 characters).");
        }
        id
    }

    /// A comma-separated list of ids.
    pub fn ids(&mut self, name: &'static str) -> Vec<Id> {
        let entries = self.list(name);
        let ids: Vec<Id> = entries.iter().filter_map(|entry| Id::parse(entry)).collect();
        if ids.len() < entries.len() {
            self.fault(name, "invalid", "holds an entry that is no id (a UUID of 36 characters).");
        }
        ids
    }

    /// A comma-separated list of ids without which there is no answer.
    pub fn required_ids(&mut self, name: &'static str) -> Vec<Id> {
        self.require(name);
        self.ids(name)
    }

    /// A moment in RFC 3339.
    pub fn time(&mut self, name: &'static str) -> Option<Time> {
        let value = self.text(name)?;
        let time = Time::parse(&value);
        if time.is_none() {
            self.fault(name, "invalid", "is a time in RFC 3339, such as 2026-11-15T09:02:00Z.");
        }
        time
    }

    /// Ends the reading: what is left was not declared.
    ///
    /// # Errors
    /// Every fault that was found.
    pub fn finish(mut self) -> Result<(), Problem> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            let allowed = match self.declared.is_empty() {
                true => "This call takes no parameters.".to_owned(),
                false => format!("Allowed: {}.", self.declared.join(", ")),
            };
            self.fault(&name, "unknown", format!("is not a parameter of this call. {allowed}"));
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::parameters(self.faults)) }
    }
}

/// Refuses every parameter: for calls that take none.
///
/// # Errors
/// Each parameter that is there.
pub fn none(raw: &str) -> Result<(), Problem> {
    Query::new(raw).finish()
}

fn names<T>(allowed: &[(&str, T)]) -> String {
    allowed.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn decode(raw: &str) -> Option<String> {
    let spaced = raw.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// A name or value of a stranger's, cut so that an answer stays small.
fn shown(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(raw: &str, read: impl FnOnce(&mut Query)) -> Vec<(String, String)> {
        let mut query = Query::new(raw);
        read(&mut query);
        match query.finish() {
            Ok(()) => Vec::new(),
            Err(problem) => problem.errors.into_iter().map(|f| (f.parameter.unwrap_or_default(), f.code)).collect(),
        }
    }

    #[test]
    fn collects_every_fault_at_once() {
        let seen = faults("limit=0&sort=views&zz=1&a=%FF&limit=2", |q| {
            q.number("limit", 1, 100);
            q.one_of("sort", &[("title", ())]);
            q.text("a");
        });
        let names: Vec<&str> = seen.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "limit", "limit", "sort", "zz"]);
    }

    #[test]
    fn numbers_are_digits_within_bounds() {
        for bad in ["", "-1", "+1", "1.5", "1e1", "101", "99999999999999999999", "NaN", " 1"] {
            let raw = format!("limit={}", bad.replace('+', "%2B"));
            assert_eq!(faults(&raw, |q| assert_eq!(q.number("limit", 1, 100), None)).len(), 1, "{bad}");
        }
        assert!(faults("limit=100", |q| assert_eq!(q.number("limit", 1, 100), Some(100))).is_empty());
    }

    #[test]
    fn what_is_required_is_missed_once() {
        let code =
            |raw| faults(raw, |q| drop(q.required_ids("ids"))).into_iter().map(|(_, code)| code).collect::<Vec<_>>();
        assert_eq!(code(""), ["required"]);
        assert_eq!(code("ids="), ["invalid"]);
        assert_eq!(code("ids=x"), ["invalid"]);
    }

    #[test]
    fn a_list_is_bounded_and_without_repeats() {
        assert!(faults("x=a,b,a", |q| assert_eq!(q.list("x"), ["a", "b"])).is_empty());
        let long = format!("x={}", (0..101).map(|n| n.to_string()).collect::<Vec<_>>().join(","));
        assert_eq!(faults(&long, |q| drop(q.list("x")))[0].1, "too_long");
        assert_eq!(faults("x=a,,b", |q| drop(q.list("x")))[0].1, "invalid");
    }
}
