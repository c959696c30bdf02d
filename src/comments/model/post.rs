//! What a reader writes, and what becomes of it: its rules, without I/O.

use super::{NewComment, Status, Subject, links};
use crate::db::{Id, Time};
use crate::site::Moderation;
use crate::text::sort_key;

/// The longest name of a writer, in characters.
pub const LONGEST_NAME: usize = 100;
/// The longest mail address, in bytes, as mail itself has it (RFC 5321).
pub const LONGEST_EMAIL: usize = 254;
/// The longest comment, in characters.
pub const LONGEST_BODY: usize = 5_000;
/// The longest comment, in bytes.
pub const LARGEST_BODY: usize = 16_000;
/// The most links of a comment.
pub const MOST_LINKS: usize = 3;

/// A reader's comment, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Who wrote it.
    pub author_name: String,
    /// Their mail address.
    pub author_email: Option<String>,
    /// What it says.
    pub text: String,
    /// The comment that it answers.
    pub parent: Option<Id>,
    /// Whether the field was filled that people do not see.
    pub trapped: bool,
}

impl Post {
    /// Who wrote it, as far as one can tell: the mail address, else the name.
    pub fn writer(&self) -> String {
        self.author_email.as_ref().map_or_else(|| sort_key(&self.author_name), |email| email.to_lowercase())
    }

    /// The same for the same words of the same writer in answer to the same comment.
    pub fn digest(&self) -> String {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let parent = self.parent.map(|id| id.to_string()).unwrap_or_default();
        let whole = [parent, self.writer(), words.join(" ").to_lowercase()].join("\n");
        blake3::hash(whole.as_bytes()).to_hex()[..32].to_owned()
    }

    /// The comment that it becomes.
    pub fn comment(&self, article: Id, status: Status, now: Time) -> NewComment {
        let mut new = NewComment::from_text(Id::new(), Subject::Article(article), "", &self.text, now);
        new.author_name.clone_from(&self.author_name);
        new.author_email.clone_from(&self.author_email);
        new.parent_id = self.parent;
        new.status = status;
        new.digest = Some(self.digest());
        new
    }
}

/// What becomes of a comment by the site's rule; `known` says whether one of its writer was approved before.
pub fn status_of(rule: Moderation, known: bool) -> Status {
    match rule {
        Moderation::None => Status::Approved,
        Moderation::FirstComment if known => Status::Approved,
        Moderation::FirstComment | Moderation::All => Status::Pending,
    }
}

/// Whether a text holds what belongs into none: controls, what is no character, and what turns the
/// direction of everything after it.
pub fn holds_a_forbidden_character(text: &str) -> bool {
    let forbidden = |c: char| {
        let code = u32::from(c);
        let no_character = (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe;
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || no_character || matches!(c, '\u{202d}' | '\u{202e}')
    };
    text.chars().any(forbidden)
}

/// Whether a name can stand in a line of others' text: on one line, no markup, no address, and nothing
/// that reaches past its end.
pub fn is_a_plain_name(name: &str) -> bool {
    let reaches_out =
        |c: char| c.is_control() || matches!(c, '<' | '>' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !name.contains(reaches_out) && !name.contains("://")
}

/// Whether anything of a text can be seen.
pub fn is_visible(text: &str) -> bool {
    let empty = |c: char| {
        c.is_whitespace()
            || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
    };
    !text.chars().all(empty)
}

/// Whether a text has the form of a mail address; whether it is one, only mail can tell.
pub fn looks_like_an_email(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>()[]\\,;:\"@".contains(c));
    let domain = |host: &str| host.contains('.') && host.split('.').all(|label| !label.is_empty());
    text.rsplit_once('@').is_some_and(|(local, host)| plain(local) && plain(host) && domain(host))
}

/// How many addresses on the web a text holds.
pub fn links_in(text: &str) -> usize {
    links::linked(text).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(name: &str, email: Option<&str>, text: &str, parent: Option<Id>) -> Post {
        let author_email = email.map(str::to_owned);
        Post { author_name: name.into(), author_email, text: text.into(), parent, trapped: false }
    }

    #[test]
    fn the_same_words_of_the_same_writer_are_the_same() {
        let one = post("Ada", Some("ada@readers.example"), "Well said.", None).digest();
        assert_eq!(post("Ada O.", Some("ADA@readers.example"), " well  SAID.\n", None).digest(), one);
        assert_ne!(post("Ada", Some("b@readers.example"), "Well said.", None).digest(), one);
        assert_ne!(post("Ada", None, "Well said.", None).digest(), one);
        assert_ne!(post("Ada", Some("ada@readers.example"), "Well said.", Some(Id::new())).digest(), one);
        assert_eq!(post("Ada", None, "x", None).digest(), post("ADA ", None, "x", None).digest());
    }

    #[test]
    fn mail_addresses_have_a_form() {
        for good in ["a@b.example", "a.b+c@d.e.example", "ọlá@b.example", "o'x@b.example"] {
            assert!(looks_like_an_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.example",
            "a@.example",
            "a@b..example",
            "a b@c.example",
            "a@b.example\n",
            "a@b@c.example",
            "<a@b.example>",
        ] {
            assert!(!looks_like_an_email(bad), "{bad}");
        }
    }

    #[test]
    fn threat_77_texts_hold_characters_alone() {
        for bad in ["a\u{0}", "\u{7f}", "\u{85}", "\u{fffe}", "\u{1ffff}", "\u{fdd0}", "\u{202e}x"] {
            assert!(holds_a_forbidden_character(bad), "{bad:?}");
        }
        for bad in ["a\nb", "<b>a", "\u{2066}a", "http://a.example"] {
            assert!(!is_a_plain_name(bad), "{bad:?}");
        }
        assert!(is_a_plain_name("Ọlá & Co. \"Ada\" O'Neil"));
        assert!(!holds_a_forbidden_character("ẹ\u{301}\r\n\tمرحبا\u{200f} 👩\u{200d}🚒"));
        assert!(!is_visible(" \u{200b}\u{2060}\n\u{3164}") && is_visible("."));
    }

    #[test]
    fn the_rule_of_the_site_decides() {
        let of = |rule| [status_of(rule, false), status_of(rule, true)];
        assert_eq!(of(Moderation::All), [Status::Pending; 2]);
        assert_eq!(of(Moderation::FirstComment), [Status::Pending, Status::Approved]);
        assert_eq!(of(Moderation::None), [Status::Approved; 2]);
    }
}
