//! The terms of an item as they are meant: the oldest exports name each term twice, once without
//! a slug, call the taxonomy of tags `tag`, and leave the taxonomy of categories out.

use std::collections::HashSet;

use super::{Item, ItemTerm};

impl ItemTerm {
    /// The taxonomy that is meant.
    pub fn taxonomy(&self) -> &str {
        match self.domain.as_str() {
            "" => "category",
            "tag" => "post_tag",
            other => other,
        }
    }

    /// What tells the term from others of its taxonomy: its slug, else its name.
    pub fn key(&self) -> &str {
        if self.nicename.is_empty() { &self.name } else { &self.nicename }
    }
}

impl Item {
    /// The terms of one taxonomy, each once, in the file's order.
    pub fn mentions(&self, taxonomy: &str) -> Vec<&ItemTerm> {
        let anywhere = names_with_slug(&self.terms, |_| true);
        let here = names_with_slug(&self.terms, |term| term.taxonomy() == taxonomy);
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for term in self.terms.iter().filter(|t| t.taxonomy() == taxonomy) {
            let bare = term.domain.is_empty();
            let others = if bare { &anywhere } else { &here };
            let shadow = term.nicename.is_empty() && others.contains(term.name.as_str());
            let empty = term.key().is_empty() || (bare && term.name.is_empty());
            if !shadow && !empty && seen.insert(term.key()) {
                found.push(term);
            }
        }
        found
    }
}

fn names_with_slug(terms: &[ItemTerm], wanted: impl Fn(&ItemTerm) -> bool) -> HashSet<&str> {
    let full = terms.iter().filter(|t| !t.nicename.is_empty() && wanted(t));
    full.map(|t| t.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(terms: &[(&str, &str, &str)], taxonomy: &str) -> Vec<String> {
        let term = |(domain, nicename, name): &(&str, &str, &str)| ItemTerm {
            domain: (*domain).to_owned(),
            nicename: (*nicename).to_owned(),
            name: (*name).to_owned(),
        };
        let item = Item { terms: terms.iter().map(term).collect(), ..Item::default() };
        let keys = item.mentions(taxonomy);
        keys.iter().map(|t| t.key().to_owned()).collect()
    }

    #[test]
    fn double_mentions_of_the_oldest_exports_count_once() {
        let terms = [
            ("", "", "Alpha"),
            ("category", "alpha", "Alpha"),
            ("tag", "", "news"),
            ("tag", "news", "news"),
            ("", "", "Loose"),
            ("", "empty", ""),
        ];
        assert_eq!(keys(&terms, "category"), ["alpha", "Loose"]);
        assert_eq!(keys(&terms, "post_tag"), ["news"]);
    }

    #[test]
    fn repeated_authors_count_once() {
        let terms = [("author", "bob", "Bob"), ("author", "bob", "Bob")];
        assert_eq!(keys(&terms, "author"), ["bob"]);
    }
}
