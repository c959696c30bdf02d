//! How a text falls into words: what is indexed, what is asked for and what is highlighted are cut alike.
//! Words are folded (case, accents, forms of letters). Scripts without spaces are cut into pairs of characters
//! that overlap. A word's stem stands beside it where it is another, marked, so that the dictionary tells
//! words from stems.

use std::borrow::Cow;
use std::ops::Range;

use frostem::Stemmer;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::body::has_no_spaces;

/// Stands before a stem in the dictionary; no word begins with it.
const STEM: char = '\u{1}';
/// A longer word is cut, in characters: no dictionary has one.
const LONGEST: usize = 40;

/// A word or a stem, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As the dictionary has it.
    pub text: String,
    /// Its place among the words.
    pub place: usize,
}

/// Brings the words of a language to their stems.
#[derive(Clone, Copy)]
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// Of a language by its tag (BCP 47); none where there is no stemmer for it.
    pub fn of(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default();
        let primary = if matches!(primary, "nb" | "nn") { "no" } else { primary };
        Self(Stemmer::try_from_name(primary).ok())
    }

    /// The folded stem of a word in lower case; none where there is no stemmer.
    pub fn stem(&self, lower: &str) -> Option<String> {
        self.0.as_ref().map(|stemmer| fold(&stemmer.stem(lower)).into_owned())
    }
}

/// A stem as the dictionary has it.
pub fn marked(stem: &str) -> String {
    format!("{STEM}{stem}")
}

/// Whether an entry of the dictionary is a stem.
pub fn is_stem(entry: &str) -> bool {
    entry.starts_with(STEM)
}

/// A piece of a text that is one word, or two characters of a script without spaces, or the last one of those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Its place among the words.
    pub place: usize,
    /// Whether it belongs to a run of a script without spaces.
    pub run: bool,
}

/// The words of a text, in order.
pub fn spans(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut place = 0;
    let mut rest = text.char_indices().peekable();
    let mut starts = Vec::new();
    while let Some((start, first)) = rest.next() {
        if !is_of_word(first) {
            continue;
        }
        let run = has_no_spaces(first);
        starts.clear();
        starts.push(start);
        let mut end = start + first.len_utf8();
        while let Some((at, next)) = rest.next_if(|(_, c)| is_of_word(*c) && (has_no_spaces(*c) == run || is_mark(*c)))
        {
            starts.push(at);
            end = at + next.len_utf8();
        }
        starts.push(end);
        if run {
            for (n, from) in starts[..starts.len() - 1].iter().enumerate() {
                let to = starts[(n + 2).min(starts.len() - 1)];
                found.push(Span { at: *from..to, place: place + n, run });
            }
            place += starts.len() - 1;
        } else {
            let end = starts[LONGEST.min(starts.len() - 1)];
            found.push(Span { at: start..end, place, run });
            place += 1;
        }
    }
    found
}

/// What is indexed of a text.
pub fn tokens(text: &str, stems: Stems) -> Vec<Token> {
    let mut all = Vec::new();
    for span in spans(text) {
        let word = &text[span.at];
        let folded = fold(word);
        if !span.run
            && let Some(stem) = stems.stem(&lower(word))
            && *stem != *folded
        {
            all.push(Token { text: marked(&stem), place: span.place });
        }
        all.push(Token { text: folded.into_owned(), place: span.place });
    }
    all
}

/// A word in lower case, as stemmers want it.
pub fn lower(word: &str) -> Cow<'_, str> {
    match word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.to_lowercase()),
    }
}

/// A word without case, accents and forms of letters that readers type one for another.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return lower(word);
    }
    let plain = word.nfkd().flat_map(char::to_lowercase).filter(|c| !is_accent(*c));
    Cow::Owned(plain.flat_map(base).nfc().collect())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
}

/// Marks that are left out: accents, and the vowel signs of Hebrew and Arabic, which are rarely written. The marks
/// of Indian scripts are letters.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{fe20}'..='\u{fe2f}')
}

/// A letter without the form that no decomposition takes away.
fn base(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'þ' => "th",
        'ς' => "σ",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        _ => "",
    };
    plain.chars().chain(plain.is_empty().then_some(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str, language: &str) -> Vec<String> {
        tokens(text, Stems::of(language)).into_iter().map(|token| token.text.replace(STEM, "=")).collect()
    }

    #[test]
    fn words_are_folded_and_stems_stand_beside_them() {
        assert_eq!(all("The Tunnels, reopened!", "en"), ["the", "=tunnel", "tunnels", "=reopen", "reopened"]);
        assert_eq!(all("Łódź Straße Ẹ̀bùn", "yo"), ["lodz", "strasse", "ebun"]);
        assert_eq!(all("Études françaises", "fr"), ["=etud", "etudes", "=franc", "francaises"]);
        assert_eq!(all("O'Brien covid-19", "xx"), ["o", "brien", "covid", "19"]);
        assert_eq!(all("أحمد مُحَمَّد", "xx"), ["احمد", "محمد"]);
    }

    #[test]
    fn scripts_without_spaces_are_pairs() {
        assert_eq!(all("港口隧道 opens", "xx"), ["港口", "口隧", "隧道", "道", "opens"]);
        assert_eq!(all("한국어 뉴스", "xx"), ["한국어", "뉴스"]);
        assert_eq!(spans("港口 opens").last().map(|span| span.place), Some(2));
    }

    #[test]
    fn marks_of_indian_scripts_stay() {
        assert_eq!(all("हिन्दी समाचार", "xx"), ["हिन्दी", "समाचार"]);
    }

    proptest! {
        #[test]
        fn any_text_is_cut_into_pieces_of_it(text in "\\PC{0,60}") {
            let found = spans(&text);
            prop_assert!(found.iter().all(|span| text.get(span.at.clone()).is_some_and(|word| !word.is_empty())));
            prop_assert!(found.windows(2).all(|two| two[0].place < two[1].place && two[0].at.start < two[1].at.start));
        }

        #[test]
        fn what_is_folded_stays(word in "\\PC{0,20}") {
            let once = fold(&word).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once.clone());
        }
    }
}
