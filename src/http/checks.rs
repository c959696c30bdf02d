//! What is wrong with the content of a body, all at once: lengths, forms, and things that are not there.

use crate::error::{Fault, Problem};

/// Faults of a body, being collected.
#[derive(Debug, Default)]
pub struct Checks(Vec<Fault>);

impl Checks {
    /// Adds a fault at a place, a JSON pointer (RFC 6901).
    pub fn fault(&mut self, pointer: &str, code: &str, detail: impl Into<String>) {
        self.0.push(Fault::pointer(pointer, code, detail));
    }

    /// A text of at least and at most so many characters, without control characters but line ends.
    pub fn text(&mut self, pointer: &str, text: &str, least: usize, most: usize) {
        let name = pointer.trim_start_matches('/');
        let length = text.trim().chars().count();
        if length < least {
            let detail = if least == 1 { "is empty".to_owned() } else { format!("is shorter than {least} characters") };
            self.fault(pointer, "too_short", format!("`{name}` {detail}."));
        }
        if text.chars().count() > most {
            self.fault(pointer, "too_long", format!("`{name}` is longer than {most} characters."));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.fault(pointer, "invalid", format!("`{name}` holds control characters."));
        }
    }

    /// The same of a text that may be absent.
    pub fn optional(&mut self, pointer: &str, text: Option<&String>, most: usize) {
        if let Some(text) = text {
            self.text(pointer, text, 0, most);
        }
    }

    /// Whether nothing was wrong so far.
    pub fn is_fine(&self) -> bool {
        self.0.is_empty()
    }

    /// Ends the checking.
    ///
    /// # Errors
    /// Every fault: 422.
    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::content(self.0)) }
    }
}
