//! A reader of PHP's serialised values, in which WordPress keeps lists and structures.
//! It needs no recursion, follows no reference, makes no object and stops at limits of size and
//! depth. `meta.rs` reads attachments' metadata and menus' classes through it.

use serde_json::{Map, Number, Value};

const DEEPEST: usize = 32;
const MOST_VALUES: usize = 20_000;
const LONGEST: usize = 4 * 1024 * 1024;

/// The value of `text`, where all of it is one serialised value. Arrays that count from 0 become
/// lists; objects become maps of their public properties; references become null.
pub fn unserialize(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let mut reader = Reader { rest: text };
    let mut open: Vec<Open> = Vec::new();
    for _ in 0..MOST_VALUES {
        match reader.token()? {
            Token::Open(left) if open.len() < DEEPEST => open.push(Open::new(left)),
            Token::Open(_) => return None,
            Token::Value(value) => match open.last_mut() {
                Some(inner) => inner.take(value)?,
                None => return reader.finish(value),
            },
        }
        while open.last().is_some_and(Open::is_full) {
            reader.expect("}")?;
            let value = open.pop()?.close();
            match open.last_mut() {
                Some(outer) => outer.take(value)?,
                None => return reader.finish(value),
            }
        }
    }
    None
}

enum Token {
    Value(Value),
    /// An array or object with that many pairs.
    Open(usize),
}

/// An array or object whose end has not been reached.
struct Open {
    pairs: Vec<(Value, Value)>,
    key: Option<Value>,
    left: usize,
}

impl Open {
    fn new(left: usize) -> Self {
        Open { pairs: Vec::new(), key: None, left }
    }

    fn is_full(&self) -> bool {
        self.left == 0 && self.key.is_none()
    }

    fn take(&mut self, value: Value) -> Option<()> {
        match self.key.take() {
            Some(key) => self.pairs.push((key, value)),
            None if value.is_string() || value.is_i64() => {
                self.key = Some(value);
                self.left = self.left.checked_sub(1)?;
            }
            None => return None,
        }
        Some(())
    }

    fn close(self) -> Value {
        let counts = |(at, (key, _)): (usize, &(Value, Value))| key.as_u64() == Some(at as u64);
        if self.pairs.iter().enumerate().all(counts) {
            return self.pairs.into_iter().map(|(_, value)| value).collect();
        }
        let named = |(key, value): (Value, Value)| match key {
            Value::String(name) => (name, value),
            number => (number.to_string(), value),
        };
        Value::Object(self.pairs.into_iter().map(named).collect::<Map<_, _>>())
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn token(&mut self) -> Option<Token> {
        let kind = self.rest.get(..2)?;
        self.rest = &self.rest[2..];
        let value = match kind {
            "N;" => Value::Null,
            "b:" => Value::Bool(self.until(';')? == "1"),
            "i:" => Value::from(self.until(';')?.parse::<i64>().ok()?),
            "d:" => {
                let number = self.until(';')?.parse::<f64>().ok()?;
                Number::from_f64(number).map_or(Value::Null, Value::Number)
            }
            "s:" | "E:" => Value::String(self.string(';')?.to_owned()),
            "r:" | "R:" => {
                self.until(';')?;
                Value::Null
            }
            "a:" => return self.open(),
            "O:" => {
                self.string(':')?;
                return self.open();
            }
            _ => return None,
        };
        Some(Token::Value(value))
    }

    fn open(&mut self) -> Option<Token> {
        let count = self.until(':')?.parse().ok()?;
        self.expect("{")?;
        Some(Token::Open(count))
    }

    fn until(&mut self, end: char) -> Option<&'a str> {
        let (value, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(value)
    }

    fn expect(&mut self, word: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    /// `5:"value"` and `end`. The length is believed where the value ends there; line ends that
    /// were normalised and replaced addresses make it wrong, and then the next quote ends it.
    fn string(&mut self, end: char) -> Option<&'a str> {
        let length: usize = self.until(':')?.parse().ok()?;
        self.expect("\"")?;
        let closing = ['"', end].iter().collect::<String>();
        let exact = self.rest.get(length..).filter(|r| r.starts_with(&closing));
        let length = match exact {
            Some(_) => length,
            None => self.rest.find(&closing)?,
        };
        let value = &self.rest[..length];
        self.rest = &self.rest[length + closing.len()..];
        Some(value)
    }

    fn finish(&self, value: Value) -> Option<Value> {
        self.rest.is_empty().then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_of_value_is_read() {
        for (text, value) in [
            ("N;", json!(null)),
            ("b:1;", json!(true)),
            ("i:-7;", json!(-7)),
            ("d:0.5;", json!(0.5)),
            ("d:INF;", json!(null)),
            ("s:4:\"ñ\"x\";", json!("ñ\"x")),
            ("a:0:{}", json!([])),
            ("a:2:{i:0;s:1:\"a\";i:1;a:1:{s:1:\"k\";i:2;}}", json!(["a", {"k": 2}])),
            ("a:1:{i:5;b:0;}", json!({"5": false})),
            ("O:8:\"stdClass\":1:{s:1:\"a\";R:1;}", json!({"a": null})),
        ] {
            assert_eq!(unserialize(text), Some(value), "{text}");
        }
    }

    #[test]
    fn wrong_lengths_are_forgiven() {
        let text = "a:1:{s:3:\"foo\";s:99:\"bar\";}";
        assert_eq!(unserialize(text), Some(json!({"foo": "bar"})));
    }

    #[test]
    fn what_is_no_value_is_none() {
        for text in [
            "",
            "x",
            "i:1",
            "i:x;",
            "s:1:\"a",
            "a:1:{i:0;}",
            "a:1:{N;N;}",
            "a:9:{i:0;i:1;}",
            "i:1;i:2;",
            "a:1:{i:0;i:1;",
            "C:1:\"A\":0:{}",
            "a:-1:{}",
            "ñ",
        ] {
            assert_eq!(unserialize(text), None, "{text}");
        }
    }

    #[test]
    fn depth_and_number_have_an_end() {
        let nested = |n: usize| format!("{}N;{}", "a:1:{i:0;".repeat(n), "}".repeat(n));
        assert!(unserialize(&nested(32)).is_some());
        assert_eq!(unserialize(&nested(33)), None);
        assert_eq!(unserialize(&nested(100_000)), None);
        let long = format!("a:30000:{{{}}}", "i:0;N;".repeat(30_000));
        assert_eq!(unserialize(&long), None);
    }
}
