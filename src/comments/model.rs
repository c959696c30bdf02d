//! A comment as it is stored, and how one is made from what a reader wrote.

mod desk;
mod limits;
mod links;
mod post;

pub use desk::{DeskComment, DeskFilter, LARGEST_EDIT, MOST_AT_ONCE, Own, Step};
pub use limits::{Guard, Sender, Standing, Tally, policies_header};
pub use post::{
    LARGEST_BODY, LONGEST_BODY, LONGEST_EMAIL, LONGEST_NAME, MOST_LINKS, Post, holds_a_forbidden_character,
    is_a_plain_name, is_visible, links_in, looks_like_an_email, status_of,
};

use diesel::prelude::*;

use super::thread::Place;
use crate::body;
use crate::db::schema::comments;
use crate::db::{Id, Time};

/// The kind of subject that the public sees comments under.
pub(super) const ARTICLE: &str = "article";

/// What a comment stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An article.
    Article(Id),
    /// A page: imported ones are kept for editors and shown nowhere.
    Page(Id),
}

impl Subject {
    /// The name of its kind in the database.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Article(_) => ARTICLE,
            Self::Page(_) => "page",
        }
    }

    /// Which one.
    pub fn id(self) -> Id {
        match self {
            Self::Article(id) | Self::Page(id) => id,
        }
    }
}

/// What became of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It waits for an editor.
    Pending,
    /// The public sees it.
    Approved,
    /// It was found to be spam.
    Spam,
    /// An editor threw it away.
    Trash,
}

impl Status {
    /// Every status, in the order of a queue.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Approved, Self::Spam, Self::Trash];

    /// By its name in the database; what is not known waits.
    pub fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.as_str() == name).unwrap_or(Self::Pending)
    }

    /// Its name in the database and for editors.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Spam => "spam",
            Self::Trash => "trash",
        }
    }
}

/// A stored comment, without what only editors may know of its writer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub struct Comment {
    /// Its identity.
    pub id: Id,
    /// The comment that it answers, whatever became of that one.
    pub parent_id: Option<Id>,
    /// The nearest approved one above it.
    pub shown_parent_id: Option<Id>,
    /// The topmost approved one above it, or itself.
    pub shown_root_id: Id,
    /// The author of ours who wrote it.
    pub author_id: Option<Id>,
    /// The name that its writer gave.
    pub author_name: String,
    /// Safe HTML.
    pub body_html: String,
    /// Plain text.
    pub body_text: String,
    /// What became of it.
    pub status: String,
    /// When it was written.
    pub created_at: Time,
}

/// A comment about to be stored.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// Its identity.
    pub id: Id,
    /// A number, unique among comments; 0 takes the next one.
    pub number: i64,
    /// What it stands under.
    pub subject: Subject,
    /// The comment that it answers, which stands under the same subject.
    pub parent_id: Option<Id>,
    /// The author of ours who wrote it.
    pub author_id: Option<Id>,
    /// The name that its writer gave.
    pub author_name: String,
    /// Their mail address.
    pub author_email: Option<String>,
    /// Their website.
    pub author_url: Option<String>,
    /// The network address that they wrote from.
    pub author_address: Option<String>,
    /// What became of it.
    pub status: Status,
    /// When it was written; kept in whole seconds.
    pub created_at: Time,
    /// Where it came from.
    pub legacy_source: Option<String>,
    /// What it was there.
    pub legacy_kind: Option<String>,
    /// Its id there.
    pub legacy_id: Option<String>,
    /// What it shares with its duplicates.
    pub digest: Option<String>,
    body_html: String,
    body_text: String,
}

impl NewComment {
    /// A pending comment of a plain text: an empty line ends a paragraph, another line end breaks the line,
    /// addresses on the web become links.
    pub fn from_text(id: Id, subject: Subject, author_name: &str, text: &str, created_at: Time) -> Self {
        Self::from_html(id, subject, author_name, &links::linked(text).0, created_at)
    }

    /// A pending comment of HTML as old systems keep it, where line ends mean what they mean in a text.
    /// Links and emphasis stay; everything else is cleaned away.
    pub fn from_html(id: Id, subject: Subject, author_name: &str, html: &str, created_at: Time) -> Self {
        let body_html: String = paragraphs(html).map(|line| format!("<p>{line}</p>")).collect();
        Self {
            id,
            number: 0,
            subject,
            parent_id: None,
            author_id: None,
            author_name: body::title_text(author_name),
            author_email: None,
            author_url: None,
            author_address: None,
            status: Status::Pending,
            created_at,
            legacy_source: None,
            legacy_kind: None,
            legacy_id: None,
            digest: None,
            body_text: body::plain_text(&body_html),
            body_html,
        }
    }

