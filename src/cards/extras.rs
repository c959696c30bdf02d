//! What can be asked for with a section of the site: an author, a category, a tag.

use crate::http::Query;

/// What is asked for with each section.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    /// Its newest articles.
    pub recent: bool,
    /// All for the head of its page.
    pub head: bool,
}

impl Extras {
    /// What a request includes.
    pub fn read(query: &mut Query) -> Self {
        let asked = query.some_of("include", &[("recent", "recent"), ("head_html", "head_html")]);
        Self { recent: asked.contains(&"recent"), head: asked.contains(&"head_html") }
    }

    /// The same for one section alone, which always has its head.
    #[must_use]
    pub fn alone(self) -> Self {
        Self { head: true, ..self }
    }
}
