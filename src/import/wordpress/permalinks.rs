//! Recognises the pattern of the article addresses of the old site, such as
//! `/{yyyy}/{mm}/{slug}`, from the links of its published posts: every link votes for the
//! patterns that explain it. `paths.rs` makes paths of the links, `candidates.rs` the patterns.

mod candidates;

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::paths::SiteBase;
use candidates::{Candidate, candidates};

/// How many different patterns are counted.
const MOST_PATTERNS: usize = 4096;

/// What a published post says about the pattern.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sample<'a> {
    /// The post's address.
    pub link: &'a str,
    /// Its slug, as stored.
    pub slug: &'a str,
    /// Its id.
    pub id: Option<i64>,
    /// Its date on the site's clock.
    pub date: Option<NaiveDateTime>,
    /// The paths of its categories from the root, by slugs: `world/africa`.
    pub categories: &'a [String],
    /// The login of its author.
    pub author: &'a str,
}

/// The pattern and how well it is founded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recognised {
    /// The pattern that explains more than half of the links, if there is one.
    pub pattern: Option<String>,
    /// How many links it explains.
    pub explained: u64,
    /// How many links were seen.
    pub samples: u64,
}

/// Collects the votes, post by post.
#[derive(Debug, Default)]
pub struct Recogniser {
    base: SiteBase,
    /// By pattern: its votes and its cost, by which of equal patterns the plainer is chosen.
    votes: HashMap<String, (u64, u32)>,
    samples: u64,
}

impl Recogniser {
    /// A recogniser for the site at `base`.
    pub fn new(base: SiteBase) -> Self {
        Recogniser { base, ..Recogniser::default() }
    }

    /// Takes the link of a published post into account.
    pub fn add(&mut self, sample: &Sample<'_>) {
        if sample.link.is_empty() {
            return;
        }
        self.samples += 1;
        for Candidate { pattern, cost, .. } in candidates(&self.base, sample) {
            let room = self.votes.len() < MOST_PATTERNS;
            if room || self.votes.contains_key(&pattern) {
                let vote = self.votes.entry(pattern).or_insert((0, cost));
                vote.0 += 1;
                vote.1 = vote.1.min(cost);
            }
        }
    }

    /// The pattern that explains most links.
    pub fn finish(&self) -> Recognised {
        let best = self.votes.iter().min_by(|(a, x), (b, y)| {
            let votes = y.0.cmp(&x.0);
            votes.then(x.1.cmp(&y.1)).then_with(|| a.cmp(b))
        });
        match best {
            Some((pattern, (votes, _))) if votes * 2 > self.samples => {
                Recognised { pattern: Some(pattern.clone()), explained: *votes, samples: self.samples }
            }
            _ => Recognised { samples: self.samples, ..Recognised::default() },
        }
    }
}

/// Whether `pattern` gives the link of `sample`.
pub fn explains(base: &SiteBase, pattern: &str, sample: &Sample<'_>) -> bool {
    candidates(base, sample).iter().any(|c| c.pattern == pattern)
}

