//! What is wrong with the content of a body, all at once: lengths, forms, and things that are not there.

use crate::db::Time;
use crate::error::{Fault, Problem};
use crate::text::Slug;

/// By how much a client's clock may be ahead, in seconds.
const CLOCKS_DIFFER: i64 = 5 * 60;

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

    /// An address of the web that may be absent or empty.
    pub fn web_address(&mut self, pointer: &str, text: Option<&str>) {
        let fits = |text: &str| {
            let parsed = url::Url::parse(text);
            text.len() <= 2_000 && parsed.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        };
        if text.is_some_and(|text| !text.is_empty() && !fits(text)) {
            self.fault(pointer, "invalid", "This is no address such as https://example.org/page.");
        }
    }

    /// A name in addresses that may be absent, read.
    pub fn slug(&mut self, pointer: &str, text: Option<&str>) -> Option<Slug> {
        let text = text?;
        let slug = Slug::parse(text).filter(|slug| slug.as_str() == text.trim());
        if slug.is_none() {
            self.fault(pointer, "invalid", "A slug holds letters, digits and hyphens, and looks like no id.");
        }
        slug
    }

    /// A moment that may be absent and has passed, in whole seconds. What is ahead by less than a client's clock
    /// may be is taken as now.
    pub fn passed(&mut self, pointer: &str, at: Option<Time>, now: Time) -> Option<Time> {
        let at = at?;
        if at > now.plus_seconds(CLOCKS_DIFFER) {
            self.fault(pointer, "out_of_range", "This moment is still to come.");
        }
        Some(at.min(now).whole_seconds())
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
