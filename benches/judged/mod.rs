//! Judged queries, and how well a ranking does by them.

use std::collections::HashMap;

/// Queries over the demo newsroom.
pub const DEMO: &str = include_str!("demo.tsv");

/// So many places of a ranking count.
pub const PLACES: usize = 10;
/// What a reader was looking for has this grade or a higher one.
const WANTED: u32 = 2;

/// A query, with what is relevant to it.
pub struct Judged {
    /// The kind of query.
    pub kind: String,
    /// What a reader types.
    pub query: String,
    /// What is relevant, by slug: 1 touches it, 3 is what the reader wants.
    pub grades: HashMap<String, u32>,
}

/// Reads queries: a line each, `kind`, `query` and `slug=grade …` between tabs; `#` begins a remark.
pub fn read(text: &str) -> Vec<Judged> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let judged = lines.map(|line| {
        let parts: Vec<&str> = line.split('\t').collect();
        let [kind, query, relevant] = parts.as_slice() else { panic!("no query: {line}") };
        let grade = |one: &str| {
            let (slug, grade) = one.split_once('=')?;
            Some((slug.to_owned(), grade.parse().ok()?))
        };
        let grades = relevant.split(' ').map(|one| grade(one).unwrap_or_else(|| panic!("no grade: {one}"))).collect();
        Judged { kind: (*kind).to_owned(), query: (*query).to_owned(), grades }
    });
    judged.collect()
}

impl Judged {
    /// The normalised discounted cumulative gain of the first ten: 1 is the best order there is.
    pub fn ndcg(&self, ranking: &[String]) -> f64 {
        let found = ranking.iter().map(|slug| self.grades.get(slug).copied().unwrap_or_default());
        let mut best: Vec<u32> = self.grades.values().copied().collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        gain(found) / gain(best.into_iter())
    }

    /// One by the place of the first that was looked for; 0 where the first ten have none.
    pub fn reciprocal_rank(&self, ranking: &[String]) -> f64 {
        let wanted = |slug: &String| self.grades.get(slug).is_some_and(|grade| *grade >= WANTED);
        ranking.iter().take(PLACES).position(wanted).map_or(0.0, |place| 1.0 / (place + 1) as f64)
    }
}

fn gain(grades: impl Iterator<Item = u32>) -> f64 {
    let of = |(place, grade): (usize, u32)| f64::from((1 << grade) - 1) / ((place + 2) as f64).log2();
    grades.take(PLACES).enumerate().map(of).fold(0.0, |sum, one| sum + one)
}
