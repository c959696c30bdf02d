//! Addresses on the public site: permalink patterns, and the paths and URLs that follow from them.
//! No frontend and no other module builds a path by hand.

use std::cell::LazyCell;
use std::fmt::Write;

use chrono::{Datelike, Timelike};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::Time;

/// What must be encoded in a path; letters of every script stay readable in `path` and are encoded
/// in `url`.
const IN_URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'#')
    .add(b'?')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');

/// The tokens that an article's pattern may hold.
pub const TOKENS: &[&str] =
    &["yyyy", "mm", "dd", "hour", "minute", "second", "slug", "id", "number", "category", "author", "path"];

/// The site's permalink patterns. Tokens stand in braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Permalinks {
    /// An article: `yyyy mm dd hour minute second slug id number category author`, dates in the site's zone.
    #[schema(example = "/{category}/{slug}")]
    pub article: String,
    /// A category: `{path}` is its slug under its parents', `{slug}` its own.
    #[schema(example = "/{path}")]
    pub category: String,
    /// A tag.
    #[schema(example = "/tags/{slug}")]
    pub tag: String,
    /// An author.
    #[schema(example = "/authors/{slug}")]
    pub author: String,
    /// A page: `{path}` is its slug under its parents'.
    #[schema(example = "/{path}")]
    pub page: String,
}

impl Default for Permalinks {
    fn default() -> Self {
        Self {
            article: "/{category}/{slug}".into(),
            category: "/{path}".into(),
            tag: "/tags/{slug}".into(),
            author: "/authors/{slug}".into(),
            page: "/{path}".into(),
        }
    }
}

/// What an article's path is made of.
#[derive(Debug, Clone, Copy)]
pub struct ArticleParts<'a> {
    /// Its slug.
    pub slug: &'a str,
    /// Its id, as text.
    pub id: &'a str,
    /// Its number.
    pub number: i64,
    /// When it was published.
    pub published_at: Time,
    /// The path of its primary category, without slashes at the ends.
    pub category: Option<&'a str>,
    /// The slug of its first author.
    pub author: Option<&'a str>,
}

/// Everything that addresses are built from.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// This service as clients reach it, without a slash at its end.
    pub public_url: String,
    /// The public site, without a slash at its end.
    pub home_url: String,
    /// The patterns.
    pub permalinks: Permalinks,
    /// The site's time zone, for the dates in paths.
    pub zone: chrono_tz::Tz,
}

impl Addresses {
    /// An article's path.
    pub fn article(&self, parts: ArticleParts<'_>) -> String {
        let local = LazyCell::new(|| self.local(parts.published_at));
        fill(&self.permalinks.article, |token, path| {
            let two = |path: &mut String, number: u32| write!(path, "{number:02}");
            // Writing into a text does not fail.
            let _ = match token {
                "yyyy" => write!(path, "{:04}", local.year()),
                "mm" => two(path, local.month()),
                "dd" => two(path, local.day()),
                "hour" => two(path, local.hour()),
                "minute" => two(path, local.minute()),
                "second" => two(path, local.second()),
                "slug" => path.write_str(parts.slug),
                "id" => path.write_str(parts.id),
                "number" => write!(path, "{}", parts.number),
                "category" => path.write_str(parts.category.unwrap_or_default()),
                "author" => path.write_str(parts.author.unwrap_or_default()),
                _ => Ok(()),
            };
        })
    }

    /// A category's path, from its slugs under one another.
    pub fn category(&self, path: &str) -> String {
        of_path(&self.permalinks.category, path)
    }

    /// A tag's path.
    pub fn tag(&self, slug: &str) -> String {
        of_path(&self.permalinks.tag, slug)
    }

    /// An author's path.
    pub fn author(&self, slug: &str) -> String {
        of_path(&self.permalinks.author, slug)
    }

    /// A page's path, from its slugs under one another.
    pub fn page(&self, path: &str) -> String {
        of_path(&self.permalinks.page, path)
    }