/// Which of the sample's categories stands in its link: the one that WordPress treats as first.
pub fn category_in_link<'a>(base: &SiteBase, pattern: &str, sample: &Sample<'a>) -> Option<&'a str> {
    let found = candidates(base, sample);
    let explained = found.iter().find(|c| c.pattern == pattern)?;
    let index = explained.category?;
    sample.categories.get(index).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::dates::local;
    use super::*;

    type Post<'a> = (&'a str, &'a str, i64, &'a str);

    fn recognise(posts: &[Post<'_>], categories: &[&str]) -> Option<String> {
        let categories: Vec<String> = categories.iter().map(|&c| c.to_owned()).collect();
        let mut recogniser = Recogniser::new(SiteBase::new("https://x.org/blog"));
        for (path, slug, id, date) in posts {
            recogniser.add(&Sample {
                link: &format!("https://x.org/blog{path}"),
                slug,
                id: Some(*id),
                date: local(date).at(),
                categories: &categories,
                author: "Ada Obi",
            });
        }
        recogniser.finish().pattern
    }

    #[test]
    fn usual_patterns_are_recognised() {
        let date = "2024-03-05 06:07:08";
        for (first, second, expected) in [
            ("/2024/03/a-b/", "/2024/03/c/", "/{yyyy}/{mm}/{slug}"),
            ("/2024/03/05/a-b.html", "/2024/03/05/c.html", "/{yyyy}/{mm}/{dd}/{slug}.html"),
            ("/a-b", "/c", "/{slug}"),
            ("/archives/11", "/archives/12", "/archives/{id}"),
            ("/news/lagos/a-b/", "/sport/c/", "/{category}/{slug}"),
            ("/11-a-b/", "/12-c/", "/{id}-{slug}"),
            ("/a-b-11/", "/c-12/", "/{slug}-{id}"),
            ("/20240305/a-b/", "/20240305/c/", "/{yyyy}{mm}{dd}/{slug}"),
            ("/2024-03-05/a-b", "/2024-03-05/c", "/{yyyy}-{mm}-{dd}/{slug}"),
            ("/ada-obi/a-b", "/ada-obi/c", "/{author}/{slug}"),
            ("/read/a-b", "/read/c", "/read/{slug}"),
            ("/index.php/2024/03/a-b", "/index.php/2024/03/c", "/{yyyy}/{mm}/{slug}"),
            ("/2024/03/05/060708", "/2024/03/05/060708", ""),
        ] {
            let posts = [(first, "a-b", 11, date), (second, "c", 12, date)];
            let expected = Some(expected).filter(|e| !e.is_empty());
            let found = recognise(&posts, &["news/lagos", "sport"]);
            assert_eq!(found.as_deref(), expected, "{first} {second}");
        }
    }

    #[test]
    fn days_and_months_that_look_alike_are_told_apart() {
        let posts =
            [("/2024/03/03/a", "a", 1, "2024-03-03 00:00:00"), ("/2024/01/01/b", "b", 2, "2024-01-01 00:00:00")];
        assert_eq!(recognise(&posts, &[]).as_deref(), Some("/{yyyy}/{mm}/{dd}/{slug}"));
        let posts = [posts[0], ("/2024/17/04/c", "c", 3, "2024-04-17 00:00:00")];
        assert_eq!(recognise(&posts, &[]).as_deref(), Some("/{yyyy}/{dd}/{mm}/{slug}"));
    }

    #[test]
    fn plain_links_and_chance_give_none() {
        let date = "2024-03-05 06:07:08";
        let plain = [("/?p=1", "a", 1, date), ("/?p=2", "b", 2, date), ("/c", "c", 3, date)];
        assert_eq!(recognise(&plain, &[]), None);
        assert_eq!(recognise(&[], &[]), None);
        let strange = [("/x1", "a", 1, date), ("/y2", "b", 2, date)];
        assert_eq!(recognise(&strange, &[]), None);
    }

    #[test]
    fn slugs_of_other_alphabets_match() {
        let post = ("/%D8%A3%D8%AE/", "%d8%a3%d8%ae", 1, "");
        assert_eq!(recognise(&[post], &[]).as_deref(), Some("/{slug}"));
    }

    #[test]
    fn the_category_of_a_link_is_told() {
        let categories = ["world/africa".to_owned(), "sport".to_owned()];
        let sample = Sample { link: "http://x/sport/a/", slug: "a", categories: &categories, ..Sample::default() };
        let base = SiteBase::default();
        let pattern = "/{category}/{slug}";
        assert!(explains(&base, pattern, &sample));
        assert!(!explains(&base, "/{slug}", &sample));
        assert_eq!(category_in_link(&base, pattern, &sample), Some("sport"));
    }
}
