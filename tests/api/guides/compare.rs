//! Holds what a text shows against what was printed. `…` stands for what is left out: in JSON as a value, as a name
//! (there are more properties), as an element (there may be more of them), or inside of a string; in text inside of
//! a line, or as a line of its own.

use serde_json::{Deserializer, Value};

const LEFT_OUT: &str = "…";

fn values(at: &str, text: &str) -> Vec<Value> {
    let all = Deserializer::from_str(text).into_iter();
    all.map(|value| value.unwrap_or_else(|err| panic!("{at}: {err} in\n{text}"))).collect()
}

/// Each value that is shown was printed, in this order.
pub fn json(at: &str, shown: &str, printed: &str) {
    let (shown, printed) = (values(at, shown), values(at, printed));
    let mut left = printed.iter();
    for one in &shown {
        let found = left.any(|real| agrees(one, real));
        assert!(found, "{at} shows\n{one:#}\nand these were printed\n{}", Value::from(printed.clone()));
    }
}

/// Each line that is shown was printed, in this order, with nothing between.
pub fn text(at: &str, shown: &str, printed: &str) {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let shown: Vec<&str> = shown.lines().map(str::trim_end).collect();
    assert!(
        lines_agree(&shown, &printed),
        "{at} shows\n{}\nand this was printed\n{}",
        shown.join("\n"),
        printed.join("\n")
    );
}

fn lines_agree(shown: &[&str], real: &[&str]) -> bool {
    match (shown.split_first(), real.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((&LEFT_OUT, later)), _) => (0..=real.len()).any(|n| lines_agree(later, &real[n..])),
        (Some((one, later)), Some((line, rest))) => is_like(one, line) && lines_agree(later, rest),
        (Some(_), None) => false,
    }
}

fn agrees(shown: &Value, real: &Value) -> bool {
    match (shown, real) {
        (Value::String(text), _) if text == LEFT_OUT => true,
        (Value::String(text), Value::String(other)) => is_like(text, other),
        (Value::Array(some), Value::Array(all)) => elements_agree(some, all),
        (Value::Object(some), Value::Object(all)) => {
            let more = some.contains_key(LEFT_OUT);
            let named = some.iter().filter(|(name, _)| *name != LEFT_OUT);
            let agree = named.clone().all(|(name, value)| all.get(name).is_some_and(|other| agrees(value, other)));
            agree && (more || named.count() == all.len())
        }
        _ => shown == real,
    }
}

fn elements_agree(shown: &[Value], real: &[Value]) -> bool {
    match (shown.split_first(), real.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((one, later)), _) if one == LEFT_OUT => (0..=real.len()).any(|n| elements_agree(later, &real[n..])),
        (Some((one, later)), Some((other, rest))) => agrees(one, other) && elements_agree(later, rest),
        (Some(_), None) => false,
    }
}

/// Whether a text has the parts around each `…`, in order, from its beginning to its end.
fn is_like(shown: &str, real: &str) -> bool {
    let Some((first, rest)) = shown.split_once(LEFT_OUT) else { return shown == real };
    let Some(mut left) = real.strip_prefix(first) else { return false };
    let parts: Vec<&str> = rest.split(LEFT_OUT).collect();
    let Some((last, between)) = parts.split_last() else { return true };
    for part in between {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(last)
}

#[test]
fn what_is_left_out_is_anything_and_the_rest_is_exact() {
    let real = r#"{"a": 1, "b": [{"c": "one two"}, 2, 3]}"#;
    for fine in
        [real, r#"{"a": 1, "…": "…"}"#, r#"{"a": "…", "b": ["…", 3]}"#, r#"{"a": 1, "b": [{"c": "one…"}, "…"]}"#]
    {
        json("here", fine, real);
    }
    let agree = |shown: &str| agrees(&values("", shown)[0], &values("", real)[0]);
    for wrong in
        [r#"{"a": 1}"#, r#"{"a": 2, "…": "…"}"#, r#"{"a": 1, "b": ["…", 2]}"#, r#"{"a": 1, "b": [{"c": "two…"}, "…"]}"#]
    {
        assert!(!agree(wrong), "{wrong}");
    }
    text("here", "a … c\n…\nend", "a b c\nx\ny\nend");
    assert!(!lines_agree(&["a"], &["a", "b"]));
}