    /// The slugs of a page under one another, from its path on the public site: the pattern's own parts
    /// and the outer slashes are taken away.
    pub fn page_slugs(&self, path: &str) -> String {
        let bare = path.trim_matches('/');
        let (before, after) = self.permalinks.page.split_once("{path}").unwrap_or(("/", ""));
        let inner = bare
            .strip_prefix(before.trim_start_matches('/'))
            .map(|rest| rest.strip_suffix(after.trim_end_matches('/')));
        inner.flatten().unwrap_or(bare).to_owned()
    }

    /// The absolute address of a path of the public site.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.home_url, utf8_percent_encode(path, IN_URL))
    }

    /// The absolute address of a path of this service.
    pub fn service(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The moment as the site's clock shows it.
    pub fn local(&self, moment: Time) -> chrono::DateTime<chrono_tz::Tz> {
        moment.0.with_timezone(&self.zone)
    }
}

fn of_path(pattern: &str, slugs: &str) -> String {
    fill(pattern, |token, path| match token {
        "path" => path.push_str(slugs),
        "slug" => path.push_str(slugs.rsplit('/').next().unwrap_or(slugs)),
        _ => {}
    })
}

/// Fills a pattern; a segment that comes out empty (no category, no author) is left out.
fn fill(pattern: &str, value: impl Fn(&str, &mut String)) -> String {
    let mut path = String::with_capacity(64);
    for segment in pattern.split('/').filter(|segment| !segment.is_empty()) {
        let before = path.len();
        path.push('/');
        fill_segment(segment, &mut path, &value);
        if path.len() == before + 1 {
            path.truncate(before);
        }
    }
    if path.is_empty() { "/".to_owned() } else { path }
}

fn fill_segment(segment: &str, path: &mut String, value: &impl Fn(&str, &mut String)) {
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let Some((token, tail)) = after.split_once('}') else { break };
        value(token, path);
        rest = tail;
    }
    path.push_str(rest);
}

/// Takes a path apart by a pattern: the tokens' values, if it fits. `{category}` and `{path}` may
/// span several segments, or none; their value is all of them. Fixed parts match in any case.
pub fn match_pattern<'a>(pattern: &str, path: &'a str) -> Option<Vec<(String, &'a str)>> {
    let want: Vec<&str> = pattern.split('/').filter(|s| !s.is_empty()).collect();
    let have = segments(path);
    let spanning = want.iter().position(|s| *s == "{category}" || *s == "{path}" || *s == "{author}");
    let mut found = Vec::new();
    let (mut w, mut h) = (0, 0);
    while w < want.len() {
        if Some(w) == spanning {
            let after = want.len() - w - 1;
            let end = have.len().checked_sub(after).filter(|end| *end >= h)?;
            found.push((want[w].trim_matches(['{', '}']).to_owned(), spanned(path, &have[h..end])));
            (w, h) = (w + 1, end);
            continue;
        }
        match_segment(want[w], have.get(h)?.1, &mut found)?;
        (w, h) = (w + 1, h + 1);
    }
    (h == have.len()).then_some(found)
}

/// The segments of a path and where each begins.
fn segments(path: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let all = path.split('/').map(|segment| {
        let begins = at;
        at += segment.len() + 1;
        (begins, segment)
    });
    all.filter(|(_, segment)| !segment.is_empty()).collect()
}

fn spanned<'a>(path: &'a str, segments: &[(usize, &str)]) -> &'a str {
    match (segments.first(), segments.last()) {
        (Some((begins, _)), Some((last, segment))) => &path[*begins..last + segment.len()],
        _ => "",
    }
}

