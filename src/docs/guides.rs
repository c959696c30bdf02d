//! The guides: Markdown files of `docs/guides`, compiled into the program and shown as pages. They are our own
//! text, so that nothing in them needs to be made safe.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// A guide.
pub struct Guide {
    /// Its name, as in its address.
    pub name: &'static str,
    source: &'static str,
}

macro_rules! guides {
    ($($name:literal),*) => {
        &[$(Guide { name: $name, source: include_str!(concat!("../../docs/guides/", $name, ".md")) }),*]
    };
}

/// Every guide, in the order in which they are best read.
pub const GUIDES: &[Guide] = guides![
    "first-page",
    "paging",
    "pictures",
    "caching",
    "offline-apps",
    "newsroom",
    "previews",
    "webhooks",
    "wordpress",
    "running",
    "permissions"
];

impl Guide {
    /// Its title: its first line.
    pub fn title(&self) -> &'static str {
        let first = self.source.lines().next().unwrap_or_default();
        first.trim_start_matches("# ")
    }

    /// What it is about, as HTML: its first paragraph.
    pub fn about(&self) -> String {
        let paragraph = self.source.split("\n\n").nth(1).unwrap_or_default();
        to_html(paragraph)
    }

    /// All of it as HTML.
    pub fn html(&self) -> String {
        to_html(self.source)
    }
}

fn to_html(markdown: &str) -> String {
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    for at in 0..events.len() {
        mend(&mut events, at);
    }
    let mut out = String::with_capacity(2 * markdown.len());
    html::push_html(&mut out, events.into_iter().flat_map(framed));
    out
}

/// Gives a heading its anchor, and a link to another guide's file the address of its page.
fn mend(events: &mut [Event<'_>], at: usize) {
    let anchor = match &events[at] {
        Event::Start(Tag::Heading { .. }) => anchor(&events[at + 1..]),
        _ => String::new(),
    };
    match &mut events[at] {
        Event::Start(Tag::Heading { id, .. }) => *id = Some(anchor.into()),
        Event::Start(Tag::Link { dest_url, .. }) => *dest_url = address(dest_url).into(),
        _ => {}
    }
}

/// The anchor of a heading, as places that show Markdown make it: lower case, spaces as hyphens, no other marks.
fn anchor(after: &[Event<'_>]) -> String {
    let inside = after.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let text: String = inside
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.to_lowercase()),
            _ => None,
        })
        .collect();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn address(link: &str) -> String {
    match link.split_once(".md") {
        Some((name, rest)) if !name.contains('/') => format!("/docs/guides/{name}{rest}"),
        _ => link.to_owned(),
    }
}

/// A wide table can be moved sideways.
fn framed(event: Event<'_>) -> impl Iterator<Item = Event<'_>> {
    let html = |text| Event::Html(CowStr::Borrowed(text));
    let (before, after) = match &event {
        Event::Start(Tag::Table(_)) => (Some(html("<div class=\"wide\">")), None),
        Event::End(TagEnd::Table) => (None, Some(html("</div>\n"))),
        _ => (None, None),
    };
    before.into_iter().chain([event]).chain(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_anchors_and_links_lead_to_pages() {
        let html =
            to_html("## What `limit` does, and why\n\n[Caches](caching.md#etag) and [all](https://a.example/x.md)");
        assert_eq!(
            html,
            "<h2 id=\"what-limit-does-and-why\">What <code>limit</code> does, and why</h2>\n\
             <p><a href=\"/docs/guides/caching#etag\">Caches</a> and <a href=\"https://a.example/x.md\">all</a></p>\n"
        );
    }

    #[test]
    fn every_guide_has_a_title_and_says_what_it_is_about() {
        for guide in GUIDES {
            assert!(guide.source.starts_with("# ") && !guide.title().is_empty(), "{}", guide.name);
            assert!(guide.about().starts_with("<p>"), "{}: {}", guide.name, guide.about());
        }
    }

    /// Every link to a guide leads to one, and to a heading that it has.
    #[test]
    fn links_between_guides_hold() {
        for guide in GUIDES {
            for link in links(&guide.html()) {
                let (page, anchor) = link.split_once('#').unwrap_or((link.as_str(), ""));
                let name = page.strip_prefix("/docs/guides/").unwrap_or(guide.name);
                let target = GUIDES.iter().find(|other| other.name == name);
                let html = target.map(Guide::html).unwrap_or_default();
                assert!(
                    target.is_some() && (anchor.is_empty() || html.contains(&format!("id=\"{anchor}\""))),
                    "{}: {link}",
                    guide.name
                );
            }
        }
    }

    /// The links of a page that stay among the guides.
    fn links(html: &str) -> Vec<String> {
        let all = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        all.filter(|link| link.starts_with("/docs/guides/") || link.starts_with('#')).map(str::to_owned).collect()
    }
}
