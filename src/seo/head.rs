//! What search engines and social networks read, as one string for the `<head>` of a page. Every text in it is
//! escaped, so that none ends the attribute or the element that it stands in.

use std::fmt::Write;

use super::wire::shown::{OpenGraph, SeoOut, TwitterCard};
use crate::db::Time;
use crate::site::FeedOut;
use crate::text::escape_html;

/// The lines of a head: the title, what search engines and networks read, the feeds, and the data of schema.org.
/// `json_ld` is a text of [`script_text`](super::script_text), which ends no script.
pub fn head_html(seo: &SeoOut, json_ld: &str, feeds: &[FeedOut]) -> String {
    let mut head = Head(String::with_capacity(4096 + json_ld.len()));
    head.line(format_args!("<title>{}</title>", escaped(&seo.title)));
    head.named("description", &seo.description);
    head.named("robots", &seo.robots);
    head.link("canonical", &seo.canonical_url, &[]);
    for one in &seo.alternates {
        head.link("alternate", &one.url, &[("hreflang", &one.language)]);
    }
    for feed in feeds {
        head.link("alternate", &feed.url, &[("type", &feed.r#type), ("title", &feed.title)]);
    }
    head.open_graph(&seo.open_graph);
    head.twitter(&seo.twitter);
    head.line(format_args!("<script type=\"application/ld+json\">{json_ld}</script>"));
    head.0
}

/// A text on one line, as it may stand in an attribute and in an element.
fn escaped(text: &str) -> String {
    escape_html(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

struct Head(String);

impl Head {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing into a text does not fail.
        let _ = writeln!(self.0, "{line}");
    }

    fn meta(&mut self, kind: &str, name: &str, content: &str) {
        if !content.is_empty() {
            self.line(format_args!("<meta {kind}=\"{name}\" content=\"{}\">", escaped(content)));
        }
    }

    fn named(&mut self, name: &str, content: &str) {
        self.meta("name", name, content);
    }

    fn property(&mut self, name: &str, content: &str) {
        self.meta("property", name, content);
    }

    fn link(&mut self, rel: &str, href: &str, more: &[(&str, &str)]) {
        let more = more.iter().map(|(name, value)| format!(" {name}=\"{}\"", escaped(value)));
        let more = more.collect::<String>();
        self.line(format_args!("<link rel=\"{rel}\"{more} href=\"{}\">", escaped(href)));
    }

    fn open_graph(&mut self, og: &OpenGraph) {
        self.property("og:type", &og.r#type);
        self.property("og:title", &og.title);
        self.property("og:description", &og.description);
        self.property("og:url", &og.url);
        self.property("og:site_name", &og.site_name);
        self.property("og:locale", &og.locale);
        if let Some(image) = &og.image {
            self.property("og:image", image);
            let pixels = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
            self.property("og:image:width", &pixels(og.image_width));
            self.property("og:image:height", &pixels(og.image_height));
            self.property("og:image:alt", og.image_alt.as_deref().unwrap_or_default());
        }
        let moment = |at: Option<Time>| at.map(|at| at.whole_seconds().to_string()).unwrap_or_default();
        self.property("article:published_time", &moment(og.published_time));
        self.property("article:modified_time", &moment(og.modified_time));
        self.property("article:section", og.section.as_deref().unwrap_or_default());
        og.tags.iter().for_each(|tag| self.property("article:tag", tag));
        og.authors.iter().for_each(|author| self.property("article:author", author));
    }

    fn twitter(&mut self, card: &TwitterCard) {
        self.named("twitter:card", &card.card);
        self.named("twitter:title", &card.title);
        self.named("twitter:description", &card.description);
        let rest = [("twitter:image", &card.image), ("twitter:image:alt", &card.image_alt)];
        for (name, value) in rest {
            self.named(name, value.as_deref().unwrap_or_default());
        }
        for (name, account) in [("twitter:site", &card.site), ("twitter:creator", &card.creator)] {
            self.named(name, &account.as_ref().map(|account| format!("@{account}")).unwrap_or_default());
        }
    }
}