fn match_segment<'a>(pattern: &str, text: &'a str, found: &mut Vec<(String, &'a str)>) -> Option<()> {
    let mut rest = text;
    let mut pattern = pattern;
    while let Some((before, after)) = pattern.split_once('{') {
        rest = strip_fixed(rest, before)?;
        let (token, tail) = after.split_once('}')?;
        let literal = tail.split('{').next().unwrap_or_default();
        let end = if literal.is_empty() { rest.len() } else { rest.rfind(literal)? };
        found.push((token.to_owned(), &rest[..end]));
        rest = &rest[end..];
        pattern = tail;
    }
    rest.eq_ignore_ascii_case(pattern).then_some(())
}

fn strip_fixed<'a>(text: &'a str, fixed: &str) -> Option<&'a str> {
    text.get(..fixed.len()).filter(|head| head.eq_ignore_ascii_case(fixed)).map(|head| &text[head.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(article: &str) -> Addresses {
        Addresses {
            public_url: "http://api".into(),
            home_url: "https://news.example".into(),
            permalinks: Permalinks { article: article.into(), ..Permalinks::default() },
            zone: chrono_tz::Africa::Lagos,
        }
    }

    fn parts(category: Option<&str>) -> ArticleParts<'_> {
        let published_at = Time::parse("2023-10-31T23:30:00Z").unwrap();
        ArticleParts { slug: "a-b", id: "x", number: 7, published_at, category, author: None }
    }

    #[test]
    fn dates_in_paths_are_the_sites_own() {
        assert_eq!(addresses("/{yyyy}/{mm}/{dd}/{slug}").article(parts(None)), "/2023/11/01/a-b");
        assert_eq!(addresses("/{yyyy}/{slug}.html").article(parts(None)), "/2023/a-b.html");
    }

    #[test]
    fn a_missing_part_leaves_no_empty_segment() {
        assert_eq!(addresses("/{category}/{slug}").article(parts(None)), "/a-b");
        assert_eq!(addresses("/{category}/{slug}").article(parts(Some("news/photo"))), "/news/photo/a-b");
    }

    #[test]
    fn a_page_is_found_by_the_path_that_it_shows() {
        for pattern in ["/{path}", "/info/{path}", "/info/{path}/", "/{path}.html"] {
            let mut at = addresses("/{slug}");
            at.permalinks.page = pattern.into();
            let path = at.page("about/team");
            for given in [path.as_str(), path.trim_matches('/'), "about/team"] {
                assert_eq!(at.page_slugs(given), "about/team", "{given} by {pattern}");
            }
        }
    }

    #[test]
    fn a_path_is_taken_apart_as_it_was_put_together() {
        let slug = |pattern, path| {
            match_pattern(pattern, path)
                .and_then(|f| f.into_iter().find(|(t, _)| t == "slug").map(|(_, v)| v.to_owned()))
        };
        assert_eq!(slug("/{category}/{slug}", "/news/photo/a-b"), Some("a-b".into()));
        assert_eq!(slug("/{category}/{slug}", "/a-b"), Some("a-b".into()));
        assert_eq!(slug("/{yyyy}/{mm}/{slug}", "/2023/11/a-b"), Some("a-b".into()));
        assert_eq!(slug("/{yyyy}/{mm}/{slug}", "/2023/a-b"), None);
        assert_eq!(slug("/{yyyy}/{slug}.html", "/2023/a-b.html"), Some("a-b".into()));
        assert_eq!(slug("/News/{slug}", "/news/a-b"), Some("a-b".into()));
    }

    #[test]
    fn what_spans_segments_is_found_whole() {
        let first = |pattern, path| match_pattern(pattern, path).and_then(|f| f.into_iter().next().map(|(_, v)| v));
        assert_eq!(first("/{path}", "/about/team"), Some("about/team"));
        assert_eq!(first("/in/{path}/", "/in/about/team"), Some("about/team"));
        assert_eq!(first("/{category}/{slug}", "/news/photo/a-b"), Some("news/photo"));
        assert_eq!(first("/{category}/{slug}", "/a-b"), Some(""));
    }
}