    /// The safe HTML that its text became.
    pub fn body_html(&self) -> &str {
        &self.body_html
    }

    /// The plain text.
    pub fn body_text(&self) -> &str {
        &self.body_text
    }

    /// The row that it becomes at its place in a thread.
    pub(super) fn row(&self, place: Place) -> NewRow<'_> {
        NewRow {
            id: self.id,
            number: self.number,
            subject_kind: self.subject.kind(),
            subject_id: self.subject.id(),
            parent_id: self.parent_id,
            shown_parent_id: place.parent,
            shown_root_id: place.root,
            author_id: self.author_id,
            author_name: &self.author_name,
            author_email: self.author_email.as_deref(),
            author_url: self.author_url.as_deref(),
            author_address: self.author_address.as_deref(),
            body_html: &self.body_html,
            body_text: &self.body_text,
            status: self.status.as_str(),
            created_at: self.created_at.whole_seconds(),
            legacy_source: self.legacy_source.as_deref(),
            legacy_kind: self.legacy_kind.as_deref(),
            legacy_id: self.legacy_id.as_deref(),
            revision: 1,
            digest: self.digest.as_deref(),
        }
    }
}

/// The row of a new comment.
#[derive(Debug, Insertable)]
#[diesel(table_name = comments)]
pub(super) struct NewRow<'a> {
    id: Id,
    number: i64,
    subject_kind: &'static str,
    subject_id: Id,
    parent_id: Option<Id>,
    shown_parent_id: Option<Id>,
    shown_root_id: Id,
    author_id: Option<Id>,
    author_name: &'a str,
    author_email: Option<&'a str>,
    author_url: Option<&'a str>,
    author_address: Option<&'a str>,
    body_html: &'a str,
    body_text: &'a str,
    status: &'static str,
    created_at: Time,
    legacy_source: Option<&'a str>,
    legacy_kind: Option<&'a str>,
    legacy_id: Option<&'a str>,
    revision: i64,
    digest: Option<&'a str>,
}

/// The paragraphs of a text with inline HTML, each cleaned, none empty.
fn paragraphs(html: &str) -> impl Iterator<Item = String> {
    let lines = html.replace("\r\n", "\n").replace('\r', "\n");
    let marked = lines.replace("</p>", "\n\n").replace("</P>", "\n\n");
    let cleaned: Vec<String> =
        marked.split("\n\n").map(|part| body::clean_inline(&part.trim().replace('\n', "<br>"))).collect();
    cleaned.into_iter().filter(|line| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> NewComment {
        NewComment::from_text(Id::new(), Subject::Article(Id::new()), " Bukola  <b>A.</b>", text, Time::now())
    }

    fn html(html: &str) -> String {
        NewComment::from_html(Id::new(), Subject::Article(Id::new()), "x", html, Time::now()).body_html
    }

    #[test]
    fn a_text_becomes_paragraphs_and_says_the_same() {
        let made = text("₦214 billion < a \"roof\" & more\r\nno roof\n\n\n<script>alert(1)</script>");
        assert_eq!(made.author_name, "Bukola A.");
        assert_eq!(
            made.body_html,
            "<p>₦214 billion &lt; a \"roof\" &amp; more<br>no roof</p><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
        );
        assert_eq!(made.body_text, "₦214 billion < a \"roof\" & more\nno roof\n\n<script>alert(1)</script>");
    }

    #[test]
    fn threat_47_cleaning_again_changes_nothing() {
        for sent in ["a", "See https://a.example/?b=1&c=2, \"x\".", "<b>\n\n&lt;b&gt;\n\n\n&amp;amp;", "a\u{301}  b\tc"]
        {
            let made = text(sent);
            assert_eq!(html(&made.body_html), made.body_html, "{sent:?}");
        }
        let link = "<p><a href=\"https://a.example/\" rel=\"nofollow ugc\">https://a.example/</a></p>";
        assert_eq!(text("https://a.example/").body_html, link);
    }

    #[test]
    fn html_of_an_old_system_is_cleaned() {
        assert_eq!(html("<p>One <em>two</em></p>\n<p>three</p>"), "<p>One <em>two</em></p><p>three</p>");
        for bad in [
            "<script>alert(1)</script>a",
            "<img src=x onerror=alert(1)>a",
            "<a href=\"javascript:alert(1)\" onclick=x>a</a>",
            "<iframe src=https://evil.example></iframe>a",
            "<p onmouseover=alert(1)>a",
        ] {
            let made = html(bad);
            assert!(made.contains('a') && !made.contains("alert") && !made.contains("iframe"), "{bad}: {made}");
        }
    }
}
