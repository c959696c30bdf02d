//! What a reader typed, as clauses. Every text is a query: what looks like a mistake is taken as words.

use super::words::{fold, lower, spans};

/// A query is at most so long, in characters.
pub const MOST_CHARACTERS: usize = 200;
/// More clauses than this are not read.
const MOST_CLAUSES: usize = 24;

/// A query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Its clauses, in order.
    pub clauses: Vec<Clause>,
}

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Whether what is found must not have it.
    pub not: bool,
    /// What it looks for.
    pub sought: Sought,
    /// Where it stands in the query, in bytes.
    pub at: std::ops::Range<usize>,
}

/// What a clause looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A word.
    Word {
        /// In lower case, as stemmers want it.
        lower: String,
        /// As the dictionary has it.
        folded: String,
        /// Whether the reader may still be typing it.
        unfinished: bool,
    },
    /// Words that stand together, with their distances from the first.
    Phrase(Vec<(usize, String)>),
    /// A run of a script without spaces, in pairs; or one character.
    Run(Vec<String>),
}

impl Asked {
    /// Reads a query: `"words in quotes"` stand together, `-word` must not be there. The last word counts as
    /// unfinished unless something follows it.
    pub fn read(text: &str) -> Self {
        let mut clauses = Vec::new();
        for piece in pieces(text) {
            clauses.extend(piece.clauses(text));
        }
        clauses.truncate(MOST_CLAUSES);
        if let Some(Clause { not: false, sought: Sought::Word { unfinished, .. }, at }) = clauses.last_mut() {
            *unfinished = at.end == text.len();
        }
        Self { clauses }
    }

    /// The words that stand next to each other in the query, folded; for those who find them together.
    pub fn folded(&self) -> Vec<&str> {
        let words = self.clauses.iter().filter(|clause| !clause.not).filter_map(|clause| match &clause.sought {
            Sought::Word { folded, .. } => Some(folded.as_str()),
            Sought::Phrase(_) | Sought::Run(_) => None,
        });
        words.collect()
    }
}

/// A part of a query between spaces, or between quotes.
struct Piece {
    from: usize,
    to: usize,
    not: bool,
    quoted: bool,
}

impl Piece {
    fn clauses(&self, text: &str) -> Vec<Clause> {
        let inside = &text[self.from..self.to];
        let found = spans(inside);
        let whole = self.from..self.to;
        let Some(first) = found.first() else { return Vec::new() };
        if found.len() > 1 && (self.quoted || self.not) {
            let words =
                found.iter().map(|span| (span.place - first.place, fold(&inside[span.at.clone()]).into_owned()));
            // The single character that ends a run tells nothing that its pair does not.
            let words = words.filter(|(_, word)| !(found[0].run && word.chars().count() == 1)).collect();
            return vec![Clause { not: self.not, sought: Sought::Phrase(words), at: whole }];
        }
        let mut clauses: Vec<Clause> = Vec::new();
        let mut run_ends = None;
        for span in &found {
            let word = &inside[span.at.clone()];
            let at = self.from + span.at.start..self.from + span.at.end;
            match clauses.last_mut() {
                Some(Clause { sought: Sought::Run(pairs), at: run, .. })
                    if span.run && run_ends == Some(span.place) =>
                {
                    if word.chars().count() > 1 {
                        pairs.push(fold(word).into_owned());
                    }
                    run.end = at.end;
                }
                _ => clauses.push(Clause { not: self.not, sought: self.word(word, span.run), at }),
            }
            run_ends = span.run.then_some(span.place + 1);
        }
        clauses
    }

    fn word(&self, word: &str, run: bool) -> Sought {
        let folded = fold(word).into_owned();
        match (run, self.quoted) {
            (true, _) => Sought::Run(vec![folded]),
            (false, true) => Sought::Phrase(vec![(0, folded)]),
            (false, false) => Sought::Word { lower: lower(word).into_owned(), folded, unfinished: false },
        }
    }
}

/// The parts of a query, in order.
fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((mut from, mut c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let not = c == '-' && rest.peek().is_some_and(|(_, next)| !next.is_whitespace() && *next != '-');
        if not && let Some(next) = rest.next() {
            (from, c) = next;
        }
        let quoted = is_quote(c);
        let ends = |c: char| if quoted { is_quote(c) } else { c.is_whitespace() || is_quote(c) };
        let from = if quoted { from + c.len_utf8() } else { from };
        let mut to = if quoted { from } else { from + c.len_utf8() };
        while let Some((at, next)) = rest.next_if(|(_, c)| !ends(*c)) {
            to = at + next.len_utf8();
        }
        if quoted {
            rest.next();
        }
        found.push(Piece { from, to, not, quoted });
    }
    found
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let clause = |clause: &Clause| {
            let not = if clause.not { "-" } else { "" };
            match &clause.sought {
                Sought::Word { folded, unfinished, .. } => {
                    format!("{not}{folded}{}", if *unfinished { "*" } else { "" })
                }
                Sought::Phrase(words) => {
                    let words: Vec<String> = words.iter().map(|(place, word)| format!("{word}@{place}")).collect();
                    format!("{not}\"{}\"", words.join(" "))
                }
                Sought::Run(pairs) => format!("{not}[{}]", pairs.join(" ")),
            }
        };
        Asked::read(text).clauses.iter().map(clause).collect()
    }

    #[test]
    fn words_phrases_and_exclusions_are_told_apart() {
        assert_eq!(shown("Harbour tunnel"), ["harbour", "tunnel*"]);
        assert_eq!(shown("harbour tunnel "), ["harbour", "tunnel"]);
        assert_eq!(shown("\"Harbour Tunnel\" -ferry toll"), ["\"harbour@0 tunnel@1\"", "-ferry", "toll*"]);
        assert_eq!(shown("-\"night ferry\" x"), ["-\"night@0 ferry@1\"", "x*"]);
        assert_eq!(shown("covid-19"), ["covid", "19*"]);
        assert_eq!(shown("港口隧道 x"), ["[港口 口隧 隧道]", "x*"]);
        assert_eq!(shown("港"), ["[港]"]);
        assert_eq!(shown("\"never closed"), ["\"never@0 closed@1\""]);
    }

    #[test]
    fn what_has_no_words_asks_for_nothing() {
        for text in ["", "   ", "\"\"", "-", "--", "!?", "AND (", "\" \""] {
            assert!(shown(text).iter().all(|clause| clause == "and"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "[\\PC\"“ -]{0,80}") {
            let asked = Asked::read(&text);
            prop_assert!(asked.clauses.len() <= MOST_CLAUSES);
            prop_assert!(asked.clauses.iter().all(|clause| text.get(clause.at.clone()).is_some()));
        }
    }
}
