//! Titles, descriptions and canonical addresses that Yoast SEO or Rank Math keep. Their templates
//! (`%%title%% %%sep%% %%sitename%%`) are filled in where all variables are known; a template that
//! says nothing of its own is no override.

use super::PostMeta;

/// What a template's variables stand for.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeoContext<'a> {
    /// The item's title as plain text.
    pub title: &'a str,
    /// The site's name.
    pub site_name: &'a str,
    /// The site's tagline.
    pub tagline: &'a str,
    /// The item's excerpt as plain text.
    pub excerpt: &'a str,
    /// The name of the item's first category.
    pub category: &'a str,
    /// What stands between the parts of a title.
    pub separator: &'a str,
}

/// What an editor set for search engines, where they set something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeoOverrides {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The canonical address.
    pub canonical: Option<String>,
    /// Whether search engines are to leave the item out.
    pub noindex: bool,
    /// How many templates were left out, because a variable is not known.
    pub templates_left_out: u32,
}

impl PostMeta<'_> {
    /// The overrides of Yoast SEO, else of Rank Math, value by value.
    pub fn seo(&self, context: &SeoContext<'_>) -> SeoOverrides {
        let mut left_out = 0;
        let mut text = |keys: &[&str]| {
            let template = self.first_of(keys)?;
            let filled = fill(template, context);
            left_out += u32::from(filled.is_none());
            filled.filter(|text| !text.is_empty())
        };
        let title = text(&["_yoast_wpseo_title", "rank_math_title"]);
        let description = text(&["_yoast_wpseo_metadesc", "rank_math_description"]);
        let canonical = self.first_of(&["_yoast_wpseo_canonical", "rank_math_canonical_url"]);
        SeoOverrides {
            title,
            description,
            canonical: canonical.map(str::to_owned),
            noindex: self.noindex(),
            templates_left_out: left_out,
        }
    }

    fn noindex(&self) -> bool {
        let yoast = self.get("_yoast_wpseo_meta-robots-noindex") == Some("1");
        let rank_math = self.all("rank_math_robots").any(|v| v.contains("\"noindex\""));
        yoast || rank_math
    }
}

/// The template with its variables filled in: empty where it holds nothing but variables, `None`
/// where one of them is not known.
fn fill(template: &str, context: &SeoContext<'_>) -> Option<String> {
    let mut filled = String::new();
    let mut own_words = false;
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        let literal = &rest[..at];
        own_words |= literal.contains(char::is_alphanumeric);
        filled.push_str(literal);
        rest = &rest[at..];
        match variable(rest) {
            Some((name, after)) => {
                filled.push_str(context.value(name)?);
                rest = after;
            }
            None => {
                filled.push('%');
                rest = &rest[1..];
            }
        }
    }
    own_words |= rest.contains(char::is_alphanumeric);
    filled.push_str(rest);
    let filled = filled.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(if own_words { filled } else { String::new() })
}

/// The variable that `text` starts with, `%%name%%` or `%name%`, and what follows it.
fn variable(text: &str) -> Option<(&str, &str)> {
    let marks = if text.starts_with("%%") { "%%" } else { "%" };
    let (name, after) = text[marks.len()..].split_once(marks)?;
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '(' | ')');
    (!name.is_empty() && name.chars().all(word)).then_some((name, after))
}

impl<'a> SeoContext<'a> {
    fn value(&self, name: &str) -> Option<&'a str> {
        match name.to_ascii_lowercase().as_str() {
            "title" | "seo_title" => Some(self.title),
            "sitename" => Some(self.site_name),
            "sitedesc" => Some(self.tagline),
            "excerpt" | "excerpt_only" | "seo_description" => Some(self.excerpt),
            "category" | "primary_category" => Some(self.category),
            "sep" if self.separator.is_empty() => Some("-"),
            "sep" => Some(self.separator),
            "page" | "pagenumber" | "pagetotal" => Some(""),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;

    const CONTEXT: SeoContext<'_> = SeoContext {
        title: "Rain in Lagos",
        site_name: "Daily",
        tagline: "News",
        excerpt: "It rains.",
        category: "Weather",
        separator: "|",
    };

    fn title(template: &str) -> (Option<String>, u32) {
        let meta = pairs(&[("_yoast_wpseo_title", template)]);
        let seo = PostMeta::new(&meta).seo(&CONTEXT);
        (seo.title, seo.templates_left_out)
    }

    #[test]
    fn templates_are_filled_in() {
        for (template, expected) in [
            ("Plain words", "Plain words"),
            ("Rain: %%title%% %%page%% %%sep%% %%sitename%%", "Rain: Rain in Lagos | Daily"),
            ("100% of %title%", "100% of Rain in Lagos"),
            ("50% off, 20% on", "50% off, 20% on"),
        ] {
            assert_eq!(title(template), (Some(expected.to_owned()), 0), "{template}");
        }
    }

    #[test]
    fn what_says_nothing_of_its_own_is_no_override() {
        assert_eq!(title("%%title%% %%sep%% %%sitename%%"), (None, 0));
        assert_eq!(title("By %%cf_reporter%%"), (None, 1));
        assert_eq!(title(""), (None, 0));
    }

    #[test]
    fn rank_math_fills_what_yoast_leaves_open() {
        let meta = pairs(&[
            ("_yoast_wpseo_metadesc", "D"),
            ("rank_math_description", "E"),
            ("rank_math_title", "News of %title%"),
            ("rank_math_canonical_url", "https://x/"),
            ("rank_math_robots", "a:1:{i:0;s:7:\"noindex\";}"),
        ]);
        let seo = PostMeta::new(&meta).seo(&CONTEXT);
        assert_eq!(seo.title.as_deref(), Some("News of Rain in Lagos"));
        assert_eq!(seo.description.as_deref(), Some("D"));
        assert_eq!(seo.canonical.as_deref(), Some("https://x/"));
        assert!(seo.noindex);
    }
}
