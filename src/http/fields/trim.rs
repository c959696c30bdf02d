//! Cuts an answer down to the fields that were asked for, in its JSON text: to build a tree of values
//! first would cost more than making the answer.

use memchr::memchr2;

use super::Fields;

/// The JSON text of a value without what is not wanted; `json` is compact and well formed, for it is ours.
pub(super) fn trim(json: &[u8], fields: &Fields) -> Vec<u8> {
    let mut trimmer = Trimmer { json, at: 0, kept: Vec::with_capacity(json.len()) };
    trimmer.value(fields);
    trimmer.kept
}

struct Trimmer<'a> {
    json: &'a [u8],
    at: usize,
    kept: Vec<u8>,
}

impl Trimmer<'_> {
    fn value(&mut self, fields: &Fields) {
        match self.peek() {
            b'[' if !fields.0.is_empty() => self.array(fields),
            b'{' if !fields.0.is_empty() => self.object(fields),
            _ => {
                let from = self.at;
                self.skip();
                self.keep(from);
            }
        }
    }

    fn array(&mut self, fields: &Fields) {
        self.kept.push(b'[');
        self.at += 1;
        while !matches!(self.peek(), b']' | 0) {
            self.value(fields);
            if self.peek() == b',' {
                self.kept.push(b',');
                self.at += 1;
            }
        }
        self.kept.push(b']');
        self.at += 1;
    }

    fn object(&mut self, fields: &Fields) {
        self.kept.push(b'{');
        self.at += 1;
        let mut some = false;
        while !matches!(self.peek(), b'}' | 0) {
            let from = self.at;
            self.skip();
            let name = self.json.get(from + 1..self.at.saturating_sub(1)).unwrap_or_default();
            // The colon.
            self.at += 1;
            match std::str::from_utf8(name).ok().and_then(|name| fields.0.get(name)) {
                Some(part) => {
                    if some {
                        self.kept.push(b',');
                    }
                    some = true;
                    self.keep(from);
                    self.value(part);
                }
                None => self.skip(),
            }
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.kept.push(b'}');
        self.at += 1;
    }

    fn keep(&mut self, from: usize) {
        self.kept.extend_from_slice(self.json.get(from..self.at).unwrap_or_default());
    }

    /// The next byte; 0, which no JSON holds, at the end.
    fn peek(&self) -> u8 {
        self.json.get(self.at).copied().unwrap_or(0)
    }

    fn skip(&mut self) {
        match self.peek() {
            b'"' => self.skip_string(),
            b'{' | b'[' => self.skip_nested(),
            _ => {
                let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']');
                let rest = self.json.get(self.at..).unwrap_or_default();
                self.at += rest.iter().position(ends).unwrap_or(rest.len());
            }
        }
    }

    fn skip_nested(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                0 => return,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(found) = self.json.get(self.at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
            let escaped = self.json.get(self.at + found) == Some(&b'\\');
            self.at += found + if escaped { 2 } else { 1 };
            if !escaped {
                return;
            }
        }
        self.at = self.json.len();
    }
}
