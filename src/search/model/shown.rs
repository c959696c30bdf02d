//! What is shown of a text in which something was found: pieces of it, each a hit or not.

use std::collections::HashSet;
use std::ops::Range;

use super::words::{Stems, fold, lower, spans};

/// How long a window is, in characters.
const WINDOW: usize = 220;
/// How much of it stands before the first hit.
const BEFORE: usize = 60;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Its text.
    pub text: String,
    /// Whether it is what was looked for.
    pub hit: bool,
}

/// The words to mark.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Words as they are, folded.
    pub words: HashSet<String>,
    /// Stems, folded: every word of theirs is marked.
    pub stems: HashSet<String>,
}

impl Marks {
    /// Where they stand in a text, with the words; what touches is one.
    fn places(&self, text: &str, stems: Stems) -> Vec<(Range<usize>, String)> {
        let mut found: Vec<(Range<usize>, String)> = Vec::new();
        for span in spans(text) {
            let Some(mark) = self.mark(&text[span.at.clone()], span.run, stems) else { continue };
            match found.last_mut() {
                Some((last, _)) if last.end >= span.at.start => last.end = last.end.max(span.at.end),
                _ => found.push((span.at, mark)),
            }
        }
        found
    }

    /// The word that is marked by this one.
    fn mark(&self, word: &str, run: bool, stems: Stems) -> Option<String> {
        let folded = fold(word);
        if self.words.contains(&*folded) {
            return Some(folded.into_owned());
        }
        // Finding out a stem is dear, and none begins with another letter than its word.
        let first = folded.chars().next();
        if run || !self.stems.iter().any(|stem| stem.chars().next() == first) {
            return None;
        }
        stems.stem(&lower(word)).filter(|stem| self.stems.contains(stem))
    }
}

/// A whole text with its hits; none where there is none.
pub fn title(text: &str, marks: &Marks, stems: Stems) -> Option<Vec<Fragment>> {
    let places = marks.places(text, stems);
    (!places.is_empty()).then(|| fragments(text, 0..text.len(), &places))
}

/// The part of a text that has the most of what was looked for; none where there is nothing.
pub fn window(text: &str, marks: &Marks, stems: Stems) -> Option<Vec<Fragment>> {
    let places = marks.places(text, stems);
    let best = best(text, &places)?;
    let from = step_back(text, places[best].0.start, BEFORE);
    let to = step_on(text, from.max(places[best].0.start.saturating_sub(1)), from, WINDOW);
    let inside: Vec<_> = places.into_iter().filter(|(at, _)| at.start >= from && at.end <= to).collect();
    let mut found = fragments(text, from..to, &inside);
    if from > 0
        && let Some(first) = found.first_mut()
    {
        first.text.insert(0, '…');
    }
    if to < text.trim_end().len()
        && let Some(last) = found.last_mut()
    {
        last.text.push('…');
    }
    found.iter_mut().for_each(|one| one.text = one.text.replace(['\n', '\r', '\t'], " "));
    Some(found)
}

/// The hit from which on most different words come within a window.
fn best(text: &str, places: &[(Range<usize>, String)]) -> Option<usize> {
    let ends: Vec<usize> = places.iter().map(|(at, _)| step_on(text, at.start, at.start, WINDOW - BEFORE)).collect();
    let worth = |n: usize| {
        let inside = places[n..].iter().take_while(|(at, _)| at.end <= ends[n]);
        let words: Vec<&String> = inside.map(|(_, word)| word).collect();
        (words.iter().collect::<HashSet<_>>().len(), words.len())
    };
    // The first of the best.
    (0..places.len().min(200)).max_by_key(|n| (worth(*n), usize::MAX - n))
}

/// So many characters before a place, at the beginning of a word.
fn step_back(text: &str, place: usize, characters: usize) -> usize {
    let Some((back, _)) = text[..place].char_indices().rev().nth(characters) else { return 0 };
    text[back..place].find(char::is_whitespace).map_or(back, |space| {
        let after = back + space;
        after + text[after..].chars().next().map_or(0, char::len_utf8)
    })
}

/// So many characters behind `from`, at the end of a word and not before `least`.
fn step_on(text: &str, least: usize, from: usize, characters: usize) -> usize {
    let Some((end, _)) = text[from..].char_indices().nth(characters) else { return text.trim_end().len().max(from) };
    let end = from + end;
    text[from..end].rfind(char::is_whitespace).map(|space| from + space).filter(|end| *end > least).unwrap_or(end)
}

fn fragments(text: &str, range: Range<usize>, places: &[(Range<usize>, String)]) -> Vec<Fragment> {
    let mut found = Vec::new();
    let mut at = range.start;
    for (place, _) in places {
        if place.start > at {
            found.push(Fragment { text: text[at..place.start].to_owned(), hit: false });
        }
        found.push(Fragment { text: text[place.clone()].to_owned(), hit: true });
        at = place.end;
    }
    if at < range.end {
        found.push(Fragment { text: text[at..range.end].to_owned(), hit: false });
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marks(words: &[&str], stems: &[&str]) -> Marks {
        let all = |some: &[&str]| some.iter().map(|word| (*word).to_owned()).collect();
        Marks { words: all(words), stems: all(stems) }
    }

    fn shown(found: Option<Vec<Fragment>>) -> String {
        let piece = |one: Fragment| if one.hit { format!("[{}]", one.text) } else { one.text };
        found.unwrap_or_default().into_iter().map(piece).collect()
    }

    #[test]
    fn hits_are_marked_as_they_are_written() {
        let marks = marks(&["zurich"], &["tunnel"]);
        assert_eq!(shown(title("Tunnels of Zürich", &marks, Stems::of("en"))), "[Tunnels] of [Zürich]");
        assert_eq!(title("Nothing here", &marks, Stems::of("en")), None);
    }

    #[test]
    fn pairs_that_overlap_are_one_hit() {
        let marks = marks(&["港口", "口隧", "隧道"], &[]);
        assert_eq!(shown(title("新港口隧道开通", &marks, Stems::of("zh"))), "新[港口隧道]开通");
    }

    #[test]
    fn the_window_is_where_most_of_it_stands() {
        let text =
            format!("A toll. {} The toll of the harbour tunnel. {}", "Nothing of it. ".repeat(30), "More. ".repeat(80));
        let found = shown(window(&text, &marks(&["toll", "harbour", "tunnel"], &[]), Stems::of("en")));
        assert!(found.contains("The [toll] of the [harbour] [tunnel]."), "{found}");
        assert!(found.starts_with('…') && found.ends_with('…') && found.chars().count() < 240, "{found}");
    }

    proptest! {
        #[test]
        fn pieces_are_of_the_text(text in "[a-c \\n港口é]{0,400}", word in "[a-c]{1,2}") {
            let marks = marks(&[&word], &[]);
            let whole: String = title(&text, &marks, Stems::of("en")).unwrap_or_default().into_iter().map(|one| one.text).collect();
            prop_assert!(whole.is_empty() || whole == text);
            if let Some(found) = window(&text, &marks, Stems::of("en")) {
                prop_assert!(found.iter().any(|one| one.hit));
                let part: String = found.into_iter().map(|one| one.text).collect();
                prop_assert!(part.chars().count() <= WINDOW + BEFORE + 60);
                prop_assert!(text.replace('\n', " ").contains(part.trim_matches('…')));
            }
        }
    }
}
